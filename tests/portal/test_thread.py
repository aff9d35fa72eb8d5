"""The golden thread: every objective with what hangs on it, and the loose ends at either side."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.fixtures import Settings

from common.clock import now
from people.choices import Role
from people.models import Person
from portal.thread import thread_of_all
from strategy.models import Objective
from tests.people.builders import employee
from tests.pilots.builders import idea
from tests.query_counts import query_count
from tests.strategy.builders import objective, published
from tests.training.builders import course

SignIn = Callable[[Person], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_second_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def whole(lead: Person) -> Objective:
    """An objective with its passage, a figure, a pilot and a course."""
    clause = published(actor=lead).clauses.order_by("position")[0]
    made = objective(clause_key=clause.key, metric="trained", measure="percent", baseline=10, target=80)
    idea(owner=employee(), objective=made)
    course(title_nl="Veilig werken").objectives.add(made)
    return made


def test_objective_with_everything_is_no_loose_end(programme_lead: Person) -> None:
    made = whole(programme_lead)
    (strand,) = thread_of_all(now=now()).strands
    assert (strand.objective, strand.pilots, strand.courses) == (made, 1, 1)
    assert strand.passage is not None
    assert strand.progress is not None
    assert thread_of_all(now=now()).loose == []


@pytest.mark.parametrize("lacks", ["passage", "pilot", "course", "indicator"])
def test_what_lacks_something_is_a_loose_end(programme_lead: Person, lacks: str) -> None:
    made = whole(programme_lead)
    if lacks == "passage":
        Objective.objects.update(clause_key="gone")
    elif lacks == "pilot":
        made.pilots.update(objective=None)
    elif lacks == "course":
        made.courses.clear()
    else:
        Objective.objects.update(metric="")
    (loose,) = thread_of_all(now=now()).loose
    assert loose.objective == made
    with translation.override("en"):
        assert [lacks in word for word in loose.missing] == [True]


def test_pilots_and_courses_without_an_objective_are_counted(programme_lead: Person) -> None:
    whole(programme_lead)
    idea(owner=employee())
    course(), course(published=False)
    thread = thread_of_all(now=now())
    assert (thread.pilots_without, thread.courses_without) == (1, 1)


def test_each_pile_of_loose_ends_leads_to_just_those(sign_in: SignIn, programme_lead: Person) -> None:
    whole(programme_lead)
    loose, _draft = course(title_nl="Los van alles"), course(title_nl="Nog niet af", published=False)
    pilot = idea(owner=employee())
    client = sign_in(programme_lead)
    page = client.get(reverse("thread")).content.decode()
    courses, pilots = f"{reverse('training:course_list')}?scope=orphans", f"{reverse('pilots:pilot_list')}?show=orphans"
    assert courses in page
    assert pilots in page
    found = client.get(courses)
    assert [row.course for row in found.context["found"].rows] == [loose]
    assert "Zonder doelstelling" in found.content.decode()
    assert "Zonder doelstelling" not in client.get(reverse("training:course_list")).content.decode()
    assert pilot.title in client.get(pilots).content.decode()


def test_loose_ends_are_for_who_steers(sign_in: SignIn, programme_lead: Person, colleague: Person) -> None:
    objective()
    path = reverse("thread")
    assert "Losse einden" in sign_in(programme_lead).get(path).content.decode()
    page = sign_in(colleague).get(path).content.decode()
    assert "Losse einden" not in page
    assert "Minder tijd kwijt aan rapporteren" in page


def test_each_end_leads_to_the_objective_in_one_click(sign_in: SignIn, programme_lead: Person) -> None:
    made = whole(programme_lead)
    there = reverse("strategy:objective", args=[made.public_id])
    client = sign_in(programme_lead)
    for path in (
        reverse("strategy:overview"),
        reverse("pilots:pilot", args=[made.pilots.get().public_id]),
        reverse("training:course_detail", args=[made.courses.get().public_id]),
        reverse("adoption:metric_detail", args=["trained"]),
        reverse("thread"),
    ):
        assert there in client.get(path).content.decode(), path
    page = client.get(there).content.decode()
    for route in ("pilots:pilots_of_objective", "training:courses_of_objective", "adoption:objective_progress"):
        part = reverse(route, args=[made.public_id])
        assert part in page
        assert client.get(part).status_code == 200


def test_course_of_the_catalogue_only_stands_under_an_objective(sign_in: SignIn, colleague: Person) -> None:
    made = objective()
    course(title_nl="Zichtbaar").objectives.add(made)
    course(title_nl="Onzichtbaar", published=False).objectives.add(made)
    page = sign_in(colleague).get(reverse("training:courses_of_objective", args=[made.public_id])).content.decode()
    assert "Zichtbaar" in page
    assert "Onzichtbaar" not in page


@pytest.mark.parametrize("number", [2, 12])
def test_thread_asks_the_same_for_any_number(sign_in: SignIn, number: int) -> None:
    lead = employee(roles=[Role.PROGRAMME_OFFICE])
    published(actor=lead)
    for place in range(number):
        made = objective(title_nl=f"Doel {place}", metric="trained", measure="percent", baseline=1, target=80)
        idea(owner=lead, objective=made)
        course().objectives.add(made)
    client = sign_in(lead)
    client.get(reverse("thread"))
    with query_count(__file__, "thread"):
        client.get(reverse("thread"))


def test_measure_that_the_owner_counts_is_one_part_of_its_cell(sign_in: SignIn) -> None:
    """On a phone each part of a cell takes a column of its own: two would fall apart."""
    objective(metric="Minuten per dienst")
    page = sign_in(employee()).get(reverse("thread")).content.decode()
    cell = page.partition('data-label="Hoe ver we zijn">')[2].partition("</td>")[0]
    assert cell == '<span>Minuten per dienst <span class="hv-muted">(telt de eigenaar zelf)</span></span>'
