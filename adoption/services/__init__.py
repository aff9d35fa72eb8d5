"""Freezing the organisation, reading usage in, releasing figures."""

from adoption.services.releasing import ReleaseOutcome, release_due, release_figures, withdraw_metric
from adoption.services.snapshots import enforce_terms, take_snapshot

__all__ = ["ReleaseOutcome", "enforce_terms", "release_due", "release_figures", "take_snapshot", "withdraw_metric"]
