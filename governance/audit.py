"""What the audit log says of proposals to a body and their answers."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.audit import Text, define, define_kind, quoted
from governance.choices import REGISTER, AnsweredAs, Outcome


def _in_words(fields: Sequence[str]) -> Iterable[Text]:
    """The subject is in the title; who answered as what, and which answer this one replaces, are said."""
    said: list[Text] = []
    for each in fields:
        before = each.removeprefix("was ")
        if before != each and before in Outcome:
            said.append(_("before: %(answer)s") % {"answer": Outcome(before).label})
        elif each in AnsweredAs:
            said.append(AnsweredAs(each).label)
        elif REGISTER.get(each) is None:
            said.append(each)
    return said


define(
    "governance",
    {
        "proposal.asked": gettext_lazy("{actor} put a proposal forward: {object}."),
        "proposal.agreed": gettext_lazy("{actor} recorded agreement with the proposal {object}."),
        "proposal.agreed_with_conditions": gettext_lazy(
            "{actor} recorded agreement, with conditions, with the proposal {object}."
        ),
        "proposal.refused": gettext_lazy("{actor} recorded a refusal of the proposal {object}."),
        "proposal.replaced_by_court": gettext_lazy(
            "{actor} recorded that a court gave leave for the proposal {object}."
        ),
        "proposal.not_required": gettext_lazy("{actor} recorded that the proposal {object} needs no answer."),
        "proposal.deviated": gettext_lazy("{actor} decided to go on with the proposal {object} against the advice."),
    },
    fields=_in_words,
)
define(
    "governance",
    {"proposal.withdrawn": gettext_lazy("{actor} took back the proposal {object}.")},
    fields=lambda _fields: [],
)
define_kind("governance.proposal", gettext_lazy("proposal"), lambda proposal: quoted(proposal.title))
