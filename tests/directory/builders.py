"""Bringing made-up HR files in, as the command line does."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from common.clock import AMSTERDAM
from directory import services
from directory.models import ImportRun
from directory.rules import Outcome
from directory.services import ImportOptions
from people.models import Person
from tests.directory.files import HEADER, as_csv

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=AMSTERDAM)
LATER = NOW + timedelta(days=7)


def bring_in(
    rows: Iterable[Sequence[str]],
    *,
    header: Sequence[str] = HEADER,
    now: datetime = NOW,
    dry_run: bool = False,
    allow_large_change: bool = True,
    actor: Person | None = None,
    options: ImportOptions | None = None,
) -> Outcome:
    """Import these rows; large changes are allowed unless a test is about them."""
    outcome, _codes = services.import_people(
        file=io.BytesIO(as_csv(rows, header=header)),
        name="hr.csv",
        sha256="0" * 64,
        actor=actor,
        now=now,
        dry_run=dry_run,
        allow_large_change=allow_large_change,
        options=options,
    )
    return outcome


def numbers(outcome: Outcome) -> tuple[int, int, int, int, int]:
    """Created, updated, unchanged, departed, refused rows."""
    return outcome.created, outcome.updated, outcome.unchanged, outcome.departed, outcome.refused_rows


def someone(number: int | str) -> Person:
    return Person.objects.get(employee_number=str(number))


def last_run() -> ImportRun:
    return ImportRun.objects.order_by("-pk")[0]
