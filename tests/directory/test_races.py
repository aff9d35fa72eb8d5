"""Two imports at once give one."""

import threading

import pytest
from django.db import connection

from directory.rules import Outcome
from people.models import Person, Placement
from tests.directory.builders import bring_in, numbers
from tests.directory.files import leaders, person


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
