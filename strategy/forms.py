"""What people type into the strategy. Length and presence are checked here, rules in the services."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.editions import EditionForm
from common.errors import RuleBroken
from common.forms import SaysWhenNeeded
from common.measures import Measure, in_measure
from common.numbers import NumberField
from people.models import Person
from people.selectors import person_meant
from strategy import rules, selectors
from strategy.choices import LANGUAGES, METRICS, ChangeKind, DocumentKind, Pillar
from strategy.errors import ClauseText
from strategy.models import Clause, Objective

if TYPE_CHECKING:
    ObjectiveModelForm = forms.ModelForm[Objective]
else:
    ObjectiveModelForm = forms.ModelForm


class DocumentForm(forms.Form):
    """Beginning a document."""

    kind = forms.ChoiceField(label=_("Document"), choices=DocumentKind)
    title_nl = forms.CharField(label=_("Title in Dutch"), max_length=160)
    title_en = forms.CharField(label=_("Title in English"), max_length=160)


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


SOMETHING_ELSE = "other"


class ObjectiveForm(EditionForm, SaysWhenNeeded, ObjectiveModelForm):
    """An objective; its owner is typed as a name, e-mail address or employee number.

    Its figure is one that the portal makes, or something else, which people name and count themselves.
    """

    metric = forms.ChoiceField(
        label=_("Indicator"),
        required=False,
        help_text=_("How you know: the figure or count that moves when you come closer."),
    )
    metric_name = forms.CharField(
        label=_("Something else, namely"),
        required=False,
        max_length=80,
        help_text=_("Such as: minutes per shift spent on reports."),
    )
    owner_name = forms.CharField(
        label=_("Owner"),
        required=False,
        max_length=254,
        help_text=_("Name, e-mail address or employee number of who keeps an eye on it."),
    )
    clause_key = forms.ChoiceField(
        label=_("Passage of the strategy"), required=False, help_text=_("The text that this objective comes from.")
    )

    class Meta:
        model = Objective
        fields = ["title_nl", "title_en", "pillar", "clause_key", "measure", "baseline", "target", "due_on"]
        field_classes = {"baseline": NumberField, "target": NumberField}
        widgets = {
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **{f"title_{language}": forms.TextInput(attrs={"lang": language}) for language in LANGUAGES},
        }
        help_texts = {
            "measure": _("Figures of the portal are counted in percent."),
            "baseline": _("How it was when you began."),
            "target": _("What you want to reach."),
        }

    needed_when = {
        **dict.fromkeys(("title_nl", "title_en"), _("needed in one language at least")),
        "metric_name": _("needed when you choose “something else”"),
    }
    field_order = [
        "title_nl", "title_en", "pillar", "clause_key", "owner_name",
        "metric", "metric_name", "measure", "baseline", "target", "due_on",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version = selectors.current_version()
        clauses = selectors.in_document_order(version.clauses.all()) if version is not None else []
        passages = [(clause.key, clause.title.text) for clause in clauses]
        kept = self.instance.clause_key
        if kept and kept not in dict(passages):
            passages.append((kept, kept))
        passage = self.fields["clause_key"]
        assert isinstance(passage, forms.ChoiceField)  # noqa: S101 - tells the type checker
        passage.choices = [("", _("none")), *passages]
        measure = self.fields["measure"]
        assert isinstance(measure, forms.TypedChoiceField)  # noqa: S101 - tells the type checker
        measure.choices = Measure.choices
        self._offer_metrics()
        owner = self.instance.owner
        self.fields["owner_name"].initial = (owner.email or owner.employee_number or owner.full_name) if owner else ""

    def _offer_metrics(self) -> None:
        figures = self.fields["metric"]
        assert isinstance(figures, forms.ChoiceField)  # noqa: S101 - tells the type checker
        figures.choices = [
            ("", _("none yet")),
            (_("Figures of the portal"), [(known.code, known.title) for known in METRICS.all.values()]),
            (SOMETHING_ELSE, _("something else, namely …")),
        ]
        kept = self.instance.metric
        is_else = bool(kept) and not self.instance.is_known_metric
        figures.initial = SOMETHING_ELSE if is_else else kept
        self.fields["metric_name"].initial = kept if is_else else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen, named = data.get("metric"), data.get("metric_name", "").strip()
        if chosen == SOMETHING_ELSE and not named:
            self.add_error("metric_name", _("Say what you count, or choose a figure from the list."))
        elif named and chosen not in (None, SOMETHING_ELSE):
            self.add_error("metric_name", _("Choose “something else” at the indicator, or leave this empty."))
        return data

    def clean_owner_name(self) -> Person | None:
        typed: str = self.cleaned_data["owner_name"]
        if not typed.strip():
            return None
        try:
            return person_meant(typed, day=today())
        except RuleBroken as broken:
            raise forms.ValidationError(str(broken)) from broken

    @property
    def values(self) -> dict[str, Any]:
        """The fields as the services take them."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        chosen, named = self.cleaned_data["metric"], self.cleaned_data["metric_name"].strip()
        metric = named if chosen == SOMETHING_ELSE else chosen
        return values | {"metric": metric, "owner": self.cleaned_data["owner_name"]}

    def in_words(self, name: str) -> str:
        kept = self.instance
        if name == "owner_name" and kept.owner is not None:
            return str(kept.owner.full_name)
        if name in {"baseline", "target"} and getattr(kept, name) is not None:
            return in_measure(getattr(kept, name), kept.measure)
        return super().in_words(name)

    def _post_clean(self) -> None:
        """Leave the truths to the service, which says at which field they are broken."""


class ReasonForm(forms.Form):
    """Why something ends."""

    reason = forms.CharField(label=_("Why does it end?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
