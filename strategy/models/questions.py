"""One situation at work about a passage, and what one would do: asked of who confirms having read it."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words, words
from common.models import PublicIdModel
from common.triggers import NoTruncate
from strategy.models.documents import Clause
from strategy.rules.questions import LEAST_CHOICES, MOST_CHOICES

# As with the passage itself: what is published stays. FOR SHARE waits for a publication that is under way.
KEEP_FROZEN = """
FOR asked IN SELECT unnest(ARRAY[{clauses}]) LOOP
    SELECT version.state INTO version_state
    FROM strategy_version AS version JOIN strategy_clause AS clause ON clause.version_id = version.id
    WHERE clause.id = asked FOR SHARE OF version;
    IF version_state IN ('published', 'superseded') THEN
        RAISE EXCEPTION '{name}: passage % belongs to a published version', asked
            USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
    END IF;
END LOOP;
RETURN COALESCE(NEW, OLD);
"""
OF_CHOICE = "(SELECT clause_id FROM strategy_question WHERE id = {row}.question_id)"
CAN_BE_ANSWERED = f"""
FOR asked IN SELECT unnest(ARRAY[{{questions}}]) LOOP
    IF EXISTS (SELECT 1 FROM strategy_question WHERE id = asked) AND NOT EXISTS (
        SELECT 1 FROM strategy_questionchoice WHERE question_id = asked
        HAVING COUNT(*) BETWEEN {LEAST_CHOICES} AND {MOST_CHOICES} AND COUNT(*) FILTER (WHERE is_right) = 1
    ) THEN
        RAISE EXCEPTION '{{name}}: question %', asked
            USING ERRCODE = 'check_violation', CONSTRAINT = '{{name}}';
    END IF;
END LOOP;
RETURN NULL;
"""  # noqa: S608 - two numbers of our own
"""By the end of each transaction a question has a few answers, and one of them is right."""


def frozen(name: str, clauses: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        declare=[("asked", "bigint"), ("version_state", "text")],
        func=KEEP_FROZEN.format(name=name, clauses=clauses),
    )


def answerable(name: str, operation: pgtrigger.Operation, questions: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        operation=operation,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        declare=[("asked", "bigint")],
        func=CAN_BE_ANSWERED.format(name=name, questions=questions),
    )


class Question(PublicIdModel):
    """A situation about one passage in which somebody says what they would do; ``edition`` counts its saves."""

    clause = models.OneToOneField(Clause, on_delete=models.CASCADE, related_name="question")
    situation_nl = models.TextField(_("situation in Dutch"), blank=True)
    situation_en = models.TextField(_("situation in English"), blank=True)
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(situation_nl="", situation_en=""), name="strategy_question_describes_something"
            ),
        ]
        triggers: ClassVar = [
            frozen("strategy_question_frozen", "OLD.clause_id, NEW.clause_id"),
            answerable("strategy_question_can_be_answered", pgtrigger.Insert, "NEW.id"),
            NoTruncate(name="strategy_question_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"question about {self.clause_id}"

    @property
    def situation(self) -> Words:
        return words(self.situation_nl, self.situation_en)

    @property
    def missing_languages(self) -> list[str]:
        """The languages in which the situation or an answer lacks its words."""
        rows = list(self.choices.all())
        return [
            language
            for language in ("nl", "en")
            if not getattr(self, f"situation_{language}")
            or not all(getattr(each, f"{part}_{language}") for each in rows for part in ("text", "explanation"))
        ]


class QuestionChoice(models.Model):
    """One of the ways to act, and why it is right or not."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField()
    text_nl = models.CharField(_("answer in Dutch"), max_length=300, blank=True)
    text_en = models.CharField(_("answer in English"), max_length=300, blank=True)
    is_right = models.BooleanField(default=False)
    explanation_nl = models.TextField(_("why, in Dutch"), blank=True)
    explanation_en = models.TextField(_("why, in English"), blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "position"], name="strategy_questionchoice_position_once"),
            models.CheckConstraint(condition=~Q(text_nl="", text_en=""), name="strategy_questionchoice_says_something"),
        ]
        triggers: ClassVar = [
            frozen("strategy_questionchoice_frozen", f"{OF_CHOICE.format(row='OLD')}, {OF_CHOICE.format(row='NEW')}"),
            answerable(
                "strategy_questionchoice_leaves_a_question",
                pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                "OLD.question_id, NEW.question_id",
            ),
            NoTruncate(name="strategy_questionchoice_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"answer {self.position} of {self.question_id}"

    @property
    def text(self) -> Words:
        return words(self.text_nl, self.text_en)

    @property
    def explanation(self) -> Words:
        return words(self.explanation_nl, self.explanation_en)
