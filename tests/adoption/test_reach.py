"""Who is counted as having read a document, and what one month tells of the next when only some are asked anew."""

from datetime import date

import pytest

from adoption.metrics import Metric
from adoption.metrics.base import Frozen, PeopleMetric
from common.clock import start_of
from common.disclosure.organisation import Atom, Unit, UnitTree
from common.periods import Period
from people.choices import FunctionGroup
from people.models import Person
from strategy.choices import DocumentKind
from tests.adoption.builders import changed_for_managers, published_document, read
from tests.people.builders import employee
from tests.strategy.builders import office

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER = Period(2026, 9), Period(2026, 10)
METRICS = {DocumentKind.STRATEGY: "acknowledged", DocumentKind.HOUSE_RULES: "acknowledged_rules"}


def frozen(period: Period, people: dict[Person, str]) -> Frozen:
    tree = UnitTree([Unit("200", None)], staffed=["200"])
    return Frozen(period, tree, {person.pk: Atom("200", group) for person, group in people.items()})


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_after_a_change_for_managers_only_theirs_counts_no_longer(kind: str) -> None:
    lead = office()
    manager, carer = employee(function_group=FunctionGroup.MANAGER), employee()
    groups: dict[Person, str] = {manager: FunctionGroup.MANAGER, carer: FunctionGroup.CUSTOMER_CONTACT}
    version = published_document(kind, lead)
    read(version, manager, carer, on=date(2026, 9, 5))
    changed_for_managers(version, lead, on=date(2026, 10, 5))
    metric = Metric.REGISTRY[METRICS[DocumentKind(kind)]]
    assert metric.reached(frozen(SEPTEMBER, groups)) == {manager.pk, carer.pk}  # type: ignore[attr-defined]
    assert metric.reached(frozen(OCTOBER, groups)) == {carer.pk}  # type: ignore[attr-defined]
    other = Metric.REGISTRY[next(code for one, code in METRICS.items() if one != kind)]
    assert other.reached(frozen(OCTOBER, groups)) is None  # type: ignore[attr-defined]


def test_who_is_asked_anew_begins_anew_and_nobody_else() -> None:
    lead = office()
    manager, carer, promoted = employee(function_group=FunctionGroup.MANAGER), employee(), employee()
    before: dict[Person, str] = {
        manager: FunctionGroup.MANAGER,
        carer: FunctionGroup.CUSTOMER_CONTACT,
        promoted: FunctionGroup.CUSTOMER_CONTACT,
    }
    after = before | {promoted: FunctionGroup.MANAGER}
    version = published_document(DocumentKind.STRATEGY, lead)
    metric = Metric.REGISTRY["acknowledged"]
    assert isinstance(metric, PeopleMetric)
    months = frozen(SEPTEMBER, before), frozen(OCTOBER, after)
    told_at = start_of(date(2026, 10, 2))
    assert not metric.begins_anew(*months, told_at=told_at)
    changed_for_managers(version, lead, on=date(2026, 10, 5))
    assert metric.begins_anew(*months, told_at=told_at) == {manager.pk, promoted.pk}


def test_a_new_version_that_asks_somebody_anew_is_marked_in_the_line() -> None:
    lead = office()
    changed_for_managers(published_document(DocumentKind.STRATEGY, lead), lead, on=date(2026, 10, 5))
    assert list(Metric.REGISTRY["acknowledged"].happened()) == ["2026-10"]
    assert not Metric.REGISTRY["acknowledged_rules"].happened()
    assert str(Metric.REGISTRY["acknowledged"].happened()["2026-10"]) == "Nieuwe versie van de strategie: opnieuw lezen"
