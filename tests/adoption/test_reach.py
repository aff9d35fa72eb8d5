"""Who is counted as having read a document, and what one month tells of the next when only some are asked anew."""

from datetime import date

import pytest

from adoption.metrics import Metric
from adoption.metrics.base import Frozen
from common.clock import start_of
from common.disclosure.organisation import Atom, Unit, UnitTree
from common.periods import Period
from people.choices import FunctionGroup
from people.models import Person
from strategy import services
from strategy.choices import ChangeKind, DocumentKind, Pillar
from strategy.models import Version
from strategy.rules.audiences import ForWhom
from tests.people.builders import employee
from tests.strategy.builders import draft, next_draft, office, publish, text

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER = Period(2026, 9), Period(2026, 10)
METRICS = {DocumentKind.STRATEGY: "acknowledged", DocumentKind.HOUSE_RULES: "acknowledged_rules"}


def frozen(period: Period, people: dict[Person, str]) -> Frozen:
    tree = UnitTree([Unit("200", None)], staffed=["200"])
    return Frozen(period, tree, {person.pk: Atom("200", group) for person, group in people.items()})


def published(kind: str, lead: Person) -> Version:
    """A document with a passage for everyone and one for managers, in force since August."""
    version = draft(kind, actor=lead, clauses=0)
    for groups in ((), (FunctionGroup.MANAGER,)):
        services.add_clause(
            version_id=version.pk,
            text=text(),
            pillar=Pillar.VISION if kind == DocumentKind.STRATEGY else "",
            change=ChangeKind.MATERIAL,
            actor=lead,
            now=start_of(date(2026, 8, 1)),
            for_whom=ForWhom(groups),
        )
    return publish(version, actor=lead, now=start_of(date(2026, 8, 10)))


def changed_for_managers(version: Version, lead: Person, *, on: date) -> Version:
    later = next_draft(version, actor=lead)
    clause = later.clauses.order_by("position")[1]
    services.save_clause(
        clause_id=clause.pk,
        edition=clause.edition,
        text=text(),
        pillar=clause.pillar,
        change=ChangeKind.MATERIAL,
        actor=lead,
        now=start_of(on),
    )
    return publish(later, actor=lead, now=start_of(on))


def read(version: Version, *readers: Person, on: date) -> None:
    for reader in readers:
        services.acknowledge(
            version_id=version.pk, content_hash=version.content_hash, language="nl", actor=reader, now=start_of(on)
        )


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_after_a_change_for_managers_only_theirs_counts_no_longer(kind: str) -> None:
    lead = office()
    manager, carer = employee(function_group=FunctionGroup.MANAGER), employee()
    groups: dict[Person, str] = {manager: FunctionGroup.MANAGER, carer: FunctionGroup.CUSTOMER_CONTACT}
    version = published(kind, lead)
    read(version, manager, carer, on=date(2026, 9, 5))
    changed_for_managers(version, lead, on=date(2026, 10, 5))
    metric = Metric.REGISTRY[METRICS[DocumentKind(kind)]]
    assert metric.reached(frozen(SEPTEMBER, groups)) == {manager.pk, carer.pk}  # type: ignore[attr-defined]
    assert metric.reached(frozen(OCTOBER, groups)) == {carer.pk}  # type: ignore[attr-defined]
    other = Metric.REGISTRY[next(code for one, code in METRICS.items() if one != kind)]
    assert other.reached(frozen(OCTOBER, groups)) is None  # type: ignore[attr-defined]


def test_link_of_two_months_holds_of_whom_nobody_asked_anew() -> None:
    lead = office()
    manager, carer, promoted = employee(function_group=FunctionGroup.MANAGER), employee(), employee()
    before: dict[Person, str] = {
        manager: FunctionGroup.MANAGER,
        carer: FunctionGroup.CUSTOMER_CONTACT,
        promoted: FunctionGroup.CUSTOMER_CONTACT,
    }
    after = before | {promoted: FunctionGroup.MANAGER}
    version = published(DocumentKind.STRATEGY, lead)
    metric = Metric.REGISTRY["acknowledged"]
    same = metric.link(frozen(SEPTEMBER, before), frozen(OCTOBER, after))  # type: ignore[attr-defined]
    assert sum(same.moves.values()) == 3
    changed_for_managers(version, lead, on=date(2026, 10, 5))
    link = metric.link(frozen(SEPTEMBER, before), frozen(OCTOBER, after))  # type: ignore[attr-defined]
    carers = Atom("200", FunctionGroup.CUSTOMER_CONTACT)
    assert dict(link.moves) == {(carers, carers): 1}
    only = {manager: FunctionGroup.MANAGER}
    assert metric.link(frozen(SEPTEMBER, only), frozen(OCTOBER, only)) is None  # type: ignore[attr-defined]


def test_a_new_version_that_asks_somebody_anew_is_marked_in_the_line() -> None:
    lead = office()
    changed_for_managers(published(DocumentKind.STRATEGY, lead), lead, on=date(2026, 10, 5))
    assert list(Metric.REGISTRY["acknowledged"].happened()) == ["2026-10"]
    assert not Metric.REGISTRY["acknowledged_rules"].happened()
    assert str(Metric.REGISTRY["acknowledged"].happened()["2026-10"]) == "Nieuwe versie van de strategie: opnieuw lezen"
