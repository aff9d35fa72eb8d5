"""Freezing the organisation, reading usage in, releasing figures."""

from adoption.readers import Usage
from adoption.services.evidence import make_evidence
from adoption.services.releasing import ReleaseOutcome, release_due, release_figures, withdraw_metric
from adoption.services.snapshots import enforce_terms, take_snapshot
from adoption.services.usage import UsageOutcome, import_usage, note_deletion, record_statement

__all__ = [
    "ReleaseOutcome",
    "Usage",
    "UsageOutcome",
    "enforce_terms",
    "import_usage",
    "make_evidence",
    "note_deletion",
    "record_statement",
    "release_due",
    "release_figures",
    "take_snapshot",
    "withdraw_metric",
]
