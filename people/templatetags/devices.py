"""Devices in words: ``{{ session.user_agent|device }}`` says "Firefox on Windows"."""

from django.template import Library
from django.utils.translation import gettext as _

from people.rules import device_of

register = Library()


@register.filter
def device(user_agent: str) -> str:
    """Name a browser and its system, or what is known of them."""
    found = device_of(user_agent)
    if found.browser and found.system:
        return _("%(browser)s on %(system)s") % {"browser": found.browser, "system": found.system}
    return found.browser or found.system or _("Unknown device")


@register.filter
def device_icon(user_agent: str) -> str:
    return "device-mobile" if device_of(user_agent).is_hand_held else "device-desktop"
