"""How many people enrol in a second through the web server, as a ratio to a plain Django view that inserts one row.

    python -m portal.embedded -- python -m benchmarks enrolment [--people 3000] [--rounds 3] [--quick] [--format json]

16 clients enrol, each request another person, who is signed in already: in one session or spread over 50, with seats
for all or in full ones, so that they join the waiting list. The plain view (benchmarks/harness/plain.py) has the same
server, database, sessions and check against forgery, and Django's own middleware only, as P has. Both answer with a
redirect. The order is plain, enrol, plain, ...: each run is divided by the mean of the plain runs around it, and the
median of the rounds counts. Afterwards the database must hold as many enrolments as there were good answers.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.harness.client import Run, post, send
from benchmarks.harness.portal import ask, fill, served
from benchmarks.harness.rounds import circumstances, p95, rate, say

CLIENTS = 16
SESSIONS = 50
WARM_UP = 32
INSERT = "/benchmarks/insert/"
TRAINING = "benchmarks.harness.training"
SEATS = 2_000


@dataclass
class Load:
    """One way in which people come: to how many sessions, full or not; what its rounds showed, what was written."""

    name: str
    number: int
    is_full: bool = False
    sessions: list[list[str]] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    written: list[dict[str, int]] = field(default_factory=list)


def main() -> int:
    """Fill a portal, let people enrol, look in the database, print; 1 when something is not as it was answered."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks enrolment", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=None, help="people of the organisation (3000; 300 with --quick)")
    parser.add_argument("--requests", type=int, default=None, help="people who enrol in a run (400; 100 with --quick)")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds after which a run stops (60)")
    parser.add_argument("--rounds", type=int, default=3, help="times that each is measured (3)")
    parser.add_argument("--quick", action="store_true", help="a small organisation and short runs")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    asked = parser.parse_args()
    people = asked.people or (300 if asked.quick else 3000)
    requests = asked.requests or (100 if asked.quick else 400)
    loads = [
        Load("one session, seats for all", 1),
        Load(f"{SESSIONS} sessions, seats for all", SESSIONS),
        Load("one session, full", 1, is_full=True),
        Load(f"{SESSIONS} sessions, full", SESSIONS, is_full=True),
    ]
    with tempfile.TemporaryDirectory(prefix="houvast-bench-") as folder:
        filled = fill(Path(folder), people=people, months=3)
        # One set of sessions more than there are rounds: the first is to warm up.
        plans = [["plan", load.number, SEATS, load.is_full] for load in loads for _set in range(asked.rounds + 1)]
        cookies, *planned = ask(filled, TRAINING, [["crowd", requests], *plans])
        for load in loads:
            load.sessions, planned = planned[: asked.rounds + 1], planned[asked.rounds + 1 :]
        with (
            served(filled, settings="benchmarks.harness.plain_settings") as plain_address,
            served(filled, settings="benchmarks.harness.portal_settings") as address,
        ):
            plain = rounds(loads, cookies, address, plain_address, number=asked.rounds, limit=asked.limit)
        written = ask(filled, TRAINING, [["check", [one for load in loads for one in load.sessions[1:]]]])[0]
        for load in loads:
            load.written, written = written[: asked.rounds], written[asked.rounds :]
    found = result(loads, plain, {"people": people, "requests": len(cookies), "rounds": asked.rounds})
    print(json.dumps(found) if asked.format == "json" else as_text(found))
    return 1 if found["failures"] else 0


def rounds(
    loads: Sequence[Load], cookies: Sequence[str], address: str, plain_address: str, *, number: int, limit: float
) -> list[Run]:
    """Let everybody enrol once in every load of every round, between two plain runs; return the plain runs."""

    def insert(crowd: Sequence[str]) -> Run:
        asked = [post(plain_address, INSERT, cookie) for cookie in crowd]
        return send(plain_address, asked, connections=CLIENTS, good=302, limit=limit)

    def enrol(crowd: Sequence[str], sessions: Sequence[str]) -> Run:
        asked = [
            post(address, f"/training/sessions/{sessions[place % len(sessions)]}/enrol/", cookie)
            for place, cookie in enumerate(crowd)
        ]
        return send(address, asked, connections=CLIENTS, good=302, limit=limit)

    insert(cookies[:WARM_UP])
    for load in loads:
        enrol(cookies[:WARM_UP], load.sessions[0])
    plain = [insert(cookies)]
    for turn in range(number):
        for load in loads:
            say(f"  round {turn + 1} of {number}: {load.name}")
            run = enrol(cookies, load.sessions[turn + 1])
            plain.append(insert(cookies))
            around = (plain[-2].per_second + plain[-1].per_second) / 2
            load.runs.append(run)
            load.ratios.append(run.per_second / around if around else 0.0)
    return plain


def faults(load: Load) -> list[str]:
    """What the database says otherwise than the answers did, or than the rules allow."""
    found = []
    for run, written in zip(load.runs, load.written, strict=True):
        had_before = load.number if load.is_full else 0
        as_expected = {
            "enrolments": len(run.latencies) + had_before,
            "booked": had_before if load.is_full else len(run.latencies),
            "too_many": 0,
            "twice": 0,
            "waits_for_a_free_seat": 0,
        }
        found += [
            f"{load.name}: {name} {written[name]}, not {number}"
            for name, number in as_expected.items()
            if written[name] != number
        ]
    return found


def result(loads: Sequence[Load], plain: Sequence[Run], size: dict[str, int]) -> dict[str, Any]:
    """Put everything that was measured in one object."""
    runs = [*plain, *(run for load in loads for run in load.runs)]
    return {
        **circumstances(),
        "clients": CLIENTS,
        **size,
        "plain": {"per_second": rate(plain), "p95_ms": p95(plain), "runs": len(plain)},
        "loads": [
            {
                "name": load.name,
                "ratio": round(statistics.median(load.ratios), 3),
                "ratios": [round(ratio, 3) for ratio in load.ratios],
                "per_second": rate(load.runs),
                "p95_ms": p95(load.runs),
                "answers": sum(len(run.latencies) for run in load.runs),
                **{
                    name: sum(written[name] for written in load.written)
                    for name in ("booked", "waiting", "too_many", "twice")
                },
            }
            for load in loads
        ],
        "failures": [
            *(failure for run in runs for failure in run.failures),
            *(fault for load in loads for fault in faults(load)),
        ],
    }


def as_text(found: dict[str, Any]) -> str:
    """Set the result as a table for a reader."""
    plain = found["plain"]
    columns = ("ratio", "per_second", "p95_ms", "answers", "booked", "waiting", "too_many", "twice")
    heads = ("of plain", "a second", "p95 ms", "answers", "booked", "waiting", "too many", "twice")
    said = (
        f"{found['people']} people, {found['requests']} of them enrol in a run, {found['clients']} clients; "
        f"{found['processors']} processors (load before {found['load_before']}), {found['workers']} workers, "
        f"median of {found['rounds']} rounds"
    )
    lines = [
        said,
        "",
        f"{'':<28}" + "".join(f"{head:>10}" for head in heads),
        f"{'plain view, one row':<28}{1:>10.2f}{plain['per_second']:>10.1f}{plain['p95_ms']:>10.1f}",
        *(f"{load['name']:<28}" + "".join(f"{load[name]:>10}" for name in columns) for load in found["loads"]),
        "",
        f"answers that were no enrolment, and what the database says otherwise: {len(found['failures'])}",
        *sorted(set(found["failures"]))[:10],
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
