"""Text as people sort and search it."""

import unicodedata
from uuid import UUID

# Letters of names that Unicode does not take apart into a letter and an accent.
LETTERS = str.maketrans(
    {"æ": "ae", "ð": "d", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "œ": "oe", "þ": "th", "ŧ": "t"}
)


def unaccent(text: str) -> str:
    """Return ``text`` in lower case without accents, with one space between words."""
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
