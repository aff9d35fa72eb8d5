"""Completions of another system from a file: what comes in, what is refused and why, and what the command answers."""

import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from common.clock import start_of
from common.models import AuditEvent
from common.spreadsheets.cells import as_date
from common.spreadsheets.refusals import TableRefused
from common.spreadsheets.writing import write_workbook
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, completion, course
from tests.training.exchanged import HEADER, as_csv, brought_in, bytes_in, refused_codes, row_of, work_out
from training import services
from training.choices import CompletionSource
from training.errors import FileRefused
from training.models import Completion, CompletionImport

pytestmark = pytest.mark.django_db


def test_file_brings_completions_in_with_their_system_and_day() -> None:
    person, the_course = employee(), course(title="Moodle-cursus")
    outcome = brought_in([row_of(person, "moodle-CURSUS")])
    assert outcome.as_answer() == {"created": 1, "known": 0, "refused": []}
    made = Completion.objects.get()
    assert (made.person, made.course, made.enrolment) == (person, the_course, None)
    assert (made.source, made.system, made.completed_at) == ("import", "Moodle", start_of(date(2026, 10, 1)))
    assert made.imported_in == CompletionImport.objects.get()
    event = AuditEvent.objects.get(action="course.completed")
    assert (event.object_id, event.fields, event.reason) == (str(made.public_id), [], "")


def test_same_file_twice_changes_nothing() -> None:
    rows = [row_of(employee(), course().title_nl)]
    brought_in(rows)
    assert brought_in(rows).as_answer() == {"created": 0, "known": 1, "refused": []}
    assert Completion.objects.count() == 1


def test_what_is_known_here_or_stands_twice_in_the_file_is_not_written_again() -> None:
    here, there, the_course = employee(), employee(), course()
    completion(of=the_course, person=here, at=start_of(date(2026, 10, 1)) + timedelta(hours=15))
    outcome = brought_in(
        [row_of(here, the_course.title_nl), row_of(there, the_course.title_nl), row_of(there, the_course.title_en)]
    )
    assert (len(outcome.new), outcome.known) == (1, 2)


def test_dry_run_changes_nothing() -> None:
    outcome = work_out([row_of(employee(), course().title_nl)])
    assert len(outcome.new) == 1
    assert not Completion.objects.exists()
    assert not CompletionImport.objects.exists()


@pytest.mark.parametrize(
    "header",
    [
        ("Voltooid op", "Cursus", "E-mailadres", "Achternaam"),
        ("Date completed", "Course name", "Work e-mail", "Last name"),
        ("COMPLETED-ON", "course", "e-mail", "x"),
    ],
)
def test_headers_may_be_dutch_or_english_in_any_order(header: tuple[str, ...]) -> None:
    person, the_course = employee(), course()
    outcome = work_out([["2026-10-01 14:05", the_course.title_nl, str(person.email).upper(), "=1+1"]], header=header)
    assert (len(outcome.new), outcome.refused) == (1, [])


def test_course_is_found_by_the_code_of_that_system_before_any_other_name(hr: Person) -> None:
    one, two, person = course(title="C1"), course(), employee()
    services.add_alias(course_id=two.pk, source="Moodle", value="C1", actor=hr, now=NOW)
    services.add_alias(course_id=one.pk, source="", value="C1", actor=hr, now=NOW)
    content = as_csv([row_of(person, " c1 ")])
    assert bytes_in(content, dry_run=True, source="moodle").new[0].course_id == two.pk
    assert bytes_in(content, dry_run=True, source="Studytube").new[0].course_id == one.pk


def test_course_is_found_by_its_own_address_and_by_an_address_elsewhere(hr: Person) -> None:
    the_course, person = course(), employee()
    services.add_alias(course_id=the_course.pk, source="X", value="https://lms.example/c/7", actor=hr, now=NOW)
    own = f"http://127.0.0.1:8000/training/courses/{the_course.public_id}"
    for name in ("https://lms.example/c/7", own, f"{own}/", str(the_course.public_id)):
        assert len(work_out([row_of(person, name)]).new) == 1, name


def test_each_refused_row_says_where_and_why() -> None:
    one, other, gone = employee(), employee(), employee(left_on=date(2026, 9, 1))
    title, draft = course().title_nl, course(published=False).title_nl
    course(title="Dubbel"), course(title="Dubbel")
    tomorrow = (NOW + timedelta(days=1)).date().isoformat()
    number = str(one.employee_number)
    rows = [
        [number, "", title, "1-10-2026"],
        ["", "", title, "1-10-2026"],
        ["999", "", title, "1-10-2026"],
        ["", "niemand@houtwijk.example", title, "1-10-2026"],
        [number, str(other.email), title, "1-10-2026"],
        [number, "", "=cmd|'/c calc'!A1", "1-10-2026"],
        [number, "", "Dubbel", "1-10-2026"],
        [number, "", draft, "1-10-2026"],
        [number, "", title, "31-2-2026"],
        [number, "", title, tomorrow],
        [number, "", title, "31-12-1999"],
        [str(gone.employee_number), "", title, "1-9-2026"],
        [number, "", title, ""],
        [number, "", "", "1-10-2026"],
        [number, ""],
        [number, "", title, "1-10-2026", "te veel"],
        [str(gone.employee_number), "", title, "31-8-2026"],
    ]
    outcome = brought_in(rows)
    assert refused_codes(outcome) == [
        (3, "person_missing"), (4, "number_unknown"), (5, "email_unknown"), (6, "two_people"), (7, "course_unknown"),
        (8, "course_of_two"), (9, "course_draft"), (10, "date_invalid"), (11, "date_ahead"), (12, "date_long_ago"),
        (13, "had_left"), (14, "value_missing"), (15, "value_missing"), (16, "row_cut_short"), (17, "row_too_long"),
    ]  # fmt: skip
    assert len(outcome.new) == 2
    assert outcome.refused[5 - 1].as_answer() == {
        "row": 7, "column": "Cursus", "value": "=cmd|'/c calc'!A1", "reason": outcome.refused[4].reason,
    }  # fmt: skip
    assert all(fault.reason and "%" not in fault.reason for fault in outcome.refused)


@pytest.mark.parametrize(
    ("passed", "code"), [("ja", ""), ("Completed", ""), ("Nee", "not_passed"), ("misschien", "passed_unknown")]
)
def test_only_what_was_passed_completes(passed: str, code: str) -> None:
    rows = [[*row_of(employee(), course().title_nl), passed, "80"]]
    outcome = work_out(rows, header=(*HEADER, "Geslaagd", "Score"))
    assert refused_codes(outcome) == ([(2, code)] if code else [])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leeg"),
        (b"%PDF-1.7 iets", "geen CSV"),
        (b"PK\x03\x04 geen zip", "beschadigd"),
        (as_csv([["1", "2"]], header=("Naam", "Score")), "Naam, Score"),
        (as_csv([]), "geen rijen"),
    ],
)
def test_file_that_is_none_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises((FileRefused, TableRefused), match=words):
        bytes_in(content)
    assert not CompletionImport.objects.exists()


def test_workbook_comes_in_and_one_that_is_made_to_burst_does_not() -> None:
    person, the_course = employee(), course()
    made = io.BytesIO()
    write_workbook(made, HEADER, [[person.employee_number, "", the_course.title_nl, date(2026, 10, 1)]], title="x")
    assert len(bytes_in(made.getvalue(), dry_run=True).new) == 1
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/media/image1.bin", b"\0" * 30_000_000)
    with pytest.raises(TableRefused):
        bytes_in(made.getvalue())
    assert not Completion.objects.exists()


def test_nothing_is_half_done_when_the_file_breaks_off() -> None:
    person, the_course = employee(), course()
    rows = [
        row_of(person, the_course.title_nl, (date(2019, 1, 1) + timedelta(days=day)).isoformat()) for day in range(1500)
    ]
    with pytest.raises(TableRefused):
        bytes_in(as_csv(rows) + b'"open')
    assert not Completion.objects.exists()


def test_many_rows_cost_a_few_queries_a_thousand(django_assert_max_num_queries) -> None:
    people, the_course = [employee() for _each in range(3)], course()
    rows = [
        row_of(person, the_course.title_nl, (date(2015, 1, 1) + timedelta(days=day)).isoformat())
        for person in people
        for day in range(1000)
    ]
    with django_assert_max_num_queries(40):
        assert len(brought_in(rows).new) == 3000


@pytest.fixture
def run(tmp_path: Path):
    """Return a function that imports rows and gives exit code, answer and words."""

    def import_completions(rows: list[list[str]] | None, *options: str):
        path = tmp_path / "moodle.csv"
        if rows is not None:
            path.write_bytes(as_csv(rows))
        out, err = io.StringIO(), io.StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command(
                "import_completions",
                str(path),
                "--source",
                "Moodle",
                *options,
                "--format",
                "json",
                stdout=out,
                stderr=err,
            )
        return ended.value.code, json.loads(out.getvalue()), err.getvalue()

    return import_completions


def test_command_answers_one_object_and_says_by_its_exit_code_what_came_of_it(run) -> None:
    row = row_of(employee(), course().title_nl)
    code, answer, words = run([row], "--dry-run")
    assert (code, answer) == (0, {"created": 1, "known": 0, "refused": []})
    assert words
    assert run([row])[0] == 0
    code, answer, _words = run([row, row_of(employee(), "onbekend")], "--language", "en")
    assert (code, answer["known"]) == (1, 1)
    assert list(answer["refused"][0]) == ["row", "column", "value", "reason"]
    assert answer["refused"][0]["reason"].startswith("No course has this title")
    assert run([row_of(employee(), "onbekend")])[0] == 2
    assert Completion.objects.filter(source=CompletionSource.IMPORT).count() == 1


def test_command_says_that_a_file_is_not_there(run) -> None:
    code, answer, words = run(None)
    assert (code, answer) == (2, {"created": 0, "known": 0, "refused": []})
    assert words


@pytest.mark.parametrize(
    ("said", "month"),
    [
        ("3 november 2026", 11),
        ("3-NOV-2026", 11),
        ("3 mrt. 2026", 3),
        ("3 March 2026", 3),
        ("3 oktober 2026 10:00", 10),
    ],
)
def test_months_that_are_written_out_are_read(said: str, month: int) -> None:
    assert as_date(said) == date(2026, month, 3)


@pytest.mark.parametrize(
    ("said", "code"),
    [("31-02-2026", "date_invalid"), ("31 februari 2026", "date_invalid"), ("03/11/26", "date_unreadable"),
     ("3 brumaire 2026", "date_unreadable"), ("vorige week", "date_unreadable")],
)  # fmt: skip
def test_date_that_we_cannot_read_is_not_called_one_that_does_not_exist(said: str, code: str) -> None:
    person, the_course = employee(), course()
    outcome = brought_in([[str(person.employee_number), "", the_course.title_nl, said]])
    assert refused_codes(outcome) == [(2, code)]
