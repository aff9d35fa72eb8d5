"""CSV as it comes: whatever encoding and delimiter, the same table."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from common.spreadsheets.reading import open_table
from common.spreadsheets.refusals import TableRefused
from tests.common.spreadsheets.builders import read

TABLE = [["Nummer", "Naam", "E-mail"], ["10002", "Zoë van 't Özdemir", "zoe@houtwijk.example"], ["10003", "Jan", ""]]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]


def as_csv(rows: list[list[str]], *, delimiter: str = ";", line_end: str = "\r\n") -> str:
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return made.getvalue()


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_and_delimiter_gives_the_same_table(encoding: str, delimiter: str, line_end: str) -> None:
    assert read(as_csv(TABLE, delimiter=delimiter, line_end=line_end).encode(encoding)) == TABLE


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_that_lost_its_mark_is_still_recognised(encoding: str) -> None:
    assert read(as_csv(TABLE).encode(encoding)) == TABLE


def test_big_endian_utf16_with_its_mark_is_read() -> None:
    assert read(b"\xfe\xff" + as_csv(TABLE).encode("utf-16-be")) == TABLE


NAMES = st.text(
    alphabet=st.characters(codec="cp1252", exclude_characters="\0\x7f\x81\x8d\x8f\x90\x9d", min_codepoint=32)
)
WIDE = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\ufeff"))


@settings(max_examples=150)
@given(
    rows=st.lists(st.lists(WIDE, min_size=3, max_size=3), max_size=8),
    delimiter=st.sampled_from([";", ",", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@example(rows=[["a,b", "c;d", "e\tf"]] * 3, delimiter=";", encoding="utf-8")
def test_any_text_survives_the_round_trip(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    table = [["Number", "Name", "Note"], *rows]
    kept = [table[0], *[row for row in rows if any(row)]]
    assert read(as_csv(table, delimiter=delimiter).encode(encoding)) == kept


@settings(max_examples=100)
@given(names=st.lists(NAMES, min_size=1, max_size=6), delimiter=st.sampled_from([";", ",", "\t"]))
def test_western_text_survives_windows_1252(names: list[str], delimiter: str) -> None:
    table = [["Naam", "Plaats"], *[[name, "Zuid-Beijerland, België"] for name in names], ["€", "ë"]]
    assert read(as_csv(table, delimiter=delimiter).encode("cp1252")) == table


def test_quoted_cells_keep_delimiters_quotation_marks_and_line_ends() -> None:
    table = [["Number", "Note"], ["1", 'He said: "a;b", c\r\nand left'], ["2", "x"]]
    assert read(as_csv(table).encode()) == table


def test_commas_in_names_do_not_mislead() -> None:
    rows = "Nummer;Naam\r\n" + "".join(f"{number};Visser, Jan, de\r\n" for number in range(20))
    assert open_table(io.BytesIO(rows.encode())).delimiter == ";"


def test_excels_own_delimiter_line_is_obeyed_and_not_counted() -> None:
    table = open_table(io.BytesIO(b"sep=,\r\nNumber,Note\r\n1,a;b;c\r\n"))
    assert table.delimiter == ","
    assert [(row.number, row.cells) for row in table.rows()] == [(2, ["1", "a;b;c"])]


def test_a_file_of_one_column_is_a_table() -> None:
    assert read(b"Number\r\n1\r\n2\r\n") == [["Number"], ["1"], ["2"]]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    table = open_table(io.BytesIO(b'a;b\r\n1;"x\r\ny"\r\n\r\n;\r\n2;z\r\n'))
    assert [row.number for row in table.rows()] == [2, 5]


def test_a_row_that_is_cut_short_stays_short() -> None:
    assert read(b"a;b;c\r\n1;2\r\n")[1] == ["1", "2"]


def test_a_table_can_be_walked_twice() -> None:
    table = open_table(io.BytesIO(as_csv(TABLE).encode()))
    assert list(table.rows()) == list(table.rows())


def test_a_walk_that_stops_halfway_does_not_spoil_the_next() -> None:
    table = open_table(io.BytesIO(as_csv(TABLE).encode()))
    next(table.rows())
    assert len(list(table.rows())) == 2


def test_a_quotation_mark_that_is_not_closed_is_named_with_its_row() -> None:
    with pytest.raises(TableRefused) as refused:
        read(b'a;b\r\n1;"x\r\n2;y\r\n')
    assert (refused.value.code, refused.value.params) == ("quote", {"row": 2})
    assert "2" in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b";;\r\n;;\r\n", b"\xff\xfe"])
def test_a_file_without_text_is_empty(content: bytes) -> None:
    with pytest.raises(TableRefused) as refused:
        read(content)
    assert refused.value.code == "empty"


def test_a_large_file_is_read_within_flat_memory_and_in_order() -> None:
    count = 50_000
    content = as_csv([["number", "name"], *[[str(number), "Zoë"] for number in range(count)]]).encode()
    table = open_table(io.BytesIO(content))
    assert sum(1 for _row in table.rows()) == count
