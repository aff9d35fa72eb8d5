"""What must never be false of what passes between systems: each test goes round the services and meets it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.people.builders import employee
from tests.training.builders import (
    NOW,
    alias,
    completion,
    completion_import,
    course,
    enrolment,
    session,
    statement_row,
    token,
)
from tests.training.exchanged import planned
from tests.truths import refused
from training.models import Completion, CompletionImport, CourseAlias, RememberedColumns, XapiStatement

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"source": "xapi"}, "training_completion_from_system_names_it"),
        ({"system": "Moodle"}, "training_completion_from_system_names_it"),
        ({"source": "import", "system": "Moodle"}, "training_completion_import_is_known"),
    ],
)
def test_completion_of_another_system_names_it(fields: dict[str, Any], name: str) -> None:
    made = completion(of=course(), person=employee())
    with refused(name):
        Completion.objects.filter(pk=made.pk).update(**fields)


def test_completion_of_another_system_has_no_enrolment_here() -> None:
    made = completion(of=course(), person=employee())
    seat = enrolment(session=session())
    with refused("training_completion_from_system_names_it"):
        Completion.objects.filter(pk=made.pk).update(source="xapi", system="Moodle", enrolment=seat)


def test_completion_that_was_no_import_is_in_none() -> None:
    made = completion(of=course(), person=employee())
    with refused("training_completion_import_is_known"):
        Completion.objects.filter(pk=made.pk).update(imported_in=completion_import())


def test_other_systems_report_a_completion_once_a_day() -> None:
    rows = {"course": course(), "person": employee(), "recorded_at": NOW + timedelta(days=2), "system": "Moodle"}
    Completion.objects.create(completed_at=NOW, source="xapi", **rows)
    Completion.objects.create(completed_at=NOW + timedelta(days=1), source="xapi", **rows)
    with refused("training_completion_from_system_once_a_day"):
        Completion.objects.create(
            completed_at=NOW + timedelta(hours=1), source="import", imported_in=completion_import(), **rows
        )


def test_code_says_something() -> None:
    with refused("training_coursealias_has_value"):
        alias(of=course(), value="")


def test_code_means_one_course_in_one_system() -> None:
    alias(of=course(), value="AI-1", source="Moodle")
    alias(of=course(), value="AI-1", source="Studytube")
    with refused("training_coursealias_once_a_system"):
        alias(of=course(), value="ai-1", source="MOODLE")


def test_address_means_one_course_in_all_systems() -> None:
    alias(of=course(), value="https://lms.example/1", source="Moodle")
    with refused("training_coursealias_address_once"):
        alias(of=course(), value="HTTPS://lms.example/1", source="Studytube")


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "x", "finished_at": None}, "training_completionimport_state_known"),
        ({"source": ""}, "training_completionimport_names_system"),
        ({"finished_at": None}, "training_completionimport_over_when_finished"),
        ({"state": "planned"}, "training_completionimport_over_when_finished"),
        ({"state": "withdrawn"}, "training_completionimport_withdrawn_with_reason"),
        ({"withdrawal_reason": "Omdat"}, "training_completionimport_withdrawn_with_reason"),
        ({"withdrawn_at": NOW}, "training_completionimport_withdrawn_with_reason"),
    ],
)
def test_import_is_whole(fields: dict[str, Any], name: str) -> None:
    made = completion_import()
    with refused(name):
        CompletionImport.objects.filter(pk=made.pk).update(**fields)


def test_import_that_is_over_keeps_no_file(hr, own_folder) -> None:
    run = planned([["1", "", "x", "1-10-2026"]], hr)
    with refused("training_completionimport_keeps_no_file_when_over"):
        CompletionImport.objects.filter(pk=run.pk).update(state="done", finished_at=NOW)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"became": "x"}, "training_xapistatement_became_known"),
        ({"became": "voiding"}, "training_xapistatement_voids_another"),
        ({"voids": uuid4()}, "training_xapistatement_voids_another"),
        ({"became": "no_course"}, "training_xapistatement_keeps_activity_only_without_course"),
        ({"activity": "https://x.example"}, "training_xapistatement_keeps_activity_only_without_course"),
    ],
)
def test_statement_is_whole(fields: dict[str, Any], name: str) -> None:
    made = statement_row(of=token()[0])
    with refused(name):
        XapiStatement.objects.filter(pk=made.pk).update(**fields)


def test_statement_is_kept_once() -> None:
    made = statement_row(of=token()[0])
    with refused("training_xapistatement_once"):
        statement_row(of=made.token, statement_id=made.statement_id)


def test_statement_that_became_nothing_holds_no_completion() -> None:
    with refused("training_xapistatement_completion_when_it_became_one"):
        statement_row(of=token()[0], completion=completion(of=course(), person=employee()))


def test_codes_go_with_their_course() -> None:
    made = alias(of=course(published=False), value="x")
    made.course.delete()
    assert not CourseAlias.objects.exists()


def test_file_about_one_course_has_no_column_for_the_course() -> None:
    made = completion_import(columns={"header": ["Cursus"], "linked": {"course": "Cursus"}})
    with refused("training_completionimport_one_word_on_course"):
        CompletionImport.objects.filter(pk=made.pk).update(course=course())


def test_remembered_columns_say_something() -> None:
    with refused("training_rememberedcolumns_says_something"):
        RememberedColumns.objects.create(headings="0" * 64, linked={}, linked_at=NOW)
