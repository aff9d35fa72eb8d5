"""A disk without room, whoever says so: the file system of the portal or that of PostgreSQL."""

import errno

import psycopg.errors

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def means_no_room(error: BaseException | None) -> bool:
    """Say whether an error, or one that it came from, is that nothing more can be written."""
    while error is not None:
        if isinstance(error, psycopg.errors.DiskFull) or (isinstance(error, OSError) and error.errno in NO_ROOM):
            return True
        error = error.__cause__ or error.__context__
    return False
