"""Taking messages in: once a key, over the channels somebody has, in the transaction of what they are about."""

import pytest
from django.db import transaction

from outbox import selectors, services
from outbox.choices import Channel, Kind, MessageState, SkipReason
from outbox.models import Message
from people.models import Person
from tests.outbox.builders import NIGHT, TUESDAY, Seat, Tip, in_inbox, planned
from tests.people.builders import employee

pytestmark = pytest.mark.django_db


def test_message_waits_as_mail_and_is_in_the_inbox_at_once(colleague: Person) -> None:
    mail = planned(recipient=colleague)

    assert (mail.channel, mail.state) == (Channel.MAIL, MessageState.PLANNED)
    assert in_inbox(mail).state == MessageState.SENT
    assert selectors.unread_count(colleague) == 1


def test_same_key_again_changes_nothing(colleague: Person) -> None:
    first = planned(recipient=colleague, key="seat:1")

    second = planned(recipient=colleague, key="seat:1", url="/elsewhere/")

    assert second == first
    assert second.url == ""
    assert Message.objects.count() == 2


def test_who_has_no_address_gets_it_in_the_inbox_only() -> None:
    nurse = employee(email=None)

    message = planned(recipient=nurse)

    assert message.channel == Channel.INBOX
    assert Message.objects.count() == 1


def test_message_about_an_account_is_never_taken_in(colleague: Person) -> None:
    class Secret(Seat):
        kind = Kind.SECURITY

    with pytest.raises(ValueError, match="never kept"):
        planned(Secret, recipient=colleague)


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_message_leads_only_to_a_path_of_this_portal(colleague: Person, url: str) -> None:
    with pytest.raises(ValueError, match="path of this portal"):
        planned(recipient=colleague, url=url)


@pytest.mark.django_db(transaction=True)
def test_message_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        services.add(Seat, recipient=employee(), dedupe_key="x", context={}, now=TUESDAY)


@pytest.mark.django_db(transaction=True)
def test_message_of_a_transaction_that_fails_is_not_there() -> None:
    nurse = employee()
    with transaction.atomic():
        services.add(Seat, recipient=nurse, dedupe_key="x", context={}, now=TUESDAY)
        transaction.set_rollback(True)

    assert not Message.objects.exists()


def test_nudge_at_night_waits_for_the_morning_and_is_in_the_inbox_already(colleague: Person) -> None:
    mail = planned(Tip, recipient=colleague, now=NIGHT)

    assert mail.not_before.isoformat() == "2026-11-25T06:30:00+00:00"
    assert in_inbox(mail).state == MessageState.SENT


def test_inbox_of_who_switched_nudges_off_stays_empty(colleague: Person) -> None:
    services.set_preferences(person=colleague, offered=[(Kind.NUDGE, Channel.INBOX)], wanted=[], now=TUESDAY)

    mail = planned(Tip, recipient=colleague)

    assert (in_inbox(mail).state, in_inbox(mail).reason) == (MessageState.SKIPPED, SkipReason.DECLINED)
    assert selectors.unread_count(colleague) == 0


def test_what_waits_about_an_object_is_skipped_with_the_reason(colleague: Person) -> None:
    gone = planned(recipient=colleague, about="session:1")
    other = planned(recipient=colleague, about="session:2")

    skipped = services.skip_pending(about="session:1", reason="session_cancelled", now=TUESDAY)

    gone.refresh_from_db()
    other.refresh_from_db()
    assert skipped == 1
    assert (gone.state, gone.reason, other.state) == (MessageState.SKIPPED, "session_cancelled", MessageState.PLANNED)


def test_what_waits_is_skipped_for_one_person_only(colleague: Person) -> None:
    other = employee()
    mine, theirs = (planned(recipient=person, about="session:1") for person in (colleague, other))

    assert services.skip_pending(about="session:1", reason="cancelled", now=TUESDAY, recipient=colleague) == 1

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, theirs.state) == (MessageState.SKIPPED, MessageState.PLANNED)


def test_many_are_taken_in_with_a_few_queries(django_assert_max_num_queries: object) -> None:
    people = [employee() for _number in range(30)]
    addressed = [services.Addressed(person, f"tip:{person.pk}", {"what": "dit"}) for person in people]

    with django_assert_max_num_queries(5):  # type: ignore[operator]
        added = services.add_many(Tip, addressed, now=TUESDAY)

    assert added == 60
    assert services.add_many(Tip, addressed, now=TUESDAY) == 0


@pytest.mark.django_db(transaction=True)
def test_many_messages_in_one_transaction_tell_the_broker_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("celery.Celery.send_task", lambda _app, name, **_options: told.append(name))
    nurse = employee()

    with transaction.atomic():
        for number in range(5):
            services.add(Seat, recipient=nurse, dedupe_key=f"x:{number}", context={}, now=TUESDAY)

    assert told == ["outbox.send_due"]
