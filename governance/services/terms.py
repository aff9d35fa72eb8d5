"""What time and a departure do to decisions: nothing."""

from datetime import date, datetime

from people.models import Person


def enforce_terms(*, now: datetime) -> dict[str, int]:
    """Nothing here has a term of its own: decisions stay, names follow the person's own term."""
    return {}


def apply_departure(*, person_id: int, on: date, actor: Person | None, now: datetime) -> None:
    """A departure changes nothing here: what was proposed and answered stays as it was."""
