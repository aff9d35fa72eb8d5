"""HR walks through an import on the screen; others do not get in."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.models import Job
from common.services import finish_job
from directory import selectors, services
from directory.models import ImportRun, JobTitle
from people.choices import Role
from people.models import Person
from tests.directory.builders import bring_in, last_run, someone
from tests.directory.files import HEADER, as_csv, leaders, person
from tests.people.builders import employee
from tests.query_counts import query_count

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_step(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def browser(client: Client, hr: Person) -> Client:
    client.force_login(hr)
    return client


def upload(browser: Client, rows: list[list[str]], *, name: str = "hr.csv") -> ImportRun:
    response = browser.post(
        reverse("directory:import_new"), {"file": SimpleUploadedFile(name, as_csv(rows), "text/csv")}
    )
    run = last_run()
    assert response.headers["Location"] == reverse("directory:import_columns", args=[run.public_id])
    return run


def columns_as_shown(browser: Client, run: ImportRun) -> dict[str, str]:
    """The form as the page fills it in."""
    form = browser.get(reverse("directory:import_columns", args=[run.public_id])).context["form"]
    return {name: field.initial for name, field in form.fields.items()}


def worked_out(browser: Client, rows: list[list[str]]) -> ImportRun:
    """A run whose columns were confirmed on the screen and that a worker worked out."""
    run = upload(browser, rows)
    browser.post(reverse("directory:import_columns", args=[run.public_id]), columns_as_shown(browser, run))
    run.refresh_from_db()
    services.plan_in_job(job_id=run.job_id, now=run.started_at)
    run.refresh_from_db()
    return run


def page(browser: Client, run: ImportRun, *, language: str = "nl") -> str:
    url = reverse("directory:import_detail", args=[run.public_id])
    return browser.get(url, headers={"accept-language": language}).content.decode()


def test_hr_walks_from_upload_to_people(browser: Client) -> None:
    run = worked_out(browser, [*leaders(), person(4, email="geen")])
    text = page(browser, run)
    assert "E-mail werk" in text
    assert "Dit is geen e-mailadres" in text
    assert not Person.objects.filter(employee_number="1").exists()
    browser.post(reverse("directory:import_confirm", args=[run.public_id]))
    run.refresh_from_db()
    assert run.state == "applying"
    services.apply_in_job(job_id=run.job_id, now=run.started_at)
    assert someone(1).is_active
    assert "verwijderd" in page(browser, run)


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "komen mensen uit een HR-bestand binnen"), ("en", "People from an HR file have")],
)
@pytest.mark.parametrize("name", ["invitation_list", "people:person_list"])
def test_pages_that_count_people_say_that_an_import_is_under_way(
    browser: Client, name: str, language: str, words: str
) -> None:
    def text() -> str:
        return browser.get(reverse(name), headers={"accept-language": language}).content.decode()

    browser.cookies["houvast_language"] = language
    run = worked_out(browser, leaders())
    assert words not in text(), "what waits for a decision brings nobody in"
    browser.post(reverse("directory:import_confirm", args=[run.public_id]))
    assert words in text()
    assert reverse("directory:import_detail", args=[run.public_id]) in text()
    run.refresh_from_db()
    services.apply_in_job(job_id=run.job_id, now=run.started_at)
    assert words not in text()


def test_import_under_way_is_shown_to_who_may_see_imports_only(browser: Client, hr: Person, colleague: Person) -> None:
    run = worked_out(browser, leaders())
    browser.post(reverse("directory:import_confirm", args=[run.public_id]))
    assert selectors.import_under_way(hr) == run
    assert selectors.import_under_way(colleague) is None


def test_import_whose_job_ended_is_not_under_way(browser: Client, hr: Person) -> None:
    run = worked_out(browser, leaders())
    browser.post(reverse("directory:import_confirm", args=[run.public_id]))
    run.refresh_from_db()
    finish_job(Job.objects.get(pk=run.job_id), now=run.started_at, error="stopped")
    assert selectors.import_under_way(hr) is None


def test_an_example_stands_beside_each_column(browser: Client) -> None:
    run = upload(browser, leaders())
    text = browser.get(reverse("directory:import_columns", args=[run.public_id])).content.decode()
    assert "Boer1" in text
    assert columns_as_shown(browser, run)["manager_number"] == "Personeelsnummer leidinggevende"
    examples = services.look_at(run=run, actor=Person.objects.get(first_name="Hanneke")).examples
    assert (examples["Roepnaam"], examples["Personeelsnummer leidinggevende"]) == ("Sanne", "1")
    assert "Datum uit dienst" not in examples


def test_file_of_which_no_column_is_known_may_be_the_wrong_one(browser: Client) -> None:
    right = upload(browser, leaders())
    file = SimpleUploadedFile("anders.csv", as_csv([["1", "2"]], header=("foo", "bar")))
    browser.post(reverse("directory:import_new"), {"file": file})
    pages = [
        browser.get(reverse("directory:import_columns", args=[run.public_id])).content.decode()
        for run in (right, last_run())
    ]
    assert ["Is dit het goede bestand?" in text for text in pages] == [False, True]


def test_columns_that_say_nothing_are_named(browser: Client) -> None:
    file = SimpleUploadedFile("hr.csv", as_csv([[*row, "7"] for row in leaders()], header=(*HEADER, "Schoenmaat")))
    browser.post(reverse("directory:import_new"), {"file": file})
    text = browser.get(reverse("directory:import_columns", args=[last_run().public_id])).content.decode()
    assert "niet gekoppeld, er wordt niets van gelezen of bewaard: Schoenmaat." in text


@pytest.mark.parametrize("content", [b"%PDF-1.7 x", b"", b"a;b\r\n\0"])
def test_a_file_that_is_no_table_is_refused_beside_the_field(browser: Client, content: bytes) -> None:
    response = browser.post(reverse("directory:import_new"), {"file": SimpleUploadedFile("hr.csv", content)})
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not ImportRun.objects.exists()


def test_a_needed_column_that_is_taken_away_is_asked_for(browser: Client) -> None:
    run = upload(browser, leaders())
    answer = browser.post(
        reverse("directory:import_columns", args=[run.public_id]),
        {**columns_as_shown(browser, run), "last_name": ""},
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["last_name"]


def test_titles_are_linked_and_the_file_is_worked_out_again(browser: Client) -> None:
    run = worked_out(browser, [*leaders(), person(4, group="", title="Teamleider zorg")])
    url = reverse("directory:import_titles", args=[run.public_id])
    assert url in page(browser, run)
    form = browser.get(url).context["form"]
    ((name, field),) = form.fields.items()
    assert field.initial == "manager"
    browser.post(url, {name: "manager"})
    assert JobTitle.objects.get().title == "Teamleider zorg"
    run.refresh_from_db()
    assert run.state == "reading"


def sent_titles(browser: Client, **changes: str) -> dict[str, str]:
    """Return what the list of titles sends as it is shown, with other groups at some titles."""
    form = browser.get(reverse("directory:title_list")).context["form"]
    shown = {name: field.initial for name, field in form.fields.items()}
    chosen = {name: changes.get(str(field.label), field.initial) for name, field in form.fields.items()}
    return chosen | {f"initial-{name}": group for name, group in shown.items()}


def groups_kept() -> dict[str, str]:
    return dict(JobTitle.objects.values_list("title", "function_group"))


def test_a_title_is_changed_in_the_list_of_titles(browser: Client, hr: Person) -> None:
    services.link_titles(groups={"Kok": "customer_contact"}, actor=hr, now=bring_in_moment())
    browser.post(reverse("directory:title_list"), sent_titles(browser, Kok="no_customer_contact"))
    assert groups_kept() == {"Kok": "no_customer_contact"}


def test_two_who_link_titles_at_once_both_keep_what_they_chose(browser: Client, hr: Person) -> None:
    moment, url = bring_in_moment(), reverse("directory:title_list")
    services.link_titles(groups={"Arts": "customer_contact", "Gids": "manager", "Kok": "manager"}, actor=hr, now=moment)
    late = sent_titles(browser, Kok="no_customer_contact")
    services.link_titles(groups={"Arts": "", "Gids": "director", "Zuster": "customer_contact"}, actor=hr, now=moment)
    browser.post(url, late)
    assert groups_kept() == {"Gids": "director", "Kok": "no_customer_contact", "Zuster": "customer_contact"}


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "koppelde deze functies net voor jou"), ("en", "linked these job titles just before")],
)
def test_the_second_at_one_title_hears_what_the_first_chose(
    browser: Client, hr: Person, language: str, words: str
) -> None:
    Person.objects.filter(pk=hr.pk).update(language=language)
    moment, url = bring_in_moment(), reverse("directory:title_list")
    services.link_titles(groups={"Kok": "manager"}, actor=hr, now=moment)
    late = sent_titles(browser, Kok="no_customer_contact")
    services.link_titles(groups={"Kok": "customer_contact"}, actor=hr, now=moment)
    told = browser.post(url, late, follow=True).content.decode()
    assert groups_kept() == {"Kok": "customer_contact"}
    assert words in told
    browser.post(url, sent_titles(browser, Kok="no_customer_contact"))
    assert groups_kept() == {"Kok": "no_customer_contact"}


def bring_in_moment():
    bring_in(leaders())
    return last_run().started_at


def test_a_large_change_asks_for_a_tick_and_keeps_the_page(browser: Client) -> None:
    bring_in(leaders())
    run = worked_out(browser, [[cell.replace("Sanne", "Anna") for cell in row] for row in leaders()])
    url = reverse("directory:import_confirm", args=[run.public_id])
    answer = browser.post(url)
    assert answer.status_code == 422
    assert "allow_large_change" in answer.context["form"].errors
    assert "Sanne de Boer1" in answer.content.decode()
    assert browser.post(url, {"allow_large_change": "on"}).status_code == 302


def test_a_cancelled_import_is_in_the_history(browser: Client) -> None:
    run = worked_out(browser, leaders())
    url = reverse("directory:import_cancel", args=[run.public_id])
    assert browser.get(url).status_code == 200
    browser.post(url)
    assert "geannuleerd" in browser.get(reverse("directory:import_list")).content.decode()
    assert browser.get(url).status_code == 404


def test_progress_is_a_fragment_and_when_it_is_over_the_page_comes_anew(browser: Client) -> None:
    run = upload(browser, leaders())
    browser.post(reverse("directory:import_columns", args=[run.public_id]), columns_as_shown(browser, run))
    url = reverse("directory:import_detail", args=[run.public_id])
    asked = browser.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in asked
    assert 'hx-trigger="every 2s"' in asked
    run.refresh_from_db()
    services.plan_in_job(job_id=run.job_id, now=run.started_at)
    assert browser.get(url, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_refused_rows_are_downloaded_without_formulas(browser: Client) -> None:
    bring_in([*leaders(), person(4, email="=cmd()")])
    answer = browser.get(reverse("directory:import_refused", args=[last_run().public_id]))
    text = b"".join(answer).decode("utf-8-sig")
    assert '"E-mail werk";"\'=cmd()"' in text
    assert answer.headers["Content-Disposition"] == 'attachment; filename="geweigerde rijen hr.csv"'


def test_codes_are_shown_on_paper_and_never_kept_by_a_browser(browser: Client) -> None:
    bring_in([*leaders(), person(4, email="")])
    url = reverse("directory:import_codes", args=[last_run().public_id])
    answer = browser.post(url)
    assert "Sanne de Boer4" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert reverse("people:activate") in answer.content.decode()
    assert browser.get(url).status_code == 405


def test_each_person_reads_what_to_do_in_their_own_language(browser: Client) -> None:
    bring_in([*leaders(), person(4, email="", language="en"), person(5, email="")])
    url = reverse("directory:import_codes", args=[last_run().public_id])
    slips = browser.post(url).content.decode().split("<article")[1:]
    assert [("Activeringscode" in slip, "Activation code" in slip) for slip in slips] == [(False, True), (True, False)]
    assert all(slip.count('class="hv-code"') == 1 for slip in slips)


def test_a_whole_refusal_is_told_in_the_readers_language(browser: Client, hr: Person) -> None:
    run = worked_out(browser, leaders())
    Path(run.file.file.path).write_bytes(as_csv([]))
    services.plan_again(run_id=run.pk, actor=hr, now=run.started_at)
    run.refresh_from_db()
    services.plan_in_job(job_id=run.job_id, now=run.started_at)
    assert "geen rijen" in page(browser, run)
    Person.objects.filter(pk=hr.pk).update(language="en")
    assert "no rows below it" in page(browser, run)


@pytest.mark.parametrize("role", [None, Role.BOARD, Role.PROGRAMME_OFFICE, Role.PRIVACY_OFFICER])
def test_others_see_no_import(client: Client, role: str | None) -> None:
    bring_in(leaders())
    run = last_run()
    client.force_login(employee(roles=[role] if role else []))
    assert client.get(reverse("directory:import_list")).status_code == 403
    assert client.get(reverse("directory:import_new")).status_code == 403
    for name in ("import_detail", "import_columns", "import_titles", "import_cancel", "import_refused"):
        assert client.get(reverse(f"directory:{name}", args=[run.public_id])).status_code == 404
    for name in ("import_confirm", "import_again", "import_codes"):
        assert client.post(reverse(f"directory:{name}", args=[run.public_id])).status_code == 404


@pytest.mark.parametrize("count", [3, 30])
def test_the_history_asks_as_many_queries_for_many_as_for_few(browser: Client, count: int) -> None:
    for _number in range(count):
        bring_in(leaders())
    browser.get(reverse("directory:import_list"))
    with query_count(__file__, "directory:import_list"):
        browser.get(reverse("directory:import_list"))


@pytest.mark.parametrize("count", [3, 30])
def test_a_report_asks_as_many_queries_for_many_faults_as_for_few(browser: Client, count: int) -> None:
    bring_in([*leaders(), *[person(number, email="geen") for number in range(4, 4 + count)]])
    url = reverse("directory:import_detail", args=[last_run().public_id])
    browser.get(url)
    with query_count(__file__, "directory:import_detail"):
        browser.get(url)
