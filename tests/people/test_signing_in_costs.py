"""How much work a sign-in costs does not tell whether an account exists."""

from datetime import date

import pytest
from django.contrib.auth.hashers import get_hasher
from django.test import Client
from django.urls import reverse

from people.models import Person
from tests.people.builders import employee

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"
LOGINS = {
    "right": ("sanne@houtwijk.example", PASSWORD),
    "right by number": ("505", PASSWORD),
    "wrong password": ("sanne@houtwijk.example", "wrong"),
    "wrong password by number": ("505", "wrong"),
    "nobody": ("nobody@houtwijk.example", "wrong"),
    "nobody by number": ("999", "wrong"),
    "never had a password": ("new@houtwijk.example", "wrong"),
    "left": ("left@houtwijk.example", PASSWORD),
}


@pytest.mark.parametrize("case", LOGINS)
def test_one_password_is_hashed_whoever_signs_in(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    person = employee(email="sanne@houtwijk.example", password=PASSWORD)
    Person.objects.filter(pk=person.pk).update(employee_number="505")
    employee(email="new@houtwijk.example")
    employee(email="left@houtwijk.example", password=PASSWORD, left_on=date(2020, 1, 1))
    hasher, hashed = type(get_hasher()), []
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *rest, **more: hashed.append(1) or encode(self, *rest, **more))
    login, password = LOGINS[case]
    Client().post(reverse("account_login"), {"login": login, "password": password})
    assert len(hashed) == 1
