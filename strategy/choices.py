"""The fixed lists of the strategy: documents, states, pillars, and how long readings are kept."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.retention import Term


class DocumentKind(models.TextChoices):
    STRATEGY = "strategy", _("strategy")
    HOUSE_RULES = "house_rules", _("house rules")


class VersionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")


OPEN_STATES = (VersionState.DRAFT, VersionState.IN_REVIEW)
FROZEN_STATES = (VersionState.PUBLISHED, VersionState.SUPERSEDED)


class Pillar(models.TextChoices):
    """In the order in which a document tells them."""

    VISION = "vision", _("Vision")
    ACCESSIBLE_APPLICATIONS = "accessible_applications", _("Accessible applications")
    LEARNING_CULTURE = "learning_culture", _("Learning culture")


class ChangeKind(models.TextChoices):
    """What a clause does against the version before: its author says whether the meaning changed."""

    UNCHANGED = "unchanged", _("unchanged")
    EDITORIAL = "editorial", _("editorial: the wording changed")
    MATERIAL = "material", _("material: the meaning changed")


LANGUAGES = ("nl", "en")

ACKNOWLEDGEMENTS_KEPT = Term(
    code="strategy.acknowledgements",
    label=_("Who confirmed having read the strategy and the house rules"),
    keeps=timedelta(days=730),
    counts_from=_("after a newer version took its place"),
    action=_("deleted"),
)
TERMS: list[Term] = [ACKNOWLEDGEMENTS_KEPT]
