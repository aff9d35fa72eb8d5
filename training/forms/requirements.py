"""What is required of whom, by when, and why."""

from datetime import datetime
from typing import Any, Self

from django import forms
from django.db.models import Q
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from common.clock import day_of
from common.editions import EditionForm
from common.forms import NamedChoiceField, offer_by_name
from people.choices import FunctionGroup, Role
from people.models import Unit
from people.selectors import unit_names
from training import selectors, services
from training.choices import Why
from training.forms.fields import SaysWhatIsWrong, offer
from training.models import Course, Requirement

WHY_FIELDS = ("due_on", "alternatives", "renewal_course", "why_nl", "why_en", "why_url")


class WhyForm(SaysWhatIsWrong, forms.Form):
    """By when something is required, and why."""

    due_on = forms.DateField(
        label=_("Complete it by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    alternatives = forms.ModelMultipleChoiceField(
        label=_("Courses that count as well"),
        queryset=Course.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One of them is enough, as the course itself is. Tick none when only that course counts."),
    )
    renewal_course = forms.ModelChoiceField(
        label=_("Renewed by a shorter course"),
        queryset=Course.objects.none(),
        required=False,
        empty_label=_("no: people take the whole course again"),
        help_text=_("For who completed the whole course before and for whom it runs out."),
    )
    why_nl = forms.CharField(
        label=_("Why, in Dutch"),
        widget=forms.Textarea(attrs={"rows": 3, "lang": "nl"}),
        help_text=_("People read this at the course."),
    )
    why_en = forms.CharField(
        label=_("Why, in English"), widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}), required=False
    )
    why_url = forms.URLField(label=_("Where to read more"), required=False, assume_scheme="https")
    when_empty = {
        "due_on": _("Choose the day by which it must be completed."),
        "why_nl": _("Say in Dutch why this is required."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "renewal_course", selectors.courses_to_require())
        offer(self, "alternatives", selectors.courses_to_require())


class WhyEditForm(EditionForm, WhyForm):
    """Another day, or another reason, for what is required already."""

    def __init__(self, *args: Any, requirement: Requirement, **kwargs: Any) -> None:
        self.instance = requirement
        kept = model_to_dict(requirement, WHY_FIELDS) | {"renewal_course": requirement.renewal_course}
        super().__init__(*args, initial=kept, **kwargs)
        known = requirement.alternatives.values("pk")
        others = Course.objects.filter(Q(pk__in=selectors.courses_to_require().values("pk")) | Q(pk__in=known))
        offer(self, "alternatives", others.exclude(pk=requirement.course_id).order_by("title_nl", "pk"))
        if requirement.valid_months is None:
            del self.fields["renewal_course"]

    def again(self, data: Any, kept: Requirement) -> Self:
        """Return the same form over the requirement as it is kept."""
        return type(self)(data, requirement=kept)

    def written(self) -> dict[str, Any]:
        """Return the fields as the service takes them."""
        return {name: self.cleaned_data.get(name) for name in WHY_FIELDS}


class RequirementForm(WhyForm):
    """Who must complete what, by when, and why."""

    course = forms.ModelChoiceField(label=_("Course"), queryset=Course.objects.none())
    unit = NamedChoiceField(
        label=_("Unit, with all that is below it"),
        queryset=Unit.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("the whole organisation"),
    )
    function_group = forms.ChoiceField(
        label=_("Function group"), required=False, choices=[("", _("everyone")), *FunctionGroup.choices]
    )
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("every role")), *Role.choices])
    newcomer_days = forms.IntegerField(label=_("Days for who starts later"), min_value=0, max_value=730, initial=60)
    valid_months = forms.IntegerField(
        label=_("Counts for how many months"),
        min_value=1,
        max_value=120,
        required=False,
        help_text=_("Leave it empty when it counts for always."),
    )
    field_order = (
        "course", "alternatives", "unit", "function_group", "role", "due_on", "newcomer_days", "valid_months",
        "renewal_course", "why_nl", "why_en", "why_url",
    )  # fmt: skip
    when_empty = {
        **WhyForm.when_empty,
        "course": _("Choose the course that is required."),
        "newcomer_days": _("Say how many days somebody gets who starts later."),
    }

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        offer(self, "course", selectors.courses_to_require())
        offer_by_name(self, "unit", Unit.objects.filter(closed_on__isnull=True).order_by("name", "pk"), unit_names())

    def clean(self) -> dict[str, Any]:
        """Say what the rules say too, so that everything that is wrong shows at once."""
        self.refuse(services.faults_of_requirement(self.wanted(), now=self.now, without=self.unread))
        return self.cleaned_data

    def wanted(self) -> Requirement:
        """The requirement as it would be, as far as it could be read."""
        values = dict(self.cleaned_data)
        alternatives = list(values.pop("alternatives", ()))
        wanted = Requirement(starts_on=day_of(self.now), **values)
        wanted.chosen_alternatives = alternatives
        return wanted

    def seen(self, people: int) -> str:
        """Return what somebody confirms who was told that this holds for so many people; changed, it is asked anew."""
        wanted = self.wanted()
        courses = ",".join(str(pk) for pk in sorted(wanted.course_ids))
        return f"{courses} {wanted.unit_id} {wanted.function_group} {wanted.role} {people}"

    def written(self) -> dict[str, Any]:
        """Return the fields as the service takes them."""
        values = dict(self.cleaned_data)
        return {"course_id": values.pop("course").pk, **values}


class WhyLookForm(SaysWhatIsWrong, forms.Form):
    """For what somebody looks at names; the people on the list can read it."""

    why = forms.ChoiceField(label=_("Why do you look?"), choices=Why.choices, widget=forms.RadioSelect)
    when_empty = {"why": _("Say why you look. The people on the list can read it.")}

    @property
    def cleaned_why(self) -> str:
        """The chosen reason, as it fits in a sentence."""
        return str(Why(self.cleaned_data["why"]).label)
