"""Entries for calendars are read back with the library's own parser, and keep their hour across the clock change."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from common.calendars import CANCEL, REQUEST, Entry, Party, feed, invitation
from common.clock import AMSTERDAM
from tests.characters import CONTROLS, HOSTILE

HOST, GUEST = Party("Houtwijk", "no-reply@houtwijk.example"), Party("Zoë; de Boer, jr.", "zoe@houtwijk.example")


def entry(starts_at: datetime, **fields: object) -> Entry:
    values = {
        "uid": "3f0c",
        "sequence": 4,
        "said_at": datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=90),
        "title": "AI; in mijn, werk\nDeel 2",
        "place": "Lokaal 1, Houtwijk",
    }
    return Entry(**{**values, **fields})  # type: ignore[arg-type]


def events_of(content: bytes) -> list[Calendar]:
    return list(Calendar.from_ical(content).walk("VEVENT"))  # type: ignore[arg-type]


@pytest.mark.parametrize("method", [REQUEST, CANCEL])
def test_invitation_says_what_it_does_and_for_whom(method: str) -> None:
    content = invitation(entry(datetime(2026, 12, 1, 9, 30, tzinfo=UTC)), method=method, organiser=HOST, attendee=GUEST)
    calendar = Calendar.from_ical(content)
    (event,) = events_of(content)
    assert calendar["method"] == method
    assert (event["uid"], event["sequence"]) == ("3f0c", 4)
    assert event["status"] == ("CANCELLED" if method == CANCEL else "CONFIRMED")
    assert event["attendee"] == "mailto:zoe@houtwijk.example"
    assert event["attendee"].params["CN"] == GUEST.name
    assert event["organizer"] == "mailto:no-reply@houtwijk.example"
    assert str(event["summary"]) == "AI; in mijn, werk\nDeel 2"


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2027, 3, 27, 8, 30, tzinfo=UTC),
        datetime(2027, 3, 29, 7, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 8, 30, tzinfo=UTC),
    ],
)
def test_hour_on_the_clock_of_amsterdam_stays_across_its_change(moment: datetime) -> None:
    content = feed([entry(moment)], name="Leren")
    (event,) = events_of(content)
    starts = event["dtstart"].dt
    assert (starts.hour, starts.minute) == (9, 30)
    assert starts.astimezone(UTC) == moment
    assert f"DTSTART;TZID={AMSTERDAM}".encode() in content


def test_clock_in_the_file_is_that_of_amsterdam() -> None:
    content = feed([], name="Leren")
    (zone,) = Calendar.from_ical(content).walk("VTIMEZONE")
    clock = zone.to_tz()
    for year in (2026, 2027, 2030):
        for month, hour in ((1, 12), (3, 0), (7, 12), (10, 0)):
            moment = datetime(year, month, 28, hour, 30)  # noqa: DTZ001 - what the clock on the wall says
            assert clock.utcoffset(moment) == AMSTERDAM.utcoffset(moment), moment


def test_lines_are_folded_and_end_as_the_standard_says() -> None:
    content = feed([entry(datetime(2026, 12, 1, 9, 30, tzinfo=UTC), text="é" * 300)], name="Leren")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize("name", HOSTILE)
def test_any_text_makes_one_entry_that_other_programs_read(name: str) -> None:
    text = HOSTILE[name]
    said = entry(
        datetime(2026, 12, 1, 9, 30, tzinfo=UTC), title=text, place=f"{text}\r\nEND:VEVENT\r\nBEGIN:VEVENT", text=text
    )
    guest = Party(f'{text}"', "a@houtwijk.example")
    for content in (invitation(said, method=REQUEST, organiser=HOST, attendee=guest), feed([said], name=text)):
        assert len(events_of(content)) == 1
        lines = content.decode().split("\r\n")
        assert max(len(line.encode()) for line in lines) <= 75
        assert lines.count("BEGIN:VEVENT") == 1
        assert not CONTROLS.search(content.decode())
