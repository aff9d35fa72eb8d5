"""The number of queries of each list and detail page stands in a file that is checked in beside its tests.

``with query_count(__file__, "training:course_list"): client.get(...)`` fails when the number differs from
``query_counts.json`` in the same folder. ``QUERY_COUNTS=write`` in the environment writes the file anew.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext


@contextmanager
def query_count(test_file: str, name: str) -> Iterator[None]:
    """Count the queries of the block and hold the number against the file."""
    path = Path(test_file).with_name("query_counts.json")
    counts: dict[str, int] = json.loads(path.read_text()) if path.exists() else {}
    with CaptureQueriesContext(connection) as captured:
        yield
    if os.environ.get("QUERY_COUNTS") == "write":
        counts[name] = len(captured)
        path.write_text(json.dumps(counts, indent=2, sort_keys=True) + "\n")
        return
    queries = "\n".join(query["sql"][:200] for query in captured.captured_queries)
    assert name in counts, (
        f"{name} has no number in {path}; run with QUERY_COUNTS=write and look at it: {len(captured)}"
    )
    assert len(captured) == counts[name], f"{name}: {len(captured)} queries, {counts[name]} expected:\n{queries}"
