"""Waiting for a course without dates, and the session that HR plans for who waits."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from common.errors import RuleBroken
from common.models import AuditEvent
from outbox.messages import render
from outbox.models import Message
from people.choices import FunctionGroup
from people.models import Person
from tests.people.builders import employee, unit
from tests.training.builders import (
    IN_TWO_WEEKS,
    NOW,
    accreditation,
    completion,
    course,
    enrolment,
    full_session,
    portal_course,
    requirement,
    session,
)
from tests.training.pages import SignIn, address, page_of
from training import rules, selectors, services
from training.choices import EnrolmentState
from training.models import Course, HeadStart, Interest, Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
TWO_DAYS = timedelta(hours=48)


@pytest.fixture(autouse=True)
def _in_english(colleague: Person, hr: Person) -> Iterator[None]:
    for person in (colleague, hr):
        person.language = "en"
        person.save()
    with translation.override("en"):
        yield


def said(person: Person, the_course: Course, *moments: str) -> Interest:
    return services.say_interest(course_id=the_course.pk, person=person, moments=moments, now=NOW)


def planned(the_course: Course, hr: Person, **fields: Any) -> Session:
    wanted = {"starts_at": IN_TWO_WEEKS, "ends_at": IN_TWO_WEEKS + timedelta(hours=2), "capacity": 4, "place": "Zaal"}
    return services.plan_for_interested(course_id=the_course.pk, actor=hr, now=NOW, **{**wanted, **fields})


def enrol(person: Person, in_session: Session, *, after: timedelta = timedelta(0)) -> str:
    return services.enrol(session_id=in_session.pk, person=person, actor=person, now=NOW + after).state


# --- saying so --------------------------------------------------------------------------------------------------------
def test_saying_it_again_replaces_what_was_said(colleague: Person) -> None:
    the_course = course()
    said(colleague, the_course, "evening")
    again = said(colleague, the_course, "weekend", "morning", "nonsense")
    assert again.moments == ["morning", "weekend"]
    assert Interest.objects.count() == 1


def test_nobody_waits_for_a_course_with_a_session_to_enrol_in(colleague: Person) -> None:
    the_course = course()
    full_session(of=the_course)
    with pytest.raises(RuleBroken, match="session of this course that you can enrol in"):
        said(colleague, the_course)


@pytest.mark.parametrize("fields", [{"enrol_until": NOW}, {"cancelled_at": NOW, "cancel_reason": "Ziek"}])
def test_a_session_that_nobody_can_enrol_in_stops_no_interest(colleague: Person, fields: dict[str, Any]) -> None:
    the_course = course()
    session(of=the_course, **fields)
    assert said(colleague, the_course).person == colleague


def test_a_course_here_a_draft_and_ones_own_seat_take_no_interest(colleague: Person) -> None:
    closed = session(enrol_until=NOW)
    enrolment(session=closed, person=colleague)
    for the_course in (portal_course(), course(published=False), closed.course):
        with pytest.raises(RuleBroken):
            said(colleague, the_course)
    assert not Interest.objects.exists()


def test_who_completed_it_waits_for_nothing_until_it_must_be_renewed(sign_in: SignIn, colleague: Person) -> None:
    the_course = course()
    completion(of=the_course, person=colleague, at=NOW - timedelta(days=400))
    client, url = sign_in(colleague), address("interest", course_id=the_course.public_id)
    answer = client.post(url, {"moments": ["morning"]})
    assert answer.status_code == 422
    assert "You completed this course already" in answer.content.decode()
    assert client.get(url).status_code == 302
    with translation.override("nl"), pytest.raises(RuleBroken, match="al afgerond"):
        said(colleague, the_course)
    assert not Interest.objects.exists()
    requirement(of=the_course, valid_months=12)
    assert client.get(url).status_code == 200
    assert said(colleague, the_course).person == colleague


def test_who_left_waits_for_nothing(colleague: Person) -> None:
    Person.objects.filter(pk=colleague.pk).update(left_on=NOW.date())
    with pytest.raises(RuleBroken, match="works here"):
        said(colleague, course())


def test_interest_leaves_no_event_with_a_name(colleague: Person) -> None:
    said(colleague, course())
    assert not AuditEvent.objects.exists()


# --- how it ends ------------------------------------------------------------------------------------------------------
def test_enrolling_ends_the_interest_in_that_course_only(colleague: Person) -> None:
    the_course, other = course(), course()
    said(colleague, the_course)
    said(colleague, other)
    enrol(colleague, session(of=the_course))
    assert [row.course for row in Interest.objects.all()] == [other]


def test_a_request_ends_it_too(colleague: Person) -> None:
    the_course = course(approval="always")
    said(colleague, the_course)
    assert enrol(colleague, session(of=the_course)) == EnrolmentState.REQUESTED
    assert not Interest.objects.exists()


def test_walking_in_completes_the_course_and_ends_it(colleague: Person, hr: Person) -> None:
    the_course = course()
    said(colleague, the_course)
    begun = session(of=the_course, starts_at=NOW - timedelta(hours=4))
    services.add_walk_ins(session_id=begun.pk, people=[colleague], actor=hr, now=NOW)
    assert not Interest.objects.exists()


def test_leaving_ends_it_and_the_head_start(colleague: Person, hr: Person) -> None:
    the_course = course()
    said(colleague, the_course)
    planned(the_course, hr)
    services.apply_departure(person_id=colleague.pk, on=NOW.date(), actor=None, now=NOW)
    assert not Interest.objects.exists()
    assert not HeadStart.objects.exists()


def test_it_is_kept_for_a_year_and_a_head_start_for_a_month_after_the_session(colleague: Person, hr: Person) -> None:
    the_course = course()
    said(colleague, the_course)
    made = planned(the_course, hr)
    gone = services.enforce_terms(now=made.ends_at + timedelta(days=30))
    assert (gone["training.head_start"], gone["training.interest"]) == (0, 0)
    assert services.enforce_terms(now=made.ends_at + timedelta(days=31))["training.head_start"] == 1
    assert services.enforce_terms(now=NOW + timedelta(days=366))["training.interest"] == 1


def test_taking_it_back_is_one_press(sign_in: SignIn, colleague: Person) -> None:
    the_course = course()
    said(colleague, the_course)
    answer = sign_in(colleague).post(address("interest_end", course_id=the_course.public_id), follow=True)
    assert not Interest.objects.exists()
    assert "You no longer wait for this course." in answer.content.decode()


# --- the session for who waits ----------------------------------------------------------------------------------------
def test_who_waits_is_told_once_and_enrols_before_others(colleague: Person, hr: Person) -> None:
    the_course, other = course(title="Vragen"), employee()
    said(colleague, the_course)
    made = planned(the_course, hr)
    assert made.enrol_from == NOW + TWO_DAYS
    with pytest.raises(RuleBroken, match="not opened yet"):
        enrol(other, made)
    assert enrol(colleague, made) == EnrolmentState.BOOKED
    assert enrol(other, made, after=TWO_DAYS) == EnrolmentState.BOOKED
    (message,) = Message.objects.filter(code="training.session_for_waiting", channel="inbox")
    assert message.recipient == colleague
    assert "Everyone else can from" in render(message, language="en").text
    assert not Interest.objects.exists()


def test_who_waits_still_after_a_session_hears_of_the_next(colleague: Person, hr: Person) -> None:
    the_course = course()
    said(colleague, the_course)
    planned(the_course, hr)
    planned(
        the_course, hr, starts_at=IN_TWO_WEEKS + timedelta(days=7), ends_at=IN_TWO_WEEKS + timedelta(days=7, hours=1)
    )
    assert Message.objects.filter(code="training.session_for_waiting", channel="inbox").count() == 2
    assert Interest.objects.count() == 1


def test_head_start_ends_sooner_near_the_close_and_later_where_hr_said_so(colleague: Person, hr: Person) -> None:
    the_course = course()
    said(colleague, the_course)
    soon = planned(the_course, hr, enrol_until=NOW + timedelta(hours=30))
    assert soon.enrol_from == NOW + timedelta(hours=10)
    late = planned(the_course, hr, enrol_from=NOW + timedelta(days=5))
    assert late.enrol_from == NOW + timedelta(days=5)
    assert rules.head_start_ends(NOW, NOW) is None


def test_without_anybody_who_waits_a_session_opens_at_once(hr: Person) -> None:
    made = planned(course(), hr)
    assert made.enrol_from is None
    assert not HeadStart.objects.exists()


def test_a_session_in_the_past_is_refused_and_nobody_is_told(colleague: Person, hr: Person) -> None:
    the_course = course()
    said(colleague, the_course)
    with pytest.raises(RuleBroken, match="in the past"):
        planned(the_course, hr, starts_at=NOW - timedelta(days=1), ends_at=NOW - timedelta(hours=22))
    assert not Message.objects.exists()


def test_only_hr_plans_for_who_waits(colleague: Person) -> None:
    the_course = course()
    said(colleague, the_course)
    with pytest.raises(RuleBroken, match="Only HR"):
        planned(the_course, colleague)


def test_cancelling_the_session_skips_a_message_that_is_not_sent_yet(colleague: Person, hr: Person) -> None:
    the_course = course()
    said(colleague, the_course)
    made = planned(the_course, hr)
    services.cancel_session(session_id=made.pk, reason="Ziek", actor=hr, now=NOW)
    assert Message.objects.filter(code="training.session_for_waiting", channel="mail", state="skipped").exists()


# --- what HR sees -----------------------------------------------------------------------------------------------------
def test_demand_counts_and_takes_small_groups_together() -> None:
    the_course = course()
    top = unit()
    care = unit("700", "Zorg", top)
    team = unit("701", "Wijkteam", care)
    large, small = team, unit("800", "Inkoop", top)
    for number in range(7):
        said(employee(unit=large), the_course, *(["morning", "evening"] if number < 3 else []))
    for number in range(2):
        said(employee(unit=small, function_group=FunctionGroup.MANAGER), the_course, "morning")
        said(employee(unit=care), the_course, "morning")
        said(employee(unit=unit(f"70{number + 2}", f"Team {number}", care)), the_course, "morning")
    said(employee(unit=care), the_course, "morning")
    demand = selectors.demand_for(the_course, now=NOW)
    assert demand.people == 14
    assert [(each.name, each.people) for each in demand.by_unit] == [
        ("Wijkteam", 7),
        ("Zorg", 5),
        ("other units", 2),
    ]
    assert [each.people for each in demand.by_group] == [12, 2]
    assert {each.name: each.people for each in demand.by_moment} == {
        "weekday mornings": 10,
        "weekday evenings": 3,
        "any moment": 4,
    }


def test_the_top_of_the_organisation_stands_with_other_units() -> None:
    the_course, top = course(), unit()
    for number in range(3):
        for _person in range(3):
            said(employee(unit=unit(f"9{number}0", f"Team {number}", top)), the_course)
    (part,) = selectors.demand_for(the_course, now=NOW).by_unit
    assert (part.name, part.people) == ("other units", 9)


def test_who_left_does_not_count(hr: Person, colleague: Person) -> None:
    the_course = course()
    said(colleague, the_course)
    Person.objects.filter(pk=colleague.pk).update(left_on=NOW.date())
    assert selectors.count_of_interest(the_course, now=NOW) == 0
    assert selectors.courses_in_demand(now=NOW) == []
    planned(the_course, hr)
    assert not Message.objects.exists()


def test_demand_pages_name_nobody(sign_in: SignIn, hr: Person) -> None:
    the_course, person = course(title="Vragen"), employee(first_name="Anouk", last_name="Zonderling")
    said(person, the_course)
    client = sign_in(hr)
    pages = [address("demand_list"), address("demand_detail", course_id=the_course.public_id)]
    pages += [address("session_create", course_id=the_course.public_id)]
    for url in pages:
        page = client.get(url).content.decode()
        assert "Vragen" in page
        assert "Zonderling" not in page
    assert "1 person waits for this course" in page


def test_hr_plans_from_the_form_and_reads_how_many_were_told(sign_in: SignIn, hr: Person) -> None:
    the_course = course()
    for _number in range(2):
        said(employee(), the_course)
    sent = {"starts_at": "2026-11-16T10:00", "capacity": "8", "place": "Zaal", "tell": "on"}
    answer = sign_in(hr).post(address("session_create", course_id=the_course.public_id), sent, follow=True)
    assert "2 people who waited get a message and can enrol now" in answer.content.decode()
    assert HeadStart.objects.count() == 2


def test_hr_can_plan_without_telling_anybody(sign_in: SignIn, hr: Person) -> None:
    the_course = course()
    said(employee(), the_course)
    sent = {"starts_at": "2026-11-16T10:00", "capacity": "8", "place": "Zaal"}
    sign_in(hr).post(address("session_create", course_id=the_course.public_id), sent)
    assert Session.objects.get().enrol_from is None
    assert not HeadStart.objects.exists()


# --- what people see --------------------------------------------------------------------------------------------------
def test_course_page_takes_interest_and_shows_it(sign_in: SignIn, colleague: Person) -> None:
    the_course, client = course(), sign_in(colleague)
    assert "I want to follow this" in page_of(client, the_course)
    url = address("interest", course_id=the_course.public_id)
    form = page_of(client, the_course).partition(f'action="{url}"')[2].partition("</form>")[0]
    assert "csrfmiddlewaretoken" in form
    answer = client.post(url, {"moments": ["evening"]}, follow=True).content.decode()
    assert "HR counts you in" in answer
    assert "It suits you on weekday evenings." in answer
    assert "checked" in client.get(url).content.decode()
    assert "You want to follow" in client.get(address("my_training")).content.decode()


def test_a_moment_that_does_not_exist_is_refused_on_the_page(sign_in: SignIn, colleague: Person) -> None:
    url = address("interest", course_id=course().public_id)
    assert sign_in(colleague).post(url, {"moments": ["midnight"]}).status_code == 422


def test_page_of_interest_leads_to_the_dates_where_there_are_some(sign_in: SignIn, colleague: Person) -> None:
    the_course = session().course
    client = sign_in(colleague)
    url = address("interest", course_id=the_course.public_id)
    assert client.get(url).status_code == 302
    assert client.post(url, {}).status_code == 422


def test_page_says_who_can_enrol_first(sign_in: SignIn, colleague: Person, hr: Person) -> None:
    the_course = course()
    said(colleague, the_course)
    planned(the_course, hr)
    assert "Everyone else can from" in page_of(sign_in(colleague), the_course)
    assert "Who waited for this course can enrol first." in page_of(sign_in(employee(language="en")), the_course)


def test_my_data_shows_what_somebody_waits_for(colleague: Person, hr: Person) -> None:
    the_course = course(title="Vragen")
    said(colleague, the_course, "evening")
    planned(the_course, hr)
    held = {str(each.title): each.rows for each in selectors.data_about(colleague)}
    assert [row.value for row in held["Courses that you want to follow"]] == ["weekday evenings"]
    assert len(held["Sessions that you were told of first"]) == 1


def test_who_completed_it_is_not_asked_to_wait_unless_it_must_be_renewed(sign_in: SignIn, colleague: Person) -> None:
    the_course = course()
    client = sign_in(colleague)
    assert "I want to follow this" in page_of(client, the_course)
    completion(of=the_course, person=colleague, at=NOW - timedelta(days=400))
    page = page_of(client, the_course)
    assert "I want to follow this" not in page
    assert page.index("You completed this course on") < page.index('id="next"')
    requirement(of=the_course, valid_months=12)
    assert "I want to follow this" in page_of(client, the_course)


def test_who_completed_it_can_enrol_once_more(sign_in: SignIn, colleague: Person) -> None:
    the_course = session(of=course(), capacity=5).course
    client = sign_in(colleague)
    assert "Enrol once more" not in page_of(client, the_course)
    completion(of=the_course, person=colleague)
    assert "Enrol once more" in page_of(client, the_course)


def test_number_in_a_register_is_found_from_the_course_and_my_training(sign_in: SignIn, colleague: Person) -> None:
    the_course = course()
    client, url = sign_in(colleague), address("registrations")
    completion(of=the_course, person=colleague)
    assert url not in client.get(address("my_training")).content.decode() + page_of(client, the_course)
    accreditation(of=the_course)
    assert url in page_of(client, the_course)
    assert url in client.get(address("my_training")).content.decode()
