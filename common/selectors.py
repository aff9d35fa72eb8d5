"""What any app reads of settings, jobs and the installation."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from common.choices import ORGANISATION_LANGUAGE, ORGANISATION_NAME, ORGANISATION_SHORT_NAME
from common.models import AuditEvent, Installation, OrganisationSetting, PublicIdModel
from common.organisation import Setting


def setting_value[Value: (bool, int, str, list[str], dict[str, str])](setting: Setting[Value]) -> Value:
    """Return the organisation's value of ``setting``, or its default. One query."""
    row = OrganisationSetting.objects.filter(key=setting.key).values_list("value", flat=True).first()
    return setting.default if row is None else setting.parse(row)


def kept_setting(setting: Setting[Any]) -> OrganisationSetting:
    """Return what is kept of ``setting``; where nothing is, its default, which is of no save. One query."""
    row = OrganisationSetting.objects.filter(key=setting.key).first()
    return row or OrganisationSetting(key=setting.key, value=setting.default, edition=0)


def installation() -> Installation | None:
    """Return what this installation is, or ``None`` before it was set up. One query."""
    return Installation.objects.first()


@dataclass(frozen=True, slots=True)
class Organisation:
    """What the organisation is called, and the language of who chose none."""

    name: str
    short_name: str
    language: str


def organisation() -> Organisation:
    """Return what the organisation is called today; the name is empty before it was set up. One query."""
    named = (ORGANISATION_NAME, ORGANISATION_SHORT_NAME, ORGANISATION_LANGUAGE)
    own = dict(OrganisationSetting.objects.filter(key__in=[each.key for each in named]).values_list("key", "value"))
    name, short_name, language = (own.get(each.key, each.default) for each in named)
    return Organisation(name, short_name or name, language)


def organisation_name() -> str:
    """Return the name of the organisation, empty before it was set up. One query."""
    return organisation().name


def is_demo() -> bool:
    """Say whether the demo's marker stands in the database. One query."""
    return Installation.objects.filter(is_demo=True).exists()


def last_change_of(row: object) -> AuditEvent | None:
    """Return the last time that fields of a row were saved, with who did it; ``None`` for what is no row. One query."""
    if not isinstance(row, Model):
        return None
    object_id = row.public_id if isinstance(row, PublicIdModel) else row.pk
    events = AuditEvent.objects.filter(object_type=row._meta.label_lower, object_id=str(object_id))
    return events.exclude(fields=[]).select_related("actor").order_by("-at", "-pk").first()


def history_of(object_type: str, object_id: Any) -> "list[AuditEvent]":
    """Return what was done to one object, newest first, with its actors. One query."""
    events = AuditEvent.objects.filter(object_type=object_type, object_id=str(object_id))
    return list(events.select_related("actor").order_by("-at", "-pk"))
