"""What people at Houtwijk use already: the board stands by the promise, and each quarter tells what is needed.

What was said without a name never had a person, not even while this is made: only the quarter that is open now goes
through the door that everybody takes. It has chance of its own, so that no other part of the story changes with it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

from common.services import change_setting
from governance.selectors import has_agreement, smallest_group
from people.choices import FunctionGroup
from portal.seed.world import World, give_id
from tools import services
from tools.choices import LEAK_FORM, DataClass, Task
from tools.choices.declarations import DECLARED_FIGURES, DeclarationRoundState, PromiseMove, promise_hash
from tools.models import DeclarationRound, Need, PromiseStep, Tool
from tools.rules.needs import Sheet, quarter_end
from tools.selectors.advice import Said
from tools.selectors.declaring import declaration_ticket

ASKED_IN, DECIDED_AFTER = 3, timedelta(days=12)
"""The office asked the board in the fourth month."""
HABITS: list[tuple[str, tuple[Task, ...], float]] = [
    # what people use, for what, and how often of all who say something
    ("ChatGPT", (Task.WRITE, Task.SUMMARISE), 0.40),
    ("ChatGPT", (Task.PLAN,), 0.15),
    ("Google Translate", (Task.TRANSLATE,), 0.25),
    ("Gemini", (Task.SEARCH,), 0.12),
    ("Claude", (Task.WRITE, Task.ANALYSE), 0.08),
]
SAYS = 0.06
"""The share of the people that says something in a quarter."""
SEND_NOW, WITH_NAME = 14, 5
SHOWN = {"employee", "team", "manager", "hr"}


def seed(world: World) -> None:
    """Let the board decide, tell the quarters since, and let some people say it now, a few with their name."""
    chance = Random(world.until.toordinal() * 40_009 + len(world.members))  # noqa: S311 - a story
    change_setting(
        key=LEAK_FORM.key, value="https://intranet.houtwijk.example/datalek-melden",
        actor=world.roles["administrator"], now=world.moment(world.until - timedelta(days=58)),
    )  # fmt: skip
    opened = _decide(world, chance)
    while quarter_end(opened) + timedelta(days=1) < world.until:
        ends = quarter_end(opened)
        _tell(world, opened, ends, chance)
        opened = ends + timedelta(days=2)
    services.tend_declarations(now=world.moment(max(opened, world.until - timedelta(days=20)), 6))
    _say_now(world, chance)


def _decide(world: World, chance: Random) -> date:
    """Ask the board and let it stand by the promise; return the day on which the first quarter began."""
    asked = world.periods[min(ASKED_IN, len(world.periods) - 2)].first_day + timedelta(days=6)
    steps = [
        (PromiseMove.ASKED, world.roles["programme_office"], asked),
        (PromiseMove.GIVEN, world.roles["board"], asked + DECIDED_AFTER),
    ]
    for move, who, day in steps:
        PromiseStep.objects.create(
            public_id=_id(chance), move=move, promise=promise_hash(), taken_by=who, taken_at=world.moment(day, 14)
        )
    return asked + DECIDED_AFTER


def _tell(world: World, opened: date, ends: date, chance: Random) -> None:
    """Count a quarter of the past; without agreement it went unread."""
    closed_on = ends + timedelta(days=2)
    is_agreed = has_agreement(DECLARED_FIGURES)
    past = DeclarationRound.objects.create(
        public_id=_id(chance), promise=promise_hash(), opened_on=opened, ends_on=ends, closed_on=closed_on,
        state=DeclarationRoundState.CLOSED if is_agreed else DeclarationRoundState.UNREAD,
        key_destroyed_on=closed_on, smallest_group=smallest_group(), seal_key=b"destroyed",
    )  # fmt: skip
    if is_agreed:
        services.write_counts(past, _sheets(world, chance), now=world.moment(closed_on, 6))
        for need in Need.objects.filter(round=past).order_by("pk"):
            Need.objects.filter(pk=need.pk).delete()
            need.public_id = _id(chance)
            need.save(force_insert=True)


def _sheets(world: World, chance: Random) -> Sequence[Sheet]:
    """Return what so many people would say: leadership and offices more than the floor."""
    weight = {
        FunctionGroup.DIRECTOR: 2.0, FunctionGroup.MANAGER: 2.0,
        FunctionGroup.NO_CUSTOMER_CONTACT: 1.6, FunctionGroup.CUSTOMER_CONTACT: 0.8,
    }  # fmt: skip
    sheets = []
    for member in world.members:
        if chance.random() >= SAYS * weight[FunctionGroup(member.function_group)]:
            continue
        wide = member.function_group in (FunctionGroup.DIRECTOR, FunctionGroup.MANAGER)
        name, tasks, _share = chance.choices(HABITS, [share for _name, _tasks, share in HABITS])[0]
        sheets.append(
            Sheet(
                "leadership" if wide else "executing", "", name, frozenset(str(task) for task in tasks), is_first=True
            )
        )
    return sheets


def _say_now(world: World, chance: Random) -> None:
    """Let people say it in the quarter that is open: most without their name, through the ticket of everybody."""
    roles = {world.roles[name].pk for name in SHOWN if name in world.roles}
    others = [member.person for member in world.members if member.person.pk not in roles]
    people = chance.sample(others, min(len(others), SEND_NOW + WITH_NAME))
    now = world.moment(world.until, 9)
    for person in people[WITH_NAME:]:
        ticket = declaration_ticket(person, now=now)
        name, tasks, _share = chance.choice(HABITS)
        if ticket is not None:
            services.declare_unnamed(ticket=ticket, said=Said(None, name, [str(task) for task in tasks], ""))
    free = Tool.objects.filter(name="ChatGPT (gratis versie)").first()
    for number, person in enumerate(people[:WITH_NAME]):
        name, tasks, _share = HABITS[(number + 1) % len(HABITS)]
        own = free if number == 0 else None
        data = DataClass.INTERNAL if number % 2 else ""
        made = services.declare_named(
            said=Said(own, "" if own else name, [str(task) for task in tasks], str(data)), person=person,
            now=world.moment(world.until - timedelta(days=3 * number + 1), 12),
        )  # fmt: skip
        give_id(made, _id(chance))
        if number > 2:
            services.help_given(
                declaration_id=made.pk, actor=world.roles["programme_office"], now=world.moment(world.until, 10)
            )


def _id(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
