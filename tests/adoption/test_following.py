"""Figures that grow are held against where people were in all months of which the list is still kept."""

from datetime import date
from typing import Any

import pytest

from adoption.models import OrganisationSnapshot, ReleasedMetric, SnapshotMember
from common.periods import Period
from people.models import Placement
from tests.adoption.builders import NOW, OCTOBER, SEPTEMBER, agreement, house, released, trained
from tests.people.builders import unit

pytestmark = pytest.mark.django_db
AUGUST = Period(2026, 8)


def _newest_link() -> dict[str, Any]:
    link: dict[str, Any] | None = ReleasedMetric.objects.filter(metric="trained").latest("pk").link
    assert link is not None
    return link


def test_people_are_followed_through_every_month_and_no_path_is_kept() -> None:
    agreement()
    people = house()
    trained(people["201"], on=date(2026, 7, 6))
    released(AUGUST)
    assert ReleasedMetric.objects.get(metric="trained").link is None
    released(SEPTEMBER)
    assert _newest_link()["reach"] == 2
    Placement.objects.filter(person__in=people["201"][:3]).update(unit=unit("202"))
    released(OCTOBER)

    link = _newest_link()
    assert link["reach"] == 3
    assert {len(move) for move in link["moves"]} == {5}, "from where, to where and how many"
    assert ["201", "customer_contact", "202", "customer_contact", 3] in link["moves"]


def test_who_was_where_in_a_forgotten_month_is_not_asked_and_its_release_still_counts() -> None:
    agreement()
    people = house()
    trained(people["201"], on=date(2026, 7, 6))
    for period in (AUGUST, SEPTEMBER):
        released(period)
    SnapshotMember.objects.filter(snapshot__period=str(AUGUST)).delete()
    released(OCTOBER)

    assert ReleasedMetric.objects.filter(metric="trained").count() == 3
    assert (_newest_link()["pace"], _newest_link()["reach"]) == ("grows", 2)


def test_month_released_again_is_about_the_same_people_as_those_before() -> None:
    agreement()
    people = house()
    trained(people["201"], on=date(2026, 7, 6))
    released(SEPTEMBER)
    released(OCTOBER)
    ReleasedMetric.objects.filter(metric="trained", release__period=str(OCTOBER)).update(
        withdrawn_at=NOW, withdrawn_because="A file was read twice."
    )
    released(OCTOBER)

    link = _newest_link()
    assert (link["pace"], link["reach"]) == ("same", 3)
    assert sum(move[-1] for move in link["moves"]) == OrganisationSnapshot.objects.get(period=str(OCTOBER)).people
