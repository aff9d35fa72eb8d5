"""What can be sent of one's choices, and which passages are clear, as released. No answer can be read here."""

from collections.abc import Iterable

from django.db.models import QuerySet

from governance.selectors import refused_subjects
from people.models import Person
from strategy.choices import CLARITY, Chosen
from strategy.models import Clause, QuestionChoice, QuestionFigure, QuestionRound
from strategy.selectors.questions import AskedQuestion
from surveys.selectors import box_ticket, open_round_of, sender_of


def choices_to_send(
    answered: Iterable[tuple[AskedQuestion, QuestionChoice]], person: Person
) -> list[tuple[Chosen, str]]:
    """Return what a form carries instead of a person: for each question whether it was wise, and a ticket.

    Nothing where it is not agreed to, or the keys of the month are gone. Three queries at most.
    """
    current = open_round_of(QuestionRound)
    if current is None:
        return []
    found = []
    for asked, choice in answered:
        about = asked.question.public_id
        ticket = box_ticket(current, sender=sender_of(about, person.public_id), about=str(about))
        if ticket is None:
            return []
        found.append((Chosen.WISE if choice.is_right else Chosen.OTHER, ticket))
    return found


def clarity() -> QuerySet[QuestionFigure]:
    """Return all that was told of passages: the newest month first, then in the order of the documents."""
    return _figures().order_by(
        "-round__opened_on", "-round", "-question__clause__version__document__kind", "question__clause__position", "pk"
    )


def clarity_of(clause: Clause) -> QuestionFigure | None:
    """Return what was told last about a passage, in whichever version of its document that was. Two queries."""
    same = _figures().filter(
        question__clause__key=clause.key, question__clause__version__document=clause.version.document_id
    )
    return same.order_by("-round__opened_on", "-round", "-question__clause__version__number").first()


def _figures() -> QuerySet[QuestionFigure]:
    """Return what was told of passages; nothing any more where the works council came back on its agreement."""
    if CLARITY in refused_subjects():
        return QuestionFigure.objects.none()
    rows = QuestionFigure.objects.select_related("round", "question__clause__version__document")
    return rows.defer("round__contents", "question__clause__html_nl", "question__clause__html_en")
