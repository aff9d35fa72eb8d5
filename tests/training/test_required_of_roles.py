"""What is required of a role holds for who has it today for the whole organisation, alike in every way of asking."""

from datetime import date, timedelta

import pytest

from people.choices import Role
from people.models import Person, RoleAssignment
from tests.people.builders import employee, unit
from tests.training.builders import NOW, course, requirement
from tests.truths import refused
from training import selectors
from training.models import Requirement
from training.selectors.required import required_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
TODAY = NOW.date()


def held(role: str, *, starts_on: date = date(2026, 1, 1), **fields: object) -> Person:
    person = employee()
    RoleAssignment.objects.create(person=person, role=role, starts_on=starts_on, granted_at=NOW, **fields)
    return person


@pytest.mark.parametrize("role", [role for role in Role if role != Role.EMPLOYEE])
def test_requirement_of_a_role_holds_for_who_has_it_now_and_is_counted_so(role: Role) -> None:
    must = requirement(of=course(), role=role)
    now_it = employee(roles=[role])
    others = [
        employee(),
        held(role, starts_on=TODAY + timedelta(days=1)),
        held(role, ends_on=TODAY),
        held(role, unit=unit("400", "Kantoor")),
    ]
    assert [len(required_of(person, now=NOW)) for person in (now_it, *others)] == [1, 0, 0, 0, 0]
    assert selectors.reach_of([must], now=NOW)[0].people == 1


def test_requirement_of_employees_holds_for_everyone_who_works_here() -> None:
    must = requirement(of=course(), role=Role.EMPLOYEE)
    people = [employee(), employee(roles=[Role.BOARD])]
    assert [len(required_of(person, now=NOW)) for person in people] == [1, 1]
    assert selectors.reach_of([must], now=NOW)[0].people == Person.objects.here_on(TODAY).count()


def test_role_of_a_requirement_is_one_that_people_can_have() -> None:
    must = requirement(of=course(), role=Role.BOARD)
    with refused("training_requirement_role_known"):
        Requirement.objects.filter(pk=must.pk).update(role="pilot_owner")
