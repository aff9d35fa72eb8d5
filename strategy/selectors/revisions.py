"""How a passage of a draft came to read as it does, and what is different between two of its saves."""

from collections.abc import Sequence
from dataclasses import dataclass

from strategy.models import Clause, ClauseRevision
from strategy.selectors.comparing import Difference, differences


@dataclass(frozen=True, slots=True)
class Revisions:
    """The saves of a passage, the newest first, and two of them beside each other."""

    saves: Sequence[ClauseRevision]
    older: ClauseRevision | None
    newer: ClauseRevision | None

    @property
    def differences(self) -> list[Difference]:
        return differences(self.older, self.newer) if self.newer is not None else []

    @property
    def newest(self) -> ClauseRevision | None:
        return self.saves[0] if self.saves else None


def revisions_of(clause: Clause, *, older: str = "", newer: str = "") -> Revisions:
    """Return the saves of a passage with the two that are named by id laid beside each other; else the last two.

    They are laid in the order in which they were saved. One query.
    """
    rows = ClauseRevision.objects.filter(version=clause.version_id, key=clause.key)
    saves = list(rows.select_related("saved_by", "restored").order_by("-pk"))
    by_id = {str(each.public_id): each for each in saves}
    chosen = [by_id.get(newer) or (saves[0] if saves else None), by_id.get(older) or (saves[1] if saves[1:] else None)]
    ordered = sorted((each for each in chosen if each is not None), key=lambda each: each.pk)
    if not ordered:
        return Revisions(saves, None, None)
    return Revisions(saves, ordered[0] if len(ordered) > 1 else None, ordered[-1])
