"""Several answers to one question of which everybody gave one: decided on together, since each follows from the others.

Each answer is a table of its own over the same people. Side by side the tables are one in which every unit stands once
for each answer, and in which the answers of a unit and function group add up to its people.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from common.disclosure.audit import Audit
from common.disclosure.errors import InconsistentReleases
from common.disclosure.organisation import ANSWER, Atom, Cell
from common.disclosure.publication import Publication, figures
from common.disclosure.releases import Link, Pace, Past, Told
from common.disclosure.suppression import Draft, Secret, Statement, suppress_complements
from common.disclosure.tables import Count, Sum, Tabulation


def publish_answers(
    tabulations: Mapping[str, Tabulation], *, answers: Collection[str], told: Sequence[tuple[str, Told]] = ()
) -> dict[str, Publication]:
    """Decide what shows of each answer to a question in one period, all in mind.

    ``answers`` names all that could be given, those without a table too. ``told`` is what was released before of the
    same period, by answer, withdrawn releases included. Raises ``InconsistentReleases`` where that was about other
    people, or agrees with no table.
    """
    bases = next(iter(tabulations.values())).bases
    counted = [each.bases for each in tabulations.values()] + [earlier.bases for _, earlier in told]
    if any(each != bases for each in counted):
        raise InconsistentReleases("Not everything that was told is about the same people.")
    shared = [[_atom(answer, atom) for answer in answers] for atom in sorted(bases)]
    everybody = {_atom(answer, atom): people for answer in answers for atom, people in bases.items()}
    draft = Draft(_side_by_side(tabulations, everybody))
    suppress_complements(draft)
    audit = Audit(draft, _history(told, everybody), shared=shared)
    audit.settle()
    decided = figures(draft)
    statements, secrets = draft.statements(), audit.secrets()
    publications = {}
    for answer in tabulations:
        mine = [figure for figure in decided if _answer_of(figure.cell) == answer]
        own = Told(
            bases,
            tuple(_said_apart(said) for said in statements if _answer_of(said.cell) == answer),
            tuple(_kept_apart(kept) for kept in secrets if _answer_of(kept.cell) == answer),
        )
        publications[answer] = Publication(
            tuple(
                replace(
                    figure,
                    cell=_cell_apart(figure.cell),
                    pooled_into=figure.pooled_into and figure.pooled_into.partition(ANSWER)[2],
                )
                for figure in mine
            ),
            own,
            audit.watched,
            audit.solved,
        )
    return publications


def _side_by_side(tabulations: Mapping[str, Tabulation], bases: Mapping[Atom, int]) -> Tabulation:
    counts: dict[Cell, Count] = {}
    sums: list[Sum] = []
    for answer, tabulation in tabulations.items():
        for cell, count in tabulation.counts.items():
            counts[_cell(answer, cell)] = count._replace(
                cell=_cell(answer, cell),
                pooled_into=count.pooled_into and answer + ANSWER + count.pooled_into,
                members=_members(answer, count.members),
            )
        sums += [
            Sum(_cell(answer, whole), tuple(_cell(answer, part) for part in parts)) for whole, parts in tabulation.sums
        ]
    return replace(next(iter(tabulations.values())), bases=bases, counts=counts, sums=tuple(sums))


def _history(told: Sequence[tuple[str, Told]], bases: Mapping[Atom, int]) -> list[Past]:
    """Return all that was told before as one release, in which everybody gave the answer that they gave now."""
    if not told:
        return []
    statements = [
        Statement(_cell(answer, said.cell), _members(answer, said.members), said.low, said.high)
        for answer, each in told
        for said in each.statements
    ]
    secrets = [
        Secret(_cell(answer, kept.cell), _members(answer, kept.members), kept.width)
        for answer, each in told
        for kept in each.secrets
    ]
    same = Link(Pace.SAME, {(atom, atom): people for atom, people in bases.items()})
    return [Past(Told(bases, tuple(statements), tuple(secrets)), same)]


def _atom(answer: str, atom: Atom) -> Atom:
    return Atom(answer + ANSWER + atom.unit, atom.group)


def _cell(answer: str, cell: Cell) -> Cell:
    return Cell(answer + ANSWER + cell.unit, cell.group)


def _members(answer: str, members: Collection[Atom]) -> frozenset[Atom]:
    return frozenset(_atom(answer, atom) for atom in members)


def _answer_of(cell: Cell) -> str:
    return cell.unit.partition(ANSWER)[0]


def _cell_apart(cell: Cell) -> Cell:
    return Cell(cell.unit.partition(ANSWER)[2], cell.group)


def _members_apart(members: Collection[Atom]) -> frozenset[Atom]:
    return frozenset(Atom(atom.unit.partition(ANSWER)[2], atom.group) for atom in members)


def _said_apart(said: Statement) -> Statement:
    return said._replace(cell=_cell_apart(said.cell), members=_members_apart(said.members))


def _kept_apart(kept: Secret) -> Secret:
    return kept._replace(cell=_cell_apart(kept.cell), members=_members_apart(kept.members))
