"""A pilot as its team plans it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.editions import EditionForm, Kept
from common.forms import NamedChoiceField, say_when_needed
from common.numbers import NumberField
from people.models import Person, Unit
from people.selectors import unit_names
from pilots import rules, selectors
from pilots.choices import Stage
from pilots.forms.fields import DATE, LONGEST_SAID, ToolField, person_from
from pilots.models import Pilot
from strategy.models import Objective
from strategy.selectors import objectives_open
from tools.models import Tool

if TYPE_CHECKING:
    PilotModelForm = forms.ModelForm[Pilot]
else:
    PilotModelForm = forms.ModelForm

WRITTEN = {"title", "question", "hypothesis", "measure_name", "stop_criterion"}
"""What is written in the pilot's own language."""
TEXTS = {"question": 3, "hypothesis": 4, "stop_criterion": 3}


DEMANDED_AS = {"tool": "has_tool", "sponsor_name": "has_sponsor"}
"""What the gates call a field of the form, where they have another name for it."""


class PilotForm(EditionForm, PilotModelForm):
    """A pilot's contract: only the fields that its stage lets change."""

    sponsor_name = forms.CharField(
        label=_("Sponsor"),
        required=False,
        max_length=254,
        help_text=_("Who wants the answer? Name, e-mail address or employee number."),
    )

    class Meta:
        model = Pilot
        fields = [*rules.ABOUT, "tool", "personal_data", *rules.AGREEMENT]
        field_classes = {"unit": NamedChoiceField, "tool": ToolField, "baseline": NumberField, "target": NumberField}
        widgets = {
            "starts_on": forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
            "decision_due_on": forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
            **{name: forms.Textarea(attrs={"rows": rows}) for name, rows in TEXTS.items()},
        }
        help_texts = {
            "title": _("So that a colleague elsewhere understands it."),
            "question": _("What do you want to know? One question, such as: does it save time without losing quality?"),
            "hypothesis": _("What do you expect to happen, and why?"),
            "objective": _("Which of our objectives does this help?"),
            "tool": _("Is it not in the list? Leave this open and tell the programme office."),
            "measure_name": _("One thing that you can count, such as: minutes per report."),
            "stop_criterion": _("At which moment or value do you say: this does not work?"),
            "decision_due_on": _("On this day you decide: scale up, extend once, or stop."),
        }

    field_order = [*rules.ABOUT, "sponsor_name", "tool", "personal_data", *rules.AGREEMENT]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        editable = set(rules.editable_fields(self.instance.stage))
        self._say_which_stage_asks()
        for name in self.Meta.fields:
            if name not in editable:
                del self.fields[name]
        for name in WRITTEN & self.fields.keys():
            if self.instance.pk is not None:
                self.fields[name].widget.attrs["lang"] = self.instance.language
        sponsor = self.instance.sponsor
        self.fields["sponsor_name"].initial = (
            (sponsor.email or sponsor.employee_number or sponsor.full_name) if sponsor else ""
        )
        standing = Q(pk__in=objectives_open(today()).values("pk")) | Q(pk=self.instance.objective_id)
        self._offer("objective", Objective.objects.filter(standing).in_order())
        self._offer("unit", Unit.objects.filter(closed_on__isnull=True).order_by("name"))
        self._offer("tool", Tool.objects.filter(archived_at__isnull=True).order_by("name"))

    def _say_which_stage_asks(self) -> None:
        """Say at each field which stage ahead does not begin without it."""
        for name, field in self.fields.items():
            demand = DEMANDED_AS.get(name, name)
            stage = rules.next_stage_that_asks(demand, self.instance.stage, parked_from=self.instance.parked_from)
            if stage is not None:
                say_when_needed(field, _("needed for the stage “%(stage)s”") % {"stage": Stage(stage).label})

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows
            if isinstance(field, NamedChoiceField):
                field.names = unit_names()
            field.to_field_name = "public_id"
            if self.instance.pk is not None:
                self.initial[name] = getattr(self.instance, name)

    def clean_sponsor_name(self) -> Person | None:
        return person_from(self.cleaned_data["sponsor_name"])

    @property
    def dropped(self) -> dict[str, Any]:
        """What somebody typed at fields that the stage does not let change any more, since it moved meanwhile."""
        found: dict[str, Any] = {}
        for name in (*rules.ABOUT, *rules.AGREEMENT):
            field = self.base_fields.get(name)
            if name in self.fields or name not in self.data or isinstance(field, forms.ModelChoiceField):
                continue
            try:
                found[name] = field.clean(self.data[name]) if field else None
            except forms.ValidationError:
                found[name] = self.data[name]
        return found

    @property
    def values(self) -> dict[str, Any]:
        """The fields as the services take them."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "sponsor_name"}
        return self.dropped | values | {"sponsor": self.cleaned_data["sponsor_name"]}

    @property
    def kept(self) -> list[Kept]:
        """What is kept now where something else is typed, also where the stage does not let it change any more."""
        fixed = [name for name, value in self.dropped.items() if value != getattr(self.instance, name)]
        return [*super().kept, *selectors.kept_of(self.instance, fixed)]

    @property
    def lost(self) -> list[tuple[str, str]]:
        """What is typed where the stage does not let it change any more: the field, and the text."""
        fixed = {name for name, value in self.dropped.items() if value != getattr(self.instance, name)}
        return [(str(self.base_fields[name].label), str(self.data[name])) for name in self.base_fields if name in fixed]

    def in_words(self, name: str) -> str:
        if name == "sponsor_name":
            return self.instance.sponsor.full_name if self.instance.sponsor else super().in_words(name)
        if name in {"baseline", "target"}:
            return selectors.kept_text(self.instance, name)
        return super().in_words(name)

    def _post_clean(self) -> None:
        """Leave the truths to the service, which says at which field they are broken."""


class NewPilotForm(PilotForm):
    """Registering a pilot: short, since the contract grows later."""

    is_in_use = forms.BooleanField(
        label=_("We use this already"),
        required=False,
        help_text=_("AI that is in daily use enters the register as such. It needs no trial."),
    )

    class Meta(PilotForm.Meta):
        fields = ["title", "question", "hypothesis", "objective", "unit", "language"]

    field_order = ["title", "question", "hypothesis", "objective", "unit", "language", "is_in_use"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["sponsor_name"]

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    @property
    def said(self) -> str:
        """What is written so far, also while the form does not hold yet: to look for a pilot like it."""
        return " ".join(str(self[name].value() or "") for name in ("title", "question"))[:LONGEST_SAID]
