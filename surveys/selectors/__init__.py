"""What others and the pages of surveys read; nothing here can join an answer to a person."""

from surveys.selectors.compose import asked_of, data_about, preview_departure, waiting_for
from surveys.selectors.keys import box_keys, has_keys
from surveys.selectors.results import GroupCount, Participation, closed_counts, group_label, participation
from surveys.selectors.waves import (
    Reach,
    closing_key,
    has_sent,
    is_opening,
    last_job,
    my_waves,
    not_sent_ids,
    open_now,
    opening_key,
    past_waves,
    questions_for,
    questions_of,
    reach,
    ticket_for,
    to_invite,
    waves,
)

__all__ = [
    "GroupCount",
    "Participation",
    "Reach",
    "asked_of",
    "box_keys",
    "closed_counts",
    "closing_key",
    "data_about",
    "group_label",
    "has_keys",
    "has_sent",
    "is_opening",
    "last_job",
    "my_waves",
    "not_sent_ids",
    "open_now",
    "opening_key",
    "participation",
    "past_waves",
    "preview_departure",
    "questions_for",
    "questions_of",
    "reach",
    "ticket_for",
    "to_invite",
    "waiting_for",
    "waves",
]
