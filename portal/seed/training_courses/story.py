"""What the seed tells of one course."""

from dataclasses import dataclass

from people.choices import FunctionGroup
from training.choices import CourseKind, Level, Theme

DIRECTOR, MANAGER = FunctionGroup.DIRECTOR, FunctionGroup.MANAGER
CONTACT, NO_CONTACT = FunctionGroup.CUSTOMER_CONTACT, FunctionGroup.NO_CUSTOMER_CONTACT


@dataclass(frozen=True, kw_only=True)
class Story:
    """One course: what it says in Dutch and English, and how it went.

    ``sessions`` is how many it had in fourteen months, ``seats`` how many each has, ``pull`` (0 to 1 and over) which
    part of them is taken on average, ``from_month`` the month of the story in which it came; it is given in so many
    ``meetings``, afternoons a week apart.
    """

    code: str
    title: tuple[str, str]
    summary: tuple[str, str]
    outcomes: tuple[list[str], list[str]]
    audience: tuple[str, str]
    theme: Theme
    minutes: int
    sessions: int
    seats: int
    meetings: int = 1
    kind: CourseKind = CourseKind.IN_CLASS
    level: Level = Level.START
    groups: tuple[FunctionGroup, ...] = ()
    cost_cents: int = 0
    provider: str = ""
    url: str = ""
    from_month: int = 0
    pull: float = 0.85
    language: str = "nl"
