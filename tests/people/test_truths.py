"""What must never be false about people, met by going round the services."""

from datetime import date, timedelta
from typing import Any

import pytest

from people.choices import FunctionGroup, Role, TokenScope
from people.models import (
    ActivationCode,
    ApiToken,
    Deputy,
    ExternalIdentity,
    Person,
    Placement,
    RoleAssignment,
    Unit,
    UnitVersion,
)
from tests.people.builders import LONG_AGO, NOW, employee, unit
from tests.truths import refused

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)
A_YEAR_LATER = date(2021, 1, 1)
BEFORE = date(2019, 1, 1)


@pytest.mark.parametrize(
    ("truth", "change"),
    [
        ("people_person_email_lower_case", {"email": "Sanne@houtwijk.example"}),
        ("people_person_empty_is_null", {"email": ""}),
        ("people_person_empty_is_null", {"employee_number": ""}),
        ("people_person_leaves_after_hire", {"left_on": LONG_AGO - A_DAY}),
        ("people_person_away_has_start", {"away_until": A_YEAR_LATER}),
        ("people_person_away_has_start", {"away_from": A_YEAR_LATER, "away_until": A_YEAR_LATER}),
        ("people_person_language_known", {"language": "de"}),
        ("people_person_relation_known", {"relation": "robot"}),
        ("people_person_source_known", {"managed_by": "elves"}),
    ],
)
def test_person_that_cannot_be(truth: str, change: dict[str, Any]) -> None:
    person = employee()
    with refused(truth):
        Person.objects.filter(pk=person.pk).update(**change)


def test_somebody_may_leave_on_their_first_day_and_lack_e_mail_like_others() -> None:
    first, second = employee(email=None, left_on=LONG_AGO), employee(email=None)
    assert Person.objects.filter(email=None, pk__in=[first.pk, second.pk]).count() == 2


def test_unit_hangs_not_under_itself() -> None:
    team = unit("201", "Thuiszorg Noord")
    with refused("people_unit_not_its_own_parent"):
        Unit.objects.filter(pk=team.pk).update(parent=team.pk)


@pytest.mark.parametrize(
    ("truth", "change"),
    [
        ("people_unitversion_no_overlap", {"starts_on": A_YEAR_LATER}),
        ("people_unitversion_ends_later", {"starts_on": BEFORE, "ends_on": BEFORE}),
    ],
)
def test_version_of_a_unit_that_cannot_be(truth: str, change: dict[str, Any]) -> None:
    with refused(truth):
        UnitVersion.objects.create(unit=unit(), name="Houtwijk", **change)


def test_next_version_begins_where_the_last_one_ends() -> None:
    team = unit()
    team.versions.update(ends_on=A_YEAR_LATER)
    UnitVersion.objects.create(unit=team, name="Houtwijk Zorg", starts_on=A_YEAR_LATER)
    assert [version.name for version in team.versions.on(A_YEAR_LATER)] == ["Houtwijk Zorg"]
    assert [version.name for version in team.versions.on(A_YEAR_LATER - A_DAY)] == ["Stichting Houtwijk"]


@pytest.mark.parametrize(
    ("truth", "change"),
    [
        ("people_placement_no_overlap", {"starts_on": A_YEAR_LATER}),
        ("people_placement_no_overlap", {"starts_on": BEFORE, "ends_on": LONG_AGO + A_DAY}),
        ("people_placement_ends_later", {"starts_on": BEFORE, "ends_on": BEFORE}),
        ("people_placement_function_group_known", {"starts_on": BEFORE, "ends_on": LONG_AGO, "function_group": "elf"}),
    ],
)
def test_placement_that_cannot_be(truth: str, change: dict[str, Any]) -> None:
    with refused(truth):
        Placement.objects.create(**{"person": employee(), "unit": unit(), "function_group": "manager"} | change)


def test_nobody_is_their_own_manager() -> None:
    person = employee()
    with refused("people_placement_not_own_manager"):
        Placement.objects.filter(person=person).update(manager=person)


def test_nobody_stands_in_for_themselves_or_for_no_day() -> None:
    manager = employee(function_group=FunctionGroup.MANAGER)
    with refused("people_deputy_another_person"):
        Deputy.objects.create(manager=manager, deputy=manager, starts_on=LONG_AGO)
    with refused("people_deputy_ends_later"):
        Deputy.objects.create(manager=manager, deputy=employee(), starts_on=LONG_AGO, ends_on=BEFORE)


def test_colleague_stands_in_once_on_a_day() -> None:
    manager, deputy = employee(function_group=FunctionGroup.MANAGER), employee()
    Deputy.objects.create(manager=manager, deputy=deputy, starts_on=LONG_AGO, ends_on=A_YEAR_LATER)
    Deputy.objects.create(manager=manager, deputy=deputy, starts_on=A_YEAR_LATER)
    with refused("people_deputy_once_a_day"):
        Deputy.objects.create(manager=manager, deputy=deputy, starts_on=A_YEAR_LATER + A_DAY)


def test_managers_do_not_stand_in_for_each_other_in_a_circle() -> None:
    first, second, third = (employee(function_group=FunctionGroup.MANAGER) for _ in range(3))
    Deputy.objects.create(manager=first, deputy=second, starts_on=LONG_AGO, ends_on=A_YEAR_LATER)
    closing = Deputy.objects.create(manager=second, deputy=third, starts_on=LONG_AGO)
    Deputy.objects.create(manager=third, deputy=first, starts_on=A_YEAR_LATER)
    with refused("people_deputy_no_circle"):
        Deputy.objects.create(manager=third, deputy=first, starts_on=A_YEAR_LATER - A_DAY, ends_on=A_YEAR_LATER)
    with refused("people_deputy_no_circle"):
        Deputy.objects.filter(pk=closing.pk).update(deputy=first)


@pytest.mark.parametrize(
    ("truth", "change"),
    [
        ("people_roleassignment_no_overlap", {"role": Role.HR}),
        ("people_roleassignment_ends_later", {"role": Role.BOARD, "ends_on": A_YEAR_LATER - A_DAY}),
        ("people_roleassignment_role_known", {"role": "emperor"}),
        ("people_roleassignment_source_known", {"role": Role.BOARD, "source": "gossip"}),
    ],
)
def test_role_that_cannot_be(truth: str, change: dict[str, Any]) -> None:
    person = employee(roles=[Role.HR])
    with refused(truth):
        RoleAssignment.objects.create(person=person, starts_on=A_YEAR_LATER, granted_at=NOW, **change)


def test_role_for_one_unit_stands_beside_the_same_role_for_all() -> None:
    person = employee(roles=[Role.TRAINER])
    RoleAssignment.objects.create(
        person=person, role=Role.TRAINER, unit=unit("201", "Noord"), starts_on=A_YEAR_LATER, granted_at=NOW
    )
    with refused("people_roleassignment_no_overlap"):
        RoleAssignment.objects.create(
            person=person, role=Role.TRAINER, unit=unit("201"), starts_on=A_YEAR_LATER, granted_at=NOW
        )
    assert person.roles.count() == 2


def test_role_taken_back_on_the_day_it_began_leaves_room_for_itself() -> None:
    person = employee()
    row = {"person": person, "role": Role.HR, "starts_on": A_YEAR_LATER, "granted_at": NOW}
    RoleAssignment.objects.create(**row, ends_on=A_YEAR_LATER)
    RoleAssignment.objects.create(**row)
    assert person.roles.on(A_YEAR_LATER).count() == 1


def test_other_system_knows_one_person_by_one_name() -> None:
    person = employee()
    ExternalIdentity.objects.create(person=person, source="scim", value="a-1")
    with refused("people_externalidentity_once"):
        ExternalIdentity.objects.create(person=employee(), source="scim", value="a-1")
    with refused("people_externalidentity_one_a_source"):
        ExternalIdentity.objects.create(person=person, source="scim", value="a-2")
    ExternalIdentity.objects.create(person=person, source="demo", value="a-1")


def test_somebody_has_one_open_activation_code() -> None:
    person = employee()
    row = {"person": person, "created_at": NOW, "expires_at": NOW + A_DAY}
    ActivationCode.objects.create(**row, code_hash="1", used_at=NOW)
    ActivationCode.objects.create(**row, code_hash="2")
    with refused("people_activationcode_one_open"):
        ActivationCode.objects.create(**row, code_hash="3")


@pytest.mark.parametrize(
    ("truth", "change"),
    [
        ("people_apitoken_scopes_known", {"scopes": [TokenScope.READ_FIGURES, "everything"]}),
        ("people_apitoken_ends_later", {"expires_at": NOW}),
    ],
)
def test_key_of_another_system_that_cannot_be(truth: str, change: dict[str, Any]) -> None:
    values = {"scopes": [TokenScope.READ_FIGURES], "expires_at": NOW + A_DAY} | change
    with refused(truth):
        ApiToken.objects.create(
            name="x", prefix="houvast_xxxx", token_hash="x", created_by=employee(), created_at=NOW, **values
        )
