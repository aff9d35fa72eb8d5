"""What HR or a trainer writes to the people of a session."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.prose import normalised
from training.choices.messages import SentTo
from training.forms.fields import SaysWhatIsWrong
from training.models import Enrolment
from training.rules.messages import MOST_SUBJECT, MOST_TEXT


class LinesField(forms.CharField):
    """A text of several lines; a line's end counts as one character, as it does in a browser."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return normalised(text) if text else text


class SessionMessageForm(SaysWhatIsWrong, forms.Form):
    """To whom, about what, and the text. ``groups`` has who is in each group; only those can be chosen."""

    sent_to = forms.ChoiceField(label=_("To whom"), widget=forms.RadioSelect)
    subject = forms.CharField(label=_("Subject"), max_length=MOST_SUBJECT)
    text = LinesField(
        label=_("Text"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=format_lazy(
            _(
                "Replies to the e-mail do not reach you, so say how people can reach you. A greeting, your name, and "
                "the day and place of the session are added in the language of each reader; your text stays as you "
                "write it. Up to {most} characters."
            ),
            most=MOST_TEXT,
        ),
    )
    when_empty = {
        "sent_to": _("Choose who to write to."),
        "subject": _("Say what it is about."),
        "text": _("Write your message."),
    }

    too_long = _("This has %(show_value)d characters. Make it %(limit_value)d or fewer.")

    def __init__(self, *args: Any, groups: Mapping[SentTo, Sequence[Enrolment]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("subject", "text"):
            # A browser would cut what is pasted and say nothing.
            del self.fields[name].widget.attrs["maxlength"]
            self.fields[name].error_messages["max_length"] = self.too_long
        field = self.fields["sent_to"]
        field.choices = [(str(each), _with_count(each, len(rows))) for each, rows in groups.items()]  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = _("Nobody is in that group any more. Choose who to write to.")
        field.initial = next(iter(groups), None)

    def clean_subject(self) -> str:
        """A subject is one line."""
        return " ".join(self.cleaned_data["subject"].split())


def _with_count(group: SentTo, count: int) -> str:
    words = ngettext("%(group)s (%(count)d person)", "%(group)s (%(count)d people)", count)
    return words % {"group": group.label, "count": count}
