"""What the organisation may set, and the words in which every figure says what became of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SMALLEST_THRESHOLD: Final = 5
CLASS_C_FLOOR: Final = 3
"""Numerator and complement of a class C figure are each at least this many people, else it shows a range."""


class Sensitivity(StrEnum):
    """How much a metric says about people."""

    FACT = "A"
    REACH = "B"
    USE = "C"


class Status(StrEnum):
    SHOWN = "shown"
    RANGE = "range"
    POOLED = "pooled"
    HIDDEN = "hidden"


class Reason(StrEnum):
    """Why a cell has the status that it has; the app that shows it owns the sentence."""

    LARGE_ENOUGH = "large_enough"
    NO_THRESHOLD = "no_threshold"
    FEW_DO = "few_do"
    FEW_DO_NOT = "few_do_not"
    IN_OTHER_UNITS = "in_other_units"
    IN_PARENT = "in_parent"
    IN_STEPS = "in_steps"
    COUNTS_PEOPLE = "counts_people"
    EMPTY = "empty"
    TOO_FEW = "too_few"
    PROTECTS_SUM = "protects_sum"
    PROTECTS_RELEASES = "protects_releases"


@dataclass(frozen=True, slots=True)
class Rules:
    """The threshold and the width to which every release is held.

    ``threshold`` is k: the people or answers that a shown figure is about.
    ``width`` is how far apart, in people, the lowest and the highest value of a hidden count must stay
    for a reader who knows every base and combines everything that was ever released.
    """

    threshold: int = 10
    width: int = 3

    def __post_init__(self) -> None:
        if self.threshold < SMALLEST_THRESHOLD:
            raise ValueError(f"The threshold is at least {SMALLEST_THRESHOLD}, not {self.threshold}.")
        if not CLASS_C_FLOOR - 1 <= self.width < self.threshold:
            raise ValueError(f"The width is from {CLASS_C_FLOOR - 1} to the threshold, not {self.width}.")
