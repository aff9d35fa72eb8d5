"""Which passwords are refused because they are somebody's own name, wherever a password is chosen."""

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from common.clock import now
from people.models import Person
from people.rules import is_made_of_name
from people.services import issue_activation_code
from tests.people.builders import employee

SANNE = ("Sanne", "van den", "Berg-Jansen", "s.vandenberg@houtwijk.example", "50417")


@pytest.mark.parametrize(
    "password",
    [
        "sannevandenberg", "SanneVanDenBerg1980", "sanne.van.den.berg!", "Berg-Jansen 2026", "bergjansen1234",
        "S.vandenBerg1980", "sanne12345678", "1980sanne1980", "SANNEsanneSANNE", "sanne_berg_nl1!", "Säñne-Bérg-2026",
        "sa1nn2e3be4rg5", "50417sanne50417", "5041750417504", "s.vandenberg@houtwijk.example", "houtwijk2026!!",
    ],
)  # fmt: skip
def test_name_is_recognised_as_people_write_it(password: str) -> None:
    assert is_made_of_name(password, SANNE)


@pytest.mark.parametrize(
    "password",
    [
        "correct-horse-battery",
        "sanne-zingt-op-maandag",
        "berghut bij de gletsjer",
        "483022119087",
        "vandaag is het mooi",
    ],
)
def test_words_of_ones_own_are_no_name(password: str) -> None:
    assert not is_made_of_name(password, SANNE)


def test_nobody_has_a_password_refused_for_an_empty_name() -> None:
    assert not is_made_of_name("483022119087", ("", "", ""))


@pytest.fixture
def sanne(db: None) -> Person:
    first_name, infix, last_name, email, number = SANNE
    person = employee(first_name=first_name, infix=infix, last_name=last_name, email=email, password="oud-en-vertrouwd")
    Person.objects.filter(pk=person.pk).update(employee_number=number)
    person.refresh_from_db()
    return person


@pytest.mark.parametrize(
    ("language", "said", "hint"),
    [
        ("nl", "Dit is je naam, e-mailadres of personeelsnummer", "Kies niet alleen je naam"),
        ("en", "This is your name, e-mail address or employee number", "Don’t use just your name"),
    ],
)
def test_refusal_and_hint_say_the_same_in_both_languages(sanne: Person, language: str, said: str, hint: str) -> None:
    with translation.override(language):
        with pytest.raises(ValidationError, match=said):
            validate_password("SanneVanDenBerg1980", sanne)
        assert [text for text in password_validators_help_texts() if hint in text]


def test_own_name_is_refused_with_a_code_from_paper(sanne: Person, client: Client) -> None:
    code = issue_activation_code(person=sanne, actor=None, now=now())
    form = {"employee_number": sanne.employee_number, "code": code, "password": "SanneVanDenBerg1980"}
    answer = client.post(reverse("people:activate"), form)
    assert answer.status_code == 422
    assert "Dit is je naam" in answer.content.decode()


def test_own_name_is_refused_where_somebody_changes_their_password(sanne: Person, client: Client) -> None:
    client.force_login(sanne)
    new = {"oldpassword": "oud-en-vertrouwd", "password1": "SanneVanDenBerg1980", "password2": "SanneVanDenBerg1980"}
    answer = client.post(reverse("account_change_password"), new)
    assert "Dit is je naam" in answer.content.decode()
    assert Person.objects.get(pk=sanne.pk).check_password("oud-en-vertrouwd")
