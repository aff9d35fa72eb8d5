"""A number field that takes a comma and a point alike, whatever the language of the browser."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import formats

SPACES = re.compile(r"[\s\u00a0\u202f']")
SHAPES = [
    re.compile(rf"[+-]?\d{{1,3}}(?:{group}\d{{3}})+(?:{mark}\d+)?") for group, mark in ((r"\.", ","), (",", r"\."))
]
"""Groups of three, with decimals behind the other mark or without."""


def plain(typed: str) -> str:
    """Return a typed number with a point before its decimals: 12,5 and 12.5 both as 12.5, 1.250,50 as 1250.50.

    A mark that stands there once and alone stands before decimals; whether that fits is for the field to say.
    """
    typed = SPACES.sub("", typed)
    marks = [each for each in typed if each in ",."]
    if len(marks) == 1:
        return typed.replace(",", ".")
    if marks and any(shape.fullmatch(typed) for shape in SHAPES):
        is_mixed = marks[-1] != marks[0]
        whole, decimals = (typed.rsplit(marks[-1], 1)) if is_mixed else (typed, "")
        return f"{whole.replace(marks[0], '')}.{decimals}".rstrip(".")
    return typed


class DecimalInput(forms.TextInput):
    """A text field, since a number field reads a comma by the language of the browser instead of the page."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Return a kept number as readers of the page's language write it, and what was typed as it was typed."""
        if value is None or value == "":
            return None
        is_whole = isinstance(value, Decimal) and value == value.to_integral_value()
        return str(formats.localize_input(int(value) if is_whole else value))


class NumberField(forms.DecimalField):
    """A number with or without decimals, typed with a comma or with a point."""

    widget = DecimalInput

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain(value) if isinstance(value, str) else value)
