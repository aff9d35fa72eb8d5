"""What people fill in for training. Rules stay in the services; forms only read what was typed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.clock import AMSTERDAM, day_of
from common.errors import RuleBroken
from people.choices import FunctionGroup, Role
from people.models import Person, Unit
from training import rules, selectors, services
from training.choices import CAME, CourseKind, EnrolmentState, Level, Priority, Theme
from training.errors import broken_constraints, parts_of
from training.models import Course, Enrolment, Requirement, Session

NO_SHOW = EnrolmentState.NO_SHOW

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


if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise, StrPromise

    CourseModelForm = forms.ModelForm[Course]
    PeopleChoiceField = forms.ModelMultipleChoiceField[Person]
else:
    CourseModelForm = forms.ModelForm
    PeopleChoiceField = forms.ModelMultipleChoiceField

NOT_AN_ADDRESS = _("This is not the address of a web page. Begin with https://, such as https://www.example.nl/course.")


class SaysWhatIsWrong(forms.BaseForm):
    """Errors in our own words: what to fill in where something is empty, and each broken rule at its field."""

    when_empty: ClassVar["Mapping[str, StrOrPromise]"] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in self.when_empty.items():
            self.fields[name].error_messages["required"] = words
        for field in self.fields.values():
            if isinstance(field, forms.URLField):
                field.error_messages["invalid"] = NOT_AN_ADDRESS

    def refuse(self, broken: RuleBroken | Iterable[RuleBroken]) -> None:
        """Put every broken rule beside the field that it concerns, or on top where the form has no such field."""
        for each in [broken] if isinstance(broken, RuleBroken) else broken:
            for part in parts_of(each):
                self.add_error(part.field if part.field in self.fields else None, str(part))

    @property
    def unread(self) -> set[str]:
        """Names of fields about which something is wrong already."""
        return set(self.errors) & set(self.fields)


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

    @property
    def is_folded(self) -> bool:
        """None of the filters that stand in the fold is used."""
        return not any(self[name].value() for name in ("scope", "theme", "kind", "sort"))

    def asked(self, page: str) -> selectors.CatalogueFilter:
        """Return what was asked, without the parts that are no choice."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return selectors.CatalogueFilter(page=page, **given)


class CourseForm(SaysWhatIsWrong, CourseModelForm):
    """A course as HR writes it, side by side in two languages."""

    when_empty = {
        "title_nl": _("Give the course a title in Dutch."),
        "summary_nl": _("Say in one sentence, in Dutch, what the course is."),
        "duration_minutes": _("Say how many minutes the course takes."),
        "kind": _("Choose how the course is given."),
        "level": _("Choose a level."),
        "theme": _("Choose a subject."),
        "language": _("Choose the language that is spoken."),
    }

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
    duration_minutes = forms.IntegerField(
        label=_("Duration in minutes"),
        min_value=5,
        max_value=60_000,
        error_messages=dict.fromkeys(
            ("min_value", "max_value"), _("A course takes at least five minutes and at most a thousand hours.")
        ),
    )

    class Meta:
        model = Course
        fields = COURSE_FIELDS
        widgets = {
            "outcomes_nl": forms.Textarea(attrs={"rows": 4}),
            "outcomes_en": forms.Textarea(attrs={"rows": 4, "lang": "en"}),
            "title_en": forms.TextInput(attrs={"lang": "en"}),
        }
        help_texts = {
            "outcomes_nl": _("One line each. They become a list. You need at least one to publish the course."),
            "external_url": _("Only for a course with another provider."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["cost"] = f"{self.instance.cost_cents / 100:.2f}"

    def clean(self) -> dict[str, Any]:
        """Say what the rules say too, so that everything that is wrong shows at once."""
        known = {name: value for name, value in self.cleaned_data.items() if name in COURSE_FIELDS}
        course = Course(published_at=self.instance.published_at, archived_at=self.instance.archived_at, **known)
        self.refuse(broken_constraints(course, without=self.unread))
        return self.cleaned_data

    def written(self) -> dict[str, Any]:
        """Return the fields as the service takes them."""
        values = {name: self.cleaned_data[name] for name in COURSE_FIELDS}
        return {**values, "cost_cents": round((self.cleaned_data["cost"] or 0) * 100)}

    def _post_clean(self) -> None:
        """Leave the constraints to the service, which says them in the same words."""


class MomentField(forms.DateTimeField):
    """A day and a time of Amsterdam in one control; a time that the clock skips or has twice is refused in words."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d-%m-%Y %H:%M"], **kwargs)
        self.error_messages["invalid"] = _("Give a day and a time, such as 1-12-2026 10:00.")

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone" or not error.params:
                raise
            raise ValidationError(_why_not(error.params["datetime"]), code="invalid") from error


def _why_not(typed: datetime) -> "StrPromise":
    """Why a time on the clock of Amsterdam is no moment: it is skipped, comes twice, or lies past the calendar."""
    try:
        read_back = typed.replace(tzinfo=AMSTERDAM).astimezone(UTC).astimezone(AMSTERDAM)
    except OverflowError:
        return _("This day is too far away. Look at the year.")
    if read_back.replace(tzinfo=None) != typed:
        return _("That time does not exist: the clock goes forward then. Choose an hour later.")
    return _("That time comes twice: the clock goes back then. Choose an hour earlier or later.")


SEATS_SENSIBLE = _("A session has at least 1 and at most 2,000 seats.")


class CapacityForm(SaysWhatIsWrong, forms.Form):
    """How many seats a session has."""

    capacity = forms.IntegerField(
        label=_("Number of seats"),
        min_value=1,
        max_value=rules.MOST_SEATS,
        error_messages={
            "invalid": _("Give the number of seats as a whole number."),
            "min_value": SEATS_SENSIBLE,
            "max_value": SEATS_SENSIBLE,
        },
    )
    when_empty = {"capacity": _("Say how many seats there are.")}


class SessionForm(CapacityForm):
    """A session as HR plans it. An end that is left empty comes from the duration of the course."""

    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"), required=False)
    place = forms.CharField(label=_("Room or address"), max_length=200, required=False)
    link = forms.URLField(label=_("Link to take part"), max_length=500, required=False, assume_scheme="https")
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
    field_order = (
        "starts_at", "ends_at", "place", "link", "capacity", "trainers", "enrol_from", "enrol_until",
    )  # fmt: skip
    when_empty = {
        "starts_at": _("Say on which day and at what time the session begins."),
        "capacity": _("Say how many seats there are."),
    }

    def __init__(
        self, *args: Any, now: datetime, course: Course, session: Session | None = None, **kwargs: Any
    ) -> None:
        if session is not None:
            kwargs["initial"] = {name: getattr(session, name) for name in SESSION_FIELDS} | {
                "trainers": session.trainers.all()
            }
        super().__init__(*args, **kwargs)
        self.now, self.course = now, course
        self.fields["ends_at"].help_text = _("Leave it empty when it takes as long as the course: %(duration)s.") % {
            "duration": course.duration
        }
        known = selectors.trainers(now.date())
        if session is not None:
            known = (known | Person.objects.filter(pk__in=session.trainers.all()).distinct()).order_by("sort_key", "pk")
        offer(self, "trainers", known)

    def clean(self) -> dict[str, Any]:
        """Fill in the end, and say what the rules say too, so that everything that is wrong shows at once."""
        starts_at = self.cleaned_data.get("starts_at")
        if starts_at is not None and "ends_at" not in self.unread and self.cleaned_data.get("ends_at") is None:
            self.cleaned_data["ends_at"] = starts_at + timedelta(minutes=self.course.duration_minutes)
        unread = self.unread | ({"ends_at"} if starts_at is None else set())
        planned = Session(**{name: self.cleaned_data.get(name) for name in SESSION_FIELDS if name not in unread})
        self.refuse(services.faults_of(planned, now=self.now, without=unread))
        return self.cleaned_data


SESSION_FIELDS = ("starts_at", "ends_at", "place", "link", "capacity", "enrol_from", "enrol_until")


class ConfirmForm(SaysWhatIsWrong, forms.Form):
    """Yes to a question, with nothing to fill in."""


class ReasonForm(SaysWhatIsWrong, forms.Form):
    """Why somebody does what others will read."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    when_empty = {"reason": _("Say why. Whoever is concerned reads it.")}


class PeopleField(PeopleChoiceField):
    """People by their public ids; somebody who does not work here any more is said in words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Person.objects.none(), to_field_name="public_id", **kwargs)
        gone = _("Somebody whom you chose does not work here any more. Search again.")
        self.error_messages.update(invalid_choice=gone, invalid_pk_value=gone)


class EnrolOtherForm(SaysWhatIsWrong, forms.Form):
    """Whom HR enrols, and whether they go first."""

    person = PeopleField(label=_("Who"))
    goes_first = forms.BooleanField(label=_("They go first on the waiting list"), required=False)
    priority_reason = forms.CharField(
        label=_("Why they go first"), max_length=300, required=False, help_text=_("They can read this.")
    )
    when_empty = {"person": _("Tick at least one person.")}

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", selectors.to_choose_from(day_of(now)))

    def wanted(self) -> dict[str, Any]:
        """Return whom to enrol, in the order of the screen, and how, as the service takes it."""
        first = self.cleaned_data["goes_first"]
        return {
            "people": list(self.cleaned_data["person"].in_order()),
            "priority": Priority.HIGH if first else Priority.NORMAL,
            "priority_reason": self.cleaned_data["priority_reason"] if first else "",
        }

    @property
    def ticked(self) -> list[str]:
        """Public ids of who was ticked, also when the form was refused."""
        return [str(each) for each in self["person"].value() or []]


class WalkInForm(EnrolOtherForm):
    """Who is here without a seat."""

    goes_first = None  # type: ignore[assignment]
    priority_reason = None  # type: ignore[assignment]


class AttendanceForm(SaysWhatIsWrong, forms.Form):
    """Who was there: one choice a person on the list. Who has no mark yet may stay without."""

    PRESENT, ABSENT = "present", "absent"

    def __init__(self, *args: Any, rows: Sequence[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enrolments = {f"mark-{row.public_id}": row for row in rows}
        for name, row in self.enrolments.items():
            self.fields[name] = forms.ChoiceField(
                label=row.person.full_name,
                choices=[(self.PRESENT, _("Present")), (self.ABSENT, _("Did not come"))],
                required=False,
                widget=forms.RadioSelect,
                initial=self.PRESENT if row.state in CAME else self.ABSENT if row.state == NO_SHOW else None,
                help_text=_("Came without a seat.") if row.walked_in else "",
            )

    def clean(self) -> dict[str, Any]:
        """Refuse marks of somebody who is not on the list by now; the other marks stay as they were chosen."""
        if any(name.startswith("mark-") and name not in self.fields for name in self.data):
            words = _("Somebody has no seat in this session any more. This is the list as it is now.")
            self.add_error(None, words)
        return self.cleaned_data

    def marks(self) -> dict[UUID, bool]:
        """Who was there, by enrolment."""
        chosen = {row.public_id: self.cleaned_data[name] for name, row in self.enrolments.items()}
        return {public_id: mark == self.PRESENT for public_id, mark in chosen.items() if mark}


WHY_FIELDS = ("due_on", "why_nl", "why_en", "why_url")


class WhyForm(SaysWhatIsWrong, forms.Form):
    """By when something is required, and why."""

    due_on = forms.DateField(
        label=_("Complete it by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    why_nl = forms.CharField(
        label=_("Why, in Dutch"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("People read this at the course."),
    )
    why_en = forms.CharField(label=_("Why, in English"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    why_url = forms.URLField(label=_("Where to read more"), required=False, assume_scheme="https")
    when_empty = {
        "due_on": _("Choose the day by which it must be completed."),
        "why_nl": _("Say in Dutch why this is required."),
    }


class RequirementForm(WhyForm):
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
    newcomer_days = forms.IntegerField(label=_("Days for who starts later"), min_value=0, max_value=730, initial=60)
    valid_months = forms.IntegerField(
        label=_("Counts for how many months"),
        min_value=1,
        max_value=120,
        required=False,
        help_text=_("Leave it empty when it counts for always."),
    )
    field_order = (
        "course", "unit", "function_group", "role", "due_on", "newcomer_days", "valid_months", "why_nl", "why_en",
        "why_url",
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
        offer(self, "unit", Unit.objects.filter(closed_on__isnull=True).order_by("name"))

    def clean(self) -> dict[str, Any]:
        """Say what the rules say too, so that everything that is wrong shows at once."""
        self.refuse(services.faults_of_requirement(self.wanted(), now=self.now, without=self.unread))
        return self.cleaned_data

    def wanted(self) -> Requirement:
        """The requirement as it would be, as far as it could be read."""
        return Requirement(starts_on=day_of(self.now), **self.cleaned_data)

    def seen(self, people: int) -> str:
        """Return what somebody confirms who was told that this holds for so many people; changed, it is asked anew."""
        wanted = self.wanted()
        return f"{wanted.course_id} {wanted.unit_id} {wanted.function_group} {wanted.role} {people}"

    def written(self) -> dict[str, Any]:
        """Return the fields as the service takes them."""
        values = dict(self.cleaned_data)
        return {"course_id": values.pop("course").pk, **values}
