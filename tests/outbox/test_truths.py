"""What must never be false, met by going round the services."""

from typing import Any

import pytest

from nudges.models import RuleSetting
from outbox.choices import Channel, Kind, MessageState
from outbox.models import Message, Preference
from people.models import Person
from tests.outbox.builders import TUESDAY, Tip, planned
from tests.truths import refused

pytestmark = pytest.mark.django_db


def message(recipient: Person | None, **fields: Any) -> Message:
    values: dict[str, Any] = {
        "dedupe_key": "x",
        "code": "sample.seat",
        "kind": Kind.CONFIRMATION,
        "channel": Channel.MAIL,
        "created_at": TUESDAY,
        "planned_for": TUESDAY,
        "not_before": TUESDAY,
    }
    return Message(recipient=recipient, **(values | fields))


@pytest.mark.parametrize(
    ("truth", "fields"),
    [
        ("outbox_message_kind_known", {"kind": "shout"}),
        ("outbox_message_channel_known", {"channel": "fax"}),
        ("outbox_message_state_known", {"state": "lost"}),
        ("outbox_message_security_keeps_no_text", {"kind": Kind.SECURITY, "context": {"key": "7KQM"}}),
        ("outbox_message_security_keeps_no_text", {"kind": Kind.SECURITY, "url": "/account/reset/7KQM/"}),
        ("outbox_message_has_recipient", {"recipient": None}),
        ("outbox_message_skipped_says_why", {"state": MessageState.SKIPPED}),
        ("outbox_message_skipped_says_why", {"reason": "left"}),
        ("outbox_message_sent_has_time", {"state": MessageState.SENT}),
        ("outbox_message_claimed_has_owner", {"state": MessageState.CLAIMED}),
        ("outbox_message_planned_is_on_the_ground", {"sending_since": TUESDAY}),
        ("outbox_message_read_in_inbox", {"read_at": TUESDAY}),
    ],
)
def test_message_that_cannot_be_true_is_refused(colleague: Person, truth: str, fields: dict[str, Any]) -> None:
    row = message(**({"recipient": colleague} | fields))

    with refused(truth):
        row.save()


def test_same_key_stands_once_a_channel(colleague: Person) -> None:
    message(colleague).save()

    with refused("outbox_message_once_a_channel"):
        message(colleague).save()


@pytest.mark.parametrize(
    ("truth", "fields"),
    [
        ("outbox_preference_channel_known", {"channel": "fax"}),
        ("outbox_preference_never_security", {"topic": Kind.SECURITY}),
    ],
)
def test_choice_that_cannot_be_true_is_refused(colleague: Person, truth: str, fields: dict[str, Any]) -> None:
    values: dict[str, Any] = {"topic": "nudge", "channel": Channel.MAIL, "switched_off_at": TUESDAY}

    with refused(truth):
        Preference.objects.create(person=colleague, **(values | fields))


def test_choice_stands_once(colleague: Person) -> None:
    Preference.objects.create(person=colleague, topic="nudge", channel=Channel.MAIL, switched_off_at=TUESDAY)

    with refused("outbox_preference_once"):
        Preference.objects.create(person=colleague, topic="nudge", channel=Channel.MAIL, switched_off_at=TUESDAY)


@pytest.mark.parametrize(
    ("truth", "fields"),
    [
        ("nudges_rulesetting_days_bounded", {"days": 181}),
        ("nudges_rulesetting_not_every_hour", {"days_between": 0}),
        ("nudges_rulesetting_cap_bounded", {"cap": 4}),
    ],
)
def test_rule_that_pesters_is_refused(colleague: Person, truth: str, fields: dict[str, int]) -> None:
    values = {"days": 14, "days_between": 14, "cap": 1} | fields

    with refused(truth):
        RuleSetting.objects.create(code="x", changed_at=TUESDAY, changed_by=colleague, **values)


@pytest.mark.parametrize("settled", [MessageState.SENT, MessageState.UNCERTAIN])
def test_nudge_that_was_sent_or_is_uncertain_never_waits_again(colleague: Person, settled: str) -> None:
    tip = planned(Tip, recipient=colleague)
    Message.objects.filter(pk=tip.pk).update(state=settled, sent_at=TUESDAY)

    with refused("outbox_message_nudge_at_most_once"):
        Message.objects.filter(pk=tip.pk).update(state=MessageState.PLANNED)
