"""Which two saves of a passage to lay beside each other."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from strategy.selectors import Revisions


class RevisionsForm(forms.Form):
    """Two saves by who and when; shows the two that are laid beside each other."""

    older = forms.ChoiceField(label=pgettext_lazy("the older of two versions", "From"), required=False)
    newer = forms.ChoiceField(label=_("To"), required=False)

    def __init__(self, *, revisions: Revisions, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        choices = [
            (
                str(each.public_id),
                f"{date_format(localtime(each.saved_at), 'DATETIME_FORMAT')}, {each.saved_by.full_name}",
            )
            for each in revisions.saves
        ]
        for name, chosen in (("older", revisions.older), ("newer", revisions.newer)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
            field.choices = choices
            field.widget.attrs["class"] = "is-long"
            field.initial = str(chosen.public_id) if chosen is not None else ""
