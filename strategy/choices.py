"""The fixed lists of the strategy: documents, states, pillars, and how long readings are kept."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


class ChangeKind(models.TextChoices):
    """What a clause does against the version before: its author says whether the meaning changed."""

    UNCHANGED = "unchanged", _("unchanged")
    EDITORIAL = "editorial", _("editorial: the wording changed")
    MATERIAL = "material", _("material: the meaning changed")


METRICS = {
    "active_use": _("Use of AI in daily work"),
    "able_to_work_safely": _("Able to work safely with AI"),
    "trained": _("Took the basic training"),
    "acknowledged": _("Confirmed having read the strategy"),
    "decided_on_time": _("Pilots decided on time"),
    "proven_result": _("Pilots with a proven result"),
}
"""Codes of released figures on which an objective may hang, in words. Any other text is shown as it was written."""

LANGUAGES = ("nl", "en")

ACKNOWLEDGEMENTS_KEPT = Term(
    code="strategy.acknowledgements",
    label=_("Who confirmed having read the strategy and the house rules"),
    keeps=timedelta(days=730),
    counts_from=_("after a newer version took its place"),
    action=_("deleted"),
)
TERMS: list[Term] = [ACKNOWLEDGEMENTS_KEPT]
