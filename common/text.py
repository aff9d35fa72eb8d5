"""Text as people sort and search it."""

import unicodedata


def unaccent(text: str) -> str:
    """Return ``text`` in lower case without accents, with one space between words."""
    decomposed = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("Ø", "O").replace("ß", "ss"))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.casefold().split())


def sort_key(first_name: str, infix: str, last_name: str) -> str:
    """Return the key by which Dutch lists of people are ordered: last name, first name, infix last."""
    return "|".join(unaccent(part) for part in (last_name, first_name, infix))
