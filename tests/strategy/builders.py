"""Documents, versions and objectives for tests, named as states of the house."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from governance.selectors import has_agreement
from people.choices import Role
from people.models import Person
from strategy import selectors, services
from strategy.choices import CLARITY, ChangeKind, Chosen, DocumentKind, Pillar, ReviewKind, ReviewOutcome
from strategy.errors import ClauseText
from strategy.models import (
    Clause,
    Comment,
    Objective,
    Question,
    QuestionRound,
    Review,
    ReviewAnswer,
    Reviewer,
    Version,
)
from strategy.rules.questions import ChoiceText, QuestionText
from tests.governance.builders import agreed as agreed_to
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
    """Ask about a draft: whoever is wanted, or else somebody who decides and did not write it."""
    asked = wanted or [services.Wanted(kind=ReviewKind.DECISION, person=decider(actor))]
    return services.ask_review(version_id=version.pk, wanted=asked, actor=actor, now=now)


def decider(writer: Person) -> Person:
    """Return somebody of the board, or else of the programme office, who is not the writer."""
    others = Person.objects.exclude(pk=writer.pk).filter(roles__role__in=[Role.BOARD, Role.PROGRAMME_OFFICE])
    found = next((each for each in others.order_by("pk") if each.has_role(Role.BOARD, Role.PROGRAMME_OFFICE)), None)
    return found or employee(first_name="Bea", last_name="Bestuur", roles=[Role.BOARD])


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
    """Bring a draft to where it can be published: somebody else is asked and agrees."""
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


def asking(*, actor: Person, questions: int = 1) -> Version:
    """Return a version in force with so many passages for everyone, each with a question; the second answer is wise."""
    version = draft(actor=actor, clauses=0)
    for _place in range(questions):
        ask(add_clause(version, actor=actor), actor=actor)
    return publish(version, actor=actor)


def ask(clause: Clause, *, actor: Person) -> Question:
    """Write a question with two answers about a passage of a draft; the second is wise."""
    choices = [ChoiceText("Ik deel.", "I share.", "Want.", "Since."), ChoiceText("Nee.", "No.", "Want.", "Since.")]
    written = QuestionText("Stel je voor.", "Suppose.", choices, 1)
    return services.save_question(clause_id=clause.pk, edition=0, text=written, actor=actor, now=NOW)


def question_round(*, at: datetime = NOW) -> QuestionRound:
    """Return the round that takes what people chose, after the works council agreed to it."""
    if not has_agreement(CLARITY):
        agreed_to(CLARITY, now=at)
    services.tend_questions(now=at)
    return QuestionRound.objects.get(state="open")


def tickets(version: Version, reader: Person, *, wise: bool = True) -> list[tuple[Chosen, str]]:
    """Return what the form carries that somebody sees who chose the wise answers, or the others."""
    asked = selectors.questions_for(version, reader)
    chosen = [(each, next(row for row in each.choices if row.is_right == wise)) for each in asked]
    return selectors.choices_to_send(chosen, reader)


def send(version: Version, *, wise: int, other: int = 0) -> None:
    """Let so many new people send what they chose about a version."""
    for number in range(wise + other):
        ballots = tickets(version, employee(), wise=number < wise)
        services.send_choices(ballots=[(ticket, str(chosen)) for chosen, ticket in ballots])
