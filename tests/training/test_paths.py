"""Learning paths: HR puts courses in an order; how far somebody is follows from their courses, and is kept nowhere."""

from datetime import date, timedelta

import pytest

from common.errors import EditConflict, RuleBroken
from common.models import AuditEvent
from people.choices import FunctionGroup
from people.models import Person
from tests.people.builders import employee, unit
from tests.training.builders import (
    NOW,
    all_read,
    completion,
    course,
    enrolment,
    learning_path,
    portal_course,
    requirement,
    session,
)
from tests.training.pages import SignIn, address
from training import selectors, services
from training.choices import StepChange
from training.models import Course, LearningPath, PathStep, Requirement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
FIELDS = {
    "title_nl": "Aan de slag", "title_en": "Getting started", "summary_nl": "Van niets naar veilig gebruik.",
    "summary_en": "From nothing to safe use.", "function_groups": [],
}  # fmt: skip


@pytest.fixture
def path(db: None) -> LearningPath:
    return learning_path([course(title="Eerst"), course(title="Dan")], choices=[course(title="Ook leuk")])


def order(path: LearningPath) -> list[str]:
    return [step.course.title_nl for step in path.steps.select_related("course").order_by("position")]


def step(path: LearningPath, title: str) -> PathStep:
    return path.steps.get(course__title_nl=title)


def shown(path: LearningPath, person: Person) -> selectors.PathPage:
    return selectors.path_page(path, person, now=NOW)


# --- how far somebody is ----------------------------------------------------------------------------------------------
def test_path_is_begun_by_a_course_and_by_nothing_else(path: LearningPath) -> None:
    person = employee()
    before = shown(path, person)
    assert (before.is_begun, before.done, before.total) == (False, 0, 2)
    assert before.next is not None
    assert before.next.course.title_nl == "Eerst"
    enrolment(session=session(of=step(path, "Eerst").course), person=person)
    assert shown(path, person).is_begun
    assert [each.path for each in selectors.my_paths(person, now=NOW, required=[])] == [path]


def test_reading_a_lesson_begins_a_path() -> None:
    person, here = employee(), portal_course()
    made = learning_path([here])
    all_read(of=here, by=person)
    assert shown(made, person).is_begun


def test_what_belongs_to_the_path_completes_it_and_a_choice_comes_after(path: LearningPath) -> None:
    person = employee()
    for title in ("Ook leuk", "Dan"):
        completion(of=step(path, title).course, person=person)
    half = shown(path, person)
    assert (half.done, half.is_done) == (1, False)
    completion(of=step(path, "Eerst").course, person=person)
    whole = shown(path, person)
    assert (whole.done, whole.is_done, whole.next) == (2, True, None)
    assert path not in [each.path for each in selectors.paths_for(person, now=NOW)]


def test_course_that_counts_no_longer_is_to_be_done_again(path: LearningPath) -> None:
    person, first = employee(), step(path, "Eerst").course
    completion(of=first, person=person, at=NOW - timedelta(days=400))
    assert shown(path, person).done == 1
    requirement(of=first, valid_months=12)
    assert shown(path, person).done == 0


def test_course_from_the_archive_is_left_out_unless_somebody_did_it(path: LearningPath) -> None:
    person, did = employee(), employee()
    first = step(path, "Eerst").course
    completion(of=first, person=did)
    Course.objects.filter(pk=first.pk).update(archived_at=NOW)
    assert shown(path, person).total == 1
    assert shown(path, did).total == 2


def test_catalogue_shows_paths_that_are_meant_for_somebody() -> None:
    care = unit("200", "Zorg")
    of_group = learning_path([course()], function_groups=[FunctionGroup.MANAGER])
    of_unit = learning_path([course()])
    of_unit.units.add(care)
    manager = employee(unit=unit("300", "Kantoor"), function_group=FunctionGroup.MANAGER)
    carer = employee(unit=unit("201", "Wijkteam", parent=care))
    assert [each.path for each in selectors.paths_for(manager, now=NOW)] == [of_group]
    assert [each.path for each in selectors.paths_for(carer, now=NOW)] == [of_unit]


# --- HR makes one -----------------------------------------------------------------------------------------------------
def test_hr_writes_orders_and_publishes_a_path(sign_in: SignIn, hr: Person, colleague: Person) -> None:
    client, (one, two) = sign_in(hr), (course(title="Een"), course(title="Twee"))
    refused = client.post(address("path_create"), {**FIELDS, "summary_nl": ""})
    assert refused.status_code == 422
    client.post(address("path_create"), FIELDS)
    made = LearningPath.objects.get()
    page, steps = (address(name, path_id=made.public_id) for name in ("path_detail", "path_steps"))
    client.post(address("path_publish", path_id=made.public_id))
    made.refresh_from_db()
    assert made.published_at is None, "without a course it leads nowhere"
    for each in (one, two):
        client.post(steps, {"course": str(each.public_id), "is_required": "on"})
    client.post(address("step_change", step_id=step(made, "Twee").public_id), {"change": "up"})
    assert order(made) == ["Twee", "Een"]
    assert sign_in(colleague).get(page).status_code == 404
    client = sign_in(hr)
    client.post(address("path_publish", path_id=made.public_id))
    reader = sign_in(colleague)
    text = reader.get(page).content.decode()
    assert text.index("Twee") < text.index("Een")
    assert "Aan de slag" in reader.get(address("course_list")).content.decode()
    assert "Aan de slag" in reader.get(address("path_list")).content.decode()
    assert AuditEvent.objects.filter(action="learning_path.published").count() == 1


def test_steps_stay_within_the_path_and_change_what_belongs(path: LearningPath, hr: Person) -> None:
    def change(title: str, what: StepChange) -> None:
        services.change_step(step_id=step(path, title).pk, change=what, actor=hr, now=NOW)

    change("Eerst", StepChange.UP)
    change("Ook leuk", StepChange.DOWN)
    assert order(path) == ["Eerst", "Dan", "Ook leuk"]
    change("Eerst", StepChange.DOWN)
    change("Ook leuk", StepChange.UP)
    assert order(path) == ["Dan", "Ook leuk", "Eerst"]
    change("Dan", StepChange.OPTIONAL)
    for what in (StepChange.OPTIONAL, StepChange.REMOVE):
        with pytest.raises(RuleBroken, match="hoort"):
            change("Eerst", what)
    change("Dan", StepChange.REQUIRED)
    change("Eerst", StepChange.REMOVE)
    assert order(path) == ["Dan", "Ook leuk"]
    assert sorted(path.steps.values_list("position", flat=True)) == [0, 1]


def test_course_stands_in_a_path_once_and_a_draft_not_at_all(path: LearningPath, hr: Person) -> None:
    for each in (step(path, "Eerst").course, course(published=False)):
        with pytest.raises(RuleBroken):
            services.add_step(path_id=path.pk, course=each, is_required=True, actor=hr, now=NOW)


def test_of_two_who_edit_a_path_the_second_sees_what_the_first_kept(
    sign_in: SignIn, path: LearningPath, hr: Person
) -> None:
    client, url = sign_in(hr), address("path_edit", path_id=path.public_id)
    assert client.post(url, {**FIELDS, "edition": "1"}).status_code == 302
    again = client.post(url, {**FIELDS, "title_nl": "Iets anders", "edition": "1"})
    assert again.status_code == 409
    assert "Aan de slag" in again.content.decode()
    with pytest.raises(EditConflict):
        services.edit_path(path_id=path.pk, fields={**FIELDS, "title_nl": "x"}, edition=1, actor=hr, now=NOW)


def test_path_that_is_taken_away_is_seen_by_hr_only(
    sign_in: SignIn, path: LearningPath, hr: Person, colleague: Person
) -> None:
    url, page = (address(name, path_id=path.public_id) for name in ("path_archive", "path_detail"))
    client = sign_in(hr)
    assert client.get(url).status_code == 200
    client.post(url)
    assert client.get(page).status_code == 200
    assert sign_in(colleague).get(page).status_code == 404


# --- HR requires one --------------------------------------------------------------------------------------------------
def test_requiring_a_path_requires_each_course_that_belongs_to_it(
    sign_in: SignIn, path: LearningPath, hr: Person
) -> None:
    client, url = sign_in(hr), address("path_require", path_id=path.public_id)
    fields = {"due_on": "2026-12-31", "newcomer_days": "60", "why_nl": "Samen beginnen."}
    asked = client.post(url, fields)
    assert not Requirement.objects.exists()
    client.post(url, fields | {"holds_for": asked.context["holds_for"]})
    assert {each.course.title_nl for each in Requirement.objects.all()} == {"Eerst", "Dan"}
    again = client.post(url, fields | {"holds_for": client.post(url, fields).context["holds_for"]})
    assert again.status_code == 422
    assert Requirement.objects.count() == 2


@pytest.mark.parametrize("wrong", [{"due_on": "2026-99-99"}, {"newcomer_days": "veel"}])
def test_day_that_cannot_be_read_is_said_beside_its_field(
    sign_in: SignIn, path: LearningPath, hr: Person, wrong: dict[str, str]
) -> None:
    employee()
    fields = {"due_on": "2026-12-31", "newcomer_days": "60", "why_nl": "Samen beginnen."}
    answer = sign_in(hr).post(address("path_require", path_id=path.public_id), fields | wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(wrong)


def test_course_that_is_required_of_these_people_already_is_left_as_it_is(path: LearningPath, hr: Person) -> None:
    known = requirement(of=step(path, "Eerst").course)
    requirement(of=step(path, "Dan").course, function_group=FunctionGroup.MANAGER)
    made = services.require_path(
        path_id=path.pk, due_on=date(2027, 1, 31), why_nl="Omdat", actor=hr, now=NOW, unit=None, function_group="",
        role="",
    )  # fmt: skip
    assert [each.course.title_nl for each in made] == ["Dan"]
    known.refresh_from_db()
    assert known.due_on == date(2026, 12, 31)


@pytest.mark.parametrize("name", ["path_edit", "path_steps", "path_archive", "path_require"])
def test_pages_of_hr_for_a_path_are_closed_to_employees(
    sign_in: SignIn, path: LearningPath, colleague: Person, name: str
) -> None:
    assert sign_in(colleague).get(address(name, path_id=path.public_id)).status_code == 403


@pytest.mark.parametrize(
    ("language", "says"), [("nl", "Je deed 1 van 2 cursussen."), ("en", "You did 1 of 2 courses.")]
)
def test_page_of_a_path_says_how_far_one_is(sign_in: SignIn, path: LearningPath, language: str, says: str) -> None:
    person = employee(language=language)
    completion(of=step(path, "Eerst").course, person=person)
    client = sign_in(person)
    page = client.get(address("path_detail", path_id=path.public_id)).content.decode()
    assert says in page
    assert str(path.public_id) in client.get(address("my_training")).content.decode()
