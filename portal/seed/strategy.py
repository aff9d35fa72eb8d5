"""Fourteen months of strategy at Houtwijk: two versions in force after each other, a draft, and who read them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from common.periods import Period
from people.choices import LEADERSHIP
from portal.seed import strategy_questions
from portal.seed.adoption import TARGETS
from portal.seed.people import new_id
from portal.seed.strategy_remarks import remark
from portal.seed.strategy_reviews import lying_with_the_board, reviewed
from portal.seed.strategy_texts import (
    DRAFT_ADDITION,
    DRAFT_CHANGE,
    GOALS,
    KEY_DATES,
    RULES,
    RULES_TITLE,
    STRATEGY,
    STRATEGY_TITLE,
    Both,
    Goal,
    Passage,
)
from portal.seed.world import World, give_id
from strategy import services
from strategy.choices import ChangeKind, DocumentKind, ObjectiveEvent, RevisionEvent
from strategy.models import Acknowledgement, Clause, Document, KeyDate, Objective, Question, Version


def seed(world: World) -> None:
    """Write, publish and read the strategy and the house rules; set the objectives."""
    first, second = _document(
        world, DocumentKind.STRATEGY, STRATEGY_TITLE, STRATEGY, [day_at(world, 0.06), day_at(world, 0.55)]
    )
    rules, renewed = _document(
        world, DocumentKind.HOUSE_RULES, RULES_TITLE, RULES, [day_at(world, 0.2), day_at(world, 0.75)]
    )
    _draft(world, second)
    _read(world, first, until=day_at(world, 0.55), reach=0.8)
    _read(world, second, until=world.until, reach=1.0)
    _read(world, rules, until=day_at(world, 0.75), reach=0.6)
    _read(world, renewed, until=world.until, reach=0.15)
    _set_objectives(world)
    lying_with_the_board(world, renewed)
    strategy_questions.seed(world)


def day_at(world: World, share: float) -> date:
    """Return the working day at a share (0 to 1) of the story."""
    first = world.periods[0].first_day
    day = first + timedelta(days=int((world.until - first).days * share))
    return day - timedelta(days=max(0, day.weekday() - 4))


def _document(
    world: World, kind: DocumentKind, title: Both, passages: Sequence[Passage], published_on: Sequence[date]
) -> list[Version]:
    office, begun = world.roles["programme_office"], world.moment(published_on[0] - timedelta(days=21))
    document = Document.objects.create(
        public_id=new_id(world), kind=kind, title_nl=title[0], title_en=title[1], created_at=begun
    )
    versions = []
    for number, day in enumerate(published_on, start=1):
        written = world.moment(day - timedelta(days=9), 14)
        version = Version.objects.create(
            public_id=new_id(world), document=document, number=number, created_at=begun, created_by=office
        )
        present = [each for each in passages if each.since <= number]
        made = Clause.objects.bulk_create(
            _clause(world, version, passage, place, written) for place, passage in enumerate(present, start=1)
        )
        for clause, passage in zip(made, present, strict=True):
            if passage.question is not None:
                question = Question(public_id=new_id(world), clause=clause)
                services.write_question(question, passage.question)
        reviewed(world, version, asked_on=day - timedelta(days=8), published_on=day)
        versions.append(services.publish(version_id=version.pk, actor=office, now=world.moment(day, 9)))
    return versions


def _clause(world: World, version: Version, passage: Passage, place: int, written: datetime) -> Clause:
    is_old = version.number < passage.changed_in
    text = passage.before if is_old else passage.text
    if version.number in (passage.since, passage.changed_in):
        change = ChangeKind.MATERIAL if passage.is_material else ChangeKind.EDITORIAL
    else:
        change = ChangeKind.UNCHANGED
    return Clause(
        public_id=new_id(world),
        version=version,
        key=passage.key,
        pillar=passage.pillar,
        position=place,
        title_nl=passage.title[0],
        title_en=passage.title[1],
        text_nl=text[0],
        text_en=text[1],
        function_groups=list(passage.function_groups),
        aspect=passage.aspect,
        change=ChangeKind.MATERIAL if version.number == 1 else change,
        changed_at=written,
        changed_by=world.roles["programme_office"],
    )


def _draft(world: World, published: Version) -> None:
    """Leave the next version half written: one passage changed, one new that lacks its English."""
    office, now = world.roles["programme_office"], world.moment(world.until - timedelta(days=6), 15)
    draft = services.start_draft(document_id=published.document_id, actor=office, now=now)
    give_id(draft, new_id(world))
    for clause in draft.clauses.order_by("position"):
        give_id(clause, new_id(world))
    for question in Question.objects.filter(clause__version=draft).order_by("clause__position"):
        give_id(question, new_id(world))
    key, text = DRAFT_CHANGE
    draft.clauses.filter(key=key).update(
        text_nl=text[0], text_en=text[1], change=ChangeKind.MATERIAL, edition=2, changed_at=now
    )
    place = draft.clauses.filter(pillar=DRAFT_ADDITION.pillar).count()
    for clause in draft.clauses.filter(position__gt=place).order_by("-position"):
        Clause.objects.filter(pk=clause.pk).update(position=clause.position + 1)
    _clause(world, draft, DRAFT_ADDITION, place + 1, now).save()
    draft.clauses.filter(key=DRAFT_ADDITION.key).update(change=ChangeKind.MATERIAL)
    for written, event in ((key, RevisionEvent.SAVED), (DRAFT_ADDITION.key, RevisionEvent.ADDED)):
        services.keep_revision(draft.clauses.get(key=written), event, actor=office, now=now)
    draft.refresh_from_db()
    remark(world, draft)


def _read(world: World, version: Version, *, until: date, reach: float) -> None:
    """Let people confirm: leadership soon and nearly all, the work floor later and in part."""
    assert version.published_at is not None  # noqa: S101 - it was published a moment ago
    days = max(1, (until - version.published_at.date()).days)
    rows = []
    for member in world.members:
        leads = member.function_group in LEADERSHIP
        willing = (0.82 + 0.15 * member.keen) if leads else (0.22 + 0.6 * member.keen)
        lag = world.random.expovariate(1 / (9 if leads else 38))
        hour, minute = world.random.randrange(7, 22), world.random.randrange(60)
        if world.random.random() > willing * reach or lag >= days:
            continue
        day = max(version.published_at.date() + timedelta(days=int(lag)), member.hired_on)
        at = world.moment(day, hour, minute)
        if day >= until or at <= version.published_at:
            continue
        rows.append(
            Acknowledgement(
                version=version,
                version_hash=version.content_hash,
                person=member.person,
                language=member.person.language,
                at=at,
            )
        )
    Acknowledgement.objects.bulk_create(rows, batch_size=2000)


def _set_objectives(world: World) -> None:
    made = Objective.objects.bulk_create(_objective(world, goal, place) for place, goal in enumerate(GOALS))
    office = world.roles["programme_office"]
    for objective in made:
        services.keep_edition(objective, ObjectiveEvent.SET, actor=office, now=objective.created_at)
    _move_a_target(world, made[0])
    KeyDate.objects.bulk_create(
        KeyDate(
            public_id=new_id(world),
            objective=made[place],
            on=world.until + timedelta(days=days),
            title_nl=title[0],
            title_en=title[1],
            reached_on=world.until + timedelta(days=reached) if reached else None,
            created_at=made[place].created_at,
        )
        for place, days, title, reached in KEY_DATES
    )
    for objective in made:
        if objective.archived_at is not None:
            reason = "De pilot is gestopt; dit doel hing daaraan."
            services.keep_edition(
                objective, ObjectiveEvent.ARCHIVED, actor=office, now=objective.archived_at, reason=reason
            )


def _move_a_target(world: World, objective: Objective) -> None:
    """Let the office ask less than was first set, and the board more again, each with its reason."""
    now, target = world.moment(day_at(world, 0.5), 11), objective.target
    objective.target = Decimal(24)
    services.keep_edition(
        objective,
        ObjectiveEvent.CHANGED,
        actor=world.roles["programme_office"],
        now=now,
        reason="De eerste meting viel tegen: de nachtdienst heeft meer tijd nodig.",
    )
    objective.target = target
    later = world.moment(day_at(world, 0.7), 10)
    services.keep_edition(
        objective,
        ObjectiveEvent.CHANGED,
        actor=world.roles["board"],
        now=later,
        reason="De eerste pilot haalde 19 minuten. Dan kan het verder omlaag.",
    )


def _objective(world: World, goal: Goal, place: int) -> Objective:
    """Set an objective; where it hangs on a figure of the portal, its target and date are the ones of that figure."""
    due_on = (world.until + timedelta(days=30 * goal.months)).replace(day=28) if goal.months else None
    target = goal.target
    if goal.metric in TARGETS:
        target, due_on = str(TARGETS[goal.metric]), Period(world.until.year + 1, 6).last_day
    return Objective(
        public_id=new_id(world),
        pillar=goal.pillar,
        title_nl=goal.title[0],
        title_en=goal.title[1],
        clause_key=goal.clause,
        owner=world.roles[goal.owner] if goal.owner else None,
        metric=goal.metric,
        measure=goal.measure,
        baseline=Decimal(goal.baseline) if goal.baseline else None,
        target=Decimal(target) if target else None,
        due_on=due_on,
        created_at=world.moment(day_at(world, 0.07 + 0.01 * place), 16),
        archived_at=world.moment(day_at(world, 0.6), 16) if goal.archived else None,
    )
