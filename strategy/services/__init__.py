"""Writing the strategy, having it reviewed, publishing it, reading it and setting objectives."""

from strategy.services.clarity import send_choices, tend_questions
from strategy.services.commenting import comment_on, reply_to, resolve, save_taking, suggest, take_over
from strategy.services.ending import apply_departure, enforce_terms
from strategy.services.link_codes import send_link_code, use_link_code
from strategy.services.objectives import (
    OBJECTIVE_FIELDS,
    add_key_date,
    archive_objective,
    change_objective,
    create_objective,
    keep_edition,
    reach_key_date,
    remove_key_date,
    restore_objective,
)
from strategy.services.presence import Writer, note_gone, note_here
from strategy.services.publishing import CARRIERS, mail_overruled, publish
from strategy.services.questioning import remove_question, save_question
from strategy.services.reading import acknowledge
from strategy.services.reviewing import (
    Wanted,
    answer_review,
    ask_one_more,
    ask_review,
    mail_link,
    note_link,
    release_reviewer,
    take_back,
)
from strategy.services.revisions import keep_revision
from strategy.services.starting import create_document, question_text, start_draft, write_question
from strategy.services.texts import hash_of, must_be_complete
from strategy.services.writing import (
    add_clause,
    add_to_next_draft,
    carry_clause,
    move_clause,
    must_be_newest,
    remove_clause,
    restore_clause,
    save_clause,
    text_of,
)

__all__ = [
    "CARRIERS",
    "OBJECTIVE_FIELDS",
    "Wanted",
    "Writer",
    "acknowledge",
    "add_clause",
    "add_key_date",
    "add_to_next_draft",
    "answer_review",
    "apply_departure",
    "archive_objective",
    "ask_one_more",
    "ask_review",
    "carry_clause",
    "change_objective",
    "comment_on",
    "create_document",
    "create_objective",
    "enforce_terms",
    "hash_of",
    "keep_edition",
    "keep_revision",
    "mail_link",
    "mail_overruled",
    "move_clause",
    "must_be_complete",
    "must_be_newest",
    "note_gone",
    "note_here",
    "note_link",
    "publish",
    "question_text",
    "reach_key_date",
    "release_reviewer",
    "remove_clause",
    "remove_key_date",
    "remove_question",
    "reply_to",
    "resolve",
    "restore_clause",
    "restore_objective",
    "save_clause",
    "save_question",
    "save_taking",
    "send_choices",
    "send_link_code",
    "start_draft",
    "suggest",
    "take_back",
    "take_over",
    "tend_questions",
    "text_of",
    "use_link_code",
    "write_question",
]
