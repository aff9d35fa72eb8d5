"""Counting that AI got something wrong, and opening the review of a tool anew when that comes often."""

from datetime import date, datetime

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from common.clock import day_of, end_of, start_of
from common.selectors import setting_value
from common.services import record
from people.models import Person
from tools.choices import INCIDENTS_REOPEN
from tools.models import Incident, Tool, ToolStatusChange


@transaction.atomic
def count_incident(*, tool_id: int, kind: str, person: Person, now: datetime) -> bool:
    """Count that a tool got something wrong, once a day for each person; return whether it counted.

    What is kept is a number of a day. Who said it is nowhere in the database, in no audit event and in no log. That
    somebody counted already today is known by a keyed hash of day, tool and person in the cache, which is gone by
    midnight: it cannot be read back without the portal's secret, and whoever has both that and the cache could try, for
    that one day, whether a given person counted. Without the cache each time counts: a slower or a wrong limit, never a
    lost report. The tool's row lock makes two taps at once count as one.
    """
    tool = Tool.objects.hold(tool_id)
    day = day_of(now)
    ticket = _ticket(tool, person, day)
    if cache.get(ticket):
        return False
    cache.set(ticket, 1, timeout=max(1, int((end_of(day) - now).total_seconds())))
    _made, is_first = Incident.objects.get_or_create(tool=tool, day=day, kind=kind, defaults={"number": 1})
    if not is_first:
        Incident.objects.filter(tool=tool, day=day, kind=kind).update(number=F("number") + 1)
    tool.incidents_since_review += 1
    tool.save(update_fields=["incidents_since_review"])
    if tool.incidents_since_review >= setting_value(INCIDENTS_REOPEN):
        _reopen_review(tool, day)
    return True


def _reopen_review(tool: Tool, day: date) -> None:
    """Let the review of a tool be due today, with a line in its history; one that is due already stays as it is.

    Without an actor and with no moment finer than the day: else it would tell who counted last.
    """
    if tool.review_on is not None and tool.review_on <= day:
        return
    tool.review_on = day
    tool.edition += 1
    tool.save(update_fields=["review_on", "edition"])
    reasons = {language: _why(tool.incidents_since_review, language) for language in ("nl", "en")}
    ToolStatusChange.objects.create(
        tool=tool,
        from_status=tool.status,
        to_status=tool.status,
        reason_nl=reasons["nl"],
        reason_en=reasons["en"],
        changed_at=start_of(day),
        changed_by=None,
    )
    record("tool.review_reopened", tool, actor=None, now=start_of(day), fields=["review_on"], reason=reasons["nl"])


def _why(count: int, language: str) -> str:
    with translation.override(language):
        words = ngettext(
            "The review is open again: %(count)d time people said that AI got something wrong.",
            "The review is open again: %(count)d times people said that AI got something wrong.",
            count,
        )
        return words % {"count": count}


def _ticket(tool: Tool, person: Person, day: date) -> str:
    said = f"{day.isoformat()}:{tool.pk}:{person.pk}"
    return f"tools.incident:{salted_hmac('tools.incident', said, settings.SECRET_KEY, algorithm='sha256').hexdigest()}"
