"""Freezing the organisation, reading usage in, taking figures back.

Releasing figures stands in `adoption.services.releasing`, and is not exported here: it loads SciPy, which a web process
must not.
"""

from adoption.readers import Usage
from adoption.services.evidence import make_evidence
from adoption.services.snapshots import enforce_terms, take_snapshot
from adoption.services.usage import UsageOutcome, import_usage, note_deletion, record_statement
from adoption.services.withdrawing import withdraw_metric

__all__ = [
    "Usage",
    "UsageOutcome",
    "enforce_terms",
    "import_usage",
    "make_evidence",
    "note_deletion",
    "record_statement",
    "take_snapshot",
    "withdraw_metric",
]
