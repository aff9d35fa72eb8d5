"""What people fill in for training. Rules stay in the services; forms only read what was typed."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.choices import FunctionGroup, Role
from people.models import Person, Unit
from training import rules, selectors
from training.choices import CourseKind, Level, Theme
from training.models import Course, Session

COURSE_FIELDS = [
    "title_nl", "title_en", "summary_nl", "summary_en", "outcomes_nl", "outcomes_en", "audience_nl", "audience_en",
    "function_groups", "kind", "level", "theme", "language", "duration_minutes", "provider", "external_url",
    "is_working_time",
]  # fmt: skip


def offer(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Let somebody choose among ``rows``; the page knows them by their public id."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
        field.to_field_name = "public_id"


class CatalogueForm(forms.Form):
    """Search and filters of the catalogue; what does not fit is read as not asked."""

    text = forms.CharField(label=_("Search in courses"), required=False, max_length=100)
    scope = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("All courses")), ("for_me", _("For me")), ("required", _("Required for me"))],
    )
    theme = forms.ChoiceField(label=_("Subject"), required=False, choices=[("", _("All subjects")), *Theme.choices])
    kind = forms.ChoiceField(label=_("How"), required=False, choices=[("", _("All kinds")), *CourseKind.choices])
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("All levels")), *Level.choices])
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("By title")), ("soonest", _("Soonest first")), ("shortest", _("Shortest first"))],
    )

    def asked(self, page: str) -> selectors.CatalogueFilter:
        """Return what was asked, without the parts that are no choice."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return selectors.CatalogueFilter(page=page, **given)


if TYPE_CHECKING:
    CourseModelForm = forms.ModelForm[Course]
else:
    CourseModelForm = forms.ModelForm


class CourseForm(CourseModelForm):
    """A course as HR writes it, side by side in two languages."""

    function_groups = forms.MultipleChoiceField(
        label=_("Meant for"),
        choices=FunctionGroup.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nothing when it is for everyone."),
    )
    cost = forms.DecimalField(
        label=_("Cost per seat in euros"), min_value=0, max_value=20_000, decimal_places=2, required=False
    )
    duration_minutes = forms.IntegerField(label=_("Duration in minutes"), min_value=5, max_value=60_000)

    class Meta:
        model = Course
        fields = COURSE_FIELDS
        widgets = {
            "outcomes_nl": forms.Textarea(attrs={"rows": 4}),
            "outcomes_en": forms.Textarea(attrs={"rows": 4, "lang": "en"}),
            "title_en": forms.TextInput(attrs={"lang": "en"}),
        }
        help_texts = {
            "outcomes_nl": _("One line each. They become a list."),
            "external_url": _("Only for a course with another provider."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["cost"] = f"{self.instance.cost_cents / 100:.2f}"

    def written(self) -> dict[str, Any]:
        """Return the fields as the service takes them."""
        values = {name: self.cleaned_data[name] for name in COURSE_FIELDS}
        return {**values, "cost_cents": round((self.cleaned_data["cost"] or 0) * 100)}

    def _post_clean(self) -> None:
        """Leave the constraints to the service, which says them in the same words."""


class MomentField(forms.DateTimeField):
    """A day and a time of Amsterdam in one control. A time that the clock skips or has twice is refused by Django."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d-%m-%Y %H:%M"], **kwargs)


class SessionForm(forms.Form):
    """A session as HR plans it."""

    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    link = forms.URLField(label=_("Link to take part"), max_length=500, required=False, assume_scheme="https")
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=rules.MOST_SEATS)
    trainers = forms.ModelMultipleChoiceField(
        label=_("Trainers"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    enrol_from = MomentField(label=_("Enrolment opens"), required=False, help_text=_("Leave it empty to open at once."))
    enrol_until = MomentField(
        label=_("Enrolment closes"), required=False, help_text=_("Leave it empty to close when the session begins.")
    )

    def __init__(self, *args: Any, now: datetime, session: Session | None = None, **kwargs: Any) -> None:
        if session is not None:
            kwargs["initial"] = {name: getattr(session, name) for name in SESSION_FIELDS} | {
                "trainers": session.trainers.all()
            }
        super().__init__(*args, **kwargs)
        known = selectors.trainers(now.date())
        if session is not None:
            known = (known | Person.objects.filter(pk__in=session.trainers.all()).distinct()).order_by("sort_key", "pk")
        offer(self, "trainers", known)


SESSION_FIELDS = ("starts_at", "ends_at", "place", "link", "capacity", "enrol_from", "enrol_until")


class ReasonForm(forms.Form):
    """Why somebody does what others will read."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class EnrolOtherForm(forms.Form):
    """Whom HR enrols, and whether they go first."""

    person = forms.UUIDField()
    goes_first = forms.BooleanField(required=False)
    priority_reason = forms.CharField(max_length=300, required=False)


class RequirementForm(forms.Form):
    """Who must complete what, by when, and why."""

    course = forms.ModelChoiceField(label=_("Course"), queryset=Course.objects.none())
    unit = forms.ModelChoiceField(
        label=_("Unit, with all that is below it"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("the whole organisation"),
    )
    function_group = forms.ChoiceField(
        label=_("Function group"), required=False, choices=[("", _("everyone")), *FunctionGroup.choices]
    )
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("every role")), *Role.choices])
    due_on = forms.DateField(
        label=_("Complete it by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    newcomer_days = forms.IntegerField(label=_("Days for who starts later"), min_value=0, max_value=730, initial=60)
    valid_months = forms.IntegerField(
        label=_("Counts for how many months"),
        min_value=1,
        max_value=120,
        required=False,
        help_text=_("Leave it empty when it counts for always."),
    )
    why_nl = forms.CharField(
        label=_("Why, in Dutch"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("People read this at the course."),
    )
    why_en = forms.CharField(label=_("Why, in English"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    why_url = forms.URLField(label=_("Where to read more"), required=False, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "course", selectors.courses_to_require())
        offer(self, "unit", Unit.objects.order_by("name"))
