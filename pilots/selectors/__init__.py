"""What pages and other apps read of the register of pilots."""

from pilots.selectors.contract import Gap, contract_of, doubts_about_tool, gaps_before_next, kept_of, kept_text
from pilots.selectors.deciding import (
    Choice,
    LastLook,
    after,
    choices_for,
    decided_since,
    last_look,
    notes_on,
)
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
    Row,
    Wanted,
    first_guess,
    for_objective,
    in_order,
    like,
    mine,
    near,
    objective_wanted,
    pilots_by_objective,
    pilots_for,
    pilots_without_objective,
    rows_of,
    stage_tallies,
    units_with_pilots,
)
from pilots.selectors.measured import chart_of
from pilots.selectors.page import Happening, PilotPage, Step, pilot_page
from pilots.selectors.planned import planned
from pilots.selectors.searching import search
from pilots.selectors.team import Found, members_of, people_to_add

__all__ = [
    "Choice",
    "Found",
    "Gap",
    "Happening",
    "LastLook",
    "PilotPage",
    "Row",
    "Step",
    "Wanted",
    "after",
    "asked_of",
    "chart_of",
    "choices_for",
    "contract_of",
    "data_about",
    "decided_on_time",
    "decided_since",
    "doubts_about_tool",
    "first_guess",
    "for_objective",
    "gaps_before_next",
    "in_order",
    "kept_of",
    "kept_text",
    "last_look",
    "like",
    "members_of",
    "mine",
    "near",
    "notes_on",
    "objective_wanted",
    "opened_in",
    "people_to_add",
    "pilot_page",
    "pilots_by_objective",
    "pilots_for",
    "pilots_without_objective",
    "planned",
    "preview_departure",
    "proven",
    "rows_of",
    "search",
    "stage_counts",
    "stage_tallies",
    "units_with_pilots",
    "waiting_for",
]
