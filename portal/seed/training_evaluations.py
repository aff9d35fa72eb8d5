"""What people at Houtwijk thought of their courses: told per month and course, and a box that is open now.

The answers of the past never had a person, not even while this is made. It has chance of its own, so that no other
part of the story changes with it.
"""

from collections import defaultdict
from random import Random
from uuid import UUID

from common.periods import Period
from governance.selectors import smallest_group
from people.models import Person
from portal.seed.world import World
from surveys.choices import RoundState
from training import services
from training.models import Completion, Course, Evaluated, EvaluationFigure, EvaluationRound
from training.rules.opinions import Opinion, settle_opinions
from training.selectors.evaluations import evaluation_ticket, to_evaluate

FIRST_MONTH = 4
"""The works council agreed in the fourth month."""
ANSWER = 0.55
NOT_YET = {"employee", "team", "manager", "hr"}
SEND_NOW = 12


def seed(world: World) -> None:
    """Tell each month since the works council agreed, and let some of this month's people send."""
    chance = Random(world.until.toordinal() * 30_011 + len(world.members))  # noqa: S311 - a story
    waiting: list[Opinion] = []
    for month in world.periods[FIRST_MONTH:]:
        waiting = _hold(world, month, waiting, chance)
    services.tend_evaluations(now=world.moment(world.until, 6))
    _send_some(world)


def _hold(world: World, month: Period, waiting: list[Opinion], chance: Random) -> list[Opinion]:
    """Tell one month, and return what waits on."""
    courses = {str(each.public_id): each for each in Course.objects.order_by("pk")}
    the_round = EvaluationRound.objects.create(
        public_id=UUID(int=chance.getrandbits(128), version=4), state=RoundState.CLOSED, opened_on=month.first_day,
        closed_on=month.next().first_day, key_destroyed_on=month.next().first_day, smallest_group=smallest_group(),
        seal_key=b"destroyed",
    )  # fmt: skip
    done = Completion.objects.filter(completed_at__gte=month.starts_at, completed_at__lt=month.ends_at)
    by_course: dict[int, set[int]] = defaultdict(set)
    for course_id, person_id in done.values_list("course", "person"):
        by_course[course_id].add(person_id)
    sent, given = [], list(waiting)
    for key, course in courses.items():
        people = sorted(by_course[course.pk])
        senders = [person for person in people if chance.random() < ANSWER]
        sent += [Evaluated(person_id=pk, course=course, known_on=month.next().first_day) for pk in senders]
        liked = 0.6 + Random(key).random() * 0.25  # noqa: S311 - a story
        given += [Opinion(key, month, _answers(chance, liked)) for _sender in senders]
    chance.shuffle(sent)
    Evaluated.objects.bulk_create(sent, ignore_conflicts=True)
    themes = {key: course.theme for key, course in courses.items()}
    settled = settle_opinions(given, themes=themes, month=month, k=the_round.smallest_group)
    EvaluationFigure.objects.bulk_create(
        EvaluationFigure(
            round=the_round, course=courses[course] if course else None, theme=theme, question=told.question,
            **EvaluationFigure.columns_of(told),
        )
        for course, theme, figures in settled.figures
        for told in figures
    )  # fmt: skip
    return settled.waiting


def _answers(chance: Random, liked: float) -> dict[str, str]:
    useful = chance.choice("45") if chance.random() < liked else chance.choice("1233")
    tomorrow = "yes" if chance.random() < liked - 0.15 else chance.choice(["partly", "no"])
    pace = "right" if chance.random() < 0.7 else chance.choice(["slow", "fast", "fast"])
    return {"useful": useful, "tomorrow": tomorrow, "pace": pace}


def _send_some(world: World) -> None:
    """Let some of who completed a course of late send, through the door that everybody takes."""
    now = world.moment(world.until, 8)
    roles = {world.roles[name].pk for name in NOT_YET if name in world.roles}
    lately = Person.objects.filter(completions__completed_at__gt=world.moment(world.until.replace(day=1)))
    for person in lately.exclude(pk__in=roles).distinct().order_by("pk")[:SEND_NOW]:
        for course in to_evaluate(person, now=now)[:1]:
            ticket = evaluation_ticket(person, course, now=now)
            if ticket is not None:
                services.send_evaluation(ticket=ticket, answers={"useful": "4", "tomorrow": "partly", "pace": "right"})
