"""What evaluations become: each answer in one figure at most, and nothing about fewer than k."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.disclosure import Status
from common.periods import Period
from tests.training.builders import NOW, completers, course, evaluate, evaluation_round
from training import selectors, services
from training.choices.evaluations import COUNTS_AS, EVALUATION_ANSWERS
from training.models import Course, Evaluated, EvaluationFigure
from training.rules.opinions import Opinion, Settled, months_between, settle_opinions

K = 10
NOVEMBER = Period(2026, 11)
THEMES = {"a": "safe", "b": "safe", "c": "ask"}


def opinions(number: int, of: str = "a", since: Period = NOVEMBER, **answers: str) -> list[Opinion]:
    return [Opinion(of, since, answers or {"useful": "5"}) for _each in range(number)]


def settled(given: Sequence[Opinion], *, month: Period = NOVEMBER) -> Settled:
    return settle_opinions(given, themes=THEMES, month=month, k=K)


def test_course_with_enough_is_told_and_one_with_fewer_waits() -> None:
    found = settled([*opinions(10, "a"), *opinions(9, "b")])
    assert [(course, theme) for course, theme, _told in found.figures] == [("a", "safe")]
    assert len(found.waiting) == 9


def test_what_waited_into_its_third_month_is_told_with_others_of_its_theme() -> None:
    old, young = opinions(6, "a"), opinions(4, "b", Period(2027, 1))
    assert not settled([*old, *young], month=Period(2026, 12)).figures
    found = settled([*old, *young, *opinions(2, "c")], month=Period(2027, 1))
    assert [(course, theme) for course, theme, _told in found.figures] == [(None, "safe")]
    assert [each.course for each in found.waiting] == []


def test_what_waited_long_enough_and_is_too_few_goes_and_the_young_wait_on() -> None:
    found = settled([*opinions(5, "a"), *opinions(4, "b", Period(2027, 1))], month=Period(2027, 1))
    assert not found.figures
    assert [each.course for each in found.waiting] == ["b"] * 4


@pytest.mark.parametrize(
    ("useful", "all_of_them", "status", "shown"),
    [
        (7, 10, Status.SHOWN, (70, None, None)),
        (8, 10, Status.RANGE, (None, 80, 100)),
        (10, 10, Status.RANGE, (None, 80, 100)),
        (0, 10, Status.RANGE, (None, 0, 20)),
        (2, 10, Status.RANGE, (None, 0, 20)),
        (3, 10, Status.SHOWN, (30, None, None)),
        (63, 120, Status.SHOWN, (53, None, None)),
    ],
)
def test_share_is_rounded_and_near_none_or_all_a_range(
    useful: int, all_of_them: int, status: Status, shown: tuple[int | None, ...]
) -> None:
    ((_course, _theme, told),) = settled([*opinions(useful), *opinions(all_of_them - useful, useful="3")]).figures
    assert told[0].status == status
    assert (told[0].value, told[0].low, told[0].high) == shown
    assert told[0].base == ((10, 24) if all_of_them == 10 else (115, 124))


def test_question_that_too_few_answered_is_hidden() -> None:
    ((_course, _theme, told),) = settled([*opinions(9, useful="5"), *opinions(9, tomorrow="yes")]).figures
    assert {each.status for each in told} == {Status.HIDDEN}
    assert {(each.value, each.low, each.base) for each in told} == {(None, None, None)}


ANY_OPINION = st.builds(
    Opinion,
    course=st.sampled_from(["a", "b", "c", "gone"]),
    since=st.sampled_from([Period(2026, 9), Period(2026, 10), NOVEMBER]),
    answers=st.fixed_dictionaries(
        {}, optional={str(name): st.sampled_from(known.values) for name, known in EVALUATION_ANSWERS.items()}
    ),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(ANY_OPINION, max_size=60))
def test_every_opinion_is_in_one_figure_waits_or_goes_and_no_figure_is_about_few(everything: list[Opinion]) -> None:
    found = settled(everything)
    told = {(course, theme) for course, theme, _told in found.figures}
    assert len(told) == len(found.figures)
    waiting = {id(each) for each in found.waiting}
    assert len(waiting) == len(found.waiting)
    for of, theme, figures in found.figures:
        themed = [each for each in everything if THEMES.get(each.course) == theme]
        about = [each for each in themed if of is None or each.course == of]
        assert not {id(each) for each in about if of is not None} & waiting
        assert len(about) >= K
        for figure in figures:
            if figure.status is Status.SHOWN:
                assert figure.base is not None
                assert figure.base[1] >= K
                assert sum(each.answers.get(figure.question, "") in COUNTS_AS[figure.question] for each in about) >= 3
    for each in found.waiting:
        assert months_between(each.since, NOVEMBER) < 2


# --- over months ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_answers_wait_sealed_until_their_course_has_enough_and_count_once() -> None:
    the_course = course()
    evaluation_round()
    for person in completers(6, of=the_course):
        evaluate(of=the_course, by=person)
    december = NOW + timedelta(days=31)
    assert services.tend_evaluations(now=december) == "closed"
    assert not EvaluationFigure.objects.exists()
    assert Evaluated.objects.count() == 6
    for person in completers(5, of=the_course, at=december):
        evaluate(of=the_course, by=person, at=december, useful="2", tomorrow="no", pace="fast")
    assert services.tend_evaluations(now=december) == "nothing"
    january = NOW + timedelta(days=62)
    assert services.tend_evaluations(now=january) == "closed"
    (told,) = selectors.evaluations()
    assert (told.course, str(told.month)) == (the_course, "2026-12")
    assert [(each.question, each.status, each.value) for each in told.in_order] == [
        ("useful", "shown", 55), ("tomorrow", "shown", 55), ("pace", "shown", 55),
    ]  # fmt: skip
    assert Evaluated.objects.count() == 11
    services.tend_evaluations(now=NOW + timedelta(days=93))
    assert EvaluationFigure.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_one_answer_more_changes_no_figure_that_was_told() -> None:
    the_course = course()
    evaluation_round()
    for person in completers(10, of=the_course):
        evaluate(of=the_course, by=person)
    december, january = NOW + timedelta(days=31), NOW + timedelta(days=62)
    services.tend_evaluations(now=december)
    before = list(EvaluationFigure.objects.order_by("pk").values())
    (one,) = completers(1, of=the_course, at=december)
    evaluate(of=the_course, by=one, at=december, useful="1")
    services.tend_evaluations(now=january)
    assert list(EvaluationFigure.objects.order_by("pk").values()) == before


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_small_courses_are_told_together_under_their_theme() -> None:
    evaluation_round()
    for theme in ("safe", "safe", "ask"):
        the_course = course(theme=theme)
        for person in completers(6, of=the_course):
            evaluate(of=the_course, by=person)
    for month in range(1, 4):
        services.tend_evaluations(now=NOW + timedelta(days=31 * month))
    (told,) = selectors.evaluations()
    assert (told.course, told.theme, told.base) == (None, "safe", (10, 24))


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_reach_says_who_completed_and_who_of_them_answered() -> None:
    the_course = course()
    assert selectors.evaluations_released(NOVEMBER, NOVEMBER) == []
    evaluation_round()
    people = completers(12, of=the_course)
    for person in people[:9]:
        evaluate(of=the_course, by=person)
    services.tend_evaluations(now=NOW + timedelta(days=31))
    (row,) = selectors.evaluations_released(NOVEMBER, NOVEMBER)
    assert (row.course, row.asked, row.answered) == (the_course, 12, 9)
    assert selectors.evaluations_released(Period(2026, 12), Period(2026, 12)) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_course_that_was_taken_out_of_the_catalogue_still_counts() -> None:
    the_course = course()
    evaluation_round()
    for person in completers(10, of=the_course):
        evaluate(of=the_course, by=person)
    Course.objects.filter(pk=the_course.pk).update(archived_at=NOW)
    services.tend_evaluations(now=NOW + timedelta(days=31))
    assert {each.course for each in selectors.evaluations()} == {the_course}
