"""HR links the columns of a file of another system by hand, and the next file with those headings is read so too."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from common.errors import RuleBroken
from common.models import StoredFile
from people.models import Person
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.training.builders import NOW, course
from tests.training.exchanged import applied, as_csv, bytes_in, received, worked_out
from tests.training.pages import SignIn, address
from training import services
from training.errors import FileRefused
from training.models import Completion, CompletionImport, Course, RememberedColumns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work", "own_folder")]

HEADER = ("Deelnemer", "Wat", "Klaar", "Score")
LINKED = {"email": "Deelnemer", "course": "Wat", "completed_on": "Klaar"}


def lms(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    return as_csv(rows, header=header)


def link(run: CompletionImport, by: Person, linked: dict[str, str], one_course: Course | None = None):
    return services.link_columns(import_id=run.pk, linked=linked, course=one_course, actor=by, now=NOW)


def link_page(run: CompletionImport) -> str:
    return address("import_columns", import_id=run.public_id)


def test_file_with_headings_that_nobody_knows_waits_for_its_columns_and_then_comes_in(hr: Person) -> None:
    person, the_course = employee(), course()
    run = received(lms((str(person.email), the_course.title_nl, "1-10-2026", "80")), hr)
    assert (run.state, run.job) == ("uploaded", None)
    run = applied(worked_out(link(run, hr, LINKED)), hr)
    assert run.state == "done"
    made = Completion.objects.get()
    assert (made.person, made.course) == (person, the_course)


def test_next_file_with_the_same_headings_is_read_as_the_last_in_whatever_order(hr: Person) -> None:
    person, the_course = employee(), course()
    link(received(lms((str(person.email), the_course.title_nl, "1-10-2026", "")), hr), hr, LINKED)
    other = lms(("80", "2-10-2026", the_course.title_nl, str(person.email)), header=tuple(reversed(HEADER)))
    run = received(other, hr)
    assert (run.state, run.columns["linked"]) == ("reading", LINKED)
    assert bytes_in(other).as_answer()["created"] == 1
    assert received(lms(("a", "b", "c"), header=HEADER[:3]), hr).state == "uploaded"


def test_one_course_for_the_whole_file_holds_for_that_file_only(hr: Person) -> None:
    person, the_course = employee(), course()
    file = lms((str(person.email), "x", "1-10-2026", ""))
    linked = {"email": "Deelnemer", "completed_on": "Klaar"}
    run = applied(worked_out(link(received(file, hr), hr, linked, the_course)), hr)
    assert (run.course, Completion.objects.get().course) == (the_course, the_course)
    again = received(file, hr)
    assert (again.state, again.course, again.columns["linked"]) == ("uploaded", None, linked)


def test_course_of_a_whole_file_must_be_published(hr: Person) -> None:
    draft = course(published=False)
    linked = {"email": "Deelnemer", "completed_on": "Klaar"}
    run = worked_out(link(received(lms((str(hr.email), "x", "1-10-2026", "")), hr), hr, linked, draft))
    assert [fault["code"] for fault in run.refused] == ["course_draft"]


def test_what_somebody_said_goes_before_what_the_headings_say(hr: Person) -> None:
    person, the_course = employee(), course()
    header = ("E-mail", "Cursus", "Datum", "Vak")
    run = received(lms((str(person.email), "onbekend", "1-10-2026", the_course.title_nl), header=header), hr)
    assert run.columns["linked"]["course"] == "Cursus"
    worked_out(run)
    by_hand = {"email": "E-mail", "course": "Vak", "completed_on": "Datum"}
    assert worked_out(link(run, hr, by_hand)).outcome["created"] == 1
    run.refresh_from_db()
    link(run, hr, by_hand | {"course": "Cursus"})
    assert not RememberedColumns.objects.exists()


@pytest.mark.parametrize(
    ("linked", "field", "words"),
    [
        (LINKED | {"course": "Deelnemer"}, "course", "Deelnemer"),
        (LINKED | {"email": "Naam"}, "email", "Naam"),
        (LINKED | {"email": ""}, "employee_number", "Personeelsnummer / E-mail van het werk"),
        (LINKED | {"course": ""}, "course", "één cursus voor het hele bestand"),
        (LINKED | {"completed_on": ""}, "completed_on", "Afgerond op"),
        (LINKED | {"completed_on": "Score"}, "completed_on", "“80”"),
        ({**LINKED, "email": "Score"}, "email", "“80”"),
        (LINKED | {"passed": "Score"}, "passed", "“80”"),
    ],
)
def test_wrong_link_is_told_at_its_column_and_the_file_stays(
    hr: Person, linked: dict[str, str], field: str, words: str
) -> None:
    run = received(lms((str(hr.email), course().title_nl, "1-10-2026", "80")), hr)
    with translation.override("nl"), pytest.raises(RuleBroken, match=words) as broken:
        link(run, hr, linked)
    assert broken.value.field == field
    run.refresh_from_db()
    assert (run.state, run.file is not None, StoredFile.objects.count()) == ("uploaded", True, 1)
    assert not RememberedColumns.objects.exists()
    assert link(run, hr, LINKED).state == "reading"


def test_course_is_said_by_a_column_or_for_the_whole_file_not_both(hr: Person) -> None:
    run = received(lms((str(hr.email), "x", "1-10-2026", "")), hr)
    with pytest.raises(RuleBroken) as broken:
        link(run, hr, LINKED, course())
    assert broken.value.field == "one_course"


def test_column_that_is_empty_in_the_first_rows_may_be_linked(hr: Person) -> None:
    run = received(lms((str(hr.email), course().title_nl, "1-10-2026", "")), hr)
    assert worked_out(link(run, hr, LINKED | {"passed": "Score"})).outcome["created"] == 1


def test_file_without_rows_is_told_when_its_columns_are_linked(hr: Person) -> None:
    run = received(lms(), hr)
    with pytest.raises(FileRefused):
        link(run, hr, LINKED)


def test_file_is_not_worked_out_before_its_columns_are_known(hr: Person) -> None:
    run = received(lms(("a", "b", "c", "d")), hr)
    with pytest.raises(RuleBroken):
        services.plan_import_again(import_id=run.pk, actor=hr, now=NOW)
    run.refresh_from_db()
    assert run.state == "uploaded"


def test_only_hr_links_columns_and_only_while_the_file_waits(hr: Person, colleague: Person) -> None:
    run = received(lms((str(hr.email), course().title_nl, "1-10-2026", "")), hr)
    for attempt in (
        lambda: link(run, colleague, LINKED),
        lambda: services.first_rows(run=run, actor=colleague),
    ):
        with pytest.raises(RuleBroken):
            attempt()
    link(run, hr, LINKED)
    with pytest.raises(RuleBroken, match="gewerkt"):
        link(run, hr, LINKED)


# --- on the screen ----------------------------------------------------------------------------------------------------
def test_hr_uploads_sees_the_first_rows_links_and_looks(sign_in: SignIn, hr: Person) -> None:
    person, the_course, client = employee(), course(), sign_in(hr)
    content = lms((str(person.email), the_course.title_nl, "1-10-2026", "<b>80</b>"))
    answer = client.post(address("import_new"), {"source": "Moodle", "file": SimpleUploadedFile("lms.csv", content)})
    run = CompletionImport.objects.get()
    assert answer.headers["Location"] == link_page(run)
    page = client.get(link_page(run)).content.decode()
    assert "&lt;b&gt;80&lt;/b&gt;" in page
    assert str(person.email) in page
    answer = client.post(link_page(run), LINKED)
    assert answer.headers["Location"] == address("import_detail", import_id=run.public_id)
    run.refresh_from_db()
    worked_out(run)
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Deelnemer" in page
    assert link_page(run) in page


@pytest.mark.parametrize(("language", "words"), [("nl", "al gekozen"), ("en", "is chosen for")])
def test_wrong_link_is_told_in_the_readers_language_and_nothing_chosen_is_lost(
    sign_in: SignIn, language: str, words: str
) -> None:
    hr = employee(roles=["hr"], language=language)
    run = received(lms((str(hr.email), "x", "1-10-2026", "")), hr)
    answer = sign_in(hr).post(link_page(run), LINKED | {"course": "Deelnemer"})
    page = html.unescape(answer.content.decode())
    assert (answer.status_code, words in page) == (422, True)
    assert re.search(r'value="Klaar"\s+selected', page)


def test_whole_file_is_said_to_be_about_one_course(sign_in: SignIn, hr: Person) -> None:
    the_course = course(title="Omgaan met Copilot")
    run = received(lms((str(hr.email), "x", "1-10-2026", "")), hr)
    client = sign_in(hr)
    asked = {"email": "Deelnemer", "completed_on": "Klaar", "one_course": str(the_course.public_id)}
    assert client.post(link_page(run), asked).status_code == 302
    run.refresh_from_db()
    worked_out(run)
    assert "Omgaan met Copilot" in client.get(address("import_detail", import_id=run.public_id)).content.decode()
    page = client.get(link_page(run)).content.decode()
    assert re.search(rf'value="{the_course.public_id}"\s+selected', page)


def test_file_that_waits_for_its_columns_is_asked_of_hr_and_no_page_when_it_is_over(
    sign_in: SignIn, hr: Person
) -> None:
    run = received(lms(("a", "b", "c", "d")), hr)
    client = sign_in(hr)
    assert link_page(run) in client.get(address("import_detail", import_id=run.public_id)).content.decode()
    services.cancel_import(import_id=run.pk, actor=hr, now=NOW)
    assert client.get(link_page(run)).status_code == 404


@pytest.mark.parametrize("rows", [3, 30])
def test_query_count(sign_in: SignIn, hr: Person, rows: int) -> None:
    for _each in range(rows):
        course()
    run = received(lms(*[("a@b.example", "x", "1-10-2026", "")] * rows), hr)
    client = sign_in(hr)
    client.get(link_page(run))
    with query_count(__file__, "training:import_columns"):
        client.get(link_page(run))
