"""Who must still do what is required: counts for HR, names only for who must act, and every look is shown."""

from datetime import date, timedelta

import pytest
from django.core.paginator import Page
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.models import AuditEvent
from people.choices import FunctionGroup as G
from people.choices import Role
from people.models import Deputy, Person
from tests.people.builders import employee, unit
from tests.training.builders import NOW, completion, course, enrolment, requirement, session
from tests.training.pages import SignIn, address
from training import selectors
from training.choices import Why
from training.models import Course, Requirement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
EARLIER = date(2026, 10, 1)


@pytest.fixture
def needed() -> Requirement:
    return requirement(of=course(title="AI in mijn werk"), due_on=EARLIER)


def names(page: "Page[selectors.ToDo]") -> list[str]:
    return [row.person.first_name for row in page.object_list]


# --- for HR -----------------------------------------------------------------------------------------------------------
def test_matrix_counts_each_unit_with_everything_below_it(needed: Requirement, hr: Person) -> None:
    top = unit()
    care, desk = unit("200", "Zorg", parent=top), unit("300", "Kantoor", parent=top)
    team = unit("201", "Wijkteam", parent=care)
    done, _left, boss = (
        employee(unit=team), employee(unit=team), employee(unit=care, function_group=G.MANAGER),
    )  # fmt: skip
    employee(unit=desk, function_group=G.NO_CUSTOMER_CONTACT)
    completion(of=needed.course, person=done)
    completion(of=needed.course, person=boss)
    matrix = selectors.matrix_of(needed, now=NOW)
    rows = {row.name: {group: cell for group, _label, cell in row.cells} for row in matrix.rows}
    assert list(rows)[:3] == ["", "Kantoor", "Zorg"]
    zorg = rows["Zorg"]
    assert (zorg[G.CUSTOMER_CONTACT].people, zorg[G.CUSTOMER_CONTACT].done) == (2, 1)  # type: ignore[union-attr]
    assert (zorg[G.MANAGER].people, zorg[G.MANAGER].to_go) == (1, 0)  # type: ignore[union-attr]
    assert (zorg[""].people, zorg[""].done) == (3, 2)  # type: ignore[union-attr]
    assert rows["Kantoor"][G.MANAGER] is None, "nobody is no zero"
    assert rows[""][""].people == sum(1 for _each in Person.objects.all())  # type: ignore[union-attr]


def test_list_names_who_must_still_do_it_late_first_and_away_last(needed: Requirement) -> None:
    team = unit("201", "Wijkteam", parent=unit())
    done, late, new, away = (employee(first_name=name, unit=team) for name in ("Aad", "Bep", "Coen", "Dora"))
    Person.objects.filter(pk=new.pk).update(hired_on=NOW.date() - timedelta(days=3))
    Person.objects.filter(pk=away.pk).update(away_from=EARLIER)
    completion(of=needed.course, person=done)
    booked = enrolment(session=session(of=needed.course), person=late)
    page = selectors.people_to_go(needed, selectors.Wanted(unit_id=str(team.public_id)), now=NOW)
    assert names(page) == ["Bep", "Coen", "Dora"]
    first, second, third = page.object_list
    assert (first.standing.is_late, first.ahead) == (True, booked)
    assert (second.standing.is_late, third.standing.is_late, third.standing.is_away) == (False, False, True)
    group = selectors.Wanted(unit_id=str(team.public_id), group=G.MANAGER)
    assert names(selectors.people_to_go(needed, group, now=NOW)) == []


def test_hr_says_why_before_names_show_and_each_person_reads_it(
    sign_in: SignIn, needed: Requirement, hr: Person
) -> None:
    person = employee(first_name="Bep")
    client, url = sign_in(hr), address("requirement_people", requirement_id=needed.public_id)
    detail = client.get(address("requirement_detail", requirement_id=needed.public_id)).content.decode()
    assert url in detail
    assert person.full_name not in detail
    asked = client.get(url).content.decode()
    assert "Waarom kijk je?" in asked
    assert person.full_name not in asked
    assert client.get(url, {"why": "zomaar"}).status_code == 422
    assert not AuditEvent.objects.filter(action__startswith="names.seen_by").exists()
    for _time in range(2):
        assert person.full_name in client.get(url, {"why": "plan"}).content.decode()
    (look,) = AuditEvent.objects.filter(action="names.seen_by_hr", object_id=str(person.public_id))
    assert (look.actor, look.reason, look.fields) == (hr, Why.PLAN, [str(needed.course.public_id)])
    told = [row for held in selectors.data_about(person) for row in held.rows if "verplicht" in str(row.label)]
    assert [(str(row.label), str(row.value)) for row in told] == [
        ("HR, wie nog moet doen wat verplicht is: om sessies en roosters te plannen", "AI in mijn werk")
    ]
    assert not AuditEvent.objects.filter(object_id=str(hr.public_id), action__startswith="names").exists()


def test_only_the_names_of_a_page_are_looks(sign_in: SignIn, needed: Requirement, hr: Person) -> None:
    for _number in range(30):
        employee()
    url = address("requirement_people", requirement_id=needed.public_id)
    sign_in(hr).get(url, {"why": "help"})
    first = AuditEvent.objects.filter(action="names.seen_by_hr").count()
    assert 24 <= first <= 25
    page = sign_in(hr).get(url, {"why": "help", "page": "2"}).content.decode()
    assert "why=help" in page, "the reason stays while one turns pages"
    assert AuditEvent.objects.filter(action="names.seen_by_hr").count() > first


@pytest.mark.parametrize("people", [3, 60])
def test_list_costs_the_same_for_any_number_of_people(needed: Requirement, people: int) -> None:
    for _number in range(people):
        employee()
    with CaptureQueriesContext(connection) as captured:
        selectors.people_to_go(needed, selectors.Wanted(), now=NOW)
    assert len(captured) == 10


# --- for a manager ----------------------------------------------------------------------------------------------------
@pytest.fixture
def manager() -> Person:
    return employee(first_name="Mieke")


def test_manager_sees_own_team_only_and_only_what_is_required(
    sign_in: SignIn, manager: Person, needed: Requirement
) -> None:
    mine, other = employee(first_name="Bep", manager=manager), employee(first_name="Coen")
    done = employee(first_name="Aad", manager=manager)
    completion(of=needed.course, person=done)
    free = course(title="Los aanbod")
    enrolment(session=session(of=free), person=mine)
    client, url = sign_in(manager), address("team_list")
    assert url in client.get(address("my_training")).content.decode()
    assert mine.full_name not in client.get(url).content.decode()
    page = client.get(url, {"why": "help"}).content.decode()
    assert mine.full_name in page
    shown = page.partition("<main")[2]
    assert not [words for words in (other.first_name, done.first_name, "Los aanbod") if words in shown]
    (look,) = AuditEvent.objects.filter(action="names.seen_by_manager")
    assert (look.object_id, look.reason) == (str(mine.public_id), Why.HELP)


def test_who_leads_nobody_sees_no_names(sign_in: SignIn, needed: Requirement) -> None:
    assert address("team_list") not in sign_in(employee()).get(address("my_training")).content.decode()
    assert sign_in(employee()).get(address("team_list"), {"why": "help"}).status_code == 403
    assert sign_in(employee(roles=[Role.BOARD])).get(address("team_list"), {"why": "help"}).status_code == 403


def test_deputy_sees_the_team_that_they_stand_in_for(sign_in: SignIn, manager: Person, needed: Requirement) -> None:
    mine, deputy = employee(first_name="Bep", manager=manager), employee(first_name="Dunya")
    Deputy.objects.create(manager=manager, deputy=deputy, starts_on=date(2020, 1, 1))
    assert mine.full_name in sign_in(deputy).get(address("team_list"), {"why": "help"}).content.decode()


def test_course_that_two_requirements_ask_stands_once_with_the_first_date(manager: Person, needed: Requirement) -> None:
    employee(manager=manager)
    requirement(of=needed.course, due_on=date(2027, 3, 1), function_group=G.CUSTOMER_CONTACT)
    (row,) = selectors.team_to_go(manager, "1", now=NOW).object_list
    assert row.standing.required.due_on == EARLIER


def test_home_counts_people_of_the_team_who_are_late(manager: Person, needed: Requirement) -> None:
    late, away = employee(manager=manager), employee(manager=manager)
    Person.objects.filter(pk=away.pk).update(away_from=EARLIER)
    second: Course = course()
    requirement(of=second, due_on=EARLIER)
    piles = [(str(pile.title), pile.count) for pile in selectors.waiting_for(manager, now=NOW)]
    assert piles == [("Teamlid te laat met een cursus", 1)], "a person counts once, and who is away is not chased"
    for each in (needed.course, second):
        completion(of=each, person=late)
    assert selectors.waiting_for(manager, now=NOW) == []


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Alleen wat verplicht is"), ("en", "Only what is required, and only your own")]
)
def test_page_of_the_team_says_what_it_is_in_both_languages(sign_in: SignIn, language: str, words: str) -> None:
    manager = employee(language=language)
    employee(manager=manager)
    assert words in sign_in(manager).get(address("team_list")).content.decode()


@pytest.mark.parametrize("asked", [{"asked": "yes"}, {"asked": "yes", "why": ""}])
def test_button_without_a_reason_says_what_is_missing(
    sign_in: SignIn, manager: Person, needed: Requirement, hr: Person, asked: dict[str, str]
) -> None:
    employee(manager=manager)
    for who, url in (
        (manager, address("team_list")),
        (hr, address("requirement_people", requirement_id=needed.public_id)),
    ):
        answer = sign_in(who).get(url, asked)
        assert answer.status_code == 422
        assert "Zeg waarom je kijkt. De mensen op de lijst kunnen het lezen." in answer.content.decode()


def test_list_on_which_nobody_is_left_says_so(
    sign_in: SignIn, manager: Person, needed: Requirement, hr: Person
) -> None:
    done = employee(manager=manager, unit=unit("201", "Wijkteam"))
    completion(of=needed.course, person=done)
    assert "Je team deed alles" in sign_in(manager).get(address("team_list"), {"why": "help"}).content.decode()
    url = address("requirement_people", requirement_id=needed.public_id)
    where = {"unit_id": str(unit("201").public_id), "group": G.CUSTOMER_CONTACT, "why": "help"}
    page = sign_in(hr).get(url, where).content.decode()
    assert "Iedereen hier deed het" in page
    assert "Wijkteam, Medewerkers met klantcontact" in page


# --- temporarily away -------------------------------------------------------------------------------------------------
def test_date_waits_while_somebody_is_away_and_goes_on_when_they_are_back(needed: Requirement) -> None:
    """Due on 1 October; away from 21 September until 26 October, so ten days were left and are left again."""
    away_from, back = date(2026, 9, 21), date(2026, 10, 26)
    person, other = employee(away_from=away_from, away_until=back), employee()
    (mine,) = selectors.required_of(person, now=NOW)
    (theirs,) = selectors.required_of(other, now=NOW)
    assert (mine.due_on, mine.is_late, mine.paused_days) == (date(2026, 11, 5), False, 35)
    assert (theirs.due_on, theirs.is_late) == (EARLIER, True)
    (reach,) = selectors.reach_of([needed], now=NOW)
    assert reach.late == sum(selectors.required_of(each, now=NOW)[0].is_late for each in Person.objects.all())
    rows = {row.person.pk: row for row in selectors.people_to_go(needed, selectors.Wanted(), now=NOW).object_list}
    assert rows[person.pk].standing.required.due_on == mine.due_on
    assert [each.due_on for each in selectors.asked_of(person, now=NOW)] == [mine.due_on]


def test_what_ran_out_during_an_absence_is_due_when_the_days_to_renew_are_over(needed: Requirement) -> None:
    Requirement.objects.filter(pk=needed.pk).update(valid_months=12)
    person = employee(away_from=date(2026, 10, 1), away_until=date(2026, 11, 1))
    completion(of=needed.course, person=person, at=NOW - timedelta(days=380))
    (mine,) = selectors.required_of(person, now=NOW)
    assert (mine.is_done, mine.is_late) == (False, False)
    assert mine.due_on == date(2026, 10, 18) + timedelta(days=31)
