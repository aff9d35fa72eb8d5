"""Bringing people in from the HR file, and letting them go everywhere when they leave."""

from directory.rules import Outcome
from directory.services.invitations import (
    SHEET_KEPT,
    delete_code_sheet,
    open_code_sheet,
    print_codes_in_job,
    send_invitations_in_job,
    start_invitations,
)
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
    "SHEET_KEPT",
    "Outcome",
    "apply_in_job",
    "cancel",
    "choose_columns",
    "confirm",
    "delete_code_sheet",
    "enforce_terms",
    "examples",
    "import_people",
    "issue_codes",
    "link_titles",
    "open_code_sheet",
    "plan_again",
    "plan_in_job",
    "print_codes_in_job",
    "receive_file",
    "record_refusal",
    "send_invitations_in_job",
    "start_invitations",
]
