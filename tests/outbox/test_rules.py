"""Quiet hours by the clock on the wall, and contexts that come back as they went in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as some

from common.clock import AMSTERDAM
from outbox import rules
from outbox.messages import Rendered


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        (datetime(2026, 11, 24, 7, 29, tzinfo=AMSTERDAM), True),
        (datetime(2026, 11, 24, 7, 30, tzinfo=AMSTERDAM), False),
        (datetime(2026, 11, 24, 19, 59, tzinfo=AMSTERDAM), False),
        (datetime(2026, 11, 24, 20, 0, tzinfo=AMSTERDAM), True),
        (datetime(2026, 11, 28, 12, 0, tzinfo=AMSTERDAM), True),
        (datetime(2026, 7, 1, 5, 30, tzinfo=UTC), False),
        (datetime(2026, 12, 1, 5, 30, tzinfo=UTC), True),
    ],
)
def test_quiet_hours_are_those_of_the_clock_on_the_wall(moment: datetime, quiet: bool) -> None:
    assert rules.is_quiet(moment) is quiet


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        # The clock goes forward on Sunday 29 March 2026 and back on Sunday 25 October 2026, both at night.
        (datetime(2026, 3, 27, 20, 30, tzinfo=AMSTERDAM), datetime(2026, 3, 30, 5, 30, tzinfo=UTC)),
        (datetime(2026, 10, 23, 20, 30, tzinfo=AMSTERDAM), datetime(2026, 10, 26, 6, 30, tzinfo=UTC)),
        (datetime(2026, 11, 24, 3, 0, tzinfo=AMSTERDAM), datetime(2026, 11, 24, 6, 30, tzinfo=UTC)),
    ],
)
def test_what_comes_in_quiet_hours_waits_for_half_past_seven(moment: datetime, opens: datetime) -> None:
    assert rules.next_allowed(moment) == opens


@given(some.integers(0, 5 * 366 * 24 * 60))
def test_next_allowed_moment_is_allowed_soon_and_never_before(minutes: int) -> None:
    moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    opens = rules.next_allowed(moment)

    assert moment <= opens <= moment + timedelta(days=3)
    assert not rules.is_quiet(opens)
    assert rules.next_allowed(opens) == opens


@pytest.mark.parametrize("language", ["nl", "en"])
def test_context_comes_back_in_the_readers_language_with_its_days(language: str) -> None:
    moment = datetime(2026, 12, 3, 8, 30, tzinfo=UTC)
    packed = rules.pack({"title": {"nl": "Nee", "en": "No"}, "on": date(2026, 12, 3), "at": moment, "n": [1, None]})

    back = rules.unpack(packed, language)

    assert back == {
        "title": {"nl": "Nee", "en": "No"}[language], "on": date(2026, 12, 3), "at": moment, "n": [1, None]
    }  # fmt: skip


def test_text_that_misses_a_language_comes_in_the_other() -> None:
    assert rules.unpack({"nl": "Alleen Nederlands", "en": ""}, "en") == "Alleen Nederlands"


def test_list_of_hyphens_is_a_list_and_an_empty_line_a_paragraph() -> None:
    blocks = rules.blocks_of("Een\nzin.\n\n- een\n- twee\n\nSlot - met streep.")

    assert [block.text or block.items for block in blocks] == ["Een zin.", ("een", "twee"), "Slot - met streep."]


def test_tries_come_ever_later_and_end() -> None:
    waits = [rules.retry_after(attempt) for attempt in range(1, 11)]

    known = [wait for wait in waits if wait]
    assert known == sorted(known)
    assert waits[-1] is None


def test_excerpt_is_a_whole_sentence_no_greeting_and_no_start_of_a_list() -> None:
    blocks = rules.blocks_of("Hello Jan,\n\nThese wait for you:\n\n- one\n- two\n\nThey take a minute.")
    assert Rendered(subject="Two wait", blocks=blocks, action="").excerpt == "They take a minute."


def test_no_message_greets_its_reader_a_second_time() -> None:
    """The mail begins with the name of its reader; the text of a kind begins with what it has to say."""
    kinds = sorted((settings.BASE_DIR / "templates").glob("*/mail/*.txt"))
    assert kinds
    assert [path.name for path in kinds if path.name != "layout.txt" and "Hello" in path.read_text("utf-8")] == []
