"""What the audit log says of settings of the organisation and of its own use."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import organisation
from common.audit import Text, define, define_kind, quoted


def _label(key: str) -> str:
    setting = organisation.REGISTRY.get(key)
    return quoted(setting.label if setting is not None else key)


def _in_words(key: str, value: Any) -> str:
    """A value of a setting, as the page with the settings says it."""
    setting = organisation.REGISTRY.get(key)
    said = value if setting is None else setting.in_words(value)
    if isinstance(said, bool):
        return _("yes") if said else _("no")
    return str(said)


def _change(proposal: Any) -> Sequence[tuple[Text, str, str]]:
    before, after = _in_words(proposal.key, proposal.value_before), _in_words(proposal.key, proposal.value)
    return [(_label(proposal.key), before, after)]


def _filters(fields: Sequence[str]) -> Iterable[Text]:
    """Which filters were on, without what was filled in."""
    labels = {
        "action": _("filter on action"),
        "kind": _("filter on kind"),
        "object": _("filter on one object"),
        "actor": _("filter on who acted"),
        "first": _("filter on day"),
        "last": _("filter on day"),
    }
    known = [labels.get(each.partition("=")[0], each) for each in fields]
    return dict.fromkeys(known)


define(
    "portal",
    {
        "setting.changed": gettext_lazy("{actor} changed the setting {object}."),
        "setting.proposed": gettext_lazy("{actor} proposed to change the setting {object}."),
        "setting.advised": gettext_lazy("{actor} gave advice on changing the setting {object}."),
        "setting.confirmed": gettext_lazy("{actor} confirmed the change of the setting {object}."),
        "setting.declined": gettext_lazy("{actor} declined to change the setting {object}."),
        "setting.withdrawn": gettext_lazy("{actor} took back the proposal to change the setting {object}."),
    },
    fields=lambda _fields: [],
)
define(
    "portal",
    {
        "audit.exported": gettext_lazy("{actor} downloaded entries of the audit log: {object}."),
        "audit.person_looked_up": gettext_lazy("{actor} looked up a person in the audit log: {object}."),
    },
    fields=_filters,
)
define_kind("common.organisationsetting", gettext_lazy("setting"), lambda row: _label(row.key))
define_kind(
    "common.settingproposal",
    gettext_lazy("proposed change of a setting"),
    lambda row: _label(row.key),
    changes=_change,
)
define_kind("common.installation", gettext_lazy("the whole portal"), lambda _row: _("the whole portal"))
