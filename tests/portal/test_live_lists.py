"""Lists whose filters answer while somebody types: what comes back is the part of the page that it replaces."""

import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from people.choices import Role
from tests.people.builders import employee
from tests.pilots.builders import idea
from tests.portal.test_access import access_table, value_of

pytestmark = pytest.mark.django_db
TARGET = re.compile(r'<form class="hv-filters"[^>]*hx-target="#([^"]+)"')


def test_answer_of_a_filter_is_the_part_that_it_replaces(settings: Settings, client: Client) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    call_command("sync_reference")
    everything = employee(roles=list(Role.values))
    idea(owner=everything)
    client.force_login(everything)
    lists, wrong = [], []
    for name, entry in access_table().items():
        path = reverse(name, kwargs={key: value_of(part) for key, part in entry.kwargs.items()})
        page = client.get(path)
        if page.status_code != 200 or not page.headers["Content-Type"].startswith("text/html"):
            continue
        found = TARGET.search(page.content.decode())
        if found is None:
            continue
        lists.append(name)
        target = found.group(1)
        whole = page.content.decode()
        part = client.get(path, headers={"HX-Request": "true", "HX-Target": target}).content.decode()
        if f'id="{target}"' not in part or 'type="search"' not in whole:
            wrong.append(name)
    assert wrong == []
    assert {"people:person_list", "training:course_list", "tools:tool_list", "pilots:pilot_list"} <= set(lists)
