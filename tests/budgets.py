"""A minute budget for each folder of tests, and a clear word on journeys that did not run.

A pytest plugin, loaded for every run. Times are always counted; with `--budgets` (as in `make test`) they are shown,
and a folder that takes longer than `tests/budgets.toml` allows fails the run.
"""

import os
import time
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from tests import chromium

FILE = Path(__file__).with_name("budgets.toml")
TESTS = FILE.parent
FRESH_SECONDS = 60  # below this a folder without a budget is not yet worth a line


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--budgets", action="store_true", help="show the time of each folder of tests and hold its budget")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Budgets(config), "houvast-budgets")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the journeys where no browser is; they count as skipped, and the summary says so in words."""
    if chromium.path() is None:
        for item in items:
            if item.get_closest_marker("journey"):
                item.add_marker(pytest.mark.skip(reason=chromium.MISSING))


def folder_of(nodeid: str) -> str:
    """Name the folder right below `tests/`; a test that lies in `tests/` itself counts under `tests`."""
    parts = nodeid.split("::", 1)[0].split("/")
    return parts[1] if len(parts) > 2 and parts[0] == TESTS.name else TESTS.name


class Budgets:
    """Counts the time of each folder in the process that leads the run."""

    def __init__(self, config: pytest.Config) -> None:
        self.hold = bool(config.getoption("--budgets"))
        self.seconds: dict[str, float] = defaultdict(float)
        self.tests: dict[str, int] = defaultdict(int)
        self.journeys_not_run = 0
        self.started = time.monotonic()
        self.faults: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        folder = folder_of(report.nodeid)
        self.seconds[folder] += report.duration
        self.tests[folder] += report.when == "call"
        if report.skipped and chromium.MISSING in str(report.longrepr):
            self.journeys_not_run += 1

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not self.hold:
            return
        budgets = tomllib.loads(FILE.read_text(encoding="utf-8"))
        # A machine that others use too is slower by a factor that says nothing of the tests; it is stated, not guessed.
        factor = float(os.environ.get("HOUVAST_BUDGET_FACTOR", "1"))
        minutes: dict[str, float] = {folder: number * factor for folder, number in budgets["minutes"].items()}
        for folder, seconds in sorted(self.seconds.items()):
            if folder not in minutes and seconds > FRESH_SECONDS:
                self.faults.append(
                    f"tests/{folder} has no budget in tests/budgets.toml and took {seconds / 60:.1f} min"
                )
            elif folder in minutes and seconds > minutes[folder] * 60:
                self.faults.append(f"tests/{folder} took {seconds / 60:.1f} min, its budget is {minutes[folder]:.1f}")
        elapsed = time.monotonic() - self.started
        if elapsed > budgets["total"] * 60 * factor:
            self.faults.append(f"the whole took {elapsed / 60:.1f} min, its budget is {budgets['total'] * factor:.1f}")
        if self.faults and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.hold:
            terminalreporter.section("time of each folder, all test processes together")
            for folder, seconds in sorted(self.seconds.items()):
                terminalreporter.line(f"{folder:<14} {self.tests[folder]:>5} tests {seconds / 60:>6.1f} min")
        for fault in self.faults:
            terminalreporter.line(f"OVER BUDGET: {fault}", red=True)
        if self.journeys_not_run:
            terminalreporter.line(f"{self.journeys_not_run} JOURNEYS NOT RUN: {chromium.MISSING}", yellow=True)
