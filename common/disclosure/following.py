"""People followed through releases, as counts: all who are alike to a reader are one number.

A reader who knows where everyone sat knows more than how many went from cell to cell: whoever came in March is the one
who left in June. So people part for good where their paths part, and meet again where all that is left to come is to
stay. Until they part, and once they have met, one number stands for all of them. That loses nothing: with whatever
each did at the last parting, what they did before it and after it can be made up to agree with the numbers of all.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from common.disclosure.organisation import Atom
from common.disclosure.releases import NOWHERE, Link, Pace, Path, cut, in_order


class Node(NamedTuple):
    """People of one release who are counted together.

    ``path`` is where all of them were as far back as they are followed, and ends there. Of those who stay in the atom
    from then on, whatever their past, and of everyone in the first release that the paths reach, it is the atom alone.
    """

    release: int
    path: Path

    @property
    def atom(self) -> Atom:
        return self.path[-1] or NOWHERE


class Flow(NamedTuple):
    """People of ``origin`` who are next in the base at ``target``: one release later, or when they came back."""

    origin: Node
    target: Node


class Followed:
    """How many people are in every node of every release, and how many go from node to node.

    People are followed as far back as the paths of the last link reach. In the releases before that a node holds all
    people of an atom, and the last steps of the older links tie them.
    """

    def __init__(self, bases: Sequence[Mapping[Atom, int]], links: Sequence[Link]) -> None:
        """Follow the people of ``bases`` (people by atom, for each release) through the ``links`` between them.

        Raises ``ValueError`` when more people are followed from or to an atom than it has.
        """
        self.bases = bases
        self.reach = min(len(bases), links[-1].reach) if links else 1
        self._start = len(bases) - self.reach
        self._paces = [link.pace for link in links]
        self.nodes: list[Mapping[Node, int]] = []
        self.flows: list[Mapping[Flow, int]] = []
        for release, base in enumerate(bases[: self._start + 1]):
            pairs = links[release - 1].last_step if release else {}
            self.nodes.append({Node(release, (atom,)): people for atom, people in sorted(base.items())})
            self.flows.append(
                {
                    Flow(Node(release - 1, (origin,)), Node(release, (target,))): people
                    for (origin, target), people in pairs.items()
                }
            )
        paths = cut(links[-1].moves, self.reach) if links else {}
        for release in range(self._start + 1, len(bases)):
            self._part(release, paths)
        self._check()

    def pace(self, flow: Flow) -> Pace:
        """Return what a reader knows of people who went from one release to another, maybe past some in between."""
        paces = self._paces[flow.origin.release : flow.target.release]
        return Pace.GROWS if Pace.GROWS in paces else Pace.SAME

    def _part(self, release: int, paths: Mapping[Path, int]) -> None:
        """Add a release in which people have parted by their paths; who is on no path is there for the first time."""
        place = release - self._start
        first_time = dict(self.bases[release])
        nodes: Counter[Node] = Counter()
        flows: Counter[Flow] = Counter()
        for path, people in paths.items():
            atom = path[place]
            if atom is None:
                continue
            node = self._node(path, place)
            nodes[node] += people
            first_time[atom] = first_time.get(atom, 0) - people
            before = next((earlier for earlier in range(place - 1, -1, -1) if path[earlier]), None)
            if before is not None:
                flows[Flow(self._node(path, before), node)] += people
        for atom, people in first_time.items():
            if people < 0:
                raise ValueError(f"More people go through {atom} than there are.")
            if people:
                only = (*(None,) * place, atom, *(None,) * (self.reach - place - 1))
                nodes[self._node(only, place)] += people
        self.nodes.append({node: nodes[node] for node in sorted(nodes, key=lambda node: in_order(node.path))})
        self.flows.append(
            {flow: flows[flow] for flow in sorted(flows, key=lambda flow: [in_order(node.path) for node in flow])}
        )

    def _node(self, path: Path, place: int) -> Node:
        settled = place == 0 or len(set(path[place:])) == 1
        return Node(self._start + place, path[place : place + 1] if settled else path[: place + 1])

    def _check(self) -> None:
        through: tuple[Counter[Node], Counter[Node]] = Counter(), Counter()
        for flows in self.flows:
            for flow, people in flows.items():
                for counted, node in zip(through, flow, strict=True):
                    counted[node] += people
                    if counted[node] > self.nodes[node.release].get(node, 0):
                        raise ValueError(f"More people go through {node.atom} than there are.")
