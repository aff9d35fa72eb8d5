"""Who gets which answer at which address of the tool catalogue."""

from collections.abc import Mapping

from tests.access import POST_ONLY, Entry, answers

TOOL = {"tool_id": "tools.tool"}
DECLARATION = {"declaration_id": "tools.declaration"}
REQUEST = {"request_id": "tools.accessrequest@waiting_in_order"}
"""In the demo the board member and the privacy officer stand in the line above who waits first."""

ACCESS: Mapping[str, Entry] = {
    "tools:tool_list": Entry(answers(everyone=200)),
    "tools:find": Entry(answers(everyone=200)),
    "tools:tool_detail": Entry(answers(everyone=200), TOOL),
    "tools:courses_required": Entry(answers(everyone=200)),
    "tools:courses_needed": Entry(answers(everyone=200)),
    "tools:tools_of_course": Entry(answers(everyone=200), {"course_id": "training.course@published"}),
    "tools:my_access": Entry(answers(everyone=200)),
    "tools:ask": Entry(answers(everyone=200), TOOL),
    "tools:request_list": Entry(answers(everyone=200)),
    "tools:request_answer": Entry(answers(everyone=404, programme_office=200, board=200, privacy_officer=200), REQUEST),
    "tools:request_end": Entry(answers(everyone=404, programme_office=200), REQUEST),
    "tools:seat_list": Entry(answers(programme_office=200), TOOL),
    "tools:seat_give": Entry(answers(programme_office=200), TOOL),
    "tools:tool_wrong": Entry(answers(everyone=200), TOOL),
    "tools:declare": Entry(answers(everyone=200)),
    "tools:declare_how": Entry(answers(everyone=200)),
    "tools:declare_named": Entry(POST_ONLY),
    "tools:declare_unnamed": Entry(answers(everyone=405, stranger=405)),
    # Only who said it has the page: nobody of the demo's roles did.
    "tools:declaration": Entry(answers(everyone=404), DECLARATION),
    "tools:declaration_list": Entry(answers(programme_office=200)),
    "tools:declaration_helped": Entry(POST_ONLY, DECLARATION),
    "tools:need_list": Entry(answers(programme_office=200)),
    "tools:promise": Entry(answers(everyone=200)),
    "tools:promise_ask": Entry(POST_ONLY),
    "tools:promise_withdraw": Entry(answers(board=200)),
    # Closed in the demo: the organisation has not opened it.
    "tools:open_list": Entry(answers(everyone=404, stranger=404)),
    "tools:open_poster": Entry(answers(programme_office=200)),
    "tools:tool_create": Entry(answers(programme_office=200)),
    "tools:tool_edit": Entry(answers(programme_office=200), TOOL),
}
