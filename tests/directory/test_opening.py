"""Where the table stands in a file, which columns are known, and how numbers and dates are written in it."""

import io
from collections.abc import Sequence
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook
from pytest_django.fixtures import Settings

from common.spreadsheets.refusals import TableRefused
from directory import services
from directory.choices import Field
from directory.readers.cells import Spellings
from directory.readers.columns import recognise
from directory.readers.hr_file import Known, examine
from directory.readers.opening import open_hr_file, unused_end_dates
from people.models import Person
from tests.directory.builders import NOW, bring_in, last_run, someone
from tests.directory.files import HEADER, as_csv, codes, examined, leaders, person

TITLES = [["Personeelsoverzicht, Stichting Houtwijk"], [], ["Peildatum", "1-12-2026"]]


def book(*sheets: tuple[str, Sequence[Sequence[object]]]) -> io.BytesIO:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    made.save(content)
    return content


def csv_below_titles(rows: list[list[str]], *, delimiter: str = ";") -> io.BytesIO:
    return io.BytesIO(as_csv([TITLES[1], TITLES[2], HEADER, *rows], header=TITLES[0], delimiter=delimiter))


# --- titles and sheets ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_titles_above_the_header_of_a_text_file_are_passed_over(delimiter: str) -> None:
    table = open_hr_file(csv_below_titles(leaders(), delimiter=delimiter))
    assert (table.header, table.header_row) == (list(HEADER), 4)
    assert [row.number for row in table.rows()] == [5, 6, 7]


def test_titles_above_the_header_of_a_workbook_are_passed_over() -> None:
    table = open_hr_file(book(("Blad1", [*TITLES, HEADER, *leaders()])))
    assert (table.header, table.header_row) == (list(HEADER), 4)
    assert [row.number for row in table.rows()] == [5, 6, 7]


@pytest.mark.django_db
def test_a_refused_row_is_named_as_excel_shows_it_titles_included() -> None:
    file = csv_below_titles([*leaders(), person(4, email="geen")])
    outcome, _codes = services.import_people(file=file, name="hr.csv", sha256="", actor=None, now=NOW)
    assert [(fault.row, fault.column, fault.value) for fault in outcome.refused] == [(8, "E-mail werk", "geen")]
    assert "De namen van de kolommen staan in rij 4." in outcome.about_reading()


def test_the_first_sheet_with_the_needed_columns_is_read() -> None:
    file = book(("Info", [["Rapport", "Medewerkers"]]), ("Leeg", []), ("Nu", [HEADER, *leaders()]),
                ("Oud", [HEADER, person(9)]))  # fmt: skip
    table = open_hr_file(file)
    assert (table.sheet, table.sheets) == ("Nu", ["Info", "Leeg", "Nu", "Oud"])
    assert open_hr_file(file, sheet="oud").sheet == "Oud"


@pytest.mark.parametrize(
    ("sheet", "header_row", "code"), [("Nergens", 0, "sheet_unknown"), ("", 2, "no_header"), ("", 99, "no_header")]
)
def test_a_sheet_or_header_that_is_not_there_is_refused(sheet: str, header_row: int, code: str) -> None:
    with pytest.raises(TableRefused) as refused:
        open_hr_file(book(("Nu", [["x"], [], HEADER, *leaders()])), sheet=sheet, header_row=header_row)
    assert refused.value.code == code


def test_a_text_file_has_no_sheets() -> None:
    with pytest.raises(TableRefused) as refused:
        open_hr_file(io.BytesIO(as_csv(leaders())), sheet="Nu")
    assert refused.value.code == "no_sheets"


@pytest.mark.django_db
def test_hr_chooses_another_sheet_and_header_on_the_screen(client: Client, hr: Person, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(hr)
    content = book(("Nu", [HEADER, *leaders()]), ("Straks", [["Vanaf januari"], HEADER, *leaders(), person(4)]))
    client.post(reverse("directory:import_new"), {"file": SimpleUploadedFile("hr.xlsx", content.getvalue())})
    run = last_run()
    assert (run.columns["sheet"], run.columns["header_row"]) == ("Nu", 1)
    url = reverse("directory:import_table", args=[run.public_id])
    assert client.post(url, {"sheet": "Straks", "header_row": "7"}).status_code == 422
    assert client.post(url, {"sheet": "Straks", "header_row": "2"}).status_code == 302
    run.refresh_from_db()
    assert (run.columns["sheet"], run.columns["header_row"]) == ("Straks", 2)
    columns = reverse("directory:import_columns", args=[run.public_id])
    form = client.get(columns).context["form"]
    client.post(columns, {name: field.initial for name, field in form.fields.items()})
    run.refresh_from_db()
    services.plan_in_job(job_id=run.job_id, now=run.started_at)
    run.refresh_from_db()
    assert (run.state, run.outcome["created"], run.outcome["sheet"]) == ("planned", 4, "Straks")


# --- columns ----------------------------------------------------------------------------------------------------------
EXPORTS = {
    "AFAS": (
        "Medewerker", "Roepnaam", "Voorvoegsel", "Achternaam", "E-mail werk", "OE", "Naam OE", "Bovenliggende OE",
        "Functie omschrijving", "Leidinggevende", "Datum in dienst", "Datum uit dienst", "Type medewerker",
    ),
    "Visma Raet": (
        "Persnr", "Roepnaam", "Voorvoegsels", "Achternaam", "E-mailadres zakelijk", "Afdelingscode",
        "Afdelingsomschrijving", "Code bovenliggende afdeling", "Functieomschrijving", "Leidinggevende persnr",
        "Datum in dienst", "Datum einde dienstverband", "Correspondentietaal",
    ),
    "SAP SuccessFactors": (
        "User/Employee ID", "First Name", "Last Name", "Business Email Information Email Address", "Department Code",
        "Department", "Superior Org Unit", "Job Title", "Manager User Sys ID", "Hire Date", "Left on",
        "Employee Class", "Default Locale",
    ),
    "SAP HCM": (
        "Pers.No.", "First name", "Last name", "E-mail", "Org. unit ID", "Organizational Unit", "Position",
        "Supervisor ID", "Entry date", "Leaving date", "Employee group",
    ),
    "Workday": (
        "Employee ID", "Legal First Name", "Legal Last Name", "Email - Primary Work", "Supervisory Organization ID",
        "Supervisory Organization", "Superior Organization ID", "Business Title", "Management Level",
        "Manager Employee ID", "Hire Date", "Termination Date", "Worker Type", "On Leave",
    ),
}  # fmt: skip


@pytest.mark.parametrize("system", EXPORTS)
def test_every_column_of_a_known_system_is_recognised(system: str) -> None:
    columns = recognise(EXPORTS[system])
    assert (columns.missing, columns.unused) == ([], [])
    assert Field.LAST_DAY in columns.position


def test_the_name_of_a_job_is_taken_where_a_code_stands_beside_it() -> None:
    columns = recognise(["Functie", "Functie omschrijving"])
    assert columns.position == {Field.JOB_TITLE: 1}


@pytest.mark.parametrize("name", ["Left on", "Leaves on", "Uit dienst per", "Einde dienstverband", "Exit date"])
def test_a_last_day_is_known_by_many_names(name: str) -> None:
    assert recognise([name]).position == {Field.LAST_DAY: 0}


@pytest.mark.parametrize(
    ("name", "cells", "is_named"),
    [
        ("Einde arbeidsovereenkomst", ["", "31-12-2026", ""], True),
        ("Final day here", ["", "2026-12-31", ""], True),
        ("jobEnd", ["9999-12-31", "", ""], True),
        ("Gone since", ["", "46387", ""], True),
        ("Reden uit dienst", ["", "pensioen", ""], False),
        ("Einde arbeidsovereenkomst", ["", "", ""], False),
        ("Geboortedatum", ["01-01-1980", "01-01-1990", ""], False),
    ],
)
def test_a_column_that_looks_like_an_end_date_is_named(name: str, cells: list[str], is_named: bool) -> None:
    header = [*[each for each in HEADER if each != "Datum uit dienst"], name]
    place = HEADER.index("Datum uit dienst")
    rows = [[*row[:place], *row[place + 1 :], cell] for row, cell in zip(leaders(), cells, strict=True)]
    table = open_hr_file(io.BytesIO(as_csv(rows, header=header)))
    columns = recognise(table.header)
    assert unused_end_dates(table, columns) == ([name] if is_named else [])
    assert unused_end_dates(table, columns, [name.upper()]) == []
    assert unused_end_dates(table, recognise(table.header, {"last_day": ""})) == []


# --- dates and numbers ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "written",
    [
        "9-3-2015", "09/03/2015", "9.3.2015", "2015-03-09", "2015/03/09", "20150309", "09032015", "9 maart 2015",
        "9 March 2015", "9 mrt 2015", "9 mrt. 2015", "9-mrt-2015", "9 Mar 2015", "09-MAR-2015", "March 9, 2015",
        "maandag 9 maart 2015", "9th March 2015", "2015-03-09 00:00:00", "2015-03-09T00:00:00.000Z",
        "9 maart 2015 08:30", "42072", "42072,0", "42072.5",
    ],
)  # fmt: skip
def test_a_day_is_read_as_offices_and_systems_write_it(written: str) -> None:
    found = examined([person(1, unit="100", manager="", hired=written)])
    assert [each.hired_on for each in found.people()] == [date(2015, 3, 9)]


@pytest.mark.parametrize("written", ["31.12.9999", "9999-12-31", "00.00.0000", "00000000", "0000-00-00", ""])
def test_a_day_that_means_no_day_is_none(written: str) -> None:
    found = examined([person(1, unit="100", manager="", last_day=written)])
    assert [each.left_on for each in found.people()] == [None]


@pytest.mark.parametrize("is_1904", [False, True])
def test_dates_that_lost_their_format_in_a_workbook_are_read(is_1904: bool) -> None:
    made = Workbook()
    if is_1904:
        made.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - as openpyxl has it
    made.active.append(HEADER)
    serial = 42072 - (1462 if is_1904 else 0)
    made.active.append([serial if cell == "04-09-2015" else cell for cell in leaders()[0]])
    content = io.BytesIO()
    made.save(content)
    table = open_hr_file(content)
    found = examine(table, recognise(table.header), titles={}, known=Known())
    assert [each.hired_on for each in found.people()] == [date(2015, 3, 9)]


@pytest.mark.parametrize("written", ["'505", "’505", "505.0", "505,00", '="505"', " 505 "])
def test_a_number_is_read_without_what_excel_puts_around_it(written: str) -> None:
    top = person(written, unit="'100", unit_name="Top", parent="", manager="", email="a@x.example")
    below = person(6, unit="100.0", unit_name="Top", parent="", manager=written)
    found = examined([top, below])
    assert codes(found) == []
    assert [(each.employee_number, each.unit_code, each.manager_number) for each in found.people()] == [
        ("505", "100", ""), ("6", "100", "505"),
    ]  # fmt: skip


@pytest.mark.parametrize("written", ["NO_MANAGER", "geen", "-", "00000000", "0"])
def test_who_has_no_manager_is_written_in_many_ways(written: str) -> None:
    found = examined([person(1, unit="100", manager=written)])
    assert (codes(found), found.manager_of) == ([], {})


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "second"), [("504", "0504"), ("0504", "504"), ("0504", "'0504"), ("504", "504.0")])
def test_zeros_in_front_make_nobody_another_person(first: str, second: str) -> None:
    bring_in([*leaders(), person(first, email="a@x.example"), person(6, manager=second)])
    assert someone(6).placements.get().manager == someone(first)
    again = bring_in([*leaders(), person(second, email="a@x.example", last=f"Boer{first}"), person(6, manager=first)])
    assert (again.created, again.unchanged, again.refused) == (0, 5, [])
    assert Person.objects.filter(employee_number=first).count() == 1


def test_one_number_with_and_without_zeros_stands_twice() -> None:
    found = examined([*leaders(), person("0504", email="a@x.example"), person("504", email="b@x.example")])
    assert [(fault.row, fault.value, fault.code) for fault in found.refused] == [(6, "504", "number_twice_with_zeros")]


def test_numbers_that_differ_by_zeros_only_in_the_portal_are_taken_as_written() -> None:
    spelled = Spellings(["504", "0504", "0700"])
    assert [spelled.known_as(number) for number in ("504", "0504", "700", "800")] == ["504", "0504", "0700", "800"]


def test_unit_codes_with_and_without_zeros_are_one_unit() -> None:
    rows = [
        person(1, unit="100", manager=""),
        person(2, unit="0200", unit_name="Zorg", parent="100", manager="1"),
        person(3, unit="201", parent="200", manager="2"),
        person(4, unit="200.0", unit_name="Zorg", parent="'100", manager="2"),
    ]
    found = examined(rows)
    assert codes(found) == []
    assert set(found.units) == {"100", "0200", "201"}
    assert found.units["201"].parent == "0200"


@pytest.mark.parametrize(
    ("said", "code"), [("1,00E+05", "number_shortened"), ("1.00505E+05", "number_shortened"), ("#N/B", "excel_error")]
)
def test_what_excel_lost_is_said(said: str, code: str) -> None:
    assert codes(examined([*leaders(), person(said, email="a@x.example")])) == [(5, code)]
