"""Where somebody stands with what is required of them, in words."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.asked import Stands
from training.selectors.required import RequiredCourse


def stands(required: Iterable[RequiredCourse]) -> list[Stands]:
    """Return a line for each required course, in the order in which they are due. No query."""
    return [
        Stands(
            label=each.course.title.text,
            text=_text(each),
            url=reverse("training:course_detail", args=[each.take.public_id]),
            is_done=each.is_done and not each.runs_out,
        )
        for each in required
    ]


def _text(each: RequiredCourse) -> str:
    until = date_format(each.valid_until) if each.valid_until is not None else ""
    if each.is_done:
        return _("done, counts until %(on)s") % {"on": until} if until else _("done")
    if each.is_booked:
        return _("booked")
    return _("to do, by %(on)s") % {"on": date_format(each.due_on)}
