"""What the tests of pages of several apps read from a page."""

import html
import json
import re
from typing import Any


def kept_on(page: str) -> str:
    """Return what a page says is kept now, where two people wrote at one form."""
    kept = re.search(r'aria-labelledby="conflict-title".*?</dl>', page, re.DOTALL)
    assert kept is not None, "the page shows no conflict"
    return kept[0]


def as_shown(page: str) -> dict[str, Any]:
    """Return what a browser sends for a form with an edition when nobody touches it."""
    found = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) for name in ("edition", "seen")}
    edition, seen = (html.unescape(each[1]) for each in found.values() if each is not None)
    return {**json.loads(seen), "edition": edition, "seen": seen}
