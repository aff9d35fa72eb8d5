"""Who gets which answer at which address of governance."""

from collections.abc import Mapping

from tests.access import POST_ONLY, Entry, answers

PROPOSAL = {"proposal_id": "governance.proposal"}
READERS = {"programme_office": 200, "works_council": 200, "privacy_officer": 200, "board": 200, "administrator": 200}

ACCESS: Mapping[str, Entry] = {
    "governance:proposal_list": Entry(answers(**READERS)),
    "governance:duty_list": Entry(answers(everyone=200)),
    "governance:proposal_new": Entry(answers(programme_office=200), {"subject": "=surveys:wave"}),
    "governance:proposal_detail": Entry(answers(everyone=404, **READERS), PROPOSAL),
    "governance:proposal_answer": Entry(POST_ONLY, PROPOSAL),
    "governance:proposal_advise": Entry(POST_ONLY, PROPOSAL),
    "governance:proposal_deviate": Entry(POST_ONLY, PROPOSAL),
    "governance:proposal_withdraw": Entry(POST_ONLY, PROPOSAL),
}
