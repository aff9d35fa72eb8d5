"""Second factors in words: ``{{ factor|factor_label }}`` says "passkey or security key"."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.template import Library

from people.choices import SECOND_FACTORS

register = Library()


@register.filter
def factor_label(factor: Authenticator) -> str:
    """Name what kind of second factor this is."""
    return str(SECOND_FACTORS.get(factor.type, factor.type))


@register.filter
def factor_labels(factors: Iterable[Authenticator]) -> str:
    """Name the kinds of second factor that somebody has, each once; empty when there are none."""
    kinds = {factor.type for factor in factors}
    return ", ".join(str(label) for kind, label in SECOND_FACTORS.items() if kind in kinds)
