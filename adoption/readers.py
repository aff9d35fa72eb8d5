"""Usage reports of suppliers: each becomes totals, or who was active; nobody's name leaves this room but in memory."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adoption.choices import TEAMS
from adoption.models import UsageSource
from common.errors import RuleBroken
from common.periods import Period
from common.spreadsheets.reading import open_table
from common.spreadsheets.refusals import TableRefused

GITHUB = "github-organization"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "m365-detail": ("Report Refresh Date", "Report Period", "User Principal Name", "Last Activity Date"),
    "m365-summary": ("Report Refresh Date", "Report Period", "Any App Enabled Users", "Any App Active Users"),
    TEAMS: ("team_id", "date", "successful_requests"),
}
"""The columns by which a report that is a table is known, and which its reader needs."""
FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2099, 12, 31)
"""No supplier reported on the use of AI before; a day after is a mistake."""
WHOLE_NUMBER = re.compile("[0-9]{1,9}")
LONGEST_LINE = 100_000
"""Of a report with a JSON object a line; a real one has a few hundred characters."""
WINDOW = timedelta(days=30)
LONGEST_WINDOW = 366
LEAST_OVERLAP = 25
"""A report of 30 days stands for a month when at least so many of its days lie in it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that could not be counted: where it stands (the header is row 1), which column, and why."""

    row: int
    column: str
    reason: str

    def as_json(self) -> dict[str, object]:
        return {"row": self.row, "column": self.column, "value": "", "reason": self.reason}


@dataclass(slots=True)
class Usage:
    """What a report says of one period: totals, or per account whether it was active. Lives only during an import."""

    period: Period
    rows: int = 0
    active_by_account: dict[str, bool] | None = None
    licensed: int | None = None
    active: int | None = None
    refused: list[Refused] = field(default_factory=list)


def read_usage(file: BinaryIO, reader: str) -> Usage:
    """Read a report by the reader of its source; raise ``RuleBroken`` when the file is something else.

    A file that is another report which Houvast knows is named, so that the reader only has to choose that one.
    """
    kinds = kinds_of(file)
    file.seek(0)
    if kinds and reader not in kinds:
        named = UsageSource.objects.filter(reader=kinds[0]).first()
        message = _("This looks like the report “%(report)s”. Choose that report, or give another file.")
        raise RuleBroken(message % {"report": named or kinds[0]}, field="source")
    return READERS[reader](file)


def kinds_of(file: BinaryIO) -> list[str]:
    """Return the readers whose columns this file has; none for a file that no reader knows."""
    if file.read(1) == b"{":
        return [GITHUB]
    try:
        names = {name.strip() for name in open_table(file).header}
    except TableRefused:
        return []
    return [reader for reader, needed in COLUMNS.items() if names.issuperset(needed)]


def month_of_window(last_day: date, days: int) -> Period:
    """Return the calendar month that a window of days stands for; refuse one that lies across two."""
    first_day = last_day - timedelta(days=days - 1)
    period = Period.of(first_day + timedelta(days=days // 2))
    overlap = (min(last_day, period.last_day) - max(first_day, period.first_day)).days + 1
    if overlap < LEAST_OVERLAP:
        message = _(
            "This report is about %(first)s to %(last)s, which is no calendar month. Export it on a month's last day."
        )
        raise RuleBroken(message % {"first": first_day.isoformat(), "last": last_day.isoformat()})
    return period


def _rows(file: BinaryIO, needed: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield each row by its header, without spaces around names; refuse a file that lacks a needed column."""
    table = open_table(file)
    names = [name.strip() for name in table.header]
    missing = [name for name in needed if name not in names]
    if missing:
        message = ngettext(
            "This is not the report expected: the column %(missing)s is not there. Columns found: %(found)s.",
            "This is not the report expected: the columns %(missing)s are not there. Columns found: %(found)s.",
            len(missing),
        )
        raise RuleBroken(message % {"missing": ", ".join(missing), "found": ", ".join(names[:12]) or "-"})
    for row in table.rows():
        # A row of a CSV file may be cut short.
        cells = dict(zip(names, (cell.strip() for cell in row.cells), strict=False))
        yield row.number, dict.fromkeys(needed, "") | cells


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day_of_report(text: str) -> date | None:
    day = _day(text)
    return day if day and FIRST_DAY <= day <= LAST_DAY else None


def _number(text: str) -> int | None:
    return int(text) if WHOLE_NUMBER.fullmatch(text) else None


def _window(row: Mapping[str, str], number: int) -> tuple[date, int]:
    """Return the last day and the length of the window that a row of Microsoft's report is about."""
    last_day, length = (
        _day_of_report(row["Report Refresh Date"]),
        _number(row["Report Period"].upper().removeprefix("D")),
    )
    if last_day is None or length is None or not 1 <= length <= LONGEST_WINDOW:
        raise RuleBroken(
            _("Row %(row)d does not say which days it is about (Report Refresh Date, Report Period).") % {"row": number}
        )
    return last_day, length


def read_m365_detail(file: BinaryIO) -> Usage:
    """Microsoft 365 Copilot, user detail: one row per licence; active is a last activity within the window."""
    usage: Usage | None = None
    stated: tuple[date, int] | None = None
    for number, row in _rows(file, COLUMNS["m365-detail"]):
        window = _window(row, number)
        if usage is None:
            stated = window
            usage = Usage(month_of_window(*window), active_by_account={})
        usage.rows += 1
        assert usage.active_by_account is not None and stated is not None  # noqa: S101, PT018 - set just above
        account, activity = row["User Principal Name"].lower(), row["Last Activity Date"]
        last_active = _day(activity)
        if window != stated:
            usage.refused.append(
                Refused(number, "Report Refresh Date", _("This row is about other days than the first one."))
            )
        elif "@" not in account:
            usage.refused.append(
                Refused(number, "User Principal Name", _("This is no account; names may be hidden in the report."))
            )
        elif activity and last_active is None:
            usage.refused.append(Refused(number, "Last Activity Date", _("This is no date.")))
        elif account in usage.active_by_account:
            usage.refused.append(Refused(number, "User Principal Name", _("This account stands in the report twice.")))
        else:
            first_day = stated[0] - timedelta(days=stated[1] - 1)
            usage.active_by_account[account] = last_active is not None and first_day <= last_active <= stated[0]
    if usage is None:
        raise RuleBroken(_("The report is empty: it has a header and no rows."))
    return usage


def read_m365_summary(file: BinaryIO) -> Usage:
    """Microsoft 365 Copilot, summary: totals of the organisation."""
    for number, row in _rows(file, COLUMNS["m365-summary"]):
        licensed, active = _number(row["Any App Enabled Users"]), _number(row["Any App Active Users"])
        if licensed is None or active is None:
            raise RuleBroken(_("Row %(row)d does not hold whole numbers of users.") % {"row": number})
        if active > licensed:
            message = _("Row %(row)d has more active users than users with a licence. Export the report again.")
            raise RuleBroken(message % {"row": number})
        return Usage(month_of_window(*_window(row, number)), rows=1, licensed=licensed, active=active)
    raise RuleBroken(_("The report is empty: it has a header and no rows."))


def read_github_organization(file: BinaryIO) -> Usage:
    """GitHub Copilot, organisation report, a JSON object a line: the last day's count of monthly active users."""
    last: tuple[date, int] | None = None
    rows = 0
    for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE + 1), b""), start=1):
        if not line.strip():
            continue
        stated = _day_and_users(line)
        if stated is None:
            message = _("Line %(row)d is not a day of the GitHub report (it needs day and monthly_active_users).")
            raise RuleBroken(message % {"row": number})
        rows += 1
        last = stated if last is None else max(last, stated)
    if last is None:
        raise RuleBroken(_("The report is empty."))
    return Usage(month_of_window(last[0], 28), rows=rows, active=last[1])


def _day_and_users(line: bytes) -> tuple[date, int] | None:
    """Return what a line of GitHub's report says; nothing where it is no such line."""
    if len(line) > LONGEST_LINE:
        return None
    try:
        match json.loads(line):
            case {"day": str(day), "monthly_active_users": int(users)}:
                known, number = _day_of_report(day), _number(str(users))
                return (known, number) if known is not None and number is not None else None
    except (ValueError, RecursionError):
        pass
    return None


def read_litellm_team(file: BinaryIO) -> Usage:
    """LiteLLM, daily use per team: requests, not persons; it becomes the number of teams that used it."""
    teams: set[str] = set()
    months: set[Period] = set()
    rows = 0
    for number, row in _rows(file, COLUMNS[TEAMS]):
        day, requests = _day_of_report(row["date"]), _number(row["successful_requests"])
        if day is None:
            raise RuleBroken(_("Row %(row)d has no date.") % {"row": number})
        if requests is None:
            message = _("Row %(row)d does not hold a whole number in the column %(column)s.")
            raise RuleBroken(message % {"row": number, "column": "successful_requests"})
        rows += 1
        months.add(Period.of(day))
        if requests:
            teams.add(row["team_id"])
    if len(months) != 1:
        raise RuleBroken(
            _("The report is about %(number)d months. Export one calendar month at a time.") % {"number": len(months)}
        )
    period = next(iter(months))
    return Usage(period, rows=rows, active=len(teams))


READERS: dict[str, Callable[[BinaryIO], Usage]] = {
    "m365-detail": read_m365_detail,
    "m365-summary": read_m365_summary,
    GITHUB: read_github_organization,
    TEAMS: read_litellm_team,
}
