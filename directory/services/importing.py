"""Bringing an HR file in: examine, work out, carry out. One file at a time, all or nothing.

The file is walked row by row, four times when it is carried out: once to find what is wrong, once to count what would
change, once to write people and once to write their places, for a manager may stand below their people. Memory holds
numbers, addresses and managers of all rows, and everything else of one batch.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import batched
from secrets import token_hex
from typing import Any, BinaryIO

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, UNUSABLE_PASSWORD_SUFFIX_LENGTH
from django.db import models
from django.db.models import Q

from common.clock import day_of
from common.file_runs import Progress, nobody_watches
from common.models import AuditEvent
from common.selectors import organisation
from common.services import record, take_turns
from common.spreadsheets.cells import header_key
from common.text import sort_key
from directory.choices import Field, LineKind
from directory.errors import FileRefused
from directory.models import Absence, AwayInFile, ImportRun, JobTitle
from directory.readers.columns import Columns, recognise
from directory.readers.hr_file import Examination, Known, examine
from directory.readers.opening import open_hr_file, unused_end_dates
from directory.rules import Outcome
from directory.selectors import column_choices
from directory.services import departures, passing
from directory.services.changes import Change, Comparison
from directory.services.lines import Line, Teller, full_name
from directory.services.units import codes_by_name, compare_units, known_units, write_units
from people.choices import ManagedBy
from people.models import Person, Placement, Unit
from people.selectors import people_here
from people.services import issue_activation_code

BATCH = 1_000
NAMES = ("first_name", "infix", "last_name")
# Any number that nothing else locks: one import at a time for the whole installation.
IMPORT_LOCK = 4_011_020_301

# As long as the shortest day lasts, when the clock goes forward: a nightly file counts as a day later every night.
A_DAY = timedelta(hours=23)

type Tell = Callable[[Iterable[Line]], None]


def nobody_asks(_lines: Iterable[Line]) -> None:
    """Who and what, told to nobody: lines that are not walked are not made."""


def lock_imports() -> None:
    """Wait until no other import is being carried out; the lock ends with the transaction."""
    take_turns(IMPORT_LOCK)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What somebody says of one file, where it is not as it is recognised."""

    sheet: str = ""
    header_row: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field -> header, for this file only."""
    ignored: frozenset[str] = frozenset()
    """Columns that look like a last day of work and are left out all the same."""
    take_over: frozenset[str] = frozenset()
    """Employee numbers of people whom the portal itself keeps and the file takes over."""


class Import:
    """One HR file against the portal as it is now."""

    def __init__(self, file: BinaryIO, *, now: datetime, started_at: datetime, options: ImportOptions) -> None:
        self._now = now
        self._day = day_of(now)
        self._language = organisation().language
        self._started_at = started_at
        self._options = options
        chosen = column_choices() | dict(options.columns)
        self._table = open_hr_file(file, chosen=chosen, sheet=options.sheet, header_row=options.header_row)
        self._columns: Columns = recognise(self._table.header, chosen)
        self._adopted: dict[str, int] = {}
        self._examined: tuple[Examination, Comparison] | None = None
        self._leaving: list[tuple[int, date]] = []
        self._missing: list[int] = []
        self._changed_addresses: list[int] = []
        self._away: set[int] = set()
        self._back: set[int] = set()

    @property
    def unused_end_dates(self) -> list[str]:
        """The columns that seem to say when people leave, while nothing is read of them."""
        return unused_end_dates(self._table, self._columns, self._options.ignored)

    def assert_columns(self) -> None:
        """Refuse a column that somebody names and the file lacks."""
        keys = {header_key(name) for name in self._table.header}
        for name in [*self._options.columns.values(), *self._options.ignored]:
            if name and header_key(name) not in keys:
                found = ", ".join(filter(None, self._table.header))
                raise FileRefused("column_unknown", name=name, found=found)

    def assert_take_over(self) -> None:
        """Refuse to take somebody over who does not stand in the file."""
        for number in sorted(self._options.take_over - set(self._found.numbers)):
            raise FileRefused("take_over_unknown", number=number)

    # --- working out --------------------------------------------------------------------------------------------------
    def work_out(self, *, progress: Progress = nobody_watches, tell: Tell = nobody_asks) -> Outcome:
        """Count what the file would do, and what it would mean that people leave; tell who and what. Changes nobody."""
        found = self._examine()
        outcome = Outcome(
            rows=found.rows,
            total=people_here(self._day).filter(managed_by=ManagedBy.HR).count(),
            titles=dict(found.titles.most_common()),
            waiting_for_manager=found.waiting_for_manager,
            columns=self._columns.chosen(),
            unused=self._columns.unused,
            sheet=self._table.sheet,
            other_sheets=[name for name in self._table.sheets if name != self._table.sheet],
            header_row=self._table.header_row,
        )
        new, changed = compare_units(found.units, tells_parent=self._tells_parent, tells_name=self._tells_name)
        outcome.new_units, outcome.changed_units = len(new), len(changed)
        teller = Teller(found.units)
        leaving: list[tuple[int, date]] = []
        done = 0
        for changes in self._batches():
            for change in changes:
                self._count(change, outcome, leaving)
            tell(teller.about_people(changes))
            done += len(changes)
            progress(done, found.rows)
        tell(self._settle_departures(leaving, outcome))
        outcome.ending_roles = passing.roles_that_end(outcome.passing, day=self._day).count()
        tell(teller.about_roles(passing.roles_that_end(outcome.passing, day=self._day)))
        tell(teller.about_units(new, changed, tells_parent=self._tells_parent, tells_name=self._tells_name))
        outcome.refused, outcome.refused_rows = found.refused, len(found.faults)
        outcome.consequences = departures.in_words(departures.preview(self._leaving))
        return outcome

    def _examine(self) -> Examination:
        titles = dict(JobTitle.objects.values_list("key", "function_group"))
        numbers = Person.objects.filter(employee_number__isnull=False).values_list("employee_number", flat=True)
        known = Known(
            people=_numbers_known,
            managers=_managers_known,
            numbers=[str(number) for number in numbers.iterator()],
            units=known_units(),
            unit_codes=codes_by_name(),
        )
        found = examine(self._table, self._columns, titles=titles, known=known)
        self._settle_addresses(found)
        # Who is known by address only, and stays as they are, has no employee number here yet.
        waiting = found.refused_managers | self._numberless(found)
        comparison = Comparison(
            found,
            day=self._day,
            adopted=self._adopted,
            unknown_managers=waiting - _numbers_known(waiting) if waiting else (),
            take_over=self._options.take_over,
        )
        self._examined = found, comparison
        self._keep_an_administrator()
        return found

    def _numberless(self, found: Examination) -> set[str]:
        """Managers who are known by their address, whom the portal keeps and nobody takes over."""
        managers = {
            manager: self._adopted[manager] for manager in found.manager_of.values() if manager in self._adopted
        }
        local = set(
            Person.objects.filter(pk__in=managers.values(), managed_by=ManagedBy.LOCAL).values_list("pk", flat=True)
        )
        return {number for number, pk in managers.items() if pk in local and number not in self._options.take_over}

    def _keep_an_administrator(self) -> None:
        """Refuse the row of an administrator when the numbers of all of them pass to others: one must stay.

        An e-mail address that stays settles it without a walk over the file.
        """
        found = self._found
        administrators = {str(each.employee_number): each for each in passing.administrators(self._day)}
        if not administrators or any(
            number not in found.numbers or found.is_refused(number) or found.emails.get(each.email or "") == number
            for number, each in administrators.items()
        ):
            return
        concerned = [row for row in found.people() if row.employee_number in administrators]
        passes = [change for change in self._comparison.changes(concerned) if change.passes]
        if len(passes) == len(administrators):
            kept = min(passes, key=lambda change: change.row.row).row
            found.refuse(kept.employee_number, Field.EMAIL, kept.email or "", "administrator_passes")

    @property
    def _found(self) -> Examination:
        if self._examined is None:
            raise RuntimeError("work out the file before it is carried out")
        return self._examined[0]

    @property
    def _comparison(self) -> Comparison:
        if self._examined is None:
            raise RuntimeError("examine the file first")
        return self._examined[1]

    def _settle_addresses(self, found: Examination) -> None:
        """Adopt somebody who came in without an employee number by their address; refuse an address of another."""
        for batch in batched(found.emails, BATCH):
            holders = Person.objects.filter(email__in=batch).values_list("email", "pk", "employee_number")
            for email, pk, holder in holders.iterator():
                number = found.emails[str(email)]
                if holder == number or found.is_refused(number):
                    continue
                if holder is None and not Person.objects.filter(employee_number=number).exists():
                    self._adopted[number] = pk
                elif holder is None or not _gives_up_address(found, holder):
                    found.refuse(number, Field.EMAIL, str(email), "email_taken")

    def _batches(self) -> Iterator[list[Change]]:
        for rows in batched(self._found.people(), BATCH):
            yield self._comparison.changes(rows)

    def _count(self, change: Change, outcome: Outcome, leaving: list[tuple[int, date]]) -> None:
        if change.person is None:
            outcome.created += 1
            outcome.without_email += change.row.email is None
            return
        if change.is_kept_locally:
            outcome.unchanged += 1
            outcome.kept_locally.append(change.row.employee_number)
            return
        outcome.taken_over += change.is_taken_over
        if change.notes_away is not None:
            (self._away if change.notes_away else self._back).add(change.person.pk)
        if "email" in change.fields:
            self._changed_addresses.append(change.person.pk)
        if change.passes:
            outcome.passing.append(change.person.pk)
        is_changed = bool(change.fields or change.move or change.leaves_on)
        if change.person.managed_by == ManagedBy.HR and change.person.is_active:
            outcome.matched += 1
            outcome.matched_changed += is_changed
        if change.leaves_on is not None:
            outcome.departed += 1
            leaving.append((change.person.pk, change.leaves_on))
        elif change.fields or change.move:
            outcome.updated += 1
            outcome.returned += change.returns
            outcome.moved += change.moves
            outcome.surnames += change.has_another_surname
            outcome.addresses += "email" in change.fields
        else:
            outcome.unchanged += 1

    def _settle_departures(self, leaving: list[tuple[int, date]], outcome: Outcome) -> Iterator[Line]:
        """Add whoever is missing now and was from a file a day ago or more; keep a last administrator.

        Whoever is missing since less than a day is noted.

        Returns who leaves and who is missing, by name, for whoever asks.
        """
        numbers = self._found.numbers
        noted = set(Absence.objects.filter(noted_at__lte=self._started_at - A_DAY).values_list("person_id", flat=True))
        staying = Q(left_on__isnull=True) | Q(left_on__gt=self._day)
        held = Person.objects.filter(staying, managed_by=ManagedBy.HR, is_active=True).order_by("pk")
        for pk, number, hired_on in held.values_list("pk", "employee_number", "hired_on").iterator(chunk_size=2_000):
            if number not in numbers:
                if pk in noted:
                    # Somebody announced who never came leaves on the day that they would have begun.
                    leaving.append((pk, max(self._day, hired_on or self._day)))
                    outcome.departed += 1
                else:
                    self._missing.append(pk)
            elif self._found.is_refused(number):
                outcome.on_refused_rows += 1
        outcome.missing = len(self._missing)
        administrators = {each.pk for each in passing.administrators(self._day)} - set(outcome.passing)
        if administrators and administrators <= {pk for pk, _on in leaving}:
            kept = min(administrators)
            leaving[:] = [each for each in leaving if each[0] != kept]
            outcome.departed -= 1
            outcome.kept_administrators = 1
        self._leaving = leaving
        outcome.departing = [(pk, on.isoformat()) for pk, on in sorted(leaving)]
        return self._lines_of_departures()

    def _lines_of_departures(self) -> Iterator[Line]:
        """Who leaves and on which day, and who is missing, a batch at a time."""
        days = dict(self._leaving)
        for kind, going in ((LineKind.LEAVES, list(days)), (LineKind.MISSING, self._missing)):
            for batch in batched(going, BATCH):
                people = Person.objects.filter(pk__in=batch).in_order()
                for pk, number, *names in people.values_list("pk", "employee_number", *NAMES):
                    yield Line(kind, "", number or "", full_name(*names), on=days.get(pk))

    # --- carrying out -------------------------------------------------------------------------------------------------
    def carry_out(self, outcome: Outcome, *, run: ImportRun, actor: Person | None) -> list[tuple[Person, str]]:
        """Write what was worked out; return the activation codes of new people without e-mail.

        ``run`` says what was ticked. Call it in the same transaction as ``work_out``, after ``lock_imports``.
        """
        for brake in outcome.brakes:
            if not getattr(run, brake.tick):
                raise FileRefused(brake.code, **brake.params)
        outcome.keeps_access = run.keep_access
        if not run.keep_access:
            passing.end_access(outcome.passing, actor=actor, now=self._now)
        write_units(self._found.units, day=self._day, tells_parent=self._tells_parent, tells_name=self._tells_name)
        # Two people may swap addresses, and the database holds them unique at every moment.
        Person.objects.filter(pk__in=self._changed_addresses).update(email=None)
        codes: list[tuple[Person, str]] = []
        if outcome.created or outcome.updated or outcome.departed:
            for changes in self._batches():
                self._write_people(changes, actor=actor, codes=codes)
            units = dict(Unit.objects.values_list("code", "pk"))
            for changes in self._batches():
                self._write_places(changes, units)
        departures.carry_out(self._leaving, actor=actor, now=self._now)
        self._note_missing(run)
        self._note_away()
        record("directory.imported", run, actor=actor, now=self._now, fields=sorted(self._columns.chosen()))
        return codes

    def _write_people(
        self, changes: Iterable[Change], *, actor: Person | None, codes: list[tuple[Person, str]]
    ) -> None:
        arriving = [change for change in changes if change.person is None]
        new = [self._new_person(change) for change in arriving]
        Person.objects.bulk_create(new)
        self._away.update(person.pk for person in new if person.away_from)
        codes.extend(
            (person, issue_activation_code(person=person, actor=actor, now=self._now))
            for person in new
            if person.email is None and person.is_here
        )
        self._write_changed(
            {change.person.pk: change.fields for change in changes if change.person and change.fields}, actor
        )

    def _write_changed(self, fields_of: dict[int, dict[str, Any]], actor: Person | None) -> None:
        changed = Person.objects.in_bulk(fields_of)
        for pk, person in changed.items():
            for name, value in fields_of[pk].items():
                setattr(person, name, value)
            person.sort_key = sort_key(person.first_name, person.infix, person.last_name)
        names = {name for fields in fields_of.values() for name in fields}
        overwrite(changed.values(), {*names, "sort_key"})
        AuditEvent.objects.bulk_create(
            AuditEvent(
                at=self._now,
                actor=actor,
                action="person.updated",
                object_type="people.person",
                object_id=str(person.public_id),
                fields=sorted(fields_of[pk]),
                reason="HR file",
            )
            for pk, person in changed.items()
        )

    def _new_person(self, change: Change) -> Person:
        row = change.row
        person = Person(
            employee_number=row.employee_number,
            first_name=row.first_name,
            infix=row.infix,
            last_name=row.last_name,
            email=row.email,
            language=row.language or self._language,
            hired_on=row.hired_on,
            left_on=row.left_on,
            managed_by=ManagedBy.HR,
            away_from=self._day if change.is_away else None,
            away_until=row.back_on if change.is_away else None,
            is_active=row.left_on is None or row.left_on > self._day,
            # What make_password(None) gives, in one draw instead of forty: tens of thousands may arrive.
            password=UNUSABLE_PASSWORD_PREFIX + token_hex(UNUSABLE_PASSWORD_SUFFIX_LENGTH // 2),
            sort_key=sort_key(row.first_name, row.infix, row.last_name),
        )
        if row.relation:
            person.relation = row.relation
        return person

    def _write_places(self, changes: Iterable[Change], units: dict[str, int]) -> None:
        moves = [(change.row, change.person, change.move) for change in changes if change.person and change.move]
        wanted = {move.manager_number for _row, _person, move in moves}
        managers = dict(Person.objects.filter(employee_number__in=wanted).values_list("employee_number", "pk"))
        Placement.objects.filter(pk__in=[pk for _row, _person, move in moves for pk in move.drop]).delete()
        closing: dict[date, list[int]] = {}
        for _row, _person, move in moves:
            if move.close is not None:
                closing.setdefault(move.starts_on, []).append(move.close.pk)
        for day, closed in closing.items():
            Placement.objects.filter(pk__in=closed).update(ends_on=day)
        corrected = Placement.objects.in_bulk([move.correct.pk for _row, _person, move in moves if move.correct])
        new: list[Placement] = []
        for row, person, move in moves:
            place = corrected[move.correct.pk] if move.correct else Placement(starts_on=move.starts_on)
            place.person_id = person.pk
            place.unit_id = units[row.unit_code]
            place.function_group = row.function_group
            place.job_title = row.job_title
            place.manager_id = managers.get(move.manager_number)
            place.ends_on = move.ends_on
            if not move.correct:
                new.append(place)
        overwrite(corrected.values(), {"unit", "function_group", "job_title", "manager", "ends_on"})
        Placement.objects.bulk_create(new)

    def _note_missing(self, run: ImportRun) -> None:
        """Remember who was missing; whoever stands in the file again, or left, is remembered no longer."""
        Absence.objects.exclude(person_id__in=self._missing).delete()
        Absence.objects.bulk_create(
            [Absence(person_id=pk, run=run, noted_at=self._started_at) for pk in self._missing], ignore_conflicts=True
        )

    def _note_away(self) -> None:
        """Remember of whom the file says that they are away, and of whom no longer."""
        AwayInFile.objects.bulk_create([AwayInFile(person_id=pk) for pk in sorted(self._away)], ignore_conflicts=True)
        AwayInFile.objects.filter(Q(person__in=self._back) | Q(person__is_active=False)).delete()

    @property
    def _tells_parent(self) -> bool:
        return Field.PARENT_CODE in self._columns.position

    @property
    def _tells_name(self) -> bool:
        return Field.UNIT_NAME in self._columns.position


def overwrite[Row: models.Model](rows: Iterable[Row], fields: Iterable[str]) -> None:
    """Write these fields of rows that exist, many at a time: an upsert costs a fifth of one CASE a field and row."""
    rows = list(rows)
    if rows:
        manager = type(rows[0])._default_manager
        manager.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=sorted(fields))


def _numbers_known(numbers: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for batch in batched(numbers, BATCH):
        held = Person.objects.filter(employee_number__in=batch).values_list("employee_number", flat=True)
        found.update(str(number) for number in held)
    return found


def _managers_known(numbers: Iterable[str]) -> dict[str, str]:
    """The manager, today or later, of each of these people."""
    placements = Placement.objects.filter(
        person__employee_number__in=list(numbers), ends_on__isnull=True, manager__employee_number__isnull=False
    )
    pairs = placements.values_list("person__employee_number", "manager__employee_number")
    return {str(person): str(manager) for person, manager in pairs}


def _gives_up_address(found: Examination, holder: str) -> bool:
    """Whether the file itself gives the holder of an address another one."""
    return holder in found.numbers and not found.is_refused(holder) and holder not in found.without_email
