"""What pages and other apps read of the register of pilots."""

from pilots.selectors.figures import (
    decided_on_time,
    opened_in,
    proven,
    stage_counts,
)
from pilots.selectors.held import (
    data_about,
    preview_departure,
)
from pilots.selectors.home import (
    asked_of,
    waiting_for,
)
from pilots.selectors.listing import (
    Wanted,
    first_guess,
    for_objective,
    in_order,
    near,
    objective_wanted,
    pilots_for,
    stage_tallies,
    units_with_pilots,
)
from pilots.selectors.page import (
    Choice,
    Happening,
    PilotPage,
    Step,
    chart_of,
    choices_for,
    contract_of,
    members_of,
    missing_for_next,
    notes_on,
    pilot_page,
)

__all__ = [
    "Choice",
    "Happening",
    "PilotPage",
    "Step",
    "Wanted",
    "asked_of",
    "chart_of",
    "choices_for",
    "contract_of",
    "data_about",
    "decided_on_time",
    "first_guess",
    "for_objective",
    "in_order",
    "members_of",
    "missing_for_next",
    "near",
    "notes_on",
    "objective_wanted",
    "opened_in",
    "pilot_page",
    "pilots_for",
    "preview_departure",
    "proven",
    "stage_counts",
    "stage_tallies",
    "units_with_pilots",
    "waiting_for",
]
