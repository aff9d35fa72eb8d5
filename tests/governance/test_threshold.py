"""What a body agreed to is about groups of a certain size; smaller ones need a new agreement."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.models import OrganisationSetting
from governance import selectors
from governance.choices import SMALLEST_GROUP
from people.models import Person
from tests.governance.builders import agreed
from tests.governance.test_proposals import NOW

pytestmark = pytest.mark.django_db


def set_smallest_group(value: int, by: Person) -> None:
    OrganisationSetting.objects.update_or_create(
        key=SMALLEST_GROUP.key, defaults={"value": value, "changed_at": NOW, "changed_by": by}
    )


def test_smaller_group_than_was_agreed_to_opens_nothing(administrator: Person) -> None:
    agreed("figures:class_b")
    assert selectors.has_agreement("figures:class_b")

    set_smallest_group(9, administrator)

    assert not selectors.has_agreement("figures:class_b")
    assert [one.is_open for one in selectors.agreements() if one.subject.code == "figures:class_b"] == [False]


def test_larger_group_than_was_agreed_to_stays_open(administrator: Person) -> None:
    agreed("figures:class_b")
    set_smallest_group(15, administrator)
    assert selectors.has_agreement("figures:class_b")


def test_new_agreement_to_the_smaller_group_opens_it_again(administrator: Person) -> None:
    agreed("figures:class_b")
    set_smallest_group(7, administrator)
    agreed("figures:class_b")
    assert selectors.has_agreement("figures:class_b")


@pytest.mark.parametrize(("language", "said"), [("nl", "is sindsdien veranderd"), ("en", "has changed since")])
def test_page_says_that_what_was_agreed_to_has_changed(
    client: Client, settings: Settings, programme_lead: Person, language: str, said: str
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    agreed("figures:class_b")
    set_smallest_group(5, programme_lead)
    Person.objects.filter(pk=programme_lead.pk).update(language=language)
    client.force_login(programme_lead)
    assert said in client.get(reverse("governance:proposal_list")).content.decode()
