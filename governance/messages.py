"""What governance says to people: a proposal waits for them, or theirs was answered."""

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
