"""Signing in: with a password, by number and code, and only while one works here."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from common.clock import now, today
from common.errors import RuleBroken
from people import services
from people.choices import Role
from people.models import ActivationCode
from tests.people.builders import employee

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_sign_in_page_speaks_the_readers_language(client: Client, language: str) -> None:
    response = client.get(reverse("account_login"), headers={"accept-language": language})
    assert response.status_code == 200
    assert response.headers["Content-Language"] == language


def test_person_signs_in_with_e_mail_in_any_case(client: Client) -> None:
    person = employee(password=PASSWORD)
    client.post(reverse("account_login"), {"login": (person.email or "").upper(), "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_person_without_e_mail_signs_in_with_number(client: Client) -> None:
    person = employee(email=None, password=PASSWORD)
    client.post(reverse("account_login"), {"login": person.employee_number, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_who_left_cannot_sign_in(client: Client) -> None:
    person = employee(password=PASSWORD, left_on=today())
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_session_ends_on_the_day_its_person_leaves(client: Client) -> None:
    person = employee()
    client.force_login(person)
    person.left_on = today()
    person.save()
    assert client.get(reverse("people:email_from_hr")).status_code == 302


def test_departure_ends_sessions_and_roles(client: Client, administrator: object) -> None:
    person = employee(password=PASSWORD, roles=[Role.HR])
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    services.apply_departure(person_id=person.pk, on=today(), actor=None, now=now())
    assert not Session.objects.exists()
    assert not person.roles.filter(ends_on__isnull=True).exists()


def test_nobody_signs_up_by_themselves(client: Client) -> None:
    response = client.post(
        reverse("account_signup"), {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_code_from_paper_sets_a_password_once(client: Client) -> None:
    person = employee(email=None)
    code = services.issue_activation_code(person=person, actor=None, now=now())
    form = {"employee_number": person.employee_number, "code": code.lower().replace("-", " "), "password": PASSWORD}
    assert client.post(reverse("people:activate"), form).status_code == 302
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert client.post(reverse("people:activate"), form).status_code == 422


def test_code_of_another_does_not_open() -> None:
    code = services.issue_activation_code(person=employee(), actor=None, now=now())
    with pytest.raises(RuleBroken):
        services.activate_with_code(
            employee_number=str(employee().employee_number), code=code, password=PASSWORD, now=now()
        )


def test_code_ends_after_thirty_days() -> None:
    person = employee()
    code = services.issue_activation_code(person=person, actor=None, now=now())
    with pytest.raises(RuleBroken):
        services.activate_with_code(
            employee_number=str(person.employee_number), code=code, password=PASSWORD, now=now() + timedelta(days=31)
        )


def test_new_code_ends_the_old_one() -> None:
    person = employee()
    first = services.issue_activation_code(person=person, actor=None, now=now())
    services.issue_activation_code(person=person, actor=None, now=now())
    assert ActivationCode.objects.filter(person=person).count() == 1
    with pytest.raises(RuleBroken):
        services.activate_with_code(
            employee_number=str(person.employee_number), code=first, password=PASSWORD, now=now()
        )


def test_tries_with_a_code_are_limited(client: Client) -> None:
    form = {"employee_number": "1", "code": "AAAA", "password": PASSWORD}
    answers = {client.post(reverse("people:activate"), form).status_code for _try in range(12)}
    assert 429 in answers


def test_role_above_employee_needs_a_second_factor(client: Client, hr: object) -> None:
    client.force_login(hr)  # type: ignore[arg-type]
    response = client.get(reverse("people:person_list"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("mfa_index"))


def test_employee_needs_no_second_factor(client: Client) -> None:
    client.force_login(employee())
    assert client.get(reverse("people:email_from_hr")).status_code == 200
