"""Several broken rules at once, each with its field; what is wrong with a file or a statement, and where."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from common.errors import RuleBroken
from common.spreadsheets.faults import RefusedRow


class RulesBroken(RuleBroken):
    """More than one rule forbids this; ``parts`` tells each with its field."""

    def __init__(self, parts: Sequence[RuleBroken]) -> None:
        super().__init__(" ".join(str(part) for part in parts), field=parts[0].field)
        self.parts = tuple(parts)


def parts_of(broken: RuleBroken) -> tuple[RuleBroken, ...]:
    """Return the rules that were broken, one by one."""
    return broken.parts if isinstance(broken, RulesBroken) else (broken,)


def raise_if_any(broken: Sequence[RuleBroken]) -> None:
    """Raise what is broken: one rule as it is, more than one together."""
    if len(broken) == 1:
        raise broken[0]
    if broken:
        raise RulesBroken(broken)


def _in_words(row: models.Model, said: str) -> str:
    """Return what a constraint says; the name that Django gives where it has no words means nothing to a reader."""
    if any(constraint.name in said for constraint in row._meta.constraints):
        return _("Something here does not fit together. Look at what you filled in, and try it once more.")
    return said


def broken_constraints(row: models.Model, *, without: Iterable[str] = ()) -> list[RuleBroken]:
    """Return what a row would break, in the words of its constraints. The code of a constraint is the field to mend.

    Constraints that look at a field in ``without`` are left out. One query a constraint.
    """
    try:
        row.validate_constraints(exclude=set(without))
    except ValidationError as error:
        found = error.error_dict[NON_FIELD_ERRORS]
        names = {field.name for field in row._meta.get_fields()}
        return [
            RuleBroken(_in_words(row, each.messages[0]), field=each.code if each.code in names else None)
            for each in found
        ]
    return []


REASONS = {
    "row_cut_short": gettext_noop(
        "This row stops after %(found)s of %(needed)s columns. Export the file again or complete the row."
    ),
    "row_too_long": gettext_noop(
        "This row has %(found)s cells and the header %(needed)s. "
        "Perhaps a delimiter stands inside a cell: put that cell between quotation marks."
    ),
    "value_missing": gettext_noop("This cell may not be empty."),
    "person_missing": gettext_noop("This row has no employee number and no e-mail address."),
    "number_unknown": gettext_noop("Nobody in the portal has this employee number."),
    "email_unknown": gettext_noop("Nobody in the portal has this e-mail address."),
    "two_people": gettext_noop("The employee number and the e-mail address on this row are of two people."),
    "course_unknown": gettext_noop(
        "No course has this title or code. Add it to the course as a code of this system, and upload the file again."
    ),
    "course_of_two": gettext_noop("Two courses have this title. Use a code, and add it to one of them."),
    "course_draft": gettext_noop("This course is a draft. Publish it first."),
    "date_invalid": gettext_noop("This date does not exist. Write it as 31-12-2026 or 2026-12-31."),
    "date_unreadable": gettext_noop("We cannot read this date. Write it as 31-12-2026 or 2026-12-31."),
    "date_ahead": gettext_noop("This day has yet to come."),
    "date_long_ago": gettext_noop("This day is before the year 2000. Look at the date."),
    "had_left": gettext_noop("This person did not work here any more on that day."),
    "not_passed": gettext_noop("It was not passed, so nothing is completed."),
    "passed_unknown": gettext_noop("It is not clear whether it was passed. Write yes or no."),
}
"""Why a row of a file with completions is refused."""

WRONG_KIND = {
    "email": gettext_noop("The column “%(name)s” holds no e-mail addresses, but “%(value)s”. Choose another one."),
    "completed_on": gettext_noop(
        "The column “%(name)s” holds no dates such as 31-12-2026, but “%(value)s”. Choose another one."
    ),
    "passed": gettext_noop(
        "The column “%(name)s” does not say yes or no, but “%(value)s”. Choose another one, or none: "
        "every row then counts as passed."
    ),
}
"""Why a column cannot be what somebody says that it is."""

FILE_REASONS = {
    "columns_missing": gettext_noop(
        "These columns are missing: %(missing)s. The file has: %(found)s. "
        "Give the columns one of these names, or export them too."
    ),
    "no_rows": gettext_noop("This file has a header and no rows below it. Export it again with the completions in it."),
    "changed": gettext_noop(
        "People, courses or completions changed since this was worked out. Look at the outcome again."
    ),
}


class Fault(RefusedRow):
    """Why one row of such a file was refused."""

    __slots__ = ()
    sentences = REASONS


class FileRefused(RuleBroken):
    """A file with completions of which nothing comes in. ``code`` and ``params`` tell it in any language, later."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(_(FILE_REASONS[code]) % params, field="file")
        self.code = code
        self.params = params


class StatementRefused(Exception):
    """Statements of another system that cannot be taken, none of them. English, for who maintains that system."""

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
