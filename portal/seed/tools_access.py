"""Who has a seat of the tools of Houtwijk and who waits, what stands behind each tool, and what AI got wrong.

It has chance of its own, so that no other part of the story changes with it.
"""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from common.services import change_setting
from people.models import Person
from people.selectors import managers_above
from portal.seed.world import World, give_id
from tools import services
from tools.choices import ASK_AT, DataClass, IncidentKind, RequestState
from tools.models import AccessRequest, Tool

SEATS = {"DeepL Pro": 3, "Beeldmaker": 5, "GitHub Copilot": 8}
WHAT_FOR = {
    "DeepL Pro": ["Brieven aan families", "Folders in het Pools en het Arabisch", "Huisregels voor bewoners", ""],
    "Beeldmaker": ["Flyers voor de zomeractiviteiten", "Uitnodigingen voor de familieavond"],
}
WRONG = [IncidentKind.SOURCE, IncidentKind.WRONG, "", IncidentKind.SOURCE, IncidentKind.WRONG, IncidentKind.UNFAIR]
ASKED = 9


def seed(world: World) -> None:
    """Write the papers, let people ask for a translator and a picture maker, and count what went wrong."""
    chance = Random(world.until.toordinal() * 10_009 + len(world.members))  # noqa: S311 - a story
    change_setting(
        key=ASK_AT.key, value="ai@houtwijk.example", actor=world.roles["administrator"],
        now=world.moment(world.until - timedelta(days=60)),
    )  # fmt: skip
    for number, tool in enumerate(Tool.objects.usable().order_by("pk")):
        _write_papers(world, tool, number)
    for name, seats in SEATS.items():
        Tool.objects.filter(name=name).update(seats=seats)
    _let_people_ask(world, chance)
    _count_what_went_wrong(world, chance)


def _write_papers(world: World, tool: Tool, number: int) -> None:
    """Say where the papers of a tool are kept; the last one that holds data of people still lacks two."""
    made_on = world.until - timedelta(days=200 - 10 * number)
    papers: dict[str, object] = {
        "assessment_nl": "Beperkt risico: zeg erbij dat het met AI is gemaakt.",
        "assessment_en": "Limited risk: say that it was made with AI.",
        "assessment_reference": f"RB-{number + 1:03}",
        "assessment_on": made_on,
    }
    holds_people = {DataClass.PERSONAL, DataClass.SPECIAL} & {DataClass(each) for each in tool.data_classes}
    if holds_people and tool.name != "Roosterhulp":
        papers |= {
            "dpia_reference": f"DPIA {number + 1:02}",
            "dpia_on": made_on - timedelta(days=9),
            "agreement_reference": f"Verwerkersovereenkomst {tool.supplier}",
            "agreement_on": made_on - timedelta(days=20),
            "agreement_until": made_on + timedelta(days=3 * 365),
        }
    Tool.objects.filter(pk=tool.pk).update(**papers)


def _let_people_ask(world: World, chance: Random) -> None:
    """Let people ask: their manager says yes to all but one and the newest two, and one returned the seat since."""
    shown = {person.pk for person in world.roles.values()}
    asking = chance.sample(
        [each.person for each in world.members if each.manager_id and each.person.pk not in shown], 11
    )
    translator, pictures = Tool.objects.get(name="DeepL Pro"), Tool.objects.get(name="Beeldmaker")
    for number, person in enumerate(asking):
        at = world.moment(world.until - timedelta(days=60 - 5 * number), 9 + number % 7)
        tool = pictures if number >= ASKED else translator
        request = services.ask_access(
            tool_id=tool.pk, person=person, now=at, purpose=WHAT_FOR[tool.name][number % len(WHAT_FOR[tool.name])]
        )
        give_id(request, UUID(int=chance.getrandbits(128), version=4))
        if request.state == RequestState.ASKED and number not in (ASKED - 2, ASKED - 1):
            _let_manager_answer(request, person, at + timedelta(days=1), is_yes=number != 4)
    first = translator.requests.given().order_by("asked_at").first()
    if first is not None:
        services.end_request(
            request_id=first.pk, actor=first.person, now=world.moment(world.until - timedelta(days=3), 16)
        )


def _let_manager_answer(request: AccessRequest, person: Person, at: datetime, *, is_yes: bool) -> None:
    line = managers_above(person, at.date())
    if not line:
        return
    if is_yes:
        services.approve_request(request_id=request.pk, actor=line[0], now=at)
    else:
        services.decline_request(
            request_id=request.pk,
            actor=line[0],
            now=at,
            reason="Ons team heeft dit jaar geen geld meer voor licenties.",
        )


def _count_what_went_wrong(world: World, chance: Random) -> None:
    """Let one tool go wrong now and then, and another so often that its review is open again."""
    people = [each.person for each in world.members]
    for name, times in (("Microsoft 365 Copilot", 3), ("Protocolzoeker", 6)):
        tool = Tool.objects.get(name=name)
        for number, person in enumerate(chance.sample(people, times)):
            services.count_incident(
                tool_id=tool.pk, kind=WRONG[number], person=person,
                now=world.moment(world.until - timedelta(days=2 * (times - number)), 11),
            )  # fmt: skip
