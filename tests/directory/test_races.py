"""Two imports at once give one, and so do two workers at one import."""

import threading

import pytest
from django.db import connection

from common.models import Job
from directory import services
from directory.models import ImportRun
from directory.rules import Outcome
from directory.services.importing import lock_imports
from people.models import Person, Placement
from tests.directory.builders import NOW, bring_in, numbers
from tests.directory.files import leaders, person
from tests.directory.walking import planned
from tests.silent_worker import both_work_at


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
    run = services.confirm(run_id=planned(leaders(), hr).pk, ticked=[], actor=hr, now=NOW)
    assert run.job_id is not None
    both_work_at(run.job_id, services.apply_in_job, lock=lock_imports, now=NOW)
    assert ImportRun.objects.get().state == "done"
    assert Job.objects.exclude(state="done").count() == 0
    assert Person.objects.filter(employee_number__in=["1", "2", "3"]).count() == 3
