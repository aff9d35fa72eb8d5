"""What is required can be done by any of several courses: asked once, counted once, a seat only where it is needed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from common.clock import day_of
from common.errors import RuleBroken
from people.choices import Role
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import (
    NOW,
    completion,
    course,
    enrolment,
    interest,
    portal_course,
    requirement,
    session,
)
from tests.training.pages import SignIn, address
from training import selectors, services
from training.choices import EnrolmentState
from training.models import Course, Requirement, RequirementAlternative
from training.selectors.office import requirement_rows
from training.selectors.seats_in_time import courses_short

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]

S = EnrolmentState
SOON = day_of(NOW) + timedelta(days=30)


def any_of(*courses: Course, **fields: object) -> Requirement:
    """Return that one of these courses is required of everyone."""
    made = requirement(of=courses[0], **fields)  # type: ignore[arg-type]
    made.alternatives.set(courses[1:])
    return Requirement.objects.with_courses().get(pk=made.pk)


def required(person: Person) -> selectors.RequiredCourse:
    (one,) = selectors.required_of(person, now=NOW)
    return one


# --- done by any ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("which", [0, 1, 2])
def test_any_of_the_courses_does_it(which: int) -> None:
    courses, person = [course(), course(), portal_course()], employee()
    any_of(*courses)
    assert not required(person).is_done
    completion(of=courses[which], person=person)
    assert required(person).is_done
    (reach,) = selectors.reach_of(list(Requirement.objects.with_courses()), now=NOW)
    assert reach.done == 1


def test_another_course_does_not_do_it() -> None:
    person = employee()
    any_of(course(), course())
    completion(of=course(), person=person)
    assert not required(person).is_done


def test_last_of_several_completions_says_until_when_it_counts() -> None:
    first, second, person = course(), course(), employee()
    any_of(first, second, valid_months=12)
    completion(of=first, person=person, at=NOW - timedelta(days=500))
    assert not required(person).is_done
    completion(of=second, person=person, at=NOW - timedelta(days=20))
    assert required(person).is_done
    assert required(person).valid_until == date(2027, 10, 13)


def test_seat_in_an_alternative_is_what_lies_ahead() -> None:
    first, second, person = course(), course(), employee()
    any_of(first, second)
    enrolment(session=session(of=second), person=person)
    assert required(person).is_booked
    assert required(person).take == second
    assert selectors.asked_of(person, now=NOW) == []


def test_home_asks_once_and_names_the_other() -> None:
    first, second = course(title="Veilig in de klas"), portal_course(title="Veilig online")
    any_of(first, second)
    (asked,) = selectors.asked_of(employee(), now=NOW)
    assert "Veilig in de klas" in asked.title
    assert "Veilig online" in str(asked.why)


def test_who_must_do_one_course_is_not_asked_anew_for_a_choice_that_holds_it() -> None:
    first, second, person = course(), course(), employee()
    any_of(first, due_on=SOON)
    any_of(first, second, due_on=SOON)
    assert required(person).requirement.course_ids == {first.pk}


def test_no_manager_answers_for_an_alternative() -> None:
    second, person = course(approval="always"), employee(manager=employee())
    any_of(course(), second)
    assert not selectors.needs_approval(second, person, now=NOW)


# --- seats in time ----------------------------------------------------------------------------------------------------
def needs(of: Requirement) -> list[tuple[int, int, int]]:
    (row,) = requirement_rows([of], now=NOW)
    return [(need.people, need.free, need.short) for need in row.needs]


def test_nobody_needs_a_seat_where_a_course_in_the_portal_is_enough() -> None:
    in_class = course()
    employee()
    alone = any_of(in_class)
    assert needs(alone)[0][2] > 0
    alone.alternatives.set([portal_course()])
    assert needs(Requirement.objects.with_courses().get()) == []
    assert courses_short(now=NOW) == []


def test_seats_of_all_the_courses_count_together(hr: Person) -> None:
    first, second = course(author=hr), course(author=hr)
    session(of=first, capacity=1)
    session(of=second, capacity=2)
    asked = any_of(first, second, due_on=SOON, role="hr")
    for _each in range(3):
        employee(roles=[Role.HR])
    assert needs(asked) == [(4, 3, 1)]
    assert set(courses_short(now=NOW)) == {first, second}


def test_who_can_go_elsewhere_takes_no_seat_from_who_cannot(hr: Person) -> None:
    """One person must do the first course; another may do either, and there is a seat in each."""
    first, second = course(author=hr), course(author=hr)
    session(of=first, capacity=1)
    session(of=second, capacity=1)
    employee(roles=[Role.PRIVACY_OFFICER])
    only = any_of(first, due_on=SOON, role="privacy_officer")
    either = any_of(first, second, due_on=SOON, role="hr")
    assert needs(only) == [(1, 1, 0)]
    assert needs(either) == [(1, 2, 0)]


# --- HR ---------------------------------------------------------------------------------------------------------------
def test_hr_says_which_courses_count_as_well_and_changes_that(sign_in: SignIn, hr: Person) -> None:
    first, second, third = course(author=hr), course(author=hr), course(author=hr)
    client = sign_in(hr)
    fields = {
        "course": first.public_id, "alternatives": [second.public_id], "due_on": SOON.isoformat(),
        "newcomer_days": "60", "why_nl": "Omdat het moet.",
    }  # fmt: skip
    page = client.post(address("requirement_create"), fields).content.decode()
    holds_for = page.split('name="holds_for" value="')[1].split('"')[0]
    client.post(address("requirement_create"), {**fields, "holds_for": holds_for})
    made = Requirement.objects.get()
    assert set(made.alternatives.all()) == {second}
    assert second.title_nl in client.get(address("requirement_list")).content.decode()
    url = address("requirement_edit", requirement_id=made.public_id)
    form = client.get(url).content.decode()
    assert f'value="{second.public_id}"' in form
    edited = {"due_on": SOON.isoformat(), "why_nl": "Omdat het moet.", "edition": "1"}
    client.post(url, {**edited, "alternatives": [third.public_id]})
    assert set(Requirement.objects.get().alternatives.all()) == {third}


def test_number_of_people_is_confirmed_anew_when_other_courses_count(sign_in: SignIn, hr: Person) -> None:
    first, second = course(author=hr), course(author=hr)
    client = sign_in(hr)
    fields = {
        "course": first.public_id, "due_on": SOON.isoformat(), "newcomer_days": "60", "why_nl": "Omdat het moet.",
    }  # fmt: skip
    page = client.post(address("requirement_create"), fields).content.decode()
    holds_for = page.split('name="holds_for" value="')[1].split('"')[0]
    client.post(address("requirement_create"), {**fields, "alternatives": [second.public_id], "holds_for": holds_for})
    assert not Requirement.objects.exists()


@pytest.mark.parametrize("twice", ["course", "renewal"])
def test_course_that_is_named_already_is_no_alternative(hr: Person, twice: str) -> None:
    first, short = course(author=hr), course(author=hr)
    with pytest.raises(RuleBroken, match="al genoemd"):
        services.require_course(
            course_id=first.pk, alternatives=[first if twice == "course" else short], renewal_course=short,
            valid_months=12, due_on=SOON, why_nl="Moet", actor=hr, now=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("twice", ["course", "renewal"])
def test_database_knows_no_course_twice(twice: str) -> None:
    first, short = course(), course()
    made = requirement(of=first, renewal_course=short, valid_months=12)
    with pytest.raises(IntegrityError, match="training_requirement_alternative_is_another"), transaction.atomic():
        RequirementAlternative.objects.create(requirement=made, course=first if twice == "course" else short)
    RequirementAlternative.objects.create(requirement=made, course=course())
    other = made.alternatives.get()
    with pytest.raises(IntegrityError, match="training_requirement_alternative_is_another"), transaction.atomic():
        Requirement.objects.filter(pk=made.pk).update(**{"course" if twice == "course" else "renewal_course": other.pk})


def test_course_that_counts_stays_in_the_catalogue(hr: Person) -> None:
    second = course(author=hr)
    any_of(course(author=hr), second)
    with pytest.raises(RuleBroken, match="telt voor"):
        services.archive_course(course_id=second.pk, actor=hr, now=NOW)


def test_page_of_each_course_says_that_one_is_enough(sign_in: SignIn) -> None:
    first, second = course(title="Veilig in de klas"), portal_course(title="Veilig online")
    any_of(first, second)
    client = sign_in(employee())
    for one, other in ((first, second), (second, first)):
        page = client.get(address("course_detail", course_id=one.public_id)).content.decode()
        assert "Eén van deze is genoeg" in page
        assert f'href="{address("course_detail", course_id=other.public_id)}"' in page
    person = employee()
    completion(of=second, person=person)
    page = sign_in(person).get(address("course_detail", course_id=first.public_id)).content.decode()
    assert "Je hoeft deze niet te volgen" in page


# --- after the deadline -----------------------------------------------------------------------------------------------
class TestAfterDeadline:
    """A session that ends after the day by which somebody must be done carries a mark for them."""

    mine = "Na je deadline"
    theirs = "Na de deadline van deze persoon"

    @pytest.fixture
    def the_course(self) -> Course:
        the_course = course(title="Veilig werken")
        any_of(course(title="Iets anders"), the_course, due_on=day_of(NOW) + timedelta(days=10))
        return the_course

    def test_on_the_course_page_for_that_session_only(self, sign_in: SignIn, the_course: Course) -> None:
        session(of=the_course, starts_at=NOW + timedelta(days=9))
        session(of=the_course, starts_at=NOW + timedelta(days=12))
        client = sign_in(employee())
        page = client.get(address("course_detail", course_id=the_course.public_id)).content.decode()
        assert page.count(self.mine) == 1

    def test_in_the_catalogue_at_home_and_in_my_training(self, sign_in: SignIn, the_course: Course) -> None:
        late, person = session(of=the_course, starts_at=NOW + timedelta(days=12)), employee()
        client = sign_in(person)
        assert self.mine in client.get(address("course_list")).content.decode()
        row = enrolment(session=late, person=person, state=S.WAITING)
        for url in (address("my_training"), address("enrolment_detail", enrolment_id=row.public_id)):
            assert self.mine in client.get(url).content.decode(), url

    def test_at_home_for_the_course_to_learn_next(self, sign_in: SignIn) -> None:
        the_course = course()
        requirement(of=the_course, due_on=day_of(NOW) + timedelta(days=10))
        session(of=the_course, starts_at=NOW + timedelta(days=12))
        assert self.mine in sign_in(employee()).get("/").content.decode()

    def test_where_hr_and_managers_enrol_people(self, sign_in: SignIn, hr: Person, the_course: Course) -> None:
        late, manager = session(of=the_course, starts_at=NOW + timedelta(days=12)), employee()
        person = employee(first_name="Bo", last_name="Telaat", manager=manager)
        found = sign_in(hr).get(address("enrol_other", session_id=late.public_id), {"text": "Telaat"})
        assert self.theirs in found.content.decode()
        assert self.theirs in sign_in(manager).get(address("enrol_team", session_id=late.public_id)).content.decode()
        enrolment(session=late, person=person)
        assert self.theirs in sign_in(hr).get(address("session_detail", session_id=late.public_id)).content.decode()
        page = sign_in(manager).get(address("team_list"), {"why": "help"}).content.decode()
        assert "na de deadline" in page

    def test_not_for_who_did_it(self, sign_in: SignIn, the_course: Course) -> None:
        session(of=the_course, starts_at=NOW + timedelta(days=12))
        person = employee()
        completion(of=the_course, person=person)
        page = sign_in(person).get(address("course_detail", course_id=the_course.public_id)).content.decode()
        assert self.mine not in page


def test_interest_of_who_completed_an_alternative_stays_their_own() -> None:
    first, second, person = course(), course(), employee()
    any_of(first, second)
    waits = interest(of=second, person=person)
    completion(of=first, person=person)
    assert selectors.interest_of(person, second) == waits
