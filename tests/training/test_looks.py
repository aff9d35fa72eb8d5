"""Who looked at lists with names: kept, and shown to whom it concerns."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import translation
from pytest_django import DjangoAssertNumQueries as AssertQueries

from common.models import AuditEvent
from people.choices import Role
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import (
    NOW,
    enrolment,
    session,
)
from tests.training.pages import SignIn, address
from training import selectors, services
from training.choices import SEEN_BY, EnrolmentState, NamesOn

S = EnrolmentState
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def looks() -> list[tuple[str, str]]:
    events = AuditEvent.objects.filter(action__startswith=SEEN_BY).order_by("pk")
    return [(event.action.removeprefix(SEEN_BY), event.reason) for event in events]


def told(person: Person) -> list[tuple[str, str]]:
    kind = selectors.data_about(person)[1]
    return [(str(row.label), str(row.value)) for row in kind.rows]


def test_look_at_names_is_kept_once_a_day_and_list(sign_in: SignIn, hr: Person) -> None:
    seat = enrolment(session=session(starts_at=NOW - timedelta(hours=1)))
    client = sign_in(hr)
    for name in ("session_detail", "session_detail", "attendance_mark", "attendance_mark"):
        client.get(address(name, session_id=seat.session.public_id))
    assert looks() == [("hr", "participants"), ("hr", "attendance")]
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        sign_in(hr).get(address("session_detail", session_id=seat.session.public_id))
    assert len(looks()) == 3


def test_person_sees_in_which_role_and_on_which_day_somebody_looked(sign_in: SignIn) -> None:
    trainer = employee(roles=[Role.TRAINER])
    seat = enrolment(session=session(starts_at=NOW - timedelta(hours=1), trainers=[trainer]))
    sign_in(trainer).get(address("attendance_mark", session_id=seat.session.public_id))
    with translation.override("nl"):
        assert told(seat.person) == [("Trainer, aanwezigheidslijst", str(seat.session.course.title))]
        assert told(employee()) == []
        assert told(trainer) == []


def test_who_came_later_or_only_waited_is_told_of_no_look_at_a_list_without_them(sign_in: SignIn, hr: Person) -> None:
    seat = enrolment(session=session(starts_at=NOW - timedelta(hours=1), capacity=9))
    waited = enrolment(session=seat.session, state=S.WAITING)
    late = enrolment(session=seat.session, joined_at=NOW + timedelta(hours=1))
    sign_in(hr).get(address("attendance_mark", session_id=seat.session.public_id))
    assert [len(told(row.person)) for row in (seat, waited, late)] == [1, 0, 0]


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}])
def test_page_that_is_fetched_ahead_is_no_look(sign_in: SignIn, hr: Person, headers: dict[str, str]) -> None:
    seat = enrolment(session=session())
    client, url = sign_in(hr), address("session_detail", session_id=seat.session.public_id)
    client.get(url, headers=headers)
    client.head(url)
    assert looks() == []


def test_own_name_or_no_name_is_no_look_at_others(sign_in: SignIn, hr: Person) -> None:
    client, mine = sign_in(hr), enrolment(session=session(), person=hr)
    for of in (mine.session, session()):
        client.get(address("session_detail", session_id=of.public_id))
    assert looks() == []


def test_look_costs_two_queries_and_one_when_it_is_known(hr: Person, django_assert_num_queries: AssertQueries) -> None:
    seat = enrolment(session=session())
    assert hr.role_names
    for queries in (2, 1):
        with django_assert_num_queries(queries):
            services.note_look(seat.session, NamesOn.PARTICIPANTS, [seat], actor=hr, now=NOW)


def test_page_of_ones_data_says_when_managers_see_what_somebody_completed(colleague: Person) -> None:
    with translation.override("en"):
        told = {str(held.title): str(held.seen_by) for held in selectors.data_about(colleague)}
    words = (
        "HR, the trainers of the session, your managers where it is required or when they enrol their team, and the "
        "learning system that an administrator gave a key for this"
    )
    assert told["Courses you completed"] == words
