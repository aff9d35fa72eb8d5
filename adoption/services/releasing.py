"""The monthly release: what everyone may know of a period, decided once and never restated.

It loads the solver of the audit, so whoever releases imports this module itself; `adoption.services` does not.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from adoption.choices import TABLES, FigureStatus, Measure, MetricClass
from adoption.metrics import FactMetric, Frozen, Metric, PeopleMetric
from adoption.models import Figure, OrganisationSnapshot, Release, ReleasedMetric
from adoption.rules import link_from_json, link_to_json
from adoption.selectors import frozen_organisation, unit_names
from adoption.services.snapshots import take_snapshot
from common import disclosure
from common.clock import day_of
from common.disclosure import (
    Atom,
    InconsistentReleases,
    Link,
    Pace,
    Past,
    Publication,
    Rules,
    Sensitivity,
    Table,
    Tabulation,
    Told,
    choose_scheme,
    moves_between,
    tabulate,
)
from common.disclosure.publishing import publish
from common.periods import FIRST_DAY_OF_RELEASE, Period
from common.services import take_turns
from governance.selectors import open_subjects, smallest_group

RELEASE_LOCK = 7_302
"""Number of the advisory lock: two releases never run at once, since each counts on all that was told before."""
SENSITIVITY = {MetricClass.REACH: Sensitivity.REACH, MetricClass.USE: Sensitivity.USE}


@dataclass(frozen=True, slots=True)
class ReleaseOutcome:
    """What a run released: how many cells of each status, and which metrics are new or still wait."""

    period: Period
    shown: int
    pooled: int
    ranged: int
    hidden: int
    released: tuple[str, ...]
    waiting: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "period": str(self.period),
            "shown": self.shown,
            "pooled": self.pooled,
            "ranged": self.ranged,
            "hidden": self.hidden,
            "released": list(self.released),
            "waiting": list(self.waiting),
        }


def release_figures(
    *, period: Period, now: datetime, dry_run: bool = False, tables: Collection[Table] = TABLES
) -> ReleaseOutcome:
    """Release every metric of ``period`` that may be and was not yet; a second run adds only what came in since.

    Class A always; class B and C once the body concerned agreed. Runs one at a time, in one transaction, so that each
    decision rests on everything that was ever told. ``dry_run`` decides the same and keeps nothing. ``tables`` can
    leave out some of what the metrics declare: what was not released by then, nobody can combine later.
    """
    with transaction.atomic():
        take_turns(RELEASE_LOCK)
        outcome = _release(period, now, tables)
        if dry_run:
            transaction.set_rollback(True)
    return outcome


def _release(period: Period, now: datetime, tables: Collection[Table]) -> ReleaseOutcome:
    snapshot = take_snapshot(period=period, now=now)
    release, _created = Release.objects.get_or_create(
        period=str(period), defaults={"snapshot": snapshot, "released_at": now}
    )
    in_force = set(release.metrics.filter(withdrawn_at__isnull=True).values_list("metric", flat=True))
    agreed = open_subjects()
    counted: Counter[str] = Counter()
    released, waiting = [], []
    organisations = _Organisations()
    for code, metric in sorted(Metric.REGISTRY.items()):
        if code in in_force:
            continue
        if metric.subject and metric.subject not in agreed:
            waiting.append(code)
            continue
        figures = _release_metric(release, metric, organisations, tables, now)
        if figures:
            released.append(code)
            counted.update(figure.status for figure in figures)
    return ReleaseOutcome(
        period=period,
        shown=counted[FigureStatus.SHOWN],
        pooled=counted[FigureStatus.POOLED],
        ranged=counted[FigureStatus.RANGE],
        hidden=counted[FigureStatus.HIDDEN],
        released=tuple(released),
        waiting=tuple(waiting),
    )


class _Organisations:
    """The frozen organisations that one run needs, each read once."""

    def __init__(self) -> None:
        self._read: dict[int, Frozen] = {}

    def of(self, release: Release) -> Frozen:
        if release.snapshot_id not in self._read:
            self._read[release.snapshot_id] = frozen_organisation(release.snapshot)
        return self._read[release.snapshot_id]


def _release_metric(
    release: Release, metric: Metric, organisations: _Organisations, tables: Collection[Table], now: datetime
) -> list[Figure]:
    if isinstance(metric, FactMetric):
        return _release_facts(release, metric, now)
    assert isinstance(metric, PeopleMetric)  # noqa: S101 - there are two kinds
    told = list(ReleasedMetric.objects.filter(metric=metric.code).select_related("release__snapshot").order_by("pk"))
    if _comes_too_late(release, metric, told, organisations):
        return []
    tabulation = _tabulated(metric, organisations.of(release), tables, Rules(threshold=smallest_group()))
    if tabulation is None:
        return []
    publication, link = _published(release, metric, tabulation, told, organisations)
    released = ReleasedMetric.objects.create(
        release=release,
        metric=metric.code,
        definition_version=metric.version,
        scheme=tabulation.scheme.key,
        threshold=tabulation.rules.threshold,
        told=publication.told.to_json(),
        link=link_to_json(link) if link is not None else None,
        released_at=now,
    )
    names = unit_names(release.snapshot)
    return _keep(_as_row(released, figure, names, position) for position, figure in enumerate(publication.figures))


def _comes_too_late(
    release: Release, metric: PeopleMetric, told: Sequence[ReleasedMetric], organisations: _Organisations
) -> bool:
    """Return whether a later month of the same growing figure is out already.

    Figures that are tied to each other come out in the order of their months; one put in between afterwards would
    have to be held against what was told after it.
    """
    later = next((row for row in told if row.release.period > release.period), None)
    return later is not None and metric.link(organisations.of(release), organisations.of(later.release)) is not None


def _published(
    release: Release,
    metric: PeopleMetric,
    tabulation: Tabulation,
    told: Sequence[ReleasedMetric],
    organisations: _Organisations,
) -> tuple[Publication, Link | None]:
    """Decide what shows, given everything that was ever released of the metric, withdrawn releases too.

    A correction can contradict what the link to the release before says (a completion that was taken back). Then a
    reader who leans on the link is wrong, and nothing ties the two together.
    """
    link = _link(release, metric, tabulation, told, organisations) if told else None
    if link is None:
        return publish(tabulation), None
    links = [*(link_from_json(row.link) if row.link else None for row in told[1:]), link]
    history = [Past(Told.from_json(row.told), tie) for row, tie in zip(told, links, strict=True)]
    try:
        return publish(tabulation, history=history), link
    except InconsistentReleases:
        return publish(tabulation), None


def _link(
    release: Release,
    metric: PeopleMetric,
    tabulation: Tabulation,
    told: Sequence[ReleasedMetric],
    organisations: _Organisations,
) -> Link | None:
    """Return what ties the new release of a metric to all that it hangs together with: where people were in each.

    The same month again, after it was withdrawn, is about the same people as far as a reader knows.
    """
    last = told[-1]
    pace = Pace.SAME
    if last.release_id != release.pk:
        tie = metric.link(organisations.of(last.release), organisations.of(release))
        if tie is None:
            return None
        pace = tie.pace
    return Link(pace, moves_between(*_places(release, tabulation, told, organisations)))


def _places(
    release: Release, tabulation: Tabulation, told: Sequence[ReleasedMetric], organisations: _Organisations
) -> list[Mapping[tuple[Hashable, ...], Atom]]:
    """Return where everyone was in each release that hangs together with the new one, the new one last.

    It reaches as far back as the lists of who was counted where are kept. Nobody knows who answered a survey or has
    a licence: there people are numbered within their atom, and the same number is the same person.
    """
    places: list[Mapping[tuple[Hashable, ...], Atom]] = [_whereabouts(organisations.of(release), tabulation.bases)]
    for row in reversed(told):
        frozen = organisations.of(row.release)
        if len(frozen.places) < row.release.snapshot.people:
            break
        places.insert(0, _whereabouts(frozen, Told.from_json(row.told).bases))
        if row.link is None:
            break
    return places


def _whereabouts(frozen: Frozen, bases: Mapping[Atom, int]) -> Mapping[tuple[Hashable, ...], Atom]:
    leaves = frozen.leaves
    if Counter(leaves.values()) == bases:
        return {(person,): atom for person, atom in leaves.items()}
    return {(*atom, number): atom for atom, people in bases.items() for number in range(people)}


def _tabulated(metric: PeopleMetric, frozen: Frozen, tables: Collection[Table], rules: Rules) -> Tabulation | None:
    measured = metric.measure(frozen)
    if measured is None or isinstance(measured, Tabulation):
        return measured
    bases: Counter[str] = Counter()
    for atom, tally in measured.tallies.items():
        bases[atom.group] += tally.base
    if not sum(bases.values()):
        return None
    return tabulate(
        measured.tallies,
        tree=measured.tree,
        scheme=measured.scheme or choose_scheme(bases, threshold=rules.threshold),
        sensitivity=SENSITIVITY[metric.kind],
        rules=rules,
        tables=[table for table in measured.tables if table in tables],
    )


def _as_row(released: ReleasedMetric, figure: disclosure.Figure, names: dict[str, str], position: int) -> Figure:
    band = figure.base_band
    return Figure(
        released=released,
        unit_key=figure.cell.unit,
        unit_name=names.get(figure.cell.unit, "")[:120],
        group=figure.cell.group,
        status=figure.status.value,
        reason=figure.reason.value,
        measure=Measure.PERCENT,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        base_low=band.low if band else None,
        base_high=band.high if band else None,
        base_about=band.about if band else None,
        coverage=figure.coverage,
        pooled_into=figure.pooled_into or "",
        position=position,
    )


def _release_facts(release: Release, metric: FactMetric, now: datetime) -> list[Figure]:
    facts = metric.facts(Period.parse(release.period))
    if not facts:
        return []
    released = ReleasedMetric.objects.create(
        release=release,
        metric=metric.code,
        definition_version=metric.version,
        scheme="total",
        threshold=0,
        released_at=now,
    )
    rows = [
        Figure(
            released=released,
            unit_key=disclosure.ORGANISATION,
            unit_name="",
            group=fact.group,
            status=FigureStatus.SHOWN,
            reason=disclosure.Reason.NO_THRESHOLD.value,
            measure=Measure.COUNT if fact.base is None else Measure.PERCENT,
            value=fact.count if fact.base is None else _exact_share(fact.count, fact.base),
            base_low=fact.base,
            base_high=fact.base,
            base_about=fact.base,
            position=position,
        )
        for position, fact in enumerate(facts)
    ]
    return _keep(rows)


def _exact_share(count: int, base: int) -> int:
    """Return a share of a fact in whole per cents, halves up: no step, and with few cases the count follows from it."""
    return (200 * count + base) // (2 * base)


def _keep(rows: Iterable[Figure]) -> list[Figure]:
    return Figure.objects.bulk_create(list(rows), batch_size=1000)


def release_due(*, now: datetime) -> Sequence[ReleaseOutcome]:
    """Release what is due: last month, from the second day on, and whatever came in late for the two months before."""
    last = Period.of(day_of(now) - timedelta(days=FIRST_DAY_OF_RELEASE - 1)).previous()
    periods = [last.previous().previous(), last.previous(), last]
    frozen = set(OrganisationSnapshot.objects.values_list("period", flat=True))
    return [release_figures(period=period, now=now) for period in periods if period == last or str(period) in frozen]
