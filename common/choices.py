"""What belongs to no domain noun: states of work, and the languages in which people write."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common import organisation

LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
"""Each by its own name."""


class JobState(models.TextChoices):
    QUEUED = "queued", _("waiting to start")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


OPEN_WITHOUT_SIGNING_IN = organisation.define(
    "portal.open_without_signing_in",
    bool,
    default=False,
    label=_("Read “May I use this?” and the house rules without signing in"),
    help=_(
        "For who has no account at hand: with a code on a poster. Whoever has the address can read it; no name of a "
        "person is in it, and search engines are asked to leave it out."
    ),
)
"""Read by the apps whose pages it opens."""
