"""Reminders: whom, when, once, and no longer than needed."""

from datetime import date, timedelta

import pytest
from django.core import mail as mailbox

from common.errors import EditConflict, RuleBroken
from common.models import AuditEvent
from nudges import services
from nudges.choices import OUTDATED
from nudges.messages import StrategyUnread, rules
from nudges.models import RuleSetting
from outbox import services as outbox
from outbox.choices import Channel, MessageState
from outbox.messages import render_kind
from outbox.models import Message
from people.choices import Role
from people.models import Person
from tests.common.builders import all_at_once
from tests.nudges.builders import DAY, DUE, confirm, strategy_in_force
from tests.people.builders import employee

pytestmark = pytest.mark.django_db


def reminded() -> set[int | None]:
    return set(Message.objects.filter(code=StrategyUnread.code).values_list("recipient_id", flat=True))


def mails() -> "list[Message]":
    return list(Message.objects.filter(code=StrategyUnread.code, channel=Channel.MAIL).order_by("pk"))


def test_who_has_not_confirmed_is_reminded_once_by_mail_and_in_the_inbox(colleague: Person) -> None:
    strategy_in_force()

    services.plan_nudges(now=DUE)
    services.plan_nudges(now=DUE + timedelta(hours=1))
    services.plan_nudges(now=DUE + 60 * DAY)

    rows = Message.objects.filter(recipient=colleague, code=StrategyUnread.code)
    assert sorted(row.channel for row in rows) == [Channel.INBOX, Channel.MAIL]


def test_nobody_is_reminded_before_the_days_have_passed(colleague: Person) -> None:
    strategy_in_force()

    assert services.plan_nudges(now=DUE - timedelta(minutes=1)) == 0
    assert services.plan_nudges(now=DUE) > 0


def test_who_confirmed_is_not_reminded(colleague: Person) -> None:
    confirm(strategy_in_force(), colleague, now=DUE - DAY)

    services.plan_nudges(now=DUE)

    assert colleague.pk not in reminded()


def test_who_is_away_or_gone_is_not_reminded() -> None:
    strategy_in_force()
    away = employee(away_from=date(2026, 12, 1), away_until=date(2027, 1, 1))
    gone = employee(left_on=date(2026, 12, 1))

    services.plan_nudges(now=DUE)

    assert {away.pk, gone.pk}.isdisjoint(reminded())


def test_who_comes_back_is_reminded_then() -> None:
    strategy_in_force()
    away = employee(away_from=date(2026, 12, 1), away_until=date(2026, 12, 8))
    services.plan_nudges(now=DUE)

    services.plan_nudges(now=DUE + 4 * DAY)

    assert away.pk in reminded()


def test_nothing_is_planned_in_the_quiet_hours(colleague: Person) -> None:
    strategy_in_force()

    assert services.plan_nudges(now=DUE + timedelta(hours=12)) == 0
    assert services.plan_nudges(now=DUE + DAY) == 0  # Saturday


def test_planner_that_missed_three_days_makes_no_burst(colleague: Person) -> None:
    strategy_in_force()

    services.plan_nudges(now=DUE + 3 * DAY)
    services.plan_nudges(now=DUE + 3 * DAY)

    assert Message.objects.filter(code=StrategyUnread.code, recipient=colleague, channel=Channel.MAIL).count() == 1


def test_reminder_that_waits_is_withdrawn_when_the_person_confirms(colleague: Person) -> None:
    version = strategy_in_force()
    services.plan_nudges(now=DUE)
    confirm(version, colleague, now=DUE)

    services.plan_nudges(now=DUE + timedelta(minutes=1))
    outbox.send_due(now=DUE + timedelta(minutes=2))

    mail = Message.objects.get(code=StrategyUnread.code, recipient=colleague, channel=Channel.MAIL)
    assert (mail.state, mail.reason) == (MessageState.SKIPPED, OUTDATED)
    assert colleague.email not in [to for one in mailbox.outbox for to in one.to]


def test_next_version_is_another_occasion(colleague: Person) -> None:
    strategy_in_force()
    services.plan_nudges(now=DUE)
    occasion = StrategyUnread.occasions(now=DUE, days=14)[0]

    keys = [mail.dedupe_key for mail in mails() if mail.recipient_id == colleague.pk]

    assert keys == [f"nudge:nudges.strategy_unread:{occasion.key}:{colleague.pk}:1"]


def test_second_reminder_comes_only_when_the_office_asks_for_two_and_after_its_days(
    colleague: Person, programme_lead: Person
) -> None:
    strategy_in_force()
    services.change_rule(rule=StrategyUnread, is_on=True, days=14, days_between=7, cap=2, actor=programme_lead, now=DUE)

    counts = []
    for days in (0, 3, 7, 14, 21, 28):
        services.plan_nudges(now=DUE + days * DAY)
        counts.append(
            Message.objects.filter(code=StrategyUnread.code, recipient=colleague, channel=Channel.MAIL).count()
        )

    assert counts == [1, 1, 2, 2, 2, 2]


def test_rule_that_is_off_reminds_nobody_and_withdraws_what_waits(colleague: Person, programme_lead: Person) -> None:
    strategy_in_force()
    services.plan_nudges(now=DUE)

    services.change_rule(
        rule=StrategyUnread, is_on=False, days=14, days_between=14, cap=1, actor=programme_lead, now=DUE
    )

    assert {mail.state for mail in mails()} == {MessageState.SKIPPED}
    assert services.plan_nudges(now=DUE + DAY) == 0


def test_change_of_a_rule_says_who_and_which_fields(programme_lead: Person) -> None:
    setting = services.change_rule(
        rule=StrategyUnread, is_on=True, days=7, days_between=14, cap=1, actor=programme_lead, now=DUE
    )

    event = AuditEvent.objects.get(action="nudge_rule.changed")
    assert (event.actor, event.object_id, event.fields) == (programme_lead, str(setting.public_id), ["days"])


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_changes_at_once_upon_one_save_only_one_is_kept() -> None:
    people = [employee(roles=[Role.PROGRAMME_OFFICE]) for _number in range(8)]
    for edition in range(5):
        answers = all_at_once([
            lambda by=one, days=edition * 10 + place, seen=edition: services.change_rule(  # type: ignore[misc]
                rule=StrategyUnread, is_on=True, days=days, days_between=14, cap=1, actor=by, now=DUE, edition=seen
            )
            for place, one in enumerate(people)
        ])  # fmt: skip
        (won,) = [answer for answer in answers if isinstance(answer, RuleSetting)]
        assert sum(isinstance(answer, EditConflict) for answer in answers) == len(people) - 1
        assert RuleSetting.objects.get().days == won.days
    assert AuditEvent.objects.filter(action="nudge_rule.changed").count() == 5


def test_only_the_office_changes_a_rule(colleague: Person) -> None:
    with pytest.raises(RuleBroken):
        services.change_rule(rule=StrategyUnread, is_on=False, days=7, days_between=14, cap=1, actor=colleague, now=DUE)
    assert not RuleSetting.objects.exists()


@pytest.mark.parametrize("wrong", [{"days": 181}, {"days_between": 0}, {"cap": 4}])
def test_nobody_sets_a_rule_that_pesters(programme_lead: Person, wrong: dict[str, int]) -> None:
    asked = {"days": 14, "days_between": 14, "cap": 1} | wrong
    with pytest.raises(RuleBroken):
        services.change_rule(rule=StrategyUnread, is_on=True, **asked, actor=programme_lead, now=DUE)


# --- looking ahead ----------------------------------------------------------------------------------------------------
def test_simulation_says_what_planning_then_does_and_changes_nothing(colleague: Person) -> None:
    strategy_in_force()
    nurse = employee(email=None)
    outbox.set_preferences(person=colleague, offered=[(StrategyUnread.code, "mail")], wanted=[], now=DUE)

    foreseen = list(services.simulate_nudges(now=DUE - 3 * DAY, days=7))

    assert not reminded()
    assert {(row.person, row.channel) for row in foreseen} >= {(str(nurse.public_id), "inbox")}
    assert (str(colleague.public_id), "mail") not in {(row.person, row.channel) for row in foreseen}
    assert {row.at.isoformat() for row in foreseen} == {"2026-12-04T10:35:00+01:00"}

    services.plan_nudges(now=min(row.at for row in foreseen))
    outbox.send_due(now=min(row.at for row in foreseen))
    sent = Message.objects.filter(state=MessageState.SENT, code=StrategyUnread.code).select_related("recipient")
    assert {(row.person, row.channel) for row in foreseen} == {
        (str(message.recipient.public_id), message.channel) for message in sent if message.recipient
    }


def test_simulation_of_twice_the_days_reminds_nobody_twice(colleague: Person) -> None:
    strategy_in_force()

    foreseen = list(services.simulate_nudges(now=DUE, days=60))

    assert len(foreseen) == len({(row.person, row.channel) for row in foreseen})


def test_every_rule_has_its_words_and_a_text_in_both_languages() -> None:
    for rule in rules():
        for language in ("nl", "en"):
            text = render_kind(rule, rule.example(), language=language)
            assert text.subject
            assert text.blocks
            assert text.action
        assert all(str(words) for words in (rule.label, rule.audience, rule.when(14), rule.goal, rule.days_label))
