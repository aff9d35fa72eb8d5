"""What people type at an objective. Length and presence are checked here, rules in the services."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.editions import EditionForm
from common.errors import RuleBroken
from common.forms import SaysWhenNeeded
from common.measures import Measure, in_measure
from common.numbers import NumberField
from people.models import Person
from people.selectors import person_meant
from strategy import selectors
from strategy.choices import LANGUAGES, METRICS
from strategy.models import Objective

if TYPE_CHECKING:
    ObjectiveModelForm = forms.ModelForm[Objective]
else:
    ObjectiveModelForm = forms.ModelForm

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

    reason = forms.CharField(
        label=_("Why does it change?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays with the objective, for everyone to read."),
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
        "reason": _("needed when the target or its date moves"),
    }
    field_order = [
        "title_nl", "title_en", "pillar", "clause_key", "owner_name",
        "metric", "metric_name", "measure", "baseline", "target", "due_on", "reason",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["reason"]
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
        values |= {"metric": metric, "owner": self.cleaned_data["owner_name"]}
        return values | ({"reason": self.cleaned_data["reason"]} if "reason" in self.fields else {})

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


class KeyDateForm(forms.Form):
    """A moment on the way to an objective."""

    on = forms.DateField(label=_("By when?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    title_nl = forms.CharField(
        label=_("What is there then, in Dutch"),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"lang": "nl"}),
        help_text=_("Such as: the first hundred colleagues took the course."),
    )
    title_en = forms.CharField(
        label=_("What is there then, in English"),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
