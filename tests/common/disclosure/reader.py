"""Somebody who reads every release, knows where everyone was in each month, and works back what each of them did.

Knows the rules by heart, and more than pages show: every count that was told as it was before rounding. What was not
told anew speaks too, since the reader knows what would have been. All who were in the same places in all months are
one unknown per month; linear programmes find its lowest and highest value.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import ceil, floor

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from common.disclosure import Atom
from common.disclosure.growing import bars
from tests.common.disclosure.organisations import Month, Release

type Life = tuple[tuple[Atom, int] | None, ...]
"""Where somebody was in each month, and how often they had begun anew by then."""

WIDTH = 3
NEARLY = 1e-6


class Reader:
    def __init__(self, months: Sequence[Month], releases: Sequence[Release], threshold: int) -> None:
        self.threshold = threshold
        self.releases = releases
        leaves = [month.leaves for month in months]
        begun: Counter[int] = Counter()
        lives: dict[int, list[tuple[Atom, int] | None]] = defaultdict(lambda: [None] * len(months))
        for number, month in enumerate(months):
            begun.update(month.anew)
            for person, atom in leaves[number].items():
                lives[person][number] = (atom, begun[person])
        self.lives = Counter(tuple(life) for life in lives.values())
        self.unknowns = {
            unknown: number
            for number, unknown in enumerate(
                (life, at) for life in sorted(self.lives, key=str) for at, place in enumerate(life) if place
            )
        }
        self.in_atom: dict[tuple[int, Atom], list[int]] = defaultdict(list)
        for (life, at), number in self.unknowns.items():
            self.in_atom[at, life[at][0]].append(number)
        self.most = np.array([self.lives[life] for life, _ in self.unknowns], dtype=float)
        self.names = list(self.unknowns)
        self.statements: list[tuple[int, frozenset[Atom], int, int, int]] = []
        self.met: list[np.ndarray] = []
        self._learn()

    def _learn(self) -> None:
        """Write down what is known: who did keeps having done, each count that was told, and what silence says."""
        equal: list[tuple[list[int], list[float], float]] = []
        at_most: list[tuple[list[int], list[float], float]] = []
        for life in self.lives:
            present = [at for at, place in enumerate(life) if place]
            for before, after in itertools.pairwise(present):
                if life[before][1] == life[after][1]:
                    pair = [self.unknowns[life, before], self.unknowns[life, after]]
                    at_most.append((pair, [1.0, -1.0], 0.0))
        for at, release in enumerate(self.releases):
            for bar in bars(release.counted, release.earlier):
                if bar.is_passed:
                    for block in bar.blocks:
                        self.statements.append((at, block.atoms, block.base, block.numerator, block.numerator))
                        members = self.members(at, block.atoms)
                        equal.append((members, [1.0] * len(members), float(block.numerator)))
                else:
                    everyone = frozenset(atom for block in bar.blocks for atom in block.atoms)
                    base = sum(block.base for block in bar.blocks)
                    self.statements.append((at, everyone, base, 0, bar.number))
                    members = [one for block in bar.blocks for one in self.members(at, block.atoms)]
                    at_most.append((members, [1.0] * len(members), float(bar.number)))
        self.equal, self.equals = self._rows(equal)
        self.below, self.limits = self._rows(at_most)

    def _rows(self, rows: list) -> tuple[csr_matrix | None, np.ndarray | None]:
        if not rows:
            return None, None
        where = np.repeat(np.arange(len(rows)), [len(row[0]) for row in rows])
        columns = np.concatenate([row[0] for row in rows])
        values = np.concatenate([row[1] for row in rows])
        matrix = csr_matrix((values, (where, columns)), shape=(len(rows), len(self.unknowns)))
        return matrix, np.array([row[2] for row in rows])

    def members(self, at: int, atoms: Sequence[Atom] | frozenset[Atom]) -> list[int]:
        return [number for atom in atoms for number in self.in_atom[at, atom]]

    def bounds(self, unknowns: Sequence[int]) -> tuple[int, int]:
        goal = np.zeros(len(self.unknowns))
        goal[list(unknowns)] = 1
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * goal,
                A_ub=self.below,
                b_ub=self.limits,
                A_eq=self.equal,
                b_eq=self.equals,
                bounds=np.column_stack([np.zeros(len(self.most)), self.most]),
                method="highs",
            )
            assert found.status == 0, found.message
            self.met.append(found.x)
            ends.append(sign * found.fun)
        return ceil(ends[0] - NEARLY), floor(ends[1] + NEARLY)

    def groups(self) -> Iterator[tuple[str, list[int]]]:
        """Yield everybody who must not be found: alike all along, in one place, who left and who came."""
        for (life, at), number in self.unknowns.items():
            yield f"went {life} at {at}", [number]
        for (at, atom), members in self.in_atom.items():
            yield f"in {atom} at {at}", members
        for at, release in enumerate(self.releases):
            for block in release.counted.blocks:
                for other, how in ((at + 1, "left"), (at - 1, "came to")):
                    if not 0 <= other < len(self.releases):
                        continue
                    homes = [each.atoms for each in self.releases[other].counted.blocks if each.cell == block.cell]
                    there = homes[0] if homes else frozenset()
                    crossed = [
                        self.unknowns[life, at]
                        for life in self.lives
                        if life[at]
                        and life[at][0] in block.atoms
                        and not (life[other] and life[other][0] in there and life[other][1] == life[at][1])
                    ]
                    yield f"{how} {block.cell} at {at}", crossed

    def promised(self, unknowns: Sequence[int], people: int) -> int:
        """Return how far apart the bounds must stay: by three people, or as far as one statement by itself leaves them.

        A figure of class B may say that none do, or all, and one that is not told anew that no more do than its bar.
        """
        places = [self.names[number] for number in unknowns]
        alone = sum(self.left_open([place]) for place in places)
        return min(WIDTH, people, alone, self.left_open(places))

    def left_open(self, places: Sequence[tuple[Life, int]]) -> int:
        """Return how far apart any one statement leaves the count of some people."""
        people = sum(self.lives[life] for life, _ in places)
        width = people
        for at, atoms, base, low, high in self.statements:
            inside = [
                (life, until)
                for life, until in places
                if life[at] and life[at][0] in atoms and life[until][1] == life[at][1]
            ]
            if not inside:
                continue
            of_them = sum(self.lives[life] for life, _ in inside)
            months = {until for _life, until in inside}
            least = max(0, low - (base - of_them)) if at <= min(months) else 0
            most = min(of_them, high) if at >= max(months) else of_them
            width = min(width, people - of_them + most - least)
        return width

    def found(self) -> Iterator[str]:
        seen: set[tuple[int, ...]] = set()
        for who, unknowns in self.groups():
            key = tuple(sorted(unknowns))
            people = round(sum(self.most[number] for number in unknowns))
            if key in seen or not 0 < people < self.threshold:
                continue
            seen.add(key)
            sums = [whole[unknowns].sum() for whole in self.met]
            if sums and floor(max(sums) + NEARLY) - ceil(min(sums) - NEARLY) >= min(WIDTH, people):
                continue
            low, high = self.bounds(unknowns)
            if high - low < min(WIDTH, people) and high - low < self.promised(unknowns, people):
                yield f"{who}: {low} to {high} of {people}"
        self.looked_at = len(seen)
