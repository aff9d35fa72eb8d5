"""One person added, changed or ended by hand: who stands in no HR file and no directory."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import EditConflict, RuleBroken
from common.services import record
from directory import policies
from directory.services import departures
from people.choices import ManagedBy
from people.models import Person, Placement, Unit
from people.selectors import managers_above, person_with
from people.services import end_sessions

FIELDS = ("first_name", "infix", "last_name", "email", "employee_number", "language", "relation", "hired_on")
OWNED = frozenset(FIELDS) - {"language"}
"""What the HR file or the directory service says; the language is everybody's own choice."""


class TakenAlready(RuleBroken):
    """Somebody has this e-mail address or number; ``holder`` is who."""

    def __init__(self, message: str, *, field: str, holder: Person) -> None:
        super().__init__(message, field=field)
        self.holder = holder


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody works, as it is filled in by hand."""

    unit: Unit
    function_group: str
    job_title: str = ""
    manager: Person | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """Who somebody is, as it is filled in by hand: the fields of ``Person``, and their place where they have one."""

    fields: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None


@transaction.atomic
def add_person(*, details: Details, last_day: date | None = None, actor: Person, now: datetime) -> Person:
    """Bring in one person who stands in no file; they come in by invitation, as everybody does."""
    if not policies.can_manage_people(actor):
        raise RuleBroken(_("HR or an administrator adds people."))
    person = Person(managed_by=ManagedBy.LOCAL)
    _fill_in(person, details.fields)
    starts_on = person.hired_on = person.hired_on or day_of(now)
    if last_day is not None:
        if last_day < max(starts_on, day_of(now)):
            raise RuleBroken(_("The last day lies before the first one, or before today."), field="last_day")
        person.left_on = last_day + timedelta(days=1)
    person.set_unusable_password()
    person.save()
    if details.place is not None:
        _place(person, details.place, starts_on=starts_on)
    record("person.added", person, actor=actor, now=now, fields=sorted(details.fields))
    return person


@transaction.atomic
def change_person(
    *, person_id: int, details: Details, actor: Person, now: datetime, edition: int | None = None
) -> Person:
    """Change what is filled in by hand; a new place counts from today. What another source owns is refused.

    ``edition`` is the one that the writer opened; where somebody saved since, ``EditConflict`` is raised.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    if not policies.can_change_person(actor, person):
        raise RuleBroken(_("HR changes employees; who holds a role is changed by another administrator."))
    if person.left_on is not None and person.left_on <= day_of(now):
        raise RuleBroken(_("{name} does not work here any more.").format(name=person))
    if edition is not None and edition != person.edition:
        raise EditConflict(kept=person)
    before = {name: getattr(person, name) for name in FIELDS}
    if person.managed_by != ManagedBy.LOCAL and (details.place is not None or OWNED & details.fields.keys()):
        raise RuleBroken(
            _("This comes from the {source}. Change it there; it follows here.").format(
                source=person.get_managed_by_display()
            )
        )
    _fill_in(person, details.fields)
    changed = [name for name in FIELDS if getattr(person, name) != before[name]]
    if "email" in changed:
        # Another address is another way in: what was known of the old one, and who is in by it, ends.
        EmailAddress.objects.filter(user_id=person.pk).delete()
        end_sessions(person=person)
    if details.place is not None and _place(person, details.place, starts_on=max(day_of(now), _first_day(person))):
        changed.append("placement")
    if changed:
        person.edition += 1
        person.save()
        record("person.changed", person, actor=actor, now=now, fields=sorted(changed))
    return person


@transaction.atomic
def end_person(*, person_id: int, last_day: date, actor: Person, now: datetime) -> Person:
    """Let somebody leave after their last day, in every app, as a departure in the HR file does."""
    person = Person.objects.get(pk=person_id)
    assert_may_end(person, actor=actor, now=now)
    if person.hired_on is not None and last_day < person.hired_on:
        raise RuleBroken(_("The last day lies before the first one."), field="last_day")
    departures.carry_out([(person.pk, last_day + timedelta(days=1))], actor=actor, now=now)
    person.refresh_from_db()
    return person


def departure_in_words(person: Person, *, last_day: date) -> list[str]:
    """Say in the active language what it means everywhere that somebody leaves after this day."""
    told = departures.in_words(departures.preview([(person.pk, last_day + timedelta(days=1))]))
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    return [sentence[language] for sentence in told]


def assert_may_end(person: Person, *, actor: Person, now: datetime) -> None:
    """Raise ``RuleBroken`` where ``actor`` may not let somebody leave by hand."""
    if not policies.can_change_person(actor, person):
        raise RuleBroken(_("HR lets employees leave; who holds a role is ended by another administrator."))
    if person.managed_by != ManagedBy.LOCAL:
        raise RuleBroken(
            _("{name} is kept up to date by the {source}. Say it there that they leave; it follows here.").format(
                name=person, source=person.get_managed_by_display()
            )
        )
    if person.left_on is not None and person.left_on <= day_of(now):
        raise RuleBroken(_("{name} does not work here any more.").format(name=person))


def _fill_in(person: Person, fields: dict[str, Any]) -> None:
    """Set the fields; refuse an address or a number that somebody has, and nothing to sign in with."""
    for name, value in fields.items():
        setattr(person, name, value)
    person.email = person.email.strip().lower() if person.email else None
    person.employee_number = person.employee_number.strip() if person.employee_number else None
    if person.email is None and person.employee_number is None:
        raise RuleBroken(
            _("Fill in an e-mail address or an employee number: with one of them somebody signs in."), field="email"
        )
    for name, words in (
        ("email", _("This e-mail address is of {name}.")),
        ("employee_number", _("This employee number is of {name}.")),
    ):
        holder = person_with(name, getattr(person, name), other_than=person)
        if holder is not None:
            raise TakenAlready(words.format(name=holder), field=name, holder=holder)


def _place(person: Person, place: Place, *, starts_on: date) -> bool:
    """Place somebody from a day on; return whether that is another place than they have."""
    if place.manager is not None:
        if place.manager == person:
            raise RuleBroken(_("Nobody is their own manager. Choose another colleague."), field="manager")
        if person in managers_above(place.manager, starts_on):
            words = _("{manager} works under {name}. Choose another manager.")
            raise RuleBroken(words.format(manager=place.manager, name=person), field="manager")
    held = Placement.objects.on(starts_on).filter(person=person).first()
    wanted = {
        "unit": place.unit,
        "function_group": place.function_group,
        "job_title": place.job_title,
        "manager": place.manager,
    }
    if held is not None and all(getattr(held, name) == value for name, value in wanted.items()):
        return False
    Placement.objects.filter(person=person, starts_on__gt=starts_on).delete()
    if held is not None and held.starts_on == starts_on:
        for name, value in wanted.items():
            setattr(held, name, value)
        held.save()
        return True
    if held is not None:
        held.ends_on = starts_on
        held.save(update_fields=["ends_on"])
    Placement.objects.create(person=person, starts_on=starts_on, ends_on=person.left_on, **wanted)
    return True


def _first_day(person: Person) -> date:
    return person.hired_on or date.min
