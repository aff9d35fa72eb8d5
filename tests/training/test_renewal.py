"""A short course renews what was completed once: for the rule, the lists, the home page and the pages alike."""

from datetime import date, datetime, timedelta

import pytest

from common.clock import day_of
from common.errors import RuleBroken
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, completion, course, enrolment, requirement, session
from tests.training.pages import SignIn, address, page_of
from training import selectors, services
from training.models import Course, Requirement
from training.services.catalogue import in_the_way_of_archiving


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


# --- what is required of somebody -------------------------------------------------------------------------------------
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


@pytest.fixture
def whole(db: None) -> Course:
    return course(title="AI veilig gebruiken op je werk")


@pytest.fixture
def short(db: None) -> Course:
    return course(title="Opfrissen in een half uur", duration_minutes=30)


@pytest.fixture
def needed(whole: Course, short: Course) -> Requirement:
    return requirement(of=whole, renewal_course=short, valid_months=12, due_on=date(2026, 10, 1))


def mine(person: Person) -> selectors.RequiredCourse:
    (each,) = selectors.required_of(person, now=NOW)
    return each


def test_who_never_did_the_whole_course_must_do_it_though_the_short_one_is_done(
    needed: Requirement, short: Course
) -> None:
    person = employee()
    completion(of=short, person=person, at=ago(5))
    each = mine(person)
    assert (each.is_done, each.take, each.renewal) == (False, needed.course, None)
    assert each.is_late
    (asked,) = selectors.asked_of(person, now=NOW)
    assert str(needed.course.public_id) in asked.url


def test_short_course_is_enough_for_whom_the_whole_one_ran_out(needed: Requirement, short: Course) -> None:
    person = employee()
    completion(of=needed.course, person=person, at=ago(400))
    each = mine(person)
    assert (each.is_done, each.take, each.act_by) == (False, short, date(2026, 10, 1))
    (asked,) = selectors.asked_of(person, now=NOW)
    assert str(short.public_id) in asked.url
    step = selectors.next_for(person, NOW)
    assert step is not None
    assert step.course == short
    completion(of=short, person=person, at=ago(1))
    after = mine(person)
    assert (after.is_done, after.valid_until) == (True, day_of(ago(1)).replace(year=2027))
    assert selectors.asked_of(person, now=NOW) == []


@pytest.mark.parametrize(("days", "is_asked"), [(300, False), (310, True), (364, True)])
def test_renewing_is_asked_from_sixty_days_before_and_nobody_is_late_till_then(
    needed: Requirement, short: Course, days: int, is_asked: bool
) -> None:
    person = employee()
    completion(of=needed.course, person=person, at=ago(days))
    each = mine(person)
    assert (each.is_done, each.is_late, each.is_asked) == (True, False, is_asked)
    assert [asked.due_on for asked in selectors.asked_of(person, now=NOW)] == [each.valid_until] * is_asked
    enrolment(session=session(of=short), person=person)
    assert selectors.asked_of(person, now=NOW) == [], "who is enrolled in the short course is asked nothing"


def test_lists_counts_and_person_agree(needed: Requirement, short: Course, hr: Person) -> None:
    renewed, ran_out, only_short = employee(), employee(), employee()
    for person in (renewed, ran_out):
        completion(of=needed.course, person=person, at=ago(500))
    completion(of=short, person=renewed, at=ago(20))
    completion(of=short, person=only_short, at=ago(20))
    enrolment(session=session(of=short), person=ran_out)
    (reach,) = selectors.reach_of([needed], now=NOW)
    everyone = list(Person.objects.all())
    assert reach.done == sum(mine(person).is_done for person in everyone) == 1
    assert reach.late == sum(mine(person).is_late for person in everyone)
    page = selectors.people_to_go(needed, selectors.Wanted(), now=NOW)
    rows = {row.person.pk: row for row in page.object_list}
    assert renewed.pk not in rows
    assert rows[ran_out.pk].standing.required.take == short
    assert rows[ran_out.pk].ahead is not None, "a seat in the short course is on the way"
    assert rows[only_short.pk].standing.required.take == needed.course


def test_course_that_comes_first_counts_while_the_short_one_renews_it(needed: Requirement, short: Course) -> None:
    further, renewed, only_short = course(), employee(), employee()
    further.needs.create(first=needed.course)
    completion(of=needed.course, person=renewed, at=ago(500))
    assert renewed.pk in selectors.missing_of(further, [renewed.pk], now=NOW)
    for person in (renewed, only_short):
        completion(of=short, person=person, at=ago(20))
    assert list(selectors.missing_of(further, [renewed.pk, only_short.pk], now=NOW)) == [only_short.pk]


def test_no_manager_answers_first_for_the_short_course_of_who_can_renew(needed: Requirement, short: Course) -> None:
    person = employee()
    Course.objects.update(approval="always")
    short.refresh_from_db()
    assert selectors.needs_approval(short, person, now=NOW)
    completion(of=needed.course, person=person, at=ago(400))
    assert not selectors.needs_approval(short, person, now=NOW)


# --- pages ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("nl", ["Vernieuw vóór", "de korte cursus is genoeg", "Deze cursus vernieuwt:"]),
        ("en", ["Renew by", "the short course is enough", "This course renews:"]),
    ],
)
def test_pages_of_who_can_renew_name_the_short_course(
    sign_in: SignIn, needed: Requirement, short: Course, language: str, says: list[str]
) -> None:
    person = employee(language=language)
    completion(of=needed.course, person=person, at=ago(330))
    client = sign_in(person)
    page = page_of(client, short)
    assert [each for each in says if each not in page] == []
    training = client.get(address("my_training")).content.decode()
    assert [each for each in [*says[:2], str(short.public_id)] if each not in training] == []
    assert says[1] in page_of(client, needed.course)
    found = selectors.catalogue(person, selectors.CatalogueFilter(scope="required"), now=NOW)
    assert {row.course.pk for row in found.rows} == {short.pk, needed.course.pk}


def test_page_of_the_short_course_sends_who_did_not_do_the_whole_one_there(
    sign_in: SignIn, needed: Requirement, short: Course, colleague: Person
) -> None:
    page = page_of(sign_in(colleague), short)
    assert "Doe eerst de hele cursus" in page
    assert str(needed.course.public_id) in page


def test_page_of_the_short_course_says_when_renewing_begins(
    sign_in: SignIn, needed: Requirement, short: Course, colleague: Person
) -> None:
    completion(of=needed.course, person=colleague, at=ago(30))
    page = page_of(sign_in(colleague), short)
    assert "3 oktober 2027" in page
    assert "4 augustus 2027" in page


# --- HR ---------------------------------------------------------------------------------------------------------------
def test_hr_says_which_course_renews_and_takes_it_away(
    sign_in: SignIn, hr: Person, whole: Course, short: Course
) -> None:
    client = sign_in(hr)
    fields = {
        "course": str(whole.public_id), "due_on": "2026-12-31", "newcomer_days": "60", "why_nl": "Omdat",
        "renewal_course": str(short.public_id),
    }  # fmt: skip
    form = client.post(address("requirement_create"), fields).context["form"]
    assert "telt altijd" in form.errors["renewal_course"][0]
    same = fields | {"renewal_course": str(whole.public_id), "valid_months": "24"}
    assert "een andere, kortere cursus" in client.post(address("requirement_create"), same).content.decode()
    fields |= {"valid_months": "24"}
    asked = client.post(address("requirement_create"), fields)
    client.post(address("requirement_create"), fields | {"holds_for": asked.context["holds_for"]})
    made = Requirement.objects.get()
    assert made.renewal_course == short
    assert short.title_nl in client.get(address("requirement_list")).content.decode()
    detail = address("requirement_detail", requirement_id=made.public_id)
    assert short.title_nl in client.get(detail).content.decode()
    change = address("requirement_edit", requirement_id=made.public_id)
    assert f'value="{short.public_id}" selected' in client.get(change).content.decode()
    client.post(change, {"due_on": "2026-12-31", "why_nl": "Omdat", "renewal_course": "", "edition": "1"})
    made.refresh_from_db()
    assert made.renewal_course is None


def test_draft_renews_nothing_and_what_renews_stays_in_the_catalogue(hr: Person, whole: Course, short: Course) -> None:
    draft = course(published=False)
    with pytest.raises(RuleBroken, match="eerst"):
        services.require_course(
            course_id=whole.pk, due_on=date(2026, 12, 31), why_nl="Omdat", valid_months=24, renewal_course=draft,
            actor=hr, now=NOW,
        )  # fmt: skip
    requirement(of=whole, renewal_course=short, valid_months=12)
    assert len(in_the_way_of_archiving(short, now=NOW)) == 1
    with pytest.raises(RuleBroken):
        services.archive_course(course_id=short.pk, actor=hr, now=NOW)
