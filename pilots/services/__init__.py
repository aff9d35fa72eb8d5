"""Registering pilots, keeping them up to date and deciding on them."""

from pilots.services.deciding import decide, must_be_possible
from pilots.services.departures import apply_departure
from pilots.services.keeping import add_log_entry, measure, remove_measurement
from pilots.services.registering import add_member, end_membership, hand_over, register_pilot, update_pilot
from pilots.services.terms import enforce_terms

__all__ = [
    "add_log_entry",
    "add_member",
    "apply_departure",
    "decide",
    "end_membership",
    "enforce_terms",
    "hand_over",
    "measure",
    "must_be_possible",
    "register_pilot",
    "remove_measurement",
    "update_pilot",
]
