"""The house rules for a stranger, where the organisation opens them."""

import pytest
from django.test import Client
from django.urls import reverse

from common.choices import OPEN_WITHOUT_SIGNING_IN
from common.services import change_setting
from people.models import Person
from strategy.choices import DocumentKind
from tests.strategy import builders

pytestmark = pytest.mark.django_db


def test_stranger_reads_the_house_rules_in_force_only(client: Client, administrator: Person) -> None:
    office = builders.office()
    version = builders.published(DocumentKind.HOUSE_RULES, actor=office)
    builders.published(DocumentKind.STRATEGY, actor=office)
    address = reverse("strategy:open_house_rules")
    assert client.get(address).status_code == 404
    change_setting(key=OPEN_WITHOUT_SIGNING_IN.key, value=True, actor=administrator, now=builders.NOW)
    answer = client.get(address)
    page = answer.content.decode()
    assert str(version.clauses.all()[0].title) in page
    assert office.last_name not in page
    assert answer["X-Robots-Tag"] == "noindex"
    assert client.get(reverse("strategy:house_rules")).status_code == 302
    assert client.post(address).status_code == 405


def test_draft_of_the_house_rules_is_not_open(client: Client, administrator: Person) -> None:
    builders.draft(DocumentKind.HOUSE_RULES, actor=builders.office())
    change_setting(key=OPEN_WITHOUT_SIGNING_IN.key, value=True, actor=administrator, now=builders.NOW)
    assert client.get(reverse("strategy:open_house_rules")).status_code == 404
