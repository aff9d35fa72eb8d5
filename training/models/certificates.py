"""What shows to others that somebody completed a course: the proof, the points it is worth, and the key that signs."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words, words
from common.clock import day_of
from common.models import PublicIdModel
from common.triggers import NoTruncate
from training.choices import CertificateKind, CertificateStanding
from training.models.courses import Course
from training.models.requirements import Completion
from training.models.versions import CourseVersion
from training.querysets import CertificateQuerySet
from training.rules.certificates import standing_of

RESTS_ON_ITS_COMPLETION = """
    IF NEW.completion_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM training_completion
        WHERE id = NEW.completion_id AND person_id = NEW.person_id AND version_id = NEW.version_id
    ) THEN
        RAISE EXCEPTION 'training_certificate_is_of_its_completion: certificate of another person or course'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_certificate_is_of_its_completion';
    END IF;
    RETURN NEW;
"""
"""Nobody holds a certificate of what another did, or of another course."""


class Accreditation(PublicIdModel):
    """That a professional body counts a course, for which profession and for how many points."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="accreditations")
    body = models.CharField(_("accredited by"), max_length=120)
    number = models.CharField(_("number of the accreditation"), max_length=60)
    profession = models.CharField(_("for which profession"), max_length=80)
    points = models.DecimalField(
        _("points"), max_digits=5, decimal_places=1, validators=[MinValueValidator(Decimal("0.1"))]
    )
    starts_on = models.DateField(_("holds from"))
    ends_on = models.DateField(_("holds until and including"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(body="") & ~Q(number="") & ~Q(profession=""), name="training_accreditation_is_whole"
            ),
            models.CheckConstraint(
                condition=Q(points__gt=0),
                name="training_accreditation_has_points",
                violation_error_code="points",
                violation_error_message=_("An accreditation counts for more than zero points."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="training_accreditation_ends_later",
                violation_error_code="ends_on",
                violation_error_message=_("The last day lies before the first one."),
            ),
            models.UniqueConstraint(
                fields=["course", "body", "number", "profession"],
                name="training_accreditation_once",
                violation_error_code="number",
                violation_error_message=_("This accreditation is there already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.number}"


class Registration(PublicIdModel):
    """The number under which somebody stands in the register of their profession; they give it themselves."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="registrations")
    profession = models.CharField(_("profession"), max_length=80)
    number = models.CharField(_("your number in the register"), max_length=40)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "profession"], name="training_registration_once"),
            models.CheckConstraint(condition=~Q(profession="") & ~Q(number=""), name="training_registration_is_whole"),
        ]

    def __str__(self) -> str:
        return f"registration {self.public_id}"


class Certificate(PublicIdModel):
    """A certificate, after a test, or a proof of attendance; its ``code`` opens the page that says whether it holds.

    What it says of the course is that of ``version``, whatever the course says later. The place of its bit in the list
    of revoked badges is its ``pk``, which is never given out again.
    """

    completion = models.OneToOneField(
        Completion, on_delete=models.SET_NULL, null=True, blank=True, related_name="certificate"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=12, choices=CertificateKind)
    code = models.CharField(max_length=24, unique=True)
    completed_on = models.DateField()
    issued_at = models.DateTimeField()
    organisation = models.CharField(max_length=120, default="", editable=False)
    """What the organisation was called when it gave this."""
    unit = models.CharField(max_length=120, default="", editable=False)
    """Where its holder worked when they completed it; empty for who worked in no unit."""
    valid_until = models.DateField(null=True)
    accredited = models.JSONField(default=list)
    """As the accreditations of the course were: ``body``, ``number``, ``profession``, ``points`` (a text)."""
    shows_name = models.BooleanField(default=False)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_reason = models.CharField(max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    newer_id: UUID | None
    newer_on: date | None
    """The last later certificate of the same course of the same holder, by ``with_newer``."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CertificateKind.values), name="training_certificate_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
                name="training_certificate_revoked_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(completion__isnull=False) | Q(revoked_at__isnull=False),
                name="training_certificate_rests_on_completion",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("completed_on")),
                name="training_certificate_ends_later",
            ),
        ]
        indexes = [models.Index(fields=["person", "completed_on"], name="training_certificate_mine")]
        triggers = [
            pgtrigger.Trigger(
                name="training_certificate_is_of_its_completion",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=RESTS_ON_ITS_COMPLETION,
            ),
            pgtrigger.Protect(
                name="training_certificate_stays_as_issued",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "person",
                    "version",
                    "kind",
                    "code",
                    "completed_on",
                    "issued_at",
                    "organisation",
                    "unit",
                    "valid_until",
                    "accredited",
                ),
            ),
            pgtrigger.Protect(
                name="training_certificate_revoked_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.revoked_at IS NOT NULL AND (OLD.revoked_at, OLD.revoked_by_id, OLD.revoked_reason) "
                    "IS DISTINCT FROM (NEW.revoked_at, NEW.revoked_by_id, NEW.revoked_reason)"
                ),
            ),
            NoTruncate(name="training_certificate_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"certificate {self.public_id}"

    @property
    def number(self) -> str:
        """Under which number people speak of it, as ``2026-000417``; unlike its code it opens nothing."""
        return f"{day_of(self.issued_at).year}-{self.pk:06d}"

    @property
    def title(self) -> Words:
        """What the course was called then."""
        return words(self.version.content["title_nl"], self.version.content["title_en"])

    @property
    def meaning(self) -> str:
        """What it says of its holder, for who does not know the two kinds."""
        return (
            gettext("A course with a test that was passed")
            if self.kind == CertificateKind.CERTIFICATE
            else gettext("A course that was attended; no test was taken")
        )

    def standing(self, day: date) -> CertificateStanding:
        return standing_of(revoked=self.revoked_at is not None, valid_until=self.valid_until, day=day)


class SigningKey(PublicIdModel):
    """A key with which badges and files of evidence are signed. The private half is a file outside the database.

    A retired key signs nothing new and still counts; one that is not trusted any more counts for nothing.
    """

    public_key = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)
    distrusted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.ExpressionWrapper(Q(retired_at__isnull=True), output_field=models.BooleanField()),
                condition=Q(retired_at__isnull=True),
                name="training_signingkey_one_signs",
            ),
            models.CheckConstraint(
                condition=Q(distrusted_at__isnull=True) | Q(retired_at__isnull=False),
                name="training_signingkey_distrusted_is_retired",
            ),
        ]

    def __str__(self) -> str:
        return f"signing key {self.public_id}"
