"""Certificates and proofs of attendance: one's own, the one that a code opens, and those that HR looks up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.clock import day_of
from people.models import Person
from people.selectors import people_found
from training.choices import CertificateStanding
from training.models import Accreditation, Certificate, Course, Registration
from training.querysets import CertificateQuerySet
from training.rules.certificates import BADGES_A_LIST, CODE_LENGTH, pk_of_number, read_code

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
class Notice:
    """What a page says above everything else, in a callout of this ``kind``."""

    kind: str
    title: str
    text: str
    leads_to_course: bool = False


@dataclass(frozen=True, slots=True)
class Profession:
    """A profession for which courses here have points, and one's own number in its register (empty: not given)."""

    name: str
    number: str


def certificate_by_id(person: Person, certificate_id: UUID) -> Certificate | None:
    """The certificate with this public id, if ``person`` may see it. One query."""
    rows = Certificate.objects.visible_to(person).select_related("person", "version__course", "revoked_by").with_newer()
    return rows.filter(public_id=certificate_id).first()


def certificate_by_code(typed: str) -> Certificate | None:
    """The certificate that a code opens, for whoever has the code. One query, none for what cannot be a code."""
    code = read_code(typed[:MOST_TYPED])
    if len(code) != CODE_LENGTH:
        return None
    return Certificate.objects.select_related("person", "version").with_newer().filter(code=code).first()


def certificates_of(person: Person) -> list[Certificate]:
    """Everything that somebody got for courses, the last first. One query."""
    return list(_with_words().filter(person=person).order_by("-completed_on", "-pk"))


def certificates_to_take(person: Person) -> list[Certificate]:
    """What somebody takes along who leaves: everything that was not revoked. One query."""
    return list(_with_words().in_force().filter(person=person).order_by("completed_on", "pk"))


def _with_words() -> CertificateQuerySet:
    return Certificate.objects.select_related("person", "version")


def notice_for_holder(certificate: Certificate, *, day: date) -> Notice | None:
    """What its own page says of a certificate that counts no more, or of which there is a newer one.

    Needs ``with_newer``.
    """
    standing = certificate.standing(day)
    if standing == CertificateStanding.REVOKED:
        text = _("Revoked on %(day)s. The reason: %(reason)s") % {
            "day": _in_words(certificate.revoked_at), "reason": certificate.revoked_reason
        }  # fmt: skip
        return Notice("bad", _("It counts no more"), text)
    newer = certificate.newer_on
    if standing == CertificateStanding.EXPIRED:
        until = {"until": _in_words(certificate.valid_until)}
        text = _("It counted until %(until)s.") if newer else _(
            "It counted until %(until)s. Take the course again to get a new one."
        )  # fmt: skip
        return Notice("warn", _("It has run out"), text % until, leads_to_course=newer is None)
    if newer is None:
        return None
    return Notice("info", _("There is a newer one"), _("This one stays as it is, and its code keeps working."))


def standing_in_list(certificate: Certificate, *, day: date) -> tuple[str, str]:
    """Whether a certificate counts, in a word or two for a list, and the mark with it. Needs ``with_newer``."""
    standing = certificate.standing(day)
    if standing == CertificateStanding.REVOKED:
        return _("revoked"), "bad"
    if certificate.newer_on:
        return _("there is a newer one"), "neutral"
    return (_("has run out"), "warn") if standing == CertificateStanding.EXPIRED else (_("counts"), "good")


def notice_for_reader(certificate: Certificate, *, day: date, organisation: str) -> Notice:
    """What the page for checking says: whether it counts, until when, and that its holder has a newer one.

    ``organisation`` is today's name, for what was given before its own was kept. Needs ``with_newer``.
    """
    by = {"name": certificate.organisation or organisation}
    standing = certificate.standing(day)
    if standing == CertificateStanding.REVOKED:
        text = _("%(name)s revoked it on %(day)s.") % {**by, "day": _in_words(certificate.revoked_at)}
        return Notice("bad", _("This counts no more"), text)
    until = {**by, "until": _in_words(certificate.valid_until)} if certificate.valid_until else by
    if standing == CertificateStanding.EXPIRED:
        kind, title, text = (
            "warn",
            _("This has run out"),
            _("Given by %(name)s. It is real, and counted until %(until)s."),
        )
    elif certificate.valid_until:
        kind, title, text = "good", _("Yes, this counts"), _("Given by %(name)s. It counts until %(until)s.")
    else:
        kind, title, text = "good", _("Yes, this counts"), _("Given by %(name)s. It does not run out.")
    newer = certificate.newer_on
    after = " " + _("Its holder has a newer one, of %(day)s.") % {"day": _in_words(newer)} if newer else ""
    return Notice(kind, title, text % until + after)


def _in_words(day: date | datetime | None) -> str:
    return date_format(day_of(day) if isinstance(day, datetime) else day, "DATE_FORMAT") if day else ""


def shared_name(certificate: Certificate) -> str:
    """The name of the holder where they share it and it is still kept; else empty."""
    known = certificate.shows_name and certificate.person.pseudonymised_at is None
    return certificate.person.full_name if known else ""


def certificates_found(text: str, page: str, *, day: date) -> "Page[Certificate]":
    """What HR finds by a name, an employee number, the number of a certificate or its code.

    Without a text nothing, so that no list of all shows.
    """
    found: QuerySet[Certificate] = Certificate.objects.none()
    if text.strip():
        code = read_code(text[:MOST_TYPED])
        people = people_found({"q": text[:MOST_TYPED], "gone": True}, day=day).values("pk")
        is_code = len(code) == CODE_LENGTH
        asked = Q(code=code) if is_code else Q(person__in=people) | Q(pk=pk_of_number(text))
        found = _with_words().with_newer().filter(asked)
    return Paginator(found.order_by("person__sort_key", "-completed_on", "pk"), PAGE_SIZE).get_page(page)


def has_badges(number_of_list: int) -> bool:
    """Whether there is such a list of badges: the first is there always. One query, none for a number out of reach."""
    if not 0 < number_of_list < MOST_LISTS:
        return number_of_list == 0
    return Certificate.objects.filter(pk__gte=number_of_list * BADGES_A_LIST).exists()


def revoked_numbers(number_of_list: int) -> list[int]:
    """The numbers (``pk``) of the revoked certificates in one list of badges. One query."""
    first = number_of_list * BADGES_A_LIST
    revoked = Certificate.objects.filter(revoked_at__isnull=False, pk__gte=first, pk__lt=first + BADGES_A_LIST)
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
