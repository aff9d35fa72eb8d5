"""Who answered about each version before it was published, and house rules that lie with the board now."""

from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from portal.seed.strategy_texts import RULES_CHANGE
from portal.seed.world import World, give_id
from strategy import services
from strategy.choices import ChangeKind, ReviewKind, ReviewOutcome, RevisionEvent
from strategy.models import Question, Review, Version

REMARKS = {
    ("strategy", 1, "works_council"): (
        "Positief. Wel graag bij elke nieuwe toepassing vooraf overleg met ons, zoals besproken in het overleg van "
        "vorige maand."
    ),
    ("house_rules", 2, "privacy_officer"): "Akkoord. De passage over cliëntgegevens is nu duidelijk.",
    ("house_rules", 3, "works_council"): "Positief, vooral dat melden geen straf oplevert.",
}
"""What some wrote with their answer: by document, version and role."""
ASKED = {
    "board": ReviewKind.DECISION,
    "works_council": ReviewKind.ADVICE,
    "privacy_officer": ReviewKind.ADVICE,
}


def reviewed(world: World, version: Version, *, asked_on: date, published_on: date) -> None:
    """Have the board decide and the works council and the privacy officer advise, days after each other."""
    review = _ask(world, version, now=world.moment(asked_on, 10))
    days = max(1, (published_on - asked_on).days - 1)
    for place, role in enumerate(ASKED):
        _answer(world, review, role, now=world.moment(asked_on + timedelta(days=min(days, 1 + 2 * place)), 13 + place))


def lying_with_the_board(world: World, published: Version) -> None:
    """Leave a new version of the house rules under review: one advice is in, the board and a client wait."""
    office, asked_on = world.roles["programme_office"], world.until - timedelta(days=4)
    draft = services.start_draft(document_id=published.document_id, actor=office, now=world.moment(asked_on, 9))
    chance = Random(published.public_id.int)  # noqa: S311 - a story
    give_id(draft, _id(chance))
    key, text = RULES_CHANGE
    for clause in draft.clauses.order_by("position"):
        give_id(clause, _id(chance))
    for question in Question.objects.filter(clause__version=draft).order_by("clause__position"):
        give_id(question, _id(chance))
    draft.clauses.filter(key=key).update(text_nl=text[0], text_en=text[1], change=ChangeKind.MATERIAL, edition=2)
    services.keep_revision(draft.clauses.get(key=key), RevisionEvent.SAVED, actor=office, now=world.moment(asked_on, 9))
    draft.refresh_from_db()
    review = _ask(world, draft, now=world.moment(asked_on, 10))
    _answer(world, review, "works_council", now=world.moment(asked_on + timedelta(days=1), 15))
    wanted = services.Wanted(
        kind=ReviewKind.ADVICE,
        name="Fenna Visser",
        email="fenna.visser@clientenraad.example",
        speaks_for="cliëntenraad",
    )
    more = services.ask_one_more(review_id=review.pk, wanted=wanted, actor=office, now=world.moment(asked_on, 11))
    give_id(more, _id(chance))


def _ask(world: World, version: Version, *, now: datetime) -> Review:
    wanted = [services.Wanted(kind=kind, person=world.roles[role]) for role, kind in ASKED.items()]
    review = services.ask_review(version_id=version.pk, wanted=wanted, actor=world.roles["programme_office"], now=now)
    chance = Random(version.public_id.int)  # noqa: S311 - a story
    give_id(review, _id(chance))
    for reviewer in review.reviewers.order_by("pk"):
        give_id(reviewer, _id(chance))
    return review


def _answer(world: World, review: Review, role: str, *, now: datetime) -> None:
    reviewer, version = review.reviewers.get(person=world.roles[role]), review.version
    services.answer_review(
        reviewer_id=reviewer.pk,
        outcome=ReviewOutcome.AGREED,
        remarks=REMARKS.get((version.document.kind, version.number, role), ""),
        text_hash=review.text_hash,
        language="nl",
        actor=reviewer.person,
        now=now,
    )


def _id(chance: Random) -> UUID:
    """Return an id that is the same for the same version, and takes nothing from the chance of the whole story."""
    return UUID(int=chance.getrandbits(128), version=4)
