"""A file of evidence in words: four steps, each with tables. The page, the PDF and the workbook all show these."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from adoption.choices import GROUP_LABELS, FigureStatus
from adoption.metrics import Metric
from adoption.models import EvidenceFile
from adoption.selectors.released import share_in_words
from common.charts import band_in_words
from common.clock import AMSTERDAM
from common.periods import Period
from common.spreadsheets.writing import Sheet, write_sheets
from common.typesetting import typeset
from people.choices import FunctionGroup, Relation, Role
from strategy.choices import DocumentKind, Pillar
from tools.choices import ToolStatus
from training.choices import CourseKind

TEMPLATE = Path(__file__).with_name("evidence.typ")
FIRST_FORMAT = "houvast-evidence-1"
HASH_SHOWN = 12
NARROWEST, WIDEST = 16, 64


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a step; ``empty`` says what it means that there is no row. Numbers stay numbers."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str | int]]
    empty: str
    note: str = ""

    @property
    def labelled(self) -> list[list[tuple[str, str | int]]]:
        """The rows, each cell with the name of its column, for a table that is stacked on a phone."""
        return [list(zip(self.header, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four steps, with what it is about."""

    title: str
    lead: str
    tables: Sequence[Table]


def steps_of(content: dict[str, Any]) -> list[Step]:
    """Return the four steps in the reader's language."""
    return [_map(content), _goals(content), _carry_out(content), _evaluate(content)]


def pdf_of(evidence: EvidenceFile) -> bytes:
    """Return the file as PDF, in the reader's language."""
    content = evidence.content
    data = {
        "language": _language(),
        "title": _("Measures taken for AI literacy"),
        "organisation": content["organisation"] or "Houvast",
        "period": months(evidence),
        "made": _("Put on record on %(day)s") % {"day": _moment(evidence.made_at)},
        "says": what_it_says(content),
        "hash_label": _("SHA-256 of the content"),
        "hash": evidence.content_hash,
        "page_label": _("page"),
        "steps": [
            {
                "title": f"{number}. {step.title}",
                "lead": step.lead,
                "tables": [
                    {
                        "title": table.title,
                        "header": list(table.header),
                        "rows": [[_shown(cell) for cell in row] for row in table.rows],
                        "numbers": _number_columns(table),
                        "widths": _widths(table),
                        "empty": table.empty,
                        "note": table.note,
                    }
                    for table in step.tables
                ],
            }
            for number, step in enumerate(steps_of(content), start=1)
        ],
    }
    return typeset(TEMPLATE, data, made_at=evidence.made_at)


def write_workbook_of(evidence: EvidenceFile, file: IO[bytes]) -> None:
    """Write the file as XLSX in the reader's language: what it is, then a sheet a table."""
    write_sheets(file, _sheets(evidence))


def _sheets(evidence: EvidenceFile) -> Iterator[Sheet]:
    about: list[list[str | int]] = [
        [_("Organisation"), evidence.content["organisation"]],
        [_("Period"), months(evidence)],
        [_("Put on record"), _moment(evidence.made_at)],
        [_("SHA-256 of the content"), evidence.content_hash],
        [_("What this is"), what_it_says(evidence.content)],
    ]
    yield Sheet(_("About"), [_("Measures taken for AI literacy"), ""], about)
    for number, step in enumerate(steps_of(evidence.content), start=1):
        for place, table in enumerate(step.tables, start=1):
            rows = table.rows or [[table.empty]]
            yield Sheet(f"{number}.{place} {table.title}", table.header, rows)


def months(evidence: EvidenceFile) -> str:
    """Return the period in words."""
    first, last = (date_format(day, "F Y") for day in (evidence.first_day, evidence.last_day))
    return first if first == last else _("%(first)s until and including %(last)s") % {"first": first, "last": last}


def what_it_says(content: dict[str, Any]) -> str:
    """Return what somebody may take from the file, and what not."""
    return _(
        "This file says which measures were taken so that people know enough of AI for their work. It names nobody and "
        "says of nobody what they can do. Figures about people stand in it only for groups of at least %(k)d."
    ) % {"k": content["evaluate"]["smallest_group"]}


# --- the steps --------------------------------------------------------------------------------------------------------
def _map(content: dict[str, Any]) -> Step:
    tools = content["map"]["tools"]
    of_tools = Table(
        _("AI tools"),
        [_("Status"), _("How many")],
        [[capfirst(str(ToolStatus(row["status"]).label)), row["number"]] for row in tools["by_status"]],
        _("No AI tool is in the catalogue."),
        _("Of the %(in_use)d tools in use, %(with_course)d ask for a course first.") % tools,
    )
    objectives = Table(
        _("What we want to reach"),
        [_("Pillar"), _("Objective")],
        [[str(Pillar(row["pillar"]).label), _said(row["title"])] for row in content["map"]["objectives"]],
        _("There is no objective yet."),
    )
    return Step(_("Map"), _("Which AI is used, and what the organisation wants with it."), [of_tools, objectives])


def _goals(content: dict[str, Any]) -> Step:
    goals = content["goals"]
    required = Table(
        _("What is required"),
        [_("Course"), _("Of whom"), _("By"), _("Counts for"), _("Why")],
        [
            [_said(row["course"]), _whom(row), _day(row["due_on"]), _counts_for(row["valid_months"]), _said(row["why"])]
            for row in goals["requirements"]
        ],
        _("Nothing was required in this period."),
    )
    groups = Table(
        _("Measures by role group"),
        [_("Function group"), _("Required of everyone in it"), _("Courses on offer")],
        [
            [
                str(FunctionGroup(row["function_group"]).label),
                ", ".join(_said(each) for each in row["required"]) or _("nothing"),
                row["offered"],
            ]
            for row in goals["groups"]
        ],
        "",
    )
    documents = Table(
        _("What was agreed and published"),
        [_("Document"), _("Version"), _("Published on"), _("SHA-256")],
        [
            [
                capfirst(str(DocumentKind(row["kind"]).label)), row["version"], _day(row["published_on"]),
                row["sha256"][:HASH_SHOWN],
            ]
            for row in goals["documents"]
        ],
        _("No strategy or house rules were published."),
    )  # fmt: skip
    return Step(_("Set goals"), _("Who must know what, by when, and what was agreed."), [required, groups, documents])


def _carry_out(content: dict[str, Any]) -> Step:
    done = content["carry_out"]
    # Only files of before December 2026 tell who did not come.
    tells_missed = content["format"] == FIRST_FORMAT
    missed = [_("Did not come")] if tells_missed else []
    courses = Table(
        _("Courses"),
        [_("Course"), _("Kind"), _("Sessions"), _("Seats"), _("Came"), *missed, _("Completed")],
        [
            [
                _said(row["title"]), str(CourseKind(row["kind"]).label), row["sessions"], row["seats"],
                _people(row["came"]), *([row["no_shows"]] if tells_missed else []), _people(row["completed"]),
            ]
            for row in done["courses"]
        ],
        _("No course was given in this period."),
        _("%(number)s certificates and proofs of attendance were given that still count.")
        % {"number": capfirst(_shown(_people(done["certificates"])))},
    )  # fmt: skip
    versions = Table(
        _("What was taught"),
        [_("Course"), _("SHA-256 of its content")],
        [[_said(row["title"]), content_hash] for row in done["courses"] for content_hash in row["versions"]],
        _("No course was completed here in this period."),
        _("Each hash stands for the whole content of a course as people met it. What it stands for is kept here."),
    )
    return Step(_("Carry out"), _("What was given, and how many came."), [courses, versions])


def _evaluate(content: dict[str, Any]) -> Step:
    evaluated, goals = content["evaluate"], content["goals"]["requirements"]
    # Files of before November 2026 rest on one agreement.
    counted = evaluated.get("counted", evaluated["agreed"])
    reach = Table(
        _("Whom it reached"),
        [_("Figure"), _("Month"), _("Group"), _("Reached"), _("Out of")],
        [
            [
                str(Metric.REGISTRY[row["metric"]].title), _month(row["month"]), _group(row), _value(row),
                _base(row["base_band"]),
            ]
            for row in evaluated["reach"]
        ],
        _("No figures were released for this period.") if evaluated["agreed"] else _not_agreed(),
    )  # fmt: skip
    met = Table(
        _("Reach against need"),
        [_("Required course"), _("Of whom"), _("Completed"), _("Out of")],
        [
            [_said(goal["course"]), _whom(goal), _value(row), _base(row["base_band"])]
            for goal, row in zip(goals, evaluated["requirements"], strict=True)
        ],
        _("Nothing was required in this period."),
        "" if counted or not goals else _not_agreed(),
    )
    relations = Table(
        _("Employed, hired, volunteers and interns"),
        [_("Who"), _("Completed a course"), _("Out of")],
        [
            [
                capfirst(", ".join(str(Relation(each).label) for each in row["relations"])), _value(row),
                _base(row["base_band"]),
            ]
            for row in evaluated["relations"]
        ],
        _why_no_relations(evaluated) if counted else _not_agreed(),
    )  # fmt: skip
    evaluations = Table(
        _("What people thought of it was asked"),
        [_("Course"), _("Answered"), _("Out of")],
        [
            [_said(row["course"]), _value(row), _base(row["base_band"])]
            # Files of before November 2026 do not know it.
            for row in evaluated.get("evaluations", [])
        ],
        _("No course was evaluated in this period."),
        _("What people thought is no part of this file. It is released per course, without anybody's name."),
    )
    gaps = Table(
        _("What is still open"),
        [_("Kind"), _("About")],
        [list(_gap(row)) for row in evaluated["gaps"]],
        _("Nothing of what this file looks at is open."),
        ""
        if content["format"] == FIRST_FORMAT
        else _("What most people completed is not in this list, whether or not everyone did."),
    )
    return Step(
        _("Evaluate"), _("Whom it reached, and what is still open."), [reach, met, relations, evaluations, gaps]
    )


def _not_agreed() -> str:
    return _("Figures about people are made only after the works council agreed to them.")


def _why_no_relations(evaluated: dict[str, Any]) -> str:
    """Return why the table of relations is empty; files of before December 2026 hide it in no other way."""
    if evaluated.get("relations_hidden"):
        return _("Not shown: of the last month the share of everybody together is not shown either.")
    return _("Nobody works here yet.")


# --- words ------------------------------------------------------------------------------------------------------------
def _language() -> str:
    return (get_language() or "nl")[:2]


def _said(text: dict[str, str]) -> str:
    return text.get(_language(), text["nl"])


def _whom(row: dict[str, Any]) -> str:
    parts = [row["unit"] or ""]
    parts.append(str(FunctionGroup(row["function_group"]).label) if row["function_group"] else "")
    parts.append(str(Role(row["role"]).label) if row["role"] else "")
    return ", ".join(each for each in parts if each) or _("Everyone")


def _day(iso: str) -> str:
    return date_format(date.fromisoformat(iso), "j F Y")


def _month(period: str) -> str:
    return date_format(Period.parse(period).first_day, "F Y")


def _moment(at: datetime) -> str:
    return date_format(at.astimezone(AMSTERDAM), "j F Y, H:i")


def _counts_for(valid_months: int | None) -> str:
    return _("%(number)d months") % {"number": valid_months} if valid_months else _("always")


def _group(row: dict[str, Any]) -> str:
    return str(GROUP_LABELS.get(row["function_group"], row["function_group"]))


def _value(row: dict[str, Any]) -> str:
    if row["status"] == FigureStatus.SHOWN:
        low, is_band, _high = (row["base_band"] or "").partition("-")
        return share_in_words(row["value"], int(low)) if is_band else f"{row['value']}%"
    if row["status"] == FigureStatus.RANGE:
        return _("%(low)d to %(high)d%%") % row
    return str(FigureStatus(row["status"]).label)


def _base(base_band: str | None) -> str:
    low, dash, high = (base_band or "").partition("-")
    return _("%(low)s to %(high)s people") % {"low": _grouped(low), "high": _grouped(high)} if dash else low


def _people(number: int | dict[str, int]) -> str | int:
    """Return a number of people as a band in words; files of before December 2026 have it exactly."""
    return number if isinstance(number, int) else band_in_words(number["low"], number["high"])


def _grouped(number: str | int) -> str:
    """Write a whole number as the rest of the portal does: 3.014 in Dutch."""
    return number_format(int(number), use_l10n=True, force_grouping=True)


def _gap(row: dict[str, Any]) -> tuple[str, str]:
    match row["kind"]:
        case "to_complete":
            words = _("%(course)s, %(whom)s: %(share)s out of %(people)s")
            parts = {"course": _said(row["course"]), "whom": _whom(row), "share": _value(row)}
            return _("Required, and not completed by everyone"), words % {**parts, "people": _base(row["base_band"])}
        case "too_few_seats":
            return _("Required, and too few seats in time"), _said(row["course"])
        case "no_session":
            return _("Required, and no session ahead"), _said(row["course"])
        case "nothing_required":
            return _("Nothing is required of this group"), str(FunctionGroup(row["function_group"]).label)
        case _:
            return _("Not published"), capfirst(str(DocumentKind(row["document"]).label))


def _shown(cell: str | int) -> str:
    return _grouped(cell) if isinstance(cell, int) else cell


def _number_columns(table: Table) -> list[int]:
    """Return which columns hold numbers, so that they stand under each other."""
    first = table.rows[0] if table.rows else ()
    return [place for place, cell in enumerate(first) if isinstance(cell, int)]


def _widths(table: Table) -> list[int]:
    """Return how wide each column is beside the others: as its longest cell, within reason; 0 for just its numbers."""
    numbers = _number_columns(table)
    columns = zip(table.header, *table.rows, strict=True) if table.rows else [(name,) for name in table.header]
    return [
        0 if place in numbers else min(max(*(len(_shown(cell)) for cell in column), NARROWEST), WIDEST)
        for place, column in enumerate(columns)
    ]
