"""Clients that send or read a byte a second hold no process: everybody else is answered as before."""

import socket
import time
from pathlib import Path

import pytest

from portal import buffered_worker
from tests.faults.slow_clients import KINDS, slow_clients
from tests.faults.web import serving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("kind", KINDS)
def test_slow_clients_hold_up_nobody(tmp_path: Path, kind: str) -> None:
    """Forty at two processes: four were enough to stop the portal."""
    with serving(tmp_path) as web:
        web.ask("/account/login/")
        with slow_clients(web.port, kind=kind, count=40):
            pages = [web.ask("/account/login/", timeout=10) for _look in range(40)]
        assert {page.status for page in pages} == {200}
        assert max(page.seconds for page in pages) < 5


def test_request_that_does_not_arrive_in_time_is_told_so(tmp_path: Path) -> None:
    seconds = buffered_worker.ARRIVAL_SECONDS
    with serving(tmp_path) as web, slow_clients(web.port, kind="body", count=4) as told:
        with socket.create_connection(("127.0.0.1", web.port), timeout=seconds + 15) as silent:
            began = time.monotonic()
            assert silent.recv(100) == b"", "who says nothing at all is left without a word"
            assert seconds - 5 < time.monotonic() - began
        while not told and time.monotonic() < began + seconds + 10:
            time.sleep(0.5)
        assert told[0].startswith(b"HTTP/1.1 408 Request Timeout")
