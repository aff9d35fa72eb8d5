"""People in the order of a Dutch list of names, found without their accents."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import sort_key, unaccent
from people.models import Person
from tests.people.builders import employee

IN_ORDER = [
    ("Anna", "", "Abel"),
    ("Zoë", "van der", "Abel"),
    ("Ève", "", "Abelén"),
    ("Bert", "", "Boer"),
    ("Sanne", "", "Boer"),
    ("Sanne", "de", "Boer"),
    ("Sanne", "den", "Boer"),
    ("Anna", "", "Boer Jansen"),
    ("Anna", "", "Boer-Jansen"),
    ("Anna", "de", "Boers"),
    ("Çağla", "", "Çelik"),
    ("Łukasz", "", "Łaski"),
    ("Jan", "", "Luyten"),
    ("Ole", "", "Østergård"),
    ("Jan", "van 't", "Veer"),
]


def test_list_of_names_is_in_dutch_order() -> None:
    """Last name, first name, infix; a short name before the longer one that begins with it."""
    shuffled = random.Random(7).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, key=lambda name: sort_key(*name)) == IN_ORDER


@pytest.mark.django_db
def test_database_puts_people_in_the_same_order() -> None:
    for first_name, infix, last_name in reversed(IN_ORDER):
        employee(first_name=first_name, infix=infix, last_name=last_name, email=None)
    people = Person.objects.in_order().values_list("first_name", "infix", "last_name")
    assert list(people) == IN_ORDER


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Zoë", "zoe"),
        ("  Van  der\tBÉRG ", "van der berg"),
        ("Østergård", "ostergard"),
        ("Weiß", "weiss"),
        ("Łukasz Wałęsa", "lukasz walesa"),
        ("Đorđe", "dorde"),
        ("Ægir Œuvre", "aegir oeuvre"),
        ("Þóra Guðmundsdóttir", "thora gudmundsdottir"),
        ("İpek Işık", "ipek isik"),
        ("Ĳsbrand", "ijsbrand"),
        ("Nguyễn", "nguyen"),
        ("van 't Hof", "van 't hof"),
        ("𝕊anne", "sanne"),
        ("", ""),
    ],
)
def test_text_is_bare_of_accents_and_capitals(text: str, bare: str) -> None:
    assert unaccent(text) == bare


@given(st.text())
def test_bare_text_stays_as_it_is_and_has_single_spaces(text: str) -> None:
    bare = unaccent(text)
    assert unaccent(bare) == bare
    assert bare == " ".join(bare.split())
