"""What pages say of a wave: when its result comes, and how many sent. One sentence each, the same on every page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from common.charts import people_in_words
from governance.selectors import has_agreement
from surveys.choices import FIGURES_AGREEMENT, TOTAL, WaveState
from surveys.models import GroupResult, Wave
from surveys.selectors.waves import Reach


def result_sentence(wave: Wave, *, today: date) -> str:
    """Return when the result of one wave comes, or why there is none. Three queries at most."""
    return result_sentences([wave], today=today)[wave.pk]


def result_sentences(waves: Iterable[Wave], *, today: date) -> dict[int, str]:
    """Return the same of several waves by their key, in as many queries; empty for one that has no result to come."""
    waves = list(waves)
    if not waves:
        return {}
    totals = GroupResult.objects.filter(wave__in=waves, dimension=TOTAL).values_list("wave_id", "answered")
    answered = dict(totals)
    is_agreed = has_agreement(FIGURES_AGREEMENT)
    return {wave.pk: _result(wave, answered.get(wave.pk), is_agreed=is_agreed, today=today) for wave in waves}


def next_to_release(*, today: date) -> Wave | None:
    """Return the closed wave whose result comes with the next release. Four queries at most."""
    longest = today - timedelta(days=62)  # the first day of a month to the release day of the next
    closed = Wave.objects.filter(state=WaveState.CLOSED, closed_on__gte=longest).order_by("closed_on", "pk")
    totals = GroupResult.objects.filter(wave=OuterRef("pk"), dimension=TOTAL, answered__gte=OuterRef("smallest_group"))
    coming = [wave for wave in closed.filter(Exists(totals)) if today <= wave.result_on]
    return coming[0] if coming and has_agreement(FIGURES_AGREEMENT) else None


def _result(wave: Wave, answered: int | None, *, is_agreed: bool, today: date) -> str:
    if wave.state not in {WaveState.OPEN, WaveState.CLOSED}:
        return ""
    if wave.state == WaveState.CLOSED and (answered or 0) < wave.smallest_group:
        return _("There is no result: too few people sent their answers.")
    if not is_agreed:
        return _("The result comes once the works council has agreed to figures about the use of AI.")
    if today > wave.result_on:
        return _("You find the result under Figures.")
    return _("The result comes on %(day)s, under Figures.") % {
        "day": formats.date_format(wave.result_on, "DATE_FORMAT")
    }


@dataclass(frozen=True, slots=True)
class SentCount:
    """How many sent, as a page shows it: ``text``, of which moment, and whether the number is kept back."""

    text: str
    note: str
    is_hidden: bool


def sent_count(wave: Wave, reach: Reach) -> SentCount:
    """Return how many are known to have sent, as a band: the figure on it comes with the release. No query."""
    if not reach.is_counted:
        if wave.state == WaveState.OPEN:
            note = _("counted every night, for everyone at once")
        else:
            note = _("the survey ended before the first count")
        return SentCount(_("not counted yet") if wave.state == WaveState.OPEN else _("not counted"), note, False)
    note = ""
    if wave.state != WaveState.CLOSED and wave.settled_at is not None:
        moment = formats.date_format(timezone.localtime(wave.settled_at), "DATETIME_FORMAT")
        note = _("as of %(moment)s") % {"moment": moment}
    sent = people_in_words(reach.sent or 0, smallest=wave.smallest_group)
    return SentCount(sent, note, reach.sent is None)
