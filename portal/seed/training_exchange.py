"""What people at Houtwijk completed in another learning system, and how HR brought it in."""

import csv
import io
from datetime import date, datetime, timedelta
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from common.clock import day_of
from people.models import Person
from portal.seed.world import World
from training import services
from training.choices import EnrolmentState
from training.models import Completion, Course, Enrolment

SYSTEM = "Moodle"
CODE = "AI-NL-01"
HEADER = ("Personeelsnummer", "E-mailadres", "Cursuscode", "Afgerond op")
OTHER_HEADER = ("Deelnemer", "Onderdeel", "Klaar op", "Uitslag")
SHARE = 0.06
"""Part of the people who completed something here that also took the course elsewhere."""


def seed(world: World, course: Course, now: datetime) -> None:
    """Give the course elsewhere its code in Moodle and bring in a file of last month, of which two rows are refused.

    It has chance of its own, and only people who completed something before, so that no other part changes with it.
    """
    hr, since = world.roles["hr"], course.published_at or now
    services.add_alias(course_id=course.pk, source=SYSTEM, value=CODE, actor=hr, now=since + timedelta(days=1))
    chance = Random(world.until.toordinal() * 7 + len(world.members))  # noqa: S311 - a story
    last = day_of(now) - timedelta(days=6)
    rows = [
        [person.employee_number or "", person.email or "", CODE, day.strftime("%d-%m-%Y")]
        for person, day in _done(world, chance, day_of(since) + timedelta(days=2), last)
    ]
    if not rows:
        return
    rows += [[rows[0][0], rows[0][1], "AI-NL-02", rows[0][3]], ["99999", "", CODE, rows[0][3]]]
    made = io.StringIO()
    csv.writer(made, delimiter=";").writerows([HEADER, *rows])
    services.import_completions(
        file=io.BytesIO(made.getvalue().encode()), name=f"moodle-afgerond-{last:%Y-%m}.csv", sha256="0" * 64,
        source=SYSTEM, actor=hr, now=now - timedelta(days=5),
    )  # fmt: skip
    _awaits_columns(world, course, now)
    _put_right(world, now)


def _put_right(world: World, now: datetime) -> None:
    """Let somebody be marked present by mistake, which is put right the next day: other systems hear of both."""
    past = {"session__ends_at__lt": now - timedelta(days=20), "session__cancelled_at__isnull": True}
    rows = Enrolment.objects.filter(state=EnrolmentState.NO_SHOW, session__course__asks_questions=False, **past)
    seat = rows.select_related("session").order_by("-session__ends_at", "person__employee_number").first()
    if seat is None:
        return
    for days, present in ((1, True), (2, False)):
        marks = [services.Mark(seat.public_id, was_there=present, before=not present)]
        services.mark_attendance(
            session_id=seat.session_id, marks=marks, actor=world.roles["hr"],
            now=seat.session.ends_at + timedelta(days=days),
        )  # fmt: skip


def _awaits_columns(world: World, course: Course, now: datetime) -> None:
    """Leave a file of this morning whose headings nobody knows, for HR to link by hand."""
    people = Person.objects.filter(email__isnull=False, left_on__isnull=True).order_by("email")
    some = people.values_list("email", flat=True)[:12]
    made = io.StringIO()
    rows = [[email, course.title_nl, f"{day_of(now) - timedelta(days=4):%d-%m-%Y}", "Behaald"] for email in some]
    csv.writer(made, delimiter=";").writerows([OTHER_HEADER, *rows])
    services.receive_completions(
        content=SimpleUploadedFile("aanwezigheid.csv", made.getvalue().encode()), name="deelnemers-extern.csv",
        content_type="text/csv", source="Studytube", actor=world.roles["hr"], now=now - timedelta(hours=2),
    )  # fmt: skip


def _done(world: World, chance: Random, first: date, last: date) -> list[tuple[Person, date]]:
    """Who took the course elsewhere on which day: the demo's employee, and some of who learned before."""
    learned = set(Completion.objects.values_list("person", flat=True))
    shown = {person.pk for person in world.roles.values()}
    people = [each.person for each in world.members if each.person.pk in learned - shown]
    people = sorted(people, key=lambda person: str(person.employee_number))
    chosen = chance.sample(people, round(len(people) * SHARE))
    if world.roles["employee"].pk in learned:
        chosen.insert(0, world.roles["employee"])
    days = max(1, (last - first).days)
    return [(person, first + timedelta(days=chance.randrange(days))) for person in chosen if first < last]
