"""Who was asked about a version in which capacity, about which text, and what they answered."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from common.models import PublicIdModel
from common.triggers import NoTruncate
from people.choices import Role
from strategy.choices import CODE_LASTS, CODE_TRIES, LANGUAGES, ReviewEnding, ReviewKind, ReviewOutcome, reason_read
from strategy.models.documents import Version
from strategy.querysets import ReviewerQuerySet, ReviewQuerySet

ANSWER_ABOUT_THE_TEXT = """
IF NOT EXISTS (
    SELECT 1 FROM strategy_reviewer AS asked JOIN strategy_review AS review ON review.id = asked.review_id
    WHERE asked.id = NEW.reviewer_id AND asked.released_at IS NULL
        AND review.ended_at IS NULL AND review.text_hash = NEW.text_hash)
THEN
    RAISE EXCEPTION 'strategy_reviewanswer_about_the_text: the answer is not about a text that is under review'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_reviewanswer_about_the_text';
END IF;
RETURN NEW;
"""


class Review(PublicIdModel):
    """One round in which people are asked about a version: about the text with this hash, until it ends.

    A version that is taken back and changed gets a new round; answers to another text do not count for it.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reviews")
    text_hash = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    against_reason = models.TextField(blank=True, help_text="why it was published against an advice")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_as = models.CharField(max_length=10, choices=ReviewEnding, blank=True)
    ending_reason = models.TextField(blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(ended_at__isnull=True), name="strategy_review_one_open"
            ),
            models.CheckConstraint(condition=Q(text_hash__regex=r"^[0-9a-f]{64}$"), name="strategy_review_has_hash"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_as="")
                | Q(ended_at__isnull=False, ended_at__gte=F("started_at"), ended_as__in=ReviewEnding.values),
                name="strategy_review_ends_somehow",
            ),
            models.CheckConstraint(
                condition=~Q(ended_as=ReviewEnding.TAKEN_BACK) | ~Q(ending_reason=""),
                name="strategy_review_taken_back_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"review of {self.version_id}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Reviewer(PublicIdModel):
    """Somebody who is asked: a colleague, or a named person without an account who answers by a link until a moment."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="reviewers")
    kind = models.CharField(max_length=10, choices=ReviewKind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="reviews_asked"
    )
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    speaks_for = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20, choices=Role, blank=True, help_text="which they had when they were asked")
    asked_at = models.DateTimeField()
    link_until = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_reason = models.CharField(max_length=300, blank=True)

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "person"],
                condition=Q(person__isnull=False, released_at__isnull=True),
                name="strategy_reviewer_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=ReviewKind.values), name="strategy_reviewer_kind_known"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, name="", email="", link_until__isnull=True)
                | (Q(person__isnull=True, link_until__isnull=False) & ~Q(name="")),
                name="strategy_reviewer_colleague_or_link",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ReviewKind.DECISION) | Q(person__isnull=False),
                name="strategy_reviewer_decides_with_account",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | ~Q(released_reason=""),
                name="strategy_reviewer_released_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.review_id}"

    @property
    def full_name(self) -> str:
        return self.person.full_name if self.person is not None else self.name

    @property
    def released_why(self) -> str:
        """Why they are not asked any more, in the language of who reads where the portal says it."""
        return reason_read(self.released_reason)

    @property
    def given(self) -> "ReviewAnswer | None":
        """The answer, where there is one."""
        return getattr(self, "answer", None)


class LinkCode(models.Model):
    """A code sent to the address of a reviewer without an account: whoever types it reads the mail there.

    Only a keyed hash is kept. The newest row counts; the others say how many were sent. All go after a day.
    """

    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    works_until = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(wrong_tries__gte=0, wrong_tries__lte=CODE_TRIES), name="strategy_linkcode_tries_limited"
            ),
            models.CheckConstraint(
                condition=Q(works_until__gt=F("sent_at"), works_until__lte=F("sent_at") + CODE_LASTS),
                name="strategy_linkcode_short_lived",
            ),
        ]

    def __str__(self) -> str:
        return f"code for {self.reviewer_id}"


class ReviewAnswer(models.Model):
    """What somebody answered about the text with this hash: once, append-only."""

    reviewer = models.OneToOneField(Reviewer, on_delete=models.PROTECT, related_name="answer")
    text_hash = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10, choices=ReviewOutcome)
    remarks = models.TextField(blank=True)
    language = models.CharField(max_length=2)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=ReviewOutcome.values), name="strategy_reviewanswer_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome=ReviewOutcome.AGREED) | ~Q(remarks=""), name="strategy_reviewanswer_no_says_why"
            ),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="strategy_reviewanswer_language_known"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="strategy_reviewanswer_about_the_text",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=ANSWER_ABOUT_THE_TEXT,
            ),
            pgtrigger.Protect(name="strategy_reviewanswer_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            NoTruncate(name="strategy_reviewanswer_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} by {self.reviewer_id}"
