"""What governance says to people: something waits for them, theirs was answered, or an agreement ended."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outbox.choices import Kind
from outbox.messages import MessageKind


class ProposalAsked(MessageKind):
    """To who speaks for the body, and to the privacy officer."""

    code = "governance.proposal_asked"
    kind = Kind.CONFIRMATION
    label: ClassVar[str | Promise] = _("A proposal waits for your answer or advice")


class ProposalAnswered(MessageKind):
    """To who proposed."""

    code = "governance.proposal_answered"
    kind = Kind.CONFIRMATION
    label: ClassVar[str | Promise] = _("Your proposal has an answer")


class AnswerChanged(MessageKind):
    """To who proposed, to who gave the former answer, and to who else answers for the body or advises."""

    code = "governance.answer_changed"
    kind = Kind.CONFIRMATION
    label: ClassVar[str | Promise] = _("A body came back on its answer")


class ChangeProposed(MessageKind):
    """To the privacy officer, who advises."""

    code = "governance.change_proposed"
    kind = Kind.CONFIRMATION
    label: ClassVar[str | Promise] = _("A change of a setting waits for your advice")


class ChangeAdvised(MessageKind):
    """To who proposed, and to who can decide."""

    code = "governance.change_advised"
    kind = Kind.CONFIRMATION
    label: ClassVar[str | Promise] = _("A change of a setting has advice and waits for a decision")


class ChangeDecided(MessageKind):
    """To who proposed and who advised."""

    code = "governance.change_decided"
    kind = Kind.CONFIRMATION
    label: ClassVar[str | Promise] = _("A change of a setting was decided on")


class ChangeWithdrawn(MessageKind):
    """To who was asked for advice or a decision, and to bodies whose agreement was at stake."""

    code = "governance.change_withdrawn"
    kind = Kind.CONFIRMATION
    label: ClassVar[str | Promise] = _("A proposed change of a setting was taken back")


class AgreementAtStake(MessageKind):
    """To who answers for the body that agreed, when a proposed change would end the agreement."""

    code = "governance.agreement_at_stake"
    kind = Kind.CONFIRMATION
    label: ClassVar[str | Promise] = _("A proposed change would end an agreement")


class AgreementEnded(MessageKind):
    """To the body that agreed and to the programme office, when a setting went below what was agreed to."""

    code = "governance.agreement_ended"
    kind = Kind.CONFIRMATION
    label: ClassVar[str | Promise] = _("An agreement ended because a setting changed")
