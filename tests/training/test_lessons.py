"""Following a course in the portal: reading, answering, what completes it, and what stays of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from common.errors import RuleBroken
from common.held import Held
from common.models import AuditEvent
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, all_read, answered, completion, course, portal_course, requirement
from training import rules, selectors, services
from training.choices import TERMS, CompletionSource
from training.choices.confidence import Mirrored, Moment, Moved
from training.models import Completion, Confidence, Course, LessonRead, QuizAnswer, QuizAttempt, Scenario

pytestmark = pytest.mark.django_db
KEEPS = {term.code: term.keeps for term in TERMS}


def follow(the_course: Course, person: Person, *, right: int) -> QuizAttempt:
    """Read everything, answer everything, and finish."""
    if not LessonRead.objects.filter(person=person).exists():
        all_read(of=the_course, by=person)
    answered(of=the_course, by=person, right=right)
    return services.finish_quiz(course_id=the_course.pk, person=person, now=NOW)


def choose(scenario: Scenario, place: int, person: Person) -> QuizAnswer:
    choice = scenario.choices.get(position=place)
    return services.answer_scenario(scenario_id=scenario.pk, choice_id=choice.pk, person=person, now=NOW)


# --- rules ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("total", "needed"), [(1, 1), (3, 3), (4, 3), (5, 4), (8, 6)])
def test_three_quarters_of_the_questions_pass(total: int, needed: int) -> None:
    assert rules.right_to_pass(total) == needed
    assert rules.is_passed(needed, total)
    assert not rules.is_passed(needed - 1, total)


def test_no_questions_are_not_passed() -> None:
    assert not rules.is_passed(0, 0)


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (130, 1), (131, 2), (260, 2)])
def test_minutes_to_read_are_rounded_up(words: int, minutes: int) -> None:
    assert rules.minutes_to_read("woord " * words) == minutes


@pytest.mark.parametrize(
    ("rating", "passed", "kind"),
    [
        (5, True, Mirrored.SURE_AND_RIGHT),
        (4, False, Mirrored.SURE_NOT_YET),
        (3, True, Mirrored.BETWEEN_AND_RIGHT),
        (3, False, Mirrored.BETWEEN_NOT_YET),
        (2, True, Mirrored.KNOWS_MORE),
        (1, False, Mirrored.UNSURE_NOT_YET),
    ],
)
def test_mirror_lays_a_rating_beside_a_result(rating: int, passed: bool, kind: Mirrored) -> None:
    assert rules.mirrored(rating, passed=passed) == kind


@pytest.mark.parametrize(("before", "after", "kind"), [(2, 3, Moved.UP), (3, 3, Moved.SAME), (4, 2, Moved.DOWN)])
def test_mirror_says_how_confidence_moved(before: int, after: int, kind: Moved) -> None:
    assert rules.moved(before, after) == kind


# --- reading ----------------------------------------------------------------------------------------------------------
def test_reading_is_kept_once_and_completes_nothing_while_there_are_questions() -> None:
    the_course, person = portal_course(lessons=1), employee()
    lesson = the_course.lessons.get()
    for later in range(2):
        services.read_lesson(lesson_id=lesson.pk, person=person, now=NOW + timedelta(hours=later))
    assert LessonRead.objects.get(person=person).read_at == NOW
    assert not Completion.objects.exists()


def test_last_lesson_completes_a_course_without_questions() -> None:
    the_course, person = portal_course(lessons=2, questions=0), employee()
    first, last = the_course.lessons.order_by("position")
    assert services.read_lesson(lesson_id=last.pk, person=person, now=NOW) is None
    made = services.read_lesson(lesson_id=first.pk, person=person, now=NOW)
    assert made == Completion.objects.get(person=person, course=the_course, source=CompletionSource.PORTAL)
    assert services.read_lesson(lesson_id=first.pk, person=person, now=NOW + timedelta(days=100)) is None


@pytest.mark.parametrize("fields", [{"published_at": None}, {"archived_at": NOW}, {"kind": "online"}])
def test_what_is_not_on_offer_here_is_not_followed(fields: dict[str, Any]) -> None:
    the_course, person = portal_course(), employee()
    Course.objects.filter(pk=the_course.pk).update(**fields)
    all_read(of=the_course, by=person)
    lesson = the_course.lessons.first()
    assert lesson is not None
    calls: list[Callable[[], object]] = [
        lambda: services.read_lesson(lesson_id=lesson.pk, person=person, now=NOW),
        lambda: services.begin_quiz(course_id=the_course.pk, person=person, now=NOW),
        lambda: services.finish_quiz(course_id=the_course.pk, person=person, now=NOW),
        lambda: services.rate_confidence(
            course_id=the_course.pk, person=person, moment=Moment.AFTER, rating=3, now=NOW
        ),
    ]
    for call in calls:
        with pytest.raises(RuleBroken, match="niet in het aanbod"):
            call()


# --- questions --------------------------------------------------------------------------------------------------------
def test_questions_wait_until_everything_is_read() -> None:
    the_course, person = portal_course(), employee()
    with pytest.raises(RuleBroken, match="Lees eerst alle lessen"):
        services.begin_quiz(course_id=the_course.pk, person=person, now=NOW)


def test_course_without_questions_has_none_to_begin() -> None:
    the_course, person = portal_course(questions=0), employee()
    all_read(of=the_course, by=person)
    with pytest.raises(RuleBroken, match="geen vragen"):
        services.begin_quiz(course_id=the_course.pk, person=person, now=NOW)


def test_beginning_again_goes_on_with_the_same_attempt() -> None:
    the_course, person = portal_course(), employee()
    all_read(of=the_course, by=person)
    first = services.begin_quiz(course_id=the_course.pk, person=person, now=NOW)
    assert services.begin_quiz(course_id=the_course.pk, person=person, now=NOW + timedelta(days=1)) == first


def test_first_choice_stands() -> None:
    the_course, person = portal_course(), employee()
    all_read(of=the_course, by=person)
    scenario = the_course.scenarios.order_by("position")[0]
    first = choose(scenario, 0, person)
    assert choose(scenario, 1, person) == first
    assert QuizAnswer.objects.get().choice.position == 0


def test_choice_of_another_question_is_refused() -> None:
    the_course, person = portal_course(), employee()
    all_read(of=the_course, by=person)
    here, other = the_course.scenarios.order_by("position")[:2]
    choice = other.choices.get(position=1)
    with pytest.raises(RuleBroken) as met:
        services.answer_scenario(scenario_id=here.pk, choice_id=choice.pk, person=person, now=NOW)
    assert met.value.field == "choice"
    assert not QuizAnswer.objects.exists()


def test_result_waits_for_the_last_answer() -> None:
    the_course, person = portal_course(), employee()
    all_read(of=the_course, by=person)
    choose(the_course.scenarios.order_by("position")[0], 1, person)
    with pytest.raises(RuleBroken, match="nog vragen over"):
        services.finish_quiz(course_id=the_course.pk, person=person, now=NOW)


def test_result_of_questions_never_begun_is_refused() -> None:
    the_course, person = portal_course(), employee()
    with pytest.raises(RuleBroken, match="nog niet begonnen"):
        services.finish_quiz(course_id=the_course.pk, person=person, now=NOW)


def test_enough_right_answers_complete_the_course_once() -> None:
    the_course, person = portal_course(), employee()
    attempt = follow(the_course, person, right=3)
    again = services.finish_quiz(course_id=the_course.pk, person=person, now=NOW + timedelta(minutes=1))
    assert again == attempt
    assert (attempt.right, attempt.total, attempt.passed, attempt.again) == (3, 4, True, ["les-1"])
    made = Completion.objects.get()
    assert (made.person, made.course, made.completed_at, made.source) == (person, the_course, NOW, "portal")
    event = AuditEvent.objects.get(action="course.completed")
    assert (event.actor, event.object_id, event.fields, event.reason) == (person, str(made.public_id), [], "")


def test_too_few_right_answers_complete_nothing_and_say_what_to_read_again() -> None:
    the_course, person = portal_course(), employee()
    attempt = follow(the_course, person, right=1)
    assert (attempt.passed, attempt.right, attempt.again) == (False, 1, ["les-1", "les-0"])
    assert not Completion.objects.exists()
    assert not AuditEvent.objects.exists()


def test_only_the_last_result_stays_and_no_single_answer() -> None:
    the_course, person = portal_course(), employee()
    colleague = employee()
    all_read(of=the_course, by=colleague)
    answered(of=the_course, by=colleague, right=4)
    first = follow(the_course, person, right=1)
    second = follow(the_course, person, right=4)
    assert list(QuizAttempt.objects.filter(person=person)) == [second]
    assert second.pk != first.pk
    assert set(QuizAnswer.objects.values_list("attempt__person", flat=True)) == {colleague.pk}


def test_lesson_that_came_later_keeps_a_passed_result_from_completing() -> None:
    the_course, person = portal_course(), employee()
    all_read(of=the_course, by=person)
    answered(of=the_course, by=person, right=4)
    LessonRead.objects.filter(person=person).latest("pk").delete()
    assert services.finish_quiz(course_id=the_course.pk, person=person, now=NOW).passed
    assert not Completion.objects.exists()


def test_completion_counts_for_what_is_required_and_for_figures() -> None:
    the_course, person = portal_course(theme="safe"), employee()
    requirement(of=the_course)
    (before,) = selectors.required_of(person, now=NOW)
    follow(the_course, person, right=4)
    (after,) = selectors.required_of(person, now=NOW)
    assert (before.is_done, after.is_done) == (False, True)
    assert selectors.my_training(person, now=NOW).completed[0].course == the_course
    assert selectors.completed_ids(until=NOW + timedelta(days=1), theme="safe") == {person.pk}
    assert selectors.reach_of([after.requirement], now=NOW)[0].done == 1


# --- confidence -------------------------------------------------------------------------------------------------------
def rate(the_course: Course, person: Person, moment: Moment, rating: int) -> None:
    services.rate_confidence(course_id=the_course.pk, person=person, moment=moment, rating=rating, now=NOW)


def test_last_word_about_confidence_counts() -> None:
    the_course, person = portal_course(), employee()
    rate(the_course, person, Moment.BEFORE, 2)
    rate(the_course, person, Moment.BEFORE, 3)
    follow(the_course, person, right=4)
    rate(the_course, person, Moment.AFTER, 5)
    row = Confidence.objects.get()
    assert (row.before, row.after) == (3, 5)
    assert not AuditEvent.objects.exclude(action__in=["course.completed", "certificate.issued"]).exists()


def test_before_says_nothing_once_a_lesson_is_read() -> None:
    the_course, person = portal_course(), employee()
    all_read(of=the_course, by=person)
    rate(the_course, person, Moment.BEFORE, 2)
    assert not Confidence.objects.exists()


def test_after_waits_for_a_result() -> None:
    the_course, person = portal_course(), employee()
    with pytest.raises(RuleBroken, match="eerst de vragen"):
        rate(the_course, person, Moment.AFTER, 2)


def test_mirror_compares_what_was_said_before_with_how_it_went() -> None:
    the_course, person = portal_course(), employee()
    rate(the_course, person, Moment.BEFORE, 2)
    follow(the_course, person, right=3)
    rate(the_course, person, Moment.AFTER, 4)
    page = selectors.result_page(the_course, person)
    assert page is not None
    assert page.mirror is not None
    assert [(scale.full, scale.of) for scale in page.mirror.scales] == [(2, 5), (4, 5), (3, 4)]
    assert page.mirror.sentences == [
        "Je was niet zeker, en het ging goed. Je weet meer dan je dacht.",
        "Je bent nu zekerder dan voordat je begon.",
    ]


def test_mirror_makes_do_with_what_was_said_afterwards_only() -> None:
    the_course, person = portal_course(), employee()
    follow(the_course, person, right=0)
    rate(the_course, person, Moment.AFTER, 5)
    page = selectors.result_page(the_course, person)
    assert page is not None
    assert page.mirror is not None
    assert len(page.mirror.scales) == 2
    assert len(page.mirror.sentences) == 1
    assert page.mirror.sentences[0].startswith("Je was zeker van je zaak, en de vragen bleken lastiger")


def test_without_a_rating_there_is_no_mirror() -> None:
    the_course, person = portal_course(), employee()
    follow(the_course, person, right=4)
    page = selectors.result_page(the_course, person)
    assert page is not None
    assert page.mirror is None


# --- where to go on ---------------------------------------------------------------------------------------------------
def test_one_step_leads_on_from_wherever_somebody_is() -> None:
    the_course, person = portal_course(), employee()
    found = [words(the_course, person)]
    first, last = the_course.lessons.order_by("position")
    services.read_lesson(lesson_id=first.pk, person=person, now=NOW)
    found.append(words(the_course, person))
    services.read_lesson(lesson_id=last.pk, person=person, now=NOW)
    found.append(words(the_course, person))
    choose(the_course.scenarios.order_by("position")[0], 0, person)
    found.append(words(the_course, person))
    for scenario in the_course.scenarios.order_by("position")[1:]:
        choose(scenario, 0, person)
    services.finish_quiz(course_id=the_course.pk, person=person, now=NOW)
    found.append(words(the_course, person))
    follow(the_course, person, right=4)
    found.append(words(the_course, person))
    assert found == [
        "Beginnen",
        "Verder waar je was",
        "Naar de vragen",
        "Verder met de vragen",
        "Probeer de vragen opnieuw",
        "Terugkijken",
    ]


def words(the_course: Course, person: Person) -> str:
    step = selectors.learning(the_course, person, now=NOW).step
    assert step is not None
    return step.words


def test_draft_is_only_looked_at() -> None:
    the_course = portal_course(published=False)
    assert words(the_course, employee(roles=["hr"])) == "Bekijk de lessen"


def test_my_training_shows_what_somebody_is_in_the_middle_of() -> None:
    the_course, done, person = portal_course(), portal_course(), employee()
    services.read_lesson(lesson_id=the_course.lessons.order_by("position")[0].pk, person=person, now=NOW)
    follow_all(done, person)
    (begun,) = selectors.my_training(person, now=NOW).under_way
    assert begun.course == the_course
    assert begun.in_words == "1 van de 2 lessen gelezen"
    assert not selectors.my_training(employee(), now=NOW).under_way


def follow_all(the_course: Course, person: Person) -> None:
    all_read(of=the_course, by=person)
    answered(of=the_course, by=person, right=4)
    services.finish_quiz(course_id=the_course.pk, person=person, now=NOW)


def test_who_followed_a_course_still_sees_it_in_the_archive() -> None:
    the_course, reader, graduate, stranger = portal_course(), employee(), employee(), employee()
    services.read_lesson(lesson_id=the_course.lessons.order_by("position")[0].pk, person=reader, now=NOW)
    completion(of=the_course, person=graduate)
    Course.objects.filter(pk=the_course.pk).update(archived_at=NOW)
    for person, sees in ((reader, True), (graduate, True), (stranger, False)):
        assert (selectors.course_by_id(person, the_course.public_id) is not None) is sees
        lesson = the_course.lessons.order_by("position")[0]
        assert (selectors.lesson_by_id(person, lesson.public_id) is not None) is sees


# --- HR ---------------------------------------------------------------------------------------------------------------
def test_course_in_the_portal_is_published_with_a_lesson_only() -> None:
    hr = employee(roles=["hr"])
    empty, whole = portal_course(lessons=0, questions=0, published=False), portal_course(published=False)
    with pytest.raises(RuleBroken) as met:
        services.publish_course(course_id=empty.pk, actor=hr, now=NOW)
    assert met.value.field == "kind"
    assert "minstens één les" in str(met.value)
    assert services.publish_course(course_id=whole.pk, actor=hr, now=NOW).is_published


def test_published_course_does_not_become_an_empty_one_in_the_portal() -> None:
    hr, the_course = employee(roles=["hr"]), course()
    with pytest.raises(RuleBroken) as met:
        services.edit_course(course_id=the_course.pk, fields={"kind": "in_portal"}, actor=hr, now=NOW)
    assert met.value.field == "kind"
    draft = course(published=False)
    services.edit_course(course_id=draft.pk, fields={"kind": "in_portal"}, actor=hr, now=NOW)
    assert Course.objects.get(pk=draft.pk).kind == "in_portal"


# --- what is held, and until when -------------------------------------------------------------------------------------
def held(person: Person, title: str) -> Held:
    return next(each for each in selectors.data_about(person) if str(each.title) == title)


def test_my_data_holds_what_is_kept_of_lessons_and_only_for_me() -> None:
    the_course, person = portal_course(), employee()
    rate(the_course, person, Moment.BEFORE, 2)
    follow(the_course, person, right=3)
    kinds = {
        "Lessen die je hebt gelezen": ["Les 1", "Les 0"],
        "Hoe de vragen van een cursus gingen": ["3 van de 4 goed"],
        "Hoe zeker je zei te zijn over een onderwerp": ["vooraf: 2 van 5"],
    }
    for title, values in kinds.items():
        kind = held(person, title)
        assert [row.value for row in kind.rows] == values
        assert str(kind.seen_by) == "Jij"
        assert not held(employee(), title).rows


def test_my_data_says_how_far_somebody_is_in_the_questions() -> None:
    the_course, person = portal_course(), employee()
    all_read(of=the_course, by=person)
    choose(the_course.scenarios.order_by("position")[0], 1, person)
    (row,) = held(person, "Hoe de vragen van een cursus gingen").rows
    assert row.value == "1 vraag beantwoord"


def removed(**days: int) -> dict[str, int]:
    """What the daily job removes so many days after somebody followed a course and began another."""
    counts = services.enforce_terms(now=NOW + timedelta(**days))
    return {code: number for code, number in counts.items() if number}


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("training.lesson_read", 2),
        ("training.quiz_under_way", 1),
        ("training.quiz_result", 1),
        ("training.confidence", 1),
    ],
)
def test_each_kind_is_removed_when_its_term_ends_and_not_before(code: str, number: int) -> None:
    arrange: dict[str, Callable[[Course, Person], Any]] = {
        "training.lesson_read": lambda the_course, person: all_read(of=the_course, by=person),
        "training.quiz_under_way": lambda the_course, person: answered(of=the_course, by=person, right=1),
        "training.quiz_result": lambda the_course, person: QuizAttempt.objects.create(
            person=person, course=the_course, began_at=NOW, finished_at=NOW, right=1, total=4
        ),
        "training.confidence": lambda the_course, person: rate(the_course, person, Moment.BEFORE, 2),
    }
    arrange[code](portal_course(), employee())
    last = KEEPS[code].days
    assert removed(days=last) == {}
    assert removed(days=last, seconds=1) == {code: number}
    assert not QuizAnswer.objects.exists() or code != "training.quiz_under_way"


# --- words ------------------------------------------------------------------------------------------------------------
def test_lesson_is_read_in_the_language_of_the_reader() -> None:
    lesson = portal_course().lessons.order_by("position")[0]
    person = employee()
    assert "<h2>Kop</h2>" in selectors.lesson_page(lesson, person, now=NOW).html
    with translation.override("en"):
        assert "<h2>Heading</h2>" in selectors.lesson_page(lesson, person, now=NOW).html
