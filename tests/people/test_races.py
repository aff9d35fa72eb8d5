"""Administrators who go at the same moment: one stays. Real threads at the database together."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from common.clock import day_of
from common.errors import RuleBroken
from people import services
from people.choices import Role
from people.models import Person, RoleAssignment
from tests.people.builders import NOW, employee

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
TODAY = day_of(NOW)
ROUNDS = 6


def together(works: Sequence[Callable[[], object]]) -> list[str]:
    """Run the works in threads with a connection each, let go at one moment; return how each of them ended."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            work()
        except RuleBroken:
            return "refused"
        else:
            return "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(works)) as pool:
        return sorted(pool.map(run, works))


def two_administrators() -> list[Person]:
    RoleAssignment.objects.filter(ends_on=None).update(ends_on=TODAY)
    return [employee(roles=[Role.ADMINISTRATOR]) for _one in range(2)]


def revokes(person: Person, *, by: Person) -> Callable[[], object]:
    assignment = RoleAssignment.objects.get(person=person)
    return lambda: services.revoke_role(assignment_id=assignment.pk, actor=by, now=NOW)


def leaves(person: Person, *, by: Person) -> Callable[[], object]:
    return lambda: services.apply_departure(person_id=person.pk, on=TODAY, actor=by, now=NOW)


@pytest.mark.parametrize(("first", "second"), [(revokes, revokes), (leaves, leaves), (revokes, leaves)])
def test_two_administrators_who_end_each_other_at_once_leave_one(
    first: Callable[..., Callable[[], object]], second: Callable[..., Callable[[], object]]
) -> None:
    for _round in range(ROUNDS):
        ada, bea = two_administrators()
        assert together([first(ada, by=bea), second(bea, by=ada)]) == ["done", "refused"]
        assert RoleAssignment.objects.filter(role=Role.ADMINISTRATOR, ends_on=None).count() == 1


def test_role_given_by_two_at_once_is_given_once() -> None:
    ada, bea = two_administrators()
    for _round in range(ROUNDS):
        person = employee()
        give = [
            lambda actor=actor, person=person: services.grant_role(  # type: ignore[misc]
                person=person, role=Role.HR, actor=actor, now=NOW
            )
            for actor in (ada, bea)
        ]
        assert together(give) == ["done", "done"]
        assert person.roles.count() == 1
