"""A code opens an account, so few may make one, for few people, and never in silence."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from common.clock import today
from common.errors import RuleBroken
from common.models import AuditEvent
from outbox.models import Message
from people import selectors, services
from people.choices import Role
from people.models import ActivationCode, Person, RoleAssignment
from tests.people.builders import LONG_AGO, NOW, employee, unit

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def page_of(person: Person) -> str:
    return reverse("people:activation_code_issue", args=[person.public_id])


def came_in(person: Person) -> Person:
    Person.objects.filter(pk=person.pk).update(last_login=NOW)
    return person


# --- for whom ---------------------------------------------------------------------------------------------------------
def test_code_is_for_who_has_no_e_mail_or_never_came_in(hr: Person) -> None:
    for person in (employee(email=None), came_in(employee(email=None)), employee()):
        assert services.make_activation_code(person=person, actor=hr, now=NOW)
    with pytest.raises(RuleBroken, match="heeft een e-mailadres en logde al eens in"):
        services.make_activation_code(person=came_in(employee()), actor=hr, now=NOW)
    assert ActivationCode.objects.count() == 3


@pytest.mark.parametrize("without", [{"left_on": LONG_AGO}, {"is_active": False}, {"employee_number": None}])
def test_no_code_for_who_could_not_use_it(administrator: Person, without: dict[str, Any]) -> None:
    person = employee()
    Person.objects.filter(pk=person.pk).update(**without)
    with pytest.raises(RuleBroken):
        services.make_activation_code(person=person, actor=administrator, now=NOW)
    assert not ActivationCode.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.EMPLOYEE])
def test_only_an_administrator_makes_one_for_who_holds_a_role(hr: Person, administrator: Person, role: str) -> None:
    person = employee(email=None, roles=[role])
    with pytest.raises(RuleBroken, match="Alleen een beheerder maakt een activeringscode"):
        services.make_activation_code(person=person, actor=hr, now=NOW)
    assert not ActivationCode.objects.exists()
    assert services.make_activation_code(person=person, actor=administrator, now=NOW)


def test_role_for_one_unit_or_from_next_month_is_a_role_too(hr: Person) -> None:
    local, later = employee(email=None), employee(email=None)
    row = {"role": Role.TRAINER, "granted_at": NOW}
    RoleAssignment.objects.create(person=local, unit=unit("201", "Noord"), starts_on=LONG_AGO, **row)
    RoleAssignment.objects.create(person=later, starts_on=today().replace(year=today().year + 1), **row)
    for person in (local, later):
        with pytest.raises(RuleBroken):
            services.make_activation_code(person=person, actor=hr, now=NOW)


def test_role_that_ended_is_no_role(hr: Person) -> None:
    person = employee(email=None)
    RoleAssignment.objects.create(person=person, role=Role.HR, starts_on=LONG_AGO, ends_on=today(), granted_at=NOW)
    assert services.make_activation_code(person=person, actor=hr, now=NOW)


@pytest.mark.parametrize("roles", [[Role.HR], [Role.ADMINISTRATOR], [Role.HR, Role.ADMINISTRATOR]])
def test_nobody_makes_one_for_themselves(roles: list[Role]) -> None:
    actor = employee(email=None, roles=roles)
    with pytest.raises(RuleBroken, match="Voor jezelf"):
        services.make_activation_code(person=actor, actor=actor, now=NOW)
    assert not ActivationCode.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.HR, Role.ADMINISTRATOR)])
def test_nobody_else_makes_one(sign_in: SignIn, role: str) -> None:
    person, actor = employee(email=None), employee(roles=[role])
    with pytest.raises(RuleBroken, match="Alleen HR en beheerders"):
        services.make_activation_code(person=person, actor=actor, now=NOW)
    client = sign_in(actor)
    assert [client.get(page_of(person)).status_code, client.post(page_of(person)).status_code] == [403, 403]
    assert not ActivationCode.objects.exists()


def test_printing_the_codes_of_an_import_keeps_to_the_same_rule(hr: Person, administrator: Person) -> None:
    waiting, with_a_role, in_already, with_mail, gone = (
        employee(email=None),
        employee(email=None, roles=[Role.BOARD]),
        came_in(employee(email=None)),
        employee(),
        employee(email=None, left_on=LONG_AGO),
    )
    for person in (waiting, with_a_role, in_already, with_mail, gone):
        ActivationCode.objects.create(
            person=person, code_hash=str(person.pk), created_at=NOW, expires_at=NOW + services.ACTIVATION_CODE_LASTS
        )
    assert list(selectors.waiting_for_a_code(hr, today())) == [waiting]
    assert set(selectors.waiting_for_a_code(administrator, today())) == {waiting, with_a_role}


# --- and then ---------------------------------------------------------------------------------------------------------
def test_open_code_of_hr_ends_when_its_person_gets_a_role(hr: Person, administrator: Person) -> None:
    person = employee(email=None)
    code = services.make_activation_code(person=person, actor=hr, now=NOW)
    services.grant_role(person=person, role=Role.BOARD, actor=administrator, now=NOW)
    with pytest.raises(RuleBroken, match="horen niet bij elkaar"):
        services.activate_with_code(employee_number=str(person.employee_number), code=code, password=PASSWORD, now=NOW)
    code = services.make_activation_code(person=person, actor=administrator, now=NOW)
    services.grant_role(person=person, role=Role.TRAINER, actor=administrator, now=NOW)
    services.activate_with_code(employee_number=str(person.employee_number), code=code, password=PASSWORD, now=NOW)


def test_code_opens_nothing_once_its_person_came_in_by_mail(hr: Person) -> None:
    person = employee()
    code = services.make_activation_code(person=person, actor=hr, now=NOW)
    came_in(person)
    with pytest.raises(RuleBroken):
        services.activate_with_code(employee_number=str(person.employee_number), code=code, password=PASSWORD, now=NOW)
    assert ActivationCode.objects.get().used_at is None


def test_code_is_written_down_with_who_made_it_and_without_the_code(hr: Person) -> None:
    person = employee(email=None)
    code = services.make_activation_code(person=person, actor=hr, now=NOW)
    event = AuditEvent.objects.get(action="activation_code.issued")
    assert (event.actor, event.object_id) == (hr, str(person.public_id))
    kept = str([*AuditEvent.objects.values(), *ActivationCode.objects.values(), *Message.objects.values()])
    assert code not in kept
    assert code.replace("-", "") not in kept


@pytest.mark.parametrize(("language", "words"), [("nl", "activeringscode"), ("en", "activation code")])
def test_person_hears_it_in_the_portal_and_by_mail(
    hr: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, language: str, words: str
) -> None:
    person = employee(language=language)
    with django_capture_on_commit_callbacks(execute=True):
        code = services.make_activation_code(person=person, actor=hr, now=NOW)
    inbox = Message.objects.in_inbox_of(person).get()
    assert inbox.code == "portal.activation_code_made"
    (letter,) = mail.outbox
    assert letter.to == [person.email]
    for text in (letter.body, letter.subject):
        assert words in text
    assert hr.full_name in letter.body
    assert code not in letter.body


def test_who_has_no_address_hears_it_in_the_portal_only(
    hr: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    person = employee(email=None)
    with django_capture_on_commit_callbacks(execute=True):
        services.make_activation_code(person=person, actor=hr, now=NOW)
    assert Message.objects.in_inbox_of(person).count() == 1
    assert mail.outbox == []


# --- the pages --------------------------------------------------------------------------------------------------------
def test_page_asks_first_for_whom_and_then_shows_the_code_once(sign_in: SignIn, hr: Person) -> None:
    person, client = employee(first_name="Youssef", email=None), sign_in(hr)
    asked = client.get(page_of(person))
    assert f"Een activeringscode maken voor {person.full_name}?" in asked.content.decode()
    assert not ActivationCode.objects.exists()
    shown = client.post(page_of(person))
    assert "no-store" in shown.headers["Cache-Control"]
    assert services.hash_activation_code(shown.context["code"]) == ActivationCode.objects.get().code_hash
    assert shown.context["code"] not in client.get(page_of(person)).content.decode()


def test_page_says_why_not_and_offers_no_button(sign_in: SignIn, hr: Person, administrator: Person) -> None:
    client = sign_in(hr)
    for address in (page_of(administrator), reverse("people:person_detail", args=[administrator.public_id])):
        text = client.get(address).content.decode()
        assert "Alleen een beheerder maakt een activeringscode" in text
        assert f'action="{page_of(administrator)}"' not in text
        assert f'href="{page_of(administrator)}"' not in text
    refused = client.post(page_of(administrator))
    assert refused.status_code == 422
    assert "Alleen een beheerder maakt een activeringscode" in refused.content.decode()
    assert not ActivationCode.objects.exists()
