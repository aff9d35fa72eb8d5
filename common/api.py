"""What each operation of the API says of its refusals in the description."""

from typing import Any

from ninja import Schema


class Refused(Schema):
    """Why nothing was done: a sentence, or for each value that cannot be read where it stands."""

    detail: str | list[dict[str, Any]]


def refusals(*statuses: int) -> dict[Any, type[Refused]]:
    """Return these statuses as answers of an operation."""
    return dict.fromkeys(statuses, Refused)
