"""Writing documents in drafts, passage by passage."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.prose import normalised, refused_prose
from common.services import record
from people.choices import FunctionGroup
from people.models import Person
from strategy import rules
from strategy.choices import Aspect, ChangeKind, Pillar, RevisionEvent, VersionState
from strategy.errors import ClauseConflict, ClauseText, PublishedMeanwhile
from strategy.models import Clause, ClauseRevision, Version
from strategy.rules.audiences import ForWhom
from strategy.rules.tables import broken_row
from strategy.services.revisions import keep_revision
from strategy.services.starting import must_write, start_draft
from strategy.services.threads import close_of_removed

EVERYBODY = ForWhom()


@transaction.atomic
def add_clause(
    *,
    version_id: int,
    text: ClauseText,
    pillar: str,
    change: str,
    actor: Person,
    now: datetime,
    for_whom: ForWhom = EVERYBODY,
) -> Clause:
    """Add a passage at the end of its pillar; its key is made from its title and stays for good."""
    must_write(actor)
    version = draft_for_change(version_id)
    _check_text(text)
    document_keys = Clause.objects.filter(version__document_id=version.document_id).values_list("key", flat=True)
    clauses = in_order(version)
    place = sum(1 for clause in clauses if _pillar_place(clause.pillar) <= _pillar_place(pillar))
    clause = Clause(
        version=version,
        key=rules.clause_key(text.title_en or text.title_nl, document_keys),
        pillar=Pillar(pillar) if pillar else "",
        position=len(clauses) + 1,
        change=_change_of_new(change),
        changed_at=now,
        changed_by=actor,
    )
    _write(clause, text)
    _set_readers(clause, for_whom)
    clause.save()
    clauses.insert(place, clause)
    _number(clauses)
    keep_revision(clause, RevisionEvent.ADDED, actor=actor, now=now)
    record("clause.added", clause, actor=actor, now=now)
    return clause


@transaction.atomic
def save_clause(
    *,
    clause_id: int,
    edition: int,
    text: ClauseText,
    pillar: str,
    change: str,
    actor: Person,
    now: datetime,
    for_whom: ForWhom | None = None,
    restored: ClauseRevision | None = None,
) -> Clause:
    """Save a passage of a draft when ``edition`` is still the one the writer opened; else raise ``ClauseConflict``.

    The save is kept as a revision; ``restored`` is the earlier one whose text comes back with it.

    Without ``for_whom`` it stays for whom it is. The version is locked first, so of two savers one waits and then meets
    the other's edition. A text that is the published one again counts as unchanged, whatever was ticked.
    """
    must_write(actor)
    version_id = Clause.objects.values_list("version_id", flat=True).get(pk=clause_id)
    version = draft_for_change(version_id)
    clause = Clause.objects.select_for_update().get(pk=clause_id)
    kept = text_of(clause)
    _check_text(text)
    if clause.edition != edition:
        if kept == _clean(text) and for_whom in (None, _for_whom(clause)):
            return clause
        raise conflict_at(clause, typed=text, actor=actor)
    moved = clause.pillar != pillar
    _write(clause, text)
    readers_before = _for_whom(clause)
    if for_whom is not None:
        _set_readers(clause, for_whom)
    clause.pillar = Pillar(pillar) if pillar else ""
    clause.change = _change_against_published(clause, version, change)
    clause.edition += 1
    clause.changed_at, clause.changed_by = now, actor
    clause.save()
    if moved:
        _number(in_order(version))
    event = RevisionEvent.RESTORED if restored else RevisionEvent.SAVED
    keep_revision(clause, event, actor=actor, now=now, restored=restored)
    changed = [name for name in ClauseText.__slots__ if getattr(kept, name) != getattr(clause, name)]
    if _for_whom(clause) != readers_before:
        changed += ["function_groups", "aspect"]
    record("clause.saved", clause, actor=actor, now=now, fields=changed)
    return clause


def must_be_newest(*, clause_id: int, edition: int, text: ClauseText, actor: Person) -> None:
    """Raise ``ClauseConflict`` with both texts when somebody saved a passage since ``edition``; nothing is saved."""
    clause = Clause.objects.get(pk=clause_id)
    _check_text(text)
    if clause.edition != edition:
        raise conflict_at(clause, typed=text, actor=actor)


@transaction.atomic
def carry_clause(
    *,
    clause_id: int,
    text: ClauseText,
    pillar: str,
    change: str,
    actor: Person,
    now: datetime,
    for_whom: ForWhom = EVERYBODY,
) -> Clause:
    """Put what was typed at a passage of a published version into the next draft, which is begun where there is none.

    A passage that somebody wrote in that draft already raises ``ClauseConflict`` with both texts; one that they took
    out comes back as a new one.
    """
    published = Clause.objects.select_related("version").get(pk=clause_id)
    draft = start_draft(document_id=published.version.document_id, actor=actor, now=now)
    clause = draft.clauses.filter(key=published.key).first()
    if clause is None:
        return add_clause(
            version_id=draft.pk,
            text=text,
            pillar=pillar,
            change=change,
            actor=actor,
            now=now,
            for_whom=for_whom,
        )
    kept = text_of(clause)
    _check_text(text)
    if kept not in (text_of(published), _clean(text)):
        raise conflict_at(clause, typed=text, actor=actor)
    return save_clause(
        clause_id=clause.pk,
        edition=clause.edition,
        text=text,
        pillar=pillar,
        change=change,
        actor=actor,
        now=now,
        for_whom=for_whom,
    )


@transaction.atomic
def add_to_next_draft(
    *,
    version_id: int,
    text: ClauseText,
    pillar: str,
    change: str,
    actor: Person,
    now: datetime,
    for_whom: ForWhom = EVERYBODY,
) -> Clause:
    """Add a passage to the draft that follows a published version, which is begun where there is none."""
    published = Version.objects.get(pk=version_id)
    draft = start_draft(document_id=published.document_id, actor=actor, now=now)
    return add_clause(
        version_id=draft.pk, text=text, pillar=pillar, change=change, actor=actor, now=now, for_whom=for_whom
    )


@transaction.atomic
def restore_clause(*, clause_id: int, revision_id: int, edition: int, actor: Person, now: datetime) -> Clause:
    """Let a passage of a draft read as it did at an earlier save; this is a save of its own, and nothing is lost."""
    clause = Clause.objects.get(pk=clause_id)
    revision = ClauseRevision.objects.get(pk=revision_id, version=clause.version_id, key=clause.key)
    return save_clause(
        clause_id=clause_id,
        edition=edition,
        text=ClauseText(*(getattr(revision, name) for name in ClauseText.__slots__)),
        pillar=revision.pillar,
        change=revision.change if revision.change != ChangeKind.UNCHANGED else clause.change,
        actor=actor,
        now=now,
        for_whom=ForWhom(tuple(revision.function_groups), revision.aspect),
        restored=revision,
    )


@transaction.atomic
def move_clause(*, clause_id: int, up: bool, actor: Person, now: datetime) -> Clause:
    """Move a passage one place within its pillar; at the edge nothing changes."""
    must_write(actor)
    version = draft_for_change(Clause.objects.values_list("version_id", flat=True).get(pk=clause_id))
    clauses = in_order(version)
    here = next(place for place, clause in enumerate(clauses) if clause.pk == clause_id)
    there = here - 1 if up else here + 1
    if 0 <= there < len(clauses) and clauses[there].pillar == clauses[here].pillar:
        clauses[here], clauses[there] = clauses[there], clauses[here]
        _number(clauses)
        record("clause.moved", clauses[there], actor=actor, now=now, fields=["position"])
    return next(clause for clause in clauses if clause.pk == clause_id)


@transaction.atomic
def remove_clause(*, clause_id: int, actor: Person, now: datetime) -> None:
    """Take a passage out of the draft; versions that were published keep theirs. What was open about it is closed."""
    must_write(actor)
    clause = Clause.objects.select_related("version__document").get(pk=clause_id)
    version = draft_for_change(clause.version_id)
    close_of_removed(clause, actor=actor, now=now)
    keep_revision(clause, RevisionEvent.REMOVED, actor=actor, now=now)
    record("clause.removed", clause, actor=actor, now=now)
    clause.delete()
    _number(in_order(version))


def conflict_at(clause: Clause, *, typed: ClauseText, actor: Person) -> ClauseConflict:
    """Return what to raise for a passage that was saved since ``actor`` opened it, with who did that and when."""
    return ClauseConflict(
        clause_id=clause.public_id,
        kept=text_of(clause),
        typed=typed,
        edition=clause.edition,
        saved_by=clause.changed_by.full_name if clause.changed_by_id != actor.pk else "",
        saved_at=clause.changed_at,
    )


def text_of(clause: Clause) -> ClauseText:
    """Return the whole text of a passage as it is kept."""
    return ClauseText(clause.title_nl, clause.title_en, clause.text_nl, clause.text_en)


def _clean(text: ClauseText) -> ClauseText:
    return ClauseText(*(normalised(getattr(text, name)) for name in ClauseText.__slots__))


def _write(clause: Clause, text: ClauseText) -> None:
    for name in ClauseText.__slots__:
        setattr(clause, name, normalised(getattr(text, name)))


def _for_whom(clause: Clause) -> ForWhom:
    return ForWhom(tuple(clause.function_groups), clause.aspect)


def _set_readers(clause: Clause, for_whom: ForWhom) -> None:
    """Write for whom a passage is; all groups together are everyone."""
    chosen = [group.value for group in FunctionGroup if group in for_whom.function_groups]
    clause.function_groups = chosen if len(chosen) < len(FunctionGroup) else []
    clause.aspect = Aspect(for_whom.aspect) if for_whom.aspect else ""


def _check_text(text: ClauseText) -> None:
    if not text.title_nl.strip() and not text.title_en.strip():
        raise RuleBroken(_("Give the passage a title, in one of the two languages at least."), field="title_nl")
    for name in ("text_nl", "text_en"):
        must_fit(getattr(text, name), field=name)
        _must_read_as_table(getattr(text, name), field=name)
        picture = refused_prose(getattr(text, name), field=name)
        if picture is not None:
            raise picture


def _must_read_as_table(text: str, *, field: str) -> None:
    """Raise ``RuleBroken`` with its line for a table that readers would see as bars and dashes, or without a cell."""
    broken = broken_row(text)
    if broken is None:
        return
    said = {"line": broken.line, "cells": broken.cells, "head": broken.head}
    if not broken.is_dashes:
        words = _(
            "Line %(line)d: cells in this row of the table: %(cells)d, in its head: %(head)d. What is too much would "
            "not be read. Give the head more cells, or the row fewer."
        )
    elif broken.cells:
        words = _(
            "Line %(line)d: cells in the line with dashes: %(cells)d, in the head of the table: %(head)d. Give both "
            "the same number."
        )
    else:
        words = _("Line %(line)d: a line with dashes such as |---|---| is missing between the head and this row.")
    raise RuleBroken(words % said, field=field)


def must_fit(text: str, *, field: str) -> None:
    """Raise ``RuleBroken`` with its length for a text that is too long for a passage."""
    if len(text) > rules.LONGEST_TEXT:
        raise RuleBroken(
            _("This text has %(length)d characters; a passage holds at most %(most)d. Split it into passages.")
            % {"length": len(text), "most": rules.LONGEST_TEXT},
            field=field,
        )


def _change_of_new(change: str) -> str:
    return ChangeKind.EDITORIAL if change == ChangeKind.EDITORIAL else ChangeKind.MATERIAL


def _change_against_published(clause: Clause, version: Version, change: str) -> str:
    before = Clause.objects.filter(
        version__document_id=version.document_id, version__state=VersionState.PUBLISHED, key=clause.key
    ).first()
    if before is not None and text_of(before) == text_of(clause) and before.pillar == clause.pillar:
        return ChangeKind.UNCHANGED
    return _change_of_new(change)


def _pillar_place(pillar: str) -> int:
    return rules.PILLAR_ORDER.get(pillar, len(rules.PILLAR_ORDER))


def in_order(version: Version) -> list[Clause]:
    """Return the passages of a version as the document tells them, with their questions. Two queries."""
    clauses = version.clauses.select_related("question").prefetch_related("question__choices")
    return sorted(clauses, key=lambda clause: (_pillar_place(clause.pillar), clause.position))


def _number(clauses: list[Clause]) -> None:
    for place, clause in enumerate(clauses, start=1):
        clause.position = place
    Clause.objects.bulk_update(clauses, ["position"])


def draft_for_change(version_id: int) -> Version:
    """Return a draft under its lock; raise for a version that is reviewed, or was published meanwhile."""
    version = Version.objects.select_for_update().get(pk=version_id)
    if version.is_frozen:
        raise PublishedMeanwhile(number=version.number)
    if not version.can_be_edited:
        raise RuleBroken(
            _("People are asked about this version now. Take it back to go on writing; nothing you typed is lost.")
        )
    return version
