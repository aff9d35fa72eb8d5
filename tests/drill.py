"""How often a drill tries: a few times, or with ``DRILL=full`` as often as the result must hold for."""

import os

IS_FULL = os.environ.get("DRILL") == "full"


def tries(quick: int, full: int) -> int:
    """Return the number of tries for this run."""
    return full if IS_FULL else quick
