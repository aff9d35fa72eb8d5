"""Settings as mypy reads them: those of the portal, in the environment of a test."""

import tests.environment  # noqa: F401 - sets the environment before the settings read it
from portal.settings import *  # noqa: F403
