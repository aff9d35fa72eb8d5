"""An employee number that passes to another surname and another address takes no keys along."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from common.errors import RuleBroken
from common.models import AuditEvent
from directory import services
from directory.errors import FileRefused
from directory.rules import OTHER_PEOPLE_AT_MOST
from people.choices import Role
from people.models import ActivationCode, ExternalIdentity, Person, RoleAssignment
from people.querysets import at_day
from people.services import issue_activation_code
from tests.directory.builders import LATER, NOW, bring_in, numbers, someone
from tests.directory.files import leaders, person
from tests.directory.walking import applied, planned
from tests.people.builders import employee

pytestmark = pytest.mark.django_db


def other(number: int) -> list[str]:
    """The row of somebody else under a number that the portal knows."""
    return person(number, first="Omar", infix="", last=f"Haddad{number}", email=f"o{number}@elders.example")


def give(number: int, role: str) -> RoleAssignment:
    return RoleAssignment.objects.create(
        person=someone(number), role=role, starts_on=date(2020, 1, 1), granted_at=NOW, granted_by=None
    )


def with_keys(number: int) -> Person:
    """Somebody with a role, a password and an address that sign-in knows."""
    holder = someone(number)
    holder.set_password("a long password of theirs")
    holder.last_login = NOW
    holder.save()
    give(number, Role.HR)
    EmailAddress.objects.create(user=holder, email=holder.email, verified=True, primary=True)
    return holder


def test_whoever_has_the_number_now_inherits_no_roles_password_or_session(client: Client) -> None:
    bring_in([*leaders(), person(4)])
    holder = with_keys(4)
    client.force_login(holder)
    outcome = bring_in([*leaders(), other(4)], now=LATER)
    assert (outcome.passing, outcome.ending_roles) == ([holder.pk], 1)
    holder.refresh_from_db()
    assert (holder.full_name, holder.email) == ("Omar Haddad4", "o4@elders.example")
    assert (holder.has_usable_password(), holder.last_login) == (False, None)
    assert RoleAssignment.objects.get(person=holder).ends_on == LATER.date()
    assert not EmailAddress.objects.filter(user=holder).exists()
    assert client.get("/").status_code == 302
    assert AuditEvent.objects.filter(action="person.access_ended", object_id=str(holder.public_id)).count() == 1


def test_a_role_of_later_and_other_ways_in_end_too() -> None:
    bring_in([*leaders(), person(4)])
    holder = someone(4)
    later = LATER.date() + timedelta(days=30)
    RoleAssignment.objects.create(person=holder, role=Role.TRAINER, starts_on=later, granted_at=NOW)
    ExternalIdentity.objects.create(person=holder, source="entra", value="oid-4")
    issue_activation_code(person=holder, actor=None, now=NOW)
    assert bring_in([*leaders(), other(4)], now=LATER).ending_roles == 1
    assert not RoleAssignment.objects.filter(at_day(later), person=holder).exists()
    assert not ExternalIdentity.objects.filter(person=holder).exists()
    assert not ActivationCode.objects.filter(person=holder).exists()


@pytest.mark.parametrize(
    "said", [{"last": "Visser"}, {"email": "new@houtwijk.example"}, {"last": "BOER4", "email": "x@y.example"}]
)
def test_another_surname_or_another_address_alone_is_the_same_person(said: dict[str, str]) -> None:
    bring_in([*leaders(), person(4)])
    holder = with_keys(4)
    assert bring_in([*leaders(), person(4, **said)], now=LATER).passing == []
    holder.refresh_from_db()
    assert holder.has_usable_password()
    assert RoleAssignment.objects.get(person=holder).ends_on is None


def test_a_few_numbers_may_pass_unasked_and_more_may_not() -> None:
    rows = [*leaders(), *[person(number) for number in range(4, 60)]]
    bring_in(rows)
    few = [*rows[:-OTHER_PEOPLE_AT_MOST], *[other(number) for number in range(57, 60)]]
    many = [*rows[:-4], *[other(number) for number in range(56, 60)]]
    assert [brake.code for brake in bring_in(many, dry_run=True).brakes] == ["other_people"]
    with pytest.raises(FileRefused) as refused:
        bring_in(many, allow_large_change=False)
    assert (refused.value.code, refused.value.params) == ("other_people", {"count": 4})
    assert not Person.objects.filter(first_name="Omar").exists()
    assert bring_in(few, allow_large_change=False).updated == 3


def test_a_small_file_of_another_organisation_is_stopped() -> None:
    bring_in([*leaders(), *[person(number) for number in range(4, 60)]])
    small = [person(number, last="Visser", manager="1" if number > 4 else "") for number in range(4, 8)]
    brakes = bring_in(small, dry_run=True).brakes
    assert [brake.tick for brake in brakes] == ["allow_large_change"]
    bring_in([*leaders(), *[person(number) for number in range(4, 60)]], now=LATER)


def test_people_who_are_missing_count_as_a_large_change() -> None:
    rows = [*leaders(), *[person(number) for number in range(4, 11)]]
    bring_in(rows)
    assert bring_in(rows[:-2], dry_run=True).brakes == []
    brake = bring_in(rows[:-3], dry_run=True).brakes[0]
    assert (brake.code, brake.params["missing"], brake.params["total"]) == ("large_change", 3, 10)


def test_the_last_administrators_number_never_passes() -> None:
    bring_in([*leaders(), person(4), person(5)])
    give(4, Role.ADMINISTRATOR)
    outcome = bring_in([*leaders(), other(4), person(5)], now=LATER)
    assert [fault.code for fault in outcome.refused] == ["administrator_passes"]
    assert someone(4).full_name == "Sanne de Boer4"
    give(5, Role.ADMINISTRATOR)
    assert numbers(bring_in([*leaders(), other(4), person(5)], now=LATER + timedelta(days=1)))[1] == 1


# --- on the screen ----------------------------------------------------------------------------------------------------
def test_an_administrator_may_say_that_they_are_the_same_people(hr: Person) -> None:
    administrator = employee(roles=[Role.ADMINISTRATOR])
    bring_in([*leaders(), person(4)])
    holder = with_keys(4)
    run = planned([*leaders(), other(4)], hr)
    with pytest.raises(RuleBroken) as broken:
        services.confirm(run_id=run.pk, ticked=["allow_large_change", "keep_access"], actor=hr, now=NOW)
    assert broken.value.field == "keep_access"
    run = applied(run, administrator, "allow_large_change", "keep_access")
    holder.refresh_from_db()
    assert (run.state, holder.full_name, holder.has_usable_password()) == ("done", "Omar Haddad4", True)
    assert RoleAssignment.objects.get(person=holder).ends_on is None


def test_each_brake_has_its_own_tick(hr: Person) -> None:
    rows = [*leaders(), *[person(number) for number in range(4, 9)]]
    bring_in(rows)
    run = planned([*leaders(), *[other(number) for number in range(4, 9)]], hr)
    for ticked, asked in (
        (["allow_large_change"], "allow_other_people"),
        (["allow_other_people"], "allow_large_change"),
    ):
        with pytest.raises(RuleBroken) as broken:
            services.confirm(run_id=run.pk, ticked=ticked, actor=hr, now=NOW)
        assert broken.value.field == asked
    assert applied(run, hr, "allow_large_change", "allow_other_people").state == "done"
