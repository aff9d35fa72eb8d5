"""What people type about a passage: a comment, other words for it, an answer, and what became of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from strategy.choices import CommentOutcome
from strategy.models import Clause, Comment


class CommentForm(forms.Form):
    """A comment on a passage."""

    text = forms.CharField(label=_("Your remark"), strip=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_comment_%s", **kwargs})


class VersionForm(forms.Form):
    """Of which version the page was on which somebody typed; the passage itself may be gone when they send it."""

    version = forms.UUIDField()


class SuggestionForm(forms.Form):
    """Other words for the text of a passage in one language; begun from the text as it stands."""

    proposed = forms.CharField(
        strip=False,
        label=_("The text as you would have it"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "Change it here. Others see which words go and which come; nothing changes before it is taken over."
        ),
    )
    text = forms.CharField(label=_("Why?"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, clause: Clause, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_suggestion_%s", **kwargs})
        self.language = language
        self.fields["proposed"].initial = getattr(clause, f"text_{language}")
        self.fields["proposed"].widget.attrs["lang"] = language


class ReplyForm(forms.Form):
    """An answer to a comment; many of these stand on one page."""

    text = forms.CharField(label=_("Your answer"), strip=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, comment: Comment, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"id_{comment.public_id.hex}_%s", **kwargs})


class ResolveForm(forms.Form):
    """What became of a comment. Its author can only say that it is answered."""

    outcome = forms.ChoiceField(label=_("What became of it?"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why, or how?"), max_length=1000, required=False)

    def __init__(self, comment: Comment, *args: Any, is_office: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"id_{comment.public_id.hex}_%s", **kwargs})
        wanted = [CommentOutcome.ANSWERED]
        if is_office:
            wanted = [CommentOutcome.ANSWERED, CommentOutcome.TAKEN_OVER, CommentOutcome.NOT_TAKEN_OVER]
        if comment.is_suggestion and is_office:
            wanted.remove(CommentOutcome.TAKEN_OVER)
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)  # noqa: S101 - declared above
        outcome.choices = [(each.value, each.label) for each in wanted]
        outcome.initial = CommentOutcome.ANSWERED
        if not is_office:
            del self.fields["reason"]
