"""A table that stands on another sheet, or below titles, is read from where somebody says."""

import io

import pytest
from openpyxl import Workbook

from common.spreadsheets.reading import open_table
from common.spreadsheets.refusals import TableRefused
from common.spreadsheets.tables import Table

CHOSEN = {"sheet_unknown", "no_sheets", "no_header"}
"""What is refused of such a choice."""


def workbook() -> Table:
    """An empty sheet, one with titles above its table, and a hidden one."""
    made = Workbook()
    made.active.title = "Leeg"
    sheet = made.create_sheet("Mensen")
    for row in (["Overzicht"], [], ["Nr", "Naam"], [1, "Jan"], [2, "Noor"]):
        sheet.append(row)
    made.create_sheet("Verborgen").sheet_state = "hidden"
    content = io.BytesIO()
    made.save(content)
    return open_table(content)


def test_first_sheet_with_cells_is_read_until_another_is_chosen() -> None:
    table = workbook()
    assert (table.sheets, table.sheet, table.header_row) == (["Leeg", "Mensen"], "Mensen", 1)


@pytest.mark.parametrize("is_workbook", [True, False])
def test_rows_keep_the_numbers_that_a_spreadsheet_shows(is_workbook: bool) -> None:
    table = workbook() if is_workbook else open_table(io.BytesIO(b"Overzicht\r\n\r\nNr;Naam\r\n1;Jan\r\n2;Noor\r\n"))
    assert [row.number for row in table.top(3)] == [1, 3, 4]
    table.read_from(header_row=3)
    assert (table.header, [tuple(row) for row in table.rows()]) == (
        ["Nr", "Naam"], [(4, ["1", "Jan"]), (5, ["2", "Noor"])],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "header_row", "code"),
    [("Verborgen", 0, "sheet_unknown"), ("Mensen", 2, "no_header"), ("Mensen", 9, "no_header"), ("Leeg", 0, "empty")],
)
def test_what_is_not_there_cannot_be_chosen(sheet: str, header_row: int, code: str) -> None:
    with pytest.raises(TableRefused) as refused:
        workbook().read_from(sheet=sheet, header_row=header_row)
    assert refused.value.code == code


def test_text_file_has_no_sheets() -> None:
    with pytest.raises(TableRefused) as refused:
        open_table(io.BytesIO(b"Nr;Naam\r\n1;Jan\r\n")).read_from(sheet="Mensen")
    assert refused.value.code == "no_sheets"
