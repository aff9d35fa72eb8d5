"""Documents in versions, their clauses, comments and reviews, objectives, and who read which version."""

from strategy.models.acknowledgements import Acknowledgement, Reopening
from strategy.models.clarity import QuestionFigure, QuestionRound
from strategy.models.comments import Comment, Reply
from strategy.models.documents import Clause, Document, Version
from strategy.models.objectives import KeyDate, Objective, ObjectiveEdition
from strategy.models.questions import Question, QuestionChoice
from strategy.models.reviews import LinkCode, Review, ReviewAnswer, Reviewer
from strategy.models.revisions import ClauseRevision

__all__ = [
    "Acknowledgement",
    "Clause",
    "ClauseRevision",
    "Comment",
    "Document",
    "KeyDate",
    "LinkCode",
    "Objective",
    "ObjectiveEdition",
    "Question",
    "QuestionChoice",
    "QuestionFigure",
    "QuestionRound",
    "Reopening",
    "Reply",
    "Review",
    "ReviewAnswer",
    "Reviewer",
    "Version",
]
