"""Taking in a survey that was held before: answers that nobody here ever had beside a person."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from common.services import record
from governance.selectors import smallest_group
from people.models import Person
from surveys.choices import TOTAL, Dimension, WaveState
from surveys.models import Wave, WaveQuestion
from surveys.rules import groups, sealing
from surveys.rules.sealing import Ballot, Group
from surveys.selectors import questions_for
from surveys.services.closing import count_ballots, write_ballots


@dataclass(frozen=True, slots=True)
class PastBallot:
    """One set of answers of an earlier survey, with the function group that it carried."""

    function_group: str
    answers: Mapping[str, str]


@transaction.atomic
def record_past_wave(
    *,
    title_nl: str,
    title_en: str,
    opened_on: date,
    closed_on: date,
    invited: Mapping[str, int],
    ballots: Sequence[PastBallot],
    actor: Person,
    now: datetime,
) -> Wave:
    """Write a closed wave from bare ballots and how many were invited of each function group.

    The same thresholds hold as for a wave of our own: groups are taken together until each is large enough.
    """
    k = smallest_group()
    wave = Wave.objects.create(
        title_nl=title_nl,
        title_en=title_en,
        smallest_group=k,
        opened_on=opened_on,
        closes_on=closed_on,
        invited=sum(invited.values()),
        created_by=actor,
        created_at=now,
    )
    asked = questions_for({code for ballot in ballots for code in ballot.answers})
    WaveQuestion.objects.bulk_create(WaveQuestion(wave=wave, question=question) for question in asked)
    wave.state, wave.closed_on, wave.key_destroyed_on = WaveState.CLOSED, closed_on, closed_on
    wave.save(update_fields=["state", "closed_on", "key_destroyed_on"])
    first = groups.invited_function_groups(invited, threshold=k)
    answered = Counter({key: 0 for key in first.values() if key})
    answered.update(first[ballot.function_group] for ballot in ballots)
    kept = {**groups.answered_function_groups(answered, threshold=k), "": ""}
    group_of = {part: _group(kept[key]) for part, key in first.items()}
    invited_of: Counter[Group] = Counter()
    for part, number in invited.items():
        invited_of[group_of[part]] += number
    pooled = (
        [Ballot(group_of[ballot.function_group], ballot.answers) for ballot in ballots] if len(ballots) >= k else []
    )
    sealing.CHANCE.shuffle(pooled)
    write_ballots(wave, pooled)
    count_ballots(wave, pooled, invited=invited_of, answered=len(ballots))
    record("wave.recorded", wave, actor=actor, now=now)
    return wave


def _group(key: str) -> Group:
    return Group(Dimension.FUNCTION_GROUP, key) if key else Group(TOTAL, "")
