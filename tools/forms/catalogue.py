"""What people fill in for the tool catalogue."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.editions import EditionForm
from common.forms import NamedChoicesField, SaysWhenNeeded, offer_by_name
from common.numbers import NumberField
from people.choices import FunctionGroup
from people.models import Unit
from people.selectors import unit_names
from tools import selectors
from tools.choices import DataClass, Task, ToolStatus
from tools.models import Tool
from training import selectors as training

TOOL_FIELDS = [
    "name", "supplier", "website", "purpose_nl", "purpose_en", "dos_nl", "dos_en", "donts_nl", "donts_en",
    "conditions_nl", "conditions_en", "data_classes", "tasks", "function_groups", "required_course", "contact",
    "owner", "review_on", "seats", "approval", "assessment_nl", "assessment_en", "assessment_reference",
    "assessment_url", "assessment_on", "dpia_reference", "dpia_url", "dpia_on", "agreement_reference",
    "agreement_url", "agreement_on", "agreement_until",
]  # fmt: skip

SCOPES = [("", _("All tools")), ("for_me", _("What I may use")), ("review", _("To review"))]

if TYPE_CHECKING:
    ToolModelForm = forms.ModelForm[Tool]
else:
    ToolModelForm = forms.ModelForm


def offer(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Let somebody choose among ``rows``; the page knows them by their public id."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
        field.to_field_name = "public_id"


class ToolListForm(forms.Form):
    """Search and filters of the catalogue; what does not fit is read as not asked."""

    text = forms.CharField(label=_("Search in AI tools"), required=False, max_length=100)
    scope = forms.ChoiceField(label=_("Show"), required=False, choices=SCOPES)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Every status")), *ToolStatus.choices]
    )
    data_class = forms.ChoiceField(label=_("With"), required=False, choices=[("", _("Any data")), *DataClass.choices])

    def __init__(self, *args: Any, can_review: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = self.fields["scope"]
        if isinstance(scope, forms.ChoiceField) and not can_review and self["scope"].value() != "review":
            scope.choices = [choice for choice in SCOPES if choice[0] != "review"]

    @property
    def is_folded(self) -> bool:
        """None of the filters that stand in the fold is used."""
        return not any(self[name].value() for name in ("status", "data_class"))

    def asked(self, page: str) -> selectors.ToolFilter:
        """Return what was asked, without the parts that are no choice."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return selectors.ToolFilter(page=page, **given)


class OpenListForm(forms.Form):
    """The search of the page that is open without signing in."""

    search = forms.CharField(label=_("Search in AI tools"), required=False, max_length=100)

    @property
    def text(self) -> str:
        return str(self.cleaned_data.get("search", "")) if self.is_valid() else ""


class ToolForm(EditionForm, SaysWhenNeeded, ToolModelForm):
    """A tool as the programme office writes it, with the reason for its status."""

    data_classes = forms.MultipleChoiceField(
        label=_("Data that may go in"),
        choices=DataClass.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    tasks = forms.MultipleChoiceField(
        label=_("What people do with it"),
        choices=Task.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("“May I use this?” shows the tool to who wants to do this."),
    )
    function_groups = forms.MultipleChoiceField(
        label=_("Meant for"),
        choices=FunctionGroup.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nothing when it is for everyone."),
    )
    units = NamedChoicesField(
        label=_("And for these units"), queryset=Unit.objects.none(), required=False, to_field_name="public_id"
    )
    cost = NumberField(
        label=_("Cost per seat per month in euros"), min_value=0, max_value=10_000, decimal_places=2, required=False
    )
    status = forms.ChoiceField(label=_("Status"), choices=ToolStatus.choices, widget=forms.RadioSelect)
    reason_nl = forms.CharField(
        label=_("Why this status, in Dutch"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("People read this at the tool. Every change of status is kept."),
        error_messages={"required": _("Say why this tool has this status. People read it at the tool.")},
    )
    reason_en = forms.CharField(
        label=_("Why this status, in English"), widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}), required=False
    )

    needed_when = {
        **dict.fromkeys(("data_classes", "review_on"), _("needed for a tool that people may use")),
        "conditions_nl": _("needed when the tool is allowed with conditions"),
    }

    class Meta:
        model = Tool
        fields = TOOL_FIELDS
        widgets = {
            **{
                name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
                for name in ("review_on", "assessment_on", "dpia_on", "agreement_on", "agreement_until")
            },
            **{
                name: forms.Textarea(attrs={"rows": 4, "lang": name[-2:]})
                for name in ("dos_nl", "dos_en", "donts_nl", "donts_en", "conditions_nl", "conditions_en")
            },
        }
        help_texts = {
            f"{name}_{language}": _("One line each.")
            for name in ("dos", "donts", "conditions")
            for language in ("nl", "en")
        } | {
            "seats": _("How many licences there are. Leave it empty when nobody needs one to use the tool."),
            "approval": _("Only for a tool with seats. Without an answer it goes up the line, at last to you."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_by_name(self, "units", Unit.objects.order_by("name"), unit_names())
        offer(self, "required_course", training.courses_to_require())
        offer(self, "owner", selectors.owners(today(), kept=self.instance.owner_id))
        tool = self.instance
        if tool.pk:
            cents = tool.cost_cents_per_month
            initial: dict[str, Any] = {
                "cost": None if cents is None else Decimal(cents).scaleb(-2),
                "units": tool.units.all(),
                "required_course": tool.required_course,
                "owner": tool.owner,
                "status": tool.status,
                "reason_nl": tool.status_reason_nl,
                "reason_en": tool.status_reason_en,
            }
            self.initial.update(initial)

    def written(self) -> dict[str, Any]:
        """Return what the service takes."""
        cost = self.cleaned_data["cost"]
        fields = {name: self.cleaned_data[name] for name in TOOL_FIELDS}
        fields["cost_cents_per_month"] = None if cost is None else round(cost * 100)
        status = {name: self.cleaned_data[name] for name in ("status", "reason_nl", "reason_en", "units")}
        return {"fields": fields, **status}

    def _post_clean(self) -> None:
        """Leave the truths to the service, which says them in words."""
