"""What people fill in for the tool catalogue. Rules stay in the services; forms only read what was typed."""

from tools.forms.access import AnswerForm, AskForm, EndForm, GiveSeatForm, IncidentForm
from tools.forms.catalogue import OpenListForm, ToolForm, ToolListForm
from tools.forms.declarations import DeclareForm, PromiseForm, WithdrawForm

__all__ = [
    "AnswerForm",
    "AskForm",
    "DeclareForm",
    "EndForm",
    "GiveSeatForm",
    "IncidentForm",
    "OpenListForm",
    "PromiseForm",
    "ToolForm",
    "ToolListForm",
    "WithdrawForm",
]
