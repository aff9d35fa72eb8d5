"""Mail about an account: at once, for everybody, and nothing of it is kept."""

from collections.abc import Callable

import pytest
from django.core import mail as mailbox
from django.test import Client

from outbox import services
from outbox.choices import Channel, Kind, MessageState
from outbox.models import Message
from outbox.services import security
from people.models import Person
from tests.outbox.builders import MINUTE, TUESDAY, html_of
from tests.outbox.smtp_sink import Sink
from tests.people.builders import employee

pytestmark = pytest.mark.django_db


def send(
    email: str = "well.1@houtwijk.example",
    recipient: Person | None = None,
    on_failed: Callable[[], object] | None = None,
) -> Message:
    return services.send_security_mail(
        code="account.password_reset_key",
        email=email,
        subject="Kies een nieuw wachtwoord",
        body="De sleutel is 7KQM.",
        path="/account/password/reset/key/7KQM/",
        recipient=recipient,
        now=TUESDAY,
        on_failed=on_failed,
    )


def test_new_password_is_mailed_at_once_and_its_link_is_kept_nowhere(client: Client) -> None:
    nurse = employee(password="een lang wachtwoord")

    client.post("/account/password/reset/", {"email": nurse.email})

    mail = mailbox.outbox[0]
    key = mail.body.split("/account/password/reset/key/")[1].split("/")[0]
    assert key in html_of(mail)
    message = Message.objects.get(kind=Kind.SECURITY)
    assert (message.recipient, message.state, message.context, message.url) == (nurse, MessageState.SENT, {}, "")
    assert key not in str(Message.objects.filter(pk=message.pk).values().get())
    assert mail.extra_headers["Message-ID"] == message.message_id


def test_mail_about_an_account_minds_no_preferences_and_offers_no_way_out(colleague: Person) -> None:
    services.set_preferences(
        person=colleague,
        offered=[(Kind.CONFIRMATION, Channel.MAIL), (Kind.NUDGE, Channel.MAIL)],
        wanted=[],
        now=TUESDAY,
    )

    send(email=colleague.email or "", recipient=colleague)

    assert "List-Unsubscribe" not in mailbox.outbox[0].extra_headers
    assert "preferences" not in mailbox.outbox[0].body


def test_server_that_hesitates_is_asked_again_within_seconds(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "PAUSES", (0.01, 0.01))

    asked_again: list[str] = []

    message = send("later.1@houtwijk.example", on_failed=lambda: asked_again.append("yes"))

    assert sink.tries["later.1@houtwijk.example"] == 3
    assert Message.objects.get() == message
    assert message.state == MessageState.FAILED
    assert asked_again == ["yes"]


def test_mail_about_an_account_is_never_sent_by_the_sweep(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "PAUSES", ())
    send("later.1@houtwijk.example")
    Message.objects.update(state=MessageState.CLAIMED, claimed_at=TUESDAY, claimed_by="died")

    tally = services.send_due(now=TUESDAY + 11 * MINUTE)

    assert (tally.sent, tally.failed) == (0, 1)
    assert Message.objects.get().state == MessageState.FAILED
    assert sink.taken == []
