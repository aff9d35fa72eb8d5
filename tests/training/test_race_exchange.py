"""Two systems, two files, the same news many times at once: real threads, each with its own connection."""

import json
from functools import partial
from uuid import uuid4

import pytest

from common.models import AuditEvent
from people.models import Person
from tests.people.builders import employee
from tests.silent_worker import both_work_at
from tests.training.builders import NOW, alias, course, token
from tests.training.exchanged import brought_in, planned, row_of
from tests.training.test_races import all_at_once
from training import services
from training.models import Completion, CompletionImport, XapiStatement
from training.readers.statements import read_statements
from training.services.completions import lock_exchange

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS, TIMES = 4, 6
ACTIVITY = "https://lms.example/course/7"


def said_by(person: Person) -> bytes:
    return json.dumps(
        {
            "id": str(uuid4()),
            "actor": {"mbox": f"mailto:{person.email}"},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
            "object": {"id": ACTIVITY},
            "timestamp": "2026-10-01T14:05:00Z",
        }
    ).encode()


def test_same_statement_many_times_at_once_is_taken_once() -> None:
    alias(of=course(), value=ACTIVITY)
    key, _text = token()
    for _round in range(ROUNDS):
        person = employee()
        read = read_statements(said_by(person), now=NOW)
        found = all_at_once([partial(services.take_statements, statements=read, token=key, now=NOW)] * TIMES)
        assert found == [[read[0].statement_id]] * TIMES
        assert Completion.objects.filter(person=person).count() == 1
        assert XapiStatement.objects.filter(statement_id=read[0].statement_id).count() == 1


def test_files_and_statements_about_one_day_at_once_make_one_completion() -> None:
    the_course = course()
    alias(of=the_course, value=ACTIVITY)
    key, _text = token()
    for _round in range(ROUNDS):
        person = employee()
        works = [partial(brought_in, [row_of(person, the_course.title_nl)])] * 3
        for _time in range(3):
            read = read_statements(said_by(person), now=NOW)
            works.append(partial(services.take_statements, statements=read, token=key, now=NOW))
        found = all_at_once(works)
        assert not [each for each in found if isinstance(each, Exception)]
        made = Completion.objects.get(person=person)
        assert AuditEvent.objects.filter(action="course.completed", object_id=str(made.public_id)).count() == 1


def test_two_workers_at_one_file_carry_it_out_once(hr: Person) -> None:
    person = employee()
    alias(of=course(), value="AI-1", source="Moodle")
    run = services.confirm_import(import_id=planned([row_of(person, "AI-1")], hr).pk, actor=hr, now=NOW)
    assert run.job_id is not None
    both_work_at(run.job_id, services.apply_import_in_job, lock=lock_exchange, now=NOW)
    assert CompletionImport.objects.get().state == "done"
    assert Completion.objects.filter(person=person).count() == 1
