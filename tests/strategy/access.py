"""Who gets which answer at the addresses of the strategy. The first version and clause of the demo are published."""

from collections.abc import Mapping

from tests.access import POST_ONLY, Entry, answers

DOCUMENT = {"document_id": "strategy.document"}
VERSION = {"version_id": "strategy.version"}
CLAUSE = {"clause_id": "strategy.clause"}
REVIEWER = {"reviewer_id": "strategy.reviewer"}
COMMENT = {"comment_id": "strategy.comment"}
KEY_DATE = {"key_date_id": "strategy.keydate"}
OBJECTIVE = {"objective_id": "strategy.objective"}

EVERYONE = answers(everyone=200)
WRITES = answers(programme_office=200)
WRITES_BUT_FROZEN = answers(programme_office=404)
FOLLOWS = answers(programme_office=200, board=200)
REMARKS = answers(everyone=404, programme_office=200, board=200)
ASKED = answers(everyone=404, board=200)
NO_GET = answers(everyone=405, stranger=405)
NO_SUCH_LINK = answers(everyone=404, stranger=404)
SETS = answers(programme_office=200, board=200)

ACCESS: Mapping[str, Entry] = {
    "strategy:overview": Entry(EVERYONE),
    # Closed in the demo: the organisation has not opened it.
    "strategy:open_house_rules": Entry(answers(everyone=404, stranger=404)),
    "strategy:house_rules": Entry(EVERYONE),
    "strategy:clarity_list": Entry(EVERYONE),
    "strategy:clarity_protocol": Entry(EVERYONE),
    # A ballot needs a ticket, not a person: whoever asks is only told that this takes a form.
    "strategy:choices_send": Entry(answers(everyone=405, stranger=405)),
    "strategy:choices_thanks": Entry(EVERYONE),
    "strategy:document_create": Entry(WRITES),
    "strategy:version_list": Entry(EVERYONE, DOCUMENT),
    "strategy:draft_start": Entry(POST_ONLY, DOCUMENT),
    "strategy:version": Entry(EVERYONE, VERSION),
    "strategy:acknowledge": Entry(POST_ONLY, VERSION),
    "strategy:draft_edit": Entry(WRITES_BUT_FROZEN, VERSION),
    "strategy:version_publish": Entry(WRITES_BUT_FROZEN, VERSION),
    "strategy:review_ask": Entry(WRITES_BUT_FROZEN, VERSION),
    "strategy:review": Entry(FOLLOWS, VERSION),
    "strategy:review_take_back": Entry(WRITES_BUT_FROZEN, VERSION),
    "strategy:version_compare": Entry(EVERYONE, DOCUMENT),
    "strategy:review_answer": Entry(ASKED, REVIEWER, when_missing=404),
    "strategy:review_link_send": Entry(POST_ONLY, REVIEWER),
    "strategy:reviewer_release": Entry(WRITES, REVIEWER),
    "strategy:review_link": Entry(NO_SUCH_LINK, {"token": "=made-up"}),
    "strategy:review_link_code": Entry(NO_GET, {"token": "=made-up"}),
    "strategy:review_link_code_send": Entry(NO_GET, {"token": "=made-up"}),
    "strategy:clause_create": Entry(WRITES_BUT_FROZEN, VERSION),
    "strategy:clause_edit": Entry(WRITES_BUT_FROZEN, CLAUSE),
    "strategy:clause_here": Entry(POST_ONLY, CLAUSE),
    "strategy:clause_changes": Entry(EVERYONE, CLAUSE),
    "strategy:clause_revisions": Entry(WRITES_BUT_FROZEN, CLAUSE),
    "strategy:revision_restore": Entry(POST_ONLY, CLAUSE | {"revision_id": "strategy.clauserevision"}),
    "strategy:clause_comments": Entry(REMARKS, CLAUSE),
    "strategy:version_paper": Entry(EVERYONE, VERSION),
    "strategy:changed": Entry(answers(everyone=302), VERSION, when_missing=404),
    "strategy:comments": Entry(REMARKS, VERSION),
    "strategy:comment_reply": Entry(POST_ONLY, COMMENT),
    "strategy:comment_resolve": Entry(POST_ONLY, COMMENT),
    "strategy:suggestion_take": Entry(POST_ONLY, COMMENT),
    "strategy:question_edit": Entry(WRITES_BUT_FROZEN, CLAUSE),
    "strategy:question_remove": Entry(POST_ONLY, CLAUSE),
    "strategy:clause_move": Entry(POST_ONLY, CLAUSE),
    "strategy:clause_remove": Entry(WRITES_BUT_FROZEN, CLAUSE),
    "strategy:preview": Entry(POST_ONLY, {"language": "=nl"}),
    "strategy:objective_list": Entry(EVERYONE),
    "strategy:objective_create": Entry(SETS),
    "strategy:objective": Entry(EVERYONE, OBJECTIVE),
    "strategy:objective_edit": Entry(SETS, OBJECTIVE),
    "strategy:key_date_add": Entry(SETS, OBJECTIVE),
    "strategy:key_date_reach": Entry(POST_ONLY, KEY_DATE),
    "strategy:key_date_remove": Entry(POST_ONLY, KEY_DATE),
    "strategy:objective_archive": Entry(SETS, OBJECTIVE),
    "strategy:objective_restore": Entry(POST_ONLY, OBJECTIVE),
}
