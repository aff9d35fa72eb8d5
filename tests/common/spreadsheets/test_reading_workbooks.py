"""Workbooks come in as the text that a person sees in them."""

import io
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from common.spreadsheets.reading import open_table
from common.spreadsheets.refusals import TableRefused
from common.spreadsheets.workbook import shown_number
from tests.common.spreadsheets.builders import MAIN, OFFICE, parts, read, sheet_xml, text_row, workbook, zipped


def saved(book: Workbook) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def of_cells(*values: object, formats: dict[int, str] | None = None) -> list[str]:
    """What is read of one row of cells, each under a header of its own."""
    book = Workbook()
    sheet = book.active
    sheet.append([f"column {number}" for number in range(len(values))])
    sheet.append(list(values))
    for column, code in (formats or {}).items():
        sheet.cell(row=2, column=column + 1).number_format = code
    return read(saved(book))[1]


def test_numbers_come_in_as_a_person_sees_them() -> None:
    assert of_cells(10002, 10002.0, 0.1 + 0.2, -3, 2.5, 12345678901) == [
        "10002", "10002", "0.3", "-3", "2.5", "12345678901",
    ]  # fmt: skip


def test_zeros_in_front_of_an_employee_number_stay() -> None:
    assert of_cells(123, 123, formats={0: "00000"}) == ["00123", "123"]


def test_dates_come_in_as_iso_and_keep_a_time_only_where_there_is_one() -> None:
    assert of_cells(date(2005, 9, 4), datetime(2005, 9, 4, 13, 5), time(9, 30)) == [  # noqa: DTZ001
        "2005-09-04", "2005-09-04 13:05:00", "09:30:00",
    ]  # fmt: skip


def test_a_number_shown_as_a_dutch_date_is_a_date() -> None:
    assert of_cells(38599, formats={0: "dd\\-mm\\-yyyy"}) == ["2005-09-04"]


def test_a_workbook_that_counts_from_1904_gives_the_same_date() -> None:
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001
    book.active.append(["hired"])
    book.active.append([date(2005, 9, 4)])
    assert read(saved(book))[1] == ["2005-09-04"]


def test_booleans_errors_and_texts_that_look_like_numbers_are_text() -> None:
    assert of_cells(True, False, "#N/A", "00123", "4-9-2005") == ["true", "false", "#N/A", "00123", "4-9-2005"]


def test_the_stored_result_of_a_formula_is_read_and_the_formula_is_not() -> None:
    row = '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>A1</f><v>two</v></c></row>'
    assert read(workbook(text_row(1, "a", "b"), row))[1] == ["2", "two"]


def test_shared_texts_are_joined_over_typefaces_and_lose_their_hints() -> None:
    shared = (
        f'<sst xmlns="{MAIN}"><si><t>name</t></si>'
        "<si><r><t>van </t></r><r><t>Dijk</t></r><rPh><t>hint</t></rPh></si><si><t>a_x000D_b</t></si></sst>"
    )
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n - 1}</v></c></row>' for n in (1, 2, 3))
    assert read(workbook(rows, sharedStrings=shared)) == [["name"], ["van Dijk"], ["a\rb"]]


def test_cells_and_rows_without_references_follow_one_another() -> None:
    text = "<c t='inlineStr'><is><t>{}</t></is></c>"
    rows = f"<row>{text.format('a')}{text.format('b')}</row><row><c/><c><v>7</v></c></row>"
    assert read(workbook(rows)) == [["a", "b"], ["", "7"]]


def test_gaps_keep_their_place_and_their_number() -> None:
    content = workbook(text_row(1, "a", "b", "c"), '<row r="5"><c r="C5"><v>3</v></c></row>')
    table = open_table(io.BytesIO(content))
    assert [(row.number, row.cells) for row in table.rows()] == [(5, ["", "", "3"])]


def test_a_prefix_on_every_tag_makes_no_difference() -> None:
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr">'
        "<x:is><x:t>name</x:t></x:is></x:c></x:row>"
        '<x:row r="2"><x:c r="A2"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert read(zipped(parts(sheet))) == [["name"], ["5"]]


def test_the_first_visible_sheet_is_read() -> None:
    book = Workbook()
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    book.create_sheet("People").append(["seen"])
    assert read(saved(book)) == [["seen"]]


def test_a_workbook_of_charts_only_is_refused() -> None:
    made = parts(sheet_xml(text_row(1, "a")))
    made["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets/></workbook>'
    with pytest.raises(TableRefused) as refused:
        read(zipped(made))
    assert refused.value.code == "no_sheet"


def test_rows_that_are_only_coloured_do_not_count() -> None:
    coloured = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="XFD{n}" s="0"/></row>' for n in range(3, 300))
    assert read(workbook(text_row(1, "a"), text_row(2, "1"), coloured)) == [["a"], ["1"]]


@pytest.mark.parametrize("value", ["1e400", "-1e400", "nan", "99999999999"])
def test_a_date_that_no_calendar_holds_stays_what_it_was(value: str) -> None:
    assert shown_number(value, "dd-mm-yyyy") == value


CELLS = st.one_of(
    st.none(),
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff_="), max_size=20),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2099, 12, 31)),
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=6))
def test_two_known_readers_see_the_same_workbook(rows: list[list[object]]) -> None:
    book = Workbook()
    book.active.append(["a", "b", "c", "d"])
    for row in rows:
        book.active.append(row)
    content = saved(book)
    ours = [row.cells for row in open_table(io.BytesIO(content)).rows()]
    fast = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1:]
    slow = list(load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True))
    assert ours == [shown for row in fast if any(shown := [as_text(cell) for cell in row])]
    assert ours == [shown for row in slow if any(shown := [as_text(cell) for cell in row])]


def as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value)
