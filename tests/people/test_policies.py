"""Who may do what with people: what a policy says is what the pages and lists do, for every role."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.clock import today
from people import policies, selectors
from people.choices import FunctionGroup, Role
from people.models import Deputy, Person
from tests.people.builders import LONG_AGO, employee

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
MANAGE_PEOPLE = {Role.HR, Role.ADMINISTRATOR}
GRANT_ROLES = {Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", Role)
def test_policies_know_each_role(role: Role) -> None:
    actor = employee(roles=[role])
    assert policies.can_manage_people(actor) == (role in MANAGE_PEOPLE)
    assert policies.can_grant_roles(actor) == (role in GRANT_ROLES)
    assert policies.can_give_tokens(actor) == (role in GRANT_ROLES)


@pytest.mark.parametrize("role", Role)
def test_role_that_ended_yesterday_or_starts_tomorrow_opens_nothing(role: Role) -> None:
    actor = employee(roles=[role])
    actor.roles.update(ends_on=today())
    coming = employee(roles=[role])
    coming.roles.update(starts_on=today() + A_DAY)
    for person in (actor, coming):
        assert not policies.can_manage_people(person)
        assert not policies.can_grant_roles(person)
        assert not policies.can_give_tokens(person)


@pytest.mark.parametrize("role", Role)
def test_pages_open_for_whom_the_policy_says(client: Client, settings: Settings, role: Role) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    actor, person = employee(roles=[role]), employee(first_name="Wieke")
    client.force_login(actor)
    expected = 200 if policies.can_manage_people(actor) else 403
    assert client.get(reverse("people:person_list")).status_code == expected
    detail = client.get(reverse("people:person_detail", args=[person.public_id]))
    assert detail.status_code == expected
    offers = reverse("people:role_grant", args=[person.public_id]) in detail.content.decode()
    assert offers == policies.can_grant_roles(actor)
    keys = client.get(reverse("people:api_token_list"))
    assert keys.status_code == (200 if policies.can_give_tokens(actor) else 403)


# --- a team -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def manager() -> Person:
    return employee(function_group=FunctionGroup.MANAGER)


@pytest.fixture
def member(manager: Person) -> Person:
    return employee(manager=manager)


def assert_agree(person: Person, *, team: list[Person]) -> None:
    """Hold the policy and the list against each other."""
    fresh = Person.objects.get(pk=person.pk)
    assert list(selectors.team_of(fresh, today())) == team
    assert policies.can_see_team(fresh) == bool(team)


def test_manager_sees_their_team_and_no_other(manager: Person, member: Person) -> None:
    employee(manager=employee(function_group=FunctionGroup.MANAGER))
    assert_agree(manager, team=[member])


@pytest.mark.parametrize("role", Role)
def test_no_role_opens_a_team(manager: Person, member: Person, role: Role) -> None:
    assert_agree(employee(roles=[role]), team=[])


def test_deputy_sees_the_team_while_they_stand_in(manager: Person, member: Person) -> None:
    now, before, coming = employee(), employee(), employee()
    Deputy.objects.create(manager=manager, deputy=now, starts_on=LONG_AGO)
    Deputy.objects.create(manager=manager, deputy=before, starts_on=LONG_AGO, ends_on=today())
    Deputy.objects.create(manager=manager, deputy=coming, starts_on=today() + A_DAY)
    assert_agree(now, team=[member])
    assert_agree(before, team=[])
    assert_agree(coming, team=[])


def test_who_was_moved_to_another_manager_is_no_longer_in_the_team(manager: Person, member: Person) -> None:
    member.placements.update(ends_on=today())
    assert_agree(manager, team=[])


def test_who_left_is_in_no_team(manager: Person, member: Person) -> None:
    Person.objects.filter(pk=member.pk).update(left_on=today())
    fresh = Person.objects.get(pk=manager.pk)
    assert not selectors.team_of(fresh, today()).exists()


def test_manager_in_the_team_of_whom_they_stand_in_for_does_not_see_themselves(manager: Person) -> None:
    deputy = employee(manager=manager)
    Deputy.objects.create(manager=manager, deputy=deputy, starts_on=LONG_AGO)
    assert not selectors.team_of(deputy, today()).exists()
