"""What must never be false stands in the database; a test goes round the services and meets it by its name."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import DatabaseError, transaction


@contextmanager
def refused(name: str) -> Iterator[None]:
    """Expect that the database refuses the block because of this constraint or trigger, and undo what it did."""
    with pytest.raises(DatabaseError) as met, transaction.atomic():
        yield
    assert name in met_by(met.value), f"{name} was not met, but: {met.value}"


def met_by(error: DatabaseError) -> set[str]:
    """Return the names by which PostgreSQL says what refused: a constraint, or the function of a trigger."""
    cause = error.__cause__
    assert isinstance(cause, psycopg.Error)
    names = {cause.diag.constraint_name or ""}
    for line in (cause.diag.context or "").splitlines():
        # Such as: PL/pgSQL function pgtrigger_<name>_<hash>() line 2 at RAISE
        function = line.removeprefix("PL/pgSQL function ").partition("(")[0]
        if function.startswith("pgtrigger_"):
            names.add(function.removeprefix("pgtrigger_").rpartition("_")[0])
    return names
