"""Numbers, days and names in the words of the reader's language."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from common.templatetags import formatting

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 24), "vandaag"),
        (date(2026, 11, 25), "morgen"),
        (date(2026, 11, 23), "gisteren"),
        (date(2026, 11, 29), "over 5 dagen"),
        (date(2026, 11, 21), "3 dagen geleden"),
    ],
)
def test_distance_of_a_day_reads_in_dutch(day: date, words: str) -> None:
    assert formatting.away(day, TODAY) == words


def test_distance_of_a_day_reads_in_english() -> None:
    with translation.override("en"):
        assert formatting.away(date(2026, 11, 29), TODAY) == "in 5 days"


def test_moment_reads_in_the_time_of_amsterdam() -> None:
    assert formatting.moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)).endswith(">2 juli 2026, 00.30</time>")


def test_day_carries_its_machine_form() -> None:
    assert formatting.day(TODAY) == '<time datetime="2026-11-24">24 november 2026</time>'


def test_absent_value_is_a_dash() -> None:
    assert [formatting.number(None), formatting.percent(None), formatting.day(None)] == ["–", "–", "–"]


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Anna de Vries", "AV"), ("Jan van der Berg", "JB"), ("Fatma Yılmaz", "FY"), ("cher", "C"), ("", "")],
)
def test_initials_leave_infixes_out(name: str, initials: str) -> None:
    assert formatting.initials(name) == initials


@pytest.mark.parametrize(("share", "words"), [(0.29, "29%"), (0.575, "58%"), (0.005, "1%"), (0, "0%"), (1, "100%")])
def test_share_is_rounded_and_never_cut(share: float, words: str) -> None:
    assert formatting.percent(share) == words


def test_size_reads_in_its_own_unit() -> None:
    assert [formatting.file_size(400), formatting.file_size(52_300), formatting.file_size(2_460_000)] == [
        "1 kB",
        "52 kB",
        "2,5 MB",
    ]
