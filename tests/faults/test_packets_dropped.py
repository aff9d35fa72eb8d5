"""The network between portal and PostgreSQL drops all packets: what was sent never gets a receipt."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests.drill import tries
from tests.faults.crowd import as_person, crowd, until_it_serves
from tests.faults.network import Network, own_network
from tests.faults.postgres import Postgres, private_postgres
from tests.faults.web import serving

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

HERE, THERE = "127.0.0.1", "127.0.0.2"
IN_TIME = 5.0
AWAY_SECONDS = tries(8, 60)


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    with private_postgres(f"listen_addresses={HERE},{THERE}") as running:
        yield running


@pytest.fixture
def network(postgres: Postgres) -> Iterator[Network]:
    """A network with the server in it, which the portal reaches at another address than the test does."""
    postgres.stop()
    with own_network() as own:
        postgres.start()
        yield own
        postgres.stop()


@pytest.mark.parametrize("options", [settings.DATABASES["default"]["OPTIONS"], {}], ids=["ours", "without"])
def test_connection_that_gets_no_receipt_is_given_up(
    postgres: Postgres, network: Network, options: dict[str, int]
) -> None:
    """And without our options it waits for as long as the network is away: psycopg alone, without our watch."""
    with psycopg.connect(postgres.url.replace(HERE, THERE), autocommit=True, **options) as asked:  # type: ignore[arg-type]
        network.drop(sender=THERE, receiver=HERE)
        healing = threading.Timer(IN_TIME + 2, network.heal)
        healing.start()
        began = time.monotonic()
        try:
            if options:
                with pytest.raises(psycopg.OperationalError, match="timed out"):
                    asked.execute("SELECT 1")
                assert time.monotonic() < began + IN_TIME
            else:
                asked.execute("SELECT 1")
                assert time.monotonic() > began + IN_TIME
        finally:
            healing.join()


def test_pages_say_in_time_that_the_network_is_away(postgres: Postgres, network: Network, tmp_path: Path) -> None:
    ((_person, key),) = crowd(1)
    with serving(tmp_path, DATABASE_URL=postgres.url.replace(HERE, THERE)) as web:
        workers, reader = web.wait_for_workers(), as_person(web, key)
        assert {reader.ask("/training/").status for _page in range(6)} == {200}
        for _time in range(tries(1, 3)):
            network.drop(sender=THERE, receiver=HERE)
            ends = time.monotonic() + AWAY_SECONDS
            while time.monotonic() < ends:
                for path in ("/training/", "/readyz"):
                    answer = reader.ask(path)
                    assert (answer.status, answer.seconds < IN_TIME) == (503, True)
            network.heal()
            until_it_serves(web, lambda: reader.ask("/training/"), seconds=IN_TIME)
        assert set(web.workers()) == workers
