"""Django's PostgreSQL, for a server that may be away."""

import psycopg

NOBODY_THERE = frozenset({"57P01", "57P02", "57P03", "57P05", "53300"})
"""What a server says that stops, starts, or has no connection to spare. Class 08 is about connections as a whole."""


def means_no_connection(error: BaseException | None) -> bool:
    """Say whether an error, or one that it came from, is that there is no connection to the database.

    A lock that took too long or a disk that is full is another error: the server said it.
    """
    while error is not None:
        if isinstance(error, psycopg.OperationalError):
            state = error.sqlstate
            if state is None or state.startswith("08") or state in NOBODY_THERE:
                return True
        error = error.__cause__ or error.__context__
    return False
