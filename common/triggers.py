"""Triggers that more than one app puts on its tables."""

import pgtrigger
from django.db import connections

ALWAYS_IN_FORCE = """
    CREATE OR REPLACE FUNCTION "public"._pgtrigger_should_ignore(trigger_name NAME)
    RETURNS BOOLEAN AS 'BEGIN RETURN FALSE; END' LANGUAGE plpgsql
"""


class NoTruncate(pgtrigger.Trigger):
    """Refuse TRUNCATE, which no trigger on rows notices. It holds for the owner of the table and a superuser too."""

    level = pgtrigger.Statement
    when = pgtrigger.Before
    operation = pgtrigger.Truncate
    func = "RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;"


def keep_in_force(using: str, **_options: object) -> None:
    """Take away that any session can switch our triggers off with ``SET pgtrigger.ignore``, after each migration."""
    with connections[using].cursor() as cursor:
        cursor.execute(ALWAYS_IN_FORCE)
