"""Writing a learning path, adding its courses, requiring it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.editions import EditionForm
from training import selectors
from training.errors import broken_constraints
from training.forms.audience import ForWhomForm
from training.forms.fields import SaysWhatIsWrong, offer
from training.forms.requirements import RequirementForm
from training.models import Course, LearningPath, Requirement

PATH_FIELDS = ["title_nl", "title_en", "summary_nl", "summary_en", "function_groups"]

if TYPE_CHECKING:
    PathModelForm = forms.ModelForm[LearningPath]
else:
    PathModelForm = forms.ModelForm


class PathForm(SaysWhatIsWrong, EditionForm, ForWhomForm, PathModelForm):
    """A path as HR writes it, side by side in two languages."""

    when_empty = {
        "title_nl": _("Give the path a title in Dutch."),
        "summary_nl": _("Say in one sentence, in Dutch, where the path leads."),
    }

    class Meta:
        model = LearningPath
        fields = PATH_FIELDS
        widgets = {
            "title_en": forms.TextInput(attrs={"lang": "en"}),
            "summary_en": forms.TextInput(attrs={"lang": "en"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["units"] = list(self.instance.units.all())

    def clean(self) -> dict[str, Any]:
        """Say what the rules say too, so that everything that is wrong shows at once."""
        path = LearningPath(**{name: value for name, value in self.cleaned_data.items() if name in PATH_FIELDS})
        self.refuse(broken_constraints(path, without=self.unread))
        return self.cleaned_data

    def written(self) -> dict[str, Any]:
        """Return the fields as the service takes them."""
        return {name: self.cleaned_data[name] for name in PATH_FIELDS} | {"units": list(self.cleaned_data["units"])}

    def _post_clean(self) -> None:
        """Leave the constraints to the service, which says them in the same words."""


class StepForm(SaysWhatIsWrong, forms.Form):
    """Another course at the end of a path."""

    course = forms.ModelChoiceField(label=_("Course"), queryset=Course.objects.none())
    is_required = forms.BooleanField(label=_("It belongs to the path"), required=False, initial=True)
    when_empty = {"course": _("Choose a course.")}

    def __init__(self, *args: Any, path: LearningPath, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "course", selectors.courses_to_require().exclude(path_steps__path=path))
        self.fields["is_required"].help_text = _("Without the tick it is a choice for who wants more.")


class PathRequireForm(RequirementForm):
    """Of whom all courses of a path are required, by when, and why."""

    def __init__(self, *args: Any, path: LearningPath, now: datetime, **kwargs: Any) -> None:
        self.courses = selectors.requirements_of_path(path)
        super().__init__(*args, now=now, **kwargs)
        del self.fields["course"], self.fields["alternatives"], self.fields["renewal_course"]

    def wanted(self) -> Requirement:
        """The first of the requirements as it would be, as far as it could be read: they are of the same people."""
        requirement = super().wanted()
        requirement.course = self.courses[0]
        return requirement

    def written(self) -> dict[str, Any]:
        """Return the fields as the service takes them."""
        return dict(self.cleaned_data)
