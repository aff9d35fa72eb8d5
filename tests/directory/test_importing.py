"""What an HR file does to people, their places and their units."""

import io
from datetime import date, datetime, timedelta

import pytest
from openpyxl import Workbook

from common.models import AuditEvent
from directory import services
from directory.errors import FileRefused
from directory.models import Absence, JobTitle
from people.choices import FunctionGroup, ManagedBy, Role
from people.models import ActivationCode, Person, Placement, RoleAssignment, Unit, UnitVersion
from people.querysets import at_day
from tests.directory.builders import LATER, NOW, bring_in, last_run, numbers, someone
from tests.directory.files import HEADER, leaders, person
from tests.people.builders import employee

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def places(number: int) -> list[tuple[str, date, date | None]]:
    """Unit, start and end of every placement of somebody, oldest first."""
    found = Placement.objects.filter(person=someone(number)).order_by("starts_on")
    return [(place.unit.code, place.starts_on, place.ends_on) for place in found]


# --- arriving ---------------------------------------------------------------------------------------------------------
def test_new_people_come_in_placed_under_their_manager() -> None:
    assert numbers(bring_in([*leaders(), person(4)])) == (4, 0, 0, 0, 0)
    four = someone(4)
    assert (four.full_name, four.email, four.managed_by) == ("Sanne de Boer4", "p4@houtwijk.example", ManagedBy.HR)
    assert four.sort_key == "boer4\tsanne\tde"
    assert not four.has_usable_password()
    place = four.placements.get()
    assert (place.unit.code, place.manager, place.function_group) == ("201", someone(3), FunctionGroup.CUSTOMER_CONTACT)
    assert (place.starts_on, place.ends_on) == (date(2015, 9, 4), None)


def test_a_manager_below_their_people_in_the_file_is_still_their_manager() -> None:
    bring_in([person(4), *reversed(leaders())])
    assert someone(4).placements.get().manager == someone(3)


def test_units_come_in_as_a_tree_with_their_versions() -> None:
    bring_in(leaders())
    team = Unit.objects.get(code="201")
    assert (team.name, team.parent and team.parent.code) == ("Thuiszorg Noord", "200")
    assert UnitVersion.objects.filter(unit=team, ends_on=None).count() == 1
    assert UnitVersion.objects.on(date(2015, 9, 4)).get(unit=team).parent == team.parent


def test_who_has_no_email_gets_an_activation_code_and_others_do_not() -> None:
    outcome = bring_in([*leaders(), person(4, email=""), person(5)])
    assert outcome.without_email == 1
    assert [code.person for code in ActivationCode.objects.all()] == [someone(4)]
    assert someone(4).email is None


def test_two_people_without_email_both_come_in() -> None:
    assert bring_in([*leaders(), person(4, email=""), person(5, email="")]).created == 5


def test_who_left_before_the_file_came_is_known_but_not_here() -> None:
    bring_in([*leaders(), person(4, last_day="30-09-2026"), person(5, last_day="30-11-2026")])
    four, five = someone(4), someone(5)
    assert (four.is_active, four.left_on, places(4)) == (
        False, date(2026, 10, 1), [("201", date(2015, 9, 4), date(2026, 10, 1))],
    )  # fmt: skip
    assert (five.is_active, five.left_on) == (True, date(2026, 12, 1))
    assert places(5)[0][2] == date(2026, 12, 1)


def test_the_same_file_twice_changes_nothing() -> None:
    rows = [*leaders(), person(4, last_day="30-09-2026"), person(5, last_day="30-11-2026"), person(6, email="")]
    bring_in(rows)
    before = list(Placement.objects.order_by("pk").values_list()), list(UnitVersion.objects.values_list())
    codes = list(ActivationCode.objects.values_list())
    assert numbers(bring_in(rows, now=LATER)) == (0, 0, 6, 0, 0)
    assert (list(Placement.objects.order_by("pk").values_list()), list(UnitVersion.objects.values_list())) == before
    assert list(ActivationCode.objects.values_list()) == codes


def test_a_dry_run_tells_the_same_and_writes_nothing() -> None:
    rows = [*leaders(), person(4), person(5, email="geen")]
    told = bring_in(rows, dry_run=True)
    assert not Person.objects.exists()
    assert not Unit.objects.exists()
    done = bring_in(rows)
    assert told.as_json() == done.as_json()
    assert told.as_answer() == done.as_answer()


def test_the_language_of_the_file_counts_at_arrival_only() -> None:
    bring_in([*leaders(), person(4, language="en")])
    assert someone(4).language == "en"
    Person.objects.filter(employee_number="4").update(language="nl")
    assert bring_in([*leaders(), person(4, language="en")]).unchanged == 4


# --- changing ---------------------------------------------------------------------------------------------------------
def test_a_new_name_and_address_are_taken_over_and_recorded_without_their_values() -> None:
    bring_in([*leaders(), person(4)])
    assert numbers(bring_in([*leaders(), person(4, last="Visser", email="New@houtwijk.example")])) == (0, 1, 3, 0, 0)
    four = someone(4)
    assert (four.last_name, four.email, four.sort_key) == ("Visser", "new@houtwijk.example", "visser\tsanne\tde")
    event = AuditEvent.objects.get(action="person.updated")
    assert (event.object_id, event.fields) == (str(four.public_id), ["email", "last_name"])


def test_two_people_may_swap_addresses() -> None:
    bring_in([*leaders(), person(4, email="a@x.example"), person(5, email="b@x.example")])
    outcome = bring_in([*leaders(), person(4, email="b@x.example"), person(5, email="a@x.example")])
    assert numbers(outcome) == (0, 2, 3, 0, 0)
    assert (someone(4).email, someone(5).email) == ("b@x.example", "a@x.example")


def test_an_address_of_somebody_else_is_refused() -> None:
    bring_in([*leaders(), person(4, email="a@x.example")])
    outcome = bring_in([*leaders(), person(4, email=""), person(5, email="a@x.example")])
    assert [(fault.row, fault.code) for fault in outcome.refused] == [(6, "email_taken")]


def test_an_empty_email_takes_no_address_away() -> None:
    bring_in([*leaders(), person(4)])
    assert bring_in([*leaders(), person(4, email="")]).unchanged == 4
    assert someone(4).email == "p4@houtwijk.example"


def test_somebody_who_signed_in_before_hr_knew_them_is_recognised_by_address() -> None:
    ada = employee(first_name="Ada", email="p4@houtwijk.example", roles=[Role.ADMINISTRATOR])
    Person.objects.filter(pk=ada.pk).update(employee_number=None)
    options = services.ImportOptions(take_over=frozenset({"4"}))
    assert numbers(bring_in([*leaders(), person(4)], options=options)) == (3, 1, 0, 0, 0)
    ada.refresh_from_db()
    assert (ada.employee_number, ada.first_name, ada.managed_by) == ("4", "Sanne", ManagedBy.HR)
    assert ada.has_role(Role.ADMINISTRATOR)


def test_somebody_kept_by_the_directory_service_gets_a_place_and_nothing_else() -> None:
    bring_in([*leaders(), person(4)])
    Person.objects.filter(employee_number="4").update(managed_by=ManagedBy.SCIM)
    bring_in([*leaders(), person(4, first="Other", unit="200", last_day="31-12-2026")], now=LATER)
    four = someone(4)
    assert (four.first_name, four.left_on, four.managed_by) == ("Sanne", None, ManagedBy.SCIM)
    assert [place[0] for place in places(4)] == ["201", "200"]


# --- moving -----------------------------------------------------------------------------------------------------------
def test_a_move_closes_one_place_and_opens_another_on_the_day_of_the_import() -> None:
    bring_in([*leaders(), person(4)])
    outcome = bring_in([*leaders(), person(4, unit="200")], now=LATER)
    assert (outcome.updated, outcome.moved) == (1, 1)
    assert places(4) == [("201", date(2015, 9, 4), LATER.date()), ("200", LATER.date(), None)]


@pytest.mark.parametrize(
    "said", [{"manager": "2"}, {"title": "Verpleegkundige"}, {"group": "Uitvoerend zonder klantcontact"}]
)
def test_another_manager_title_or_group_is_a_move_too(said: dict[str, str]) -> None:
    bring_in([*leaders(), person(4)])
    assert bring_in([*leaders(), person(4, **said)], now=LATER).moved == 1
    assert len(places(4)) == 2


def test_a_second_move_on_one_day_sets_the_first_right() -> None:
    bring_in([*leaders(), person(4)])
    bring_in([*leaders(), person(4, unit="200")], now=LATER)
    bring_in([*leaders(), person(4, unit="100")], now=LATER + timedelta(hours=1))
    assert places(4) == [("201", date(2015, 9, 4), LATER.date()), ("100", LATER.date(), None)]


DATED = [*HEADER, "Datum in functie"]


def dated(row: list[str], day: str) -> list[str]:
    return [*row, day]


def test_the_file_may_date_a_move_back() -> None:
    bring_in([*leaders(), person(4)])
    rows = [*[dated(row, "") for row in leaders()], dated(person(4, unit="200"), "01-10-2026")]
    bring_in(rows, header=DATED)
    assert places(4) == [("201", date(2015, 9, 4), date(2026, 10, 1)), ("200", date(2026, 10, 1), None)]
    assert bring_in(rows, header=DATED).unchanged == 4


def test_the_file_may_announce_a_move_and_move_it_again() -> None:
    bring_in([*leaders(), person(4)])
    leading = [dated(row, "") for row in leaders()]
    announced = [*leading, dated(person(4, unit="200"), "01-01-2027")]
    assert bring_in(announced, header=DATED).moved == 1
    assert bring_in(announced, header=DATED).unchanged == 4
    assert places(4) == [("201", date(2015, 9, 4), date(2027, 1, 1)), ("200", date(2027, 1, 1), None)]
    bring_in([*leading, dated(person(4, unit="200"), "01-02-2027")], header=DATED)
    assert places(4) == [("201", date(2015, 9, 4), date(2027, 2, 1)), ("200", date(2027, 2, 1), None)]


def test_an_announced_move_stays_when_a_file_without_dates_follows() -> None:
    bring_in([*leaders(), person(4)])
    bring_in([*[dated(row, "") for row in leaders()], dated(person(4, unit="200"), "01-01-2027")], header=DATED)
    bring_in([*leaders(), person(4, manager="2")])
    assert places(4) == [
        ("201", date(2015, 9, 4), TODAY), ("201", TODAY, date(2027, 1, 1)), ("200", date(2027, 1, 1), None),
    ]  # fmt: skip


def test_people_keep_the_manager_that_the_portal_knows_while_their_row_is_refused() -> None:
    bring_in([*leaders(), person(4)])
    rows = leaders()
    rows[2][4] = "geen"
    outcome = bring_in([*rows, person(4), person(5)])
    assert (numbers(outcome), outcome.waiting_for_manager) == ((1, 0, 3, 0, 1), 2)
    assert someone(5).placements.get().manager == someone(3)


def test_people_come_in_without_manager_until_the_row_of_a_new_one_is_mended() -> None:
    rows = leaders()
    rows[2][4] = "geen"
    bring_in([*rows, person(4)])
    assert someone(4).placements.get().manager is None
    assert bring_in([*leaders(), person(4)], now=LATER).moved == 1
    assert someone(4).placements.get(at_day(LATER.date())).manager == someone(3)


# --- units ------------------------------------------------------------------------------------------------------------
def test_a_unit_that_is_renamed_or_hung_elsewhere_keeps_what_it_was() -> None:
    bring_in([*leaders(), person(4)])
    renamed = [[cell.replace("Thuiszorg Noord", "Wijkzorg Noord") for cell in row] for row in [*leaders(), person(4)]]
    for row in renamed[2:]:
        row[7] = "100"
    outcome = bring_in(renamed, now=LATER)
    assert (outcome.changed_units, outcome.unchanged) == (1, 4)
    team = Unit.objects.get(code="201")
    assert (team.name, team.parent and team.parent.code) == ("Wijkzorg Noord", "100")
    before = UnitVersion.objects.on(TODAY).get(unit=team)
    assert (before.name, before.parent and before.parent.code) == ("Thuiszorg Noord", "200")
    assert UnitVersion.objects.on(LATER.date()).get(unit=team).name == "Wijkzorg Noord"


def test_a_unit_that_the_file_does_not_name_stays() -> None:
    bring_in([*leaders(), person(4, unit="301")])
    bring_in([*leaders(), person(4)])
    assert Unit.objects.filter(code="301", closed_on=None).exists()


# --- leaving ----------------------------------------------------------------------------------------------------------
def test_who_is_missing_once_stays_and_who_is_missing_twice_leaves() -> None:
    bring_in([*leaders(), person(4)])
    first = bring_in(leaders(), now=NOW + timedelta(days=1))
    assert (numbers(first), first.missing) == ((0, 0, 3, 0, 0), 1)
    assert someone(4).is_active
    second = bring_in(leaders(), now=LATER)
    assert numbers(second) == (0, 0, 3, 1, 0)
    four = someone(4)
    assert (four.is_active, four.left_on, places(4)[0][2]) == (False, LATER.date(), LATER.date())
    assert numbers(bring_in(leaders(), now=LATER)) == (0, 0, 3, 0, 0)


def test_who_is_back_in_between_is_not_missing_twice() -> None:
    bring_in([*leaders(), person(4)])
    bring_in(leaders(), now=NOW + timedelta(days=1))
    bring_in([*leaders(), person(4)], now=NOW + timedelta(days=2))
    assert not Absence.objects.exists()
    assert bring_in(leaders(), now=LATER).departed == 0


def test_two_files_that_began_at_the_same_moment_are_one_statement() -> None:
    bring_in([*leaders(), person(4)])
    bring_in(leaders(), now=LATER)
    assert bring_in(leaders(), now=LATER).departed == 0


def test_who_stands_on_a_refused_row_is_not_missing() -> None:
    bring_in([*leaders(), person(4), person(5)])
    for days in (1, 2, 3):
        outcome = bring_in([*leaders(), person(4, email="geen"), person(5)[:3]], now=NOW + timedelta(days=days))
        assert (outcome.missing, outcome.departed) == (0, 0)


def test_people_of_another_source_never_leave_by_absence() -> None:
    local = employee(first_name="Local")
    for days in range(3):
        bring_in(leaders(), now=NOW + timedelta(days=days))
    local.refresh_from_db()
    assert local.is_active


def test_an_end_date_ends_somebody_at_once_or_on_their_day() -> None:
    bring_in([*leaders(), person(4), person(5)])
    rows = [*leaders(), person(4, last_day="31-10-2026"), person(5, last_day="31-12-2026")]
    assert numbers(bring_in(rows)) == (0, 0, 3, 2, 0)
    assert (someone(4).is_active, someone(4).left_on) == (False, date(2026, 11, 1))
    assert (someone(5).is_active, someone(5).left_on) == (True, date(2027, 1, 1))
    assert places(5)[0][2] == date(2027, 1, 1)
    assert numbers(bring_in(rows)) == (0, 0, 5, 0, 0)


def test_somebody_who_comes_back_is_here_again_and_placed_anew() -> None:
    bring_in([*leaders(), person(4)])
    bring_in([*leaders(), person(4, last_day="31-10-2026")])
    assert numbers(bring_in([*leaders(), person(4)], now=LATER)) == (0, 1, 3, 0, 0)
    assert (someone(4).is_active, someone(4).left_on) == (True, None)
    assert places(4) == [("201", date(2015, 9, 4), date(2026, 11, 1)), ("201", LATER.date(), None)]


@pytest.mark.parametrize("by", ["absence", "end date"])
def test_the_last_administrator_never_leaves(by: str) -> None:
    bring_in([*leaders(), person(4)])
    RoleAssignment.objects.create(
        person=someone(4), role=Role.ADMINISTRATOR, starts_on=date(2020, 1, 1), granted_at=NOW
    )
    rows = leaders() if by == "absence" else [*leaders(), person(4, last_day="31-10-2026")]
    bring_in(rows, now=NOW + timedelta(days=1))
    outcome = bring_in(rows, now=LATER)
    assert (outcome.departed, outcome.kept_administrators) == (0, 1)
    assert someone(4).is_active


def test_what_departures_mean_is_told_in_both_languages() -> None:
    bring_in([*leaders(), person(4), person(5)])
    outcome = bring_in(
        [*leaders()[:2], person(3, manager="2", last_day="31-10-2026"), person(4), person(5)], dry_run=True
    )
    assert outcome.consequences == [
        {"en": "2 colleagues have no manager any more.", "nl": "2 collega's hebben geen leidinggevende meer."}
    ]


# --- the brake --------------------------------------------------------------------------------------------------------
def test_more_than_a_fifth_changed_stops_everything_unless_allowed() -> None:
    rows = [*leaders(), *[person(number) for number in range(4, 11)]]
    bring_in(rows)
    two = [*rows[:8], *[person(number, last="Visser") for number in (9, 10)]]
    three = [*rows[:7], *[person(number, last="Visser") for number in (8, 9, 10)]]
    assert bring_in(two, dry_run=True).brakes == []
    with pytest.raises(FileRefused) as refused:
        bring_in([*three, person(11)], allow_large_change=False)
    assert (refused.value.code, refused.value.params) == (
        "large_change", {"total": 10, "updated": 3, "departed": 0, "missing": 0, "limit": 20},
    )  # fmt: skip
    assert not Person.objects.filter(employee_number="11").exists()
    assert bring_in(two, allow_large_change=False).updated == 2
    assert bring_in(three, allow_large_change=True).updated == 1


def test_a_first_file_is_never_a_large_change() -> None:
    assert bring_in(leaders(), allow_large_change=False).created == 3


# --- job titles and reports -------------------------------------------------------------------------------------------
def test_a_linked_title_gives_the_function_group() -> None:
    JobTitle.objects.create(title="Kok", key="kok", function_group=FunctionGroup.NO_CUSTOMER_CONTACT, linked_at=NOW)
    outcome = bring_in([*leaders(), person(4, group="", title="KOK"), person(5, group="", title="Gids")])
    assert (outcome.created, outcome.titles) == (4, {"Gids": 1})
    assert someone(4).placements.get().function_group == FunctionGroup.NO_CUSTOMER_CONTACT


def test_an_import_leaves_a_report_with_refused_rows() -> None:
    bring_in([*leaders(), person(4, email="geen")])
    run = last_run()
    assert (run.state, run.outcome["created"], run.refused[0]["code"]) == ("done", 3, "email_invalid")


def test_a_file_without_unit_codes_makes_no_second_unit_of_one_name() -> None:
    bring_in(leaders())
    places = [place for place, name in enumerate(HEADER) if name not in {"Code OE", "Code bovenliggende OE"}]
    rows = [[row[place] for place in places] for row in [*leaders(), person(4)]]
    outcome = bring_in(rows, header=[HEADER[place] for place in places], now=LATER)
    assert (numbers(outcome), outcome.new_units) == ((1, 0, 3, 0, 0), 0)
    assert someone(4).placements.get().unit.code == "201"


def test_every_person_of_the_source_is_in_one_count() -> None:
    bring_in([*leaders(), *(person(number) for number in range(4, 14))])
    rows = [*leaders()[:2], person(4), person(5, email="geen"), person(6, last_name="Anders"), person(90, email="geen")]
    outcome = bring_in(rows, allow_large_change=True)
    counted = outcome.updated + outcome.unchanged + outcome.departed + outcome.missing + outcome.on_refused_rows
    assert (counted, outcome.on_refused_rows) == (outcome.total, 1)
    assert "1 medewerker staat op een geweigerde rij en blijft zoals die was." in outcome.sentences()


# --- workbooks --------------------------------------------------------------------------------------------------------
def test_a_workbook_with_real_dates_and_numbers_says_the_same_as_a_csv_file() -> None:
    rows = [*leaders(), person(4, last_day="31-12-2026"), person(5, email="geen")]
    bring_in(rows)
    book = Workbook()
    book.active.append(HEADER)
    for row in rows:
        typed: list[object] = [int(cell) if cell.isdigit() else cell or None for cell in row]
        for place in (HEADER.index("Datum in dienst"), HEADER.index("Datum uit dienst")):
            typed[place] = datetime.strptime(row[place], "%d-%m-%Y").date() if row[place] else None  # noqa: DTZ007
        book.active.append(typed)
    made = io.BytesIO()
    book.save(made)
    outcome, _codes = services.import_people(file=made, name="hr.xlsx", sha256="", actor=None, now=LATER)
    assert (numbers(outcome), [fault.row for fault in outcome.refused]) == ((0, 0, 4, 0, 1), [6])
