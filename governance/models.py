"""Law as dated facts with their source, bodies, and what they were asked and answered."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words, words
from common.choices import LANGUAGES
from common.models import PublicIdModel
from common.triggers import NoTruncate
from governance.choices import AnsweredAs, BodyKind, Confidence, DutyFor, Outcome, ProposalKind, ProposalState


class LawVersion(models.Model):
    """One version of a law as we read it: from when it applies, where it stands, and when we last checked."""

    code = models.CharField(max_length=40, unique=True)
    law = models.CharField(max_length=40)
    name_nl = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    source_nl = models.CharField(max_length=300)
    source_en = models.CharField(max_length=300)
    as_of = models.DateField()
    last_checked = models.DateField()

    class Meta:
        ordering = ["law", "-as_of"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(source_nl="") & ~Q(source_en=""), name="governance_lawversion_has_source"
            ),
            models.UniqueConstraint(fields=["law", "as_of"], name="governance_lawversion_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Words:
        return words(self.name_nl, self.name_en)

    @property
    def source(self) -> Words:
        return words(self.source_nl, self.source_en)


class Duty(models.Model):
    """What the law asks of the organisation, in our own words, with its article, dates and how sure we are."""

    code = models.CharField(max_length=60, unique=True)
    law_version = models.ForeignKey(LawVersion, on_delete=models.PROTECT, related_name="duties")
    article = models.CharField(max_length=80)
    source = models.CharField(max_length=300)
    applies_to = models.CharField(max_length=20, choices=DutyFor)
    title_nl = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    text_nl = models.TextField()
    text_en = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    last_checked = models.DateField()
    confidence = models.CharField(max_length=12, choices=Confidence)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=~Q(source="") & ~Q(article=""), name="governance_duty_has_source"),
            models.CheckConstraint(
                condition=~Q(title_nl="") & ~Q(title_en="") & ~Q(text_nl="") & ~Q(text_en=""),
                name="governance_duty_in_both_languages",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="governance_duty_ends_later",
            ),
            models.CheckConstraint(condition=Q(applies_to__in=DutyFor.values), name="governance_duty_for_known"),
            models.CheckConstraint(
                condition=Q(confidence__in=Confidence.values), name="governance_duty_confidence_known"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> Words:
        return words(self.title_nl, self.title_en)

    @property
    def text(self) -> Words:
        return words(self.text_nl, self.text_en)


class Body(PublicIdModel):
    """Who speaks for staff or clients: its kind, its rights, or the reason why there is none."""

    kind = models.CharField(max_length=20, choices=BodyKind)
    name_nl = models.CharField(_("name in Dutch"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    has_consent = models.BooleanField(_("may be asked for consent"), default=True)
    has_advice = models.BooleanField(_("may be asked for advice"), default=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["name_nl"]
        verbose_name_plural = "bodies"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BodyKind.values), name="governance_body_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=BodyKind.NONE) | ~Q(reason=""), name="governance_body_none_says_why"
            ),
            models.UniqueConstraint(fields=["kind"], name="governance_body_one_a_kind"),
        ]

    def __str__(self) -> str:
        return self.name_en

    @property
    def name(self) -> Words:
        return words(self.name_nl, self.name_en)


class Proposal(PublicIdModel):
    """What a body was asked, with the very words it was asked about, and where that stands."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="proposals")
    subject = models.CharField(max_length=60)
    subject_version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ProposalKind)
    title_nl = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    text_nl = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    terms_nl = models.JSONField()
    terms_en = models.JSONField()
    smallest_group = models.PositiveSmallIntegerField()
    anew_reason = models.TextField(blank=True)
    state = models.CharField(max_length=24, choices=ProposalState, default=ProposalState.ASKED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposals")
    proposed_at = models.DateTimeField()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ProposalKind.values), name="governance_proposal_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="governance_proposal_state_known"),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.REPLACED_BY_COURT) | Q(kind=ProposalKind.CONSENT),
                name="governance_proposal_court_replaces_consent",
            ),
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(state=ProposalState.ASKED),
                name="governance_proposal_one_asked",
            ),
        ]
        indexes = [models.Index(fields=["subject", "-proposed_at"], name="governance_proposal_latest")]
        triggers: ClassVar = [
            # What was agreed to must stay what it was: only the state of a proposal may change.
            pgtrigger.Protect(
                name="governance_proposal_words_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "body", "subject", "subject_version", "kind", "title_nl", "title_en", "text_nl", "text_en",
                    "terms_nl", "terms_en", "smallest_group", "anew_reason", "proposed_by", "proposed_at",
                ),
            ),
            pgtrigger.Protect(name="governance_proposal_stays", operation=pgtrigger.Delete),
            NoTruncate(name="governance_proposal_no_truncate"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.subject} {self.public_id}"

    @property
    def title(self) -> Words:
        return words(self.title_nl, self.title_en)

    @property
    def text(self) -> Words:
        return words(self.text_nl, self.text_en)


class Answer(PublicIdModel):
    """What somebody answered in which capacity; append-only, so the last one of the body is its answer.

    A body that comes back on its answer adds one that replaces it and says why; the first stays to be read.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="answers")
    answered_as = models.CharField(max_length=10, choices=AnsweredAs)
    outcome = models.CharField(max_length=24, choices=Outcome)
    reason = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="nl")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["answered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(answered_as=AnsweredAs.BODY, replaces__isnull=True),
                name="governance_answer_first_of_body_once",
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="governance_answer_replaced_once"
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | Q(answered_as=AnsweredAs.BODY),
                name="governance_answer_only_body_comes_back",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(reason=""), name="governance_answer_change_says_why"
            ),
            models.CheckConstraint(
                condition=Q(answered_as__in=AnsweredAs.values), name="governance_answer_capacity_known"
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="governance_answer_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=[Outcome.AGREED, Outcome.AGREED_WITH_CONDITIONS]) | ~Q(reason=""),
                name="governance_answer_says_why",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.AGREED_WITH_CONDITIONS) & ~Q(conditions="")
                | ~Q(outcome=Outcome.AGREED_WITH_CONDITIONS) & Q(conditions=""),
                name="governance_answer_conditions_fit",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.DEVIATED, answered_as=AnsweredAs.BOARD)
                | ~Q(outcome=Outcome.DEVIATED) & ~Q(answered_as=AnsweredAs.BOARD),
                name="governance_answer_board_deviates",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="governance_answer_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            NoTruncate(name="governance_answer_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} on {self.proposal_id}"
