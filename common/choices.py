"""What belongs to no domain noun: states of work, and the languages in which people write."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common import organisation

LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
"""Each by its own name."""


ORGANISATION_NAME = organisation.define(
    "organisation.name",
    str,
    default="",
    max_length=120,
    label=_("Name of the organisation"),
    help=_(
        "Stands in mail, on paper, on certificates and badges from now on. A certificate that was given keeps the name "
        "it was given with."
    ),
)
ORGANISATION_SHORT_NAME = organisation.define(
    "organisation.short_name",
    str,
    default="",
    max_length=30,
    may_be_empty=True,
    label=_("Short name of the organisation"),
    help=_(
        "Where there is little room: the title of a browser tab, and the name in an authenticator app. Leave it empty "
        "to show the whole name there."
    ),
)
ORGANISATION_LANGUAGE = organisation.define(
    "organisation.language",
    str,
    default="nl",
    options=LANGUAGES,
    label=_("Language of the organisation"),
    help=_(
        "For who has not chosen a language: new colleagues, and pages before signing in. Everyone can choose their own."
    ),
)


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
