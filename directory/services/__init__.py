"""Bringing people in from the HR file, and letting them go everywhere when they leave."""

from directory.rules import Outcome
from directory.services.runs import (
    apply_in_job,
    cancel,
    choose_columns,
    confirm,
    enforce_terms,
    examples,
    import_people,
    issue_codes,
    link_titles,
    plan_again,
    plan_in_job,
    receive_file,
    record_refusal,
)

__all__ = [
    "Outcome",
    "apply_in_job",
    "cancel",
    "choose_columns",
    "confirm",
    "enforce_terms",
    "examples",
    "import_people",
    "issue_codes",
    "link_titles",
    "plan_again",
    "plan_in_job",
    "receive_file",
    "record_refusal",
]
