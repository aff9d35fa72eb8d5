"""The browser for the journeys: Debian's package where we may install it, else a word on how."""

from __future__ import annotations

import os
import shutil

from steps.console import Step, Stopped, warn
from steps.stamps import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find() -> str | None:
    """Give the path of a Chromium; tests/chromium.py looks in the same places."""
    given = os.environ.get("HOUVAST_CHROMIUM")
    if given:
        return given if os.access(given, os.X_OK) else None
    return next((path for path in map(shutil.which, NAMES) if path), None)


def bring() -> None:
    """Install Debian's Chromium as root; else say how, for without it the journeys do not run."""
    if find():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        try:
            with Step("Chromium, for the journeys in a browser") as step:
                step.run(["apt-get", "update", "-q"], cwd=ROOT, env=env)
                packages = ["chromium", "fonts-liberation"]
                step.run(["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages], cwd=ROOT, env=env)
        except Stopped as reason:
            warn(str(reason))
    if not find():
        warn(
            "There is no Chromium here, so the journeys in a browser do not run and count as not run.\n"
            "        On Debian: sudo apt-get install chromium. Elsewhere set HOUVAST_CHROMIUM to its path."
        )
