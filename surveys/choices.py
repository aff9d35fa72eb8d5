"""States of a wave, what a ballot may say about where it comes from, and the answers to each question."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.retention import Term

AGREEMENT = "surveys:wave"
"""The subject to which the body must have agreed before a wave opens."""


FIGURES_AGREEMENT = "figures:class_c"
"""The subject to which the body must have agreed before figures are made of what people answered."""


class RoundState(models.TextChoices):
    """Where a month's sealed box stands."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("counted")
    UNREAD = "unread", _("ended unread")


class WaveState(models.TextChoices):
    DRAFT = "draft", _("being prepared")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    VOID = "void", _("ended without results")


# How the audit event of a wave that ended without results is called: its reason stands there.
VOIDED = "wave.voided"


class Dimension(models.TextChoices):
    """What kind of group a ballot can carry: one kind a wave, never two."""

    FUNCTION_GROUP = "function_group", _("function group")
    UNIT = "unit", _("unit")


TOTAL = "total"
"""The dimension of a ballot without a group, and of the count over everybody."""
OTHER_UNITS = "other"
"""The key of units that were taken together because each is too small."""


class UsesAi(models.TextChoices):
    DAILY = "daily", _("Every working day")
    WEEKLY = "weekly", _("Every week, not every day")
    MONTHLY = "monthly", _("Less than every week")
    NEVER = "never", _("Never")


class ExpectsNewSkills(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No, what I know is enough")
    UNSURE = "unsure", _("I do not know yet")


class AbleToWorkSafely(models.TextChoices):
    YES = "yes", _("Yes, I know what is allowed and what is not")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No, not enough")


class Barrier(models.TextChoices):
    """In the words of the national report where it has them."""

    LACK_OF_EXPERTISE = "lack_of_expertise", _("I do not know enough about it")
    IMPLEMENTATION_COST = "implementation_cost", _("There is no tool, or no money for it")
    PRIVACY_CONCERNS = "privacy_concerns", _("I worry about privacy and data")
    NO_TIME = "no_time", _("I have no time to try it")
    NO_TRUST = "no_trust", _("I do not trust what comes out")
    NOTHING = "nothing", _("Nothing holds me back")


ANSWERS: dict[str, type[models.TextChoices]] = {
    "uses_ai": UsesAi,
    "expects_new_skills": ExpectsNewSkills,
    "able_to_work_safely": AbleToWorkSafely,
    "barrier": Barrier,
}
"""Question code to the answers it takes. Codes and values are stable: figures over years rest on them."""

PULSE = "uses_ai"
"""The question that every wave asks."""

ANSWERS_TERM = Term(
    code="surveys.answers",
    label=_("Answers in surveys, not linked to anybody"),
    keeps=timedelta(days=730),
    counts_from=_("after the wave closed"),
    action=_("deleted; counts per group stay"),
)
PARTICIPATION_TERM = Term(
    code="surveys.participation",
    label=_("Who was invited to a survey, and who sent"),
    keeps=timedelta(days=90),
    counts_from=_("after the wave closed"),
    action=_("deleted"),
)
TERMS = [ANSWERS_TERM, PARTICIPATION_TERM]
