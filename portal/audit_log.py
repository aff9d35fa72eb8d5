"""The audit log as its readers see it: which entries, in words, and what stays between the people concerned."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from common.audit import ACTIONS, FIELDS, KINDS, Action, Kind, Shows, Text
from common.clock import day_of, end_of, start_of
from common.errors import RuleBroken
from common.held import Held, HeldRow
from common.models import AuditEvent, Installation, PublicIdModel
from common.services import record
from common.spreadsheets.writing import Cell
from people.choices import Role
from people.models import Person

READERS = (Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)
PERSON = Person._meta.label_lower
PAGE = 50
MOST_IN_EXPORT = 50_000
BATCH = 500
LOOKED_UP, EXPORTED = "audit.person_looked_up", "audit.exported"
LANGUAGES = {"_nl": gettext_lazy("in Dutch"), "_en": gettext_lazy("in English")}
NOBODY: Text = gettext_lazy("Somebody")
PORTAL: Text = gettext_lazy("The portal")
APPS: dict[str, Text] = {
    "people": gettext_lazy("Accounts and roles"),
    "directory": gettext_lazy("People and HR files"),
    "portal": gettext_lazy("Settings and this log"),
    "governance": gettext_lazy("Proposals"),
    "strategy": gettext_lazy("Strategy"),
    "training": gettext_lazy("Training"),
    "tools": gettext_lazy("AI tools"),
    "pilots": gettext_lazy("Pilots"),
    "surveys": gettext_lazy("Surveys"),
    "adoption": gettext_lazy("Figures"),
    "nudges": gettext_lazy("Reminders"),
}
"""The apps that record something, in the order of the filter."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which entries a reader asks for. ``object_id`` is one object of ``kind``."""

    action: str = ""
    kind: str = ""
    object_id: str = ""
    actor: Person | None = None
    first: date | None = None
    last: date | None = None

    @property
    def person(self) -> str:
        """The public id of the person whom the log is searched for, or nothing."""
        if self.kind == PERSON and self.object_id:
            return self.object_id
        return str(self.actor.public_id) if self.actor is not None else ""

    def as_recorded(self) -> list[str]:
        """Name the filters and what they hold: codes, ids and days."""
        held = {
            "action": self.action,
            "kind": self.kind,
            "object": self.object_id,
            "actor": str(self.actor.public_id) if self.actor is not None else "",
            "first": str(self.first or ""),
            "last": str(self.last or ""),
        }
        return [f"{name}={value}" for name, value in held.items() if value]


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed, and from what to what."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry in words. What its readers may not know is not in it."""

    pk: int
    at: datetime
    code: str
    sentence: str
    actor: str
    noun: str
    kind: str
    object_id: str
    """Empty where the object is a person who is not named."""
    fields: list[str]
    changes: list[Change]
    reason: str
    has_hidden_reason: bool

    @property
    def has_details(self) -> bool:
        return bool(self.changes or self.fields or self.reason or self.has_hidden_reason)


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first, with where to go on: the keys of the first and last where there is more."""

    entries: list[Entry]
    newer: int | None
    older: int | None


# --- which entries ----------------------------------------------------------------------------------------------------
def entries_for(reader: Person, filters: Filters) -> "QuerySet[AuditEvent]":
    """Return what fits the filters, newest first.

    Asked for by person, only those come out in which that person is named: nobody learns by asking what the sentence
    leaves out. The privacy officer also finds who looked at somebody's name.
    """
    events = AuditEvent.objects.order_by("-at", "-pk").select_related("actor")
    if filters.action:
        events = events.filter(action=filters.action)
    if filters.kind:
        events = events.filter(object_type=filters.kind)
    if filters.object_id:
        events = events.filter(object_id=filters.object_id)
        if filters.kind not in KINDS or KINDS[filters.kind].names_person:
            events = events.filter(action__in=_about_persons(reader))
    if filters.actor is not None:
        named = [code for code, action in ACTIONS.items() if action.shows != Shows.NEITHER]
        events = events.filter(actor=filters.actor, action__in=named)
    if filters.first is not None:
        events = events.filter(at__gte=start_of(filters.first))
    if filters.last is not None:
        events = events.filter(at__lt=end_of(filters.last))
    return events


def _about_persons(reader: Person) -> list[str]:
    sees_looks = reader.has_role(Role.PRIVACY_OFFICER)
    return [code for code, action in ACTIONS.items() if action.shows == Shows.ALL or (sees_looks and action.is_look)]


def page_of(events: "QuerySet[AuditEvent]", *, older_than: int | None, newer_than: int | None) -> Page:
    """Return one page: the newest, or the one beside an entry. Nothing is counted, however long the log is."""
    key = older_than or newer_than
    edge = AuditEvent.objects.filter(pk=key).values_list("at", "pk").first() if key else None
    if edge is not None and older_than:
        rows = list(_before(events, *edge)[: PAGE + 1])
        return Page(in_words(rows[:PAGE]), _first(rows), _last(rows) if len(rows) > PAGE else None)
    if edge is not None:
        at, pk = edge
        later = events.filter(Q(at__gte=at) & (Q(at__gt=at) | Q(pk__gt=pk))).order_by("at", "pk")
        rows = list(later[: PAGE + 1])
        has_more, rows = len(rows) > PAGE, rows[:PAGE][::-1]
        return Page(in_words(rows), _first(rows) if has_more else None, _last(rows))
    rows = list(events[: PAGE + 1])
    return Page(in_words(rows[:PAGE]), None, _last(rows) if len(rows) > PAGE else None)


def _before(events: "QuerySet[AuditEvent]", at: datetime, pk: int) -> "QuerySet[AuditEvent]":
    return events.filter(Q(at__lte=at) & (Q(at__lt=at) | Q(pk__lt=pk)))


def _first(rows: Sequence[AuditEvent]) -> int | None:
    return rows[0].pk if rows else None


def _last(rows: Sequence[AuditEvent]) -> int | None:
    return rows[:PAGE][-1].pk if rows else None


# --- in words ---------------------------------------------------------------------------------------------------------
def in_words(events: Sequence[AuditEvent]) -> list[Entry]:
    """Return entries in the reader's language. One query for each kind of object among them."""
    objects = _objects_of(events)
    return [_entry(event, objects.get((event.object_type, event.object_id))) for event in events]


def _objects_of(events: Iterable[AuditEvent]) -> dict[tuple[str, str], models.Model]:
    ids: dict[str, set[str]] = {}
    for event in events:
        if event.object_type in KINDS:
            ids.setdefault(event.object_type, set()).add(event.object_id)
    found = {}
    for label, wanted in ids.items():
        model = apps.get_model(label)
        key = "public_id" if issubclass(model, PublicIdModel) else "pk"
        known = [each for each in wanted if (is_uuid(each) if key == "public_id" else each.isdecimal())]
        rows = model._base_manager.filter(**{f"{key}__in": known})
        if KINDS[label].related:
            rows = rows.select_related(*KINDS[label].related)
        for row in rows:
            found[label, str(getattr(row, key))] = row
    return found


def is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _entry(event: AuditEvent, found: models.Model | None) -> Entry:
    action = ACTIONS.get(event.action) or _unknown(event.action)
    kind = KINDS.get(event.object_type)
    names_all = action.shows == Shows.ALL
    title = _title(kind, found, names_person=names_all)
    actor = str(NOBODY) if action.shows == Shows.NEITHER else event.actor.full_name if event.actor else str(PORTAL)
    shows_reason = names_all or action.reason is not None
    reason = str(action.reason(event.reason) if action.reason else event.reason) if shows_reason else ""
    shows_object = names_all or (kind is not None and not kind.names_person)
    return Entry(
        pk=event.pk,
        at=event.at,
        code=event.action,
        sentence=str(action.sentence).format(actor=actor, object=title),
        actor=actor,
        noun=str(kind.noun) if kind is not None else event.object_type,
        kind=event.object_type if kind is not None else "",
        object_id=event.object_id if shows_object and kind is not None else "",
        fields=_fields(event, action),
        changes=[Change(*each) for each in kind.changes(found)] if kind and kind.changes and found else [],
        reason=reason,
        has_hidden_reason=bool(event.reason) and not shows_reason,
    )


def _unknown(code: str) -> Action:
    """An action of an earlier or a later version: nobody knows any more whom it may name."""
    return Action(
        "", code, gettext_lazy("{actor} did something that this version has no words for: {object}."), Shows.NEITHER
    )


def _title(kind: Kind | None, found: models.Model | None, *, names_person: bool) -> str:
    if kind is None:
        return _("unknown")
    if kind.names_person and not names_person:
        return _("somebody")
    return kind.title(found) if found is not None else _("(no longer in the portal)")


def _fields(event: AuditEvent, action: Action) -> list[str]:
    if action.fields is not None:
        return [str(each) for each in action.fields(event.fields)]
    if action.shows != Shows.ALL:
        return []
    app = event.object_type.partition(".")[0]
    return list(dict.fromkeys(field_label(app, action.app, name) for name in event.fields))


def field_label(app: str, recorded_by: str, name: str) -> str:
    """Say what a field is called; a field of two languages, with which of them."""
    bare, language = (name[:-3], LANGUAGES[name[-3:]]) if name[-3:] in LANGUAGES else (name, None)
    label = FIELDS.get((app, bare)) or FIELDS.get((recorded_by, bare)) or bare
    return f"{label} ({language})" if language is not None else str(label)


def object_in_words(filters: Filters) -> str:
    """What the one object is called that somebody asks for, or nothing where they ask for no such. One query."""
    kind = KINDS.get(filters.kind)
    if kind is None or not filters.object_id:
        return ""
    event = AuditEvent(object_type=filters.kind, object_id=filters.object_id)
    found = _objects_of([event]).get((filters.kind, filters.object_id))
    return f"{capfirst(str(kind.noun))}: {_title(kind, found, names_person=True)}"


def action_choices() -> list[tuple[Text, list[tuple[str, str]]]]:
    """Return every action for the filter, by app: its sentence without who and what."""
    groups = []
    for app, label in APPS.items():
        said = [(code, _bare(action)) for code, action in ACTIONS.items() if action.app == app]
        groups.append((label, sorted(said, key=lambda pair: pair[1])))
    return groups


def _bare(action: Action) -> str:
    text = str(action.sentence).format(actor="", object="…").strip().removesuffix(".").removesuffix(": …")
    return capfirst(text)


def kind_choices() -> list[tuple[str, str]]:
    """Return every kind of object for the filter."""
    return sorted(((label, capfirst(str(kind.noun))) for label, kind in KINDS.items()), key=lambda pair: pair[1])


# --- taken out --------------------------------------------------------------------------------------------------------
def assert_fits_in_export(events: "QuerySet[AuditEvent]") -> None:
    """Refuse a download that is too large to be of use; reads no further than that."""
    if events.order_by()[: MOST_IN_EXPORT + 1].count() > MOST_IN_EXPORT:
        raise RuleBroken(
            _("That is more than {most} entries. Choose fewer days, or one action or person.").format(
                most=MOST_IN_EXPORT
            ),
            field="first",
        )


def export_header() -> list[str]:
    return [_("When"), _("What happened"), _("Who"), _("Action"), _("About"), _("Id"), _("Fields"), _("Reason")]


def export_rows(events: "QuerySet[AuditEvent]") -> Iterator[list[Cell]]:
    """Yield the rows of a download, with no more in them than the page shows; memory does not grow with them."""
    for batch in batched(events.iterator(chunk_size=BATCH), BATCH):
        for each in in_words(batch):
            changed = [f"{change.label}: {change.before} → {change.after}" for change in each.changes]
            told = "; ".join([*each.fields, *changed])
            yield [each.at, each.sentence, each.actor, each.code, each.noun, each.object_id, told, each.reason]


def in_language(rows: Iterator[list[Cell]], language: str) -> Iterator[list[Cell]]:
    """Make each row in a language, for what is streamed after the request is over."""
    while True:
        with override(language):
            row = next(rows, None)
        if row is None:
            return
        yield row


@transaction.atomic
def record_export(filters: Filters, *, actor: Person, now: datetime) -> None:
    """Record that somebody took entries out, by which filters."""
    record(EXPORTED, _searched(filters), actor=actor, now=now, fields=filters.as_recorded())


@transaction.atomic
def record_look_up(filters: Filters, *, actor: Person, now: datetime) -> None:
    """Record that somebody searched the log for a person: once a day for each person. That person sees it."""
    if not filters.person or filters.person == str(actor.public_id):
        return
    today = AuditEvent.objects.filter(
        object_type=PERSON, object_id=filters.person, actor=actor, action=LOOKED_UP, at__gte=start_of(day_of(now))
    )
    target = _searched(filters)
    if isinstance(target, Person) and not today.exists():
        record(LOOKED_UP, target, actor=actor, now=now)


def _searched(filters: Filters) -> Person | Installation:
    """Return whom somebody looked for; else the installation, also before its row is there."""
    person = Person.objects.filter(public_id=filters.person).first() if filters.person else None
    return person or Installation(pk=1)


def data_about(person: Person) -> list[Held]:
    """Who searched the audit log for this person. Two queries."""
    events = AuditEvent.objects.filter(
        object_type=PERSON, object_id=str(person.public_id), action__in=[LOOKED_UP, EXPORTED]
    )
    seen = list(events.exclude(actor=person).order_by("-at", "-pk"))
    what: dict[str, str | Promise] = {
        LOOKED_UP: gettext_lazy("Searched on the screen"),
        EXPORTED: gettext_lazy("Downloaded as a file"),
    }
    return [
        Held(
            title=gettext_lazy("Who searched the audit log for you"),
            why=gettext_lazy("So that you know who looked."),
            seen_by=gettext_lazy("You, the privacy officer and administrators"),
            kept=gettext_lazy("As long as the audit log."),
            rows=[
                HeldRow(what[event.action], _("the privacy officer or an administrator"), day_of(event.at))
                for event in seen
            ],
        )
    ]
