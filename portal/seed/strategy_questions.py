"""Which passages were clear to people at Houtwijk: told per month and question, and a box that is open now.

What people chose never had a person, not even while this is made. It has chance of its own, so that no other part of
the story changes with it.
"""

from collections.abc import Iterator
from random import Random
from uuid import UUID

from common.periods import Period
from governance.selectors import smallest_group
from portal.seed.world import World
from strategy import services
from strategy.choices import ChangeKind, Chosen
from strategy.models import Acknowledgement, Question, QuestionFigure, QuestionRound
from strategy.rules.clarity import Choice, settle_choices
from strategy.selectors import AskedQuestion, choices_to_send
from surveys.choices import RoundState

FIRST_MONTH = 2
"""The works council agreed in the second month."""
SENDS = 0.6
SEND_NOW = 6


def seed(world: World) -> None:
    """Tell each month since the works council agreed, and let some of this month's readers send."""
    chance = Random(world.until.toordinal() * 30_013 + len(world.members))  # noqa: S311 - a story
    questions = {str(each.public_id): each for each in _asked()}
    waiting: list[Choice] = []
    for month in world.periods[FIRST_MONTH:]:
        waiting = _hold(world, month, waiting, questions, chance)
    services.tend_questions(now=world.moment(world.until, 6))
    _send_some(world, chance)


def _asked() -> list[Question]:
    rows = Question.objects.filter(clause__version__published_at__isnull=False).select_related("clause__version")
    return list(rows.prefetch_related("choices").order_by("clause__version", "clause__position"))


def _hold(
    world: World, month: Period, waiting: list[Choice], questions: dict[str, Question], chance: Random
) -> list[Choice]:
    """Tell one month, and return what waits on."""
    the_round = QuestionRound.objects.create(
        public_id=UUID(int=chance.getrandbits(128), version=4), state=RoundState.CLOSED, opened_on=month.first_day,
        closed_on=month.next().first_day, key_destroyed_on=month.next().first_day, smallest_group=smallest_group(),
        seal_key=b"destroyed",
    )  # fmt: skip
    given = list(waiting)
    for _reading, asked in _readings(world, month, list(questions.values())):
        if chance.random() < SENDS:
            for each in asked:
                clear = 0.55 + Random(each.clause.key).random() * 0.35  # noqa: S311 - a story
                chosen = Chosen.WISE if chance.random() < clear else Chosen.OTHER
                given.append(Choice(str(each.public_id), month, chosen))
    settled = settle_choices(given, known=questions, month=month, k=the_round.smallest_group)
    QuestionFigure.objects.bulk_create(
        QuestionFigure(round=the_round, question=questions[question], **QuestionFigure.columns_of(share))
        for question, share in settled.figures
    )
    return settled.waiting


def _readings(
    world: World, month: Period, questions: list[Question]
) -> Iterator[tuple[Acknowledgement, list[Question]]]:
    """Return who confirmed in a month, with what they were asked: of a later version only what changed."""
    groups = {member.person.pk: member.function_group for member in world.members}
    done = Acknowledgement.objects.select_related("version", "person").order_by("pk")
    before = set(done.filter(at__lt=month.starts_at).values_list("person", "version__document"))
    for reading in done.filter(at__gte=month.starts_at, at__lt=month.ends_at):
        anew = (reading.person_id, reading.version.document_id) in before
        yield (
            reading,
            [
                each
                for each in questions
                if each.clause.version_id == reading.version_id
                and (not each.clause.function_groups or groups.get(reading.person_id) in each.clause.function_groups)
                and not (anew and each.clause.change == ChangeKind.UNCHANGED)
            ],
        )


def _send_some(world: World, chance: Random) -> None:
    """Let some of who confirmed this month send, through the door that everybody takes."""
    readings = [each for each in _readings(world, Period.of(world.until), _asked()) if each[1]]
    for reading, asked in readings[:SEND_NOW]:
        known = [AskedQuestion(each, list(each.choices.all())) for each in asked]
        chosen = [(each, chance.choice(each.choices)) for each in known]
        ballots = [(ticket, str(word)) for word, ticket in choices_to_send(chosen, reading.person)]
        if ballots:
            services.send_choices(ballots=ballots)
