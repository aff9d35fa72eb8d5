"""The monthly release: what everyone may know of a period, decided once and never restated.

It loads the solver of the audit, so whoever releases imports this module itself; `adoption.services` does not.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from adoption.choices import TABLES, FigureStatus, Measure, MetricClass, NotReleasedBecause
from adoption.metrics import Fact, FactMetric, Frozen, Metric, PeopleMetric
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
from common.disclosure.answers import publish_answers
from common.disclosure.publishing import publish
from common.periods import FIRST_DAY_OF_RELEASE, Period
from common.services import take_turns
from governance.selectors import open_subjects, smallest_group

RELEASE_LOCK = 7_302
"""Number of the advisory lock: two releases never run at once, since each counts on all that was told before."""
SENSITIVITY = {MetricClass.REACH: Sensitivity.REACH, MetricClass.USE: Sensitivity.USE}


@dataclass(frozen=True, slots=True)
class ReleaseOutcome:
    """What a run released: how many cells of each status, and which metrics are new, still wait, or were refused."""

    period: Period
    shown: int
    pooled: int
    ranged: int
    hidden: int
    released: tuple[str, ...]
    waiting: tuple[str, ...]
    not_released: Mapping[str, str]
    """Metric to why it was not released (``NotReleasedBecause``)."""

    def as_json(self) -> dict[str, object]:
        return {
            "period": str(self.period),
            "shown": self.shown,
            "pooled": self.pooled,
            "ranged": self.ranged,
            "hidden": self.hidden,
            "released": list(self.released),
            "waiting": list(self.waiting),
            "not_released": dict(self.not_released),
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
    not_released: dict[str, str] = {}
    organisations = _Organisations()
    to_release = {}
    for code, metric in sorted(Metric.REGISTRY.items()):
        if code in in_force:
            continue
        if metric.subject and metric.subject not in agreed:
            waiting.append(code)
            continue
        to_release[code] = metric
    for metrics in _together(to_release.values()):
        try:
            made = _release_metrics(release, metrics, organisations, tables, now)
        except NotReleased as refused:
            not_released |= {metric.code: refused.because.value for metric in metrics}
            continue
        for code, figures in made.items():
            released.append(code)
            counted.update(figure.status for figure in figures)
    if release.not_released != not_released:
        release.not_released = not_released
        release.save(update_fields=["not_released"])
    return ReleaseOutcome(
        period=period,
        shown=counted[FigureStatus.SHOWN],
        pooled=counted[FigureStatus.POOLED],
        ranged=counted[FigureStatus.RANGE],
        hidden=counted[FigureStatus.HIDDEN],
        released=tuple(released),
        waiting=tuple(waiting),
        not_released=not_released,
    )


def _together(metrics: Iterable[Metric]) -> list[list[Metric]]:
    """Return which metrics are decided on together: those of one question, and each other one by itself."""
    found: dict[str, list[Metric]] = {}
    for metric in metrics:
        found.setdefault(metric.question or metric.code, []).append(metric)
    return list(found.values())


class NotReleased(Exception):
    """A metric can be counted in a month, but what was told before forbids to release it."""

    def __init__(self, because: NotReleasedBecause) -> None:
        super().__init__(because.value)
        self.because = because


class _Organisations:
    """The frozen organisations that one run needs, each read once."""

    def __init__(self) -> None:
        self._read: dict[int, Frozen] = {}

    def of(self, release: Release) -> Frozen:
        if release.snapshot_id not in self._read:
            self._read[release.snapshot_id] = frozen_organisation(release.snapshot)
        return self._read[release.snapshot_id]


def _release_metrics(
    release: Release,
    metrics: Sequence[Metric],
    organisations: _Organisations,
    tables: Collection[Table],
    now: datetime,
) -> dict[str, list[Figure]]:
    """Release what is decided on together, and return the figures by metric: none where nothing was measured.

    Raises ``NotReleased``.
    """
    if isinstance(metrics[0], FactMetric):
        facts = _release_facts(release, metrics[0], now)
        return {metrics[0].code: facts} if facts else {}
    rules = Rules(threshold=smallest_group())
    tabulated = {
        metric: tabulation
        for metric in metrics
        if isinstance(metric, PeopleMetric)
        and (tabulation := _tabulated(metric, organisations.of(release), tables, rules)) is not None
    }
    decided: dict[str, tuple[Publication, Link | None]] = {}
    if len(_answers_to(metrics[0])) > 1:
        decided |= {code: (publication, None) for code, publication in _published_answers(release, tabulated).items()}
    else:
        for metric, tabulation in tabulated.items():
            decided[metric.code] = _published(release, metric, tabulation, organisations)
    names = unit_names(release.snapshot)
    made = {}
    for metric, tabulation in tabulated.items():
        publication, link = decided[metric.code]
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
        rows = (_as_row(released, figure, names, position) for position, figure in enumerate(publication.figures))
        made[metric.code] = _keep(rows)
    return made


def _answers_to(metric: Metric) -> list[str]:
    """Return the metrics that each count one answer to the question of a metric, itself included; none without one."""
    return [code for code, each in Metric.REGISTRY.items() if each.question and each.question == metric.question]


def _published_answers(release: Release, tabulated: Mapping[PeopleMetric, Tabulation]) -> dict[str, Publication]:
    """Decide what shows of several answers to a question, given all that was told of them in their month."""
    if not tabulated:
        return {}
    metric = next(iter(tabulated))
    told = release.metrics.filter(metric__in=_answers_to(metric)).order_by("pk")
    try:
        return publish_answers(
            {each.code: tabulation for each, tabulation in tabulated.items()},
            answers=_answers_to(metric),
            told=[(row.metric, Told.from_json(row.told)) for row in told],
        )
    except InconsistentReleases:
        raise NotReleased(NotReleasedBecause.CONTRADICTS) from None


def _raise_if_too_late(
    release: Release, metric: PeopleMetric, told: Sequence[ReleasedMetric], organisations: _Organisations
) -> None:
    """Refuse a month of a growing figure of which a later one is out that is tied to it.

    Figures that are tied to each other come out in the order of their months; one put in between afterwards would
    have to be held against what was told after it.
    """
    later = next((row for row in told if row.release.period > release.period), None)
    if later is None or metric.pace is None:
        return
    before, after = organisations.of(release), organisations.of(later.release)
    anew = set(metric.begins_anew(before, after, told_at=release.released_at))
    if (before.places.keys() & after.places.keys()) - anew:
        raise NotReleased(NotReleasedBecause.LATER_MONTH_IS_OUT)


def _published(
    release: Release,
    metric: PeopleMetric,
    tabulation: Tabulation,
    organisations: _Organisations,
) -> tuple[Publication, Link | None]:
    """Decide what shows, given everything that was ever released of the metric, withdrawn releases too.

    A figure of which a reader knows nothing from month to month is held against its own month, where that was released
    before. Counts that agree with nothing that was told release nothing: to forget what was told would tell it.
    """
    told = list(ReleasedMetric.objects.filter(metric=metric.code).select_related("release__snapshot").order_by("pk"))
    _raise_if_too_late(release, metric, told, organisations)
    bearing = [row for row in told if metric.pace is not None or row.release_id == release.pk]
    link = _link(release, metric, tabulation, bearing, organisations)
    if link is None:
        return publish(tabulation), None
    links = [*(link_from_json(row.link) if row.link else None for row in bearing[1:]), link]
    history = [Past(Told.from_json(row.told), tie) for row, tie in zip(bearing, links, strict=True)]
    try:
        return publish(tabulation, history=history), link
    except InconsistentReleases:
        raise NotReleased(NotReleasedBecause.CONTRADICTS) from None


def _link(
    release: Release,
    metric: PeopleMetric,
    tabulation: Tabulation,
    told: Sequence[ReleasedMetric],
    organisations: _Organisations,
) -> Link | None:
    """Return what ties the new release of a metric to all that it hangs together with: where people were in each.

    The same month again, after it was withdrawn, is about the same people as far as a reader knows. Nothing ties it
    where everybody is known to begin anew.
    """
    if not told:
        return None
    pace = Pace.SAME if told[-1].release_id == release.pk else metric.pace
    places = _places(release, metric, tabulation, told, organisations)
    before = {person for place in places[:-1] for person in place}
    if pace is None or (before and not places[-1].keys() & before):
        return None
    return Link(pace, moves_between(*places))


def _places(
    release: Release,
    metric: PeopleMetric,
    tabulation: Tabulation,
    told: Sequence[ReleasedMetric],
    organisations: _Organisations,
) -> list[Mapping[tuple[Hashable, ...], Atom]]:
    """Return where everyone was in each release that hangs together with the new one, the new one last.

    It reaches as far back as the lists of who was counted where are kept. Who begins anew is somebody else from then
    on: what they did before says nothing about what they do now. Nobody knows who answered a survey or has a licence:
    there people are numbered within their atom, and the same number is the same person.
    """
    kept: list[ReleasedMetric] = []
    for row in reversed(told):
        if len(organisations.of(row.release).places) < row.release.snapshot.people:
            break
        kept.insert(0, row)
        if row.link is None:
            break
    places: list[Mapping[tuple[Hashable, ...], Atom]] = []
    beginnings: Counter[int] = Counter()
    for row, later in zip(kept, [*(row.release for row in kept[1:]), release], strict=True):
        frozen = organisations.of(row.release)
        places.append(_whereabouts(frozen, Told.from_json(row.told).bases, beginnings))
        if later.pk != row.release_id:
            beginnings.update(metric.begins_anew(frozen, organisations.of(later), told_at=row.released_at))
    return [*places, _whereabouts(organisations.of(release), tabulation.bases, beginnings)]


def _whereabouts(
    frozen: Frozen, bases: Mapping[Atom, int], beginnings: Mapping[int, int]
) -> Mapping[tuple[Hashable, ...], Atom]:
    leaves = frozen.leaves
    if Counter(leaves.values()) == bases:
        return {(person, beginnings.get(person, 0)): atom for person, atom in leaves.items()}
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
    threshold = smallest_group() if any(fact.counts_people for fact in facts) else 0
    released = ReleasedMetric.objects.create(
        release=release,
        metric=metric.code,
        definition_version=metric.version,
        scheme="total",
        threshold=threshold,
        released_at=now,
    )
    return _keep(_fact_as_row(released, fact, threshold, position) for position, fact in enumerate(facts))


def _fact_as_row(released: ReleasedMetric, fact: Fact, threshold: int, position: int) -> Figure:
    row = Figure(
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
    if fact.counts_people:
        row.status, row.reason, row.value = FigureStatus.RANGE, disclosure.Reason.COUNTS_PEOPLE.value, None
        row.low, row.high, _about = disclosure.count_band(fact.count, threshold)
    return row


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
