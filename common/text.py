"""Text as people sort and search it."""

import re
import unicodedata
from uuid import UUID

# Letters of names that Unicode does not take apart into a letter and an accent.
LETTERS = str.maketrans(
    {"æ": "ae", "ð": "d", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "œ": "oe", "þ": "th", "ŧ": "t"}
)

UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
"""Control characters but tab and ends of lines, halves of characters, marks of byte order, numbers of no character."""


def without_unseen(text: str) -> str:
    """Return ``text`` without characters that nobody sees or types and that no file can hold; spaces stay spaces.

    Joiners and marks of direction stay: emoji, Arabic and Persian are written with them.
    """
    return UNSEEN.sub(lambda found: " " if found[0].isspace() else "", text)


def unaccent(text: str) -> str:
    """Return ``text`` in lower case without accents or what nobody sees, with one space between words."""
    text = without_unseen(text)
    # Twice, as Unicode does it: taking apart can bring a capital to light (𝕊 is an S in another type).
    for _pass in range(2):
        text = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in text if not unicodedata.combining(character))
    return " ".join(bare.translate(LETTERS).split())


def sort_key(first_name: str, infix: str, last_name: str) -> str:
    """Return the key by which Dutch lists of people are ordered: last name, first name, infix last.

    The tab between them sorts before every letter, hyphen and space: Boer comes before Boer-Jansen and Boers.
    """
    return "\t".join(unaccent(part) for part in (last_name, first_name, infix))


def is_uuid(text: str) -> bool:
    """Say whether a text from an address can be a public id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
