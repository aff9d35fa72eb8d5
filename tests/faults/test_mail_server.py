"""A mail server that takes each call and says nothing: only who asked for mail waits for it, and not long."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from common.errors import RuleBroken
from outbox.choices import MessageState
from outbox.models import Message
from outbox.services import assert_mail_can_go, breaker, security
from outbox.services.transport import Answer as Said
from outbox.services.transport import Outcome
from portal.settings import mailer_from
from tests.faults.web import serving
from tests.outbox import smtp_sink
from tests.outbox.test_security import send
from tests.people.builders import employee

RESET = "/account/password/reset/"


@contextlib.contextmanager
def silent_server(*, says: bytes = b"", every: float = 0.5) -> Iterator[int]:
    """Take every connection and answer nothing, or ``says`` again and again, which is no answer either."""
    kept: list[socket.socket] = []
    is_over = threading.Event()

    def drip(taken: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while says and not is_over.wait(every):
                taken.sendall(says)

    def take(listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                taken, _address = listener.accept()
                kept.append(taken)
                threading.Thread(target=drip, args=(taken,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=take, args=(listener,), daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            is_over.set()
            listener.shutdown(socket.SHUT_RDWR)
            for taken in kept:
                taken.close()


@pytest.fixture(autouse=True)
def _no_server_rests(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def wait_for_states(count: int) -> set[str]:
    ends = time.monotonic() + 15
    while time.monotonic() < ends:
        states = list(Message.objects.values_list("state", flat=True))
        if len(states) == count and MessageState.CLAIMED not in states:
            return set(states)
        time.sleep(0.2)
    raise AssertionError(list(Message.objects.values_list("state", flat=True)))


@pytest.mark.django_db(transaction=True)
def test_strangers_who_ask_for_a_password_hold_up_nobody_while_the_mail_server_is_silent(tmp_path: Path) -> None:
    """Eight at once at two processes: they and everybody else are answered at once, and each mail ends in 8 seconds."""
    known = employee(password="een lang wachtwoord")
    with silent_server() as port, serving(tmp_path, EMAIL_URL=f"smtp://127.0.0.1:{port}") as web:
        web.ask(RESET)
        began = time.monotonic()
        with ThreadPoolExecutor(8) as strangers:
            asked = [
                strangers.submit(web.post, RESET, {"email": f"a{number}@elsewhere.example"}) for number in range(7)
            ]
            asked.append(strangers.submit(web.post, RESET, {"email": str(known.email)}))
            pages = [web.ask("/account/login/") for _look in range(10)]
            answers = [each.result() for each in asked]
        assert {page.status for page in pages} == {200}
        assert max(page.seconds for page in pages) < 2
        assert {answer.status for answer in answers} == {302}
        assert max(answer.seconds for answer in answers) < 4
        assert wait_for_states(8) == {MessageState.FAILED}
        assert time.monotonic() - began < security.SECONDS + 4

        told = web.post(RESET, {"email": "one.more@elsewhere.example"})
        assert told.status == 422, "who asks now hears at once that no mail can go"
        assert told.seconds < 2
        assert Message.objects.count() == 8


@pytest.mark.django_db(transaction=True)
def test_process_that_is_told_to_stop_still_sends_what_was_asked(tmp_path: Path) -> None:
    known = employee(password="een lang wachtwoord")
    with smtp_sink.running() as sink:
        sink.delay = 2.0
        with serving(tmp_path, EMAIL_URL=sink.url) as web:
            assert web.post(RESET, {"email": str(known.email)}).status == 302
        assert [mail["To"] for mail in sink.taken] == [known.email]
        assert wait_for_states(1) == {MessageState.SENT}


@pytest.mark.django_db
@pytest.mark.parametrize("says", [b"", b"2"], ids=["says nothing", "a byte now and again"])
def test_mail_about_an_account_ends_in_time(settings: Settings, monkeypatch: pytest.MonkeyPatch, says: bytes) -> None:
    monkeypatch.setattr(security, "SECONDS", 1.5)
    with silent_server(says=says, every=0.2) as port:
        settings.MAILERS = {"default": mailer_from(f"smtp://127.0.0.1:{port}")}
        began = time.monotonic()
        assert send().state == MessageState.FAILED
        assert time.monotonic() - began < 2.5


# --- the breaker ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_silent_mail_server_is_left_alone_for_half_a_minute(settings: Settings) -> None:
    breaker.note("a@one.example", Said(Outcome.NO_SERVER))
    with pytest.raises(RuleBroken, match="Wacht een paar minuten"):
        assert_mail_can_go("b@other.example")
    assert not Message.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", [Outcome.UNKNOWN, Outcome.LATER])
def test_silence_about_one_domain_stops_no_mail_to_another(outcome: Outcome) -> None:
    """Who runs a mail server that answers nothing could else keep everybody from a new password."""
    breaker.note("a@Trap.example", Said(outcome))
    assert breaker.is_open("b@trap.example")
    assert not breaker.is_open("nurse@houtwijk.example")


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [Said(Outcome.SENT, 250), Said(Outcome.LATER, 451), Said(Outcome.REFUSED, 550)])
def test_server_that_answers_is_not_left_alone(answer: Said) -> None:
    breaker.note("a@one.example", answer)
    assert not breaker.is_open("a@one.example")


@pytest.mark.django_db
def test_known_address_hears_what_a_stranger_hears_while_the_mail_server_rests(
    client: Client, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"mail_to_stranger": "0/h/ip"}
    breaker.note("a@one.example", Said(Outcome.NO_SERVER))
    known = employee(password="een lang wachtwoord")
    answers = [client.post(RESET, {"email": email}) for email in (known.email, "nobody@elsewhere.example")]
    assert [answer.status_code for answer in answers] == [422, 422]
