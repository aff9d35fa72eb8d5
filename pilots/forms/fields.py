"""What the forms of pilots share: a colleague by name, a tool with its status."""

from typing import TYPE_CHECKING

from django import forms

from common.clock import today
from common.errors import RuleBroken
from people.models import Person
from people.selectors import person_meant
from tools.models import Tool

if TYPE_CHECKING:
    ToolChoiceField = forms.ModelChoiceField[Tool]
else:
    ToolChoiceField = forms.ModelChoiceField

DATE = {"type": "date"}
LONGEST_SAID = 2000


def person_from(typed: str) -> Person | None:
    """Return the colleague whom a typed name means, or ``None`` for an empty field."""
    if not typed.strip():
        return None
    try:
        return person_meant(typed, day=today())
    except RuleBroken as broken:
        raise forms.ValidationError(str(broken)) from broken


class ToolField(ToolChoiceField):
    """A tool to choose; whether it is allowed stands behind its name."""

    def label_from_instance(self, tool: Tool) -> str:
        return f"{tool.name}, {tool.get_status_display()}"
