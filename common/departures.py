"""What somebody's going means in an app; each app counts, the directory shows and carries out."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Consequence:
    """One kind of consequence in words ("seats freed") and how often it comes."""

    label: str | Promise
    count: int
