"""What people type into the strategy."""

from strategy.forms.comments import CommentForm, ReplyForm, ResolveForm, SuggestionForm, VersionForm
from strategy.forms.objectives import KeyDateForm, ObjectiveForm, ReasonForm
from strategy.forms.questions import AcknowledgeForm, QuestionForm
from strategy.forms.reviews import (
    AgainstForm,
    AskOneMoreForm,
    AskReviewForm,
    CompareForm,
    LinkCodeForm,
    ReviewAnswerForm,
    WhyForm,
)
from strategy.forms.revisions import RevisionsForm
from strategy.forms.writing import ClauseForm, DocumentForm, PreviewForm

__all__ = [
    "AcknowledgeForm",
    "AgainstForm",
    "AskOneMoreForm",
    "AskReviewForm",
    "ClauseForm",
    "CommentForm",
    "CompareForm",
    "DocumentForm",
    "KeyDateForm",
    "LinkCodeForm",
    "ObjectiveForm",
    "PreviewForm",
    "QuestionForm",
    "ReasonForm",
    "ReplyForm",
    "ResolveForm",
    "ReviewAnswerForm",
    "RevisionsForm",
    "SuggestionForm",
    "VersionForm",
    "WhyForm",
]
