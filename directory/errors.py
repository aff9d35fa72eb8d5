"""What can be wrong with an HR file or with one of its rows, in the reader's words."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from common.charts import written
from common.errors import RuleBroken
from common.spreadsheets.faults import RefusedRow
from directory.choices import Field

SENTENCES = {
    "row_cut_short": _(
        "This row stops after %(found)s of %(needed)s columns. Export the file again or complete the row."
    ),
    "row_too_long": _(
        "This row has %(found)s cells and the header %(needed)s. "
        "Perhaps a delimiter stands inside a cell: put that cell between quotation marks."
    ),
    "value_missing": _("This cell may not be empty. Fill it in."),
    "value_too_long": _("This is longer than %(limit)s characters. Shorten it."),
    "excel_error": _("Excel shows an error here instead of a value. Correct the formula in this cell."),
    "number_twice": _(
        "This employee number stands in row %(first)s already. "
        "Of a number that stands twice only the first row is read. Remove one of the two."
    ),
    "number_twice_with_zeros": _(
        "This employee number stands in row %(first)s already: zeros in front make no difference. "
        "Remove one of the two, or give one of them another number."
    ),
    "number_shortened": _(
        "Excel shortened this number, and digits were lost. Format the column as text and export the file again."
    ),
    "unit_name_of_two": _("Two units have this name. Add a column with the code of the unit to the file."),
    "email_invalid": _("This is not an e-mail address. Correct it, or leave the cell empty."),
    "email_twice": _(
        "This e-mail address stands in row %(first)s already, for somebody else. Give both their own address."
    ),
    "email_taken": _(
        "This e-mail address belongs to somebody in the portal with another employee number. "
        "Correct the address or the number."
    ),
    "administrator_passes": _(
        "This is the employee number of the last administrator, with another name and another e-mail address. "
        "Correct the row, or make somebody else administrator first."
    ),
    "date_invalid": _("This date does not exist. Write it as 31-12-2026 or 2026-12-31."),
    "date_unreadable": _("This cannot be read as a date. Write it as 31-12-2026 or 2026-12-31."),
    "date_month_first": _(
        "Here the month seems to stand before the day. Have your HR system write dates as 31-12-2026 or 2026-12-31."
    ),
    "ends_before_start": _("The last day of work is before the first day of work. Correct one of the two."),
    "away_unclear": _(
        "Write yes, no or the day on which this person is back. "
        "What stood here is not shown: the portal keeps no reason why somebody is away."
    ),
    "function_group_unknown": _(
        "This function group is not known. Use director, manager, staff with customer contact or "
        "staff without customer contact, or leave the cell empty."
    ),
    "function_group_near": _("We do not know this group. Do you mean “%(word)s”? Then write it so."),
    "function_group_missing": _(
        "This row has no function group, and this job title is not linked to one yet. "
        "Link the job title in the portal, or fill in a function group."
    ),
    "relation_unknown": _("This kind of contract is not known. Use employed, hired, volunteer or intern."),
    "manager_unknown": _(
        "No row of this file, and nobody in the portal, has this employee number. "
        "Correct the number, or leave the cell empty."
    ),
    "manager_is_self": _("This person is named as their own manager. Name somebody else, or leave the cell empty."),
    "manager_circle": _(
        "These people are each other's manager, in a circle of %(count)s. Name another manager for one of them."
    ),
    "unit_two_names": _("Unit %(unit)s is called “%(usual)s” in most other rows. Use one name for it."),
    "unit_two_parents": _("Unit %(unit)s hangs under “%(usual)s” in most other rows. Hang it under one unit."),
    "parent_unknown": _(
        "No row of this file, and no unit in the portal, has this code. Correct the code, or leave the cell empty."
    ),
    "parent_refused": _("The unit above this one cannot be placed. First correct the rows of unit %(unit)s."),
    "unit_circle": _(
        "Unit %(unit)s hangs under itself, directly or through other units. Correct the code of the unit above."
    ),
}

FILE_SENTENCES = {
    "columns_missing": _(
        "These columns are missing: %(missing)s. The file has: %(found)s. Name the columns, or export them too."
    ),
    "column_unknown": _("The file has no column “%(name)s”. It has: %(found)s."),
    "every_row_refused": _("Every row was refused, so nobody came in. Why stands with each row below."),
    "no_rows": _("This file has a header and no rows below it. Export it again with the people in it."),
    "end_date_unused": _(
        "The column “%(name)s” looks like the last day of work, but is not read: who leaves would stay. "
        'To read it, add --column last_day="%(name)s". To leave it out, add --ignore-column "%(name)s".'
    ),
    "take_over_unknown": _(
        "No row of this file has employee number %(number)s, so nobody with it can be taken over. Correct the number."
    ),
    "large_change": _(
        "Of the %(total)s people who work here and came from an HR file, %(updated)s would change and %(departed)s "
        "would leave, and %(missing)s are missing: more than %(limit)s%% together. "
        "Check that it is the right and whole file. If it is, allow the large change."
    ),
    "much_changes": _(
        "Of the %(matched)s people in this file whom the portal knows from an HR file, %(changed)s would change or "
        "leave: more than %(limit)s%%. Check that it is the right file. If it is, allow the large change."
    ),
    "other_people": _(
        "%(count)s employee numbers now belong to another name and another e-mail address (they sign in with it). "
        "Is this the file of your organisation? If it is, allow the large change."
    ),
    "file_changed": _("People, units or the file changed since this was worked out. Look at the outcome again."),
}


class Fault(RefusedRow):
    """Why one row of such a file was refused."""

    __slots__ = ()
    sentences = SENTENCES


def refusal_text(code: str, params: dict[str, Any]) -> str:
    """Say in the active language why a whole file was refused, with numbers and fields as that language writes them."""
    return gettext(FILE_SENTENCES[code]) % {name: _shown(value) for name, value in params.items()}


def _shown(value: Any) -> str:
    """A number, a text, or choices of fields of which one would do, as they are said in the active language."""
    if isinstance(value, int):
        return written(value)
    if isinstance(value, list):
        return ", ".join(" / ".join(str(Field(field).label) for field in choice) for choice in value)
    return str(value)


_lazy_refusal_text = lazy(refusal_text, str)


class FileRefused(RuleBroken):
    """An HR file of which nothing comes in. ``code`` and ``params`` tell the same in any language, later."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(_lazy_refusal_text(code, params))
        self.code = code
        self.params = params


def columns_missing(missing: Iterable[Iterable[Field]], found: Iterable[str]) -> FileRefused:
    """Refuse a file for the columns that it lacks; each of ``missing`` is a choice of which one would do."""
    needed = [[field.value for field in choice] for choice in missing]
    return FileRefused("columns_missing", missing=needed, found=", ".join(name for name in found if name))
