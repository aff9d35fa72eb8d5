"""Which rows of an HR file come in, which are refused, and why."""

import io
from collections import Counter
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from common.spreadsheets.reading import open_table
from directory.errors import SENTENCES, Fault, FileRefused
from directory.readers.cells import as_function_group, near_group
from directory.readers.columns import recognise
from directory.readers.hr_file import Known, circles, examine
from people.choices import FunctionGroup, Relation
from tests.directory.files import HEADER, as_csv, codes, examined, leaders, person

FIRST = 5
"""The row under the three leaders."""


def refused(*rows: list[str], known: Known | None = None) -> list[tuple[int, str]]:
    """The faults of these rows, placed under sound leaders."""
    return codes(examined([*leaders(), *rows], known=known))


def test_sound_rows_come_in_with_everything_they_say() -> None:
    people = list(
        examined([*leaders(), person(4, infix="van 't", email="Zoë@Houtwijk.example".replace("ë", "e"))]).people()
    )
    assert [each.employee_number for each in people] == ["1", "2", "3", "4"]
    last = people[-1]
    assert (last.row, last.infix, last.email) == (5, "van 't", "zoe@houtwijk.example")
    assert (last.unit_code, last.unit_name, last.parent_code) == ("201", "Thuiszorg Noord", "200")
    assert (last.function_group, last.manager_number) == (FunctionGroup.CUSTOMER_CONTACT, "3")
    assert (last.hired_on, last.left_on, last.language) == (date(2015, 9, 4), None, "nl")


def test_a_manager_may_stand_below_their_people() -> None:
    assert codes(examined([person(4), *reversed(leaders())])) == []


def test_an_empty_email_is_no_fault() -> None:
    assert refused(person(4, email="")) == []


def test_the_last_day_of_work_is_still_worked() -> None:
    people = list(examined([*leaders(), person(4, last_day="25-02-2026")]).people())
    assert people[-1].left_on == date(2026, 2, 26)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"email": "geen"}, "email_invalid"),
        ({"email": "a@b@c.nl"}, "email_invalid"),
        ({"hired": "31-02-2024"}, "date_invalid"),
        ({"hired": "04-09-15"}, "date_unreadable"),
        ({"hired": "soon"}, "date_unreadable"),
        ({"hired": "09/25/2015"}, "date_month_first"),
        ({"hired": "31 februari 2015"}, "date_invalid"),
        ({"hired": "3 brumaire 2015"}, "date_unreadable"),
        ({"last_day": "2026-13-01"}, "date_invalid"),
        ({"last_day": "03-09-2015"}, "ends_before_start"),
        ({"group": "Leiding"}, "function_group_unknown"),
        ({"group": "Directeuren"}, "function_group_near"),
        ({"group": "Leidingevende"}, "function_group_near"),
        ({"group": ""}, "function_group_missing"),
        ({"manager": "99999"}, "manager_unknown"),
        ({"manager": "4"}, "manager_is_self"),
        ({"unit": "9999", "parent": "8888"}, "parent_unknown"),
        ({"unit": "9999", "parent": "9999"}, "unit_circle"),
        ({"first": ""}, "value_missing"),
        ({"last": " \u200b "}, "value_missing"),
        ({"unit": ""}, "value_missing"),
        ({"number": ""}, "value_missing"),
        ({"last": "x" * 121}, "value_too_long"),
    ],
)
def test_one_fault_refuses_one_row_and_is_named(said: dict[str, str], code: str) -> None:
    found = examined([*leaders(), person(4, **said), person(5)])
    assert codes(found) == [(FIRST, code)]
    assert [each.employee_number for each in found.people()] == ["1", "2", "3", "5"]


def test_a_fault_names_column_and_value_as_the_file_does() -> None:
    fault = examined([*leaders(), person(4, email="geen")]).refused[0]
    assert (fault.row, fault.column, fault.value) == (5, "E-mail werk", "geen")


def test_all_faults_of_a_row_are_told_at_once() -> None:
    assert refused(person(4, email="geen", hired="soon")) == [(FIRST, "email_invalid"), (FIRST, "date_unreadable")]


def test_of_a_number_that_stands_twice_the_first_counts() -> None:
    found = examined([*leaders(), person(4, first="First"), person(4, first="Second", email="other@houtwijk.example")])
    assert codes(found) == [(6, "number_twice")]
    assert found.refused[0].params == {"first": 5}
    assert [each.first_name for each in found.people()][-1] == "First"


def test_an_email_that_stands_twice_counts_once_whatever_its_case() -> None:
    assert refused(person(4, email="a@houtwijk.example"), person(5, email="A@Houtwijk.example")) == [(6, "email_twice")]


def test_a_row_that_is_cut_short_is_only_that() -> None:
    found = examined([*leaders(), person(4), person(4)[:6]])
    assert codes(found) == [(6, "row_cut_short")]
    assert found.refused[0].column == "Organisatorische eenheid"


def test_a_row_with_a_cell_too_many_is_refused_but_empty_cells_are_not_cells() -> None:
    assert refused([*person(4), "x"], [*person(5), "", ""]) == [(FIRST, "row_too_long")]


# --- between rows -----------------------------------------------------------------------------------------------------
def test_a_manager_whom_the_portal_knows_need_not_stand_in_the_file() -> None:
    known = Known(people=lambda numbers: numbers & {"77"})
    assert refused(person(4, manager="77"), person(5, manager="78"), known=known) == [(6, "manager_unknown")]


def test_people_come_in_although_the_row_of_their_manager_is_refused() -> None:
    rows = leaders()
    rows[2][4] = "geen"
    found = examined([*rows, person(4), person(5)])
    assert codes(found) == [(4, "email_invalid")]
    assert [each.employee_number for each in found.people()] == ["1", "2", "4", "5"]
    assert found.waiting_for_manager == 2


def test_a_unit_stays_although_the_only_row_in_it_is_refused() -> None:
    rows = leaders()
    rows[1][4] = "geen"
    found = examined([*rows, person(4)])
    assert codes(found) == [(3, "email_invalid")]
    assert found.units["200"].parent == "100"


def test_a_circle_of_managers_is_refused_and_those_under_it_come_in() -> None:
    rows = [person(4, manager="5"), person(5, manager="6"), person(6, manager="4"), person(7, manager="6")]
    found = examined([*leaders(), *rows])
    assert codes(found) == [(5, "manager_circle"), (6, "manager_circle"), (7, "manager_circle")]
    assert found.refused[0].params == {"count": 3}
    assert "7" in {each.employee_number for each in found.people()}


def test_a_circle_that_runs_through_the_portal_is_found() -> None:
    known = Known(
        people=lambda numbers: numbers & {"77"}, managers=lambda numbers: {"77": "4"} if "77" in numbers else {}
    )
    assert refused(person(4, manager="77"), known=known) == [(FIRST, "manager_circle")]


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")))
def test_circles_are_exactly_those_who_are_above_themselves(edges: dict[str, str]) -> None:
    def above_themselves(start: str) -> bool:
        at = edges.get(start)
        for _step in edges:
            if at is None or at == start:
                break
            at = edges.get(at)
        return at == start

    found = [name for circle in circles(edges) for name in circle]
    assert len(found) == len(set(found))
    assert set(found) == {name for name in edges if above_themselves(name)}


def test_a_unit_is_called_what_most_rows_call_it() -> None:
    found = examined(
        [*leaders(), person(4, unit_name="Thuiszorg Zuid"), person(5), person(6, unit_name="THUISZORG NOORD")]
    )
    assert codes(found) == [(FIRST, "unit_two_names")]
    assert found.units["201"].name == "Thuiszorg Noord"


def test_a_unit_hangs_where_most_rows_hang_it_and_silence_is_no_contradiction() -> None:
    found = examined([*leaders(), person(4, parent="100"), person(5), person(6, parent="")])
    assert codes(found) == [(FIRST, "unit_two_parents")]
    assert found.units["201"].parent == "200"


def test_units_in_a_circle_are_refused_and_what_hangs_under_them_too() -> None:
    rows = [
        person(4, unit="301", parent="302"),
        person(5, unit="302", parent="301"),
        person(6, unit="303", parent="301"),
    ]
    assert refused(*rows) == [(5, "unit_circle"), (6, "unit_circle"), (7, "parent_refused")]


def test_a_parent_that_the_portal_knows_need_not_stand_in_the_file() -> None:
    assert refused(person(4, unit="301", parent="900"), known=Known(units={"900": ""})) == []


def test_a_refused_row_makes_nobody_absent() -> None:
    found = examined([*leaders(), person(4, email="geen"), person(5)[:4]])
    assert set(found.numbers) == {"1", "2", "3", "4", "5"}


# --- job titles -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("group", FunctionGroup)
def test_what_the_screen_calls_a_function_group_is_known_in_a_file(language: str, group: FunctionGroup) -> None:
    with translation.override(language):
        label = str(group.label)
    assert as_function_group(label) == group


@pytest.mark.parametrize(
    ("written", "near"),
    [("Directeuren", "Directie"), ("Leidingevende", "Leidinggevende"), ("Uitvoerend, geen balie", None)],
)
def test_a_group_that_is_nearly_known_is_asked_back(written: str, near: str | None) -> None:
    assert (as_function_group(written), near_group(written)) == (None, near)


def test_a_linked_job_title_gives_the_function_group_that_the_file_lacks() -> None:
    found = examined(
        [*leaders(), person(4, group="", title="Verpleegkundige"), person(5, group="", title="Kok")],
        titles={"verpleegkundige": FunctionGroup.CUSTOMER_CONTACT},
    )
    assert codes(found) == [(6, "function_group_missing")]
    assert found.titles == Counter({"Kok": 1})
    assert list(found.people())[-1].function_group == FunctionGroup.CUSTOMER_CONTACT


def test_the_word_of_the_file_goes_before_the_link() -> None:
    found = examined(leaders(), titles={"bestuurder": FunctionGroup.MANAGER})
    assert next(found.people()).function_group == FunctionGroup.DIRECTOR


# --- the file as a whole ----------------------------------------------------------------------------------------------
def test_missing_columns_refuse_the_file_and_tell_what_is_there() -> None:
    with pytest.raises(FileRefused) as caught, translation.override("en"):
        examined([["1", "Jan"]], header=["Personeelsnummer", "Roepnaam"])
    assert caught.value.code == "columns_missing"
    with translation.override("en"):
        message = str(caught.value)
    assert "Last name, Unit code / Unit name, Job title" in message.replace("Function group / ", "")
    assert "Personeelsnummer, Roepnaam" in message


def test_a_header_without_rows_is_refused() -> None:
    with pytest.raises(FileRefused) as caught:
        examined([])
    assert caught.value.code == "no_rows"


ENGLISH = (
    "Language", "Hire date", "Manager ID", "Function group", "Job title", "Parent department", "Department",
    "Department code", "Work e-mail", "Surname", "Prefix", "First name", "Employee ID", "End date",
)  # fmt: skip


def test_english_headers_in_another_order_say_the_same() -> None:
    row = [
        "en",
        "2015-09-04",
        "",
        "Managers",
        "Team manager",
        "",
        "Care",
        "200",
        "j@x.example",
        "Dijk",
        "van",
        "Jan",
        "00007",
        "",
    ]
    only = next(examined([row], header=ENGLISH).people())
    assert (only.employee_number, only.first_name, only.infix, only.last_name) == ("00007", "Jan", "van", "Dijk")
    assert (only.unit_code, only.unit_name, only.function_group) == ("200", "Care", FunctionGroup.MANAGER)
    assert (only.hired_on, only.language) == (date(2015, 9, 4), "en")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("4-9-2005", (2005, 9, 4)),
        ("04-09-2005", (2005, 9, 4)),
        ("04/09/2005", (2005, 9, 4)),
        ("2005-09-04", (2005, 9, 4)),
    ],
)
def test_dates_are_read_day_first_or_as_iso(text: str, day: tuple[int, int, int]) -> None:
    assert next(examined([person(1, manager="", hired=text, unit="100")]).people()).hired_on == date(*day)


def test_a_kind_of_contract_is_read_where_the_file_has_it() -> None:
    header = [*HEADER, "Soort medewerker"]
    rows = [[*row, kind] for row, kind in zip(leaders(), ["", "Inhuur", "Astronaut"], strict=True)]
    found = examined(rows, header=header)
    assert codes(found) == [(4, "relation_unknown")]
    assert [each.relation for each in found.people()] == [Relation.EMPLOYED, Relation.HIRED]


def test_a_file_without_unit_codes_names_units_by_their_names() -> None:
    places = [place for place, name in enumerate(HEADER) if name not in {"Code OE", "Code bovenliggende OE"}]
    rows = [[row[place] for place in places] for row in leaders()]
    found = examined(rows, header=[HEADER[place] for place in places])
    assert set(found.units) == {"Stichting Houtwijk", "Zorg", "Thuiszorg Noord"}


WITHOUT_CODES = [place for place, name in enumerate(HEADER) if name not in {"Code OE", "Code bovenliggende OE"}]


def without_codes(rows: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    return [[row[place] for place in WITHOUT_CODES] for row in rows], [HEADER[place] for place in WITHOUT_CODES]


def test_a_file_without_unit_codes_means_the_units_that_the_portal_knows_by_name() -> None:
    rows, header = without_codes([*leaders(), person(4, unit_name="ZORG"), person(5, unit_name="Nieuw")])
    known = Known(unit_codes={"zorg": "200", "stichting houtwijk": "100"})
    found = examined(rows, header=header, known=known)
    assert [each.unit_code for each in found.people()] == ["100", "200", "Thuiszorg Noord", "200", "Nieuw"]


def test_a_name_that_two_units_have_is_no_place() -> None:
    rows, header = without_codes([*leaders(), person(4, unit_name="Communicatie")])
    found = examined(rows, header=header, known=Known(unit_codes={"communicatie": ""}))
    assert codes(found) == [(FIRST, "unit_name_of_two")]


def test_a_unit_that_only_refused_rows_name_does_not_come_in() -> None:
    found = examined([*leaders(), person(4, unit="300", email="geen")])
    assert set(found.units) == {"100", "200", "201"}


def test_a_unit_above_one_that_comes_in_does_so_too() -> None:
    above = person(4, unit="300", unit_name="Locatie", parent="200", email="geen")
    found = examined([*leaders(), above, person(5, unit="301", unit_name="Team op locatie", parent="300")])
    assert set(found.units) == {"100", "200", "201", "300", "301"}


@pytest.mark.parametrize(
    ("lacking", "column"), [((), "Functiegroep"), (("Functiegroep",), "Functie")], ids=["with groups", "titles only"]
)
def test_an_empty_job_title_is_named_at_the_column_that_the_file_has(lacking: tuple[str, ...], column: str) -> None:
    places = [place for place, name in enumerate(HEADER) if name not in lacking]
    rows = [[row[place] for place in places] for row in [*leaders(), person(4, title="", group="")]]
    titles = {"bestuurder": "director", "directeur": "director", "teammanager": "manager"}
    found = examined(rows, header=[HEADER[place] for place in places], titles=titles)
    (fault,) = found.refused
    assert (fault.row, fault.column, fault.code) == (FIRST, column, "value_missing")


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_reason_is_a_sentence(code: str) -> None:
    params = {
        "found": 1,
        "needed": 2,
        "limit": 3,
        "first": 4,
        "count": 5,
        "unit": "x",
        "usual": "y",
        "label": "x",
        "word": "y",
    }
    assert Fault(1, "", "", code, params).reason.endswith((".", "?"))


# --- the files of the issue -------------------------------------------------------------------------------------------
def test_rows_are_read_alike_from_every_delimiter() -> None:
    rows = [*leaders(), person(4, email="geen")]
    for delimiter in ";,\t":
        table = open_table(io.BytesIO(as_csv(rows, delimiter=delimiter)))
        assert codes(examine(table, recognise(table.header), titles={}, known=Known())) == [(5, "email_invalid")]
