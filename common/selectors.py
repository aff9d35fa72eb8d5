"""What any app reads of settings, jobs and the installation."""

from functools import cache
from typing import Any

from common.models import AuditEvent, Installation, OrganisationSetting
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


def organisation_name() -> str:
    """Return the name of the organisation, empty before it was set up. One query, until a process has seen it."""
    try:
        return _kept_name()
    except Installation.DoesNotExist:
        return ""


@cache
def _kept_name() -> str:
    """The row is written once; an exception is not remembered, so an empty installation is asked again."""
    return Installation.objects.values_list("name", flat=True).get()


def is_demo() -> bool:
    """Say whether the demo's marker stands in the database. One query."""
    return Installation.objects.filter(is_demo=True).exists()


def history_of(object_type: str, object_id: Any) -> "list[AuditEvent]":
    """Return what was done to one object, newest first, with its actors. One query."""
    events = AuditEvent.objects.filter(object_type=object_type, object_id=str(object_id))
    return list(events.select_related("actor").order_by("-at", "-pk"))
