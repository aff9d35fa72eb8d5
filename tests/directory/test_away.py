"""A column of the file says who is temporarily away: whether, or until when, and never why."""

from datetime import date

import pytest
from django.utils import translation

from directory.models import AwayInFile
from people.models import Person
from tests.directory.builders import LATER, NOW, bring_in, last_run, someone
from tests.directory.files import HEADER, leaders, person

pytestmark = pytest.mark.django_db
WITH_AWAY = (*HEADER, "Tijdelijk afwezig")
TODAY = NOW.date()


def away(said: str, *, now=NOW, header=WITH_AWAY):
    return bring_in([*[[*row, ""] for row in leaders()], [*person(4), said]], header=header, now=now)


def absence_of_four() -> tuple[date | None, date | None]:
    four = someone(4)
    return four.away_from, four.away_until


@pytest.mark.parametrize(
    ("said", "absence"),
    [
        ("ja", (TODAY, None)),
        ("Yes", (TODAY, None)),
        ("WAAR", (TODAY, None)),
        ("x", (TODAY, None)),
        ("1 maart 2027", (TODAY, date(2027, 3, 1))),
        ("2027-03-01", (TODAY, date(2027, 3, 1))),
        ("01-10-2026", (None, None)),
        ("nee", (None, None)),
        ("No", (None, None)),
        ("", (None, None)),
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_yes_no_or_the_day_of_return_is_read(said: str, absence: tuple[date | None, date | None], is_new: bool) -> None:
    if not is_new:
        away("")
    away(said)
    assert absence_of_four() == absence
    assert away(said, now=LATER).unchanged == 4
    assert absence_of_four() == absence


@pytest.mark.parametrize("no", ["", "nee"])
def test_who_is_back_in_the_file_is_back(no: str) -> None:
    away("ja")
    assert away(no, now=LATER).updated == 1
    assert absence_of_four() == (TODAY, LATER.date())
    assert away(no, now=LATER).unchanged == 4
    assert not AwayInFile.objects.exists()


def test_a_file_does_not_end_what_somebody_said_in_the_portal() -> None:
    away("")
    Person.objects.filter(employee_number="4").update(away_from=date(2026, 10, 1))
    assert away("nee").unchanged == 4
    assert absence_of_four() == (date(2026, 10, 1), None)
    away("1-3-2027")
    assert absence_of_four() == (date(2026, 10, 1), date(2027, 3, 1))
    assert away("").unchanged == 4


def test_who_left_is_not_away_and_comes_back_to_work() -> None:
    away("ja")
    gone = [*[[*row, ""] for row in leaders()], [*person(4, last_day="01-11-2026"), "ja"]]
    bring_in(gone, header=WITH_AWAY, now=LATER)
    assert away("", now=LATER).returned == 1
    assert not Person.objects.away_on(LATER.date()).exists()


def test_a_file_without_the_column_says_nothing_about_it() -> None:
    away("ja")
    assert bring_in([*leaders(), person(4)]).unchanged == 4
    assert absence_of_four() == (TODAY, None)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_reason_is_refused_and_kept_nowhere(language: str) -> None:
    outcome = away("overspannen")
    fault = outcome.refused[0]
    assert (fault.row, fault.column, fault.value, fault.code) == (5, "Tijdelijk afwezig", "", "away_unclear")
    with translation.override(language):
        assert "overspannen" not in fault.reason
    run = last_run()
    assert "overspannen" not in f"{run.refused} {run.outcome} {run.columns}"
