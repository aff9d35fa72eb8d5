"""Places between square brackets that somebody has yet to fill in, such as ``[name of the organisation]``."""

import re

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
# No link: neither an address behind it, nor one of the two halves of a link by name, nor its definition.
_PLACE = re.compile(r"(?<![\\\]!])\[([^\[\]\\]{2,80})\](?![(\[:])")


def places_in(text: str) -> list[str]:
    """Return what stands between square brackets and is no link, in reading order, each once.

    A single character is no place: ``[x]`` ticks a box. Who wants to keep the brackets writes ``\\[`` or puts them in
    code.
    """
    found = (re.sub(r"\s+", " ", match[1]).strip() for match in _PLACE.finditer(_CODE.sub(" ", text)))
    return list(dict.fromkeys(place for place in found if re.search(r"\w{2}", place)))
