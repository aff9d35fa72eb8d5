"""Fourteen months of pilots at Houtwijk: from idea to use, stopped with a lesson, parked, late, measured, logged."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from people.choices import LEADERSHIP
from people.models import Person, Unit
from pilots import rules
from pilots.choices import DecisionKind, MemberRole, Stage
from pilots.models import Decision, LogEntry, Measurement, Membership
from pilots.models import Pilot as PilotRow
from portal.seed.people import new_id
from portal.seed.pilots_stories import EVERYDAY_LOG, PILOTS, STEP_REASONS, Pilot
from portal.seed.strategy_texts import GOALS
from portal.seed.world import Member, World
from strategy.models import Objective
from tools.models import Tool

K = DecisionKind
STEPS: dict[str, tuple[K, ...]] = {
    "idea": (),
    "existing": (),
    "intake": (K.CONTINUE,),
    "running": (K.CONTINUE, K.CONTINUE),
    "due": (K.CONTINUE, K.CONTINUE),
    "extended": (K.CONTINUE, K.CONTINUE, K.EXTEND),
    "evaluation": (K.CONTINUE, K.CONTINUE, K.CONTINUE),
    "scaling": (K.CONTINUE, K.CONTINUE, K.CONTINUE, K.SCALE),
    "in_use": (K.CONTINUE, K.CONTINUE, K.CONTINUE, K.SCALE, K.CONTINUE),
    "stopped": (K.CONTINUE, K.CONTINUE, K.CONTINUE, K.STOP),
    "parked": (K.CONTINUE, K.PARK),
}
"""The decisions that each path took, in order."""
TRIAL = timedelta(days=84)


@dataclass
class Made:
    """Rows that wait to be written together."""

    pilots: list[PilotRow] = field(default_factory=list)
    members: list[Membership] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    measurements: list[Measurement] = field(default_factory=list)
    entries: list[LogEntry] = field(default_factory=list)


@dataclass
class Days:
    """When things happened to one pilot."""

    registered: date
    intake: date
    started: date
    due: date
    evaluated: date
    decided: date
    in_use: date


def seed(world: World) -> None:
    """Write the register: each pilot with its team, decisions, measurements and log."""
    titles = {objective.title_nl: objective for objective in Objective.objects.all()}
    goals = [titles.get(goal.title[0]) for goal in GOALS]
    tools = {tool.name: tool for tool in Tool.objects.all()}
    made = Made()
    for story in PILOTS:
        days = _days(world, story)
        if days is not None:
            goal = None if story.goal is None else goals[story.goal]
            _tell(world, made, story, days, goal, tools.get(story.tool or ""))
    PilotRow.objects.bulk_create(made.pilots)
    Membership.objects.bulk_create(made.members)
    Decision.objects.bulk_create(made.decisions)
    Measurement.objects.bulk_create(made.measurements)
    LogEntry.objects.bulk_create(made.entries)


def _days(world: World, story: Pilot) -> Days | None:
    """Return the moments of a pilot, so that it stands today where its path ends; ``None`` before the story began."""
    until, chance = world.until, world.random
    age = {
        "idea": chance.randrange(3, 50), "intake": chance.randrange(25, 70), "running": chance.randrange(65, 105),
        "due": chance.randrange(138, 160), "extended": chance.randrange(150, 170),
        "evaluation": chance.randrange(130, 140), "scaling": chance.randrange(170, 260),
        "in_use": chance.randrange(270, 400), "stopped": chance.randrange(170, 380),
        "parked": chance.randrange(80, 250), "existing": chance.randrange(180, 390),
    }[story.path]  # fmt: skip
    registered = until - timedelta(days=age)
    if registered < world.periods[0].first_day:
        return None
    started = registered + timedelta(days=42)
    due = started + TRIAL
    # The programme learns to decide on time: what came late in the first half comes on its day later on.
    early = (until - registered).days > 250
    decided = due + timedelta(days=chance.choice([9, 21, -2]) if early else chance.choice([-4, -1, 0, 0, 6]))
    return Days(
        registered=registered,
        intake=registered + timedelta(days=chance.randrange(6, 16)),
        started=started,
        due=due,
        evaluated=min(due, decided) - timedelta(days=7),
        decided=decided,
        in_use=decided + timedelta(days=chance.randrange(50, 80)),
    )


def _tell(  # noqa: PLR0917 - one pilot
    world: World, made: Made, story: Pilot, days: Days, goal: Objective | None, tool: Tool | None
) -> None:
    unit = next((unit for unit in world.units.values() if unit.name == story.unit), world.units["100"])
    team = _team(world, unit)
    owner = team[0]
    if story.unit == "Wijkteam Haven" and "team" in world.roles:
        owner = world.roles["team"]
    sponsor = _sponsor(world, unit, [owner, *team])
    is_trial = story.path not in {"idea", "existing"}
    runs = is_trial and story.path not in {"intake", "parked"}
    pilot = PilotRow(
        public_id=new_id(world), title=story.title, question=story.question, hypothesis=story.expects,
        language=story.language, objective=goal, tool=tool, unit=unit,
        sponsor=sponsor if is_trial else None, entry_stage=Stage.IN_USE if story.path == "existing" else Stage.IDEA,
        starts_on=days.started if runs else None, decision_due_on=days.due if runs else None,
        measure_name=story.measure, measure_unit=story.counted_in,
        baseline=Decimal(story.start) if story.start else None,
        target=Decimal(story.target) if story.target else None,
        stop_criterion=_stop_criterion(story) if is_trial else "",
        personal_data=story.personal_data if is_trial or story.path == "existing" else "",
        registered_at=world.moment(days.registered, 11), registered_by=owner,
    )  # fmt: skip
    pilot.stage = pilot.entry_stage
    made.pilots.append(pilot)
    made.members.append(Membership(pilot=pilot, person=owner, role=MemberRole.OWNER, since=days.registered))
    made.members += [
        Membership(pilot=pilot, person=person, role=MemberRole.MEMBER, since=days.intake)
        for person in team[1:]
        if person != owner
    ]
    made.decisions += _decisions(world, story, days, pilot)
    if runs:
        made.measurements += _measurements(world, story, days, pilot, owner)
    made.entries += _entries(world, story, days, pilot, [owner, *team[1:]], runs=runs)


def _team(world: World, unit: Unit) -> list[Person]:
    """Return three colleagues of a unit, or of the whole organisation where the unit is empty."""
    here: list[Member] = [member for member in world.members if member.unit.pk == unit.pk]
    around = [member for member in world.members if member.unit.parent_id == unit.pk]
    chosen = here or around or world.members
    keen = sorted(chosen, key=lambda member: -member.keen)[:6]
    return [member.person for member in world.random.sample(keen, k=min(3, len(keen)))]


def _sponsor(world: World, unit: Unit, team: list[Person]) -> Person:
    """Return a manager of the unit, or of one above it, who is not in the team."""
    place: Unit | None = unit
    while place is not None:
        for member in world.members:
            leads = member.unit.pk == place.pk and member.function_group in LEADERSHIP
            if leads and member.person not in team:
                return member.person
        place = place.parent
    return world.roles["board"]


def _stop_criterion(story: Pilot) -> str:
    if story.language == "en":
        return "If we are not halfway to the target after six weeks, or if something goes wrong with personal data."
    return "Als we na zes weken niet op de helft van het doel zijn, of als er iets misgaat met persoonsgegevens."


def _decisions(world: World, story: Pilot, days: Days, pilot: PilotRow) -> Iterator[Decision]:
    """Walk the path of a pilot along the allowed moves, and leave it at its last stage."""
    office, board = world.roles["programme_office"], world.roles["board"]
    at = {Stage.INTAKE: days.intake, Stage.RUNNING: days.started, Stage.EVALUATION: days.evaluated}
    for number, kind in enumerate(STEPS[story.path], start=1):
        to_stage = rules.destination(pilot.stage, kind)
        assert to_stage is not None  # noqa: S101 - a path of the story that the rules forbid must not be told
        is_answer = kind in rules.ANSWERS_THE_DATE
        day = days.decided if is_answer else at.get(Stage(to_stage), days.in_use)
        new_due_on = days.due + timedelta(days=60) if kind == K.EXTEND else None
        if kind == K.PARK:
            day = days.intake + timedelta(days=20)
            pilot.parked_from = pilot.stage
        named = is_answer or kind == K.PARK
        yield Decision(
            public_id=new_id(world), pilot=pilot, number=number, kind=kind, from_stage=pilot.stage, to_stage=to_stage,
            reason=story.reason if named else world.random.choice(STEP_REASONS[to_stage]),
            lesson=story.lesson if kind == K.STOP else "", language="nl",
            answers_due_on=days.due if is_answer else None, new_due_on=new_due_on,
            decided_by=board if kind == K.SCALE and world.random.random() < 0.6 else office,
            at=world.moment(min(day, world.until), 15, world.random.randrange(60)),
        )  # fmt: skip
        pilot.stage = to_stage
        if new_due_on is not None:
            pilot.decision_due_on = new_due_on


def _measurements(world: World, story: Pilot, days: Days, pilot: PilotRow, owner: Person) -> Iterator[Measurement]:
    """Measure every two weeks on the way from start to end, with the noise of real weeks."""
    if not story.end or pilot.baseline is None:
        return
    end, last = Decimal(story.end), min(days.evaluated, world.until - timedelta(days=2))
    if story.path in {"due", "extended", "running"}:
        last = world.until - timedelta(days=world.random.randrange(2, 12))
    count = max(2, min(8, (last - days.started).days // 14))
    for place in range(1, count + 1):
        share = Decimal(place) / count
        noise = Decimal(str(round(world.random.uniform(-0.12, 0.12), 3))) if place < count else Decimal(0)
        value = pilot.baseline + (end - pilot.baseline) * (share**2 if place == 1 else share) * (1 + noise)
        day = days.started + (last - days.started) * place / count
        yield Measurement(
            public_id=new_id(world), pilot=pilot, measured_on=day, value=value.quantize(Decimal("0.1")),
            cases=world.random.randrange(12, 60), note="", recorded_by=owner, recorded_at=world.moment(day, 16),
        )  # fmt: skip


def _entries(
    world: World, story: Pilot, days: Days, pilot: PilotRow, team: list[Person], *, runs: bool
) -> Iterator[LogEntry]:
    if not runs:
        return
    last = min(days.evaluated if story.path not in {"running", "due", "extended"} else world.until, world.until)
    texts = list(story.log)
    if story.language == "nl":
        texts = [*world.random.sample(EVERYDAY_LOG, k=2), *texts]
    for place, text in enumerate(texts, start=1):
        day = days.started + (last - days.started) * place / (len(texts) + 1)
        yield LogEntry(
            public_id=new_id(world), pilot=pilot, text=text, language=story.language,
            written_by=world.random.choice(team), at=world.moment(day, 14, world.random.randrange(60)),
        )  # fmt: skip
