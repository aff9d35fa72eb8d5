"""Icons by name, from the one sprite that the front-end build makes (``frontend/icons.json`` lists the names)."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

DECORATION = SafeString('aria-hidden="true"')


@cache
def _sprite() -> str:
    """Return where the sprite stands, worked out once a process: a page shows some thirty icons."""
    return static("build/icons.svg")


@register.simple_tag
def icon(name: str, *, label: str = "", css: str = "") -> SafeString:
    """Show an icon. Without ``label`` it is decoration and not read aloud; beside words that is right."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else DECORATION
    return format_html(
        '<svg class="hv-icon{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        spoken,
        _sprite(),
        name,
    )
