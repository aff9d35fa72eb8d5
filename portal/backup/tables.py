"""Rows of whole tables, out and in: COPY in text form, in the order of the primary key.

That order makes the checksum of a table the same wherever the same rows stand, and tells nothing of when a row was
written: ballots have random keys.
"""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.db import connection
from psycopg import sql

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the columns that hold facts (generated ones follow from them) and those of its key."""

    name: str
    columns: list[str]
    order: list[tuple[str, bool]]
    """The columns of its primary key, and of each whether it is text, which no server may sort its own way."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger that somebody made, and when it fires: `O` always but on a replica, `D` never, and so on."""

    table: str
    name: str
    enabled: str


TABLES = """
    SELECT c.relname,
           array(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum)::text[],
           array(SELECT a.attname FROM pg_index i, unnest(i.indkey) WITH ORDINALITY k(num, place), pg_attribute a
                 WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid AND a.attnum = k.num
                 ORDER BY k.place)::text[],
           array(SELECT a.attcollation <> 0 FROM pg_index i, unnest(i.indkey) WITH ORDINALITY k(num, place),
                 pg_attribute a WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid
                 AND a.attnum = k.num ORDER BY k.place)
    FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    ORDER BY c.relname
"""
TRIGGERS = """
    SELECT c.relname, t.tgname, t.tgenabled::text
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal AND t.tgparentid = 0
    ORDER BY c.relname, t.tgname
"""
SEQUENCES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'S' ORDER BY relname
"""
SAME_TEXT_EVERYWHERE = """
    SET LOCAL TIME ZONE 'UTC';
    SET LOCAL DateStyle = 'ISO, YMD';
    SET LOCAL IntervalStyle = 'postgres';
    SET LOCAL extra_float_digits = 1;
    SET LOCAL bytea_output = 'hex';
"""
ENABLE = {"O": "ENABLE TRIGGER", "A": "ENABLE ALWAYS TRIGGER", "R": "ENABLE REPLICA TRIGGER"}


def list_tables() -> list[Table]:
    """List every table of the database. One query."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [
            Table(name, columns, list(zip(key or columns, is_text or [True] * len(columns), strict=True)))
            for name, columns, key, is_text in cursor.fetchall()
        ]


def list_triggers() -> list[Trigger]:
    """List the triggers that are not PostgreSQL's own. One query."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        return [Trigger(*row) for row in cursor.fetchall()]


def read_sequences() -> dict[str, tuple[int, bool]]:
    """Return where each counter stands. One query for each."""
    with connection.cursor() as cursor:
        cursor.execute(SEQUENCES)
        names = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(_query("SELECT last_value, is_called FROM {}", sql.Identifier(name)))
            found[name] = cursor.fetchone()
        return found


def set_sequences(values: dict[str, tuple[int, bool]]) -> None:
    """Put each counter where it stood."""
    with connection.cursor() as cursor:
        for name, (last, called) in values.items():
            cursor.execute("SELECT setval(%s::regclass, %s, %s)", [f'"{name}"', last, called])


def write_texts_alike() -> None:
    """Let dates, times and numbers be written alike by every server, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(SAME_TEXT_EVERYWHERE)


def rows_of(table: Table, columns: list[str] | None = None) -> Iterator[bytes]:
    """Yield the rows of a table, each a line."""
    out = _query(
        "COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT",
        _names(columns or table.columns),
        sql.Identifier(table.name),
        sql.SQL(", ").join(
            sql.SQL('{} COLLATE "C"' if is_text else "{}").format(sql.Identifier(name)) for name, is_text in table.order
        ),
    )
    with connection.cursor() as cursor, cursor.copy(out) as copy:
        yield from map(bytes, copy)


def checksum(rows: Iterator[bytes], into: IO[bytes] | None = None) -> tuple[int, str]:
    """Count rows and return their SHA-256; write them into a file on the way when there is one."""
    number, digest = 0, hashlib.sha256()
    for row in rows:
        number += row.count(b"\n")
        digest.update(row)
        if into is not None:
            into.write(row)
    return number, digest.hexdigest()


def write_table(table: Table, path: Path) -> tuple[int, str]:
    """Write the rows of a table to a compressed file; return how many, and their checksum."""
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=3, mtime=0, filename="") as file:
        return checksum(rows_of(table), file)  # type: ignore[arg-type]


def lines_of(path: Path) -> Iterator[bytes]:
    """Yield the content of a compressed file, piece by piece."""
    with gzip.open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def read_table(name: str, columns: list[str], path: Path) -> None:
    """Put the rows of a file into an empty table."""
    into = _query("COPY {} ({}) FROM STDIN", sql.Identifier(name), _names(columns))
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        for chunk in lines_of(path):
            copy.write(chunk)


def lock_tables(tables: list[Table], mode: str) -> None:
    """Hold all tables until the transaction ends: ``ACCESS SHARE`` lets others write, but not change or empty one."""
    with connection.cursor() as cursor:
        cursor.execute(
            _query(f"LOCK TABLE {{}} IN {mode} MODE", sql.SQL(", ").join(sql.Identifier(t.name) for t in tables))
        )


def empty_tables(tables: list[Table]) -> None:
    """Delete what `migrate` and `sync_reference` wrote; DELETE, since no role needs the right to TRUNCATE."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(_query("DELETE FROM {}", sql.Identifier(table.name)))


def switch_off_triggers(tables: list[Table]) -> list[Trigger]:
    """Let rows come back as they were, past the rules for new ones; return what to switch on again."""
    triggers = list_triggers()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(_query("ALTER TABLE {} DISABLE TRIGGER USER", sql.Identifier(table.name)))
    return triggers


def switch_on_triggers(triggers: list[Trigger]) -> None:
    """Switch each trigger on as it was. Foreign keys are checked first: none may wait when a table is altered."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for trigger in triggers:
            if trigger.enabled in ENABLE:
                names = sql.Identifier(trigger.table), sql.Identifier(trigger.name)
                cursor.execute(_query(f"ALTER TABLE {{}} {ENABLE[trigger.enabled]} {{}}", *names))


def _names(columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _query(text: str, *parts: sql.Composable) -> Any:
    """Compose a statement; every name in it is quoted by psycopg."""
    return sql.SQL(text).format(*parts)
