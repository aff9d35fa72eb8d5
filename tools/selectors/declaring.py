"""What somebody who declares reads and carries; nothing here can read what is said without a name."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from common.clock import day_of
from people.models import Person, Placement
from people.selectors import people_here
from surveys.selectors import about_of, box_ticket, invited_function_groups
from tools.choices.declarations import DeclarationRoundState, promise_hash
from tools.models import Declaration, DeclarationRound, Tool


def tools_to_declare() -> list[Tool]:
    """Return every tool of the catalogue by name: what may not be used as well, for that is what people tell."""
    return list(Tool.objects.filter(archived_at__isnull=True).order_by("name", "pk"))


def round_that_takes() -> DeclarationRound | None:
    """Return the round that takes declarations under the words of today, without its box. One query."""
    rounds = DeclarationRound.objects.defer("contents")
    return rounds.filter(state=DeclarationRoundState.OPEN, promise=promise_hash()).first()


def people_by_function_group(*, now: datetime) -> Counter[str]:
    """Return how many people work here now in each function group; under "", who is placed nowhere. Two queries."""
    day = day_of(now)
    here = people_here(day)
    placed = Placement.objects.on(day).filter(person__in=here.values("pk"))
    counted = Counter(placed.values_list("function_group", flat=True))
    counted[""] = here.count() - counted.total()
    return counted


def declaration_ticket(person: Person, *, now: datetime) -> str | None:
    """Return what the form carries in the place of a person; ``None`` where nothing is taken without a name.

    It holds the finest function group that is large enough, or none. Making it writes nothing.
    """
    current = round_that_takes()
    if current is None:
        return None
    counts = people_by_function_group(now=now)
    groups = invited_function_groups({key: n for key, n in counts.items() if key}, threshold=current.smallest_group)
    placement = person.placement
    about = groups.get(placement.function_group, "") if placement is not None else ""
    return box_ticket(current, sender=person.public_id, about=about)


def group_of_ticket(ticket: str) -> str:
    """Return the group that a form carries, so that the answer fits it; nothing for one that is not ours."""
    current = round_that_takes()
    return (about_of(current, ticket=ticket) or "") if current is not None else ""


def my_declarations(person: Person) -> list[Declaration]:
    """Return what somebody declared with their name, the newest first. One query."""
    rows = Declaration.objects.filter(person=person).select_related("tool")
    return list(rows.order_by("-declared_on", "-pk"))


def declaration_by_id(person: Person, declaration_id: UUID) -> Declaration | None:
    """Return a declaration for the page of who made it; nobody else has that page."""
    rows = Declaration.objects.filter(person=person, public_id=declaration_id)
    return rows.select_related("tool__required_course").first()
