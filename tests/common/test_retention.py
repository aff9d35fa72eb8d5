"""A term is said in the largest measure that comes out even, in the reader's language."""

from datetime import timedelta

import pytest
from django.utils import translation

from common.held import Held
from common.retention import Term


def term(keeps: timedelta) -> Term:
    return Term(code="x", label="x", keeps=keeps, counts_from="na de sessie", action="verwijderd")


@pytest.mark.parametrize(
    ("keeps", "dutch", "english"),
    [
        (timedelta(0), "niet bewaard", "not kept"),
        (timedelta(hours=48), "48 uur", "48 hours"),
        (timedelta(days=1), "24 uur", "24 hours"),
        (timedelta(days=90), "90 dagen", "90 days"),
        (timedelta(days=180), "6 maanden", "6 months"),
        (timedelta(days=365), "1 jaar", "1 year"),
        (timedelta(days=395), "13 maanden", "13 months"),
        (timedelta(days=400), "400 dagen", "400 days"),
        (timedelta(days=730), "2 jaar", "2 years"),
        (timedelta(days=731), "731 dagen", "731 days"),
    ],
)
def test_term_is_said_in_the_largest_even_measure(keeps: timedelta, dutch: str, english: str) -> None:
    assert term(keeps).in_words == dutch
    assert term(keeps).in_full == f"{dutch} na de sessie"
    with translation.override("en"):
        assert term(keeps).in_words == english


@pytest.mark.parametrize("kept", ["Zolang de pilot er is.", "zolang de pilot er is"])
def test_how_long_ends_a_line_however_it_was_written(kept: str) -> None:
    held = Held(title="x", why="x", seen_by="x", kept=kept, rows=[])
    assert held.how_long == "zolang de pilot er is"
    assert Held(title="x", why="x", seen_by="x", kept="Eén jaar na de sessie.", rows=[]).how_long.startswith("één")
