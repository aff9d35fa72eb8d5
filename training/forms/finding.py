"""A list of people that HR pastes, to tick them all at once."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.errors import RuleBroken
from training import selectors
from training.forms.fields import SaysWhatIsWrong
from training.models import Session
from training.rules.pasted import MOST_CHARACTERS, MOST_PEOPLE, lines_of

NOTHING_NAMED = _("Paste at least one employee number or e-mail address.")


class PastedForm(SaysWhatIsWrong, forms.Form):
    """Employee numbers and addresses as somebody copied them; ``read`` says whom they name, once it is valid.

    What was typed stays in the field, also where it is refused: it has no greatest length, since a browser cuts off
    there without a word.
    """

    use_required_attribute = False
    pasted = forms.CharField(
        label=_("Employee numbers or e-mail addresses"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_(
            "Copied from a spreadsheet or a mail: one a line, or several with a space, comma or semicolon between "
            "them. Names beside them do no harm. 200 people at most."
        ),
    )
    when_empty = {"pasted": NOTHING_NAMED}

    def __init__(self, *args: Any, session: Session, ticked: list[str], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session, self.before, self.now = session, ticked, now
        self.read = selectors.Pasted()

    def clean(self) -> dict[str, Any]:
        """Read the list; too long a one, or one that names too many, ticks nobody."""
        text = self.cleaned_data.get("pasted", "").replace("\r\n", "\n")
        if "pasted" not in self.cleaned_data:
            return self.cleaned_data
        if len(text) > MOST_CHARACTERS:
            self.refuse(_too_long(len(text)))
        elif not lines_of(text):
            self.refuse(RuleBroken(NOTHING_NAMED, field="pasted"))
        else:
            read = selectors.people_pasted(self.session, text, now=self.now)
            number = len({*self.before, *(str(each.public_id) for each in read.found)})
            if number > MOST_PEOPLE:
                self.refuse(_too_many(number))
            else:
                self.read = read
        return self.cleaned_data

    @property
    def found(self) -> list[str]:
        """Public ids of whom the list names and who can be ticked."""
        return [str(each.public_id) for each in self.read.found] if self.is_read else []

    @property
    def is_read(self) -> bool:
        """Whether there is something to say of the list."""
        return self.is_bound and self.is_valid()

    @property
    def is_open(self) -> bool:
        """Whether something stands in it, so that the page shows it."""
        return bool(self["pasted"].value()) or self.is_bound


def _too_long(number: int) -> RuleBroken:
    words = _("This list has %(number)d characters; %(most)d fit. Nobody was ticked. Paste it in parts.")
    return RuleBroken(words % {"number": number, "most": MOST_CHARACTERS}, field="pasted")


def _too_many(number: int) -> RuleBroken:
    words = ngettext(
        "With this list %(number)d person is ticked; %(most)d go at once. Nobody was ticked. Paste it in parts, and "
        "enrol each part before the next.",
        "With this list %(number)d people are ticked; %(most)d go at once. Nobody was ticked. Paste it in parts, and "
        "enrol each part before the next.",
        number,
    )
    return RuleBroken(words % {"number": number, "most": MOST_PEOPLE}, field="pasted")
