"""Documents in versions and their clauses. What is published is frozen."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words, words
from common.models import PublicIdModel
from common.triggers import NoTruncate
from people.choices import FunctionGroup
from strategy.choices import (
    FROZEN_STATES,
    LANGUAGES,
    OPEN_STATES,
    Aspect,
    ChangeKind,
    DocumentKind,
    Pillar,
    VersionState,
)
from strategy.querysets import ClauseQuerySet, VersionQuerySet
from strategy.rules.places import places_in, places_without_brackets_in

# A frozen version takes one change only: from published to superseded. JSON compares every other column, also those
# that a later migration adds.
KEEP_VERSION_FROZEN = """
IF TG_OP = 'DELETE' THEN
    IF OLD.state IN ('published', 'superseded') THEN
        RAISE EXCEPTION 'strategy_version_frozen: version % was published and cannot be deleted', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_version_frozen';
    END IF;
    RETURN OLD;
END IF;
IF OLD.state = 'superseded' OR (OLD.state = 'published' AND (
    NEW.state <> 'superseded'
    OR to_jsonb(NEW) - 'state' - 'superseded_at' <> to_jsonb(OLD) - 'state' - 'superseded_at'))
THEN
    RAISE EXCEPTION 'strategy_version_frozen: version % was published and cannot be changed', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_version_frozen';
END IF;
RETURN NEW;
"""

# What somebody wrote is not put in force by themselves alone: another person decided, or another publishes.
TWO_PEOPLE = """
IF EXISTS (
    SELECT 1 FROM strategy_clauserevision
    WHERE version_id = NEW.id AND saved_by_id = NEW.published_by_id AND event <> 'carried')
AND NOT EXISTS (
    SELECT 1 FROM strategy_reviewanswer AS answer
    JOIN strategy_reviewer AS asked ON asked.id = answer.reviewer_id
    JOIN strategy_review AS review ON review.id = asked.review_id
    WHERE review.version_id = NEW.id AND review.ended_at IS NULL AND asked.released_at IS NULL
        AND asked.kind = 'decision' AND answer.outcome = 'agreed' AND asked.person_id <> NEW.published_by_id)
THEN
    RAISE EXCEPTION 'strategy_version_two_people: version % was written, decided and published by one person', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_version_two_people';
END IF;
RETURN NEW;
"""

# FOR SHARE waits for a publication that is under way, so that no clause slips in behind the hash.
KEEP_CLAUSES_FROZEN = """
IF TG_OP <> 'INSERT' THEN
    SELECT state INTO version_state FROM strategy_version WHERE id = OLD.version_id FOR SHARE;
    IF version_state IN ('published', 'superseded') THEN
        RAISE EXCEPTION 'strategy_clause_frozen: clause % belongs to a published version', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_clause_frozen';
    END IF;
END IF;
IF TG_OP <> 'DELETE' THEN
    SELECT state INTO version_state FROM strategy_version WHERE id = NEW.version_id FOR SHARE;
    IF version_state IN ('published', 'superseded') THEN
        RAISE EXCEPTION 'strategy_clause_frozen: version % is published', NEW.version_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_clause_frozen';
    END IF;
    RETURN NEW;
END IF;
RETURN OLD;
"""


class Document(PublicIdModel):
    """What is written together and read by everyone: the strategy, or the house rules."""

    kind = models.CharField(max_length=20, choices=DocumentKind)
    title_nl = models.CharField(_("title in Dutch"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind"], name="strategy_document_one_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="strategy_document_kind_known"),
        ]

    def __str__(self) -> str:
        return self.title.text

    @property
    def title(self) -> Words:
        return words(self.title_nl, self.title_en)


class Version(PublicIdModel):
    """One text of a document in time: written as draft, frozen with its hash when it is published."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="strategy_version_number_once"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(state=VersionState.PUBLISHED), name="strategy_version_one_published"
            ),
            models.UniqueConstraint(
                fields=["document"], condition=Q(state__in=OPEN_STATES), name="strategy_version_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="strategy_version_state_known"),
            models.CheckConstraint(
                condition=Q(
                    state__in=OPEN_STATES,
                    content_hash="",
                    published_at__isnull=True,
                    published_by__isnull=True,
                )
                | Q(
                    state__in=FROZEN_STATES,
                    content_hash__regex=r"^[0-9a-f]{64}$",
                    published_at__isnull=False,
                    published_by__isnull=False,
                ),
                name="strategy_version_hash_when_frozen",
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.SUPERSEDED, superseded_at__gte=F("published_at"))
                | (~Q(state=VersionState.SUPERSEDED) & Q(superseded_at__isnull=True)),
                name="strategy_version_superseded_later",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="strategy_version_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=KEEP_VERSION_FROZEN,
            ),
            pgtrigger.Trigger(
                name="strategy_version_two_people",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("NEW.state = 'published' AND OLD.state <> 'published'"),
                func=TWO_PEOPLE,
            ),
            NoTruncate(name="strategy_version_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} version {self.number}"

    @property
    def is_frozen(self) -> bool:
        return self.state in FROZEN_STATES

    @property
    def is_current(self) -> bool:
        return self.state == VersionState.PUBLISHED

    @property
    def can_be_edited(self) -> bool:
        return self.state == VersionState.DRAFT


class Clause(PublicIdModel):
    """One passage in both languages; ``key`` is the same in every version, ``edition`` counts its saves."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="clauses")
    key = models.CharField(max_length=60)
    pillar = models.CharField(_("pillar"), max_length=30, choices=Pillar, blank=True)
    position = models.PositiveIntegerField()
    title_nl = models.CharField(_("title in Dutch"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    text_nl = models.TextField(_("text in Dutch"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    html_nl = models.TextField(blank=True, editable=False)
    html_en = models.TextField(blank=True, editable=False)
    function_groups = ArrayField(
        models.CharField(max_length=20, choices=FunctionGroup),
        default=list,
        blank=True,
        verbose_name=_("for whom"),
        help_text=_("nobody ticked means everyone"),
    )
    aspect = models.CharField(_("answers the question"), max_length=10, choices=Aspect, blank=True)
    change = models.CharField(_("kind of change"), max_length=10, choices=ChangeKind, default=ChangeKind.MATERIAL)
    edition = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ClauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="strategy_clause_key_once"),
            models.UniqueConstraint(
                fields=["version", "position"],
                name="strategy_clause_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(pillar__in=["", *Pillar.values]), name="strategy_clause_pillar_known"),
            models.CheckConstraint(condition=Q(change__in=ChangeKind.values), name="strategy_clause_change_known"),
            models.CheckConstraint(condition=Q(aspect__in=["", *Aspect.values]), name="strategy_clause_aspect_known"),
            models.CheckConstraint(
                condition=Q(function_groups__contained_by=FunctionGroup.values),
                name="strategy_clause_function_groups_known",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="strategy_clause_frozen",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                declare=[("version_state", "text")],
                func=KEEP_CLAUSES_FROZEN,
            ),
            NoTruncate(name="strategy_clause_no_truncate"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def title(self) -> Words:
        return words(self.title_nl, self.title_en)

    @property
    def for_whom(self) -> list[str]:
        """The function groups that it is for, in words and in the order of the house; none when it is for everyone."""
        return [str(group.label) for group in FunctionGroup if group in self.function_groups]

    @property
    def missing_languages(self) -> list[str]:
        """The languages in which this clause lacks its title or its text."""
        found = {"nl": self.title_nl and self.text_nl, "en": self.title_en and self.text_en}
        return [language for language in LANGUAGES if not found[language]]

    @property
    def question_lacks(self) -> list[str]:
        """The languages in which the question about this passage is not whole; none without a question."""
        question = getattr(self, "question", None)
        return question.missing_languages if question is not None else []

    @property
    def places(self) -> list[str]:
        """What is still to be filled in, in both languages, also where only the brackets of the example are gone."""
        found = [
            *places_in(f"{self.title_nl}\n\n{self.title_en}\n\n{self.text_nl}\n\n{self.text_en}"),
            *places_without_brackets_in(self.text_nl, language="nl"),
            *places_without_brackets_in(self.text_en, language="en"),
        ]
        return list(dict.fromkeys(found))
