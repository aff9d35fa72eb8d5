"""What people remark and propose about a passage while it is written, what was answered, and what became of it."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import PublicIdModel
from common.triggers import NoTruncate
from strategy.choices import LANGUAGES, CommentKind, CommentOutcome, reason_read
from strategy.models.documents import Version

# A comment changes once: when somebody says what became of it. After publication nothing about a text changes any more.
# FOR SHARE waits for a publication that is under way.
KEEP_COMMENTS = """
SELECT state INTO version_state FROM strategy_version WHERE id = COALESCE(NEW.version_id, OLD.version_id) FOR SHARE;
IF version_state IN ('published', 'superseded') THEN
    RAISE EXCEPTION 'strategy_comment_kept: version % was published', COALESCE(NEW.version_id, OLD.version_id)
        USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_comment_kept';
END IF;
IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND (OLD.resolved_at IS NOT NULL
    OR to_jsonb(NEW) - 'resolved_at' - 'resolved_by_id' - 'outcome' - 'outcome_reason'
    <> to_jsonb(OLD) - 'resolved_at' - 'resolved_by_id' - 'outcome' - 'outcome_reason'))
THEN
    RAISE EXCEPTION 'strategy_comment_kept: comment % is kept as it was written', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_comment_kept';
END IF;
RETURN NEW;
"""
REPLY_WHILE_OPEN = """
PERFORM 1 FROM strategy_comment AS comment JOIN strategy_version AS version ON version.id = comment.version_id
WHERE comment.id = NEW.comment_id AND comment.resolved_at IS NULL AND version.state IN ('draft', 'in_review')
FOR SHARE;
IF NOT FOUND THEN
    RAISE EXCEPTION 'strategy_reply_while_open: comment % is not open', NEW.comment_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_reply_while_open';
END IF;
RETURN NEW;
"""


class Comment(PublicIdModel):
    """A comment on a passage of a version, or other words for its text in one language; ``base`` is what stood there.

    It hangs on the passage's key, so that it is found again in the next draft and when the passage is taken out.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="comments")
    clause_key = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=CommentKind, default=CommentKind.COMMENT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="strategy_comments")
    language = models.CharField(max_length=2)
    text = models.TextField(_("remark"), blank=True)
    proposed_language = models.CharField(max_length=2, blank=True)
    proposed = models.TextField(blank=True)
    base = models.TextField(blank=True)
    created_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=14, choices=CommentOutcome, blank=True)
    outcome_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["version", "clause_key"], name="strategy_comment_by_passage")]
        constraints = [
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="strategy_comment_language_known"),
            models.CheckConstraint(
                condition=(Q(kind=CommentKind.COMMENT, proposed_language="", proposed="", base="") & ~Q(text=""))
                | (Q(kind=CommentKind.SUGGESTION, proposed_language__in=LANGUAGES) & ~Q(proposed="")),
                name="strategy_comment_says_something",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True, outcome="", outcome_reason="")
                | Q(
                    resolved_at__gte=F("created_at"),
                    resolved_by__isnull=False,
                    outcome__in=CommentOutcome.values,
                ),
                name="strategy_comment_resolved_somehow",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=CommentOutcome.NOT_TAKEN_OVER) | ~Q(outcome_reason=""),
                name="strategy_comment_not_taken_over_says_why",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="strategy_comment_kept",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                declare=[("version_state", "text")],
                func=KEEP_COMMENTS,
            ),
            NoTruncate(name="strategy_comment_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.clause_key}"

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None

    @property
    def outcome_why(self) -> str:
        """Why, in the language of who reads where the portal says it."""
        return reason_read(self.outcome_reason)

    @property
    def is_suggestion(self) -> bool:
        return self.kind == CommentKind.SUGGESTION


class Reply(PublicIdModel):
    """What somebody answers to a comment that is open: append-only."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="strategy_replies")
    language = models.CharField(max_length=2)
    text = models.TextField(_("answer"))
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="strategy_reply_language_known"),
            models.CheckConstraint(condition=~Q(text=""), name="strategy_reply_says_something"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="strategy_reply_while_open",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=REPLY_WHILE_OPEN,
            ),
            pgtrigger.Protect(name="strategy_reply_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            NoTruncate(name="strategy_reply_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"answer to {self.comment_id}"
