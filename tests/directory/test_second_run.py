"""A file that comes again changes nobody, and people end where the last file says, whatever came in between."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.models import AwayInFile
from people.models import Person, Placement, Unit, UnitVersion
from tests.directory.builders import NOW, bring_in, numbers, someone
from tests.directory.files import HEADER, leaders, person

pytestmark = pytest.mark.django_db

WHOLE = (*HEADER, "Datum in functie", "Tijdelijk afwezig")
TODAY = NOW.date()


def whole(row: list[str], placed: str = "", away: str = "") -> list[str]:
    return [*row, placed, away]


def days(*offsets: int) -> st.SearchStrategy[str]:
    """No day, or one of these days around the import, as a file writes it."""
    return st.sampled_from(["", *((TODAY + timedelta(days=offset)).strftime("%d-%m-%Y") for offset in offsets)])


@st.composite
def files(draw: st.DrawFn) -> list[list[str]]:
    """A sound file: the leaders and some of six people, each somewhere between announced and gone."""
    rows = [whole(row) for row in leaders()]
    for number in sorted(draw(st.sets(st.integers(4, 9), min_size=1))):
        hired = draw(st.sampled_from(["04-09-2015", "01-10-2026", "15-11-2026", "01-01-2027"]))
        # Nobody stops before they begin: a last day is drawn only for who begins before it.
        last = draw(days(-20, 10, 100)) if hired == "04-09-2015" else draw(days(100))
        said = {
            "unit": draw(st.sampled_from(["201", "200"])),
            "manager": draw(st.sampled_from(["2", "3", ""])),
            "title": draw(st.sampled_from(["Medewerker", "Planner"])),
            "first": draw(st.sampled_from(["Sanne", "Anna"])),
            "hired": hired,
            "last_day": last,
        }
        away = draw(st.sampled_from(["", "nee", "ja", "01-12-2026", "01-10-2026"]))
        rows.append(whole(person(number, **said), draw(days(-30, -1, 0, 40)), away))
    return rows


def state() -> dict[str, Any]:
    """Everything that an import may write of people."""
    return {
        "people": list(Person.objects.order_by("pk").values_list()),
        "places": list(Placement.objects.order_by("person", "starts_on").values_list()),
        "units": list(Unit.objects.order_by("pk").values_list()),
        "versions": list(UnitVersion.objects.order_by("pk").values_list()),
        "away": sorted(AwayInFile.objects.values_list("person", flat=True)),
    }


def as_said(rows: list[list[str]], day: date) -> dict[str, Any]:
    """How the people of a file are once it came in: who they are, whether they work here, and their place."""
    found: dict[str, Any] = {}
    for number in (row[0] for row in rows):
        each = someone(number)
        begins = max(day, each.hired_on or day)
        placed = [
            (place.unit.code, place.job_title, place.manager and place.manager.employee_number, place.ends_on)
            for place in Placement.objects.filter(person=each).select_related("unit", "manager").order_by("starts_on")
            if place.ends_on is None or place.ends_on > begins
        ]
        is_away = Person.objects.away_on(day).filter(pk=each.pk).exists()
        found[number] = (
            each.first_name, each.last_name, each.email, each.hired_on, each.left_on, each.is_active, is_away,
            each.away_until if is_away else None, placed[-1:],
        )  # fmt: skip
    return found


def undone(check: Callable[[], None]) -> None:
    """Carry a check out and take back what it wrote: each example begins in an empty portal."""
    with transaction.atomic():
        check()
        transaction.set_rollback(True)


@settings(max_examples=25)
@given(files(), st.integers(0, 60))
def test_a_file_that_comes_again_changes_nothing(rows: list[list[str]], later: int) -> None:
    def check() -> None:
        assert bring_in(rows, header=WHOLE).refused == []
        before = state()
        again = bring_in(rows, header=WHOLE)
        assert numbers(again) == (0, 0, len(rows), 0, 0)
        assert state() == before
        # Later a day that was ahead may have come; who was away until then is simply here.
        first = bring_in(rows, header=WHOLE, now=NOW + timedelta(days=later))
        settled = state()
        assert (first.moved, first.departed) == (0, 0)
        assert numbers(bring_in(rows, header=WHOLE, now=NOW + timedelta(days=later))) == (0, 0, len(rows), 0, 0)
        assert state() == settled

    undone(check)


@settings(max_examples=25)
@given(files(), files(), st.integers(0, 3))
def test_a_file_another_and_the_first_again_end_at_the_first(
    first: list[list[str]], second: list[list[str]], apart: int
) -> None:
    # A place that the other file announces stays announced when a file without dates follows; so neither dates places.
    first, second = ([[*row[:-2], "", row[-1]] for row in rows] for rows in (first, second))

    def check() -> None:
        bring_in(first, header=WHOLE)
        wanted = as_said(first, TODAY)
        bring_in(second, header=WHOLE, now=NOW + timedelta(hours=apart))
        bring_in(first, header=WHOLE, now=NOW + timedelta(hours=2 * apart))
        assert as_said(first, TODAY) == wanted

    undone(check)


def test_who_begins_later_does_not_move_at_the_second_run() -> None:
    rows = [*leaders(), person(4, hired="01-01-2027"), person(5, hired="01-01-2027", last_day="30-06-2027")]
    bring_in(rows)
    before = state()
    assert numbers(bring_in(rows, now=NOW + timedelta(days=1))) == (0, 0, 5, 0, 0)
    assert state() == before


def test_who_begins_on_another_day_than_announced_is_placed_from_that_day() -> None:
    for hired, begins in (("01-01-2027", date(2027, 1, 1)), ("01-02-2027", date(2027, 2, 1)),
                          ("01-12-2026", date(2026, 12, 1))):  # fmt: skip
        bring_in([*leaders(), person(4, hired=hired)])
        assert [place.starts_on for place in someone(4).placements.all()] == [begins]


def test_who_begins_at_once_instead_of_later_has_one_place() -> None:
    bring_in([*leaders(), person(4, hired="01-01-2027")])
    outcome = bring_in([*leaders(), person(4, hired="01-10-2026")])
    assert outcome.updated == 1
    assert [(place.starts_on, place.ends_on) for place in someone(4).placements.all()] == [(TODAY, None)]


def test_who_begins_after_the_day_on_which_they_were_to_leave_is_written_as_one() -> None:
    bring_in([*leaders(), person(4, last_day="12-11-2026")])
    rows = [*leaders(), person(4, hired="15-11-2026", last_day="10-02-2027")]
    assert bring_in(rows).refused == []
    assert (someone(4).hired_on, someone(4).left_on) == (date(2026, 11, 15), date(2027, 2, 11))
    assert bring_in(rows).unchanged == 4


def test_who_begins_at_once_elsewhere_than_was_announced_is_nowhere_else_later() -> None:
    bring_in([*leaders(), person(4, hired="15-11-2026")])
    rows = [*leaders(), person(4, hired="01-10-2026", unit="200", last_day="10-02-2027")]
    bring_in(rows)
    found = [(place.unit.code, place.starts_on, place.ends_on) for place in someone(4).placements.all()]
    assert found == [("200", TODAY, date(2027, 2, 11))]
    assert bring_in(rows).unchanged == 4


def test_a_contract_that_goes_on_keeps_its_place_open() -> None:
    bring_in([*leaders(), person(4, last_day="31-12-2026")])
    outcome = bring_in([*leaders(), person(4)])
    assert (outcome.updated, outcome.moved, outcome.returned) == (1, 0, 0)
    assert [place.ends_on for place in someone(4).placements.all()] == [None]
    assert someone(4).left_on is None
