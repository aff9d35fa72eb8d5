"""What the strategy says when two people wrote at the same time."""

from dataclasses import dataclass

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
    """Somebody saved this clause since the writer opened it. Both texts are here, so that nothing is lost."""

    def __init__(self, *, kept: ClauseText, typed: ClauseText, edition: int) -> None:
        super().__init__(
            _(
                "Somebody else saved this passage while you were writing. Both texts stand below. "
                "Put together what should stay, then save again."
            )
        )
        self.kept = kept
        self.typed = typed
        self.edition = edition
