"""What governance does: ask bodies, answer, advise, and change settings that touch privacy with three people."""

from governance.services.changes import advise_on_change, decide_on_change, propose_change, withdraw_change
from governance.services.proposals import AnsweredMeanwhile, advise, answer, deviate, propose, withdraw
from governance.services.terms import apply_departure, enforce_terms

__all__ = [
    "AnsweredMeanwhile",
    "advise",
    "advise_on_change",
    "answer",
    "apply_departure",
    "decide_on_change",
    "deviate",
    "enforce_terms",
    "propose",
    "propose_change",
    "withdraw",
    "withdraw_change",
]
