"""Tables in Markdown that a reader would not see as a table, or not whole. Pure."""

import re
from dataclasses import dataclass

_FENCE = re.compile(r" {0,3}(```|~~~)")
_DASHES = re.compile(r" {0,3}\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """The first row that does not fit its table: its line from 1, how many cells it has, and how many the head has.

    ``cells`` is 0 where the line with dashes under the head is missing.
    """

    line: int
    cells: int
    head: int
    is_dashes: bool


def broken_row(text: str) -> BrokenRow | None:
    """Return the first row of a table that Markdown does not read as one, or of which it drops cells.

    A row with fewer cells than the head is fine: the rest is empty. Code is left alone.
    """
    lines = _without_code(text.splitlines())
    at = 0
    while at + 1 < len(lines):
        head, below = lines[at], lines[at + 1]
        if _is_dashes(below):
            if _cells(head) != _cells(below):
                return BrokenRow(at + 2, _cells(below), _cells(head), is_dashes=True)
            row = at + 2
            while row < len(lines) and lines[row].strip():
                if _cells(lines[row]) > _cells(head):
                    return BrokenRow(row + 1, _cells(lines[row]), _cells(head), is_dashes=False)
                row += 1
            at = row
        elif _begins_with_bar(head) and _begins_with_bar(below):
            return BrokenRow(at + 2, 0, _cells(head), is_dashes=True)
        else:
            at += 1
    return None


def _without_code(lines: list[str]) -> list[str]:
    """Return the lines with those of code made empty, so that they keep their numbers."""
    kept, fence = [], ""
    for line in lines:
        met = _FENCE.match(line)
        if fence:
            fence = "" if met is not None and met[1] == fence else fence
            kept.append("")
        elif met is not None:
            fence = met[1]
            kept.append("")
        else:
            kept.append("" if line.startswith(("    ", "\t")) else line)
    return kept


def _is_dashes(line: str) -> bool:
    return "|" in line and _DASHES.fullmatch(line) is not None


def _begins_with_bar(line: str) -> bool:
    return line.lstrip().startswith("|")


def _cells(line: str) -> int:
    parts = _BAR.split(line.strip())
    inner = parts[1 if not parts[0].strip() else 0 : -1 if len(parts) > 1 and not parts[-1].strip() else None]
    return len(inner)
