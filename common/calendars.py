"""Entries for calendars (RFC 5545), and the mail that puts one into somebody's calendar or takes it out (RFC 5546)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText

from common.clock import AMSTERDAM
from common.text import without_unseen

PRODUCT = "-//Houvast//NL"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


@dataclass(frozen=True, slots=True)
class Entry:
    """One moment in a calendar. ``uid`` stays with it for good; each thing said of it has a higher ``sequence``."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    said_at: datetime
    place: str = ""
    text: str = ""
    url: str = ""
    is_tentative: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in an invitation: a name and a mail address."""

    name: str
    email: str


def invitation(entry: Entry, *, method: str, organiser: Party, attendee: Party) -> bytes:
    """Return the file that a mail carries to put an entry into a calendar (``REQUEST``) or take it out (``CANCEL``)."""
    event = _event(entry)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    host = vCalAddress(f"mailto:{organiser.email}")
    host.params["CN"] = _text(organiser.name)
    event["organizer"] = host
    guest = vCalAddress(f"mailto:{attendee.email}")
    guest.params["CN"] = _text(attendee.name)
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["PARTSTAT"] = vText("ACCEPTED")  # the seat was taken in the portal: there is nothing left to answer
    guest.params["RSVP"] = vText("FALSE")
    event.add("attendee", guest, encode=False)
    return _written([event], method=method)


def feed(entries: Iterable[Entry], *, name: str) -> bytes:
    """Return a calendar that another program reads again and again, under a name."""
    events = []
    for entry in entries:
        event = _event(entry)
        event.add("status", "TENTATIVE" if entry.is_tentative else "CONFIRMED")
        events.append(event)
    return _written(events, method=PUBLISH, name=name)


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.said_at)
    event.add("dtstart", entry.starts_at.astimezone(AMSTERDAM))
    event.add("dtend", entry.ends_at.astimezone(AMSTERDAM))
    event.add("summary", _text(entry.title))
    if entry.place:
        event.add("location", _text(entry.place))
    if entry.text:
        event.add("description", _text(entry.text))
    if entry.url:
        event.add("url", entry.url)
    return event


def _text(text: str) -> vText:
    return vText(without_unseen(text))


def _written(events: Iterable[Event], *, method: str, name: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", _text(name))
        calendar.add("refresh-interval;value=duration", "PT4H")
    calendar.add_component(_amsterdam())
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _amsterdam() -> Timezone:
    """Return the clock of Amsterdam since 1996: forward on the last Sunday of March, back on that of October."""
    zone = Timezone()
    zone.add("tzid", str(AMSTERDAM))
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    for kind, name, begins, month, before, after in (
        (TimezoneStandard, "CET", datetime(1996, 10, 27, 3), 10, summer, winter),  # noqa: DTZ001 - the clock itself
        (TimezoneDaylight, "CEST", datetime(1996, 3, 31, 2), 3, winter, summer),  # noqa: DTZ001
    ):
        part = kind()
        part.add("tzname", name)
        part.add("dtstart", begins)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        zone.add_component(part)
    return zone
