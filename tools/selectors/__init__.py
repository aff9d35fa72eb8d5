"""What pages and other apps read of the tool catalogue."""

from tools.selectors.catalogue import (
    CourseFirst,
    Row,
    ToolFilter,
    ToolPage,
    courses_needed_by,
    courses_required,
    owners,
    rows_for,
    rows_usable_by,
    search,
    to_review,
    tool_by_id,
    tool_page,
    tools_found,
    tools_opened_by,
    usable_by,
    verdict_on,
)
from tools.selectors.finder import Answer, Question, answer_to
from tools.selectors.held import data_about, preview_departure, waiting_for

__all__ = [
    "Answer",
    "CourseFirst",
    "Question",
    "Row",
    "ToolFilter",
    "ToolPage",
    "answer_to",
    "courses_needed_by",
    "courses_required",
    "data_about",
    "owners",
    "preview_departure",
    "rows_for",
    "rows_usable_by",
    "search",
    "to_review",
    "tool_by_id",
    "tool_page",
    "tools_found",
    "tools_opened_by",
    "usable_by",
    "verdict_on",
    "waiting_for",
]
