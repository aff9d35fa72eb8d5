"""A dated thing of the programme as the plan of a year shows it; each app says its own."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Planned:
    """What happens on a day, and where it leads; ``language`` is that of the title, ``state`` how it stands."""

    on: date
    kind: str
    """What sort of date it is, in words."""
    title: str
    url: str
    language: str
    icon: str
    is_done: bool = False
    is_late: bool = False
