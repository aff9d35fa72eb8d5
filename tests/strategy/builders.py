"""Documents, versions and objectives for tests, named as states of the house."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from people.choices import Role
from people.models import Person
from strategy import services
from strategy.choices import ChangeKind, DocumentKind, Pillar, ReviewKind, ReviewOutcome
from strategy.errors import ClauseText
from strategy.models import Clause, Comment, Objective, Review, ReviewAnswer, Reviewer, Version
from tests.people.builders import employee

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_number = count(1)


def office() -> Person:
    return employee(first_name="Petra", last_name="Prins", roles=[Role.PROGRAMME_OFFICE])


def text(word: str = "") -> ClauseText:
    """Return a whole text in both languages."""
    word = word or str(next(_number))
    return ClauseText(
        title_nl=f"Titel {word}",
        title_en=f"Title {word}",
        text_nl=f"Wij gebruiken AI **{word}**.",
        text_en=f"We use AI **{word}**.",
    )


def draft(kind: str = DocumentKind.STRATEGY, *, actor: Person, clauses: int = 3) -> Version:
    """Return the first draft of a document, with passages spread over the pillars."""
    version = services.create_document(
        kind=kind, title_nl="Onze AI-strategie", title_en="Our AI strategy", actor=actor, now=NOW
    )
    for number in range(clauses):
        add_clause(version, actor=actor, pillar=Pillar.values[number % len(Pillar)])
    return version


def add_clause(
    version: Version, *, actor: Person, pillar: str = Pillar.VISION, content: ClauseText | None = None
) -> Clause:
    return services.add_clause(
        version_id=version.pk,
        text=content or text(),
        pillar=pillar,
        change=ChangeKind.MATERIAL,
        actor=actor,
        now=NOW,
    )


def published(kind: str = DocumentKind.STRATEGY, *, actor: Person, clauses: int = 3) -> Version:
    """Return a version in force."""
    return publish(draft(kind, actor=actor, clauses=clauses), actor=actor)


def under_review(
    version: Version, *, actor: Person, wanted: Sequence[services.Wanted] = (), now: datetime = NOW
) -> Review:
    """Ask about a draft: whoever is wanted, or else its writer, who decides."""
    asked = wanted or [services.Wanted(kind=ReviewKind.DECISION, person=actor)]
    return services.ask_review(version_id=version.pk, wanted=asked, actor=actor, now=now)


def answer(
    reviewer: Reviewer, *, outcome: str = ReviewOutcome.AGREED, remarks: str = "", now: datetime = NOW
) -> ReviewAnswer:
    return services.answer_review(
        reviewer_id=reviewer.pk,
        outcome=outcome,
        remarks=remarks,
        text_hash=reviewer.review.text_hash,
        language="nl",
        actor=reviewer.person,
        now=now,
    )


def agreed(version: Version, *, actor: Person, now: datetime = NOW) -> Version:
    """Bring a draft to where it can be published: its writer is asked and agrees."""
    answer(under_review(version, actor=actor, now=now).reviewers.get(), now=now)
    return version


def publish(version: Version, *, actor: Person, now: datetime = NOW) -> Version:
    """Have a draft reviewed, and put it in force."""
    return services.publish(version_id=agreed(version, actor=actor, now=now).pk, actor=actor, now=now)


def next_draft(version: Version, *, actor: Person) -> Version:
    return services.start_draft(document_id=version.document_id, actor=actor, now=NOW)


def objective(*, title_nl: str = "Minder tijd kwijt aan rapporteren", **fields: Any) -> Objective:
    values: dict[str, Any] = {
        "pillar": Pillar.VISION,
        "title_en": "Less time on reports",
        "baseline": Decimal(40),
        "target": Decimal(20),
        "measure": "minutes",
        "due_on": date(2027, 6, 30),
        "created_at": NOW,
    }
    return Objective.objects.create(title_nl=title_nl, **(values | fields))


def comment(clause: Clause, *, actor: Person, text: str = "Kan dit korter?", now: datetime = NOW) -> Comment:
    return services.comment_on(clause_id=clause.pk, text=text, language="nl", actor=actor, now=now)


def suggestion(clause: Clause, *, actor: Person, proposed: str = "Kort en goed.", now: datetime = NOW) -> Comment:
    """Propose another Dutch text for a passage."""
    return services.suggest(
        clause_id=clause.pk, proposed=proposed, proposed_language="nl", text="", language="nl", actor=actor, now=now
    )
