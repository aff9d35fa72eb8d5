"""What people fill in to say what they use already, and what the board fills in about the promise."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import SaysWhenNeeded
from tools.choices import DataClass, Task
from tools.choices.declarations import LONGEST_NAME
from tools.forms.access import SaysWhatIsWrong
from tools.models import Tool
from tools.selectors import Said
from tools.services import said

OTHER = "other"
MOST_CARDS = 20
"""Of more tools than this one chooses from a list that opens."""


class DeclareForm(SaysWhenNeeded, SaysWhatIsWrong):
    """I use X for Y, with which data; all of it on one page, so that nothing is known before somebody sends it.

    ``ticket`` stands in the place of a person where it is sent without a name.
    """

    ticket = forms.CharField(widget=forms.HiddenInput, max_length=400, required=False)
    tool = forms.ChoiceField(
        label=_("I use …"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose what you use, or write its name.")},
    )
    other_name = forms.CharField(
        label=_("Something else: its name"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("Only the name of the tool, such as it stands in the app or on the page."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    tasks = forms.MultipleChoiceField(
        label=_("for this:"),
        choices=Task.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose what you use it for.")),
    )
    data_class = forms.ChoiceField(
        label=_("What goes in? You need not say."),
        choices=[*DataClass.choices, ("", _("I would rather not say"))],
        required=False,
        widget=forms.RadioSelect,
        initial="",
        help_text=_("In doubt? Choose the lower one of the two."),
        error_messages={"invalid_choice": _("Choose one of the answers that the form shows.")},
    )

    needed_when = {"other_name": _("needed for something else")}

    def __init__(self, *args: Any, tools: Sequence[Tool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tools = {str(each.public_id): each for each in tools}
        field = self.fields["tool"]
        if isinstance(field, forms.ChoiceField):
            if len(tools) > MOST_CARDS:
                field.widget = forms.Select()
            named = [(key, each.name) for key, each in self._tools.items()]
            first = [("", _("Choose a tool"))] if len(tools) > MOST_CARDS else []
            field.choices = [*first, *named, (OTHER, _("Something else"))]
        linked = self.initial.get("tool", "")
        self.folded = [
            key for key, each in self._tools.items() if (key != linked if linked in self._tools else each.is_usable)
        ]
        """The tools that stand in a fold: all others where a link named one, else those that people may use anyway."""
        if linked in self._tools:
            self.folded.append(OTHER)

    def clean(self) -> dict[str, Any]:
        """Say all that is missing at once, not what it is used for first and then what it is."""
        given = super().clean() or self.cleaned_data
        if "other_name" in self.errors or given.get("other_name"):
            return given
        if given.get("tool") == OTHER:
            self.add_error("other_name", _("Write what it is called."))
        elif "tool" in given and not given["tool"]:
            self.add_error("tool", self.fields["tool"].error_messages["invalid_choice"])
        return given

    @property
    def is_unfolded(self) -> bool:
        """Whether what is chosen stands in the fold, so that it opens."""
        return self["tool"].value() in self.folded

    @property
    def said(self) -> Said:
        """Return what was said, checked; raise ``RuleBroken``. Only of a form that is valid."""
        data = self.cleaned_data
        tool = self._tools.get(data["tool"])
        # Who writes a name and chooses nothing means the name.
        name = data["other_name"] if tool is None else ""
        return said(tool=tool, name=name, tasks=data["tasks"], data=data["data_class"])


class PromiseForm(SaysWhatIsWrong):
    """The answer of the board to the promise, about the words that stood on the page."""

    STANDS, NO = "stands", "no"

    words = forms.CharField(widget=forms.HiddenInput, max_length=64)
    answer = forms.ChoiceField(
        label=_("Does the board stand by this?"),
        choices=[(STANDS, _("Yes, people can rely on it")), (NO, _("No, not with these words"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who works here can read it. Needed when you say no."),
    )

    @property
    def stands(self) -> bool:
        return bool(self.cleaned_data["answer"] == self.STANDS)


class WithdrawForm(SaysWhatIsWrong):
    """Why the board takes the promise back."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who works here can read it."),
        error_messages={"required": _("Say why: everybody who works here reads it.")},
    )
