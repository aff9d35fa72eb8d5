"""The fixed lists of the strategy: documents, states, pillars, and how long readings are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.measures import Measure
from common.retention import Term


class DocumentKind(models.TextChoices):
    STRATEGY = "strategy", _("strategy")
    HOUSE_RULES = "house_rules", _("house rules")


class VersionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a version", "draft")
    IN_REVIEW = "in_review", pgettext_lazy("state of a version", "in review")
    PUBLISHED = "published", pgettext_lazy("state of a version", "published")
    SUPERSEDED = "superseded", pgettext_lazy("state of a version", "superseded")


OPEN_STATES = (VersionState.DRAFT, VersionState.IN_REVIEW)
FROZEN_STATES = (VersionState.PUBLISHED, VersionState.SUPERSEDED)


class Pillar(models.TextChoices):
    """In the order in which a document tells them."""

    VISION = "vision", _("Vision")
    ACCESSIBLE_APPLICATIONS = "accessible_applications", _("Accessible applications")
    LEARNING_CULTURE = "learning_culture", _("Learning culture")


class Aspect(models.TextChoices):
    """Which question of one's own work a passage answers, in the order in which people ask them."""

    WANT = "want", _("What we want")
    MAY = "may", _("What I may use")
    LEARN = "learn", _("What I should learn")
    ASK = "ask", _("Whom I ask")


class ChangeKind(models.TextChoices):
    """What a clause does against the version before: its author says whether the meaning changed."""

    UNCHANGED = "unchanged", _("unchanged")
    EDITORIAL = "editorial", _("editorial: the wording changed")
    MATERIAL = "material", _("material: the meaning changed")


class ReviewKind(models.TextChoices):
    """In which capacity somebody is asked about a version: only decisions and consents can hold it back."""

    DECISION = "decision", _("decision")
    CONSENT = "consent", _("consent")
    ADVICE = "advice", _("advice")


BINDING = frozenset({ReviewKind.DECISION, ReviewKind.CONSENT})


class ReviewOutcome(models.TextChoices):
    AGREED = "agreed", _("agrees")
    OBJECTED = "objected", _("does not agree")


class ReviewEnding(models.TextChoices):
    """How a review ended."""

    PUBLISHED = "published", _("the version was published")
    TAKEN_BACK = "taken_back", _("taken back to be changed")


class CommentKind(models.TextChoices):
    COMMENT = "comment", pgettext_lazy("about a passage", "remark")
    SUGGESTION = "suggestion", pgettext_lazy("about a passage", "suggestion")


class CommentOutcome(models.TextChoices):
    """What became of a comment or a suggestion."""

    TAKEN_OVER = "taken_over", _("taken over")
    NOT_TAKEN_OVER = "not_taken_over", _("not taken over")
    ANSWERED = "answered", pgettext_lazy("what became of a comment", "answered")


class ObjectiveEvent(models.TextChoices):
    """What happened to an objective."""

    SET = "set", _("set")
    CHANGED = "changed", _("changed")
    OWNER_LEFT = "owner_left", _("its owner left")
    ARCHIVED = "archived", _("archived")
    RESTORED = "restored", _("brought back")


LINK_DAYS = 14
"""Days for which the link of a reviewer without an account can be used."""


@dataclass(frozen=True, slots=True)
class KnownMetric:
    """A figure that the portal releases, by which an objective may be known: its code, its name, what it is counted in.

    The name is lazy, so that each reader reads it in their own language.
    """

    code: str
    title: str | Promise
    measure: Measure


@dataclass
class Register:
    """The figures of the portal by code, in the order in which they came. The app that makes them adds its own."""

    _metrics: dict[str, KnownMetric] = field(default_factory=dict)

    def add(self, metric: KnownMetric) -> KnownMetric:
        """Make a figure known; a code stands once."""
        if metric.code in self._metrics:
            raise ValueError(f"metric {metric.code} is registered twice")
        self._metrics[metric.code] = metric
        return metric

    def get(self, code: str) -> KnownMetric | None:
        return self._metrics.get(code)

    @property
    def all(self) -> Mapping[str, KnownMetric]:
        return self._metrics


METRICS = Register()
"""By which figure an objective is known. Adoption stands above and fills it; what is not in it, people count
themselves."""

LANGUAGES = ("nl", "en")

ACKNOWLEDGEMENTS_KEPT = Term(
    code="strategy.acknowledgements",
    label=_("Who confirmed having read the strategy and the house rules"),
    keeps=timedelta(days=730),
    counts_from=_("after a newer version took its place"),
    action=_("deleted"),
)
REVIEWER_ADDRESSES = Term(
    code="strategy.reviewer_addresses",
    label=_("E-mail addresses of people without an account who were asked about a version"),
    keeps=timedelta(days=28),
    counts_from=_("after the review ended"),
    action=_("deleted"),
)
TERMS: list[Term] = [ACKNOWLEDGEMENTS_KEPT, REVIEWER_ADDRESSES]
