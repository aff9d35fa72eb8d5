"""Planning reminders: who is due gets a message under a key of its own, so planning twice is planning once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from common.clock import AMSTERDAM, day_of, start_of
from common.errors import EditConflict, RuleBroken
from common.services import record
from nudges import policies, selectors
from nudges.choices import MOST_DAYS, MOST_TIMES, OUTDATED, PLAN_HOURS, PLAN_MINUTE
from nudges.messages import NudgeRule, Occasion, rules
from nudges.models import RuleSetting
from nudges.selectors import Setting
from outbox import services as outbox
from outbox.choices import Channel, Kind
from outbox.selectors import made_by_prefix, switched_off_by
from outbox.services import Addressed
from people.models import Person

PLAN_BATCH = 2_000


def setting_of(rule: type[NudgeRule], known: dict[str, Setting]) -> Setting:
    """Return what holds for a rule: what was set, else its own defaults."""
    return known.get(rule.code) or Setting(is_on=True, days=rule.days, days_between=rule.days_between, cap=rule.cap)


# --- planning ---------------------------------------------------------------------------------------------------------
def plan_nudges(*, now: datetime) -> int:
    """Plan what is due now and withdraw what is no longer needed; return how many people are reminded.

    Nothing is planned in the quiet hours: by the morning the person may have done it.
    """
    known = selectors.settings_by_code()
    reminded = 0
    for rule in rules():
        setting = setting_of(rule, known)
        occasions = rule.occasions(now=now, days=setting.days) if setting.is_on else []
        withdraw_outdated(rule, occasions, now=now)
        if not outbox.is_quiet(now):
            reminded += sum(_plan(rule, occasion, setting, now=now) for occasion in occasions)
    return reminded


def withdraw_outdated(rule: type[NudgeRule], occasions: list[Occasion], *, now: datetime) -> int:
    """Skip what waits under a rule for people whom it no longer concerns; return how many rows."""
    still = {_prefix(rule, occasion, person_id) for occasion in occasions for person_id in occasion.person_ids}
    return outbox.skip_unless(
        code=rule.code, wanted=lambda key: key.rpartition(":")[0] + ":" in still, reason=OUTDATED, now=now
    )


def _plan(rule: type[NudgeRule], occasion: Occasion, setting: Setting, *, now: datetime) -> int:
    planned = 0
    for start in range(0, len(occasion.person_ids), PLAN_BATCH):
        part = occasion.person_ids[start : start + PLAN_BATCH]
        with transaction.atomic():
            people = Person.objects.in_bulk(part)
            made = made_by_prefix(rule.code, f"nudge:{rule.code}:{occasion.key}:", person_ids=part)
            addressed = [
                Addressed(
                    recipient=people[person_id],
                    dedupe_key=f"{_prefix(rule, occasion, person_id)}{len(earlier) + 1}",
                    context=occasion.context,
                    url=occasion.url,
                    about=occasion.about,
                )
                for person_id in part
                if person_id in people and _is_due(earlier := made.get(person_id, []), setting, now=now)
            ]
            outbox.add_many(rule, addressed, now=now)
            planned += len(addressed)
    return planned


def _prefix(rule: type[NudgeRule], occasion: Occasion, person_id: int) -> str:
    """Return how the keys of one person's reminders of one occasion begin; the number of the reminder follows."""
    return f"nudge:{rule.code}:{occasion.key}:{person_id}:"


def _is_due(earlier: list[datetime], setting: Setting, *, now: datetime) -> bool:
    """Whether another reminder may come after those that were made at ``earlier``."""
    if len(earlier) >= setting.cap:
        return False
    return not earlier or max(earlier) <= now - timedelta(days=setting.days_between)


# --- looking ahead ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Foreseen:
    """A reminder that would go out if nobody did anything in the meantime."""

    person: str
    rule: str
    channel: str
    at: datetime
    reason: str


def simulate_nudges(*, now: datetime, days: int) -> Iterator[Foreseen]:
    """Yield what the rules would send in the next ``days`` days, in order of time, changing nothing.

    Each moment at which beat plans is gone through, with everybody doing nothing in the meantime.
    """
    known = selectors.settings_by_code()
    made: dict[str, list[datetime]] = {}
    for moment in planning_moments(now, days):
        for rule in rules():
            setting = setting_of(rule, known)
            for occasion in rule.occasions(now=moment, days=setting.days) if setting.is_on else []:
                yield from _foresee(rule, occasion, setting, made, at=moment)


def planning_moments(now: datetime, days: int) -> list[datetime]:
    """Return when beat plans from ``now`` on, until ``days`` times 24 hours later."""
    ends = now + timedelta(days=days)
    day = day_of(now)
    moments = []
    while start_of(day) < ends:
        at = [datetime.combine(day, time(hour, PLAN_MINUTE), tzinfo=AMSTERDAM) for hour in PLAN_HOURS]
        moments += [moment for moment in at if now <= moment < ends and not outbox.is_quiet(moment)]
        day += timedelta(days=1)
    return moments


def _foresee(
    rule: type[NudgeRule], occasion: Occasion, setting: Setting, made: dict[str, list[datetime]], *, at: datetime
) -> Iterator[Foreseen]:
    """Yield who would be reminded at this moment, and note it in ``made``. No query for who was looked at before."""
    asked = [
        person_id
        for person_id in occasion.person_ids
        if (earlier := made.get(_prefix(rule, occasion, person_id))) is None or _is_due(earlier, setting, now=at)
    ]
    for start in range(0, len(asked), PLAN_BATCH):
        part = asked[start : start + PLAN_BATCH]
        people = Person.objects.in_bulk(part)
        real = made_by_prefix(rule.code, f"nudge:{rule.code}:{occasion.key}:", person_ids=part)
        switched_off = switched_off_by(part)
        for person_id, person in people.items():
            earlier = made.setdefault(_prefix(rule, occasion, person_id), list(real.get(person_id, [])))
            if not _is_due(earlier, setting, now=at):
                continue
            earlier.append(at)
            for channel in rule.channels:
                off = {(person_id, rule.code, channel), (person_id, Kind.NUDGE, channel)} & switched_off
                if not off and (channel == Channel.INBOX or person.email):
                    yield Foreseen(str(person.public_id), rule.code, channel, at, occasion.reason)


# --- settings ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def change_rule(
    *,
    rule: type[NudgeRule],
    is_on: bool,
    days: int,
    days_between: int,
    cap: int,
    actor: Person,
    now: datetime,
    edition: int | None = None,
) -> RuleSetting:
    """Set how a rule works from now on; what waits under a rule that is switched off is withdrawn.

    ``edition`` is the one that the writer opened, none for a rule's own defaults: where somebody saved since,
    ``EditConflict`` is raised. The row is locked, so of two savers one waits and then meets the other's edition.
    """
    if not policies.can_change_rules(actor):
        raise RuleBroken(_("Only the programme office changes the rules for reminders."))
    if not 0 <= days <= MOST_DAYS:
        raise RuleBroken(_("Wait between 0 and %(most)d days.") % {"most": MOST_DAYS}, field="days")
    if not 1 <= days_between <= MOST_DAYS:
        raise RuleBroken(_("Leave between 1 and %(most)d days.") % {"most": MOST_DAYS}, field="days_between")
    if not 1 <= cap <= MOST_TIMES:
        raise RuleBroken(_("Remind somebody between 1 and %(most)d times.") % {"most": MOST_TIMES}, field="cap")
    wanted = {"is_on": is_on, "days": days, "days_between": days_between, "cap": cap}
    setting, is_new = RuleSetting.objects.select_for_update().get_or_create(
        code=rule.code, defaults=wanted | {"changed_at": now, "changed_by": actor}
    )
    was = setting_of(rule, {}) if is_new else selectors.as_set(setting)
    changed = [name for name, value in wanted.items() if getattr(was, name) != value]
    if changed and not is_new:
        if edition is not None and edition != setting.edition:
            raise EditConflict(kept=was)
        for name in changed:
            setattr(setting, name, wanted[name])
        setting.changed_at, setting.changed_by = now, actor
        setting.edition += 1
        setting.save()
    if changed or is_new:
        record("nudge_rule.changed", setting, actor=actor, now=now, fields=changed)
    if not is_on:
        withdraw_outdated(rule, [], now=now)
    return setting
