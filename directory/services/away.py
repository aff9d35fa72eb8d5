"""Temporarily away: from, until, and never why."""

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from common.services import record
from directory import policies
from people.models import Person


@transaction.atomic
def set_away(
    *, person_id: int, away_from: date, back_on: date | None, actor: Person, now: datetime, changes: bool = False
) -> Person:
    """Write that somebody is away from a day on, until the day that they are back, where that is known.

    One period at a time: another one is refused while one runs or is planned, unless it ``changes`` that one.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    _assert_may(actor, person)
    if person.left_on is not None and person.left_on <= max(away_from, day_of(now)):
        raise RuleBroken(_("{name} does not work here any more on that day.").format(name=person), field="away_from")
    if back_on is not None and back_on <= away_from:
        raise RuleBroken(_("The day back lies on or before the first day away."), field="back_on")
    if back_on is not None and back_on <= day_of(now):
        raise RuleBroken(_("This is over already. Choose a day back that is still to come."), field="back_on")
    if not changes and is_away_now_or_later(person, day_of(now)):
        raise RuleBroken(_already(person, day_of(now)), field="away_from")
    if (person.away_from, person.away_until) == (away_from, back_on):
        return person
    person.away_from, person.away_until = away_from, back_on
    person.save(update_fields=["away_from", "away_until"])
    record("person.away_set", person, actor=actor, now=now, fields=["away_from", "away_until"])
    return person


@transaction.atomic
def end_away(*, person_id: int, actor: Person, now: datetime) -> Person:
    """Somebody is back today, or does not go after all; a period that ended changes nothing."""
    person = Person.objects.select_for_update().get(pk=person_id)
    _assert_may(actor, person)
    today = day_of(now)
    if not is_away_now_or_later(person, today):
        return person
    if person.away_from is not None and person.away_from < today:
        person.away_until = today
    else:
        person.away_from = person.away_until = None
    person.save(update_fields=["away_from", "away_until"])
    record("person.away_ended", person, actor=actor, now=now, fields=["away_from", "away_until"])
    return person


def is_away_now_or_later(person: Person, day: date) -> bool:
    """Whether a period is known that is not over on ``day``."""
    return person.away_from is not None and (person.away_until is None or person.away_until > day)


def away_in_words(person: Person, day: date) -> str:
    """Say when somebody is away, now or later; empty where nothing is known."""
    if not is_away_now_or_later(person, day) or person.away_from is None:
        return ""
    first = date_format(person.away_from, "DATE_FORMAT")
    if person.away_until is None:
        words = (
            _("Away since {first}, until further notice.")
            if person.away_from <= day
            else _("Away from {first}, until further notice.")
        )
        return words.format(first=first)
    back = date_format(person.away_until, "DATE_FORMAT")
    words = (
        _("Away since {first}, back on {back}.") if person.away_from <= day else _("Away from {first}, back on {back}.")
    )
    return words.format(first=first, back=back)


def _already(person: Person, day: date) -> str:
    words = _("{name}: {sentence} Change that period instead: there is one at a time.")
    return words.format(name=person, sentence=away_in_words(person, day))


def _assert_may(actor: Person, person: Person) -> None:
    if actor == person:
        raise RuleBroken(_("You do not set this for yourself. Ask your manager or HR."))
    if not policies.can_set_away(actor, person):
        raise RuleBroken(_("HR or the manager says when somebody is temporarily away."))
