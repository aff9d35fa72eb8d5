"""What who gives a session finds, hears and may not do."""

from datetime import timedelta

import pytest
from django.utils import translation

from common.clock import start_of
from people.choices import Role
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, course, series, session
from tests.training.pages import SignIn, address
from training import selectors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


@pytest.fixture
def trainer() -> Person:
    return employee(first_name="Trix", roles=[Role.TRAINER])


def test_a_trainer_reaches_her_sessions_from_training(sign_in: SignIn, trainer: Person) -> None:
    assert address("session_list") in sign_in(trainer).get(address("course_list")).content.decode()
    assert address("session_list") not in sign_in(employee()).get(address("course_list")).content.decode()


def test_a_trainer_reaches_who_comes_from_the_course_for_what_she_gives_only(sign_in: SignIn, trainer: Person) -> None:
    made = course()
    hers = [session(of=made, starts_at=NOW + timedelta(days=day), trainers=[trainer]) for day in (3, 5)]
    other = session(of=made, starts_at=NOW + timedelta(days=4))
    page = sign_in(trainer).get(address("course_detail", course_id=made.public_id)).content.decode()
    shown = [f'"{address("session_detail", session_id=each.public_id)}"' in page for each in [*hers, other]]
    assert shown == [True, True, False]


def test_what_a_trainer_gives_today_stands_in_what_waits_for_her(trainer: Person) -> None:
    today = session(of=course(title="Prompts"), starts_at=NOW + timedelta(hours=2), trainers=[trainer])
    goes_on = series(-1, 0.01, trainers=[trainer])
    session(starts_at=NOW + timedelta(hours=3))
    session(starts_at=start_of(NOW.date() + timedelta(days=1)), trainers=[trainer])
    session(starts_at=NOW - timedelta(hours=4), trainers=[trainer])
    session(starts_at=NOW + timedelta(hours=1), trainers=[trainer], cancelled_at=NOW, cancel_reason="Ziek.")
    with translation.override("en"):
        piles = selectors.waiting_for(trainer, now=NOW)
    assert [pile.url for pile in piles] == [
        address("session_detail", session_id=each.public_id) for each in (goes_on, today)
    ]
    assert str(piles[1].title) == "Session that you give today, 12:00: Prompts (English)"
    assert selectors.waiting_for(employee(), now=NOW) == []
