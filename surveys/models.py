"""Waves, questions, who takes part, and answers that cannot be joined to who gave them.

Participation and Ballot share nothing: no key, no transaction, no time. docs/adr/0006-ballot-protocol.md says why.
"""

import uuid
from datetime import date
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words, words
from common.disclosure import Status
from common.disclosure.boxes import Share
from common.models import PublicIdModel
from common.periods import Period
from common.triggers import NoTruncate
from governance.choices import SMALLEST_THRESHOLD
from surveys.choices import ANSWERS, TOTAL, Dimension, RoundState, WaveState

SHOWN = Q(status=Status.SHOWN.value, value__isnull=False, low__isnull=True, high__isnull=True)
A_RANGE = Q(status=Status.RANGE.value, value__isnull=True, low__isnull=False, high__isnull=False)
HIDDEN = Q(
    status=Status.HIDDEN.value,
    value__isnull=True,
    low__isnull=True,
    high__isnull=True,
    base_low__isnull=True,
    base_high__isnull=True,
)
ONE_GROUP = Q(dimension=TOTAL, group="") | Q(dimension__in=Dimension.values) & ~Q(group="")


class Question(models.Model):
    """A question with a stable code; its answers stand in ``surveys.choices``, since figures rest on them."""

    code = models.CharField(max_length=40, unique=True)
    text_nl = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200)
    hint_nl = models.CharField(max_length=300, blank=True)
    hint_en = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__in=list(ANSWERS)), name="surveys_question_has_answers"),
            models.CheckConstraint(
                condition=~Q(text_nl="") & ~Q(text_en=""), name="surveys_question_in_both_languages"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def text(self) -> Words:
        return words(self.text_nl, self.text_en)

    @property
    def hint(self) -> Words:
        return words(self.hint_nl, self.hint_en)

    @property
    def answers(self) -> type[models.TextChoices]:
        return ANSWERS[self.code]


class Wave(PublicIdModel):
    """One round of a survey. What it asks, of how many at least, and by which groups is frozen when it opens."""

    title_nl = models.CharField(_("title in Dutch"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120)
    dimension = models.CharField(
        _("groups to compare"), max_length=20, choices=Dimension, default=Dimension.FUNCTION_GROUP
    )
    smallest_group = models.PositiveSmallIntegerField(validators=[MinValueValidator(SMALLEST_THRESHOLD)])
    questions = models.ManyToManyField(Question, through="WaveQuestion", related_name="waves")
    state = models.CharField(max_length=6, choices=WaveState, default=WaveState.DRAFT)
    opened_on = models.DateField(null=True)
    closes_on = models.DateField(_("last day to answer"))
    closed_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    settled_at = models.DateTimeField(null=True)
    key_destroyed_on = models.DateField(null=True)
    seal_key = models.BinaryField(null=True)
    boxes = models.PositiveIntegerField(default=0)
    invited = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    edition = models.PositiveIntegerField(default=1, editable=False, help_text="counts its saves")

    class Meta:
        ordering = ["-closes_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=WaveState.values), name="surveys_wave_state_known"),
            models.CheckConstraint(condition=Q(dimension__in=Dimension.values), name="surveys_wave_dimension_known"),
            models.CheckConstraint(
                condition=Q(smallest_group__gte=SMALLEST_THRESHOLD), name="surveys_wave_group_never_below_five"
            ),
            models.CheckConstraint(
                condition=Q(opened_on__isnull=True) | Q(closes_on__gte=F("opened_on")),
                name="surveys_wave_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=~Q(state=WaveState.OPEN)
                | Q(seal_key__isnull=False, opened_on__isnull=False, boxes__gt=0, invited__gte=F("smallest_group")),
                name="surveys_wave_open_is_sealed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[WaveState.CLOSED, WaveState.VOID], closed_on__isnull=False)
                | ~Q(state__in=[WaveState.CLOSED, WaveState.VOID])
                & Q(closed_on__isnull=True, key_destroyed_on__isnull=True),
                name="surveys_wave_closed_has_day",
            ),
            # Two at once would ask people twice, and the same people in groups of two kinds could be told apart.
            models.UniqueConstraint(fields=["state"], condition=Q(state=WaveState.OPEN), name="surveys_wave_one_open"),
        ]
        triggers: ClassVar = [
            # From the first invitation on, people answer under these terms; nobody may change them any more.
            pgtrigger.Protect(
                name="surveys_wave_setting_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'draft' AND (OLD.dimension, OLD.smallest_group, OLD.closes_on, OLD.opened_on, "
                    "OLD.seal_key, OLD.boxes, OLD.invited) IS DISTINCT FROM (NEW.dimension, NEW.smallest_group, "
                    "NEW.closes_on, NEW.opened_on, NEW.seal_key, NEW.boxes, NEW.invited)"
                ),
            ),
            pgtrigger.Protect(
                name="surveys_wave_never_back",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> NEW.state AND (OLD.state IN ('closed', 'void') OR NEW.state = 'draft')"
                ),
            ),
            pgtrigger.Protect(
                name="surveys_wave_stays_once_opened",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state <> 'draft'"),
            ),
            NoTruncate(name="surveys_wave_no_truncate"),
        ]

    def __str__(self) -> str:
        return self.title_en

    @property
    def title(self) -> Words:
        return words(self.title_nl, self.title_en)

    @property
    def result_on(self) -> date:
        """The day on which the result is released: with the figures of the month of the last day to answer.

        A wave that runs its course is closed in the night after that day, which can be in the next month.
        """
        return Period.of(min(self.closed_on or self.closes_on, self.closes_on)).release_day


class WaveQuestion(models.Model):
    """A question that a wave asks; fixed once the wave opened."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="asked")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "question"], name="surveys_wavequestion_once")]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="surveys_wavequestion_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("of_wave", "bigint")],
                func="""
                    of_wave = CASE WHEN TG_OP = 'INSERT' THEN NEW.wave_id ELSE OLD.wave_id END;
                    IF EXISTS (SELECT 1 FROM surveys_wave WHERE id = of_wave AND state <> 'draft') THEN
                        RAISE EXCEPTION 'pgtrigger: the questions of a wave stay once it opened';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
            NoTruncate(name="surveys_wavequestion_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} in {self.wave_id}"


class Participation(models.Model):
    """Who was invited, the one group that their ballot may carry, and since which day it is known that they sent."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="participations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="survey_participations")
    dimension = models.CharField(max_length=20)
    group = models.CharField(max_length=40, blank=True)
    sent_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "person"], name="surveys_participation_once"),
            models.CheckConstraint(condition=ONE_GROUP, name="surveys_participation_one_group"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.wave_id}"


class BallotBox(models.Model):
    """The sealed answers of many people as one value: it changes as a whole, and opens at the close only."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="ballot_boxes")
    number = models.PositiveIntegerField()
    contents = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "number"], name="surveys_ballotbox_once")]

    def __str__(self) -> str:
        return f"box {self.number} of {self.wave_id}"


class Ballot(models.Model):
    """One set of answers, readable after the close; of nobody, from one group at most, at no time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="ballots")
    dimension = models.CharField(max_length=20)
    group = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=ONE_GROUP, name="surveys_ballot_one_group")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="surveys_ballot_never_changes", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="surveys_ballot_after_the_close",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM surveys_wave WHERE id = NEW.wave_id AND state = 'closed') THEN
                        RAISE EXCEPTION 'pgtrigger: no ballot can be read before its wave closed';
                    END IF;
                    RETURN NEW;
                """,
            ),
            NoTruncate(name="surveys_ballot_no_truncate"),
        ]

    def __str__(self) -> str:
        return "a ballot"


class Answer(models.Model):
    """One answer of a ballot."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "question"], name="surveys_answer_once")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="surveys_answer_never_changes", operation=pgtrigger.Update),
            NoTruncate(name="surveys_answer_no_truncate"),
        ]

    def __str__(self) -> str:
        return "an answer"


class GroupResult(models.Model):
    """How many of a group were invited and sent, counted at the close; ``total`` is everybody."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="results")
    dimension = models.CharField(max_length=20)
    group = models.CharField(max_length=40, blank=True)
    invited = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "dimension", "group"], name="surveys_groupresult_once"),
            models.CheckConstraint(condition=ONE_GROUP, name="surveys_groupresult_one_group"),
            models.CheckConstraint(
                condition=Q(answered__lte=F("invited")), name="surveys_groupresult_no_more_than_invited"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group or self.dimension} of {self.wave_id}"


class AnswerCount(models.Model):
    """How often one answer was given in a group; every answer has a row, also when nobody gave it."""

    result = models.ForeignKey(GroupResult, on_delete=models.CASCADE, related_name="counts")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=40)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["result", "question", "value"], name="surveys_answercount_once")]

    def __str__(self) -> str:
        return f"{self.value} {self.count}"


class SealedRound(PublicIdModel):
    """The answers of one month as one sealed value until they are counted; each app that asks has rounds of its own.

    ``subject`` is what a body agreed to, ``events`` begins the names of its audit events, and under ``turn`` PostgreSQL
    lets one transaction at a time open or close a round. docs/adr/0009-evaluation.md says why.
    """

    subject: ClassVar[str]
    events: ClassVar[str]
    turn: ClassVar[int]

    state = models.CharField(max_length=6, choices=RoundState, default=RoundState.OPEN)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    key_destroyed_on = models.DateField(null=True)
    smallest_group = models.PositiveSmallIntegerField(validators=[MinValueValidator(SMALLEST_THRESHOLD)])
    seal_key = models.BinaryField()
    contents = models.BinaryField(null=True)

    class Meta:
        abstract = True
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RoundState.values), name="%(app_label)s_%(class)s_state_known"
            ),
            models.CheckConstraint(
                condition=Q(smallest_group__gte=SMALLEST_THRESHOLD),
                name="%(app_label)s_%(class)s_group_never_below_five",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=RoundState.OPEN, contents__isnull=False, closed_on__isnull=True, key_destroyed_on__isnull=True
                )
                | ~Q(state=RoundState.OPEN) & Q(contents__isnull=True, closed_on__isnull=False),
                name="%(app_label)s_%(class)s_box_while_open",
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=RoundState.OPEN), name="%(app_label)s_%(class)s_one_open"
            ),
        ]

    @property
    def month(self) -> Period:
        """The month of which it is: that in which it opened."""
        return Period.of(self.opened_on)


def terms_stay(name: str) -> pgtrigger.Trigger:
    """Return what every ``SealedRound`` has: people answer under its terms, and nobody changes or reopens it."""
    return pgtrigger.Protect(
        name=name,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            "OLD.state <> 'open' AND OLD.state <> NEW.state OR "
            "(OLD.opened_on, OLD.smallest_group, OLD.seal_key) IS DISTINCT FROM "
            "(NEW.opened_on, NEW.smallest_group, NEW.seal_key)"
        ),
    )


class ReleasedShare(models.Model):
    """One share that a round told, as everybody sees it; no counts. What it is about, each app says."""

    status = models.CharField(max_length=6)
    value = models.PositiveSmallIntegerField(null=True)
    low = models.PositiveSmallIntegerField(null=True)
    high = models.PositiveSmallIntegerField(null=True)
    base_low = models.PositiveIntegerField(null=True)
    base_high = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=SHOWN | A_RANGE | HIDDEN, name="%(app_label)s_%(class)s_shows_what_it_may"
            ),
        ]

    @staticmethod
    def columns_of(share: Share) -> dict[str, Any]:
        """Return a share as the columns that hold it."""
        low, high = share.base or (None, None)
        return {
            "status": share.status.value, "value": share.value, "low": share.low, "high": share.high,
            "base_low": low, "base_high": high,
        }  # fmt: skip


def never_changes(name: str) -> pgtrigger.Trigger:
    """Return what every ``ReleasedShare`` has: a figure that was told stays as it was told."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)
