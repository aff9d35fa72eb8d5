"""Giving out what shows that somebody completed a course, and taking it back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.clock import day_of, start_of
from common.errors import RuleBroken
from common.selectors import organisation_name
from common.services import record
from outbox import services as outbox
from people.models import Person
from people.selectors import unit_of
from training import messages, policies, rules
from training.choices import CertificateKind, CompletionSource
from training.errors import broken_constraints, raise_if_any
from training.models import Accreditation, Certificate, Completion, Course, Registration
from training.rules.certificates import new_code
from training.services.conditions import assert_manages

PROVEN_HERE = frozenset({CompletionSource.SESSION, CompletionSource.PORTAL})
"""What we give ourselves; whoever gives a course elsewhere gives the proof of it too."""


def certify(completion: Completion, *, tested: bool, now: datetime) -> Certificate | None:
    """Give a certificate of what was completed here, or a proof of attendance where nothing was tested.

    Questions test, and so does evidence that somebody else accepted.

    ``None`` for what was completed elsewhere. Part of completing: the caller's transaction.
    """
    if completion.source not in PROVEN_HERE or completion.version is None:
        return None
    completed_on = day_of(completion.completed_at)
    course = completion.course
    counted = course.accreditations.filter(starts_on__lte=completed_on, ends_on__gte=completed_on)
    certificate = Certificate.objects.create(
        completion=completion,
        person=completion.person,
        version=completion.version,
        kind=CertificateKind.CERTIFICATE if tested else CertificateKind.ATTENDANCE,
        code=new_code(),
        completed_on=completed_on,
        issued_at=now,
        organisation=organisation_name(),
        unit=unit_of(completion.person, completed_on),
        valid_until=rules.valid_until(completed_on, course.certificate_months),
        accredited=[
            {"body": each.body, "number": each.number, "profession": each.profession, "points": str(each.points)}
            for each in counted.order_by("pk")
        ],
    )
    record("certificate.issued", certificate, actor=None, now=now)
    _tell_ready(certificate, now=now)
    return certificate


def _tell_ready(certificate: Certificate, *, now: datetime) -> None:
    """Tell where it is. Where it replaces one that a correction took back today, that is all that is heard of it."""
    taken_back = Certificate.objects.filter(
        person=certificate.person_id, version__course=certificate.version.course_id,
        completed_on=certificate.completed_on, completion=None, revoked_at__gte=start_of(day_of(now)),
    )  # fmt: skip
    for each in taken_back:
        outbox.skip_pending(about=messages.about_certificate(each), reason="corrected", now=now)
    outbox.add(
        messages.ProofReady,
        recipient=certificate.person,
        dedupe_key=f"{messages.ProofReady.code}:{certificate.public_id}",
        context={**messages.facts_of_certificate(certificate), "is_corrected": bool(taken_back)},
        now=now,
        url=messages.address_of(certificate),
        about=messages.about_certificate(certificate),
    )


@transaction.atomic
def revoke_certificate(*, certificate_id: int, reason: str, actor: Person, now: datetime) -> Certificate:
    """Let a certificate count no more, with a reason that its holder reads; again changes nothing.

    Its page and its badge say so from now on. What was completed stays: HR corrects attendance where that is wrong.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).select_related("person").get(pk=certificate_id)
    if not policies.can_manage(actor):
        raise RuleBroken(_("Only HR revokes a certificate."))
    if certificate.revoked_at is not None:
        return certificate
    if not reason.strip():
        raise RuleBroken(_("Say why you revoke it. The holder reads your reason."), field="reason")
    return _revoke(certificate, reason=reason.strip(), actor=actor, now=now)


def revoke_with_completion(completion: Completion, *, reason: str, actor: Person, now: datetime) -> None:
    """Let the certificate of a completion that turns out to be wrong count no more. Part of correcting."""
    held = Certificate.objects.select_for_update(of=("self",)).select_related("person")
    for certificate in held.filter(completion=completion, revoked_at__isnull=True):
        _revoke(certificate, reason=reason, actor=actor, now=now, corrected_by=policies.role_at(actor))


def _revoke(
    certificate: Certificate, *, reason: str, actor: Person, now: datetime, corrected_by: str = ""
) -> Certificate:
    """Let it count no more and tell its holder; of a correction (``corrected_by`` whom) on the same day, the next day.

    Until then the mark can be put right, and then nothing is said of it.
    """
    certificate.revoked_at, certificate.revoked_by, certificate.revoked_reason = now, actor, reason
    certificate.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    record("certificate.revoked", certificate, actor=actor, now=now, reason=reason)
    outbox.skip_pending(about=messages.about_certificate(certificate), reason="corrected", now=now)
    if certificate.person.is_active:
        is_of_today = bool(corrected_by) and day_of(certificate.issued_at) == day_of(now)
        outbox.add(
            messages.CertificateRevoked,
            recipient=certificate.person,
            dedupe_key=f"{messages.CertificateRevoked.code}:{certificate.public_id}",
            context={
                **messages.facts_of_certificate(certificate), "reason": reason, "corrected_by": str(corrected_by)
            },
            now=now,
            url=messages.address_of(certificate),
            not_before=outbox.next_allowed(start_of(day_of(now) + timedelta(days=1))) if is_of_today else None,
            about=messages.about_certificate(certificate),
        )  # fmt: skip
    return certificate


@transaction.atomic
def share_name(*, certificate_id: int, shows_name: bool, actor: Person, now: datetime) -> Certificate:
    """Let the page of a certificate show its holder's name to whoever has its address, or no longer."""
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate_id)
    if certificate.person_id != actor.pk:
        raise RuleBroken(_("Only the holder decides whether the name shows."))
    if certificate.shows_name != shows_name:
        certificate.shows_name = shows_name
        certificate.save(update_fields=["shows_name"])
        record(
            "certificate.name_shared" if shows_name else "certificate.name_hidden", certificate, actor=actor, now=now
        )
    return certificate


# --- points for professions -------------------------------------------------------------------------------------------
@transaction.atomic
def accredit_course(*, course_id: int, fields: Mapping[str, Any], actor: Person, now: datetime) -> Accreditation:
    """Put down that a professional body counts a course. It stands on what is given out from then on."""
    assert_manages(actor)
    course = Course.objects.select_for_update(no_key=True).get(pk=course_id)
    accreditation = Accreditation(course=course, **fields)
    raise_if_any(broken_constraints(accreditation))
    accreditation.save()
    record("course.accredited", course, actor=actor, now=now)
    return accreditation


@transaction.atomic
def end_accreditation(*, accreditation_id: int, actor: Person, now: datetime) -> None:
    """Remove an accreditation from a course; what was given out with it keeps it. Again changes nothing."""
    assert_manages(actor)
    accreditation = Accreditation.objects.select_for_update(of=("self",)).filter(pk=accreditation_id).first()
    if accreditation is not None:
        course = accreditation.course
        accreditation.delete()
        record("course.accreditation_removed", course, actor=actor, now=now)


@transaction.atomic
def give_registration(*, profession: str, number: str, person: Person, now: datetime) -> None:
    """Keep under which number somebody stands in the register of a profession; without a number it is removed."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not Accreditation.objects.filter(profession=profession).exists():
        raise RuleBroken(_("No course here has points for that profession."), field="profession")
    if number.strip():
        Registration.objects.update_or_create(
            person=person, profession=profession, defaults={"number": number.strip(), "given_at": now}
        )
        record("registration.given", person, actor=person, now=now)
    elif Registration.objects.filter(person=person, profession=profession).delete()[0]:
        record("registration.removed", person, actor=person, now=now)
