"""Items of the worklists of tools, governance and the HR import open the rows that they count, and no other.

Training's stand in ``tests/training/test_waiting_work.py``, those of every role of the demo in ``test_access.py``.
"""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from directory.choices import RunState
from directory.models import ImportRun
from people.choices import Role
from people.models import Person
from portal.home import home_of
from tests.governance.builders import agreed, asked, body
from tests.people.builders import employee
from tests.tools.builders import declare_named, licensed, promise, request
from tests.worklists import rows_in, wrong_items
from tools.choices import RequestState
from tools.models import Declaration

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_step(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def hr_files() -> Person:
    for state in (RunState.UPLOADED, RunState.PLANNED, RunState.DONE):
        done = timezone.now() if state == RunState.DONE else None
        ImportRun.objects.create(
            state=state, file_name="hr.csv", file_sha256="0" * 64, started_at=timezone.now(), finished_at=done
        )
    return employee(roles=[Role.HR])


def proposals() -> Person:
    agreed("surveys:wave")
    for subject in ("figures:class_b", "figures:class_c"):
        asked(subject, of=body())
    return employee(roles=[Role.WORKS_COUNCIL, Role.PRIVACY_OFFICER])


def declarations() -> Person:
    promise()
    helped = declare_named(employee())
    Declaration.objects.filter(pk=helped.pk).update(helped_on=timezone.now().date())
    declare_named(employee())
    return employee(roles=[Role.PROGRAMME_OFFICE])


def tool_requests() -> Person:
    tool = licensed()
    request(of=tool, state=RequestState.ASKED, approver=employee(first_name="Mies"), passes_on_at=timezone.now())
    request(of=tool, state=RequestState.ASKED)
    return employee(roles=[Role.PROGRAMME_OFFICE])


@pytest.mark.parametrize(
    ("arrange", "route", "counts"),
    [
        (hr_files, "directory:import_list", [2]),
        (proposals, "governance:proposal_list", [2, 2]),
        (declarations, "tools:declaration_list", [1]),
        (tool_requests, "tools:request_list", [1]),
    ],
)
def test_item_opens_its_own_rows_and_the_list_has_more(  # type: ignore[no-untyped-def]
    client: Client, arrange, route: str, counts: list[int]
) -> None:
    person, url = arrange(), reverse(route)
    client.force_login(person)
    items = [each for each in home_of(person, now=timezone.now()).waiting if urlsplit(each.url).path == url]
    assert [each.count for each in items] == counts
    assert wrong_items(person, client, now=timezone.now()) == []
    everything = rows_in(client.get(url).content.decode())
    assert everything is not None
    assert everything > max(counts)
    for item in items:
        page = client.get(item.url).content.decode()
        with translation.override("nl"):
            assert "Gefilterd op" in page
        assert f'href="{url}">Wis alle filters</a>' in page


@pytest.mark.parametrize(
    ("arrange", "route"),
    [
        (hr_files, "directory:import_list"),
        (proposals, "governance:proposal_list"),
        (declarations, "tools:declaration_list"),
        (tool_requests, "tools:request_list"),
    ],
)
def test_unknown_filter_is_said_and_shows_all(client: Client, arrange, route: str) -> None:  # type: ignore[no-untyped-def]
    client.force_login(arrange())
    answer = client.get(reverse(route), {"show": "niets"})
    assert answer.status_code == 422
    assert "Haal dit filter weg" in answer.content.decode()
