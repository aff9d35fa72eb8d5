"""What people type about pilots. Length and presence are checked here, rules in the services."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.editions import EditionForm, Kept
from common.errors import RuleBroken
from common.forms import SaysWhenNeeded, say_when_needed
from common.numbers import NumberField
from people.models import Person, Unit
from people.selectors import people_here, person_meant, unit_names
from pilots import rules, selectors
from pilots.choices import LANGUAGES, DecisionKind, Stage
from pilots.errors import MeasuredAlready, MeasuredUnlikely
from pilots.models import Measurement, Pilot
from strategy.models import Objective
from strategy.selectors import objectives_open
from tools.models import Tool

if TYPE_CHECKING:
    UnitChoiceField = forms.ModelChoiceField[Unit]
    ToolChoiceField = forms.ModelChoiceField[Tool]
    PilotModelForm = forms.ModelForm[Pilot]
    MeasurementModelForm = forms.ModelForm[Measurement]
else:
    UnitChoiceField = forms.ModelChoiceField
    ToolChoiceField = forms.ModelChoiceField
    PilotModelForm = forms.ModelForm
    MeasurementModelForm = forms.ModelForm

DATE = {"type": "date"}
LONGEST_SAID = 2000
WRITTEN = {"title", "question", "hypothesis", "measure_name", "stop_criterion"}
"""What is written in the pilot's own language."""
TEXTS = {"question": 3, "hypothesis": 4, "stop_criterion": 3}


def person_from(typed: str) -> Person | None:
    """Return the colleague whom a typed name means, or ``None`` for an empty field."""
    if not typed.strip():
        return None
    try:
        return person_meant(typed, day=today())
    except RuleBroken as broken:
        raise forms.ValidationError(str(broken)) from broken


class UnitField(UnitChoiceField):
    """A unit to choose; where a name stands twice, its parent stands with it."""

    names: Mapping[int, str] = {}

    def offer(self, units: "QuerySet[Unit]") -> None:
        self.queryset, self.names = units, unit_names()

    def label_from_instance(self, unit: Unit) -> str:
        return self.names.get(unit.pk, unit.name)


class ToolField(ToolChoiceField):
    """A tool to choose; whether it is allowed stands behind its name."""

    def label_from_instance(self, tool: Tool) -> str:
        return f"{tool.name}, {tool.get_status_display()}"


class FilterForm(forms.Form):
    """Looking through the register."""

    q = forms.CharField(label=_("Search pilots"), required=False, max_length=100)
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("all stages")), *Stage.choices])
    unit = UnitField(
        label=_("Department, team or location"),
        queryset=Unit.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=_("everywhere"),
    )
    objective = forms.UUIDField(required=False, widget=forms.HiddenInput)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("all pilots")),
            ("mine", _("mine")),
            ("due", _("decision due")),
            ("orphans", _("without objective")),
            ("ownerless", _("without owner")),
        ],
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("what asks attention first")), ("newest", _("newest first")), ("title", _("by title"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, UnitField)  # noqa: S101 - tells the type checker
        unit.offer(selectors.units_with_pilots())

    @property
    def is_folded(self) -> bool:
        """None of the filters that stand in the fold is used."""
        return not any(self[name].value() for name in ("unit", "show", "sort"))

    @property
    def wanted(self) -> selectors.Wanted:
        """What is looked for; a field that does not hold counts as not filled in."""
        self.is_valid()
        data = self.cleaned_data
        unit: Unit | None = data.get("unit")
        return selectors.Wanted(
            text=data.get("q", ""),
            stage=data.get("stage", ""),
            unit_id=unit.pk if unit else None,
            objective_id=data.get("objective"),
            show=data.get("show", ""),
            sort=data.get("sort", ""),
        )


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
        field_classes = {"unit": UnitField, "tool": ToolField, "baseline": NumberField, "target": NumberField}
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
            if isinstance(field, UnitField):
                field.offer(rows)
            else:
                field.queryset = rows
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


NEEDS = {"lesson": DecisionKind.STOP, "new_due_on": DecisionKind.EXTEND}
"""What one decision asks for and the others leave open."""


class DecisionForm(SaysWhenNeeded, forms.Form):
    """Recording a decision; ``seen`` is the number of decisions that the decider saw.

    Who can do nothing but take the next step, as an owner who hands in an idea, has nothing to choose and no lesson.

    Lesson and new date are asked for until a decision is chosen that does not need them; the browser does not insist,
    since it does not know which one is chosen.
    """

    use_required_attribute = False
    needed_when = dict.fromkeys(("lesson", "new_due_on"), "")

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    kind = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The team reads this, and so does everyone who looks back."),
    )
    lesson = forms.CharField(
        label=_("What did we learn?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed when you stop: what would you tell a team that wants to try the same?"),
        error_messages={
            "required": _("Write down what this pilot taught, so that nobody has to learn it again."),
        },
    )
    new_due_on = forms.DateField(
        label=_("New decision date"),
        error_messages={"required": _("Choose a new decision date, later than the one there is.")},
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        help_text=_("Needed when you extend, or when you resume after the date went by."),
    )

    def __init__(self, *args: Any, choices: Sequence[selectors.Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [choice.kind for choice in choices]
        self.aside = [choice.kind.value for choice in choices if choice.is_aside]
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - tells the type checker
        kind.choices = [(each.value, each.label) for each in kinds]
        if not {DecisionKind.EXTEND, DecisionKind.RESUME} & set(kinds):
            del self.fields["new_due_on"]
        self.is_step = kinds == [DecisionKind.CONTINUE]
        if len(kinds) == 1:
            kind.initial = kinds[0].value
        if self.is_step:
            kind.widget = forms.HiddenInput()
        if DecisionKind.STOP not in kinds:
            del self.fields["lesson"]
        for name in NEEDS.keys() & self.fields.keys():
            self.fields[name].required = NEEDS[name] == self["kind"].value() if self.is_bound else NEEDS[name] in kinds

    @property
    def is_aside_chosen(self) -> bool:
        return self["kind"].value() in self.aside

    @property
    def wants_last_look(self) -> bool:
        """There is no way back from what is chosen, and nobody looked at it as a whole yet."""
        return self.cleaned_data["kind"] in rules.IRREVERSIBLE and "confirmed" not in self.data


class LogForm(forms.Form):
    """What happened."""

    text = forms.CharField(
        label=_("What happened?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A sentence or two. No names of clients, and no personal data."),
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=LANGUAGES)


class MeasurementForm(MeasurementModelForm):
    """One measured value. ``replaces`` is the value of that day that the writer was shown, ``replace`` their yes.

    ``doubted`` is what they were asked about since it is not likely, ``sure`` their yes; changed, it is asked anew.
    """

    replaces = forms.DecimalField(widget=forms.HiddenInput, required=False)
    replace = forms.BooleanField(label=_("Put this value in the place of the one that is there"), required=False)
    doubted = forms.CharField(widget=forms.HiddenInput, required=False)
    sure = forms.BooleanField(label=_("Yes, this is right"), required=False)

    class Meta:
        model = Measurement
        fields = ["measured_on", "value", "cases", "note"]
        field_classes = {"value": NumberField}
        widgets = {"measured_on": forms.DateInput(attrs=DATE, format="%Y-%m-%d")}
        help_texts = {"cases": _("How many cases stand behind this value? It says how sure we can be.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for shown, tick in (("replaces", "replace"), ("doubted", "sure")):
            if not self.data.get(shown):
                del self.fields[tick]

    def asking(self, met: MeasuredAlready | MeasuredUnlikely) -> "MeasurementForm":
        """Return the form as it was typed, with the question whether it replaces what is there, or is right."""
        if isinstance(met, MeasuredAlready):
            tick, shown = "replace", {"replaces": str(met.value)}
        else:
            tick, shown = "sure", {"doubted": self.given}
        form = type(self)({name: self.data[name] for name in self.data if name != tick} | shown)
        form.add_error(met.field, str(met))
        return form

    @property
    def given(self) -> str:
        """The day and the value of it."""
        return f"{self.cleaned_data['measured_on']} {self.cleaned_data['value']}"

    @property
    def values(self) -> dict[str, Any]:
        """The fields as the service takes them."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return values | {
            "replaces": self.cleaned_data["replaces"] if self.cleaned_data.get("replace") else None,
            "is_sure": bool(self.cleaned_data.get("sure")) and self.cleaned_data["doubted"] == self.given,
        }

    def _post_clean(self) -> None:
        """Leave the truths to the service, which says at which field they are broken."""


class RemovalForm(forms.Form):
    """Why a value is taken back."""

    reason = forms.CharField(label=_("What is wrong with this value?"), max_length=500)


class MemberForm(forms.Form):
    """Adding somebody to the team, chosen among those who were found by what was typed."""

    person = forms.ModelChoiceField(
        label=_("Colleague"),
        queryset=Person.objects.none(),
        to_field_name="public_id",
        error_messages={
            "required": _("Choose the colleague whom you want to add."),
            "invalid_choice": _("This person does not work here any more. Choose a colleague."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        person.queryset = people_here(today())
