"""May the demo touch this database? Asked before anything is written to it."""

import os
import sys
from enum import Enum

import psycopg


class State(Enum):
    """What a database is to the demo."""

    EMPTY = "empty"
    DEMO = "demo"
    FOREIGN = "foreign"


def state_of(address: str) -> State:
    """Say what stands at this address: nothing yet, a demo, or something that is not ours to touch.

    An installation that was prepared but has no person and no name yet is empty too: a first start that was
    interrupted can go on.
    """
    with psycopg.connect(address, connect_timeout=10, options="-c default_transaction_read_only=on") as connection:
        query = (
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        tables = {name for (name,) in connection.execute(query)}
        if not tables:
            return State.EMPTY
        if not {"public.django_migrations", "public.common_installation", "public.people_person"} <= tables:
            return State.EMPTY if tables <= {"public.django_migrations"} else State.FOREIGN
        marks = {is_demo for (is_demo,) in connection.execute("SELECT is_demo FROM public.common_installation")}
        if marks:
            return State.DEMO if marks == {True} else State.FOREIGN
        people = connection.execute("SELECT EXISTS (SELECT FROM public.people_person)").fetchone()
        return State.FOREIGN if people == (True,) else State.EMPTY


if __name__ == "__main__":
    sys.stdout.write(state_of(os.environ["DATABASE_URL"]).value)
