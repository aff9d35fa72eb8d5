"""Who gets which answer at the addresses of pilots. The personas are in no team of the demo's first pilot."""

from collections.abc import Mapping

from tests.access import POST_ONLY, Entry, answers

PILOT = {"pilot_id": "pilots.pilot"}
EVERYONE = answers(everyone=200)
KEEPS = answers(programme_office=200)
DECIDES = answers(programme_office=200, board=200)

ACCESS: Mapping[str, Entry] = {
    "pilots:pilot_list": Entry(EVERYONE),
    "pilots:pilot_create": Entry(EVERYONE),
    "pilots:pilots_of_objective": Entry(EVERYONE, {"objective_id": "strategy.objective"}),
    "pilots:pilot": Entry(EVERYONE, PILOT),
    "pilots:pilot_edit": Entry(KEEPS, PILOT, when_missing=404),
    "pilots:decision_create": Entry(DECIDES, PILOT, when_missing=404),
    "pilots:log_create": Entry(KEEPS, PILOT, when_missing=404),
    "pilots:measurement_create": Entry(KEEPS, PILOT, when_missing=404),
    "pilots:measurement_remove": Entry(KEEPS, {"measurement_id": "pilots.measurement"}, when_missing=404),
    "pilots:member_create": Entry(KEEPS, PILOT, when_missing=404),
    "pilots:member_change": Entry(POST_ONLY, {**PILOT, "person_id": "people.person"}),
}
