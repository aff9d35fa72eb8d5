"""How much memory the demo takes with all its processes, after everybody has looked around.

    python -m portal.embedded -- python -m benchmarks memory [--format json]

It starts the demo as `make demo` does, on servers of its own that count along, signs in as each role, opens pages,
lets the clock tick, and sums up the unique memory (benchmarks/harness/memory.py).
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.harness.client import measure
from benchmarks.harness.memory import by_name, descendants_of
from benchmarks.harness.portal import sign_in
from benchmarks.harness.rounds import circumstances, say
from portal.embedded.ports import free_port

GOAL = 600
START_SECONDS = 1200.0
TICK_SECONDS = 75.0  # the shortest interval in portal/schedule.py is a minute
PAGES = {
    "employee": ["/", "/training/", "/strategy/", "/tools/", "/pilots/", "/inbox/"],
    "hr": ["/", "/training/", "/people/"],
    "programme_office": ["/", "/pilots/", "/surveys/", "/strategy/"],
    "board": ["/", "/figures/"],
    "privacy_officer": ["/", "/governance/"],
    "administrator": ["/", "/inbox/delivery/"],
}
VISITS = 20  # of each page, so that both threads have served it


def main() -> int:
    """Start, look around, measure, print; 1 when the demo takes more than it may."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks memory", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--format", choices=["text", "json"], default="text")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="houvast-bench-") as folder:
        found = {**circumstances(), "goal": GOAL, **measured(Path(folder))}
    print(json.dumps(found) if asked.format == "json" else as_text(found))
    return 0 if found["megabytes"] <= GOAL else 1


def measured(folder: Path) -> dict[str, Any]:
    """Run the demo in a folder of its own until it was measured."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    log = folder / "said"
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment |= {"PORT": str(port), "HOUVAST_DEMO_DATA": str(folder / "demo")}
    command = [sys.executable, "-m", "portal.embedded", "--data", str(folder / "demo"), "--end-with-parent", "--"]
    with log.open("wb") as output:
        demo = subprocess.Popen(
            [*command, sys.executable, "-m", "portal.demo"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_ready(demo, log)
        say("  the demo runs; everybody looks around")
        refused = look_around(address)
        time.sleep(TICK_SECONDS)
        kinds = by_name([demo.pid, *descendants_of(demo.pid)])
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait(timeout=60)
    return {
        "megabytes": round(sum(megabytes for _number, megabytes in kinds.values())),
        "processes": sum(number for number, _megabytes in kinds.values()),
        "kinds": {name: {"processes": number, "megabytes": round(held, 1)} for name, (number, held) in kinds.items()},
        "refused": refused,
    }


def wait_until_ready(demo: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait for the line with which the demo says that it runs."""
    ends = time.monotonic() + START_SECONDS
    while "Press Ctrl-C" not in (said := log.read_text(encoding="utf-8", errors="replace")):
        if demo.poll() is not None or time.monotonic() > ends:
            raise RuntimeError(f"the demo does not start:\n{said[-3000:]}")
        time.sleep(0.5)


def look_around(address: str) -> list[str]:
    """Open the pages of each role many times over several connections; return what was no page."""
    refused = []
    for role, pages in PAGES.items():
        cookies = [sign_in(address, role) for _connection in range(4)]
        for page in pages:
            refused += measure(address, page, cookies=cookies, requests=VISITS, limit=60.0).failures
    return refused


def as_text(found: dict[str, Any]) -> str:
    """Set the result as a table for a reader."""
    lines = ["MB of unique memory: private pages, and of shared ones each process' part (Pss of smaps_rollup)", ""]
    kinds = sorted(found["kinds"].items(), key=lambda item: -item[1]["megabytes"])
    lines += [f"{name:<24}{kind['processes']:>4} processes{kind['megabytes']:>9.1f}" for name, kind in kinds]
    lines += [
        f"{'all together':<24}{found['processes']:>4} processes{found['megabytes']:>9}   goal {found['goal']}",
        "",
        f"answers that were no page: {len(found['refused'])}",
        *sorted(set(found["refused"]))[:10],
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
