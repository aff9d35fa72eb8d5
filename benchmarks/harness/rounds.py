"""What benchmarks of pages share: rounds of P, page, P, ... P, the queries of a page, and what is told of runs."""

import os
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import django

from benchmarks.harness.client import Run, measure
from benchmarks.harness.portal import WORKERS, Filled, ask

PLAIN = "/benchmarks/plain/"
CONNECTIONS = 8
WARM_UP = 24


@dataclass
class Page:
    """One page, as whom it is asked for, the ratio that PROOF wants, and what its rounds showed."""

    name: str
    role: str
    path: str
    goal: float | None = None
    ratios: list[float] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    queries: int = 0


def rounds(
    measured: Sequence[Page],
    sessions: Mapping[str, Sequence[str]],
    address: str,
    plain_address: str,
    *,
    requests: int,
    limit: float,
    number: int,
) -> list[Run]:
    """Measure every page in every round between two runs of P; return the runs of P."""
    employees = sessions[measured[0].name]

    def p() -> Run:
        return measure(plain_address, PLAIN, cookies=employees, requests=requests, limit=limit)

    measure(plain_address, PLAIN, cookies=employees, requests=WARM_UP, limit=limit)
    for page in measured:
        measure(address, page.path, cookies=sessions[page.name], requests=WARM_UP, limit=limit)
    plain = [p()]
    for turn in range(number):
        for page in measured:
            say(f"  round {turn + 1} of {number}: {page.name}")
            run = measure(address, page.path, cookies=sessions[page.name], requests=requests, limit=limit)
            plain.append(p())
            around = (plain[-2].per_second + plain[-1].per_second) / 2
            page.runs.append(run)
            page.ratios.append(run.per_second / around if around else 0.0)
    return plain


def count_queries(measured: Sequence[Page], filled: Filled, sessions: Mapping[str, Sequence[str]]) -> None:
    """Write down how many queries each page takes."""
    asked = [[page.path, sessions[page.role][0]] for page in measured]
    for page, number in zip(measured, ask(filled, "benchmarks.harness.queries", asked), strict=True):
        page.queries = number


def p95(runs: Sequence[Run]) -> float:
    """The time in milliseconds within which 95 of 100 answers came, over all runs."""
    latencies = [seconds for run in runs for seconds in run.latencies]
    return round(statistics.quantiles(latencies, n=20)[-1] * 1000, 1) if len(latencies) > 1 else 0.0


def rate(runs: Sequence[Run]) -> float:
    """Answers a second, the median of the runs."""
    return round(statistics.median(run.per_second for run in runs), 1)


def circumstances() -> dict[str, Any]:
    """Say when and on what was measured."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processors": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load_before": round(os.getloadavg()[2], 1),
        "django": django.get_version(),
        "workers": WORKERS,
    }


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
