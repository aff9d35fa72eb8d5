"""Dutch that speaks with one voice: also where the words are Django's or django-allauth's."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.db.models.fields import BLANK_CHOICE_LABEL
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from common.catalogues import apps, load
from portal.words import NEW_IN_DJANGO, OF_ALLAUTH, OF_DJANGO


def words_of(package: str, *folders: str) -> set[str]:
    """Return every English word of a library's own Dutch catalogues."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    found: set[str] = set()
    for folder in folders:
        path = Path(spec.origin).parent / folder / "locale" / "nl" / "LC_MESSAGES" / "django.po"
        with path.open("rb") as file:
            found |= {str(message.id) for message in read_po(file, locale="nl") if isinstance(message.id, str)}
    return found


@pytest.mark.parametrize("word", OF_DJANGO)
def test_word_is_still_one_of_django(word: str) -> None:
    assert word in words_of("django", "conf", "contrib/auth")


@pytest.mark.parametrize("word", OF_ALLAUTH)
def test_word_is_still_one_of_allauth(word: str) -> None:
    assert word in words_of("allauth", ".")


def test_empty_choice_of_a_list_is_said_once_for_all_forms() -> None:
    with override("en"):
        assert str(BLANK_CHOICE_LABEL) in NEW_IN_DJANGO


@pytest.mark.parametrize("word", [*OF_DJANGO, *NEW_IN_DJANGO, *OF_ALLAUTH])
def test_our_dutch_goes_before_theirs_and_says_you(word: str) -> None:
    message = load("portal", settings.BASE_DIR).get(word)
    assert message is not None
    with override("nl"):
        said = gettext(word)
    assert said == message.string
    assert not {"u", "uw"} & set(said.lower().replace(".", " ").split())


def test_a_word_says_the_same_in_every_app() -> None:
    """All catalogues are one to Django: of two Dutch texts for one English one, only the first would ever show."""
    said: dict[tuple[str, str], dict[str, str]] = {}
    for app in apps(settings.BASE_DIR):
        for message in load(app, settings.BASE_DIR):
            if message.id:
                said.setdefault((str(message.id), message.context or ""), {})[app] = str(message.string)
    assert {word: texts for word, texts in said.items() if len(set(texts.values())) > 1} == {}


@pytest.mark.django_db
def test_wrong_password_is_said_kindly(client: Client) -> None:
    page = client.post(reverse("account_login"), {"login": "x@houtwijk.example", "password": "fout"})
    assert "Dit klopt niet." in page.content.decode()
