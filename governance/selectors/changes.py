"""Changes of settings that touch privacy: what was proposed, what hangs on it, and who can act on it now."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from common.models import SettingProposal
from common.organisation import REGISTRY, Setting
from governance.choices import ADVISES_ON_CHANGES, DECIDES_ON_CHANGES, SMALLEST_GROUP
from governance.selectors.standing import Agreement, agreements, ended_by_smallest_group
from people.models import Person

OPEN = Q(confirmed__isnull=True, withdrawn_at__isnull=True)
LATEST = 10


@dataclass(frozen=True, slots=True)
class Change:
    """One proposed change as one reader sees it; ``ends`` are the agreements that it would end."""

    proposal: SettingProposal
    setting: Setting[Any]
    ends: list[Agreement]
    may_advise: bool
    may_decide: bool
    may_withdraw: bool

    @property
    def is_against_advice(self) -> bool:
        """Whether confirming it goes against the advice that was given."""
        return self.proposal.advised_for is False


def _changes() -> QuerySet[SettingProposal]:
    known = SettingProposal.objects.filter(key__in=list(REGISTRY))
    people = ("proposed_by", "advised_by", "decided_by", "withdrawn_by")
    return known.select_related(*people).order_by("-proposed_at", "-pk")


def _as_seen_by(reader: Person, proposal: SettingProposal) -> Change:
    is_open = proposal.is_open
    advises = reader.has_role(*ADVISES_ON_CHANGES) and proposal.proposed_by_id != reader.pk
    decides = reader.has_role(*DECIDES_ON_CHANGES) and reader.pk not in {
        proposal.proposed_by_id,
        proposal.advised_by_id,
    }
    return Change(
        proposal=proposal,
        setting=REGISTRY[proposal.key],
        ends=agreements_ended_by(proposal.key, proposal.value) if is_open else [],
        may_advise=is_open and advises and proposal.advised_at is None,
        may_decide=is_open and decides,
        may_withdraw=is_open and proposal.proposed_by_id == reader.pk,
    )


def agreements_ended_by(key: str, value: Any) -> list[Agreement]:
    """Return the agreements that a new value of a setting would end: they are about groups of a certain size."""
    return ended_by_smallest_group(value) if key == SMALLEST_GROUP.key else []


def agreements_that_depend_on(key: str) -> list[Agreement]:
    """Return the agreements that a smaller value of this setting may end."""
    return [one for one in agreements() if one.is_open] if key == SMALLEST_GROUP.key else []


def lowest_proposed() -> int | None:
    """Return the lowest smallest group that is proposed now, where it would end an agreement. Three queries."""
    values = SettingProposal.objects.filter(OPEN, key=SMALLEST_GROUP.key).values_list("value", flat=True)
    lowest = min(values, default=None)
    return lowest if lowest is not None and ended_by_smallest_group(lowest) else None


def change_of(public_id: uuid.UUID, *, reader: Person) -> Change | None:
    """Return one proposed change with what this reader can do. Three queries at most."""
    proposal = _changes().filter(public_id=public_id).first()
    return None if proposal is None else _as_seen_by(reader, proposal)


def open_changes(*, reader: Person) -> list[Change]:
    """Return what waits for advice or a decision, newest first; one a setting at most. Three queries at most."""
    return [_as_seen_by(reader, proposal) for proposal in _changes().filter(OPEN)]


def decided_changes(*, reader: Person) -> list[Change]:
    """Return the last changes that were decided on or taken back. One query."""
    return [_as_seen_by(reader, proposal) for proposal in _changes().exclude(OPEN)[:LATEST]]


def changes_to_advise_on(person: Person) -> list[SettingProposal]:
    """Return the changes that wait for this person's advice. One query, none without the role."""
    if not person.has_role(*ADVISES_ON_CHANGES):
        return []
    return list(_changes().filter(OPEN, advised_at__isnull=True).exclude(proposed_by=person))


def changes_to_decide_on(person: Person) -> list[SettingProposal]:
    """Return the changes with advice that this person may confirm or decline. One query, none without the role."""
    if not person.has_role(*DECIDES_ON_CHANGES):
        return []
    waits = _changes().filter(OPEN, advised_at__isnull=False)
    return list(waits.exclude(proposed_by=person).exclude(advised_by=person))
