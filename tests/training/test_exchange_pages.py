"""The pages on which HR exchanges completions with another system, and what everyone sees of it."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import load_workbook

from common.models import AuditEvent, Job
from people.choices import Role
from people.models import Person
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.training.builders import (
    NOW,
    alias,
    completion,
    completion_import,
    course,
    statement_row,
    token,
)
from tests.training.exchanged import applied, as_csv, planned, row_of
from tests.training.pages import SignIn, address, page_of
from training import selectors, services
from training.choices import SEEN_BY
from training.models import Completion, CompletionImport, CourseAlias

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work", "own_folder")]


def upload(content: bytes, source: str = "Moodle") -> dict[str, object]:
    return {"source": source, "file": SimpleUploadedFile("moodle.csv", content, "text/csv")}


def step(client, name: str, run: CompletionImport, **data: str):
    return client.post(address(name, import_id=run.public_id), data)


def test_hr_uploads_looks_and_says_yes(sign_in: SignIn, hr: Person) -> None:
    person, client = employee(), sign_in(hr)
    content = as_csv([row_of(person, course().title_nl), ["7", "", "<b>x</b>", "1-10-2026"]])
    answer = client.post(address("import_new"), upload(content))
    run = CompletionImport.objects.get()
    assert answer.headers["Location"] == address("import_detail", import_id=run.public_id)
    services.plan_import_in_job(job_id=run.job_id, now=NOW)
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Niemand in het portaal heeft dit personeelsnummer." in page
    assert not Completion.objects.exists()
    assert step(client, "import_confirm", run).status_code == 302
    run.refresh_from_db()
    services.apply_import_in_job(job_id=run.job_id, now=NOW)
    assert Completion.objects.get().person == person
    assert "uitgevoerd" in client.get(address("import_list")).content.decode()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_form_without_anything_says_what_to_fill_in(sign_in: SignIn, language: str) -> None:
    client = sign_in(employee(roles=["hr"], language=language))
    answer = client.post(address("import_new"), {})
    words = {"nl": "Geef de naam van het andere systeem.", "en": "Give the name of the other system."}
    assert (answer.status_code, words[language] in answer.content.decode()) == (422, True)


def test_refused_rows_are_a_file_that_runs_no_formula(sign_in: SignIn, hr: Person) -> None:
    run = planned([["7", "", "x", "1-10-2026"], [str(hr.employee_number), "", "=1+1", "1-10-2026"]], hr)
    answer = sign_in(hr).get(address("import_refused", import_id=run.public_id))
    told = b"".join(answer).decode("utf-8-sig").splitlines()
    assert told[0] == '"Rij";"Kolom";"Waarde";"Reden"'
    assert told[2].startswith('3;"Cursus";"\'=1+1"')


def test_step_that_cannot_be_taken_now_says_why(sign_in: SignIn, hr: Person) -> None:
    run = completion_import()
    for name in ("import_confirm", "import_again"):
        answer = sign_in(hr).post(address(name, import_id=run.public_id), follow=True)
        assert "Deze import is voorbij." in answer.content.decode()


@pytest.mark.parametrize("role", [each for each in Role if each != Role.HR])
def test_file_with_names_is_in_nobody_elses_list(hr: Person, role: str) -> None:
    wanted = completion_import(by=hr)
    other = employee(roles=[role])
    assert not CompletionImport.objects.visible_to(other).exists()
    assert CompletionImport.objects.visible_to(hr).get() == wanted


def test_hr_cancels_and_withdraws(sign_in: SignIn, hr: Person) -> None:
    client, rows = sign_in(hr), [row_of(employee(), course().title_nl)]
    run = planned(rows, hr)
    assert client.get(address("import_cancel", import_id=run.public_id)).status_code == 200
    step(client, "import_cancel", run)
    assert client.get(address("import_cancel", import_id=run.public_id)).status_code == 404
    assert client.get(address("import_withdraw", import_id=run.public_id)).status_code == 404
    run = applied(planned(rows, hr), hr)
    assert step(client, "import_withdraw", run).status_code == 422
    assert Completion.objects.exists()
    answer = client.post(address("import_withdraw", import_id=run.public_id), {"reason": "Fout bestand"}, follow=True)
    assert "Fout bestand" in answer.content.decode()
    assert not Completion.objects.exists()


def test_page_shows_how_far_the_work_is_and_refreshes_when_it_is_done(sign_in: SignIn, hr: Person) -> None:
    client, run = sign_in(hr), planned([row_of(employee(), course().title_nl)], hr)
    url = address("import_detail", import_id=run.public_id)
    assert client.get(url, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    step(client, "import_again", run)
    page = client.get(url).content.decode()
    assert "We rekenen door wat het bestand zou doen" in page
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "We rekenen door" in part
    assert "<html" not in part


def test_work_that_stopped_can_be_started_again_and_loses_nothing(sign_in: SignIn, hr: Person) -> None:
    client, run = sign_in(hr), planned([row_of(employee(), course().title_nl)], hr)
    step(client, "import_confirm", run)
    run.refresh_from_db()
    Job.objects.filter(pk=run.job_id).update(state="failed")
    page = client.get(address("import_detail", import_id=run.public_id)).content.decode()
    assert "Het werk stopte voordat het klaar was" in page
    step(client, "import_again", run)
    run.refresh_from_db()
    services.plan_import_in_job(job_id=run.job_id, now=NOW)
    run.refresh_from_db()
    assert (run.state, applied(run, hr).state) == ("planned", "done")


def test_hr_keeps_the_codes_of_a_course(sign_in: SignIn, hr: Person) -> None:
    client, the_course = sign_in(hr), course()
    url = address("course_codes", course_id=the_course.public_id)
    assert url in page_of(client, the_course)
    client.post(url, {"value": " AI-1 ", "source": "Moodle"})
    kept = CourseAlias.objects.get()
    assert (kept.value, kept.source, kept.added_by) == ("AI-1", "Moodle", hr)
    again = client.post(url, {"value": "ai-1", "source": "moodle"})
    assert (again.status_code, "heeft deze code in dat systeem al" in again.content.decode()) == (422, True)
    assert client.post(url, {"value": ""}).status_code == 422
    client.post(address("course_code_remove", course_id=the_course.public_id, alias_id=kept.public_id))
    assert not CourseAlias.objects.exists()


def test_who_completed_is_a_file_for_a_reason_that_they_can_read(sign_in: SignIn, hr: Person) -> None:
    client, the_course = sign_in(hr), course(title="AI")
    person = employee(first_name="=cmd", last_name="Boer", email="sanne@houtwijk.example")
    completion(of=the_course, person=person)
    completion(of=the_course, person=employee(), at=NOW - timedelta(days=300))
    asked = {"course": str(the_course.public_id), "first": "2026-09-01", "last": "2026-11-01", "kind": "csv"}
    assert client.post(address("completions_download"), asked).status_code == 422
    assert not AuditEvent.objects.filter(action__startswith=SEEN_BY).exists()
    answer = client.post(address("completions_download"), {**asked, "why": "account"})
    told = b"".join(answer).decode("utf-8-sig").splitlines()
    assert len(told) == 2
    assert f'"\'=cmd de Boer";"{person.email}";"AI";"2026-10-03"' in told[1]
    event = AuditEvent.objects.get(action__startswith=SEEN_BY)
    assert (event.object_id, event.reason) == (str(person.public_id), "account")
    client.post(address("completions_download"), {**asked, "why": "account"})
    assert AuditEvent.objects.filter(action__startswith=SEEN_BY).count() == 1
    with translation.override("nl"):
        looks = selectors.data_about(person)[1].rows
    assert [(row.label, row.value) for row in looks] == [
        ("HR, wie een cursus afrondde: om te verantwoorden wat er is gedaan", "AI")
    ]


def test_who_completed_is_a_workbook_too(sign_in: SignIn, hr: Person) -> None:
    the_course = course(title="AI")
    completion(of=the_course, person=employee())
    asked = {"course": str(the_course.public_id), "kind": "xlsx", "why": "help"}
    answer = sign_in(hr).post(address("completions_download"), asked)
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active
    assert [cell.value for cell in sheet[1]][:2] == ["Personeelsnummer", "Naam"]
    assert sheet.max_row == 2


def test_last_day_before_the_first_is_said(sign_in: SignIn, hr: Person) -> None:
    asked = {
        "course": str(course().public_id),
        "first": "2026-09-02",
        "last": "2026-09-01",
        "kind": "csv",
        "why": "ask",
    }
    answer = sign_in(hr).post(address("completions_download"), asked)
    assert "De laatste dag ligt voor de eerste." in answer.content.decode()


def test_person_reads_which_system_reported_it(sign_in: SignIn, hr: Person) -> None:
    person = employee()
    applied(planned([row_of(person, course(title="Elders").title_nl)], hr), hr)
    client = sign_in(person)
    assert "gemeld door Moodle" in client.get(address("my_training")).content.decode()
    with translation.override("nl"):
        held = {str(kind.title): kind for kind in selectors.data_about(person)}["Cursussen die je hebt afgerond"]
    assert [row.value for row in held.rows] == ["gemeld door Moodle"]


def test_course_elsewhere_says_what_happens_there_and_when_it_shows_here(sign_in: SignIn, colleague: Person) -> None:
    the_course = course(kind="elsewhere", external_url="https://lms.example/c/7", provider="Moodle")
    page = page_of(sign_in(colleague), the_course)
    assert 'href="https://lms.example/c/7"' in page
    assert "Je verlaat dit portaal." in page
    assert "Dat kan een paar dagen duren." in page


def test_home_of_hr_tells_of_a_file_that_waits(hr: Person) -> None:
    planned([row_of(employee(), course().title_nl)], hr)
    assert [pile.count for pile in selectors.imports_waiting(hr)] == [1]
    assert selectors.imports_waiting(employee()) == []


@pytest.mark.parametrize("rows", [3, 20])
def test_pages_cost_the_same_for_any_length(sign_in: SignIn, hr: Person, rows: int) -> None:
    key, the_course = token()[0], course()
    for number in range(rows):
        completion_import(by=employee())
        statement_row(of=key, became="no_course", activity=f"https://lms.example/{number}")
        alias(of=the_course, value=f"AI-{number}")
    client = sign_in(hr)
    run = planned([[str(number), "", "x", "1-10-2026"] for number in range(rows)], hr)
    pages = {
        "import_list": address("import_list"),
        "import_detail": address("import_detail", import_id=run.public_id),
        "course_codes": address("course_codes", course_id=the_course.public_id),
    }
    for name, url in pages.items():
        client.get(url)
        with query_count(__file__, f"training:{name}"):
            client.get(url)
