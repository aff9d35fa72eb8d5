"""What the people of the demo got for the courses that they completed, and the points that one course is worth."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from common.clock import day_of
from common.selectors import organisation_name
from people.models import Placement
from portal.seed.world import World
from training import rules, services
from training.choices import CertificateKind, CompletionSource
from training.models import Accreditation, Certificate, Completion, Course, CourseVersion, Registration
from training.rules.certificates import CODE_LENGTH, CODE_LETTERS

NURSES, CARERS = "Verpleegkundigen", "Verzorgenden IG"


def seed(world: World, courses: dict[str, Course]) -> None:
    """Give everybody what they earned, each under the content that the course has.

    It has chance of its own, so that no other part of the story changes with it.
    """
    chance = Random(world.until.toordinal() * 20_000 + len(world.members))  # noqa: S311 - a story
    _accredit(courses["safe"])
    for course in Course.objects.filter(completions__isnull=False).distinct().order_by("pk"):
        _prove(course, chance)
    Registration.objects.create(
        public_id=UUID(int=chance.getrandbits(128), version=4), person=world.roles["employee"], profession=NURSES,
        number="29041234501", given_at=world.moment(world.until - timedelta(days=40)),
    )  # fmt: skip


def _accredit(course: Course) -> None:
    Course.objects.filter(pk=course.pk).update(certificate_months=24)
    course.certificate_months = 24
    begun = day_of(course.created_at)
    Accreditation.objects.bulk_create(
        Accreditation(
            public_id=UUID(int=Random(number).getrandbits(128), version=4),  # noqa: S311 - a story
            course=course, body="Kwaliteitsregister V&V", number=number, profession=profession,
            points=Decimal("1.5"), starts_on=begun, ends_on=date(begun.year + 4, 12, 31),
        )
        for number, profession in (("ID 512345", NURSES), ("ID 512346", CARERS))
    )  # fmt: skip


def _prove(course: Course, chance: Random) -> None:
    completions = Completion.objects.filter(course=course).order_by("completed_at", "pk")
    first = completions.first()
    if first is None:
        return
    version = services.version_of(course, now=first.completed_at)
    completions.update(version=version)
    accredited = [
        {"body": each.body, "number": each.number, "profession": each.profession, "points": str(each.points)}
        for each in course.accreditations.order_by("pk")
    ]
    organisation = organisation_name()
    day = OuterRef("completed_at__date")
    placed = Placement.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)
    placed = placed.filter(person=OuterRef("person"))
    Certificate.objects.bulk_create(
        (
            _proof(each, version, course, accredited, chance, organisation=organisation)
            for each in completions.select_related("person").annotate(unit=Subquery(placed.values("unit__name")[:1]))
        ),
        batch_size=1000,
    )


def _proof(
    completion: Completion, version: CourseVersion, course: Course, accredited: list[dict[str, str]], chance: Random,
    *, organisation: str,
) -> Certificate:  # fmt: skip
    completed_on = day_of(completion.completed_at)
    tested = completion.source == CompletionSource.PORTAL and bool(version.content.get("scenarios"))
    return Certificate(
        public_id=UUID(int=chance.getrandbits(128), version=4),
        completion=completion,
        person=completion.person,
        version=version,
        kind=CertificateKind.CERTIFICATE if tested else CertificateKind.ATTENDANCE,
        code="".join(chance.choice(CODE_LETTERS) for _place in range(CODE_LENGTH)),
        completed_on=completed_on,
        issued_at=completion.recorded_at,
        organisation=organisation,
        unit=completion.unit or "",  # type: ignore[attr-defined]  # annotated
        valid_until=rules.valid_until(completed_on, course.certificate_months),
        accredited=accredited,
    )
