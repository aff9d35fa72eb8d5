"""A course of Houtwijk's own that HR is writing: a draft with its first lesson and question, not all in English yet."""

from datetime import timedelta
from random import Random
from uuid import UUID

from portal.seed.world import World
from training.choices import CourseKind, Theme
from training.models import Course, Lesson, Scenario, ScenarioChoice

LESSON = """Veel cliënten en familieleden schrijven een lange mail als ze zich zorgen maken. Met een AI-tool maak je \
daar in een minuut een samenvatting van. Dat mag, als je het zo doet:

## Wat je eerst weghaalt

- namen, geboortedata en adressen
- het dossiernummer
- wat alleen over één persoon kan gaan

## Wat je daarna controleert

Leg de samenvatting naast de mail. **Staat er iets in wat de schrijver niet zei?** Dan gebruik je haar niet. Wat je \
antwoordt, schrijf je zelf.
"""
ANSWERS = (
    (
        "Ik haal de namen weg en gebruik de AI-tool die bij ons mag.",
        "I take the names out and use the AI tool that we may use.",
        "Zo kan niemand er iemand in herkennen, en staat de tekst op een plek die is afgesproken.",
        "Nobody can be recognised in it, and the text is in a place that was agreed.",
        True,
    ),
    (
        "Ik plak de hele mail in de tool: ik gebruik alleen de samenvatting.",
        "I paste the whole mail: I only use the summary.",
        "Wat je plakt is het huis uit, ook als je er maar een stuk van gebruikt.",
        "What you paste has left the house, also when you use only a part of it.",
        False,
    ),
    (
        "Ik vraag een collega om het met een eigen account te doen.",
        "",
        "Wie het doet maakt niet uit. Het gaat om welke tool, en wat je erin zet.",
        "",
        False,
    ),
)


def seed(world: World) -> None:
    """Write the draft. Its ids are chance of their own, so that no other part of the story changes with it."""
    chance = Random(world.until.toordinal() * 50_021 + len(world.members))  # noqa: S311 - a story

    def new_id() -> UUID:
        return UUID(int=chance.getrandbits(128), version=4)

    course = Course.objects.create(
        public_id=new_id(), title_nl="Mails van familie samenvatten", title_en="Summarising mail from family",
        summary_nl="Sneller lezen wat iemand vraagt, zonder gegevens te delen.",
        summary_en="Read faster what somebody asks, without sharing data.",
        outcomes_nl="Je weet wat je eerst weghaalt\nJe ziet of de samenvatting klopt", kind=CourseKind.IN_PORTAL,
        theme=Theme.SAFE, duration_minutes=15,
        created_at=world.moment(world.until, 8) - timedelta(days=3), created_by=world.roles["hr"],
    )  # fmt: skip
    lesson = Lesson.objects.create(
        public_id=new_id(), course=course, key="own-family-mail", position=0, title_nl="Eerst weghalen, dan plakken",
        title_en="", body_nl=LESSON.strip(), body_en="",
    )  # fmt: skip
    scenario = Scenario.objects.create(
        public_id=new_id(), course=course, lesson=lesson, key="own-long-mail", position=0,
        situation_nl="Een dochter stuurt een mail van twee kantjes over de zorg voor haar vader. Zijn naam en zijn "
        "medicijnen staan erin. Je wilt snel weten wat ze vraagt.",
        situation_en="A daughter sends a mail of two pages about the care for her father. His name and his medicines "
        "are in it. You want to know fast what she asks.",
        question_nl="Wat doe je?", question_en="What do you do?",
    )  # fmt: skip
    ScenarioChoice.objects.bulk_create(
        ScenarioChoice(
            public_id=new_id(), scenario=scenario, position=place, text_nl=text_nl, text_en=text_en,
            explanation_nl=why_nl, explanation_en=why_en, is_right=is_right,
        )
        for place, (text_nl, text_en, why_nl, why_en, is_right) in enumerate(ANSWERS)
    )  # fmt: skip
