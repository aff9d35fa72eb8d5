"""HR writes the lessons of a course in the portal: their words, their order, and what goes.

Everything here and in ``services.questions`` locks the row of the course first. Who follows the course holds that row
as it is meanwhile, so each meets the whole of before or of after. Completions keep the version that they are of.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import EditConflict, RuleBroken
from common.prose import normalised, refused_prose
from common.services import record
from people.models import Person
from training.choices import CourseKind
from training.errors import raise_if_any
from training.models import Course, Lesson, RemovedPage, Scenario
from training.rules import pages
from training.services.conditions import assert_manages

LESSON_FIELDS = ("title_nl", "title_en", "body_nl", "body_en")


@transaction.atomic
def add_lesson(*, course_id: int, fields: Mapping[str, str], actor: Person, now: datetime) -> Lesson:
    """Write a new lesson after the others. Who is halfway reads it too; who completed the course keeps that."""
    course = held(course_id, actor)
    if course.lessons.count() >= pages.MOST_LESSONS:
        words = _("A course holds at most %(most)d lessons. Make another course, and put the two in a learning path.")
        raise RuleBroken(words % {"most": pages.MOST_LESSONS})
    words_of = _words_of(fields)
    raise_if_any(faults_of_lesson(words_of))
    lesson = Lesson.objects.create(course=course, key=new_key(), position=after_last(course.lessons.all()), **words_of)
    make_own(course, now=now)
    record("lesson.added", lesson, actor=actor, now=now)
    return lesson


@transaction.atomic
def edit_lesson(
    *,
    lesson_id: int,
    fields: Mapping[str, str],
    is_other_content: bool,
    actor: Person,
    now: datetime,
    edition: int | None = None,
) -> Lesson:
    """Change the words of a lesson; where somebody saved since ``edition``, ``EditConflict`` is raised.

    With ``is_other_content`` who is halfway reads it again. Of other words only, what they read stays read.
    """
    lesson = _lesson(lesson_id, actor)
    words_of = _words_of(fields)
    changed = [name for name in LESSON_FIELDS if getattr(lesson, name) != words_of[name]]
    if changed and edition is not None and edition != lesson.edition:
        raise EditConflict(kept=lesson)
    raise_if_any(faults_of_lesson(words_of))
    if changed:
        for name in changed:
            setattr(lesson, name, words_of[name])
        lesson.edition += 1
        lesson.revision += is_other_content
        lesson.save(update_fields=[*changed, "edition", "revision"])
        make_own(lesson.course, now=now)
        fields_changed = [*changed, "revision"] if is_other_content else changed
        record("lesson.changed", lesson, actor=actor, now=now, fields=fields_changed)
    return lesson


@transaction.atomic
def move_lesson(*, lesson_id: int, up: bool, actor: Person, now: datetime) -> Lesson:
    """Move a lesson one place up or down. At an end it stays where it is; what is read stays read."""
    lesson = _lesson(lesson_id, actor)
    if moved(list(lesson.course.lessons.in_order()), lesson, up=up):
        make_own(lesson.course, now=now)
        record("lesson.moved", lesson, actor=actor, now=now, fields=["position"])
    return lesson


@transaction.atomic
def remove_lesson(*, lesson_id: int, actor: Person, now: datetime) -> Course:
    """Take a lesson away for good. A course in the catalogue that is followed here keeps at least one."""
    lesson = _lesson(lesson_id, actor)
    course = lesson.course
    if course.is_in_portal and course.is_published and course.lessons.count() == 1:
        raise RuleBroken(
            _("Everyone sees this course, so it keeps at least one lesson. Add another one first, or change this one.")
        )
    record("lesson.removed", lesson, actor=actor, now=now)
    forget(lesson, now=now)
    make_own(course, now=now)
    return course


def faults_of_lesson(fields: Mapping[str, str]) -> list[RuleBroken]:
    """Return what is wrong with the words of a lesson, each with its field."""
    found = []
    if not fields["title_nl"]:
        found.append(RuleBroken(_("Give the lesson a title in Dutch."), field="title_nl"))
    if not fields["body_nl"]:
        found.append(RuleBroken(_("Write the lesson in Dutch."), field="body_nl"))
    for name in ("body_nl", "body_en"):
        if len(fields[name]) > pages.LONGEST_LESSON:
            found.append(RuleBroken(too_long(len(fields[name]), pages.LONGEST_LESSON), field=name))
        picture = refused_prose(fields[name], field=name)
        if picture is not None:
            found.append(picture)
    return found


def too_long(length: int, most: int) -> str:
    """Say that a text does not fit, and by how much."""
    words = _("This text has %(length)d characters, and at most %(most)d fit. Make it shorter or make two of it.")
    return words % {"length": length, "most": most}


# --- what lessons and questions share ---------------------------------------------------------------------------------
def held(course_id: int, actor: Person) -> Course:
    """Return the course locked, for who may change it and for a kind that has pages here."""
    assert_manages(actor)
    course = Course.objects.select_for_update(no_key=True).get(pk=course_id)
    if course.kind == CourseKind.ELSEWHERE:
        raise RuleBroken(_("This course is with another provider, so its lessons are there too."))
    return course


def new_key() -> str:
    """Return a name that no lesson or question of the course had before, and none that comes with Houvast will have."""
    return f"own-{uuid4().hex}"


def after_last(rows: Any) -> int:
    """Return the place after the last of them."""
    last = rows.order_by("position").values_list("position", flat=True).last()
    return 0 if last is None else last + 1


def moved[Row: (Lesson, Scenario)](rows: Sequence[Row], row: Row, *, up: bool) -> bool:
    """Put a row one place up or down and number them anew; false where it stands at that end already."""
    order = [each.pk for each in rows]
    place = order.index(row.pk)
    goal = place + (-1 if up else 1)
    if not 0 <= goal < len(order):
        return False
    order.insert(goal, order.pop(place))
    by_pk = {each.pk: each for each in rows}
    for position, pk in enumerate(order):
        by_pk[pk].position = position
    type(row)._default_manager.bulk_update(by_pk.values(), ["position"])
    return True


def forget(row: Lesson | Scenario, *, now: datetime) -> None:
    """Delete a lesson or question; its address leads to the course from now on."""
    RemovedPage.objects.create(public_id=row.public_id, course=row.course, removed_at=now)
    row.delete()


def make_own(course: Course, *, now: datetime) -> None:
    """Let a course that comes with Houvast be the organisation's own: updates leave it alone from now on."""
    if course.key and course.own_since is None:
        course.own_since = now
        course.save(update_fields=["own_since"])


def _lesson(lesson_id: int, actor: Person) -> Lesson:
    """Return a lesson under the lock of its course; one that is gone since the page was made is said in words."""
    course_id = Lesson.objects.filter(pk=lesson_id).values_list("course", flat=True).first()
    course = held(course_id, actor) if course_id is not None else None
    lesson = course.lessons.filter(pk=lesson_id).first() if course else None
    if course is None or lesson is None:
        raise RuleBroken(_("Somebody removed this lesson in the meantime."))
    lesson.course = course
    return lesson


def _words_of(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: normalised(fields[name]) for name in LESSON_FIELDS}
