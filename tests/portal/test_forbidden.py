"""A page that is not for somebody says what it is for and who can give access, and blames nobody."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from people.models import Person
from tests.people.builders import employee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_second_factor_off")]


@pytest.fixture
def _second_factor_off(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def refused(client: Client, person: Person, name: str, language: str = "nl") -> str:
    Person.objects.filter(pk=person.pk).update(language=language)
    client.force_login(person)
    response = client.get(reverse(name))
    assert response.status_code == 403
    return response.content.decode()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", ["“Mensen” is voor: HR, beheerder.", "kan je toegang geven", "Deze pagina is voor anderen bedoeld"]),
        ("en", ["“People” is for: HR, administrator.", "can give you access", "This page is meant for others"]),
    ],
)
def test_page_says_for_whom_its_place_is_and_who_gives_access(
    client: Client, colleague: Person, administrator: Person, language: str, said: list[str]
) -> None:
    page = refused(client, colleague, "people:person_list", language)
    assert [words for words in said if words not in page] == []
    assert administrator.full_name in page
    assert "jouw rol" not in page.lower()
    assert "your role" not in page.lower()


def test_page_that_knows_better_says_it_in_its_own_words(client: Client, colleague: Person) -> None:
    assert "Hier bereidt het programmabureau een peiling voor." in refused(client, colleague, "surveys:wave_new")


def test_page_in_a_place_for_everybody_does_not_say_that_the_place_is_for_others(
    client: Client, board_member: Person
) -> None:
    page = refused(client, board_member, "training:course_create")
    assert "” is voor:" not in page
    assert "het werk van iemand anders" in page


def test_no_more_than_three_administrators_are_named(client: Client, colleague: Person) -> None:
    names = [employee(first_name=f"Beheer{number}", roles=["administrator"]).full_name for number in range(5)]
    page = refused(client, colleague, "settings")
    assert sum(name in page for name in names) == 3
