"""Bringing people in from the HR file, and letting them go everywhere when they leave."""

from directory.rules import Outcome
from directory.services.away import away_in_words, end_away, is_away_now_or_later, set_away
from directory.services.by_hand import (
    Details,
    Place,
    TakenAlready,
    add_person,
    assert_may_end,
    change_person,
    departure_in_words,
    end_person,
)
from directory.services.deputies import appoint_deputy, end_deputy
from directory.services.importing import ImportOptions
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
    choose_table,
    confirm,
    enforce_terms,
    import_people,
    issue_codes,
    link_titles,
    look_at,
    plan_again,
    plan_in_job,
    receive_file,
    record_refusal,
)

__all__ = [
    "SHEET_KEPT",
    "Details",
    "ImportOptions",
    "Outcome",
    "Place",
    "TakenAlready",
    "add_person",
    "apply_in_job",
    "appoint_deputy",
    "assert_may_end",
    "away_in_words",
    "cancel",
    "change_person",
    "choose_columns",
    "choose_table",
    "confirm",
    "delete_code_sheet",
    "departure_in_words",
    "end_away",
    "end_deputy",
    "end_person",
    "enforce_terms",
    "import_people",
    "is_away_now_or_later",
    "issue_codes",
    "link_titles",
    "look_at",
    "open_code_sheet",
    "plan_again",
    "plan_in_job",
    "print_codes_in_job",
    "receive_file",
    "record_refusal",
    "send_invitations_in_job",
    "set_away",
    "start_invitations",
]
