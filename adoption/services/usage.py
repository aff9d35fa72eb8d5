"""Reading a usage report in: persons become counts of groups at once, and the file goes."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from adoption.choices import LARGEST_FALL, LARGEST_UNMATCHED, TABLES
from adoption.metrics import Frozen
from adoption.models import OrganisationSnapshot, UsageImport, UsageSource
from adoption.readers import Usage, read_usage
from adoption.rules import tabulation_to_json
from adoption.selectors import frozen_organisation, rows_in_words
from adoption.services.snapshots import take_snapshot
from common.charts import people_in_words, written
from common.disclosure import Rules, Sensitivity, Tally, choose_scheme, tabulate
from common.errors import RuleBroken
from common.services import record
from governance.selectors import has_agreement, smallest_group
from people.models import ExternalIdentity, Person


@dataclass(frozen=True, slots=True)
class UsageOutcome:
    """What became of a report: its rows, how many were counted, unmatched with nobody, refused."""

    statement: UsageImport
    unchanged: bool

    def as_json(self) -> dict[str, object]:
        one = self.statement
        return {"rows": one.rows, "counted": one.counted, "unmatched": one.unmatched, "refused": one.refused}


def import_usage(
    *,
    file: BinaryIO,
    source_code: str,
    actor: Person | None,
    now: datetime,
    allow_large_change: bool = False,
) -> UsageOutcome:
    """Read the complete statement of a source for a period; it replaces an earlier one of that period.

    Persons exist in memory until this returns. The caller deletes the file and then calls ``note_deletion``.
    Refused until the works council agreed to figures on use. Stops, with nothing written, where the report looks like
    that of somebody else or half of it (``RuleBroken`` with the field ``allow_large_change``), unless it is allowed.
    """
    source = UsageSource.objects.filter(code=source_code).first()
    if source is None:
        known = ", ".join(UsageSource.objects.order_by("code").values_list("code", flat=True))
        raise RuleBroken(
            _("No source is called %(name)s. Known are: %(known)s.") % {"name": source_code, "known": known}
        )
    if not has_agreement("figures:class_c"):
        raise RuleBroken(
            _("The works council has not agreed to figures on use yet. Ask for its consent first; nothing was read.")
        )
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    usage = read_usage(file, source.reader)
    with transaction.atomic():
        # The source's row is the lock: two people with the same report give one statement.
        UsageSource.objects.select_for_update().get(pk=source.pk)
        in_force = UsageImport.objects.filter(source=source, period=str(usage.period), replaced_at__isnull=True).first()
        if in_force is not None and in_force.sha256 == sha256:
            return UsageOutcome(in_force, unchanged=True)
        snapshot = take_snapshot(period=usage.period, now=now)
        statement = _reduced(usage=usage, source=source, snapshot=snapshot, sha256=sha256, actor=actor, now=now)
        doubt = _doubt(statement, usage)
        if doubt and not allow_large_change:
            raise RuleBroken(doubt, field="allow_large_change")
        if in_force is not None:
            in_force.replaced_at = now
            in_force.save(update_fields=["replaced_at"])
        statement.save()
        record(
            "usage.imported",
            statement,
            actor=actor,
            now=now,
            fields=[source.code, str(usage.period)],
            reason="large change allowed" if doubt else "",
        )
    return UsageOutcome(statement, unchanged=False)


def _doubt(statement: UsageImport, usage: Usage) -> str:
    """Return why this may be the wrong report, or half of it; empty where it fits the last import of its source.

    The last import is that of the same month, else of the nearest month before it. No number of people below the
    smallest group is said.
    """
    parts = []
    smallest = smallest_group()
    month = formats.date_format(statement.month, "YEAR_MONTH_FORMAT")
    if usage.active_by_account is not None and statement.unmatched > LARGEST_UNMATCHED * statement.rows:
        told = _("Of the %(rows)s rows, %(unmatched)s match nobody who worked here in %(month)s.")
        numbers = {"rows": statement.rows, "unmatched": rows_in_words(statement, smallest=smallest), "month": month}
        parts.append(told % numbers)
    before = (
        UsageImport.objects.filter(source=statement.source, replaced_at__isnull=True, period__lte=statement.period)
        .order_by("-period")
        .first()
    )
    if before is not None and (statement.people or 0) < (1 - LARGEST_FALL) * (before.people or 0):
        told = (
            _("It counts %(now)s teams; the last import of this report, of %(month)s, counted %(before)s.")
            if statement.source.counts_teams
            else _("It counts %(now)s people; the last import of this report, of %(month)s, counted %(before)s.")
        )
        counted = statement.people or 0, before.people or 0
        now_in_words, before_in_words = (
            written(number) if statement.source.counts_teams else people_in_words(number, smallest=smallest)
            for number in counted
        )
        numbers = {
            "now": now_in_words,
            "before": before_in_words,
            "month": formats.date_format(before.month, "YEAR_MONTH_FORMAT"),
        }
        parts.append(told % numbers)
    if not parts:
        return ""
    check = _(
        "Nothing was changed. Check that this is the report of your own organisation, and the whole of it. "
        "If it is, allow the large change."
    )
    return " ".join([*parts, check])


def record_statement(
    *,
    usage: Usage,
    source: UsageSource,
    snapshot: OrganisationSnapshot,
    sha256: str,
    actor: Person | None,
    now: datetime,
    file_deleted_at: datetime | None = None,
) -> UsageImport:
    """Keep what a report says as counts of groups; the accounts in ``usage`` are not kept."""
    row = _reduced(usage=usage, source=source, snapshot=snapshot, sha256=sha256, actor=actor, now=now)
    row.file_deleted_at = file_deleted_at
    row.save()
    return row


def _reduced(
    *,
    usage: Usage,
    source: UsageSource,
    snapshot: OrganisationSnapshot,
    sha256: str,
    actor: Person | None,
    now: datetime,
) -> UsageImport:
    """Return the statement that a report makes, not written yet."""
    row = UsageImport(
        source=source,
        period=str(usage.period),
        snapshot=snapshot,
        sha256=sha256,
        rows=usage.rows,
        counted=usage.rows,
        unmatched=0,
        refused=[refused.as_json() for refused in usage.refused],
        licensed=usage.licensed,
        active=usage.active,
        imported_at=now,
        imported_by=actor,
    )
    if usage.active_by_account is not None:
        _reduce(row, usage.active_by_account, snapshot)
    return row


def _reduce(row: UsageImport, active_by_account: dict[str, bool], snapshot: OrganisationSnapshot) -> None:
    """Fill the counts of a statement from accounts, and let go of the accounts."""
    frozen = frozen_organisation(snapshot)
    tallies = {atom: Tally(0, 0, people) for atom, people in frozen.people.items()}
    person_of = _accounts(frozen)
    active_by_person: dict[int, bool] = {}
    unmatched = 0
    for account, is_active in active_by_account.items():
        person_id = person_of.get(account)
        if person_id is None:
            unmatched += 1
        else:
            # Somebody with two accounts is one person, active when either is.
            active_by_person[person_id] = active_by_person.get(person_id, False) or is_active
    for person_id, is_active in active_by_person.items():
        atom = frozen.places[person_id]
        so_far = tallies[atom]
        tallies[atom] = Tally(so_far.numerator + is_active, so_far.base + 1, so_far.population)
    row.counted, row.unmatched = len(active_by_person), unmatched
    row.licensed, row.active = len(active_by_person), sum(active_by_person.values())
    rules = Rules(threshold=smallest_group())
    licences: dict[str, int] = {}
    for atom, tally in tallies.items():
        licences[atom.group] = licences.get(atom.group, 0) + tally.base
    scheme = choose_scheme(licences, threshold=rules.threshold)
    row.statement = tabulation_to_json(
        tabulate(tallies, tree=frozen.tree, scheme=scheme, sensitivity=Sensitivity.USE, rules=rules, tables=TABLES)
    )


def _accounts(frozen: Frozen) -> dict[str, int]:
    """Return account name (lower case) to person, of who was counted in the period."""
    known = {
        email.lower(): person_id
        for person_id, email in Person.objects.filter(email__isnull=False).values_list("pk", "email")
        if email and person_id in frozen.places
    }
    others = ExternalIdentity.objects.filter(source="m365").values_list("value", "person_id")
    return known | {value.lower(): person_id for value, person_id in others if person_id in frozen.places}


def note_deletion(*, statement: UsageImport, now: datetime) -> None:
    """Write down that the file of a statement is gone."""
    UsageImport.objects.filter(pk=statement.pk).update(file_deleted_at=now)
