"""What the audit log says of accounts, roles, second factors and keys."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.audit import Shows, Text, define, define_fields, define_kind, quoted
from people.choices import Role, TokenScope


def _role_and_whom(assignment: Any) -> str:
    return _("%(role)s, for %(name)s") % {
        "role": Role(assignment.role).label,
        "name": assignment.person.full_name,
    }


def _roles(fields: Sequence[str]) -> Iterable[Text]:
    return [Role(role).label if role in Role else role for role in fields]


def _scopes(fields: Sequence[str]) -> Iterable[Text]:
    return [TokenScope(scope).label if scope in TokenScope else scope for scope in fields]


FACTORS: dict[str, Text] = {
    "totp": gettext_lazy("app"),
    "webauthn": gettext_lazy("passkey"),
    "recovery_codes": gettext_lazy("recovery codes"),
}

define(
    "people",
    {
        "person.left": gettext_lazy("{actor} recorded that {object} leaves."),
        "person.pseudonymised": gettext_lazy("{actor} took out the name of {object}: its term was over."),
        "activation_code.issued": gettext_lazy("{actor} made an activation code for {object}."),
        "api_token.revoked": gettext_lazy("{actor} ended the key {object} of another system."),
        "second_factor.reset_requested": gettext_lazy("{actor} asked to reset the second step of {object}."),
        "second_factor.reset_declined": gettext_lazy("{actor} declined to reset the second step of {object}."),
        "second_factor.reset_withdrawn": gettext_lazy(
            "{actor} took back the request to reset the second step of {object}."
        ),
        "second_factor.reset_lapsed": gettext_lazy(
            "{actor} dropped the request to reset the second step of {object}: it did not apply any more."
        ),
    },
)
define(
    "people",
    {"second_factor.reset_done": gettext_lazy("{actor} reset the second step of {object}.")},
    fields=lambda fields: [FACTORS.get(each, each) for each in fields],
)
define(
    "people",
    {"second_factor.encrypted": gettext_lazy("{actor} encrypted the second step of {object} in the database.")},
    shows=Shows.ACTOR,
    fields=lambda _fields: [],
)
define(
    "people",
    {
        "role.granted": gettext_lazy("{actor} gave a role: {object}."),
        "role.revoked": gettext_lazy("{actor} ended a role: {object}."),
    },
    fields=_roles,
    reason=lambda reason: _("the employee number passed to somebody else") if reason.startswith("HR file") else reason,
)
define(
    "people", {"api_token.created": gettext_lazy("{actor} made the key {object} for another system.")}, fields=_scopes
)
define(
    "people",
    {
        "activation_code.used": gettext_lazy("{actor} chose a password with an activation code."),
        "invitation.accepted": gettext_lazy("{actor} accepted the invitation and came in."),
    },
    shows=Shows.NEITHER,
)
define_kind("people.person", gettext_lazy("person"), lambda person: person.full_name, names_person=True)
define_kind("people.roleassignment", gettext_lazy("role"), _role_and_whom, "person", names_person=True)
define_kind("people.apitoken", gettext_lazy("key for another system"), lambda token: quoted(token.name))
define_kind(
    "people.secondfactorreset",
    gettext_lazy("reset of a second step"),
    lambda reset: str(reset.person.full_name),
    "person",
    names_person=True,
)
define_kind("people.deputy", gettext_lazy("stand-in"), lambda _deputy: _("a manager"))
define_kind("mfa.authenticator", gettext_lazy("second step"), lambda _factor: _("somebody"))
define_fields(
    "people",
    {
        "first_name": gettext_lazy("first name"),
        "infix": gettext_lazy("infix"),
        "last_name": gettext_lazy("last name"),
        "email": gettext_lazy("e-mail address"),
        "employee_number": gettext_lazy("employee number"),
        "language": gettext_lazy("language"),
        "relation": gettext_lazy("works here as"),
        "hired_on": gettext_lazy("first day of work"),
        "left_on": gettext_lazy("last day of work"),
        "managed_by": gettext_lazy("who keeps it up to date"),
        "is_active": gettext_lazy("may sign in"),
        "deputy": gettext_lazy("stand-in"),
        "starts_on": gettext_lazy("first day"),
        "ends_on": gettext_lazy("last day"),
        "away_from": gettext_lazy("first day"),
        "away_until": gettext_lazy("last day"),
    },
)
