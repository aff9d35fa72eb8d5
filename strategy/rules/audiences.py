"""Whom a passage is for, and who reads a document anew after a version changed it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from people.choices import FunctionGroup
from strategy.choices import ChangeKind

EVERYONE = ""
"""Stands for everybody, also for people of whom no function group is known."""
ALL = frozenset({EVERYONE, *FunctionGroup.values})


@dataclass(frozen=True, slots=True)
class ForWhom:
    """For which function groups a passage is, none meaning everyone, and which question of their work it answers."""

    function_groups: Sequence[str] = ()
    aspect: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What of a passage decides who reads it anew: for whom it is, and how its author calls the change."""

    function_groups: frozenset[str]
    change: str

    @property
    def audience(self) -> frozenset[str]:
        return self.function_groups or ALL

    @property
    def is_material(self) -> bool:
        return self.change == ChangeKind.MATERIAL


def concerned(was: Part | None, now: Part | None) -> frozenset[str]:
    """Return whom a change of one passage concerns; ``None`` where the version before or after does not have it.

    A new passage or another meaning concerns whom it is for and whom it was for; a passage that went away, whom it was
    for; a passage that only got other readers, who came and who went. Other wording concerns nobody.
    """
    before = was.audience if was is not None else frozenset[str]()
    after = now.audience if now is not None else frozenset[str]()
    if now is None or now.is_material:
        return before | after
    return before ^ after if was is not None else frozenset()


def reopened(before: Mapping[str, Part], after: Mapping[str, Part]) -> frozenset[str]:
    """Return the function groups that are asked to read anew: ``EVERYONE`` alone when nobody is left out.

    Parts stand by the key of their passage; ``before`` is the version that was in force, empty for a first one, which
    everyone reads.
    """
    found: set[str] = set() if before else set(ALL)
    for key in before.keys() | after.keys():
        found |= concerned(before.get(key), after.get(key))
    return frozenset({EVERYONE}) if found >= ALL else frozenset(found - {EVERYONE})


def asked_since(number: int, reopenings: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Return by function group, and for ``EVERYONE`` else, the earliest version whose reading counts for ``number``.

    ``reopenings`` are pairs of a version's number and whom it asks to read anew.
    """
    since = dict.fromkeys(ALL, 0)
    for asked, group in reopenings:
        if asked <= number:
            for each in ALL if group == EVERYONE else (group,):
                since[each] = max(since[each], asked)
    return since
