"""Certificates and proofs of attendance: one's own, the one that a code opens, and those that HR looks up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from people.models import Person
from people.selectors import people_found
from training import rules
from training.models import Accreditation, Certificate, Course, Registration
from training.querysets import CertificateQuerySet

PAGE_SIZE = 25
MOST_TYPED = 100
MOST_LISTS = 2**32
"""More lists of badges than there can be numbers for."""


@dataclass(frozen=True, slots=True)
class Points:
    """What one certificate is worth for one profession, with the number of its holder in the register."""

    certificate: Certificate
    body: str
    accreditation: str
    points: Decimal
    registration: str


@dataclass(frozen=True, slots=True)
class Profession:
    """A profession for which courses here have points, and one's own number in its register (empty: not given)."""

    name: str
    number: str


def certificate_by_id(person: Person, certificate_id: UUID) -> Certificate | None:
    """The certificate with this public id, if ``person`` may see it. One query."""
    rows = Certificate.objects.visible_to(person).select_related("person", "version__course", "revoked_by")
    return rows.filter(public_id=certificate_id).first()


def certificate_by_code(typed: str) -> Certificate | None:
    """The certificate that a code opens, for whoever has the code. One query, none for what cannot be a code."""
    code = rules.read_code(typed[:MOST_TYPED])
    if len(code) != rules.CODE_LENGTH:
        return None
    return Certificate.objects.select_related("person", "version").filter(code=code).first()


def certificates_of(person: Person) -> list[Certificate]:
    """Everything that somebody got for courses, the last first. One query."""
    return list(_with_words().filter(person=person).order_by("-completed_on", "-pk"))


def certificates_to_take(person: Person) -> list[Certificate]:
    """What somebody takes along who leaves: everything that was not revoked. One query."""
    return list(_with_words().in_force().filter(person=person).order_by("completed_on", "pk"))


def _with_words() -> CertificateQuerySet:
    return Certificate.objects.select_related("person", "version")


def shared_name(certificate: Certificate) -> str:
    """The name of the holder where they share it and it is still kept; else empty."""
    known = certificate.shows_name and certificate.person.pseudonymised_at is None
    return certificate.person.full_name if known else ""


def certificates_found(text: str, page: str, *, day: date) -> "Page[Certificate]":
    """What HR finds by a name, an employee number or a code; without a text nothing, so that no list of all shows."""
    found: QuerySet[Certificate] = Certificate.objects.none()
    if text.strip():
        code = rules.read_code(text[:MOST_TYPED])
        people = people_found({"q": text[:MOST_TYPED], "gone": True}, day=day).values("pk")
        is_code = len(code) == rules.CODE_LENGTH
        found = _with_words().filter(code=code) if is_code else _with_words().filter(person__in=people)
    return Paginator(found.order_by("person__sort_key", "-completed_on", "pk"), PAGE_SIZE).get_page(page)


def has_badges(number_of_list: int) -> bool:
    """Whether there is such a list of badges: the first is there always. One query, none for a number out of reach."""
    if not 0 < number_of_list < MOST_LISTS:
        return number_of_list == 0
    return Certificate.objects.filter(pk__gte=number_of_list * rules.BADGES_A_LIST).exists()


def revoked_numbers(number_of_list: int) -> list[int]:
    """The numbers (``pk``) of the revoked certificates in one list of badges. One query."""
    first = number_of_list * rules.BADGES_A_LIST
    revoked = Certificate.objects.filter(revoked_at__isnull=False, pk__gte=first, pk__lt=first + rules.BADGES_A_LIST)
    return list(revoked.order_by("pk").values_list("pk", flat=True))


# --- points for professions -------------------------------------------------------------------------------------------
def accreditations_of(course: Course) -> list[Accreditation]:
    return list(course.accreditations.order_by("profession", "body", "number"))


def accreditation_by_id(accreditation_id: UUID) -> Accreditation | None:
    return Accreditation.objects.select_related("course").filter(public_id=accreditation_id).first()


def professions() -> list[str]:
    """The professions for which courses here have or had points. One query."""
    known = Accreditation.objects.order_by("profession").values_list("profession", flat=True)
    return list(known.distinct())


def professions_of(person: Person) -> list[Profession]:
    """Every profession with points, and one's own numbers; a number for a profession that is gone shows too."""
    mine = dict(Registration.objects.filter(person=person).values_list("profession", "number"))
    return [Profession(name, mine.get(name, "")) for name in sorted({*professions(), *mine})]


def points_given(profession: str, start: date, end: date) -> Iterator[Points]:
    """What was earned for one profession from ``start`` up to and including ``end`` by who gave their number.

    In the order of names. Two queries.
    """
    numbers = dict(Registration.objects.filter(profession=profession).values_list("person", "number"))
    earned = (
        Certificate.objects.in_force()
        .select_related("person", "version")
        .filter(person__in=numbers, completed_on__range=(start, end))
        .order_by("person__sort_key", "person", "completed_on", "pk")
    )
    for certificate in earned:
        for each in certificate.accredited:
            if each["profession"] == profession:
                yield Points(
                    certificate, each["body"], each["number"], Decimal(each["points"]), numbers[certificate.person_id]
                )
