"""Who followed the courses in the portal at Houtwijk: published halfway, taken up by the keenest first."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from portal.seed.world import Member, World
from training import reference, rules, services
from training.choices import CompletionSource
from training.choices.confidence import Moment
from training.models import Completion, Confidence, Course, Lesson, LessonRead, QuizAttempt, Requirement

REACHES = {"ai-in-my-work": 0.22, "work-safely-with-ai": 0.3, "ask-well-and-check-well": 0.1}
"""Part of the people who completed each course by the end of the story."""


def seed(world: World, required: Course) -> None:
    """Publish the courses that come with Houvast and let people follow them.

    It has chance of its own, so that no other part of the story changes with it.
    """
    reference.sync()
    chance = Random(world.until.toordinal() * 10_000 + len(world.members))  # noqa: S311 - a story
    for course in Course.objects.exclude(key="").order_by("pk"):
        _publish(world, course)
        _let_people_follow(world, course, chance)
    _let_the_employee_be_halfway(world)
    # Who cannot come to a session does the same in the portal, so that nobody waits for a seat.
    for requirement in Requirement.objects.filter(course=required):
        requirement.alternatives.add(Course.objects.get(key="work-safely-with-ai"))


def _publish(world: World, course: Course) -> None:
    """Publish the course halfway the story, as HR would have then."""
    half = world.periods[len(world.periods) // 2].first_day
    Course.objects.filter(pk=course.pk).update(created_at=world.moment(half, 9))
    services.publish_course(course_id=course.pk, actor=world.roles["hr"], now=world.moment(half, 10))
    course.refresh_from_db()


def _let_people_follow(world: World, course: Course, chance: Random) -> None:
    """Give the keenest a completion with the result behind it, and some others a course that they are halfway in."""
    since = course.published_at or world.moment(world.until)
    days = max(1, (world.moment(world.until, 8) - since).days - 1)
    kept = {person.pk for person in world.roles.values()}
    people = [each for each in world.members if each.person.pk not in kept and each.hired_on <= since.date()]
    people.sort(key=lambda each: (-each.keen + chance.gauss(0, 0.3), each.person.pk))
    number = round(len(people) * REACHES[course.key])
    lessons = list(Lesson.objects.filter(course=course).in_order())
    total = course.scenarios.count()
    done = [(each, since + timedelta(days=days * chance.random() ** 0.8)) for each in people[:number]]
    halfway = [(each, since + timedelta(days=days * chance.random())) for each in people[number : number + number // 4]]
    Completion.objects.bulk_create(_completion(course, each, at, chance) for each, at in done)
    reads = [(each, at, len(lessons)) for each, at in done]
    reads += [(each, at, chance.randrange(1, len(lessons))) for each, at in halfway]
    LessonRead.objects.bulk_create(
        (
            LessonRead(person=each.person, lesson=lesson, read_at=at - timedelta(minutes=4 * (len(lessons) - index)))
            for each, at, read in reads
            for index, lesson in enumerate(lessons[:read])
        ),
        batch_size=2000,
    )
    QuizAttempt.objects.bulk_create(_attempt(course, each, at, total, chance) for each, at in done)
    Confidence.objects.bulk_create(_rated(course, each, at, chance) for each, at in done if chance.random() < 0.7)


def _completion(course: Course, member: Member, at: datetime, chance: Random) -> Completion:
    return Completion(
        public_id=UUID(int=chance.getrandbits(128), version=4),
        course=course,
        person=member.person,
        completed_at=at,
        recorded_at=at,
        source=CompletionSource.PORTAL,
    )


def _attempt(course: Course, member: Member, at: datetime, total: int, chance: Random) -> QuizAttempt:
    right = chance.randint(rules.right_to_pass(total), total)
    return QuizAttempt(
        person=member.person, course=course, began_at=at - timedelta(minutes=6), finished_at=at, right=right,
        total=total, passed=True,
    )  # fmt: skip


def _rated(course: Course, member: Member, at: datetime, chance: Random) -> Confidence:
    before = chance.randint(1, 4)
    return Confidence(
        person=member.person, course=course, before=before, after=min(5, before + chance.randint(0, 2)), rated_at=at
    )


def _let_the_employee_be_halfway(world: World) -> None:
    """The employee of the demo read all lessons of the first course, and answered two of its questions yesterday."""
    person, now = world.roles["employee"], world.moment(world.until, 8)
    course = Course.objects.exclude(key="").earliest("pk")
    services.rate_confidence(course_id=course.pk, person=person, moment=Moment.BEFORE, rating=2, now=now)
    for minute, lesson in enumerate(course.lessons.in_order()):
        services.read_lesson(lesson_id=lesson.pk, person=person, now=now + timedelta(minutes=4 * minute))
    for scenario in course.scenarios.in_order()[:2]:
        choice = scenario.choices.get(is_right=True)
        services.answer_scenario(
            scenario_id=scenario.pk, choice_id=choice.pk, person=person, now=now + timedelta(minutes=30)
        )
