"""The portal's own settings with one address more: the plain page, behind all that the portal does for any page."""

from portal.settings import *  # noqa: F403 - Django's way to vary settings
from portal.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "benchmarks.harness.portal_urls"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "benchmarks" / "harness" / "templates"]
