"""What beat does for training every few minutes: requests, offers, lists, and sessions that ended."""

from datetime import datetime

from training import selectors
from training.services.attendance import complete_after_end
from training.services.seats import pass_on, settle


def sweep(*, now: datetime) -> dict[str, int]:
    """Settle every session that has something to settle, each in a transaction of its own."""
    passed_on = sum(pass_on(enrolment_id=pk, now=now) for pk in selectors.requests_to_pass_on(now))
    sessions = selectors.sessions_to_settle(now)
    offered = sum(len(settle(session_id=session_id, now=now)) for session_id in sessions)
    completed = sum(complete_after_end(session_id=pk, now=now) for pk in selectors.sessions_to_complete(now))
    return {"sessions": len(sessions), "offered": offered, "passed_on": passed_on, "completed": completed}
