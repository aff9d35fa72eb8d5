"""A list on paper to sign at the door, for where people have no phone with them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.utils.formats import date_format
from django.utils.text import capfirst, get_text_list
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.typesetting import typeset
from training.models import Enrolment, Session
from training.rules.meetings import Meets

TEMPLATE = Path(__file__).with_name("sheet.typ")
LEAST_EMPTY = 4
EMPTY_SHARE = 5
"""One empty row for so many people, for who comes without a seat; four at least."""


def sheet(
    session: Session,
    meets: Meets,
    rows: Sequence[Enrolment],
    trainers: Sequence[str],
    *,
    organisation: str,
    made_at: datetime,
) -> bytes:
    """Return the PDF of the list of one meeting, in the reader's language: everyone in ``rows``, and empty rows.

    Needs ``course`` of the session, and ``person`` and ``unit_name`` of each row.
    """
    title = session.course.title
    start, end = localtime(meets.starts_at), localtime(meets.ends_at)
    hours = _("%(start)s to %(end)s") % {
        "start": date_format(start, "TIME_FORMAT"),
        "end": date_format(end, "TIME_FORMAT"),
    }
    facts = [
        (_("Day"), capfirst(date_format(start, "l j F Y"))),
        (_("Time"), hours),
        (_("Place"), meets.place or session.place or _("online")),
        (_("Given by"), get_text_list(list(trainers), str(_("and"))) if trainers else _("nobody yet")),
    ]
    names = [(row.person.full_name, row.unit_name or "") for row in rows]
    names += [("", "")] * max(LEAST_EMPTY, len(rows) // EMPTY_SHARE)
    data = {
        "language": (get_language() or "nl")[:2],
        "organisation": organisation,
        "title": str(_("Attendance list")),
        "course": str(title),
        "course_language": title.language,
        "facts": [{"label": str(label), "value": str(value)} for label, value in facts],
        "header": ["", str(_("Name")), str(_("Unit")), str(_("Signature"))],
        "rows": [
            {"number": str(number), "name": name, "unit": where}
            for number, (name, where) in enumerate(names, start=1)
        ],
        "walk_ins": str(_("Came without a seat? Write your name and unit on an empty row.")),
        "keep_title": str(_("Do not keep this sheet.")),
        "keep": str(
            _("Mark in the portal who was there, within a week, and then destroy the paper: the portal keeps it.")
        ),
        "keep_short": str(_("Destroy this sheet once attendance is marked in the portal.")),
    }  # fmt: skip
    return typeset(TEMPLATE, data, made_at=made_at)
