"""Who was gone and stands in the file again comes back; who is missing leaves only when the files are a day apart."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.fixtures import Settings

from directory import selectors
from directory.models import Absence
from people.models import Person
from tests.directory.builders import LATER, NOW, bring_in, someone
from tests.directory.files import leaders, person
from tests.directory.walking import planned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_step(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def gone() -> None:
    bring_in([*leaders(), person(4)])
    bring_in([*leaders(), person(4, last_day="31-10-2026")])


def test_who_was_gone_comes_back_and_does_not_move() -> None:
    gone()
    outcome = bring_in([*leaders(), person(4)], now=LATER)
    assert (outcome.updated, outcome.returned, outcome.moved) == (1, 1, 0)
    assert outcome.as_answer()["returned"] == 1
    assert (someone(4).is_active, someone(4).left_on) == (True, None)


@pytest.mark.parametrize(
    ("language", "words", "wrong"),
    [("nl", "1 daarvan komt terug.", "verhuist"), ("en", "1 of them comes back.", "moves")],
)
def test_a_report_says_that_somebody_comes_back(language: str, words: str, wrong: str) -> None:
    gone()
    outcome = bring_in([*leaders(), person(4)], now=LATER)
    with translation.override(language):
        told = outcome.sentences()
    assert words in told
    assert not any(wrong in sentence for sentence in told)


def test_who_comes_back_for_a_while_comes_back_and_does_not_leave() -> None:
    gone()
    rows = [*leaders(), person(4, last_day="31-03-2027")]
    outcome = bring_in(rows, now=LATER)
    assert (outcome.returned, outcome.departed) == (1, 0)
    assert (someone(4).is_active, someone(4).left_on) == (True, date(2027, 4, 1))
    assert [place.ends_on for place in someone(4).placements.order_by("starts_on")][-1] == date(2027, 4, 1)
    assert bring_in(rows, now=LATER).unchanged == 4


def test_who_comes_back_stands_in_a_list_of_their_own(client: Client, hr: Person) -> None:
    gone()
    run = planned([*leaders(), person(4)], hr)
    groups = {group.kind: group for group in selectors.lines_of(run)}
    assert [row[0][1] for row in groups["returns"].rows] == ["Sanne de Boer4"]
    assert "moves" not in groups
    client.force_login(hr)
    assert "Komen terug: 1" in client.get(reverse("directory:import_detail", args=[run.public_id])).content.decode()


# --- absence ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("hours", "departed"), [(0, 0), (1, 0), (12, 0), (22, 0), (23, 1), (24, 1), (200, 1)])
def test_missing_twice_counts_when_the_files_are_a_day_apart(hours: int, departed: int) -> None:
    bring_in([*leaders(), person(4)])
    bring_in(leaders(), now=LATER)
    outcome = bring_in(leaders(), now=LATER + timedelta(hours=hours))
    assert (outcome.departed, outcome.missing) == (departed, 1 - departed)
    assert someone(4).is_active != bool(departed)


def test_files_on_one_day_do_not_put_off_that_somebody_leaves() -> None:
    bring_in([*leaders(), person(4)])
    for hours in (0, 1, 12):
        bring_in(leaders(), now=LATER + timedelta(hours=hours))
    assert Absence.objects.get().noted_at == LATER
    assert bring_in(leaders(), now=LATER + timedelta(hours=25)).departed == 1


def test_an_announced_colleague_who_stands_in_the_file_again_still_comes() -> None:
    rows = [*leaders(), person(4, hired="01-01-2027")]
    bring_in(rows)
    for days in (1, 2):
        bring_in(leaders(), now=NOW + timedelta(days=days))
    assert someone(4).left_on == date(2027, 1, 1)
    bring_in(rows, now=NOW + timedelta(days=3))
    assert someone(4).left_on is None
    assert [(place.starts_on, place.ends_on) for place in someone(4).placements.all()] == [(date(2027, 1, 1), None)]
