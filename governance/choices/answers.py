"""What bodies are asked, what they answer, and the smallest group that any figure about people is about."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import organisation
from common.errors import RuleBroken
from common.retention import Term

SMALLEST_THRESHOLD = 5
MOST_USEFUL_THRESHOLD = 100


def _check_smallest_group(value: int) -> None:
    if not SMALLEST_THRESHOLD <= value <= MOST_USEFUL_THRESHOLD:
        raise RuleBroken(
            gettext("The smallest group is a number from %(least)d to %(most)d.")
            % {"least": SMALLEST_THRESHOLD, "most": MOST_USEFUL_THRESHOLD},
            field="value",
        )


SMALLEST_GROUP = organisation.define(
    "governance.smallest_group",
    int,
    default=10,
    label=_("Smallest group"),
    help=_("A figure or a survey result is about at least this many people or answers."),
    touches_privacy=True,
    check=_check_smallest_group,
)


class BodyKind(models.TextChoices):
    WORKS_COUNCIL = "works_council", _("works council")
    REPRESENTATION = "representation", _("staff representation")
    CLIENT_COUNCIL = "client_council", _("client council")
    NONE = "none", _("no body")


class ProposalKind(models.TextChoices):
    """What is asked of the body; the law or an agreement says which of the two."""

    ADVICE = "advice", _("advice")
    CONSENT = "consent", _("consent")


class ProposalState(models.TextChoices):
    ASKED = "asked", _("asked")
    AGREED = "agreed", _("agreed")
    AGREED_WITH_CONDITIONS = "agreed_with_conditions", _("agreed with conditions")
    REFUSED = "refused", _("refused")
    REPLACED_BY_COURT = "replaced_by_court", _("replaced by a court")
    NOT_REQUIRED = "not_required", _("not required")
    WITHDRAWN = "withdrawn", _("withdrawn")


POSITIVE = frozenset(
    {
        ProposalState.AGREED,
        ProposalState.AGREED_WITH_CONDITIONS,
        # A court's leave stands in the place of the body's consent (WOR, article 27(4)).
        ProposalState.REPLACED_BY_COURT,
        ProposalState.NOT_REQUIRED,
    }
)


class AnsweredAs(models.TextChoices):
    """In which capacity somebody answered."""

    BODY = "body", _("the body")
    ADVISER = "adviser", _("privacy officer")
    BOARD = "board", _("board")


class Outcome(models.TextChoices):
    """What an answer says. ``DEVIATED`` is the board's: it goes on against advice and says why."""

    AGREED = "agreed", _("agrees")
    AGREED_WITH_CONDITIONS = "agreed_with_conditions", _("agrees with conditions")
    REFUSED = "refused", _("does not agree")
    REPLACED_BY_COURT = "replaced_by_court", _("a court gave leave instead")
    NOT_REQUIRED = "not_required", _("this does not need an answer")
    DEVIATED = "deviated", _("goes on against the advice")


class Confidence(models.TextChoices):
    """How sure we are of a legal fact."""

    PRIMARY = "primary", _("read in the official text")
    MINISTRY = "ministry", _("read in a tool of a ministry")
    SECONDARY = "secondary", _("reported by several sources, not read in the official text")


class DutyFor(models.TextChoices):
    """What a duty hangs on."""

    ANY = "any", _("every use of AI at work")
    PROHIBITED = "prohibited", _("prohibited AI")
    TRANSPARENCY = "transparency", _("AI that people meet or that makes content")
    HIGH_RISK = "high_risk", _("high-risk AI")
    STAFF = "staff", _("decisions that touch staff")
    PERSONAL_DATA = "personal_data", _("use of personal data")


TERMS: list[Term] = []
"""Proposals and answers are decisions: they stay, and the names in them are pseudonymised with the person."""
