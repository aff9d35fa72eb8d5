"""Searching the catalogue and writing a course."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.editions import EditionForm
from common.forms import NamedChoicesField, SaysWhenNeeded, offer_by_name
from strategy.models import Objective
from training import selectors
from training.choices import CourseKind, Level, Theme
from training.errors import broken_constraints
from training.forms.audience import ForWhomForm
from training.forms.fields import SaysWhatIsWrong
from training.models import Course

COURSE_FIELDS = [
    "title_nl", "title_en", "summary_nl", "summary_en", "outcomes_nl", "outcomes_en", "audience_nl", "audience_en",
    "function_groups", "kind", "level", "theme", "language", "duration_minutes", "provider", "external_url",
    "is_working_time", "approval", "certificate_months", "asks_questions",
    "asks_evidence", "evidence_nl", "evidence_en",
]  # fmt: skip
SETS = ("units", "prerequisites", "objectives")


if TYPE_CHECKING:
    CourseModelForm = forms.ModelForm[Course]
else:
    CourseModelForm = forms.ModelForm


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
        choices=[
            ("", _("By title")),
            ("soonest", _("Soonest first")),
            ("shortest", _("Shortest first")),
            ("popular", _("Most chosen first")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("scope") == "orphans":  # who ties loose ends comes by a link; to others it says nothing
            self.fields["scope"].choices += [("orphans", _("Without an objective"))]  # type: ignore[attr-defined]

    @property
    def is_folded(self) -> bool:
        """None of the filters that stand in the fold is used."""
        return not any(self[name].value() for name in ("scope", "theme", "kind", "sort"))

    def asked(self, page: str) -> selectors.CatalogueFilter:
        """Return what was asked, without the parts that are no choice."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return selectors.CatalogueFilter(page=page, **given)


class CourseForm(SaysWhenNeeded, SaysWhatIsWrong, EditionForm, ForWhomForm, CourseModelForm):
    """A course as HR writes it, side by side in two languages."""

    needed_when = {
        "outcomes_nl": _("needed to publish the course"),
        "external_url": _("needed for a course with another provider"),
        "evidence_nl": _("needed when people hand something in"),
    }
    when_empty = {
        "title_nl": _("Give the course a title in Dutch."),
        "summary_nl": _("Say in one sentence, in Dutch, what the course is."),
        "duration_minutes": _("Say how many minutes the course takes."),
        "kind": _("Choose how the course is given."),
        "level": _("Choose a level."),
        "theme": _("Choose a subject."),
        "language": _("Choose the language that is spoken."),
    }

    prerequisites = NamedChoicesField(
        label=_("Which courses come first?"),
        queryset=Course.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who did not complete them cannot enrol. You can let somebody in without, with a reason."),
    )
    objectives = NamedChoicesField(
        label=_("Which objectives of the strategy does it serve?"),
        queryset=Objective.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("People then find the course at the objective, and the objective at the course."),
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
            "evidence_nl": forms.Textarea(attrs={"rows": 3}),
            "evidence_en": forms.Textarea(attrs={"rows": 3, "lang": "en"}),
        }
        help_texts = {
            "outcomes_nl": _("One line each. They become a list."),
            "certificate_months": _("Leave it empty when it counts for always."),
            "approval": _("Never for a course that is required of somebody."),
            "asks_questions": _("For a course with sessions. Nobody loses what is completed already."),
            "asks_evidence": _(
                "They hand it in when everything else is done. HR, or the trainer of their session, accepts it; then "
                "the course is completed. Nobody loses what is completed already."
            ),
            "evidence_nl": _("Such as the certificate of the provider, a photo of what you made, or half a page."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses = Course.objects.filter(archived_at__isnull=True).exclude(pk=self.instance.pk)
        courses = courses.order_by("title_nl", "pk")
        offer_by_name(self, "prerequisites", courses, {each.pk: selectors.name_of(each) for each in courses})
        kept = self.instance.objectives.all() if self.instance.pk else Objective.objects.none()
        objectives = Objective.objects.filter(Q(archived_at__isnull=True) | Q(pk__in=kept.values("pk"))).in_order()
        offer_by_name(self, "objectives", objectives, {each.pk: str(each.title) for each in objectives})
        if self.instance.pk:
            for name in SETS:
                self.initial[name] = list(getattr(self.instance, name).all())
            self.initial["cost"] = f"{self.instance.cost_cents / 100:.2f}"

    @property
    def shows_firsts(self) -> bool:
        """Whether a course comes first, or something is wrong there: then its fold is open."""
        return bool(self["prerequisites"].value() or self["prerequisites"].errors)

    @property
    def shows_objectives(self) -> bool:
        """Whether it serves an objective, or something is wrong there: then its fold is open."""
        return bool(self["objectives"].value() or self["objectives"].errors)

    @property
    def shows_questions(self) -> bool:
        """Whether it can be said that the questions count beside being there: where there are any."""
        return bool(self["asks_questions"].errors) or (self.instance.pk and self.instance.scenarios.exists())

    @property
    def shows_evidence(self) -> bool:
        """Whether people hand something in, or something is wrong there: then its fold is open."""
        names = ("asks_evidence", "evidence_nl", "evidence_en")
        return bool(self["asks_evidence"].value()) or any(self[name].errors for name in names)

    def clean(self) -> dict[str, Any]:
        """Say what the rules say too, so that everything that is wrong shows at once."""
        known = {name: value for name, value in self.cleaned_data.items() if name in COURSE_FIELDS}
        course = Course(published_at=self.instance.published_at, archived_at=self.instance.archived_at, **known)
        # Who wrote it is no matter of what is typed here.
        self.refuse(broken_constraints(course, without={*self.unread, "created_by", "key"}))
        return self.cleaned_data

    def written(self) -> dict[str, Any]:
        """Return the fields as the service takes them."""
        values = {name: self.cleaned_data[name] for name in COURSE_FIELDS}
        values |= {name: list(self.cleaned_data[name]) for name in SETS}
        return {**values, "cost_cents": round((self.cleaned_data["cost"] or 0) * 100)}

    def _post_clean(self) -> None:
        """Leave the constraints to the service, which says them in the same words."""
