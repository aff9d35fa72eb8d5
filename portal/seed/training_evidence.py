"""A course at Houtwijk that ends with a piece of evidence: one waits, one was sent back, one is accepted."""

import json
from datetime import UTC, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import typst
from django.core.files.base import ContentFile

from people.models import Person
from portal.seed.world import World
from training import services
from training.choices import CourseKind, EnrolmentState, Level, Theme
from training.models import Course, Enrolment, Evidence, Session

CARD = Path(__file__).with_name("training_card.typ")
LINES = [
    "Taak: ik maak een samenvatting van het teamoverleg.",
    "Ik vraag: vat samen in vijf punten, met wie wat doet en wanneer. Geen namen van cliënten.",
    "Ik controleer: kloppen de afspraken met mijn eigen aantekeningen?",
    "Dat scheelt mij een kwartier per overleg.",
]
REASON = "Ik kan niet lezen hoe je het antwoord controleert. Schrijf dat er nog bij?"


def seed(world: World) -> None:
    """Let a group follow the course twelve days ago; the employee of the demo reads why the card came back.

    It has chance of its own, so that no other part of the story changes with it.
    """
    chance = Random(world.until.toordinal() * 10_009 + len(world.members))  # noqa: S311 - a story
    course, session = _given(world, chance)
    shown = {person.pk for person in world.roles.values()}
    others = [each.person for each in world.members if each.person.pk not in shown]
    came = [world.roles["employee"], *chance.sample(others, min(5, len(others)))]
    for person in came:
        Enrolment.objects.create(
            public_id=_id(chance), session=session, person=person, state=EnrolmentState.ATTENDED,
            state_since=session.ends_at, joined_at=session.starts_at - timedelta(days=20), enrolled_by=person,
        )  # fmt: skip
    employee, waits, accepted = came[:3]
    answered = world.moment(world.until - timedelta(days=3), 11)
    sent_back = _hand_in(world, course, employee, 8, LINES[:2], name="mijn kaart.png")
    services.send_back_evidence(evidence_id=sent_back.pk, reason=REASON, actor=world.roles["trainer"], now=answered)
    done = _hand_in(world, course, accepted, 6, LINES, name="werkkaart.pdf")
    services.accept_evidence(evidence_id=done.pk, actor=world.roles["hr"], now=answered)
    _hand_in(world, course, waits, 4, LINES[:3], name="foto kaart.png", remark="Gemaakt met het team.")


def _given(world: World, chance: Random) -> tuple[Course, Session]:
    """Write the course, and the session that the trainer of the demo gave in the evening."""
    written = world.moment(world.until - timedelta(days=60), 11)
    course = Course.objects.create(
        public_id=_id(chance), title_nl="Je eigen werkkaart met AI", title_en="Your own work card with AI",
        summary_nl="Je kiest één taak, maakt er een vaste vraag voor en legt vast hoe je het antwoord controleert.",
        summary_en="You choose one task, make a fixed question for it and note how you check the answer.",
        outcomes_nl="Je hebt een kaart die je morgen gebruikt\nJe weet hoe je een antwoord controleert",
        outcomes_en="You have a card that you use tomorrow\nYou know how to check an answer",
        kind=CourseKind.IN_CLASS, theme=Theme.ASK, level=Level.FURTHER, duration_minutes=90,
        provider="Houtwijk Academie", created_at=written, created_by=world.roles["hr"], published_at=written,
        asks_evidence=True,
        evidence_nl="Een foto of pdf van je werkkaart: de taak, je vraag aan AI en hoe je het antwoord controleert. "
        "Zonder namen van cliënten of collega's.",
        evidence_en="A photo or PDF of your work card: the task, your question to AI and how you check the answer. "
        "Without names of clients or colleagues.",
    )  # fmt: skip
    starts_at = world.moment(world.until - timedelta(days=12), 19)
    session = Session.objects.create(
        public_id=_id(chance), course=course, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90),
        capacity=12, place="Hoofdkantoor, zaal Iep", created_at=written, created_by=world.roles["hr"],
    )  # fmt: skip
    session.trainers.set([world.roles["trainer"]])
    return course, session


def _hand_in(
    world: World, course: Course, person: Person, days_ago: int, lines: list[str], *, name: str, remark: str = ""
) -> Evidence:
    at = world.moment(world.until - timedelta(days=days_ago), 16)
    card = {"title": "Mijn werkkaart", "lines": lines, "paper": "#fdf7e8"}
    made = typst.compile(
        str(CARD), ignore_system_fonts=True, sys_inputs={"data": json.dumps(card, ensure_ascii=False)},
        format="pdf" if name.endswith(".pdf") else "png", timestamp=at.astimezone(UTC),
    )  # fmt: skip
    content = ContentFile(made)
    return services.hand_in_evidence(
        course_id=course.pk, content=content, name=name, remark=remark, person=person, now=at
    )


def _id(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
