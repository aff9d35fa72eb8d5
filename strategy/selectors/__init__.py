"""What pages and other apps read of the strategy."""

from strategy.selectors.documents import (
    ROUTES,
    Changes,
    Chapter,
    DraftChapter,
    Passage,
    Reading,
    before_of,
    changes_of,
    chapters_of,
    current_version,
    document_of,
    in_document_order,
    open_version,
    preview,
    reader_language,
    reading_of,
    removed_since_publication,
    suggested_titles,
    versions_for,
)
from strategy.selectors.held import data_about, preview_departure, version_in_force
from strategy.selectors.home import InThreeLines, asked_of, in_three_lines, waiting_for
from strategy.selectors.objectives import objectives_archived, objectives_open
from strategy.selectors.readings import acknowledged_ids, outstanding_ids
from strategy.selectors.thread import Thread, thread_of

__all__ = [
    "ROUTES",
    "Changes",
    "Chapter",
    "DraftChapter",
    "InThreeLines",
    "Passage",
    "Reading",
    "Thread",
    "acknowledged_ids",
    "asked_of",
    "before_of",
    "changes_of",
    "chapters_of",
    "current_version",
    "data_about",
    "document_of",
    "in_document_order",
    "in_three_lines",
    "objectives_archived",
    "objectives_open",
    "open_version",
    "outstanding_ids",
    "preview",
    "preview_departure",
    "reader_language",
    "reading_of",
    "removed_since_publication",
    "suggested_titles",
    "thread_of",
    "version_in_force",
    "versions_for",
    "waiting_for",
]
