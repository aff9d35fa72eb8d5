"""The fixed lists that say what a person can be here."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.retention import Term


class FunctionGroup(models.TextChoices):
    """In the order in which every table and chart shows them."""

    DIRECTOR = "director", _("Directors")
    MANAGER = "manager", _("Managers")
    CUSTOMER_CONTACT = "customer_contact", _("Staff with customer contact")
    NO_CUSTOMER_CONTACT = "no_customer_contact", _("Staff without customer contact")


LEADERSHIP = frozenset({FunctionGroup.DIRECTOR, FunctionGroup.MANAGER})
EXECUTING = frozenset({FunctionGroup.CUSTOMER_CONTACT, FunctionGroup.NO_CUSTOMER_CONTACT})


class Role(models.TextChoices):
    """What somebody may do for the organisation; everyone who works here is an employee without an assignment."""

    EMPLOYEE = "employee", _("employee")
    TRAINER = "trainer", _("trainer")
    HR = "hr", _("HR")
    PROGRAMME_OFFICE = "programme_office", _("programme office")
    BOARD = "board", _("board")
    PRIVACY_OFFICER = "privacy_officer", _("privacy officer")
    WORKS_COUNCIL = "works_council", _("works council")
    ADMINISTRATOR = "administrator", _("administrator")


WATCHED_ROLES = frozenset({Role.PRIVACY_OFFICER, Role.WORKS_COUNCIL})
"""Roles that speak for people or watch over them: who holds one hears who gave it to somebody else."""


class Relation(models.TextChoices):
    EMPLOYED = "employed", _("employed")
    HIRED = "hired", _("hired")
    VOLUNTEER = "volunteer", _("volunteer")
    INTERN = "intern", _("intern")


class ManagedBy(models.TextChoices):
    """Which source may change or end this person."""

    HR = "hr", _("HR file")
    SCIM = "scim", _("directory service")
    LOCAL = "local", _("this portal")


class RoleSource(models.TextChoices):
    LOCAL = "local", _("granted here")
    IDENTITY_PROVIDER = "identity_provider", _("granted by the sign-in service")
    DEMO = "demo", _("demo")


class TokenScope(models.TextChoices):
    """What a key of another system may do; each opens at least one operation of the API."""

    READ_FIGURES = "read_figures", _("read figures and metrics")
    WRITE_COMPLETIONS = "write_completions", _("send completions")
    READ_COMPLETIONS = "read_completions", _("read who completed which course")


class ResetOutcome(models.TextChoices):
    """What became of the request to take away somebody's second factor."""

    WAITING = "waiting", _("waits for a second administrator")
    DONE = "done", _("carried out")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("no longer of use")
    """Somebody that it leans on left or stopped being administrator."""


SECOND_FACTORS = {
    "totp": _("authenticator app"),
    "webauthn": _("passkey or security key"),
    "recovery_codes": _("recovery codes"),
}
"""What the screen calls each type of ``allauth.mfa``, in the order of the screen."""

TERMS = [
    Term(
        "people.person",
        _("Name, e-mail and number of somebody who left"),
        timedelta(days=730),
        _("after the day they left"),
        _("replaced by a number; placements stay for the figures"),
    )
]
