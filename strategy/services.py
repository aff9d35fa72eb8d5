"""Writing the strategy, publishing it, reading it and setting objectives."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.bilingual import both
from common.clock import day_of
from common.errors import RuleBroken
from common.services import record
from outbox import services as outbox
from people.choices import Role
from people.models import Person
from people.selectors import people_here
from strategy import policies, rules
from strategy.choices import (
    ACKNOWLEDGEMENTS_KEPT,
    LANGUAGES,
    TERMS,
    ChangeKind,
    DocumentKind,
    Pillar,
    VersionState,
)
from strategy.errors import ClauseConflict, ClauseText
from strategy.messages import StrategyPublished
from strategy.models import Acknowledgement, Clause, Document, Objective, Version

CARRIERS = (Role.BOARD, Role.PROGRAMME_OFFICE, Role.HR, Role.PRIVACY_OFFICER, Role.WORKS_COUNCIL)
OBJECTIVE_FIELDS = frozenset(
    {"pillar", "title_nl", "title_en", "clause_key", "owner", "metric", "measure", "baseline", "target", "due_on"}
)


# --- documents and drafts ---------------------------------------------------------------------------------------------
@transaction.atomic
def create_document(*, kind: str, title_nl: str, title_en: str, actor: Person, now: datetime) -> Version:
    """Begin the strategy or the house rules with an empty first draft, and return that draft."""
    _must_write(actor)
    if not title_nl.strip() or not title_en.strip():
        raise RuleBroken(_("Give the document a title in Dutch and in English."), field="title_nl")
    try:
        with transaction.atomic():
            document = Document.objects.create(
                kind=DocumentKind(kind), title_nl=title_nl.strip(), title_en=title_en.strip(), created_at=now
            )
    except IntegrityError as error:
        raise RuleBroken(_("This document is there already. Open its draft instead.")) from error
    record("document.created", document, actor=actor, now=now)
    return _new_version(document, number=1, actor=actor, now=now)


@transaction.atomic
def start_draft(*, document_id: int, actor: Person, now: datetime) -> Version:
    """Copy the published version into a new draft; an open draft is returned as it is."""
    _must_write(actor)
    document = Document.objects.select_for_update().get(pk=document_id)
    existing = document.versions.filter(Q(state=VersionState.DRAFT) | Q(state=VersionState.IN_REVIEW)).first()
    if existing is not None:
        return existing
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    draft = _new_version(document, number=last + 1, actor=actor, now=now)
    published = document.versions.filter(state=VersionState.PUBLISHED).first()
    if published is not None:
        Clause.objects.bulk_create(_copies(published, draft))
    return draft


def _new_version(document: Document, *, number: int, actor: Person, now: datetime) -> Version:
    draft = Version.objects.create(document=document, number=number, created_at=now, created_by=actor)
    record("version.started", draft, actor=actor, now=now)
    return draft


def _copies(published: Version, draft: Version) -> Iterable[Clause]:
    for clause in published.clauses.order_by("position"):
        yield Clause(
            version=draft,
            key=clause.key,
            pillar=clause.pillar,
            position=clause.position,
            title_nl=clause.title_nl,
            title_en=clause.title_en,
            text_nl=clause.text_nl,
            text_en=clause.text_en,
            change=ChangeKind.UNCHANGED,
            changed_at=clause.changed_at,
            changed_by_id=clause.changed_by_id,
        )


# --- clauses ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_clause(*, version_id: int, text: ClauseText, pillar: str, change: str, actor: Person, now: datetime) -> Clause:
    """Add a passage at the end of its pillar; its key is made from its title and stays for good."""
    _must_write(actor)
    version = _draft_for_change(version_id)
    _check_text(text)
    document_keys = Clause.objects.filter(version__document_id=version.document_id).values_list("key", flat=True)
    clauses = _in_order(version)
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
    clause.save()
    clauses.insert(place, clause)
    _number(clauses)
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
) -> Clause:
    """Save a passage of a draft when ``edition`` is still the one the writer opened; else raise ``ClauseConflict``.

    The version is locked first, so of two savers one waits and then meets the other's edition. A text that is the
    published one again counts as unchanged, whatever was ticked.
    """
    _must_write(actor)
    version_id = Clause.objects.values_list("version_id", flat=True).get(pk=clause_id)
    version = _draft_for_change(version_id)
    clause = Clause.objects.select_for_update().get(pk=clause_id)
    kept = text_of(clause)
    if clause.edition != edition:
        if kept == _clean(text):
            return clause
        raise ClauseConflict(kept=kept, typed=text, edition=clause.edition)
    _check_text(text)
    moved = clause.pillar != pillar
    _write(clause, text)
    clause.pillar = Pillar(pillar) if pillar else ""
    clause.change = _change_against_published(clause, version, change)
    clause.edition += 1
    clause.changed_at, clause.changed_by = now, actor
    clause.save()
    if moved:
        _number(_in_order(version))
    changed = [name for name in ClauseText.__slots__ if getattr(kept, name) != getattr(clause, name)]
    record("clause.saved", clause, actor=actor, now=now, fields=changed)
    return clause


@transaction.atomic
def move_clause(*, clause_id: int, up: bool, actor: Person, now: datetime) -> Clause:
    """Move a passage one place within its pillar; at the edge nothing changes."""
    _must_write(actor)
    version = _draft_for_change(Clause.objects.values_list("version_id", flat=True).get(pk=clause_id))
    clauses = _in_order(version)
    here = next(place for place, clause in enumerate(clauses) if clause.pk == clause_id)
    there = here - 1 if up else here + 1
    if 0 <= there < len(clauses) and clauses[there].pillar == clauses[here].pillar:
        clauses[here], clauses[there] = clauses[there], clauses[here]
        _number(clauses)
        record("clause.moved", clauses[there], actor=actor, now=now, fields=["position"])
    return next(clause for clause in clauses if clause.pk == clause_id)


@transaction.atomic
def remove_clause(*, clause_id: int, actor: Person, now: datetime) -> None:
    """Take a passage out of the draft; versions that were published keep theirs."""
    _must_write(actor)
    clause = Clause.objects.get(pk=clause_id)
    version = _draft_for_change(clause.version_id)
    record("clause.removed", clause, actor=actor, now=now)
    clause.delete()
    _number(_in_order(version))


def text_of(clause: Clause) -> ClauseText:
    """Return the whole text of a passage as it is kept."""
    return ClauseText(clause.title_nl, clause.title_en, clause.text_nl, clause.text_en)


def _clean(text: ClauseText) -> ClauseText:
    return ClauseText(*(rules.normalised(getattr(text, name)) for name in ClauseText.__slots__))


def _write(clause: Clause, text: ClauseText) -> None:
    for name in ClauseText.__slots__:
        setattr(clause, name, rules.normalised(getattr(text, name)))


def _check_text(text: ClauseText) -> None:
    if not text.title_nl.strip() and not text.title_en.strip():
        raise RuleBroken(_("Give the passage a title, in one of the two languages at least."), field="title_nl")
    for name in ("text_nl", "text_en"):
        length = len(getattr(text, name))
        if length > rules.LONGEST_TEXT:
            raise RuleBroken(
                _("This text has %(length)d characters; a passage holds at most %(most)d. Split it into passages.")
                % {"length": length, "most": rules.LONGEST_TEXT},
                field=name,
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


def _in_order(version: Version) -> list[Clause]:
    return sorted(version.clauses.all(), key=lambda clause: (_pillar_place(clause.pillar), clause.position))


def _number(clauses: list[Clause]) -> None:
    for place, clause in enumerate(clauses, start=1):
        clause.position = place
    Clause.objects.bulk_update(clauses, ["position"])


def _draft_for_change(version_id: int) -> Version:
    version = Version.objects.select_for_update().get(pk=version_id)
    if not version.can_be_edited:
        raise RuleBroken(_("Only a draft can be changed. Start a new draft from the published version."))
    return version


# --- publishing -------------------------------------------------------------------------------------------------------
@transaction.atomic
def publish(*, version_id: int, actor: Person, now: datetime) -> Version:
    """Freeze a draft with its hash and put it in force; the one before is superseded.

    The document's row is locked, so two publications follow each other. HTML is made here, once, so that reading
    costs nothing. Readings of the version before still count when nothing material changed.
    """
    _must_write(actor)
    document = Document.objects.select_for_update().get(versions=version_id)
    version = Version.objects.select_for_update().get(pk=version_id)
    if VersionState.PUBLISHED not in rules.MOVES[version.state]:
        raise RuleBroken(_("This version was published already."))
    clauses = _in_order(version)
    must_be_complete(clauses)
    before = document.versions.select_for_update().filter(state=VersionState.PUBLISHED).first()
    for clause in clauses:
        clause.html_nl = rules.html_from_markdown(clause.text_nl)
        clause.html_en = rules.html_from_markdown(clause.text_en)
    Clause.objects.bulk_update(clauses, ["html_nl", "html_en"])
    if before is not None:
        before.state, before.superseded_at = VersionState.SUPERSEDED, now
        before.save(update_fields=["state", "superseded_at"])
    version.material_since = version
    if before is not None and not changes_meaning(clauses, before):
        version.material_since_id = before.material_since_id
    version.content_hash = hash_of(version, clauses, kind=document.kind)
    version.state, version.published_at, version.published_by = VersionState.PUBLISHED, now, actor
    version.save()
    record("version.published", version, actor=actor, now=now)
    _tell_carriers(document, version, now=now)
    return version


def must_be_complete(clauses: list[Clause]) -> None:
    """Raise ``RuleBroken`` that names each passage that lacks a language, or says that there is no passage."""
    if not clauses:
        raise RuleBroken(_("There is no passage yet. Write at least one before you publish."))
    names = {"nl": _("Dutch"), "en": _("English")}
    missing = [
        _("“%(title)s” lacks %(language)s") % {"title": clause.title, "language": names[language]}
        for clause in clauses
        for language in clause.missing_languages
    ]
    if missing:
        raise RuleBroken(
            ngettext(
                "A translation is missing: %(passages)s. Fill in title and text, then publish.",
                "Translations are missing: %(passages)s. Fill in titles and texts, then publish.",
                len(missing),
            )
            % {"passages": "; ".join(missing)}
        )


def changes_meaning(clauses: list[Clause], before: Version) -> bool:
    """Say whether these clauses ask to be read again by who read ``before``."""
    removed = set(before.clauses.values_list("key", flat=True)) - {clause.key for clause in clauses}
    return rules.is_material([clause.change for clause in clauses], removed=len(removed))


def hash_of(version: Version, clauses: Iterable[Clause], *, kind: str) -> str:
    """Return the hash over the canonical text of a version with these clauses, in their order."""
    text = rules.canonical_text(
        kind=kind,
        number=version.number,
        clauses=[
            rules.CanonicalClause(
                clause.key, clause.pillar, clause.title_nl, clause.title_en, clause.text_nl, clause.text_en
            )
            for clause in clauses
        ],
    )
    return rules.content_hash(text)


def _tell_carriers(document: Document, version: Version, *, now: datetime) -> None:
    day = day_of(now)
    owners = Objective.objects.open_on(day).exclude(owner__isnull=True).values("owner_id")
    carriers = people_here(day).filter(pk__in=owners)
    told = {person.pk: person for person in carriers}
    for role in CARRIERS:
        told |= {person.pk: person for person in people_here(day).with_role(role, day)}
    route = "strategy:house_rules" if document.kind == DocumentKind.HOUSE_RULES else "strategy:overview"
    for person in told.values():
        outbox.add(
            StrategyPublished,
            recipient=person,
            dedupe_key=f"strategy.published:{version.public_id}:{person.pk}",
            context={"title": both(document.title_nl, document.title_en), "number": version.number},
            now=now,
            url=reverse(route),
            about=f"version:{version.public_id}",
        )


def _must_write(actor: Person) -> None:
    if not policies.can_write(actor):
        raise RuleBroken(_("Only the programme office writes and publishes this document."))


# --- reading ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def acknowledge(*, version_id: int, content_hash: str, language: str, actor: Person, now: datetime) -> Acknowledgement:
    """Note that ``actor`` read this version and knows what it means for their work; twice is once.

    The hash is the one of the text that the reader saw. The row is append-only and is its own audit event.
    """
    if language not in LANGUAGES:
        raise RuleBroken(_("Read the text in Dutch or in English first."))
    version = Version.objects.get(pk=version_id)
    if version.state == VersionState.SUPERSEDED:
        raise RuleBroken(_("A newer version took the place of this one while you were reading. Please read that one."))
    if not version.is_current or version.content_hash != content_hash:
        raise RuleBroken(_("The text that you read is not the text that is in force. Open the page again to read it."))
    reading, _created = Acknowledgement.objects.get_or_create(
        version=version,
        person=actor,
        defaults={"version_hash": version.content_hash, "language": language, "at": now},
    )
    return reading


# --- objectives -------------------------------------------------------------------------------------------------------
@transaction.atomic
def create_objective(*, actor: Person, now: datetime, **values: Any) -> Objective:
    """Set a new objective; ``values`` are fields of ``OBJECTIVE_FIELDS``."""
    _must_set_objectives(actor)
    objective = Objective(created_at=now)
    _fill(objective, values)
    objective.save()
    record("objective.created", objective, actor=actor, now=now, fields=values)
    return objective


@transaction.atomic
def change_objective(*, objective_id: int, actor: Person, now: datetime, **values: Any) -> Objective:
    """Change an objective; which fields changed is kept in the audit trail."""
    _must_set_objectives(actor)
    objective = Objective.objects.select_for_update().get(pk=objective_id)
    if objective.archived_at is not None:
        raise RuleBroken(_("This objective is archived. Bring it back before you change it."))
    changed = [name for name, value in values.items() if getattr(objective, name) != value]
    _fill(objective, values)
    objective.save()
    if changed:
        record("objective.changed", objective, actor=actor, now=now, fields=changed)
    return objective


@transaction.atomic
def archive_objective(*, objective_id: int, actor: Person, now: datetime, reason: str) -> Objective:
    """Put an objective away with the reason; its pilots and its history stay reachable."""
    _must_set_objectives(actor)
    if not reason.strip():
        raise RuleBroken(_("Say why this objective ends: who looks back will want to know."), field="reason")
    objective = Objective.objects.select_for_update().get(pk=objective_id)
    if objective.archived_at is None:
        objective.archived_at = now
        objective.save(update_fields=["archived_at"])
        record("objective.archived", objective, actor=actor, now=now, reason=reason.strip())
    return objective


@transaction.atomic
def restore_objective(*, objective_id: int, actor: Person, now: datetime) -> Objective:
    """Bring an archived objective back."""
    _must_set_objectives(actor)
    objective = Objective.objects.select_for_update().get(pk=objective_id)
    if objective.archived_at is not None:
        objective.archived_at = None
        objective.save(update_fields=["archived_at"])
        record("objective.restored", objective, actor=actor, now=now)
    return objective


def _fill(objective: Objective, values: dict[str, Any]) -> None:
    unknown = set(values) - OBJECTIVE_FIELDS
    if unknown:
        raise TypeError(f"not fields of an objective: {sorted(unknown)}")
    for name, value in values.items():
        setattr(objective, name, value)
    if not (objective.title_nl or objective.title_en):
        raise RuleBroken(_("Give the objective a title, in one of the two languages at least."), field="title_nl")
    _check_figures(objective.baseline, objective.target)


def _check_figures(baseline: Decimal | None, target: Decimal | None) -> None:
    if baseline is not None and target is not None and baseline == target:
        raise RuleBroken(
            _("Target and start are the same, so nothing would change. Say what you want to reach."), field="target"
        )


def _must_set_objectives(actor: Person) -> None:
    if not policies.can_set_objectives(actor):
        raise RuleBroken(_("Only the programme office and the board set objectives."))


# --- people who leave, and terms --------------------------------------------------------------------------------------
@transaction.atomic
def apply_departure(*, person_id: int, on: date, actor: Person | None, now: datetime) -> None:
    """Leave the objectives of somebody who goes without an owner, so that the programme office sees them."""
    owned = Objective.objects.select_for_update().filter(owner_id=person_id, archived_at__isnull=True)
    for objective in owned:
        objective.owner = None
        objective.save(update_fields=["owner"])
        record("objective.owner_left", objective, actor=actor, now=now, fields=["owner"])


@transaction.atomic
def enforce_terms(*, now: datetime) -> dict[str, int]:
    """Delete readings of versions that were superseded longer ago than the term; return how many by term."""
    over = Acknowledgement.objects.filter(version__superseded_at__lte=now - ACKNOWLEDGEMENTS_KEPT.keeps)
    deleted, _rows = over.delete()
    counts = dict.fromkeys((term.code for term in TERMS), 0)
    counts[ACKNOWLEDGEMENTS_KEPT.code] = deleted
    return counts
