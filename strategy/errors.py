"""What the strategy says when two people wrote at the same time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class ClauseText:
    """The whole text of one clause, as somebody typed it or as it is kept."""

    title_nl: str
    title_en: str
    text_nl: str
    text_en: str


class ClauseConflict(RuleBroken):
    """Somebody saved this clause since the writer opened it. Both texts are here, so that nothing is lost.

    ``clause_id`` is the passage that holds the other text: in the writer's own draft, or in the next one.
    ``saved_by`` names who saved it; nobody where that was the writer, in another window.
    """

    def __init__(
        self, *, clause_id: UUID, kept: ClauseText, typed: ClauseText, edition: int, saved_by: str, saved_at: datetime
    ) -> None:
        at = date_format(localtime(saved_at), "TIME_FORMAT")
        if saved_by:
            words = _("%(name)s saved this passage at %(at)s, while you were writing.") % {"name": saved_by, "at": at}
        else:
            words = _("You saved this passage in another window at %(at)s.") % {"at": at}
        what_now = _("Both texts stand below. Put together what should stay, then save again.")
        super().__init__(f"{words} {what_now}")
        self.who_saved = words
        self.clause_id = clause_id
        self.kept = kept
        self.typed = typed
        self.edition = edition


class PublishedMeanwhile(RuleBroken):
    """The version was published since the writer opened it. What they typed can still go into the next draft."""

    def __init__(self, *, number: int) -> None:
        super().__init__(
            _(
                "Version %(number)d was published while you were writing, and what is published stays as it is. "
                "What you typed stands below: put it into the next draft."
            )
            % {"number": number}
        )
        self.number = number
