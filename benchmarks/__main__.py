"""Run the benchmarks, each against a database of its own.

    python -m portal.embedded -- python -m benchmarks [NAME|all] [options of that benchmark]

The names are pages, memory, catalogue, finding, enrolment, disclosure and import_people. Without a name it is `pages`;
`--help` after a name says what that benchmark takes. Nothing is asserted on time: machines differ, ratios tell.
"""

import os
import subprocess
import sys

from benchmarks.harness.database import fresh_database

BENCHMARKS = {
    "pages": "demo",
    "memory": "demo",
    "catalogue": "demo",
    "finding": "demo",
    "enrolment": "demo",
    "disclosure": "test",
    "import_people": "test",
}
"""Each benchmark with the kind of installation (HOUVAST_ENV) that it measures."""
EVERYTHING = "all"


def main(arguments: list[str]) -> int:
    """Run the benchmark that is named, or all of them; give the first exit code that is not 0."""
    named = bool(arguments) and not arguments[0].startswith("-")
    name, passed_on = (arguments[0], arguments[1:]) if named else ("pages", arguments)
    if arguments == ["--help"] or (name not in BENCHMARKS and name != EVERYTHING):
        print(__doc__, file=sys.stderr)
        return 0 if arguments == ["--help"] else 2
    if not os.environ.get("DATABASE_URL"):
        print("DATABASE_URL is not set. Use `make bench`, or run this under portal.embedded.", file=sys.stderr)
        return 2
    codes = [run(one, []) for one in BENCHMARKS] if name == EVERYTHING else [run(name, passed_on)]
    return next((code for code in codes if code), 0)


def run(name: str, arguments: list[str]) -> int:
    """Run one benchmark in a process and a database that are thrown away after it."""
    print(f"{name}:", file=sys.stderr, flush=True)
    with fresh_database(f"bench_{name}") as address:
        environment = {**os.environ, "DATABASE_URL": address, "HOUVAST_ENV": BENCHMARKS[name]}
        command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
