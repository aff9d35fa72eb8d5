"""What the audit log says of AI tools, seats and what people use already."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.audit import Shows, define, define_fields, define_kind, on_day, quoted


def _tool_of(request: Any) -> str:
    return quoted(request.tool.name)


define(
    "tools",
    {
        "tool.added": gettext_lazy("{actor} added the AI tool {object}."),
        "tool.changed": gettext_lazy("{actor} changed the AI tool {object}."),
        "tool.review_reopened": gettext_lazy("{actor} brought the next review of the AI tool {object} forward."),
        "declarations.opened": gettext_lazy("{actor} opened a month in which people say what they use: {object}."),
        "declarations.counted": gettext_lazy("{actor} counted what people said that they use: {object}."),
        "declarations.ended_unread": gettext_lazy(
            "{actor} ended a month in which people say what they use, without reading it: {object}."
        ),
        "declarations.promise_asked": gettext_lazy("{actor} asked the board to stand by the promise to who says so."),
        "declarations.promise_given": gettext_lazy("{actor} decided, for the board, to stand by the promise."),
        "declarations.promise_refused": gettext_lazy("{actor} decided, for the board, not to stand by the promise."),
        "declarations.promise_withdrawn": gettext_lazy("{actor} took the promise of the board back."),
    },
)
define(
    "tools",
    {
        "tool_request.approved": gettext_lazy("{actor} approved a request for the AI tool {object}."),
        "tool_request.declined": gettext_lazy("{actor} declined a request for the AI tool {object}."),
        "tool_request.passed_on": gettext_lazy(
            "{actor} passed on a request for the AI tool {object}: nobody answered in time."
        ),
        "declaration.helped": gettext_lazy("{actor} ticked off that somebody was helped with what they use already."),
    },
    shows=Shows.ACTOR,
    fields=lambda _fields: [],
)
define(
    "tools",
    {
        "tool_request.asked": gettext_lazy("{actor} asked for the AI tool {object}."),
        "tool_request.course": gettext_lazy("{actor} has to complete a course first for the AI tool {object}."),
        "tool_request.waiting": gettext_lazy("{actor} joined the waiting list for the AI tool {object}."),
        "tool_request.given": gettext_lazy("{actor} got a seat for the AI tool {object}."),
        "tool_request.returned": gettext_lazy("{actor} no longer has a seat for the AI tool {object}."),
        "tool_request.withdrawn": gettext_lazy("{actor} no longer asks for the AI tool {object}."),
        "declaration.made": gettext_lazy("{actor} said, with a name, what they use already."),
        "declaration.changed": gettext_lazy("{actor} changed what they said that they use already."),
        "declaration.taken_back": gettext_lazy("{actor} took back what they said that they use already."),
    },
    shows=Shows.NEITHER,
    fields=lambda _fields: [],
)
define(
    "tools",
    {
        "tool_request.seen_by_programme_office": gettext_lazy(
            "{actor} saw, as programme office, who asked for or has the AI tool {object}."
        ),
        "tool_request.seen_by_manager": gettext_lazy(
            "{actor} saw, as manager, who asked for or has the AI tool {object}."
        ),
        "declaration.seen_by_programme_office": gettext_lazy(
            "{actor} saw, as programme office, who said with a name what they use already."
        ),
    },
    shows=Shows.ACTOR,
    is_look=True,
)
define_kind("tools.tool", gettext_lazy("AI tool"), lambda tool: quoted(tool.name))
define_kind("tools.accessrequest", gettext_lazy("request for an AI tool"), _tool_of, "tool")
define_kind("tools.declaration", gettext_lazy("what somebody uses already"), lambda _row: _("an AI tool"))
define_kind(
    "tools.declarationround",
    gettext_lazy("month in which people say what they use"),
    lambda row: _("from %(day)s") % {"day": on_day(row.opened_on)},
)
define_kind("tools.promisestep", gettext_lazy("promise to who says what they use"), lambda _step: _("the promise"))
define_fields(
    "tools",
    {
        "name": gettext_lazy("name"),
        "supplier": gettext_lazy("supplier"),
        "website": gettext_lazy("website"),
        "purpose": gettext_lazy("what it is for"),
        "dos": gettext_lazy("what you may do"),
        "donts": gettext_lazy("what you may not do"),
        "conditions": gettext_lazy("conditions"),
        "status": gettext_lazy("status"),
        "status_reason": gettext_lazy("why it has this status"),
        "data_classes": gettext_lazy("which data may go in"),
        "tasks": gettext_lazy("tasks"),
        "function_groups": gettext_lazy("for whom"),
        "units": gettext_lazy("units"),
        "cost_cents_per_month": gettext_lazy("cost a month"),
        "seats": gettext_lazy("number of seats"),
        "approval": gettext_lazy("who approves"),
        "required_course": gettext_lazy("required course"),
        "contact": gettext_lazy("contact"),
        "owner": gettext_lazy("owner"),
        "review_on": gettext_lazy("next review"),
        "assessment": gettext_lazy("risk assessment"),
        "assessment_reference": gettext_lazy("reference of the risk assessment"),
        "assessment_url": gettext_lazy("address of the risk assessment"),
        "assessment_on": gettext_lazy("day of the risk assessment"),
        "dpia_reference": gettext_lazy("reference of the DPIA"),
        "dpia_url": gettext_lazy("address of the DPIA"),
        "dpia_on": gettext_lazy("day of the DPIA"),
        "agreement_reference": gettext_lazy("reference of the processing agreement"),
        "agreement_url": gettext_lazy("address of the processing agreement"),
        "agreement_on": gettext_lazy("day of the processing agreement"),
        "agreement_until": gettext_lazy("last day of the processing agreement"),
    },
)
