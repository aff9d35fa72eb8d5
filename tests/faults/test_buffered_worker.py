"""Our worker of gunicorn, with a page without Django: what it buffers, and how it starts, stops and is replaced."""

import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal import buffered_worker
from tests.faults.web import Answer, Web, serving

pytestmark = pytest.mark.django_db
PLAIN = "tests.faults.plain_app:application"


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    with serving(tmp_path, application=PLAIN, options=("--timeout", "3")) as running:
        yield running


def process_of(answer: Answer) -> int:
    found = re.search(r"process (\d+)", answer.text)
    assert found is not None, answer.text
    return int(found[1])


def all_of(client: socket.socket) -> bytes:
    """Read until the other side ends."""
    return b"".join(iter(lambda: client.recv(65536), b""))


def two_processes(web: Web, *, but: set[int] | None = None) -> set[int]:
    """Wait until there are two, and not those two."""
    ends = time.monotonic() + 10
    while len(found := set(web.workers())) != 2 or found == but:
        assert time.monotonic() < ends
        time.sleep(0.1)
    return found


def ask_until(web: Web, is_over: threading.Event) -> list[Answer | str]:
    """Ask one after the other; a connection that broke is in the list as its error."""
    answers: list[Answer | str] = []
    while not is_over.is_set():
        try:
            answers.append(web.ask("/?seconds=0.02&size=50000"))
        except OSError as error:
            answers.append(repr(error))
    return answers


def test_body_is_whole_before_the_application_sees_it(web: Web) -> None:
    with web.connect() as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n")
        for _part in range(4):
            client.sendall(b"x" * 500_000)
            assert web.ask("/").seconds < 2
        assert b"2000000 bytes" in all_of(client)


def test_body_that_comes_in_chunks_is_taken(web: Web) -> None:
    with web.connect() as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        client.sendall(b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
        assert b"11 bytes" in all_of(client)


@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n", b"413"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Much: " + b"a" * 40_000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", b"400"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", b"501"),
    ],
    ids=["large body", "large head", "bad header", "two lengths", "compressed"],
)
def test_request_that_cannot_be_taken_is_refused(web: Web, request_head: bytes, status: bytes) -> None:
    with web.connect() as client:
        client.sendall(request_head)
        assert client.recv(4096)[len(b"HTTP/1.1 ") :].startswith(status)


def test_word_of_a_proxy_reaches_django_which_decides_on_it(web: Web) -> None:
    assert "for 203.0.113.7" in web.ask("/", headers={"X-Forwarded-For": "203.0.113.7"}).text
    assert "for nobody" in web.ask("/", headers={"X_Forwarded_For": "203.0.113.7"}).text


def test_request_that_hangs_costs_its_process_only(web: Web) -> None:
    """As with gunicorn's own worker: a process in which a request takes longer than the time-out is replaced."""
    before = two_processes(web)
    with ThreadPoolExecutor(1) as people:
        hanging = people.submit(lambda: web.ask("/?seconds=60"))
        time.sleep(0.3)
        pages = [web.ask("/") for _look in range(20)]
        assert max(page.seconds for page in pages) < 2, "the other process takes them all"
        assert hanging.exception(timeout=20) is not None
    assert len(before & two_processes(web, but=before)) == 1


def test_process_that_is_busy_leaves_new_work_to_another(web: Web) -> None:
    with ThreadPoolExecutor(1) as people:
        busy = people.submit(lambda: web.ask("/?seconds=2"))
        time.sleep(0.3)
        quick = {process_of(web.ask("/")) for _look in range(10)}
        assert process_of(busy.result()) not in quick


def test_reload_under_load_fails_nobody(web: Web) -> None:
    """R22, quick form: eight people, five reloads, as a deploy does."""
    is_over = threading.Event()
    with ThreadPoolExecutor(8) as people:
        asked = [people.submit(ask_until, web, is_over) for _person in range(8)]
        before = two_processes(web)
        for _reload in range(5):
            os.kill(web.process.pid, signal.SIGHUP)
            time.sleep(2)
        is_over.set()
    answers = [answer for one in asked for answer in one.result()]
    assert [answer for answer in answers if isinstance(answer, str) or answer.status != 200] == []
    assert len(answers) > 100
    assert not before & set(web.workers())


def test_stop_lets_who_was_served_have_their_answer(web: Web) -> None:
    with ThreadPoolExecutor(1) as people:
        asked = people.submit(lambda: web.ask("/?seconds=1.5&size=3000000"))
        with socket.create_connection(("127.0.0.1", web.port)) as idle:
            time.sleep(0.4)
            web.process.terminate()
            assert len(asked.result().text) > 3_000_000
            idle.settimeout(10)
            assert idle.recv(100) == b""
        assert web.process.wait(timeout=10) == 0


def test_processes_are_replaced_after_their_number_of_requests(tmp_path: Path) -> None:
    options = ("--max-requests", "30", "--max-requests-jitter", "0")
    with serving(tmp_path, application=PLAIN, options=options) as web, ThreadPoolExecutor(4) as people:
        answers = list(people.map(lambda _number: web.ask("/"), range(200)))
    assert {answer.status for answer in answers} == {200}
    assert len({process_of(answer) for answer in answers}) > 3


def test_late_is_who_sends_nothing_for_long_not_who_sends_much() -> None:
    """What an upload of 30 MB over a bad line may take."""
    seconds = buffered_worker.ARRIVAL_SECONDS + buffered_worker.BODY_BYTES / buffered_worker.ARRIVAL_RATE
    assert seconds > 60 * 60
