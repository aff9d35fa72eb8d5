"""The browser of the journeys: where it is, or the reason why the journeys do not run."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MISSING = "there is no Chromium on this machine; on Debian: apt-get install chromium, elsewhere set HOUVAST_CHROMIUM"
# As root a browser runs without its sandbox; without the rest it asks the network for things of its own.
ARGUMENTS = (
    *(("--no-sandbox",) if os.geteuid() == 0 else ()),
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def path() -> str | None:
    """Give the path of a Chromium, or None; scripts/steps/browser.py looks in the same places."""
    given = os.environ.get("HOUVAST_CHROMIUM")
    if given:
        return given if os.access(given, os.X_OK) else None
    return next((found for found in map(shutil.which, NAMES) if found), None)
