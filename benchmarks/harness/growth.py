"""What benchmarks share that ask whether pages stay as fast when there is more: measured with few, then with many."""

import argparse
import json
import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.harness.client import Run
from benchmarks.harness.portal import ask, fill, served, sign_in
from benchmarks.harness.rounds import CONNECTIONS, Page, circumstances, count_queries, p95, rate, rounds, say


@dataclass(frozen=True)
class Growth:
    """What grows from ``few`` to ``many``, which pages are measured then, and who makes there be so many.

    ``module`` answers the question ``grow`` with a number: how many there are now. A page that stands only in the list
    of many is held against the first of few.
    """

    name: str
    doc: str
    of_what: str
    few: int
    many: int
    roles: Sequence[str]
    module: str
    grow: str
    pages: Callable[[int], list[Page]]

    def run(self) -> int:
        """Fill a portal, measure with few and with many, print; 1 when many take more queries or an answer failed."""
        parser = argparse.ArgumentParser(prog=f"python -m benchmarks {self.name}", description=self.doc.splitlines()[0])
        parser.add_argument(
            "--people", type=int, default=None, help="people of the organisation (3000; 300 with --quick)"
        )
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
                sessions = {role: [sign_in(address, role) for _one in range(CONNECTIONS)] for role in self.roles}
                for number in (self.few, self.many):
                    say(f"  {ask(filled, self.module, [[self.grow, number]])[0]} {self.of_what}")
                    these = self.pages(number)
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
        found = self.result(measured, plain, {"people": people, "requests": requests, "rounds": asked.rounds})
        print(json.dumps(found) if asked.format == "json" else as_text(found))
        return 1 if found["failures"] else 0

    def result(self, measured: Sequence[Sequence[Page]], plain: Sequence[Run], size: dict[str, int]) -> dict[str, Any]:
        """Put everything that was measured in one object."""
        few, many = measured
        held_against = [*few, *[few[0]] * (len(many) - len(few))]
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
                    f"{much.name}: {much.queries} queries, and {little.queries} with {self.few}"
                    for little, much in zip(held_against, many, strict=True)
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
