"""What the audit log says of documents, reviews and objectives. Who read or remarked what is not named in it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.audit import Shows, define, define_fields, define_kind, on_day, quoted


def _version(version: Any) -> str:
    return _("%(title)s, version %(number)s") % {
        "title": quoted(version.document.title),
        "number": version.number,
    }


define(
    "strategy",
    {
        "document.created": gettext_lazy("{actor} started the document {object}."),
        "version.started": gettext_lazy("{actor} started a new version: {object}."),
        "version.review_started": gettext_lazy("{actor} asked for a review of {object}."),
        "version.review_link_made": gettext_lazy("{actor} made a link for somebody outside to review {object}."),
        "version.review_taken_back": gettext_lazy("{actor} took back the review of {object}."),
        "version.published": gettext_lazy("{actor} published {object}."),
        "clause.added": gettext_lazy("{actor} added the passage {object}."),
        "clause.saved": gettext_lazy("{actor} changed the passage {object}."),
        "clause.moved": gettext_lazy("{actor} moved the passage {object}."),
        "clause.removed": gettext_lazy("{actor} removed the passage {object}."),
        "question.saved": gettext_lazy("{actor} wrote the question about the passage {object}."),
        "question.removed": gettext_lazy("{actor} removed the question about the passage {object}."),
        "questions.opened": gettext_lazy("{actor} opened a month of choices about situations: {object}."),
        "questions.closed": gettext_lazy("{actor} closed and counted a month of choices about situations: {object}."),
        "questions.ended_unread": gettext_lazy(
            "{actor} ended a month of choices about situations without reading it: {object}."
        ),
        "objective.created": gettext_lazy("{actor} set the objective {object}."),
        "objective.changed": gettext_lazy("{actor} changed the objective {object}."),
        "objective.archived": gettext_lazy("{actor} archived the objective {object}."),
        "objective.restored": gettext_lazy("{actor} brought back the objective {object}."),
        "objective.owner_left": gettext_lazy("{actor} took the owner off the objective {object}: they left."),
        "key_date.added": gettext_lazy("{actor} added the key date {object}."),
        "key_date.reached": gettext_lazy("{actor} recorded that the key date {object} was reached."),
        "key_date.not_reached": gettext_lazy("{actor} recorded that the key date {object} was not reached after all."),
        "key_date.removed": gettext_lazy("{actor} removed the key date {object}."),
    },
)
define(
    "strategy",
    {
        "version.reviewer_released": gettext_lazy("{actor} no longer asks somebody to review {object}."),
        "version.reviewer_asked": gettext_lazy("{actor} asked somebody to review {object}."),
        "version.review_answered": gettext_lazy("{actor} recorded the answer of a reviewer of {object}."),
        "version.review_code_sent": gettext_lazy(
            "{actor} sent a code for the link with which somebody outside reviews {object}."
        ),
        "version.review_code_refused": gettext_lazy(
            "{actor} kept the link of a reviewer from outside closed, after too many wrong codes: {object}."
        ),
        "version.review_link_opened": gettext_lazy(
            "{actor} opened the link of a reviewer from outside, with the right code: {object}."
        ),
    },
    shows=Shows.ACTOR,
    fields=lambda _fields: [],
)
define(
    "strategy",
    {
        "comment.taken_over": gettext_lazy("{actor} took over a remark on a passage."),
        "comment.not_taken_over": gettext_lazy("{actor} closed a remark on a passage without taking it over."),
    },
    shows=Shows.ACTOR,
)
define(
    "strategy",
    {
        "comment.comment_written": gettext_lazy("{actor} wrote a remark on a passage."),
        "comment.suggestion_written": gettext_lazy("{actor} suggested another text for a passage."),
        "comment.answered": gettext_lazy("{actor} answered a remark on a passage."),
    },
    shows=Shows.NEITHER,
)
define_kind("strategy.document", gettext_lazy("document"), lambda document: quoted(document.title))
define_kind("strategy.version", gettext_lazy("version of a document"), _version, "document")
define_kind("strategy.clause", gettext_lazy("passage"), lambda clause: quoted(clause.title))
define_kind(
    "strategy.reviewer",
    gettext_lazy("review"),
    lambda reviewer: _version(reviewer.review.version),
    "review__version__document",
)
define_kind(
    "strategy.comment", gettext_lazy("remark on a passage"), lambda row: _version(row.version), "version__document"
)
define_kind(
    "strategy.question",
    gettext_lazy("question about a passage"),
    lambda question: quoted(question.clause.title),
    "clause",
)
define_kind(
    "strategy.questionround",
    gettext_lazy("month of choices about situations"),
    lambda row: _("from %(day)s") % {"day": on_day(row.opened_on)},
)
define_kind("strategy.objective", gettext_lazy("objective"), lambda objective: quoted(objective.title))
define_kind("strategy.keydate", gettext_lazy("key date"), lambda row: quoted(row.title))
define_fields(
    "strategy",
    {
        "pillar": gettext_lazy("pillar"),
        "title": gettext_lazy("title"),
        "text": gettext_lazy("text"),
        "function_groups": gettext_lazy("for whom"),
        "aspect": gettext_lazy("aspect"),
        "change": gettext_lazy("how much it changes"),
        "position": gettext_lazy("place in the order"),
        "clause_key": gettext_lazy("passage"),
        "owner": gettext_lazy("owner"),
        "metric": gettext_lazy("figure"),
        "measure": gettext_lazy("measure"),
        "baseline": gettext_lazy("baseline"),
        "target": gettext_lazy("target"),
        "due_on": gettext_lazy("by when"),
    },
)
