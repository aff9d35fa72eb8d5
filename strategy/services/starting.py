"""Beginning a document or its next version: empty, from the example, or from what is in force."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.prose import normalised
from common.services import record
from people.models import Person
from strategy import policies, rules
from strategy.choices import ChangeKind, DocumentKind, RevisionEvent, VersionState
from strategy.models import Clause, Document, Question, QuestionChoice, Version
from strategy.rules.examples import EXAMPLES
from strategy.rules.examples.passage import unwrapped
from strategy.rules.questions import ChoiceText, QuestionText
from strategy.services.revisions import keep_first_revisions


@transaction.atomic
def create_document(
    *, kind: str, title_nl: str, title_en: str, actor: Person, now: datetime, from_example: bool = False
) -> Version:
    """Begin the strategy or the house rules, and return the first draft: empty, or with the passages of the example."""
    must_write(actor)
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
    draft = _new_version(document, number=1, actor=actor, now=now)
    if from_example:
        made = Clause.objects.bulk_create(_from_example(draft, actor=actor, now=now))
        keep_first_revisions(made, RevisionEvent.ADDED)
        for clause, passage in zip(made, EXAMPLES[draft.document.kind], strict=True):
            if passage.question is not None:
                write_question(Question(clause=clause), passage.question)
    return draft


def _from_example(draft: Version, *, actor: Person, now: datetime) -> Iterable[Clause]:
    keys: list[str] = []
    for place, passage in enumerate(EXAMPLES[draft.document.kind], start=1):
        keys.append(rules.clause_key(passage.title_en, keys))
        yield Clause(
            version=draft,
            key=keys[-1],
            pillar=passage.pillar,
            position=place,
            title_nl=passage.title_nl,
            title_en=passage.title_en,
            text_nl=normalised(unwrapped(passage.text_nl)),
            text_en=normalised(unwrapped(passage.text_en)),
            function_groups=list(passage.function_groups),
            aspect=passage.aspect,
            changed_at=now,
            changed_by=actor,
        )


@transaction.atomic
def start_draft(*, document_id: int, actor: Person, now: datetime) -> Version:
    """Copy the published version into a new draft; an open draft is returned as it is."""
    must_write(actor)
    document = Document.objects.select_for_update().get(pk=document_id)
    existing = document.versions.filter(Q(state=VersionState.DRAFT) | Q(state=VersionState.IN_REVIEW)).first()
    if existing is not None:
        return existing
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    draft = _new_version(document, number=last + 1, actor=actor, now=now)
    published = document.versions.filter(state=VersionState.PUBLISHED).first()
    if published is not None:
        keep_first_revisions(Clause.objects.bulk_create(_copies(published, draft)), RevisionEvent.CARRIED)
        _copy_questions(published, draft)
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
            function_groups=clause.function_groups,
            aspect=clause.aspect,
            change=ChangeKind.UNCHANGED,
            changed_at=clause.changed_at,
            changed_by_id=clause.changed_by_id,
        )


def _copy_questions(published: Version, draft: Version) -> None:
    copies = dict(draft.clauses.values_list("key", "pk"))
    for question in Question.objects.filter(clause__version=published).prefetch_related("choices", "clause"):
        write_question(Question(clause_id=copies[question.clause.key]), question_text(question))


def question_text(question: Question) -> QuestionText:
    """Return a question as it is kept."""
    choices = list(question.choices.all())
    return QuestionText(
        question.situation_nl,
        question.situation_en,
        [ChoiceText(*(getattr(each, name) for name in ChoiceText.__slots__)) for each in choices],
        next(place for place, each in enumerate(choices) if each.is_right),
    )


def write_question(question: Question, text: QuestionText) -> None:
    """Write a question anew, with all its answers."""
    question.situation_nl, question.situation_en = text.situation_nl.strip(), text.situation_en.strip()
    question.save()
    question.choices.all().delete()
    QuestionChoice.objects.bulk_create(
        QuestionChoice(question=question, position=place + 1, is_right=place == text.right, **asdict(each))
        for place, each in enumerate(text.choices)
    )


def must_write(actor: Person) -> None:
    """Raise ``RuleBroken`` for whoever is not of the programme office."""
    if not policies.can_write(actor):
        raise RuleBroken(_("Only the programme office writes and publishes this document."))
