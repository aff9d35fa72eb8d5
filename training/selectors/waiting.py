"""What somebody on a waiting list reads of the order in which seats are offered: the rule, and who went before them."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.clock import day_of
from people.selectors import unit_names
from training import rules
from training.choices import HOLDS_A_SEAT, EnrolmentState, PassedBy, Priority
from training.models import Enrolment, SeatShare
from training.selectors.seats import Kept


def why_passed(waiting: Enrolment, later: Enrolment) -> PassedBy | None:
    """Return why ``later`` went before somebody who waits; ``None`` for who joined before them. No query."""
    if later.pk <= waiting.pk:
        return None
    was_away = waiting.person.away_from is not None and waiting.person.away_from <= day_of(later.state_since)
    return rules.passed_by((later.priority, later.share_id), (waiting.priority, waiting.share_id), was_away=was_away)


def order_in_words(enrolment: Enrolment, now: datetime) -> list[str]:
    """Tell somebody who waits in which order seats are offered to them, and who went before them. Three queries."""
    passed = _passed(enrolment)
    goes_first = enrolment.priority > Priority.NORMAL
    told = []
    if goes_first:
        words = _("You go before people who joined earlier, because: %(reason)s")
        told.append(words % {"reason": enrolment.priority_reason})
        told.append(_("Of those who go first, who joined first is asked first."))
    elif number := passed.pop((PassedBy.PRIORITY, None), 0):
        words = ngettext(
            "%(count)d person who joined later goes before you, because HR gave them priority. HR has a reason for it, "
            "which only they can read.",
            "%(count)d people who joined later go before you, because HR gave them priority. HR has a reason for it, "
            "which only they can read.",
            number,
        )
        told.append(words % {"count": number})
        told.append(_("After who has priority, who joined first is asked first."))
    else:
        told.append(_("Who joined first is asked first."))
    return [*told, *_of_kept_seats(enrolment, passed, now), *_of_absence(passed), _when_it_is_your_turn()]


def _passed(enrolment: Enrolment) -> Counter[tuple[PassedBy, int | None]]:
    """Count who joined later and goes before somebody, by why and by the seats that were kept for them. One query."""
    later = enrolment.session.enrolments.filter(walked_in=False, pk__gt=enrolment.pk)
    ahead = Q(state__in=HOLDS_A_SEAT) | Q(state=EnrolmentState.WAITING, priority__gt=enrolment.priority)
    passed: Counter[tuple[PassedBy, int | None]] = Counter()
    for each in later.filter(ahead):
        why = why_passed(enrolment, each)
        if why is not None:
            passed[why, each.share_id if why == PassedBy.KEPT_SEATS else None] += 1
    return passed


def _of_kept_seats(enrolment: Enrolment, passed: Counter[tuple[PassedBy, int | None]], now: datetime) -> Iterable[str]:
    """What kept seats mean for this place on the list: for somebody else, or for its own person."""
    shares = list(enrolment.session.shares.order_by("release_at", "pk"))
    for share in shares:
        if number := passed[PassedBy.KEPT_SEATS, share.pk]:
            words = ngettext(
                "%(count)d person who joined later had a seat before you, because it was kept for %(whom)s.",
                "%(count)d people who joined later had a seat before you, because it was kept for %(whom)s.",
                number,
            )
            yield words % {"count": number, "whom": whom_of(share)}
        elif share.pk == enrolment.share_id and share.release_at > now:
            words = _(
                "Seats are kept for %(whom)s, so you can be asked for one of those before people who joined earlier."
            )
            yield words % {"whom": whom_of(share)}


def _of_absence(passed: Counter[tuple[PassedBy, int | None]]) -> Iterable[str]:
    if passed[PassedBy.ABSENCE, None]:
        yield _("While you were away, a seat went to who came after you. You keep your place on the list.")


def _when_it_is_your_turn() -> str:
    return _("When it is your turn we hold a seat for you and send you a message.")


def whom_of(share: SeatShare) -> str:
    """For whom seats are kept, within a sentence, in the language of the reader. One query where a unit is named."""
    unit = unit_names()[share.unit_id] if share.unit_id is not None else ""
    return Kept(share.seats, tuple(share.group_labels), unit, share.release_at).whom
