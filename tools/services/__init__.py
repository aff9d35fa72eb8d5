"""What changes the tool catalogue: one service a file of its kind, one way in."""

from tools.services.catalogue import WRITABLE, add_tool, edit_tool
from tools.services.incidents import count_incident
from tools.services.leaving import apply_departure, enforce_terms
from tools.services.requests import approve_request, decline_request, note_look
from tools.services.seats import ask_access, end_request, fill, give_seat, pass_on, settle, sweep

__all__ = [
    "WRITABLE",
    "add_tool",
    "apply_departure",
    "approve_request",
    "ask_access",
    "count_incident",
    "decline_request",
    "edit_tool",
    "end_request",
    "enforce_terms",
    "fill",
    "give_seat",
    "note_look",
    "pass_on",
    "settle",
    "sweep",
]
