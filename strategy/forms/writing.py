"""What people type into a document. Length and presence are checked here, rules in the services."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.forms import SaysWhenNeeded
from people.choices import FunctionGroup
from strategy import rules, selectors, services
from strategy.choices import LANGUAGES, Aspect, ChangeKind, DocumentKind, Pillar
from strategy.errors import ClauseConflict, ClauseText
from strategy.models import Clause, Comment
from strategy.rules import merging
from strategy.rules.audiences import ForWhom


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
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)
    takes = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.UUIDField(widget=forms.HiddenInput, required=False)
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
    function_groups = forms.MultipleChoiceField(
        label=_("For whom is it?"),
        required=False,
        choices=FunctionGroup.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nobody when it is for everyone. Only who it is for is asked to read a change of it."),
    )
    aspect = forms.ChoiceField(
        label=_("Which question does it answer?"),
        required=False,
        choices=[("", _("none of these")), *Aspect.choices],
        help_text=_("Then it stands on the page “What it means for me” of whom it is for. Keep it short."),
    )
    change = forms.ChoiceField(
        label=_("What changes for the reader?"),
        choices=[(ChangeKind.MATERIAL, ChangeKind.MATERIAL.label), (ChangeKind.EDITORIAL, ChangeKind.EDITORIAL.label)],
        initial=ChangeKind.MATERIAL,
        widget=forms.RadioSelect,
        help_text=_("After a material change everyone for whom it is, is asked to read again."),
    )

    needed_when = {
        **dict.fromkeys(("title_nl", "title_en"), _("needed in one language, and in both to publish")),
        **dict.fromkeys(("text_nl", "text_en"), _("needed to publish")),
    }

    merged: "Sequence[merging.MergedField]" = ()
    """After a conflict: the fields in which the two texts differ."""
    moved_to: str = ""
    """After a conflict: the pillar to which the other one moved the passage."""

    other_readers: str = ""
    """After a conflict: for whom the other one made the passage, where that differs from what is ticked here."""
    other_aspect: str = ""
    """After a conflict: which question the other one lets it answer, where that differs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in ("nl", "en"):
            self.fields[f"title_{language}"].widget.attrs["lang"] = language
            self.fields[f"text_{language}"].widget = forms.Textarea(attrs={"lang": language, "rows": 16})

    @classmethod
    def of(cls, clause: Clause) -> "ClauseForm":
        """Return the form filled with a passage as it is kept."""
        names = ("edition", "pillar", "function_groups", "aspect", *ClauseText.__slots__)
        values = {name: getattr(clause, name) for name in names}
        return cls(
            initial=values
            | {
                "change": _change_of(clause),
                "seen": merging.seen_of(services.text_of(clause)),
                "version": clause.version.public_id,
            }
        )

    @classmethod
    def with_suggestion(cls, clause: Clause, met: ClauseConflict, suggestion: Comment) -> "ClauseForm":
        """Return the form with the words of a suggestion upon what somebody wrote since; saving it closes that."""
        values = {name: getattr(met.typed, name) for name in ClauseText.__slots__}
        about: dict[str, Any] = {"function_groups": clause.function_groups, "aspect": clause.aspect}
        about |= {"pillar": clause.pillar, "change": _change_of(clause), "takes": str(suggestion.public_id)}
        about |= {"version": str(clause.version.public_id)}
        # What was seen is not known: the suggestion was made upon another text, so both count as written.
        form = cls(values | about | {"edition": str(met.edition), "seen": ""})
        form.is_valid()
        return form.upon(met, clause)

    def upon(self, met: ClauseConflict, clause: Clause) -> "ClauseForm":
        """Return the form as it was typed, but written upon the save that came in between.

        What the writer left alone becomes what is kept now. ``clause`` is the passage as it is kept.
        """
        data = {name: self[name].data for name in self.fields}
        data = {name: "" if typed is None else typed for name, typed in data.items()}
        # Where they chose the other one's text, that is what they typed.
        data |= {name: getattr(met.typed, name) for name in ClauseText.__slots__}
        fields = merging.merged(data["seen"], met.kept, met.typed)
        data |= {field.name: field.theirs for field in fields if field.side == merging.Side.THEIRS}
        form = type(self)(data | {"edition": str(met.edition), "seen": merging.seen_of(met.kept)})
        form.is_valid()
        form.merged = fields
        form.moved_to = clause.get_pillar_display() if clause.pillar != data["pillar"] else ""
        if set(clause.function_groups) != set(data["function_groups"] or []):
            form.other_readers = ", ".join(clause.for_whom) or gettext("everyone")
        if clause.aspect != data["aspect"]:
            form.other_aspect = clause.get_aspect_display() or gettext("none of these")
        return form

    def choose_from(self, kept: ClauseText) -> None:
        """Take over the kept text in the fields where the writer chose theirs."""
        for name in ClauseText.__slots__:
            if self.data.get(f"take_{name}") == merging.Side.THEIRS:
                self.cleaned_data[name] = getattr(kept, name)

    @property
    def to_choose(self) -> "list[tuple[merging.MergedField, forms.BoundField]]":
        """The fields in which both wrote another text."""
        return [(field, self[field.name]) for field in self.merged if field.side == merging.Side.BOTH]

    @property
    def settled(self) -> "list[tuple[merging.MergedField, forms.BoundField]]":
        """The fields that one of both left alone: the text of the other stands in them already."""
        return [(field, self[field.name]) for field in self.merged if field.side != merging.Side.BOTH]

    @property
    def previews(self) -> dict[str, SafeString]:
        """What is typed in each language, as a reader will see it."""
        return {language: selectors.preview(str(self[f"text_{language}"].value() or "")) for language in LANGUAGES}

    @property
    def edition_seen(self) -> int:
        """The save that the writer saw; 0 where the page did not say."""
        return self.cleaned_data["edition"] or 0

    @property
    def suggestion(self) -> Comment | None:
        """The suggestion that was put into this text, where there is one. One query then."""
        wanted = self.cleaned_data["takes"]
        return Comment.objects.filter(public_id=wanted).first() if wanted else None

    @property
    def clause_text(self) -> ClauseText:
        return ClauseText(*(self.cleaned_data[name] for name in ClauseText.__slots__))

    @property
    def values(self) -> dict[str, Any]:
        """The fields as the services take them, without the edition."""
        named = {name: self.cleaned_data[name] for name in ("pillar", "change")}
        for_whom = ForWhom(tuple(self.cleaned_data["function_groups"]), self.cleaned_data["aspect"])
        return named | {"text": self.clause_text, "for_whom": for_whom}


def _change_of(clause: Clause) -> str:
    return ChangeKind.EDITORIAL if clause.change == ChangeKind.EDITORIAL else ChangeKind.MATERIAL


class PreviewForm(forms.Form):
    """A text that is being written; a very long one is cut, since the save will refuse it with its length."""

    text = forms.CharField(required=False, strip=False, max_length=4 * rules.LONGEST_TEXT)
