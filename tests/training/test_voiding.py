"""A completion that was taken back: who heard of it hears that too, as a statement that voids it, and in the file."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, completion, course, enrolment, session, token
from tests.training.exchanged import applied, planned, row_of
from tests.training.pages import SignIn, address
from tests.truths import refused
from training import selectors, services
from training.models import Completion, Enrolment, WithdrawnCompletion
from training.readers.statements import read_statements
from training.services.attendance import take_back
from training.services.leaving import KEEPS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work", "own_folder")]
URL = "/api/v1/xapi/statements"
AFTER = NOW + timedelta(days=14, hours=2)
Read = Callable[[str], Any]


@pytest.fixture
def read(client: Client) -> Read:
    """Return a function that reads the statements with a key of another system."""
    _key, text = token(scopes=["read_completions"])
    headers = {"X-Experience-API-Version": "1.0.3", "Authorization": f"Bearer {text}"}
    return lambda query: client.get(query if query.startswith("/") else f"{URL}{query}", headers=headers)


def mark(seat: Enrolment, *, present: bool, actor: Person, minutes: int = 0) -> None:
    before = not present if Completion.objects.exists() or WithdrawnCompletion.objects.exists() else None
    marks = [services.Mark(seat.public_id, was_there=present, before=before)]
    services.mark_attendance(
        session_id=seat.session_id, marks=marks, actor=actor, now=AFTER + timedelta(minutes=minutes)
    )


def verbs(statements: list[dict[str, Any]]) -> list[str]:
    return [each["verb"]["id"].rpartition("/")[2] for each in statements]


def withdrawn(made: Completion, by: Person) -> WithdrawnCompletion:
    """What stays of a completion that somebody took back a minute after it was recorded."""
    take_back(Completion.objects.filter(pk=made.pk), actor=by, now=made.recorded_at + timedelta(minutes=1))
    return WithdrawnCompletion.objects.get(statement_id=made.public_id)


def test_corrected_attendance_sends_a_statement_that_voids_the_first(read: Read, hr: Person) -> None:
    seat = enrolment(session=session())
    mark(seat, present=True, actor=hr)
    (said,) = read("?ascending=true").json()["statements"]
    mark(seat, present=False, actor=hr, minutes=5)
    (voiding,) = read("?ascending=true").json()["statements"]
    assert (voiding["verb"]["id"], voiding["object"]) == (
        "http://adlnet.gov/expapi/verbs/voided", {"objectType": "StatementRef", "id": said["id"]},
    )  # fmt: skip
    assert voiding["id"] != said["id"]
    assert voiding["stored"].startswith((AFTER + timedelta(minutes=5)).isoformat()[:16])
    assert read(f"?statementId={said['id']}").status_code == 404
    assert read(f"?statementId={voiding['id']}").json() == voiding


def test_another_system_that_takes_it_back_finds_what_it_knows(read: Read, hr: Person) -> None:
    made = completion(of=course(), person=employee())
    gone = withdrawn(made, hr)
    (taken,) = read_statements(json.dumps(read("").json()["statements"]).encode(), now=AFTER)
    assert (taken.statement_id, taken.voids, taken.completes) == (gone.public_id, made.public_id, False)
    assert (taken.email, taken.account) == ("", ("http://127.0.0.1:8000", "Houvast"))


def test_each_correction_goes_out_once_and_in_order(read: Read, hr: Person) -> None:
    seat = enrolment(session=session())
    for minutes, present in enumerate((True, False, True, False, True)):
        mark(seat, present=present, actor=hr, minutes=minutes)
        mark(seat, present=present, actor=hr, minutes=minutes)
    told = read("?ascending=true").json()["statements"]
    assert verbs(told) == ["voided", "voided", "completed"]
    assert len({each["object"]["id"] for each in told}) == 3
    assert verbs(read("").json()["statements"]) == ["completed", "voided", "voided"]
    moment = (AFTER + timedelta(minutes=2)).isoformat().replace("+", "%2B")
    assert verbs(read(f"?ascending=true&since={moment}").json()["statements"]) == ["voided", "completed"]
    assert verbs(read(f"?ascending=true&until={moment}").json()["statements"]) == ["voided"]


@pytest.mark.parametrize("ascending", ["true", "false"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_hold_both_without_gap_or_double(read: Read, hr: Person, ascending: str, size: int) -> None:
    made = [completion(of=course(), person=employee(), at=NOW - timedelta(days=5 - each // 3)) for each in range(9)]
    take_back(Completion.objects.filter(pk__in=[each.pk for each in made[::2]]), actor=hr, now=NOW - timedelta(days=4))
    whole = [each["id"] for each in read(f"?ascending={ascending}").json()["statements"]]
    found, more = [], f"?limit={size}&ascending={ascending}"
    while more:
        page = read(more).json()
        found += [each["id"] for each in page["statements"]]
        more = page["more"]
    assert (found, len(set(found))) == (whole, 9)


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_one_that_is_taken_back_between_two_pages_leaves_no_gap(read: Read, hr: Person, ascending: str) -> None:
    for _each in range(6):
        completion(of=course(), person=employee(), at=NOW - timedelta(days=5))
    page = read(f"?limit=2&ascending={ascending}").json()
    first = [each["id"] for each in page["statements"]]
    take_back(Completion.objects.filter(public_id=first[-1]), actor=hr, now=NOW)
    rest: list[str] = []
    while page["more"]:
        page = read(page["more"]).json()
        rest += [each["id"] for each in page["statements"]]
    known = {str(each) for each in Completion.objects.values_list("public_id", flat=True)}
    assert known <= {*first, *rest}


def test_what_another_system_said_is_not_voided_towards_others(read: Read, hr: Person) -> None:
    run = applied(planned([row_of(employee(), course().title_nl)], hr), hr)
    services.withdraw_import(import_id=run.pk, reason="Verkeerd bestand", actor=hr, now=NOW)
    assert WithdrawnCompletion.objects.count() == 1
    assert read("").json()["statements"] == []


def test_completion_whose_term_is_over_is_not_voided(read: Read) -> None:
    completion(of=course(), person=employee(), at=NOW - KEEPS["training.completion"] - timedelta(days=1))
    services.enforce_terms(now=NOW)
    assert not Completion.objects.exists()
    assert read("").json()["statements"] == []


def test_withdrawal_goes_after_its_term(hr: Person) -> None:
    withdrawn(completion(of=course(), person=employee(), at=NOW), hr)
    assert services.enforce_terms(now=NOW + timedelta(days=1))["training.withdrawn_completion"] == 0
    later = NOW + KEEPS["training.withdrawn_completion"] + timedelta(days=1)
    assert services.enforce_terms(now=later)["training.withdrawn_completion"] == 1
    assert not WithdrawnCompletion.objects.exists()


def test_person_sees_that_a_completion_was_taken_back(hr: Person) -> None:
    person = employee()
    withdrawn(completion(of=course(title="Veilig werken"), person=person), hr)
    (held,) = [each for each in selectors.data_about(person) if each.rows]
    assert [row.label for row in held.rows] == ["Veilig werken"]


# --- the file ---------------------------------------------------------------------------------------------------------
def download(client: Client, **asked: str) -> list[str]:
    answer = client.post(address("completions_download"), {"kind": "csv", "why": "account", **asked})
    return b"".join(answer).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]


def test_file_says_what_was_withdrawn_and_when(sign_in: SignIn, hr: Person) -> None:
    the_course = course(title="AI")
    one, other = employee(last_name="Aalders"), employee(last_name="Boer")
    completion(of=the_course, person=other, at=NOW - timedelta(days=30))
    withdrawn(completion(of=the_course, person=one, at=NOW - timedelta(days=30)), hr)
    told = download(sign_in(hr), course=str(the_course.public_id))
    assert told[0].endswith('"Ingetrokken op"')
    assert [("Aalders" in row, row.rpartition(";")[2]) for row in told[1:]] == [(True, '"2026-10-03"'), (False, '""')]


def test_file_of_a_month_tells_what_was_withdrawn_in_it_however_long_ago_it_was_completed(
    sign_in: SignIn, hr: Person
) -> None:
    the_course = course(title="AI")
    made = completion(of=the_course, person=employee(), at=NOW - timedelta(days=300))
    take_back(Completion.objects.filter(pk=made.pk), actor=hr, now=NOW)
    day = f"{NOW:%Y-%m-%d}"
    client = sign_in(hr)
    assert len(download(client, course=str(the_course.public_id), first=day, last=day)) == 2
    past = f"{NOW - timedelta(days=1):%Y-%m-%d}"
    assert len(download(client, course=str(the_course.public_id), first=past, last=past)) == 1


# --- truths -----------------------------------------------------------------------------------------------------------
def test_completion_is_withdrawn_once(hr: Person) -> None:
    gone = withdrawn(completion(of=course(), person=employee()), hr)
    gone.pk, gone.public_id = None, uuid4()
    with refused("training_withdrawncompletion_once"):
        gone.save(force_insert=True)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"source": "rumour"}, "training_withdrawncompletion_source_known"),
        ({"withdrawn_at": NOW - timedelta(days=900)}, "training_withdrawncompletion_after_it_was_recorded"),
    ],
)
def test_withdrawal_is_of_something_that_was_recorded_before(hr: Person, fields: dict[str, Any], name: str) -> None:
    gone = withdrawn(completion(of=course(), person=employee()), hr)
    with refused(name):
        WithdrawnCompletion.objects.filter(pk=gone.pk).update(**fields)
