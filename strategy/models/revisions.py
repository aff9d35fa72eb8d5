"""How each passage of a draft came to read as it does: every save, with who and when."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from common.bilingual import Words, words
from common.models import PublicIdModel
from common.triggers import NoTruncate
from people.choices import FunctionGroup
from strategy.choices import RevisionEvent
from strategy.models.documents import Version


class ClauseRevision(PublicIdModel):
    """One save of a passage, whole, so that any two can be compared and each can come back. Append-only.

    It knows its passage by version and key, so that it outlives a passage that was taken out.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="revisions")
    key = models.CharField(max_length=60)
    event = models.CharField(max_length=10, choices=RevisionEvent)
    restored = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    title_nl = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    text_nl = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    pillar = models.CharField(max_length=30, blank=True)
    function_groups = ArrayField(models.CharField(max_length=20, choices=FunctionGroup), default=list, blank=True)
    aspect = models.CharField(max_length=10, blank=True)
    change = models.CharField(max_length=10)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["version", "key"], name="strategy_revision_of_passage")]
        constraints = [
            models.CheckConstraint(
                condition=Q(event__in=RevisionEvent.values), name="strategy_clauserevision_event_known"
            ),
            models.CheckConstraint(
                condition=Q(event=RevisionEvent.RESTORED, restored__isnull=False)
                | (~Q(event=RevisionEvent.RESTORED) & Q(restored__isnull=True)),
                name="strategy_clauserevision_restored_says_which",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="strategy_clauserevision_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            NoTruncate(name="strategy_clauserevision_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.key} of {self.version_id}"

    @property
    def title(self) -> Words:
        return words(self.title_nl, self.title_en)
