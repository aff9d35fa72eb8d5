"""Two people with the same report, two workers with the same month: once. Real threads at the database together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from adoption.models import Figure, OrganisationSnapshot, ReleasedMetric, UsageImport
from tests.adoption.builders import agreement, house, m365_detail, read_in, released, trained, usage_of

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def together(work: Callable[[], object], threads: int) -> list[object]:
    """Run ``work`` in so many threads, each with a connection of its own, all let go at one moment."""
    barrier = Barrier(threads)

    def run(_number: int) -> object:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=threads) as pool:
        return list(pool.map(run, range(threads)))


def test_same_report_at_once_is_one_statement() -> None:
    agreement()
    report = m365_detail(usage_of(house()["201"], active=12)).getvalue()
    outcomes = together(lambda: read_in(type(m365_detail([]))(report)).unchanged, 8)
    assert sorted(outcomes, key=str) == [False] + [True] * 7
    assert UsageImport.objects.count() == 1
    assert OrganisationSnapshot.objects.count() == 1


def test_release_at_once_tells_each_metric_once() -> None:
    agreement()
    trained(house(teams=1)["201"])
    outcomes = together(lambda: "trained" in released().released, 4)
    assert outcomes.count(True) == 1
    assert ReleasedMetric.objects.filter(metric="trained").count() == 1
    assert not Figure.objects.exclude(released__in=ReleasedMetric.objects.all()).exists()
