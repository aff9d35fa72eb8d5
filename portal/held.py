"""Everything that the portal holds about one person, and how long; the apps are asked in this visible list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

import adoption.choices
import adoption.selectors
import directory.choices
import directory.selectors
import governance.choices
import governance.selectors
import outbox.choices
import outbox.selectors
import people.choices
import people.selectors
import pilots.choices
import pilots.selectors
import strategy.choices
import strategy.selectors
import surveys.choices
import surveys.selectors
import tools.choices
import tools.selectors
import training.choices
import training.selectors
from common.held import Held
from common.retention import Term
from people.models import Person
from portal import audit_log

HELD_BY: list[Callable[[Person], list[Held]]] = [
    people.selectors.data_about,
    strategy.selectors.data_about,
    training.selectors.data_about,
    pilots.selectors.data_about,
    tools.selectors.data_about,
    surveys.selectors.data_about,
    governance.selectors.data_about,
    outbox.selectors.data_about,
    adoption.selectors.data_about,
    directory.selectors.data_about,
    audit_log.data_about,
]
TERMS: list[Iterable[Term]] = [
    people.choices.TERMS,
    strategy.choices.TERMS,
    training.choices.TERMS,
    pilots.choices.TERMS,
    tools.choices.TERMS,
    surveys.choices.TERMS,
    governance.choices.TERMS,
    outbox.choices.TERMS,
    adoption.choices.TERMS,
    directory.choices.TERMS,
]


@dataclass(frozen=True)
class Cookie:
    """What the browser of a reader keeps for the portal."""

    name: str
    what: str | Promise
    how_long: str | Promise


COOKIES = [
    Cookie(settings.SESSION_COOKIE_NAME, _("That you are signed in."), _("until you sign out, 12 hours at most")),
    Cookie(
        settings.CSRF_COOKIE_NAME,
        _("A random code that stops other websites from sending forms in your name."),
        _("1 year"),
    ),
    Cookie(
        settings.DEVICE_COOKIE_NAME,
        _(
            "A random code that tells the portal that you signed in on this device before. Somebody who tries passwords"
            " on your account then cannot lock you out here. Your browser sends it only to the pages for signing in and"
            " your account, and the portal keeps a value made from it, not the code itself."
        ),
        _("30 days after you last signed in"),
    ),
    Cookie(
        settings.MESSAGES_COOKIE_NAME, _("What the portal has just told you."), _("until the next page has shown it")
    ),
    Cookie(settings.LANGUAGE_COOKIE_NAME, _("The language that you chose."), _("1 year")),
    Cookie(settings.THEME_COOKIE_NAME, _("Light or dark, as you chose."), _("1 year")),
]
"""Every cookie that the portal sets; a test meets each."""


def held_about(person: Person) -> list[Held]:
    """Return every kind of data about ``person``, with its rows; a kind without rows is left out."""
    return [kind for source in HELD_BY for kind in source(person) if kind.rows]


def terms() -> list[Term]:
    """Return how long each kind of data is kept, in the order of the apps."""
    return [term for app in TERMS for term in app]
