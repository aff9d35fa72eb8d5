"""Whether the catalogue stays as fast when it grows: its pages with 30 and with 3,000 courses, as ratios to P.

    python -m portal.embedded -- python -m benchmarks catalogue [--people 3000] [--rounds 3] [--quick] [--format json]

Each course that is added has a session. All is measured as `pages` does it, in the same portal: first with 30 courses,
then with 3,000. With more courses no page may ask more queries, or this ends with 1.
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
from benchmarks.harness.portal import ask, fill, served, sign_in
from benchmarks.harness.rounds import CONNECTIONS, Page, circumstances, count_queries, p95, rate, rounds, say

FEW, MANY = 30, 3_000
DEEP = 75
"""A page in the middle of many, where few have none: it must ask as much as the first."""


def pages(courses: int) -> list[Page]:
    """List what is measured while the catalogue has so many courses."""
    listed = [
        Page(f"first page of {courses}", "employee", "/training/"),
        Page(f"search in {courses}", "employee", "/training/?text=werken"),
        Page(f"HR, first page of {courses}", "hr", "/training/"),
    ]
    deep = Page(f"page {DEEP} of {courses}", "employee", f"/training/?page={DEEP}")
    return [*listed, deep] if courses == MANY else listed


def main() -> int:
    """Fill a portal, measure with few and many courses, print; 1 when many take more queries or an answer failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks catalogue", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=None, help="people of the organisation (3000; 300 with --quick)")
    parser.add_argument("--requests", type=int, default=None, help="requests of each run (200; 60 with --quick)")
    parser.add_argument("--limit", type=float, default=10.0, help="seconds after which a run stops (10)")
    parser.add_argument("--rounds", type=int, default=3, help="times that each page is measured (3)")
    parser.add_argument("--quick", action="store_true", help="a small organisation and short runs")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    asked = parser.parse_args()
    people = asked.people or (300 if asked.quick else 3000)
    requests = asked.requests or (60 if asked.quick else 200)
    measured: list[list[Page]] = []
    plain: list[Run] = []
    with tempfile.TemporaryDirectory(prefix="houvast-bench-") as folder:
        filled = fill(Path(folder), people=people, months=3)
        with (
            served(filled, settings="benchmarks.harness.plain_settings") as plain_address,
            served(filled, settings="benchmarks.harness.portal_settings") as address,
        ):
            sessions = {role: [sign_in(address, role) for _one in range(CONNECTIONS)] for role in ("employee", "hr")}
            for courses in (FEW, MANY):
                say(f"  {ask(filled, 'benchmarks.harness.training', [['courses', courses]])[0]} courses")
                these = pages(courses)
                count_queries(these, filled, sessions)
                plain += rounds(
                    these,
                    {page.name: sessions[page.role] for page in these},
                    address,
                    plain_address,
                    requests=requests,
                    limit=asked.limit,
                    number=asked.rounds,
                )
                measured.append(these)
    found = result(measured, plain, {"people": people, "requests": requests, "rounds": asked.rounds})
    print(json.dumps(found) if asked.format == "json" else as_text(found))
    return 1 if found["failures"] else 0


def result(measured: Sequence[Sequence[Page]], plain: Sequence[Run], size: dict[str, int]) -> dict[str, Any]:
    """Put everything that was measured in one object."""
    few, many = measured
    runs = [*plain, *(run for page in (*few, *many) for run in page.runs)]
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
                "per_second": rate(page.runs),
                "p95_ms": p95(page.runs),
                "queries": page.queries,
            }
            for page in [*few, *many]
        ],
        "failures": [
            *(failure for run in runs for failure in run.failures),
            *(
                f"{much.name}: {much.queries} queries, and {little.queries} with {FEW}"
                for little, much in zip([*few, few[0]], many, strict=True)
                if much.queries > little.queries
            ),
        ],
    }


def as_text(found: dict[str, Any]) -> str:
    """Set the result as a table for a reader."""
    plain = found["plain"]
    said = (
        f"{found['people']} people; {found['processors']} processors (load before {found['load_before']}), "
        f"{found['workers']} workers, {found['connections']} connections, {found['requests']} requests a run, "
        f"median of {found['rounds']} rounds"
    )
    lines = [
        said,
        "",
        f"{'page':<28}{'of P':>7}{'req/s':>9}{'p95 ms':>9}{'queries':>9}",
        f"{'P, the plain page':<28}{1:>7.2f}{plain['per_second']:>9.1f}{plain['p95_ms']:>9.1f}",
        *(
            f"{page['name']:<28}{page['ratio']:>7.2f}{page['per_second']:>9.1f}{page['p95_ms']:>9.1f}{page['queries']:>9}"
            for page in found["pages"]
        ),
        "",
        f"answers that were no page, and pages that ask more: {len(found['failures'])}",
        *sorted(set(found["failures"]))[:10],
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
