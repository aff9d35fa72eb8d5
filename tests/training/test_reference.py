"""The courses that come with Houvast: whole in both languages, and brought up to date without undoing what HR wrote."""

import re

import pytest

from tests.people.builders import employee
from tests.training.builders import NOW
from training import reference, services
from training.models import Course, Lesson, LessonRead, QuizAnswer, QuizAttempt, Scenario, ScenarioChoice
from training.reference.written import Written, lessons_in, questions_in

EACH = pytest.mark.parametrize("written", reference.COURSES, ids=lambda each: str(each.key))


@EACH
def test_lessons_are_short_and_whole_in_both_languages(written: Written) -> None:
    assert 4 <= len(written.pages) <= 6
    for page in written.pages:
        assert all(page.title)
        for text in page.body:
            assert 150 <= len(text.split()) <= 250, page.key
            assert not re.search(r"^#\s", text, re.MULTILINE)
            assert not re.search(r"^### ", text, re.MULTILINE), "headings of a lesson are one level up"


@EACH
def test_questions_have_three_ways_of_which_one_is_right_and_a_lesson_to_read_again(written: Written) -> None:
    assert 4 <= len(written.questions) <= 5
    keys = {page.key for page in written.pages}
    for question in written.questions:
        assert question.lesson in keys
        assert len(question.ways) == 3
        assert sum(way.is_right for way in question.ways) == 1
        assert all(all(pair) for way in question.ways for pair in (way.text, way.why))
    places = {next(place for place, way in enumerate(each.ways) if way.is_right) for each in written.questions}
    assert len(places) > 1, "the right way does not always stand at the same place"


@EACH
def test_words_are_the_ones_of_the_house(written: Written) -> None:
    texts = [text for page in written.pages for text in page.body]
    texts += [text for question in written.questions for text in (*question.situation, *question.question)]
    texts += [text for question in written.questions for way in question.ways for text in (*way.text, *way.why)]
    for text in texts:
        assert "compliant" not in text.lower()
        assert " u " not in text, "in Dutch: je"


def test_files_that_do_not_speak_of_the_same_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = "## a: Titel\n\nTekst", "## b: Title\n\nText"
    written = reference.COURSES[0]
    monkeypatch.setattr(Written, "_read", lambda _self, _what: [one, other])
    with pytest.raises(ValueError, match="not about the same"):
        _ = written.pages
    right, wrong = "## q (a)\n\nS\n\n**V?**\n\n- [x] A\n  B\n", "## q (a)\n\nS\n\n**V?**\n\n- [ ] A\n  B\n"
    monkeypatch.setattr(Written, "_read", lambda _self, _what: [right, wrong])
    with pytest.raises(ValueError, match="not about the same"):
        _ = written.questions


def test_file_is_taken_apart_into_lessons_and_questions() -> None:
    assert lessons_in("## een: Eerste les\n\nTekst.\n\n### Kop\n\nMeer.\n\n## twee: Tweede\n\nSlot.\n") == [
        ("een", "Eerste les", "Tekst.\n\n## Kop\n\nMeer."),
        ("twee", "Tweede", "Slot."),
    ]
    (asked,) = questions_in("## q (een)\n\nSituatie.\n\n**Wat?**\n\n- [ ] Niet\n  Omdat.\n- [x] Wel\n  Daarom.\n")
    assert (asked.key, asked.lesson, asked.situation, asked.question) == ("q", "een", "Situatie.", "Wat?")
    assert asked.ways == [(False, "Niet", "Omdat."), (True, "Wel", "Daarom.")]


@pytest.mark.django_db
def test_courses_arrive_as_drafts_and_stay_the_same_when_brought_again() -> None:
    reference.sync()
    before = everything()
    reference.sync()
    assert everything() == before
    assert Course.objects.count() == 3
    assert not Course.objects.published().exists()
    assert not any(each.lacking for each in Course.objects.all())


def everything() -> list[object]:
    models = (Course, Lesson, Scenario, ScenarioChoice)
    return [row for model in models for row in model._default_manager.order_by("pk").values()]


@pytest.mark.django_db
def test_what_hr_wrote_stays_and_what_nobody_touched_follows_the_files() -> None:
    reference.sync()
    hr = employee(roles=["hr"])
    ours, theirs, _third = Course.objects.order_by("pk")
    services.edit_course(course_id=theirs.pk, fields={"title_nl": "Van HR"}, actor=hr, now=NOW)
    services.publish_course(course_id=theirs.pk, actor=hr, now=NOW)
    Course.objects.filter(pk=ours.pk).update(title_nl="Oud")
    Lesson.objects.filter(course=theirs).update(body_nl="Oud")
    reference.sync()
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert ours.title_nl == reference.COURSES[0].title[0]
    assert theirs.title_nl == "Van HR"
    assert theirs.is_published
    assert not Lesson.objects.filter(body_nl="Oud").exists()


@pytest.mark.django_db
def test_lessons_and_questions_that_are_gone_from_the_files_go_and_what_was_read_stays() -> None:
    reference.sync()
    person, made = employee(), Course.objects.order_by("pk")[0]
    kept = made.lessons.order_by("position")[0]
    LessonRead.objects.create(person=person, lesson=kept, read_at=NOW)
    extra = Lesson.objects.create(course=made, key="extra", position=99, title_nl="Weg", body_nl="Weg")
    asked = Scenario.objects.create(
        course=made, lesson=extra, key="extra", position=99, situation_nl="S", question_nl="V"
    )
    ScenarioChoice.objects.bulk_create(
        ScenarioChoice(scenario=asked, position=each, text_nl="A", explanation_nl="B", is_right=not each)
        for each in range(2)
    )
    reference.sync()
    assert not Lesson.objects.filter(key="extra").exists()
    assert not Scenario.objects.filter(key="extra").exists()
    assert LessonRead.objects.get().lesson == kept


@pytest.mark.django_db
def test_question_whose_ways_changed_is_asked_anew() -> None:
    reference.sync()
    person, made = employee(), Course.objects.order_by("pk")[0]
    first, second = made.scenarios.order_by("position")[:2]
    attempt = QuizAttempt.objects.create(person=person, course=made, began_at=NOW)
    for scenario in (first, second):
        choice = scenario.choices.get(is_right=True)
        QuizAnswer.objects.create(attempt=attempt, scenario=scenario, choice=choice)
    first.choices.filter(is_right=False).update(text_nl="Oud")
    reference.sync()
    assert QuizAnswer.objects.get().scenario == second
    attempt.refresh_from_db()
    first.refresh_from_db()
    assert attempt.changed_at is not None, "who is answering is told"
    assert (first.revision, Scenario.objects.get(pk=second.pk).revision) == (2, 1)
    assert not ScenarioChoice.objects.filter(text_nl="Oud").exists()


CHANGES = {
    "lesson": lambda the_course, hr: services.edit_lesson(
        lesson_id=the_course.lessons.order_by("position")[0].pk, actor=hr, now=NOW, is_other_content=False,
        fields={"title_nl": "Van ons", "title_en": "", "body_nl": "Onze tekst", "body_en": ""},
    ),
    "order": lambda the_course, hr: services.move_lesson(
        lesson_id=the_course.lessons.order_by("position")[1].pk, up=True, actor=hr, now=NOW
    ),
    "question": lambda the_course, hr: services.remove_question(
        scenario_id=the_course.scenarios.order_by("position")[0].pk, actor=hr, now=NOW
    ),
    "new": lambda the_course, hr: services.add_lesson(
        course_id=the_course.pk, fields={"title_nl": "N", "title_en": "", "body_nl": "N", "body_en": ""}, actor=hr,
        now=NOW,
    ),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_course_of_which_hr_changed_a_page_is_their_own_and_no_update_touches_it(change: str) -> None:
    reference.sync()
    hr = employee(roles=["hr"])
    ours, others = Course.objects.order_by("pk")[0], Course.objects.order_by("pk")[1:]
    CHANGES[change](ours, hr)
    ours.refresh_from_db()
    assert ours.own_since == NOW
    Course.objects.update(summary_nl="Oud")
    before = everything()
    reference.sync()
    ours.refresh_from_db()
    assert ours.summary_nl == "Oud"
    assert [row for row in everything() if mine(row, ours)] == [row for row in before if mine(row, ours)]
    assert not any(other.summary_nl == "Oud" for other in others.all()), "the others follow the files"


def mine(row: object, the_course: Course) -> bool:
    assert isinstance(row, dict)
    return the_course.pk in (row.get("course_id"), row["id"] if "own_since" in row else None)
