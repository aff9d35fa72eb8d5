"""Sending: owned before anything happens, once, and what happened is known."""

import threading
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.core import mail as mailbox
from django.db import connection

from common.services import set_up_installation
from outbox import services
from outbox.choices import Channel, Kind, MessageState, SkipReason
from outbox.models import Message
from people.models import Person
from tests.characters import CONTROLS, HOSTILE
from tests.outbox.builders import MINUTE, NIGHT, TUESDAY, Seat, Tip, html_of, in_inbox, planned, state_of
from tests.outbox.smtp_sink import Sink
from tests.people.builders import employee

pytestmark = pytest.mark.django_db


def test_due_mail_is_sent_once(colleague: Person) -> None:
    message = planned(recipient=colleague)

    first, second = services.send_due(now=TUESDAY), services.send_due(now=TUESDAY + MINUTE)

    assert (first.sent, second.sent) == (1, 0)
    assert len(mailbox.outbox) == 1
    assert mailbox.outbox[0].to == [colleague.email]
    assert state_of(message) == MessageState.SENT


def test_mail_is_in_the_language_of_its_recipient() -> None:
    set_up_installation(name="Houtwijk", is_demo=False, now=TUESDAY)
    planned(recipient=employee(language="en"))

    services.send_due(now=TUESDAY)

    mail = mailbox.outbox[0]
    assert mail.subject == "Plaats voor Working safely with AI"
    assert "Thursday 3 December, 09:30" in mail.body
    assert "Choose what you get" in mail.body
    assert mail.extra_headers["Content-Language"] == "en"


@pytest.mark.parametrize("name", HOSTILE)
def test_mail_of_any_text_is_sent_and_read_back(name: str) -> None:
    text = HOSTILE[name]
    message = planned(recipient=employee(first_name=text, email="a@houtwijk.example"))
    Message.objects.filter(pk=message.pk).update(context={**message.context, "course": f"{text}\r\nBcc: a@b.example"})

    assert services.send_due(now=TUESDAY).sent == 1

    (mail,) = mailbox.outbox
    read = message_from_bytes(mail.message().as_bytes(), policy=default)
    assert read["Bcc"] is None
    assert "Bcc: a@b.example" in str(read["Subject"])
    assert len(list(read.iter_parts())) == 2
    assert not CONTROLS.search(str(read["Subject"]) + mail.body + html_of(mail))


def test_mail_has_the_same_words_as_text_and_as_html(colleague: Person) -> None:
    planned(recipient=colleague, url="/training/")

    services.send_due(now=TUESDAY)

    mail = mailbox.outbox[0]
    html = html_of(mail)
    assert "- Wanneer: donderdag 3 december, 09:30" in mail.body
    assert ">Wanneer: donderdag 3 december, 09:30</li>" in html
    assert 'href="http://127.0.0.1:8000/training/"' in html
    assert "Bekijk de sessie" in mail.body
    assert "Bekijk de sessie" in html


def test_only_a_nudge_can_be_switched_off_in_one_click(colleague: Person) -> None:
    planned(recipient=colleague)
    planned(Tip, recipient=colleague)

    services.send_due(now=TUESDAY)

    seat, tip = sorted(mailbox.outbox, key=lambda mail: mail.subject, reverse=True)
    assert "List-Unsubscribe" not in seat.extra_headers
    assert tip.extra_headers["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/inbox/unsubscribe/")
    assert tip.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_words_of_people_do_nothing_in_html(colleague: Person) -> None:
    message = planned(recipient=colleague)
    Message.objects.filter(pk=message.pk).update(context={"course": "<script>alert(1)</script>", "place": "x"})

    services.send_due(now=TUESDAY)

    html = html_of(mailbox.outbox[0])
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_message_planned_for_later_waits_on_every_channel(colleague: Person) -> None:
    message = planned(recipient=colleague, not_before=TUESDAY + 10 * MINUTE)

    services.send_due(now=TUESDAY)
    assert (state_of(message), in_inbox(message).state) == (MessageState.PLANNED, MessageState.PLANNED)

    services.send_due(now=TUESDAY + 10 * MINUTE)
    assert (state_of(message), in_inbox(message).state) == (MessageState.SENT, MessageState.SENT)


def test_nudge_that_became_due_at_night_rests_until_morning(colleague: Person) -> None:
    message = planned(Tip, recipient=colleague, now=TUESDAY)

    services.send_due(now=NIGHT)
    assert state_of(message) == MessageState.PLANNED

    services.send_due(now=NIGHT + timedelta(hours=8, minutes=30))
    assert state_of(message) == MessageState.SENT


def test_confirmation_goes_at_night_too(colleague: Person) -> None:
    message = planned(recipient=colleague, now=NIGHT)

    services.send_due(now=NIGHT)

    assert state_of(message) == MessageState.SENT


def test_mail_to_who_is_away_waits_until_they_are_back() -> None:
    nurse = employee(away_from=date(2026, 11, 20), away_until=date(2026, 11, 26))
    message = planned(recipient=nurse)

    assert services.send_due(now=TUESDAY).sent == 0
    assert state_of(message) == MessageState.PLANNED
    assert services.send_due(now=datetime(2026, 11, 26, 9, tzinfo=UTC)).sent == 1


def test_mail_that_would_come_far_too_late_is_skipped(colleague: Person) -> None:
    message = planned(recipient=colleague)

    tally = services.send_due(now=TUESDAY + Seat.useful_for + MINUTE)

    message.refresh_from_db()
    assert (tally.sent, tally.skipped, message.reason) == (0, 1, SkipReason.TOO_LATE)


def test_mail_to_who_left_is_skipped(colleague: Person) -> None:
    message = planned(recipient=colleague)
    Person.objects.filter(pk=colleague.pk).update(left_on=date(2026, 11, 24))

    assert services.send_due(now=TUESDAY).skipped == 1

    message.refresh_from_db()
    assert message.reason == SkipReason.LEFT


@pytest.mark.parametrize("topic", [Kind.NUDGE, Tip.code])
def test_nudge_that_somebody_switched_off_is_skipped(colleague: Person, topic: str) -> None:
    services.set_preferences(person=colleague, offered=[(topic, Channel.MAIL)], wanted=[], now=TUESDAY)
    tip, seat = planned(Tip, recipient=colleague), planned(recipient=colleague)

    services.send_due(now=TUESDAY)

    tip.refresh_from_db()
    assert (tip.state, tip.reason, state_of(seat)) == (MessageState.SKIPPED, SkipReason.DECLINED, MessageState.SENT)


def test_text_that_cannot_be_made_keeps_back_no_other(colleague: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Seat):
        code = "sample.broken"

    broken, good = planned(Broken, recipient=colleague), planned(recipient=colleague)

    services.send_due(now=TUESDAY)

    assert (state_of(broken), broken.attempts, state_of(good)) == (MessageState.PLANNED, 1, MessageState.SENT)


# --- what mail servers do ---------------------------------------------------------------------------------------------
def test_batch_goes_over_one_connection(sink: Sink) -> None:
    for _number in range(20):
        planned(recipient=employee())

    assert services.send_due(now=TUESDAY).sent == 20

    assert sink.connections == 1
    assert len(sink.taken) == 20


def test_address_refused_for_good_is_not_tried_again(sink: Sink) -> None:
    bad = planned(recipient=employee(email="refused.1@houtwijk.example"))
    good = planned(recipient=employee())

    first, second = services.send_due(now=TUESDAY), services.send_due(now=TUESDAY + timedelta(days=1))

    bad.refresh_from_db()
    assert (first.failed, first.sent, second.failed) == (1, 1, 0)
    assert (bad.state, bad.answer_code, state_of(good)) == (MessageState.FAILED, 550, MessageState.SENT)
    assert sink.tries["refused.1@houtwijk.example"] == 1


def test_mail_refused_after_its_text_is_final_too(sink: Sink) -> None:
    bad = planned(recipient=employee(email="full.1@houtwijk.example"))

    services.send_due(now=TUESDAY)

    assert (state_of(bad), bad.answer_code) == (MessageState.FAILED, 552)


@pytest.mark.parametrize("kind", [Seat, Tip])
@pytest.mark.parametrize("how", ["later", "hangs", "shut"])
def test_what_certainly_was_not_sent_is_tried_again_later_and_less_often(
    sink: Sink, how: str, kind: type[Seat]
) -> None:
    message = planned(kind, recipient=employee(email=f"{how}.1@houtwijk.example"))

    services.send_due(now=TUESDAY)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.not_before) == (MessageState.PLANNED, 1, TUESDAY + MINUTE)

    services.send_due(now=TUESDAY + MINUTE)
    message.refresh_from_db()
    assert (message.attempts, message.not_before) == (2, TUESDAY + 6 * MINUTE)


def test_mail_that_never_gets_through_is_given_up(sink: Sink) -> None:
    message = planned(recipient=employee(email="later.1@houtwijk.example"))

    for _try in range(20):
        message.refresh_from_db()
        services.send_due(now=message.not_before)

    message.refresh_from_db()
    assert (message.state, message.attempts, message.answer_code) == (MessageState.DEAD, 10, 451)
    assert message.not_before - TUESDAY < timedelta(days=3)


def test_confirmation_cut_off_after_its_text_is_sent_again_under_the_same_name(sink: Sink) -> None:
    nurse = employee(email="cut.1@houtwijk.example")
    message = planned(recipient=nurse)

    services.send_due(now=TUESDAY)
    assert state_of(message) == MessageState.PLANNED
    Person.objects.filter(pk=nurse.pk).update(email="well.1@houtwijk.example")
    services.send_due(now=TUESDAY + MINUTE)

    assert state_of(message) == MessageState.SENT
    assert {mail["Message-ID"] for mail in sink.taken} == {message.message_id}
    assert len(sink.taken) == 2


def test_nudge_cut_off_after_its_text_is_uncertain_for_good(sink: Sink) -> None:
    message = planned(Tip, recipient=employee(email="cut.1@houtwijk.example"))

    first, second = services.send_due(now=TUESDAY), services.send_due(now=TUESDAY + MINUTE)

    assert (first.uncertain, second.uncertain) == (1, 0)
    assert state_of(message) == MessageState.UNCERTAIN
    assert len(sink.taken) == 1


def test_server_that_is_gone_costs_nobody_a_try(settings: object, sink: Sink) -> None:
    settings.MAILERS["default"]["OPTIONS"]["port"] = 1  # type: ignore[attr-defined]
    messages = [planned(recipient=employee()) for _number in range(5)]

    tally = services.send_due(now=TUESDAY)

    assert (tally.sent, tally.later, tally.no_server) == (0, 5, True)
    for message in messages:
        assert (state_of(message), message.attempts) == (MessageState.PLANNED, 0)

    settings.MAILERS["default"]["OPTIONS"]["port"] = sink.port  # type: ignore[attr-defined]
    assert services.send_due(now=TUESDAY + MINUTE).sent == 5


def test_domain_whose_conversations_break_rests_alone(sink: Sink) -> None:
    """Three in a row once made the whole outbox wait a minute, whoever the rest was for."""
    broken = [planned(recipient=employee(email=f"hangs.{n}@trap.example")) for n in range(5)]
    well = [planned(recipient=employee(email=f"well.{n}@houtwijk.example")) for n in range(3)]

    tally = services.send_due(now=TUESDAY)

    assert {state_of(message) for message in well} == {MessageState.SENT}
    assert (tally.sent, tally.later, tally.no_server) == (3, 5, False)
    assert sum(sink.tries.values()) == 3 + 3
    for message in broken:
        message.refresh_from_db()
    assert [message.attempts for message in broken] == [1, 1, 1, 0, 0]
    assert {message.not_before for message in broken} == {TUESDAY + MINUTE}


def test_domain_that_took_the_time_of_a_run_does_not_take_that_of_the_next(sink: Sink) -> None:
    for number in range(4):
        planned(recipient=employee(email=f"hangs.{number}@trap.example"))
    well = planned(recipient=employee(email="well.1@houtwijk.example"))

    first = services.send_due(now=TUESDAY, seconds=0.2)
    services.send_due(now=TUESDAY)

    assert first.more
    assert state_of(well) == MessageState.SENT
    assert sum(sink.tries.values()) == 2


def test_server_that_ends_a_conversation_between_two_mails_is_asked_again_at_once(sink: Sink) -> None:
    sink.mails_a_conversation = 1
    messages = [planned(recipient=employee(email=f"well.{n}@houtwijk.example")) for n in range(3)]

    tally = services.send_due(now=TUESDAY)

    assert (tally.sent, tally.no_server) == (3, False)
    assert {message.attempts for message in Message.objects.filter(channel=Channel.MAIL)} == {1}
    assert len({state_of(message) for message in messages}) == 1
    assert sink.connections == 3


def test_twenty_percent_of_each_fault_keeps_back_nobody_else(sink: Sink) -> None:
    """PROOF R15 in small: a hundred mails, a fifth each refused, hanging, later, cut, and well."""
    kinds = ["refused", "shut", "later", "cut", "well"]
    messages = [planned(Tip, recipient=employee(email=f"{kinds[n % 5]}.{n}@houtwijk.example")) for n in range(100)]

    moment = TUESDAY
    for _run in range(12):
        services.send_all_due(now=moment)
        moment += MINUTE

    states = {how: {state_of(m) for m in messages[place::5]} for place, how in enumerate(kinds)}
    assert states == {
        "refused": {MessageState.FAILED},
        "shut": {MessageState.PLANNED},
        "later": {MessageState.PLANNED},
        "cut": {MessageState.UNCERTAIN},
        "well": {MessageState.SENT},
    }
    assert all(sink.tries[f"refused.{n}@houtwijk.example"] == 1 for n in range(0, 100, 5))
    assert len({mail["Message-ID"] for mail in sink.taken}) == len(sink.taken) == 40


# --- claims -----------------------------------------------------------------------------------------------------------
def test_claim_of_a_dead_worker_that_never_left_the_ground_waits_again(colleague: Person) -> None:
    message = planned(Tip, recipient=colleague)
    services.claim_due(now=TUESDAY, limit=10, worker="dead")

    assert services.send_due(now=TUESDAY + 5 * MINUTE).sent == 0
    assert services.send_due(now=TUESDAY + 11 * MINUTE).sent == 1
    assert state_of(message) == MessageState.SENT


@pytest.mark.parametrize(("kind", "state", "mails"), [(Tip, MessageState.UNCERTAIN, 0), (Seat, MessageState.SENT, 1)])
def test_what_a_dead_worker_had_in_the_air_is_settled_by_its_promise(
    colleague: Person, kind: type[Seat], state: str, mails: int
) -> None:
    message = planned(kind, recipient=colleague)
    services.claim_due(now=TUESDAY, limit=10, worker="dead")
    Message.objects.filter(pk=message.pk).update(sending_since=TUESDAY)

    services.send_due(now=TUESDAY + 11 * MINUTE)

    assert state_of(message) == state
    assert len(mailbox.outbox) == mails


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_own_the_same_message() -> None:
    people = [employee() for _number in range(40)]
    for person in people:
        planned(recipient=person)
    barrier = threading.Barrier(8)
    owned: list[int] = []

    def claim(worker: int) -> None:
        barrier.wait()
        owned.extend(m.pk for m in services.claim_due(now=TUESDAY, limit=10, worker=f"worker {worker}"))
        connection.close()

    threads = [threading.Thread(target=claim, args=[worker]) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(owned) == len(set(owned))
    assert set(owned) <= set(Message.objects.filter(channel=Channel.MAIL).values_list("pk", flat=True))


def test_message_skipped_while_it_was_claimed_does_not_go_out(colleague: Person) -> None:
    message = planned(Tip, recipient=colleague)
    services.claim_due(now=TUESDAY, limit=10, worker="slow")
    services.recover_lost(now=TUESDAY + 11 * MINUTE)
    services.skip_pending(about="", reason="cancelled", now=TUESDAY, recipient=colleague)

    assert services.send_due(now=TUESDAY + 12 * MINUTE).sent == 0
    assert state_of(message) == MessageState.SKIPPED


def test_run_out_of_time_gives_back_what_had_no_turn() -> None:
    messages = [planned(recipient=employee()) for _number in range(3)]

    tally = services.send_due(now=TUESDAY, seconds=0)

    assert (tally.sent, tally.more) == (0, True)
    assert {state_of(message) for message in messages} == {MessageState.PLANNED}
    assert services.send_all_due(now=TUESDAY).sent == 3
