"""What must never be false stands in the database: each test goes round the services and meets it."""

from typing import Any

import pytest
from django.db import connection

from adoption.models import (
    EvidenceFile,
    Figure,
    OrganisationSnapshot,
    ReleasedMetric,
    SnapshotMember,
    Target,
    UsageImport,
)
from adoption.services import make_evidence
from common.periods import Period
from people.models import Person
from tests.adoption.builders import NOW, agreement, house, m365_detail, read_in, released, trained, usage_of
from tests.people.builders import employee
from tests.truths import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def _released() -> None:
    agreement()
    people = house(teams=1)
    trained(people["201"])
    read_in(m365_detail(usage_of(people["201"], active=12)))
    released()


@pytest.mark.usefixtures("_released")
@pytest.mark.parametrize("how", ["UPDATE adoption_figure SET value = 1", "DELETE FROM adoption_figure"])
def test_figures_are_append_only(how: str) -> None:
    with refused("adoption_figure_append_only"), connection.cursor() as cursor:
        cursor.execute(how)


@pytest.mark.usefixtures("_released")
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("adoption_organisationsnapshot_frozen", "UPDATE adoption_organisationsnapshot SET units = '[]'"),
        ("adoption_snapshotmember_frozen", "UPDATE adoption_snapshotmember SET unit_key = 'x'"),
        ("adoption_releasedmetric_stays", "UPDATE adoption_releasedmetric SET told = '{}'"),
        ("adoption_releasedmetric_is_history", "DELETE FROM adoption_releasedmetric"),
    ],
)
def test_what_was_frozen_and_told_stays(name: str, change: str) -> None:
    with refused(name), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.usefixtures("_released")
def test_withdrawing_is_for_good() -> None:
    rows = ReleasedMetric.objects.filter(metric="trained")
    rows.update(withdrawn_at=NOW, withdrawn_because="dubbel")
    with refused("adoption_releasedmetric_withdrawn_once"):
        rows.update(withdrawn_at=None)


@pytest.mark.usefixtures("_released")
def test_hidden_figure_holds_nothing() -> None:
    one = Figure.objects.filter(status="shown").first()
    assert one is not None
    one.pk, one.unit_key, one.status = None, "x", "hidden"
    with refused("adoption_figure_hidden_holds_nothing"):
        Figure.objects.bulk_create([one])


@pytest.mark.usefixtures("_released")
def test_cell_is_told_once() -> None:
    one = Figure.objects.first()
    assert one is not None
    again = Figure(
        released=one.released, unit_key=one.unit_key, group=one.group, status="hidden", reason="empty", unit_name=""
    )
    with refused("adoption_figure_cell_once"):
        again.save()


@pytest.mark.usefixtures("_released")
@pytest.mark.parametrize(
    ("metric", "fields", "name"),
    [
        ("trained", {}, "adoption_releasedmetric_in_force_once"),
        ("elders", {"withdrawn_at": NOW}, "adoption_releasedmetric_withdrawn_with_reason"),
    ],
)
def test_metric_is_in_force_once_and_withdrawn_with_a_reason(metric: str, fields: dict[str, Any], name: str) -> None:
    first = ReleasedMetric.objects.get(metric="trained")
    with refused(name):
        ReleasedMetric.objects.create(
            release=first.release,
            metric=metric,
            definition_version=1,
            scheme="total",
            threshold=10,
            released_at=NOW,
            **fields,
        )


@pytest.mark.usefixtures("_released")
def test_source_has_one_statement_a_period() -> None:
    one = UsageImport.objects.get()
    one.pk, one.public_id = None, "6b8e1f0e-5a5c-4c62-9a54-000000000001"
    with refused("adoption_usageimport_one_statement"):
        one.save(force_insert=True)


@pytest.mark.usefixtures("_released")
def test_nobody_is_active_without_a_licence() -> None:
    with refused("adoption_usageimport_active_is_licensed"):
        UsageImport.objects.update(active=10_000)


@pytest.mark.usefixtures("_released")
def test_person_is_counted_once_in_a_known_group() -> None:
    snapshot = OrganisationSnapshot.objects.get()
    member = SnapshotMember.objects.filter(snapshot=snapshot).first()
    assert member is not None
    with refused("adoption_snapshotmember_counted_once"):
        SnapshotMember.objects.create(snapshot=snapshot, person=member.person, unit_key="201", function_group="manager")
    with refused("adoption_snapshotmember_group_known"):
        SnapshotMember.objects.create(snapshot=snapshot, person=employee(), unit_key="201", function_group="x")


def test_target_is_a_percentage_and_one_a_period() -> None:
    lead = employee()
    Target.objects.create(metric="trained", value=70, by_period="2027-06", set_by=lead, set_at=NOW)
    with refused("adoption_target_one_a_period"):
        Target.objects.create(metric="trained", value=80, by_period="2027-06", set_by=lead, set_at=NOW)
    with refused("adoption_target_at_most_100"):
        Target.objects.create(metric="trained", value=101, by_period="2027-07", set_by=lead, set_at=NOW)


def test_file_of_evidence_stays_and_ends_after_it_began(hr: Person) -> None:
    kept = make_evidence(first=Period(2026, 9), last=Period(2026, 10), actor=hr, now=NOW)
    with refused("adoption_evidencefile_append_only"):
        EvidenceFile.objects.filter(pk=kept.pk).update(content={})
    with refused("adoption_evidencefile_append_only"):
        EvidenceFile.objects.filter(pk=kept.pk).delete()
    with refused("adoption_evidencefile_ends_later"):
        EvidenceFile.objects.create(
            first_period="2026-10", last_period="2026-09", content={}, content_hash="", signature="", made_at=NOW,
            made_by=hr,
        )  # fmt: skip
