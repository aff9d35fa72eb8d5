"""Two imports at once give one, and so do two workers at one import."""

import threading
import time

import pytest
from django.db import connection, transaction

from common.models import Job
from common.services import LOST_AFTER
from directory import services
from directory.models import ImportRun
from directory.rules import Outcome
from directory.services.importing import lock_imports
from people.models import Person, Placement
from tests.directory.builders import NOW, bring_in, numbers
from tests.directory.files import leaders, person
from tests.directory.walking import planned


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_file_by_four_people_at_once_comes_in_once() -> None:
    rows = [*leaders(), *[person(number) for number in range(4, 40)]]
    barrier = threading.Barrier(4)
    outcomes: list[Outcome] = []
    errors: list[Exception] = []

    def import_it() -> None:
        try:
            barrier.wait()
            outcomes.append(bring_in(rows))
        except Exception as error:  # noqa: BLE001 - a thread's fault must reach the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=import_it) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(map(numbers, outcomes), reverse=True) == [(39, 0, 0, 0, 0), *[(0, 0, 39, 0, 0)] * 3]
    assert (Person.objects.count(), Placement.objects.count()) == (39, 39)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_import_carry_it_out_once(hr: Person) -> None:
    """The first is silent for so long that it counts as lost: it waits for another import that takes its time."""
    run = services.confirm(run_id=planned(leaders(), hr).pk, ticked=[], actor=hr, now=NOW)
    assert run.job_id is not None
    errors: list[Exception] = []

    def carry_out(late: bool) -> None:
        try:
            services.apply_in_job(job_id=run.job_id, now=NOW + LOST_AFTER if late else NOW)
        except Exception as error:  # noqa: BLE001 - a thread's fault must reach the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=carry_out, args=(late,)) for late in (False, True)]
    with transaction.atomic():
        lock_imports()
        for attempts, thread in enumerate(threads, 1):
            thread.start()
            until = time.monotonic() + 20
            while Job.objects.get(pk=run.job_id).attempts < attempts and time.monotonic() < until:
                time.sleep(0.02)
    for thread in threads:
        thread.join()
    assert errors == []
    assert ImportRun.objects.get().state == "done"
    assert Job.objects.get(pk=run.job_id).attempts == len(threads)
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    assert Person.objects.filter(employee_number__in=["1", "2", "3"]).count() == 3
