"""Drop a database that a test made, while something may still have it open."""

import psycopg
from psycopg import sql


def drop_database(server: psycopg.Connection, name: str) -> None:
    """End the sessions of ``name`` and drop it; ``server`` commits by itself and is connected to another database.

    ``WITH (FORCE)`` would also end a vacuum that PostgreSQL runs of its own accord, which only a superuser may; a plain
    drop asks that vacuum to stop and waits for it.
    """
    server.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = %s AND backend_type = 'client backend'",
        [name],
    )
    server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
