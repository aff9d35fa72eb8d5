"""What people type into a document. Length and presence are checked here, rules in the services."""

from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.forms import SaysWhenNeeded
from strategy import rules, selectors
from strategy.choices import LANGUAGES, ChangeKind, DocumentKind, Pillar
from strategy.errors import ClauseText
from strategy.models import Clause


class DocumentForm(forms.Form):
    """Beginning a document."""

    kind = forms.ChoiceField(label=_("Document"), choices=DocumentKind)
    title_nl = forms.CharField(label=_("Title in Dutch"), max_length=160)
    title_en = forms.CharField(label=_("Title in English"), max_length=160)
    start = forms.ChoiceField(
        label=_("How do you want to begin?"),
        choices=[("example", _("Start from the example")), ("empty", _("Start empty"))],
        initial="example",
        widget=forms.RadioSelect,
        help_text=_(
            "The example is a whole text in both languages. What is yours to fill in stands between [brackets]."
        ),
    )

    @property
    def values(self) -> dict[str, Any]:
        """The fields as the service takes them."""
        begun = {name: self.cleaned_data[name] for name in ("kind", "title_nl", "title_en")}
        return begun | {"from_example": self.cleaned_data["start"] == "example"}


class ClauseForm(SaysWhenNeeded, forms.Form):
    """One passage in both languages. ``edition`` is the save that the writer saw."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    pillar = forms.ChoiceField(
        label=_("Pillar"),
        required=False,
        choices=[("", _("none")), *Pillar.choices],
        help_text=_(
            "The title of the first passage of each pillar stands on everyone's home page: make it a sentence."
        ),
    )
    title_nl = forms.CharField(label=_("Title in Dutch"), max_length=200, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    text_nl = forms.CharField(label=_("Text in Dutch"), required=False, strip=False)
    text_en = forms.CharField(label=_("Text in English"), required=False, strip=False)
    change = forms.ChoiceField(
        label=_("What changes for the reader?"),
        choices=[(ChangeKind.MATERIAL, ChangeKind.MATERIAL.label), (ChangeKind.EDITORIAL, ChangeKind.EDITORIAL.label)],
        initial=ChangeKind.MATERIAL,
        widget=forms.RadioSelect,
        help_text=_("After a material change everyone is asked to read again."),
    )

    needed_when = {
        **dict.fromkeys(("title_nl", "title_en"), _("needed in one language, and in both to publish")),
        **dict.fromkeys(("text_nl", "text_en"), _("needed to publish")),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in ("nl", "en"):
            self.fields[f"title_{language}"].widget.attrs["lang"] = language
            self.fields[f"text_{language}"].widget = forms.Textarea(attrs={"lang": language, "rows": 16})

    @classmethod
    def of(cls, clause: Clause) -> "ClauseForm":
        """Return the form filled with a passage as it is kept."""
        names = ("edition", "pillar", "title_nl", "title_en", "text_nl", "text_en")
        change = ChangeKind.EDITORIAL if clause.change == ChangeKind.EDITORIAL else ChangeKind.MATERIAL
        return cls(initial={name: getattr(clause, name) for name in names} | {"change": change})

    def with_edition(self, edition: int) -> "ClauseForm":
        """Return the form as it was typed, but written upon the save that came in between."""
        form = type(self)({**{name: self.data.get(name, "") for name in self.fields}, "edition": str(edition)})
        form.is_valid()
        return form

    @property
    def previews(self) -> dict[str, SafeString]:
        """What is typed in each language, as a reader will see it."""
        return {language: selectors.preview(str(self[f"text_{language}"].value() or "")) for language in LANGUAGES}

    @property
    def clause_text(self) -> ClauseText:
        return ClauseText(*(self.cleaned_data[name] for name in ClauseText.__slots__))

    @property
    def values(self) -> dict[str, Any]:
        """The fields as the services take them, without the edition."""
        return {"text": self.clause_text, "pillar": self.cleaned_data["pillar"], "change": self.cleaned_data["change"]}


class PreviewForm(forms.Form):
    """A text that is being written; a very long one is cut, since the save will refuse it with its length."""

    text = forms.CharField(required=False, strip=False, max_length=4 * rules.LONGEST_TEXT)
