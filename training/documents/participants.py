"""Who takes part in a session, as a table to take along."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from common.clock import day_of
from common.spreadsheets.writing import Cell
from training.choices import EnrolmentState
from training.selectors.office import Participants


def participants_header(*, by_hr: bool) -> list[str]:
    """The names of the columns: HR gets what identifies somebody, a trainer what the list on the screen shows."""
    names = [_("Name"), _("Unit"), _("State"), _("Since"), _("Number on the waiting list")]
    return [_("Employee number"), *names, _("Work e-mail"), _("Goes first because")] if by_hr else names


def participant_cells(lists: Participants, *, by_hr: bool) -> Iterator[list[Cell]]:
    """One row for everybody who takes part, is offered a seat, waits or asked; who no longer comes is left out."""
    for row in [*lists.holding, *lists.offered, *lists.waiting, *lists.requested]:
        person = row.person
        cells: list[Cell] = [
            person.full_name, row.unit_name or "", row.state_in_words, day_of(row.state_since),
            row.position if row.state == EnrolmentState.WAITING else None,
        ]  # fmt: skip
        if by_hr:
            cells = [person.employee_number or "", *cells, person.email or "", row.priority_reason]
        yield cells
