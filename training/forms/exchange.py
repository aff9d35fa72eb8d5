"""What HR gives to exchange with another system: a file, a code of a course, which completions to download."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.forms import ColumnField, need_of
from training.choices import Column, Why
from training.forms.fields import SaysWhatIsWrong, offer
from training.models import Course
from training.readers.files import NEEDED
from training.services import FirstRows

SYSTEM_HELP = _("As you call it here, such as Moodle or Studytube. People see it beside what they completed.")


class CompletionsUploadForm(SaysWhatIsWrong, forms.Form):
    """A file with completions, and the system that it comes from."""

    source = forms.CharField(label=_("Name of the other system"), max_length=60, help_text=SYSTEM_HELP)
    file = forms.FileField(
        label=_("File with completions"),
        help_text=_("CSV or XLSX, at most 30 MB. A row for each completion, with a header above."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    when_empty = {
        "source": _("Give the name of the other system."),
        "file": _("Choose a file."),
    }

    def __init__(self, *args: Any, systems: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.systems = list(systems)
        self.fields["source"].widget.attrs.update({"list": "systems", "autocomplete": "off"})
        self.fields["file"].error_messages["empty"] = _("This file is empty. Choose another.")


class ColumnsForm(SaysWhatIsWrong, forms.Form):
    """Which column of a file says what, and the course where the whole file is about one."""

    def __init__(self, *args: Any, first: FirstRows, linked: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in Column:
            name = linked.get(column.value, "")
            shown = self.data.get(column.value, "") if self.is_bound else name
            self.fields[column.value] = ColumnField(
                label=column.label, header=first.header, initial=name, example=first.examples.get(shown, ""),
                need=_("or one course for the whole file") if column == Column.COURSE else need_of(column, NEEDED),
            )  # fmt: skip
        self.fields["one_course"] = forms.ModelChoiceField(
            label=_("One course for the whole file"),
            queryset=Course.objects.none(),
            required=False,
            empty_label=_("no, a column says which course"),
            help_text=_("For a file that is about one course only. It is asked for each file anew."),
            to_field_name="public_id",
        )
        offer(self, "one_course", Course.objects.filter(published_at__isnull=False).order_by("title_nl", "pk"))

    @property
    def columns(self) -> list[forms.BoundField]:
        """The fields that choose a column."""
        return [self[column.value] for column in Column]

    @property
    def linked(self) -> dict[str, str]:
        """Column -> heading, as the services take it."""
        return {column.value: self.cleaned_data.get(column.value, "") for column in Column}


class AliasForm(SaysWhatIsWrong, forms.Form):
    """A code or address under which another system knows a course."""

    value = forms.CharField(
        label=_("Code or address in the other system"),
        max_length=500,
        help_text=_("A course code, or the address (IRI) by which it names the course in xAPI."),
    )
    source = forms.CharField(
        label=_("Only for this system"),
        max_length=60,
        required=False,
        help_text=_("Leave it empty when the code means this course in every system."),
    )
    when_empty = {"value": _("Fill in the code or the address by which the other system knows this course.")}

    def __init__(self, *args: Any, systems: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.systems = list(systems)
        self.fields["source"].widget.attrs.update({"list": "systems", "autocomplete": "off"})


class CompletionsDownloadForm(SaysWhatIsWrong, forms.Form):
    """Whose completions of which course to download, as what, and for what."""

    course = forms.ModelChoiceField(label=_("Course"), queryset=Course.objects.none())
    first = forms.DateField(
        label=_("Completed from"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Up to and including"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    kind = forms.ChoiceField(
        label=_("As"),
        choices=[("xlsx", _("Excel (XLSX)")), ("csv", _("CSV"))],
        initial="xlsx",
        widget=forms.RadioSelect,
    )
    why = forms.ChoiceField(label=_("Why do you look?"), choices=Why.choices, widget=forms.RadioSelect)
    when_empty = {
        "course": _("Choose a course."),
        "kind": _("Choose a kind of file."),
        "why": _("Say why you look. The people on the list can read it."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "course", Course.objects.filter(published_at__isnull=False).order_by("title_nl", "pk"))

    def clean_last(self) -> Any:
        first, last = self.cleaned_data.get("first"), self.cleaned_data["last"]
        if first and last and last < first:
            raise ValidationError(_("The last day lies before the first. Choose a later day."))
        return last
