"""What changes the tool catalogue: one service a file of its kind, one way in."""

from tools.services.catalogue import WRITABLE, add_tool, edit_tool
from tools.services.declarations import declare_named, help_given, note_declarations_seen, said, take_back_declaration
from tools.services.incidents import count_incident
from tools.services.leaving import apply_departure, enforce_terms
from tools.services.promise import answer_promise, ask_promise, withdraw_promise
from tools.services.requests import approve_request, decline_request, note_look
from tools.services.rounds import declare_unnamed, tend_declarations, write_counts
from tools.services.seats import ask_access, end_request, fill, give_seat, pass_on, settle, sweep

__all__ = [
    "WRITABLE",
    "add_tool",
    "answer_promise",
    "apply_departure",
    "approve_request",
    "ask_access",
    "ask_promise",
    "count_incident",
    "declare_named",
    "declare_unnamed",
    "decline_request",
    "edit_tool",
    "end_request",
    "enforce_terms",
    "fill",
    "give_seat",
    "help_given",
    "note_declarations_seen",
    "note_look",
    "pass_on",
    "said",
    "settle",
    "sweep",
    "take_back_declaration",
    "tend_declarations",
    "withdraw_promise",
    "write_counts",
]
