"""What people choose to get."""

from collections.abc import Iterable
from typing import Any

from django import forms

from outbox.messages import Topic


class PreferencesForm(forms.Form):
    """One tick for each topic and channel that can be switched off; a tick means: send it."""

    def __init__(self, *args: Any, topics: Iterable[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {
            f"{topic.code}:{channel}": (topic.code, str(channel)) for topic in topics for channel in topic.channels
        }
        self.fields["wanted"] = forms.MultipleChoiceField(
            required=False, choices=[(value, value) for value in self.offered]
        )

    def wanted_pairs(self) -> set[tuple[str, str]]:
        """Return the ticked (topic, channel) pairs of a valid form."""
        return {self.offered[value] for value in self.cleaned_data["wanted"]}
