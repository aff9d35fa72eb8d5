"""Who somebody is and where they are placed, in time."""

from datetime import date

import pytest
from django.db import IntegrityError

from people.choices import FunctionGroup
from people.models import Placement
from tests.people.builders import employee, unit


@pytest.mark.django_db
def test_infix_counts_last_when_people_are_sorted() -> None:
    person = employee(first_name="Zoë", infix="van der", last_name="Àbel")
    assert person.sort_key == "abel\tzoe\tvan der"


@pytest.mark.django_db
def test_nobody_is_placed_twice_at_once() -> None:
    person = employee()
    with pytest.raises(IntegrityError, match="people_placement_no_overlap"):
        Placement.objects.create(
            person=person, unit=unit(), function_group=FunctionGroup.MANAGER, starts_on=date(2026, 1, 1)
        )
