"""Which passages are clear: a sealed box each month, and figures. Neither an answer nor who sent one stands here.

docs/adr/0016-questions-about-passages.md says why.
"""

from typing import ClassVar

from django.db import models

from common.triggers import NoTruncate
from strategy.choices import CLARITY
from strategy.models.questions import Question
from surveys.models import ReleasedShare, SealedRound, never_changes, terms_stay


class QuestionRound(SealedRound):
    """What people sent of their choices in one month, on all questions together, as one sealed value until counted."""

    subject = CLARITY
    events = "questions"
    turn = 4_011_020_316

    class Meta(SealedRound.Meta):
        triggers: ClassVar = [
            terms_stay("strategy_questionround_terms_stay"),
            NoTruncate(name="strategy_questionround_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"choices of {self.month}"


class QuestionFigure(ReleasedShare):
    """Which share chose what is wise at one question, as one round told it."""

    round = models.ForeignKey(QuestionRound, on_delete=models.PROTECT, related_name="figures")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="figures")

    class Meta(ReleasedShare.Meta):
        constraints = [
            *ReleasedShare.Meta.constraints,
            models.UniqueConstraint(fields=["round", "question"], name="strategy_questionfigure_once"),
        ]
        triggers: ClassVar = [
            never_changes("strategy_questionfigure_never_changes"),
            NoTruncate(name="strategy_questionfigure_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"question {self.question_id} in {self.round_id}"
