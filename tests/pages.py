"""What the tests of pages of several apps read from a page."""

import re


def kept_on(page: str) -> str:
    """Return what a page says is kept now, where two people wrote at one form."""
    kept = re.search(r'aria-labelledby="conflict-title".*?</dl>', page, re.DOTALL)
    assert kept is not None, "the page shows no conflict"
    return kept[0]
