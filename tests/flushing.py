"""Loaded by pytest: how a test with real transactions empties its database, where triggers refuse TRUNCATE.

The portal knows no way past these triggers. Only the flush of the tests switches them off around its own TRUNCATE, as
the owner of its throw-away database may, and on again in the same transaction.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations

SWITCH = """
DO $$
DECLARE guard record;
BEGIN
  FOR guard IN SELECT tgrelid::regclass AS of_table, tgname FROM pg_trigger WHERE tgtype & 32 <> 0 LOOP
    EXECUTE format('ALTER TABLE %s {way} TRIGGER %I', guard.of_table, guard.tgname);
  END LOOP;
END $$;
"""
"""32 is PostgreSQL's bit of a trigger on TRUNCATE."""

flush_of_django = DatabaseOperations.sql_flush


@pytest.fixture(autouse=True, scope="session")
def _flush_past_triggers() -> Iterator[None]:
    """Put the two switches around what Django runs to flush."""

    def with_switches(self: DatabaseOperations, *arguments: Any, **options: Any) -> list[str]:
        statements = flush_of_django(self, *arguments, **options)
        return [SWITCH.format(way="DISABLE"), *statements, SWITCH.format(way="ENABLE")] if statements else []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", with_switches)
        yield
