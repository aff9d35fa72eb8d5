"""What every metric says of itself, and the registry by which releases and pages find it."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from adoption.choices import GROUP_LABELS, MetricClass
from common.charts import Cell, Unit
from common.disclosure import CATALOGUE, Atom, Pace, Scheme, Table, Tabulation, Tally, UnitTree
from common.periods import Period

type Text = str | Promise


@dataclass(frozen=True)
class Frozen:
    """The organisation of one period as figures see it: units, and who was counted where."""

    period: Period
    tree: UnitTree
    places: Mapping[int, Atom]
    """Person (primary key) to the atom in which they are counted."""

    @property
    def leaves(self) -> Mapping[int, Atom]:
        """Person to the leaf of the tree in which they are counted: what ties two periods together."""
        return {person: Atom(self.tree.leaf(atom.unit), atom.group) for person, atom in self.places.items()}

    @property
    def people(self) -> Mapping[Atom, int]:
        """How many people each atom has."""
        counted: dict[Atom, int] = {}
        for atom in self.places.values():
            counted[atom] = counted.get(atom, 0) + 1
        return counted

    @property
    def by_function_group(self) -> Mapping[str, int]:
        counted: dict[str, int] = {}
        for atom in self.places.values():
            counted[atom.group] = counted.get(atom.group, 0) + 1
        return counted


@dataclass(frozen=True, slots=True)
class Measured:
    """What a metric counted in one period, in the form that disclosure control takes.

    ``scheme`` is the one that the metric's own base allows; ``None`` lets the release choose it from ``tallies``.
    """

    tallies: Mapping[Atom, Tally]
    tree: UnitTree
    tables: Sequence[Table] = CATALOGUE
    scheme: Scheme | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One number of a class A metric; with a ``base`` it is a percentage of it.

    ``counts_people`` says that it counts what people did: it narrows what figures about them leave open, so it shows as
    a band and never exactly.
    """

    group: str
    count: int
    base: int | None = None
    counts_people: bool = False


SUBJECTS = {MetricClass.REACH: "figures:class_b", MetricClass.USE: "figures:class_c"}
"""What the body concerned agrees to before figures of a class are released; class A waits for nobody."""


class Metric(ABC):
    """A figure's definition. A subclass is one metric; importing its module makes it known.

    ``version`` goes up when the definition changes; figures of another version are another line.
    ``subject`` is what the works council agrees to before the metric is released; empty for class A.
    ``benchmark`` is the metric's key in the national report, where that report asks nearly the same; ``wording`` is
    then what we ask, so that a reader can judge how near. ``labels`` are the words of its groups in their order,
    ``split`` says by what it is split and ``part`` what one of them is. ``answered`` says of whom it speaks where that
    is not everybody concerned. ``question`` is what everybody who is counted gave one answer to, of which the
    metric counts one: the metrics of one question are decided on together.
    """

    code: ClassVar[str]
    title: ClassVar[Text]
    definition: ClassVar[Text]
    numerator: ClassVar[Text]
    denominator: ClassVar[Text]
    source: ClassVar[Text]
    kind: ClassVar[MetricClass]
    version: ClassVar[int] = 1
    benchmark: ClassVar[str] = ""
    wording: ClassVar[Text] = ""
    labels: ClassVar[Mapping[str, Text]] = GROUP_LABELS
    split: ClassVar[Text] = _("by group")
    part: ClassVar[Text] = _("Group")
    answered: ClassVar[Text] = ""
    higher_is_better: ClassVar[bool] = True
    question: ClassVar[str] = ""

    REGISTRY: ClassVar[dict[str, "Metric"]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if getattr(cls, "code", ""):
            if cls.code in Metric.REGISTRY and type(Metric.REGISTRY[cls.code]) is not cls:
                raise TypeError(f"metric {cls.code} is defined twice")
            Metric.REGISTRY[cls.code] = cls()

    @property
    def subject(self) -> str:
        """Return the subject to which the works council agrees before this metric is released."""
        return SUBJECTS.get(self.kind, "")

    def happened(self) -> Mapping[str, Text]:
        """Return what happened to the metric itself, by period: a bend in its line that is no change. Nothing here."""
        return {}


class FactMetric(Metric):
    """Class A: a fact of the programme, without a threshold."""

    kind = MetricClass.FACT

    @abstractmethod
    def facts(self, period: Period) -> list[Fact]:
        """Return the numbers of one period; an empty list says that nothing is known."""

    def in_words(self, cells: Mapping[str, Cell]) -> str:
        """Return numbers by group as one sentence; by default each with its label."""
        told = {self.labels[group]: cell.text(Unit.COUNT) for group, cell in cells.items() if group in self.labels}
        return " ".join(f"{label}: {number}." for label, number in told.items())


class PeopleMetric(Metric):
    """Class B or C: a share of people or answers, released under disclosure control only.

    ``pace`` is what a reader knows of people who are counted in two months; nothing unless a metric says so.
    """

    pace: ClassVar[Pace | None] = None

    @abstractmethod
    def measure(self, frozen: Frozen) -> Measured | Tabulation | None:
        """Return what was counted in the period, or ``None`` when nothing was measured: unknown is not zero."""

    def begins_anew(self, before: Frozen, after: Frozen, *, told_at: datetime) -> Collection[int]:
        """Return of whom (primary keys) what was told of a month at ``told_at`` says nothing about a later one."""
        return ()
