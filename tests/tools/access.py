"""Who gets which answer at which address of the tool catalogue."""

from collections.abc import Mapping

from tests.access import Entry, answers

TOOL = {"tool_id": "tools.tool"}

ACCESS: Mapping[str, Entry] = {
    "tools:tool_list": Entry(answers(everyone=200)),
    "tools:find": Entry(answers(everyone=200)),
    "tools:tool_detail": Entry(answers(everyone=200), TOOL),
    "tools:courses_required": Entry(answers(everyone=200)),
    "tools:courses_needed": Entry(answers(everyone=200)),
    "tools:tools_of_course": Entry(answers(everyone=200), {"course_id": "training.course@published"}),
    "tools:tool_create": Entry(answers(programme_office=200)),
    "tools:tool_edit": Entry(answers(programme_office=200), TOOL),
}
