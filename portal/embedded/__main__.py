"""The command line of the door `python -m portal.embedded [--data DIR] -- COMMAND`."""

import argparse
import sys
from pathlib import Path

from portal.embedded.supervisor import run


def main() -> int:
    """Read the command line, run, and give the exit code of the command."""
    parser = argparse.ArgumentParser(
        prog="python -m portal.embedded",
        description="Run a command with a private PostgreSQL and Valkey. They are found in DATABASE_URL and REDIS_URL; "
        "a server whose address is given there already is not started.",
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="keep the data in this folder; else they are thrown away",
    )
    parser.add_argument(
        "--end-with-parent",
        action="store_true",
        help="stop when the process that started this one dies",
    )
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND")
    arguments = parser.parse_args()
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if not command:
        parser.error("say which command to run, after --")
    data = arguments.data.absolute() if arguments.data else None
    return run(command, data=data, end_with_parent=arguments.end_with_parent)


if __name__ == "__main__":
    sys.exit(main())
