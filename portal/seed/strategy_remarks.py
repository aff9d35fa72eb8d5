"""What the board and the office said about the next draft of the strategy: open, suggested, and closed."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from people.models import Person
from portal.seed.world import World
from strategy.choices import CommentKind, CommentOutcome
from strategy.models import Comment, Reply, Version

PURCHASING = (
    "We proberen AI eerst op vijf plekken: **rapporteren, plannen, informatie vinden, vragen beantwoorden en "
    "inkopen**. Daar verliezen we nu de meeste tijd, en daar zien cliënten er het minst van.\n\n"
    "AI die over cliënten oordeelt, zoals een voorspelling van valgevaar, hoort daar voorlopig niet bij."
)
"""How the board would have the passage about where AI helps first."""


def remark(world: World, draft: Version) -> None:
    """Leave two remarks open and one suggestion, and one remark that was answered and closed."""
    office, board = world.roles["programme_office"], world.roles["board"]
    day, chance = world.until - timedelta(days=4), Random(draft.public_id.int)  # noqa: S311 - a story

    def say(key: str, hour: int, text: str, *, author: Person = board, **more: Any) -> Comment:
        at = world.moment(day, hour)
        return Comment.objects.create(
            public_id=_id(chance), version=draft, clause_key=key, author=author, language="nl", text=text,
            created_at=at, **more,
        )  # fmt: skip

    asked = say("clients-have-a-say", 9, "Bij elke pilot? Ook als het om een rooster gaat? Graag preciezer.")
    Reply.objects.create(
        public_id=_id(chance),
        comment=asked,
        author=office,
        language="nl",
        text="Goed punt. Ik stel voor: elke pilot waar cliënten iets van merken.",
        created_at=world.moment(day, 14),
    )
    say(
        "where-it-helps-first",
        10,
        "“Te overzien” klinkt alsof we het afwachten.",
        kind=CommentKind.SUGGESTION,
        proposed_language="nl",
        proposed=PURCHASING,
        base=draft.clauses.get(key="where-it-helps-first").text_nl,
    )
    say("where-it-helps-first", 11, "Klopt het dat inkoop dit al in december kan?", author=office)
    say(
        "people-decide",
        12,
        "Geldt dit ook voor wie alleen een brief nakijkt?",
        resolved_at=world.moment(day, 15),
        resolved_by=office,
        outcome=CommentOutcome.ANSWERED,
        outcome_reason="Ja, de passage noemt een brief met zoveel woorden.",
    )


def _id(chance: Random) -> UUID:
    """Return an id that is the same for the same draft, and takes nothing from the chance of the whole story."""
    return UUID(int=chance.getrandbits(128), version=4)
