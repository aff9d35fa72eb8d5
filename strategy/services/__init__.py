"""Writing the strategy, publishing it, reading it and setting objectives."""

from strategy.services.ending import apply_departure, enforce_terms
from strategy.services.objectives import (
    OBJECTIVE_FIELDS,
    archive_objective,
    change_objective,
    create_objective,
    restore_objective,
)
from strategy.services.publishing import CARRIERS, changes_meaning, hash_of, must_be_complete, publish
from strategy.services.reading import acknowledge
from strategy.services.writing import (
    add_clause,
    add_to_next_draft,
    carry_clause,
    create_document,
    move_clause,
    remove_clause,
    save_clause,
    start_draft,
    text_of,
)

__all__ = [
    "CARRIERS",
    "OBJECTIVE_FIELDS",
    "acknowledge",
    "add_clause",
    "add_to_next_draft",
    "apply_departure",
    "archive_objective",
    "carry_clause",
    "change_objective",
    "changes_meaning",
    "create_document",
    "create_objective",
    "enforce_terms",
    "hash_of",
    "move_clause",
    "must_be_complete",
    "publish",
    "remove_clause",
    "restore_objective",
    "save_clause",
    "start_draft",
    "text_of",
]
