"""What people at Houtwijk wait for: two courses that HR wrote and has not planned yet, and which course comes first."""

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from people.choices import FunctionGroup
from portal.seed.world import Member, World
from training import rules, services
from training.choices import CompletionSource, CourseKind, Level, PartOfWeek, Theme
from training.models import Completion, Course, Enrolment, HeadStart, Interest, Prerequisite, Session

WAITED_FOR: list[tuple[float, dict[str, Any]]] = [
    (
        0.03,
        {
            "title_nl": "Een gesprek met familie voorbereiden",
            "title_en": "Preparing a talk with family",
            "summary_nl": "Je oefent een lastig gesprek met AI, zonder namen, en gaat er rustiger in.",
            "summary_en": "You practise a hard talk with AI, without names, and go in calmer.",
            "outcomes_nl": "Je laat AI de ander spelen\nJe kiest zelf je woorden\nJe weet wat je nooit invoert",
            "outcomes_en": "You let AI play the other\nYou choose your own words\nYou know what you never enter",
            "audience_nl": "Wie met cliënten werkt",
            "audience_en": "Who works with clients",
            "function_groups": [FunctionGroup.CUSTOMER_CONTACT.value],
            "theme": Theme.APPLY,
            "level": Level.FURTHER,
            "duration_minutes": 120,
        },
    ),
    (
        0.012,
        {
            "title_nl": "Zelf een AI-assistent maken",
            "title_en": "Making an AI assistant yourself",
            "summary_nl": "Je maakt een assistent voor een taak die vaak terugkomt en test of hij klopt.",
            "summary_en": "You make an assistant for a task that often comes back, and test whether it is right.",
            "outcomes_nl": "Je schrijft op wat de assistent doet en niet doet\nJe test hem met moeilijke gevallen",
            "outcomes_en": "You write down what the assistant does and does not do\nYou test it with hard cases",
            "audience_nl": "Teammanagers en medewerkers van kantoor",
            "audience_en": "Team managers and staff of the office",
            "function_groups": [FunctionGroup.MANAGER.value, FunctionGroup.NO_CUSTOMER_CONTACT.value],
            "theme": Theme.APPLY,
            "level": Level.START,
            "duration_minutes": 90,
        },
    ),
]
"""Each course with the part of the people who wait for it."""

COMES_FIRST = {"coach": ("safe", "ask"), "excel": ("ask",)}


def seed(world: World, courses: dict[str, Course]) -> None:
    """Write the courses, let people say when they want them, and say which course comes before another.

    It has chance of its own, so that no other part of the story changes with it.
    """
    chance = Random(world.until.toordinal() * 10_007 + len(world.members))  # noqa: S311 - a story
    written = [(_written(world, fields, chance), share) for share, fields in WAITED_FOR]
    for course, share in written:
        _let_people_wait(world, course, share, chance)
    _plan_for_who_waits(world, written[-1][0], chance)
    Prerequisite.objects.bulk_create(
        Prerequisite(course=courses[code], first=courses[first])
        for code, firsts in COMES_FIRST.items()
        for first in firsts
    )
    for code, firsts in COMES_FIRST.items():
        _did_first(courses[code], [courses[first] for first in firsts], chance)


def _did_first(course: Course, firsts: list[Course], chance: Random) -> None:
    """Who asks for a course did what comes first, elsewhere where we know of nothing; else nobody could say yes."""
    asked = Enrolment.objects.requested().filter(session__course=course).order_by("pk")
    made = set(Completion.objects.filter(course__in=firsts).values_list("course", "person"))
    Completion.objects.bulk_create(
        Completion(
            public_id=UUID(int=chance.getrandbits(128), version=4), course=first, person_id=row.person_id,
            completed_at=row.joined_at - timedelta(days=61), recorded_at=row.joined_at - timedelta(days=60),
            source=CompletionSource.ELSEWHERE,
        )
        for row in asked
        for first in firsts
        if (first.pk, row.person_id) not in made
    )  # fmt: skip


def _written(world: World, fields: dict[str, Any], chance: Random) -> Course:
    written = world.moment(world.until - timedelta(days=50), 11)
    return Course.objects.create(
        public_id=UUID(int=chance.getrandbits(128), version=4), kind=CourseKind.IN_CLASS,
        provider="Houtwijk Academie", created_at=written, created_by=world.roles["hr"], published_at=written, **fields,
    )  # fmt: skip


def _let_people_wait(world: World, course: Course, share: float, chance: Random) -> None:
    """Let the keenest of those it is meant for say that they want it, most in the evening or the morning."""
    shown = {person.pk for person in world.roles.values()}
    meant = [
        each for each in world.members if each.function_group in course.function_groups and each.person.pk not in shown
    ]

    def eager(member: Member) -> float:
        return -member.keen + chance.gauss(0, 0.3)

    Interest.objects.bulk_create(
        Interest(
            public_id=UUID(int=chance.getrandbits(128), version=4),
            course=course,
            person=each.person,
            moments=[part.value for part in PartOfWeek if chance.random() < LIKED[part]],
            said_at=world.moment(world.until - timedelta(days=chance.randrange(1, 45)), chance.randrange(8, 18)),
        )
        for each in sorted(meant, key=eager)[: max(3, round(len(world.members) * share))]
    )


def _plan_for_who_waits(world: World, course: Course, chance: Random) -> None:
    """Plan a session yesterday, of which everyone who waited heard; the first of them have enrolled."""
    yesterday = world.moment(world.until - timedelta(days=1), 15)
    starts_at = world.moment(_weekday(world.until + timedelta(days=24)), 19)
    session = Session.objects.create(
        public_id=UUID(int=chance.getrandbits(128), version=4), course=course, starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=course.duration_minutes), capacity=14, place="Hoofdkantoor, zaal Iep",
        enrol_from=rules.head_start_ends(yesterday, starts_at), created_at=yesterday, created_by=world.roles["hr"],
    )  # fmt: skip
    HeadStart.objects.bulk_create(
        HeadStart(session=session, person=row.person, told_at=yesterday)
        for row in course.interests.select_related("person").order_by("said_at", "pk")
    )
    told = list(session.head_starts.select_related("person").order_by("pk"))
    for minutes, row in enumerate(told[: len(told) // 3]):
        at = yesterday + timedelta(minutes=20 * (minutes + 1))
        services.enrol(session_id=session.pk, person=row.person, actor=row.person, now=at)


def _weekday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


LIKED = {PartOfWeek.MORNING: 0.4, PartOfWeek.AFTERNOON: 0.25, PartOfWeek.EVENING: 0.3, PartOfWeek.WEEKEND: 0.08}
"""How likely somebody names each moment; who names none is free at any."""
