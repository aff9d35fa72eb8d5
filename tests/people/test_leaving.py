"""Somebody leaves: their work and sessions end that day; after two years nothing says who they were."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from common.clock import day_of
from common.models import AuditEvent
from people import selectors, services
from people.choices import TERMS, FunctionGroup, Role
from people.models import ActivationCode, Deputy, ExternalIdentity, Person, Placement, RoleAssignment
from tests.people.builders import LONG_AGO, NOW, employee, unit

pytestmark = pytest.mark.django_db
TODAY = day_of(NOW)
A_DAY = timedelta(days=1)
PASSWORD = "correct-horse-battery"
TWO_YEARS = next(term.keeps for term in TERMS if term.code == "people.person")
OWN_PAGE = "people:email_from_hr"


def signed_in(person: Person) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert client.get(reverse(OWN_PAGE)).status_code == 200
    return client


def gone_since(days: timedelta) -> Person:
    return employee(left_on=TODAY - days, is_active=False)


# --- the day of leaving -----------------------------------------------------------------------------------------------
def test_sessions_end_on_every_device_of_this_person_only() -> None:
    person, other = employee(password=PASSWORD), employee(password=PASSWORD)
    phone, desk, colleague = signed_in(person), signed_in(person), signed_in(other)
    assert services.end_sessions(person=person) == 2
    assert [client.get(reverse(OWN_PAGE)).status_code for client in (phone, desk, colleague)] == [302, 302, 200]
    assert [row.user_id for row in UserSession.objects.all()] == [other.pk]
    assert Session.objects.filter(session_key=colleague.session.session_key).exists()


def test_departure_closes_placement_roles_and_deputies_from_that_day_on() -> None:
    person, manager = employee(roles=[Role.HR]), employee(function_group=FunctionGroup.MANAGER)
    later = {"person": person, "unit": unit(), "function_group": FunctionGroup.MANAGER}
    person.placements.update(ends_on=TODAY + 30 * A_DAY)
    Placement.objects.create(**later, starts_on=TODAY + 30 * A_DAY)
    RoleAssignment.objects.create(
        person=person, role=Role.BOARD, starts_on=LONG_AGO, ends_on=TODAY + 90 * A_DAY, granted_at=NOW
    )
    RoleAssignment.objects.create(person=person, role=Role.TRAINER, starts_on=TODAY + A_DAY, granted_at=NOW)
    Deputy.objects.create(manager=manager, deputy=person, starts_on=LONG_AGO, ends_on=TODAY + 90 * A_DAY)
    Deputy.objects.create(manager=manager, deputy=person, starts_on=TODAY + 90 * A_DAY)
    services.apply_departure(person_id=person.pk, on=TODAY, actor=manager, now=NOW)
    assert [(row.starts_on, row.ends_on) for row in person.placements.all()] == [(LONG_AGO, TODAY)]
    assert {row.role: row.ends_on for row in person.roles.all()} == {
        Role.HR: TODAY,
        Role.BOARD: TODAY,
        Role.TRAINER: TODAY + A_DAY,
    }
    assert [(row.starts_on, row.ends_on) for row in Deputy.objects.all()] == [(LONG_AGO, TODAY)]
    assert not selectors.people_with_role(Role.HR, TODAY).exists()
    event = AuditEvent.objects.get(action="person.left")
    assert (event.actor, event.object_id, event.fields) == (manager, str(person.public_id), ["left_on"])


def test_what_had_ended_before_stays_as_it_was() -> None:
    person = employee()
    RoleAssignment.objects.create(
        person=person, role=Role.HR, starts_on=LONG_AGO, ends_on=TODAY - 9 * A_DAY, granted_at=NOW
    )
    services.apply_departure(person_id=person.pk, on=TODAY, actor=None, now=NOW)
    assert person.roles.get().ends_on == TODAY - 9 * A_DAY


def test_who_leaves_next_month_works_on_until_then() -> None:
    person = employee(password=PASSWORD)
    services.issue_activation_code(person=person, actor=None, now=NOW)
    client = signed_in(person)
    services.apply_departure(person_id=person.pk, on=TODAY + 30 * A_DAY, actor=None, now=NOW)
    person.refresh_from_db()
    assert (person.is_active, person.left_on) == (True, TODAY + 30 * A_DAY)
    assert ActivationCode.objects.filter(person=person).exists()
    assert UserSession.objects.filter(user=person).count() == 1
    assert client.session["_auth_user_id"] == str(person.pk)


def test_who_left_keeps_no_open_activation_code() -> None:
    person = employee()
    services.issue_activation_code(person=person, actor=None, now=NOW)
    services.apply_departure(person_id=person.pk, on=TODAY, actor=None, now=NOW)
    assert not ActivationCode.objects.exists()


# --- two years later --------------------------------------------------------------------------------------------------
def with_everything_that_names(person: Person) -> None:
    ExternalIdentity.objects.create(person=person, source="scim", value="a-1")
    SocialAccount.objects.create(user=person, provider="work", uid="entra-1")
    EmailAddress.objects.create(user=person, email=person.email)
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": services.encrypt_secret("x")}
    )


def test_nothing_says_any_more_who_somebody_was() -> None:
    person = employee(first_name="Zoë", last_name="Àbel", password=PASSWORD, away_from=date(2026, 9, 1))
    services.issue_activation_code(person=person, actor=None, now=NOW)
    signed_in(person)
    with_everything_that_names(person)
    named = ["Zoë", "Àbel", "abel", "zoe", str(person.email), str(person.employee_number)]
    services.pseudonymise(person_id=person.pk, now=NOW)
    row = str(Person.objects.filter(pk=person.pk).values().get())
    assert [name for name in named if name in row] == []
    person.refresh_from_db()
    assert (person.email, person.employee_number, person.away_from, person.last_login) == (None, None, None, None)
    assert (person.is_active, person.pseudonymised_at, person.has_usable_password()) == (False, NOW, False)
    for model in (ExternalIdentity, SocialAccount, EmailAddress, Authenticator, ActivationCode, UserSession, Session):
        assert not model._default_manager.exists(), model


def test_what_the_figures_need_stays() -> None:
    person = employee(roles=[Role.HR], unit=unit("201", "Noord"))
    services.pseudonymise(person_id=person.pk, now=NOW)
    assert person.placements.get().unit.name == "Noord"
    assert person.roles.get().role == Role.HR
    assert Person.objects.get(pk=person.pk).public_id == person.public_id


def test_taking_names_away_is_written_down_once_without_a_name() -> None:
    person = employee(first_name="Zoë")
    services.pseudonymise(person_id=person.pk, now=NOW)
    services.pseudonymise(person_id=person.pk, now=NOW + A_DAY)
    event = AuditEvent.objects.get(action="person.pseudonymised")
    assert (event.at, event.object_id) == (NOW, str(person.public_id))
    assert "Zoë" not in f"{event.fields}{event.reason}"


def test_term_is_two_years_after_the_day_of_leaving() -> None:
    just, not_yet, here = gone_since(TWO_YEARS + A_DAY), gone_since(TWO_YEARS), employee()
    assert services.enforce_terms(now=NOW) == {"people.person": 1}
    done = Person.objects.exclude(pseudonymised_at=None)
    assert list(done) == [just]
    assert {not_yet, here} == set(Person.objects.filter(pseudonymised_at=None))


def test_term_that_was_enforced_has_nothing_left_to_do() -> None:
    gone_since(TWO_YEARS + A_DAY)
    services.enforce_terms(now=NOW)
    assert services.enforce_terms(now=NOW + A_DAY) == {"people.person": 0}
    assert AuditEvent.objects.filter(action="person.pseudonymised").count() == 1


def test_colleague_brought_in_anew_gets_the_number_that_became_free() -> None:
    gone = gone_since(TWO_YEARS + A_DAY)
    services.enforce_terms(now=NOW)
    number, email = gone.employee_number, gone.email
    back = employee(email=email)
    Person.objects.filter(pk=back.pk).update(employee_number=number)
    assert Person.objects.get(employee_number=number) == back
