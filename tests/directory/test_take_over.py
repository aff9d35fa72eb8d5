"""Who was added by hand follows the HR file only once HR says so, by name."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.errors import RuleBroken
from common.models import AuditEvent
from directory import services
from directory.errors import FileRefused
from directory.services import ImportOptions
from people.choices import ManagedBy
from people.models import Person
from tests.directory.builders import LATER, bring_in, numbers, someone
from tests.directory.files import leaders, person
from tests.directory.walking import applied, planned
from tests.people.builders import employee

pytestmark = pytest.mark.django_db
ROWS = [*leaders(), person(4, first="Ada", last="Visser", last_day="31-12-2026")]


@pytest.fixture(autouse=True)
def _no_second_step(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def ada() -> Person:
    """Somebody added by hand, with the number of row 5."""
    made = employee(first_name="Ada", infix="", last_name="Bos", email="ada@houtwijk.example")
    Person.objects.filter(pk=made.pk).update(employee_number="4")
    return made


def test_who_was_added_by_hand_stays_as_they_are(ada: Person) -> None:
    outcome = bring_in(ROWS)
    assert numbers(outcome) == (3, 0, 1, 0, 0)
    assert outcome.kept_locally == ["4"]
    ada.refresh_from_db()
    assert (ada.last_name, ada.left_on, ada.managed_by) == ("Bos", None, ManagedBy.LOCAL)
    assert ada.placements.get().unit.code == "100"
    assert numbers(bring_in(ROWS, now=LATER)) == (0, 0, 4, 0, 0)


def test_who_is_known_by_address_only_stays_too_and_their_people_have_no_manager_yet(ada: Person) -> None:
    Person.objects.filter(pk=ada.pk).update(employee_number=None)
    rows = [*leaders(), person(4, email="ada@houtwijk.example"), person(5, manager="4")]
    assert bring_in(rows).kept_locally == ["4"]
    assert someone(5).placements.get().manager is None
    assert numbers(bring_in(rows)) == (0, 0, 5, 0, 0)
    bring_in(rows, options=ImportOptions(take_over=frozenset({"4"})))
    assert someone(4).pk == ada.pk
    assert [place.manager for place in someone(5).placements.order_by("starts_on")] == [None, ada]


def test_who_is_taken_over_follows_the_file_from_then_on(ada: Person) -> None:
    outcome = bring_in(ROWS, options=ImportOptions(take_over=frozenset({"4"})))
    assert (outcome.taken_over, outcome.kept_locally, outcome.passing) == (1, [], [])
    ada.refresh_from_db()
    assert (ada.last_name, ada.managed_by, str(ada.left_on)) == ("Visser", ManagedBy.HR, "2027-01-01")
    assert "managed_by" in AuditEvent.objects.get(action="person.updated", object_id=str(ada.public_id)).fields
    assert numbers(bring_in(ROWS, options=ImportOptions(take_over=frozenset({"4"})))) == (0, 0, 4, 0, 0)


def test_a_number_that_is_not_in_the_file_takes_nobody_over(ada: Person) -> None:
    with pytest.raises(FileRefused) as refused:
        bring_in(ROWS, options=ImportOptions(take_over=frozenset({"99"})))
    assert refused.value.code == "take_over_unknown"
    assert not Person.objects.filter(employee_number="1").exists()


def test_hr_ticks_each_person_on_the_page_of_the_import(client: Client, hr: Person, ada: Person) -> None:
    run = planned(ROWS, hr)
    client.force_login(hr)
    page = client.get(reverse("directory:import_detail", args=[run.public_id])).content.decode()
    assert 'name="take_over" value="4"' in page
    assert "Ada Bos → Ada de Visser" in page
    client.post(reverse("directory:import_confirm", args=[run.public_id]), {"take_over": ["4"]})
    run.refresh_from_db()
    assert (run.state, run.taken_over) == ("applying", ["4"])
    services.apply_in_job(job_id=run.job_id, now=run.started_at)
    run.refresh_from_db()
    assert (run.state, run.outcome["taken_over"]) == ("done", 1)
    ada.refresh_from_db()
    assert (ada.last_name, ada.managed_by) == ("Visser", ManagedBy.HR)


def test_without_a_tick_nobody_is_taken_over(hr: Person, ada: Person) -> None:
    run = applied(planned(ROWS, hr), hr)
    assert (run.state, run.outcome["kept_locally"]) == ("done", ["4"])
    ada.refresh_from_db()
    assert ada.managed_by == ManagedBy.LOCAL


def test_only_who_was_added_by_hand_can_be_ticked(hr: Person, ada: Person) -> None:
    run = planned(ROWS, hr)
    with pytest.raises(RuleBroken) as broken:
        services.confirm(run_id=run.pk, ticked=[], take_over=["1"], actor=hr, now=run.started_at)
    assert broken.value.field == "take_over"
