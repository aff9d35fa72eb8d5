"""What changes training: one service a file of its kind, one way in."""

from training.services.aliases import add_alias, remove_alias
from training.services.attendance import Mark, Marked, mark_attendance
from training.services.badges import badge_of, check_address, issuer, revoked_badges, who_signs
from training.services.calendars import end_calendar_feed, make_calendar_feed
from training.services.catalogue import (
    archive_course,
    create_course,
    edit_course,
    in_the_way_of_archiving,
    publish_course,
)
from training.services.certificates import (
    accredit_course,
    end_accreditation,
    give_registration,
    revoke_certificate,
    share_name,
)
from training.services.completion_files import Outcome
from training.services.door import check_in, close_door, open_door, why_not
from training.services.evaluations import send_evaluation, tend_evaluations
from training.services.evidence import accept_evidence, hand_in_evidence, send_back_evidence, take_back_evidence
from training.services.head_starts import plan_for_interested
from training.services.imports import (
    FirstRows,
    apply_import_in_job,
    cancel_import,
    confirm_import,
    first_rows,
    import_completions,
    link_columns,
    plan_import_again,
    plan_import_in_job,
    receive_completions,
    withdraw_import,
)
from training.services.interest import say_interest, take_back_interest
from training.services.keys import key_to_sign_with, renew_key
from training.services.leaving import apply_departure, enforce_terms
from training.services.lessons import (
    answer_scenario,
    begin_quiz,
    finish_quiz,
    rate_confidence,
    read_lesson,
    take_again,
)
from training.services.looks import (
    note_look,
    note_look_at_certificates,
    note_look_at_completed,
    note_look_at_evidence,
    note_look_at_required,
    note_look_at_team,
    record_download,
)
from training.services.meetings import faults_of
from training.services.paths import (
    add_step,
    archive_path,
    change_step,
    create_path,
    edit_path,
    publish_path,
    require_path,
)
from training.services.presences import mark_meeting
from training.services.questions import (
    Answer,
    add_question,
    edit_question,
    faults_of_question,
    move_question,
    remove_question,
)
from training.services.requests import (
    Answered,
    answer_requests,
    approve_request,
    decline_request,
    note_look_at_requests,
)
from training.services.required import edit_requirement, end_requirement, faults_of_requirement, require_course
from training.services.seats import (
    Enrolled,
    cancel_enrolment,
    decline_offer,
    enrol,
    enrol_others,
    pass_on,
    settle,
)
from training.services.session_messages import write_to_participants
from training.services.sessions import cancel_session, change_capacity, edit_session, plan_session
from training.services.shares import change_kept_seats, faults_of_share, keep_seats, release_seats
from training.services.signing import sign
from training.services.statements import note_sent, take_statements
from training.services.sweeping import sweep
from training.services.switching import accept_offer, switch_session
from training.services.versions import version_of
from training.services.walk_ins import add_walk_ins
from training.services.writing import (
    LESSON_FIELDS,
    add_lesson,
    edit_lesson,
    faults_of_lesson,
    move_lesson,
    remove_lesson,
)

__all__ = [
    "LESSON_FIELDS",
    "Answer",
    "Answered",
    "Enrolled",
    "FirstRows",
    "Mark",
    "Marked",
    "Outcome",
    "accept_evidence",
    "accept_offer",
    "accredit_course",
    "add_alias",
    "add_lesson",
    "add_question",
    "add_step",
    "add_walk_ins",
    "answer_requests",
    "answer_scenario",
    "apply_departure",
    "apply_import_in_job",
    "approve_request",
    "archive_course",
    "archive_path",
    "badge_of",
    "begin_quiz",
    "cancel_enrolment",
    "cancel_import",
    "cancel_session",
    "change_capacity",
    "change_kept_seats",
    "change_step",
    "check_address",
    "check_in",
    "close_door",
    "confirm_import",
    "create_course",
    "create_path",
    "decline_offer",
    "decline_request",
    "edit_course",
    "edit_lesson",
    "edit_path",
    "edit_question",
    "edit_requirement",
    "edit_session",
    "end_accreditation",
    "end_calendar_feed",
    "end_requirement",
    "enforce_terms",
    "enrol",
    "enrol_others",
    "faults_of",
    "faults_of_lesson",
    "faults_of_question",
    "faults_of_requirement",
    "faults_of_share",
    "finish_quiz",
    "first_rows",
    "give_registration",
    "hand_in_evidence",
    "import_completions",
    "in_the_way_of_archiving",
    "issuer",
    "keep_seats",
    "key_to_sign_with",
    "link_columns",
    "make_calendar_feed",
    "mark_attendance",
    "mark_meeting",
    "move_lesson",
    "move_question",
    "note_look",
    "note_look_at_certificates",
    "note_look_at_completed",
    "note_look_at_evidence",
    "note_look_at_requests",
    "note_look_at_required",
    "note_look_at_team",
    "note_sent",
    "open_door",
    "pass_on",
    "plan_for_interested",
    "plan_import_again",
    "plan_import_in_job",
    "plan_session",
    "publish_course",
    "publish_path",
    "rate_confidence",
    "read_lesson",
    "receive_completions",
    "record_download",
    "release_seats",
    "remove_alias",
    "remove_lesson",
    "remove_question",
    "renew_key",
    "require_course",
    "require_path",
    "revoke_certificate",
    "revoked_badges",
    "say_interest",
    "send_back_evidence",
    "send_evaluation",
    "settle",
    "share_name",
    "sign",
    "sweep",
    "switch_session",
    "take_again",
    "take_back_evidence",
    "take_back_interest",
    "take_statements",
    "tend_evaluations",
    "version_of",
    "who_signs",
    "why_not",
    "withdraw_import",
    "write_to_participants",
]
