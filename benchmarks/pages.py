"""How fast pages are, as ratios to the plain page P under the same server, database and number of workers.

    python -m portal.embedded -- python -m benchmarks pages [--people 3000 --months 14] [--quick] [--format json]

P (benchmarks/harness/plain.py) runs under Django's own middleware only. The order is P, page, P, page, ... P: each run
of a page is divided by the mean of the runs of P before and after it, and the median of the rounds counts.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.harness.client import Run
from benchmarks.harness.portal import fill, served, sign_in
from benchmarks.harness.rounds import CONNECTIONS, PLAIN, Page, circumstances, count_queries, p95, rate, rounds


def pages() -> list[Page]:
    """List what is measured."""
    return [
        Page("plain page in the portal", "employee", PLAIN),
        Page("home, employee", "employee", "/"),
        Page("home, HR", "hr", "/"),
        Page("training catalogue", "employee", "/training/", goal=0.5),
        Page("board overview", "board", "/figures/", goal=0.4),
        Page("strategy", "employee", "/strategy/", goal=0.6),
    ]


def main() -> int:
    """Fill a portal, measure, print; 1 when an answer was no page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks pages", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=None, help="people of the organisation (3000; 300 with --quick)")
    parser.add_argument("--months", type=int, default=None, help="months of history (14; 3 with --quick)")
    parser.add_argument("--requests", type=int, default=None, help="requests of each run (400; 80 with --quick)")
    parser.add_argument("--limit", type=float, default=10.0, help="seconds after which a run stops (10)")
    parser.add_argument("--rounds", type=int, default=3, help="times that each page is measured (3)")
    parser.add_argument("--quick", action="store_true", help="a small organisation and short runs")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    asked = parser.parse_args()
    people = asked.people or (300 if asked.quick else 3000)
    months = asked.months or (3 if asked.quick else 14)
    requests = asked.requests or (80 if asked.quick else 400)
    with tempfile.TemporaryDirectory(prefix="houvast-bench-") as folder:
        filled = fill(Path(folder), people=people, months=months)
        with (
            served(filled, settings="benchmarks.harness.plain_settings") as plain_address,
            served(filled, settings="benchmarks.harness.portal_settings") as address,
        ):
            measured = pages()
            sessions = {
                role: [sign_in(address, role) for _connection in range(CONNECTIONS)]
                for role in dict.fromkeys(page.role for page in measured)
            }
            count_queries(measured, filled, sessions)
            plain = rounds(
                measured,
                {page.name: sessions[page.role] for page in measured},
                address,
                plain_address,
                requests=requests,
                limit=asked.limit,
                number=asked.rounds,
            )
            size = {"people": people, "months": months, "requests": requests, "rounds": asked.rounds}
            found = result(measured, plain, size)
    print(json.dumps(found) if asked.format == "json" else as_text(found))
    return 1 if found["failures"] else 0


def result(measured: Sequence[Page], plain: Sequence[Run], size: dict[str, int]) -> dict[str, Any]:
    """Put everything that was measured in one object."""
    runs = [*plain, *(run for page in measured for run in page.runs)]
    return {
        **circumstances(),
        "connections": CONNECTIONS,
        **size,
        "plain": {"per_second": rate(plain), "p95_ms": p95(plain), "runs": len(plain)},
        "pages": [
            {
                "name": page.name,
                "path": page.path,
                "role": page.role,
                "ratio": round(statistics.median(page.ratios), 3),
                "ratios": [round(ratio, 3) for ratio in page.ratios],
                "goal": page.goal,
                "per_second": rate(page.runs),
                "p95_ms": p95(page.runs),
                "queries": page.queries,
                "kilobytes": round(page.runs[-1].body_bytes / 1000, 1),
            }
            for page in measured
        ],
        "failures": [failure for run in runs for failure in run.failures],
    }


def as_text(found: dict[str, Any]) -> str:
    """Set the result as a table for a reader."""
    plain = found["plain"]
    circumstances = (
        f"{found['people']} people, {found['months']} months; {found['processors']} processors (load before "
        f"{found['load_before']}), {found['workers']} workers, {found['connections']} connections, "
        f"{found['requests']} requests a run, median of {found['rounds']} rounds"
    )
    lines = [
        circumstances,
        "",
        f"{'page':<28}{'of P':>7}{'goal':>7}{'req/s':>9}{'p95 ms':>9}{'queries':>9}{'kB':>7}",
        f"{'P, the plain page':<28}{1:>7.2f}{'':>7}{plain['per_second']:>9.1f}{plain['p95_ms']:>9.1f}",
    ]
    for page in found["pages"]:
        goal = "" if page["goal"] is None else f"{page['goal']:.2f}"
        lines.append(
            f"{page['name']:<28}{page['ratio']:>7.2f}{goal:>7}{page['per_second']:>9.1f}{page['p95_ms']:>9.1f}"
            f"{page['queries']:>9}{page['kilobytes']:>7.1f}"
        )
    lines += ["", f"answers that were no page: {len(found['failures'])}", *sorted(set(found["failures"]))[:10]]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
