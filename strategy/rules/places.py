"""Places that somebody has yet to fill in, such as ``[name of the organisation]``."""

import re
from collections.abc import Sequence
from functools import cache

from strategy.rules.examples import EXAMPLES, GOOD_AS_THEY_STAND

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
# No link: neither an address behind it, nor one of the two halves of a link by name, nor its definition.
_PLACE = re.compile(r"(?<![\\\]!])\[([^\[\]\\]{2,80})\](?![(\[:])")
WORDS_BESIDE = 2
"""How many words before and after a place of the example tell whether it still stands there."""


def places_in(text: str) -> list[str]:
    """Return what stands between square brackets and is no link, in reading order, each once.

    A single character is no place: ``[x]`` ticks a box. Who wants to keep the brackets writes ``\\[`` or puts them in
    code.
    """
    found = (re.sub(r"\s+", " ", match[1]).strip() for match in _PLACE.finditer(_CODE.sub(" ", text)))
    return list(dict.fromkeys(place for place in found if re.search(r"\w{2}", place)))


def places_without_brackets_in(text: str, *, language: str) -> list[str]:
    """Return the places of the examples of which somebody took only the brackets away, in the order of the examples.

    The words of a place alone prove nothing: "date" and "number" are ordinary words. So a place counts only where its
    words still stand between the same two words before and after it as in the example; next to another place, which
    may be filled in, or at the end of the text there are fewer. Signs, capitals and line ends do not matter. A place
    whose words make a sound sentence as they stand, such as "[two years]", is a suggestion and never counts; nor does
    one whose sentence was written anew.
    """
    written = f" {' '.join(_words(text))} "
    return list(dict.fromkeys(place for place, passage in _passages(language) if f" {passage} " in written))


@cache
def _passages(language: str) -> Sequence[tuple[str, str]]:
    """Return each place of the examples that must be filled in, with its words and the words beside it."""
    found = []
    for example in (each for examples in EXAMPLES.values() for each in examples):
        parts = _PLACE.split(example.text_nl if language == "nl" else example.text_en)
        for before, place, after in zip(parts[:-1:2], parts[1::2], parts[2::2], strict=True):
            if " ".join(place.split()) not in GOOD_AS_THEY_STAND:
                beside = _words(before)[-WORDS_BESIDE:], _words(after)[:WORDS_BESIDE]
                found.append((" ".join(place.split()), " ".join([*beside[0], *_words(place), *beside[1]])))
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
