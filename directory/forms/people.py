"""One person by hand: who they are, where they work, their last day."""

from datetime import date
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from common.choices import LANGUAGES
from common.clock import today
from common.editions import EditionForm
from common.errors import RuleBroken
from common.forms import NamedChoiceField, SaysWhenNeeded, offer_by_name
from common.selectors import organisation
from directory.services import Details, Place
from people.choices import FunctionGroup, ManagedBy, Relation
from people.models import Person, Placement, Unit
from people.selectors import person_meant, placement_on, unit_names

WHO = ("first_name", "infix", "last_name", "email", "employee_number", "language", "relation", "hired_on")
NO_COMPLETION = {"autocomplete": "off"}


def colleague(typed: str) -> Person | None:
    """Return the colleague whom a typed name means, or ``None`` for an empty field."""
    if not typed.strip():
        return None
    try:
        return person_meant(typed, day=today())
    except RuleBroken as broken:
        raise forms.ValidationError(str(broken)) from broken


class DayInput(forms.DateInput):
    """A day, chosen or typed."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class LanguageForm(EditionForm, forms.Form):
    """All that is changed by hand of who comes from another source."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def __init__(self, data: Any = None, *, instance: Person) -> None:
        self.instance = instance
        super().__init__(data, initial={"language": instance.language})

    @property
    def details(self) -> Details:
        """What was filled in, as the services take it."""
        return Details({"language": self.cleaned_data["language"]})


class PersonForm(EditionForm, SaysWhenNeeded, forms.Form):
    """Who somebody is and where they work."""

    first_name = forms.CharField(label=_("First name"), max_length=80, widget=forms.TextInput(attrs=NO_COMPLETION))
    infix = forms.CharField(
        label=_("Infix"), max_length=20, required=False, widget=forms.TextInput(attrs=NO_COMPLETION),
        help_text=_("Such as “van der”. It counts last where names are put in order."),
    )  # fmt: skip
    last_name = forms.CharField(label=_("Last name"), max_length=120, widget=forms.TextInput(attrs=NO_COMPLETION))
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput(attrs=NO_COMPLETION)
    )
    employee_number = forms.CharField(
        label=_("Employee number"), max_length=40, required=False, widget=forms.TextInput(attrs=NO_COMPLETION)
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    relation = forms.ChoiceField(label=_("Works here as"), choices=Relation)
    unit = NamedChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), required=False, to_field_name="public_id",
        empty_label=_("in no unit"),
    )  # fmt: skip
    function_group = forms.ChoiceField(
        label=_("Function group"), required=False, choices=[("", _("choose a function group")), *FunctionGroup.choices]
    )
    job_title = forms.CharField(
        label=_("What they do"), max_length=120, required=False, widget=forms.TextInput(attrs=NO_COMPLETION),
        help_text=_("Such as: external trainer, secretary of the works council."),
    )  # fmt: skip
    manager = forms.CharField(
        label=_("Manager"), max_length=254, required=False, widget=forms.TextInput(attrs=NO_COMPLETION),
        help_text=_("A name, an e-mail address or an employee number. Whoever it is approves requests."),
    )  # fmt: skip

    needed_when = {
        "email": _("this, or an employee number"),
        "employee_number": _("this, or an e-mail address"),
        "function_group": _("needed in a unit"),
    }

    def __init__(self, data: Any = None, *, instance: Person) -> None:
        self.instance = instance
        super().__init__(data, initial=_initial(instance))
        offer_by_name(self, "unit", Unit.objects.filter(closed_on=None).order_by("name", "pk"), unit_names())

    def again(self, data: Any, kept: Person) -> Self:
        """Return the same form over the person as they are kept."""
        return type(self)(data, instance=kept)

    def clean_manager(self) -> Person | None:
        typed: str = self.cleaned_data["manager"]
        return colleague(typed)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("unit") is not None and not data.get("function_group"):
            self.add_error("function_group", _("Choose a function group: figures are counted by it."))
        if data.get("unit") is None and data.get("manager") is not None:
            self.add_error("unit", _("Choose a unit too: a manager belongs to a place."))
        return data

    @property
    def details(self) -> Details:
        """What was filled in, as the services take it."""
        data = self.cleaned_data
        place = None
        if data["unit"] is not None:
            place = Place(data["unit"], data["function_group"], data["job_title"], data["manager"])
        return Details({name: data[name] for name in WHO if name in data}, place)


class NewPersonForm(PersonForm):
    """Somebody new: from when, and until when where that is known."""

    hired_on = forms.DateField(label=_("Works here from"), widget=DayInput)
    last_day = forms.DateField(
        label=_("Last day"), required=False, widget=DayInput, help_text=_("Leave this empty where it is not known.")
    )


class LeaveForm(forms.Form):
    """The last day of somebody."""

    last_day = forms.DateField(
        label=_("Last day"), widget=DayInput, help_text=_("On the day after it they cannot sign in any more.")
    )


def _initial(person: Person) -> dict[str, Any]:
    if person._state.adding:
        return {"language": organisation().language, "relation": Relation.HIRED, "hired_on": today()}
    place: Placement | None = placement_on(person, today())
    said: dict[str, Any] = {name: getattr(person, name) for name in WHO}
    if place is not None:
        manager = place.manager
        said |= {
            "unit": place.unit.public_id,
            "function_group": place.function_group,
            "job_title": place.job_title,
            "manager": (manager.email or manager.employee_number or manager.full_name) if manager else "",
        }
    return said


def form_for(data: Any, person: Person) -> LanguageForm | PersonForm:
    """Return what may be changed by hand of somebody: all, or only what no other source owns."""
    return (
        PersonForm(data, instance=person)
        if person.managed_by == ManagedBy.LOCAL
        else LanguageForm(data, instance=person)
    )


class DeputyForm(forms.Form):
    """Who stands in, from and until when."""

    deputy = forms.CharField(
        label=_("Who stands in"), max_length=254, widget=forms.TextInput(attrs=NO_COMPLETION),
        help_text=_("A name, an e-mail address or an employee number."),
    )  # fmt: skip
    starts_on = forms.DateField(label=_("From"), widget=DayInput)
    last_day = forms.DateField(
        label=_("Up to and including"), required=False, widget=DayInput,
        help_text=_("Leave this empty for until further notice."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, day: date) -> None:
        super().__init__(data, initial={"starts_on": day})

    def clean_deputy(self) -> Person | None:
        typed: str = self.cleaned_data["deputy"]
        return colleague(typed)


class AwayForm(forms.Form):
    """From when somebody is away, and when they are back."""

    away_from = forms.DateField(label=_("First day away"), widget=DayInput)
    back_on = forms.DateField(
        label=_("Back on"), required=False, widget=DayInput, help_text=_("Leave this empty where it is not known yet.")
    )
