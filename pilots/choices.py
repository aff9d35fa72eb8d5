"""The fixed lists of the register: stages, decisions, roles in a pilot, and how long its log is kept."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.retention import Term


class Stage(models.TextChoices):
    """In the order of the track; the last two stand beside it."""

    IDEA = "idea", pgettext_lazy("stage of a pilot", "idea")
    INTAKE = "intake", pgettext_lazy("stage of a pilot", "intake")
    RUNNING = "running", pgettext_lazy("stage of a pilot", "running")
    EVALUATION = "evaluation", pgettext_lazy("stage of a pilot", "evaluation")
    SCALING = "scaling", pgettext_lazy("stage of a pilot", "scaling")
    IN_USE = "in_use", pgettext_lazy("stage of a pilot", "in use")
    PARKED = "parked", pgettext_lazy("stage of a pilot", "parked")
    STOPPED = "stopped", pgettext_lazy("stage of a pilot", "stopped")


TRACK = (Stage.IDEA, Stage.INTAKE, Stage.RUNNING, Stage.EVALUATION, Stage.SCALING, Stage.IN_USE)
UNDER_CONTRACT = (Stage.RUNNING, Stage.EVALUATION)
"""Stages in which the decision date holds."""
MEASURED_IN = (Stage.RUNNING, Stage.EVALUATION, Stage.SCALING, Stage.IN_USE)
LIVE = (Stage.IDEA, Stage.INTAKE, Stage.RUNNING, Stage.EVALUATION, Stage.SCALING, Stage.PARKED)


class DecisionKind(models.TextChoices):
    """In the order in which a form offers them: first what a decision date asks for."""

    SCALE = "scale", _("scale up")
    EXTEND = "extend", _("extend once")
    CONTINUE = "continue", _("go on to the next stage")
    RESUME = "resume", _("resume")
    STOP = "stop", _("stop")
    PARK = "park", _("park")


class MemberRole(models.TextChoices):
    OWNER = "owner", _("owner")
    MEMBER = "member", _("member")


class PersonalData(models.TextChoices):
    """Whether a pilot needs personal data; "I don't know" is an answer that leads to a question, not to no."""

    NOT_ANSWERED = "", _("not answered yet")
    NO = "no", _("no")
    YES = "yes", _("yes")
    UNKNOWN = "unknown", _("I don't know yet")


LOGS_KEPT = Term(
    code="pilots.log",
    label=_("Logs of pilots that stopped"),
    keeps=timedelta(days=5 * 365),
    counts_from=_("after the pilot stopped"),
    action=_("deleted; the decisions and their lessons stay"),
)
TERMS: list[Term] = [LOGS_KEPT]
