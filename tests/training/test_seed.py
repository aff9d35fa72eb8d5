"""The demo's history of training and tools is believable, keeps every rule, and is the same for the same arguments."""

from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.db import transaction

from portal.seed import people as seed_people
from portal.seed import tools as seed_tools
from portal.seed import training as seed_training
from portal.seed.world import World
from tools import selectors as tools
from tools.models import Tool
from training import selectors
from training.choices import EnrolmentState
from training.models import Completion, CompletionImport, Course, Enrolment, Session

S = EnrolmentState


def world_of(people: int, months: int = 14) -> World:
    world = World(random=Random(7), until=date(2026, 11, 20), months=months)
    seed_people.seed(world, people=people)
    seed_training.seed(world)
    seed_tools.seed(world)
    return world


def told(world: World) -> datetime:
    return world.moment(world.until, 9)


@pytest.mark.django_db
def test_history_is_believable() -> None:
    world = world_of(1500)
    now = told(world)
    assert Course.objects.published().count() >= 18
    assert Session.objects.count() >= 70
    states = set(Enrolment.objects.values_list("state", flat=True))
    assert {S.BOOKED, S.WAITING, S.COMPLETED, S.NO_SHOW, S.CANCELLED} <= states
    employee = world.roles["employee"]
    mine = selectors.my_training(employee, now=now)
    assert mine.booked
    assert mine.completed
    assert mine.offers
    assert len(selectors.requests_of(world.roles["manager"], now=now).mine) == 2
    for row in Enrolment.objects.requested().select_related("session__course"):
        assert not selectors.missing_of(row.session.course, [row.person_id], now=now), "nobody could say yes to it"
    assert selectors.asked_of(employee, now=now)
    assert selectors.next_for(employee, now) is not None
    assert selectors.waiting_for(world.roles["hr"], now=now)
    assert [row.people > 10 for row in selectors.courses_in_demand(now=now)] == [True, True]
    assert tools.usable_by(employee)
    assert tools.waiting_for(world.roles["programme_office"], now=now)


@pytest.mark.parametrize("days", range(0, 60, 5))
def test_no_day_of_a_series_is_in_the_holidays(days: int) -> None:
    story = next(each for each in seed_training.COURSES if each.meetings > 1)
    world = World(random=Random(7), until=date(2026, 11, 20), months=14)
    first = seed_training._first_day(world, story, date(2026, 11, 1) + timedelta(days=days))
    met = [first + timedelta(weeks=week) for week in range(story.meetings)]
    assert not any(seed_training._is_holiday(each) for each in met)


@pytest.mark.django_db
def test_some_completed_a_course_in_another_system_and_two_rows_of_its_file_are_refused() -> None:
    world = world_of(500)
    (run,) = CompletionImport.objects.filter(finished_at__isnull=False)
    assert run.outcome["created"] == run.completions.count() > 5
    assert [fault["code"] for fault in run.refused] == ["course_unknown", "number_unknown"]
    mine = selectors.my_training(world.roles["employee"], now=told(world))
    assert "Moodle" in {row.system for row in mine.completed}


@pytest.mark.django_db
@pytest.mark.parametrize(("people", "months"), [(150, 3), (800, 14)])
def test_nobody_gives_two_sessions_at_a_time_and_no_room_holds_two(people: int, months: int) -> None:
    world_of(people, months)
    planned = Session.objects.planned()
    assert [each for each in planned if selectors.overlaps_of(each)] == []


@pytest.mark.django_db
def test_leadership_is_ahead_of_the_work_floor() -> None:
    world = world_of(800)
    done = set(Completion.objects.values_list("person", flat=True))

    def share(*groups: str) -> float:
        members = [member for member in world.members if member.function_group in groups]
        return sum(member.person.pk in done for member in members) / len(members)

    assert share("director", "manager") > share("customer_contact", "no_customer_contact") + 0.1


@pytest.mark.django_db
def test_small_organisation_has_a_history_too() -> None:
    world_of(150, months=3)
    assert Enrolment.objects.exists()
    assert Tool.objects.exists()


@pytest.mark.django_db
def test_same_arguments_give_the_same_history() -> None:
    assert signature() == signature()


def signature() -> list[tuple[object, ...]]:
    """What a seed made, in a form that can be compared; nothing of it stays."""
    with transaction.atomic():
        world_of(150)
        rows = Enrolment.objects.filter(enrolled_by__isnull=False).order_by("session__public_id", "person__public_id")
        made = list(rows.values_list("session__public_id", "person__public_id", "state", "joined_at"))
        transaction.set_rollback(True)
    assert made
    return made
