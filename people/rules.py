"""What a browser says it is, in names that people know; and what makes a password somebody's own name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from common.text import unaccent

# In this order: most browsers also call themselves those that stand below them.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)
HAND_HELD = frozenset({"iPhone", "iPad", "Android"})


@dataclass(frozen=True, slots=True)
class Device:
    """A browser and the system that it runs on; empty where the text does not tell."""

    browser: str
    system: str

    @property
    def is_hand_held(self) -> bool:
        return self.system in HAND_HELD


def device_of(user_agent: str) -> Device:
    """Return what a ``User-Agent`` header names; it proves nothing, but who looks knows their own devices by it."""
    return Device(_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for mark, name in known if mark in text), "")


LETTERS_BESIDE_NAME = 4


def is_made_of_name(password: str, names: Iterable[str]) -> bool:
    """Whether hardly a letter is left of a password without the words of ``names``; digits and signs do not count.

    The order of the words, capitals, accents and what stands between them make no difference, nor do initials.
    """
    words = {word for name in names for word in re.split(r"[\W_]+", unaccent(name)) if len(word) > 1}
    left = "".join(character for character in unaccent(password) if character.isalnum())
    without_digits = "".join(character for character in left if character.isalpha())
    found = False
    for word in sorted(words, key=len, reverse=True):
        found = found or word in left or word in without_digits
        without_digits = without_digits.replace(word, " ")
    return found and sum(character.isalpha() for character in without_digits) < LETTERS_BESIDE_NAME
