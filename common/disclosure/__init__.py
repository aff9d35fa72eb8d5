"""Statistical disclosure control: what may be shown about groups of people so that no hidden count can be worked out.

Pure functions, no database. The way through: ``choose_scheme`` from head counts, ``tabulate`` the declared tables,
``publish`` with the history of the metric; that one stands in ``publishing``, which loads the solver.
docs/adr/0005-disclosure-control.md says why it is so.
"""

from common.disclosure.errors import InconsistentReleases
from common.disclosure.organisation import ALL, ORGANISATION, OTHER, OWN, TOTAL, Atom, Cell, Unit, UnitTree
from common.disclosure.parameters import Reason, Rules, Sensitivity, Status
from common.disclosure.publication import Figure, Publication
from common.disclosure.releases import Link, Pace, Past, Path, Told, moves_between
from common.disclosure.rounding import BaseBand, band, count_band, coverage, is_nearly, percentage
from common.disclosure.schemes import FOUR_GROUPS, LEADERSHIP, SCHEMES, TOTAL_ONLY, Group, Scheme, choose_scheme
from common.disclosure.tables import CATALOGUE, Table, Tabulation, Tally, tabulate

__all__ = [
    "ALL",
    "CATALOGUE",
    "FOUR_GROUPS",
    "LEADERSHIP",
    "ORGANISATION",
    "OTHER",
    "OWN",
    "SCHEMES",
    "TOTAL",
    "TOTAL_ONLY",
    "Atom",
    "BaseBand",
    "Cell",
    "Figure",
    "Group",
    "InconsistentReleases",
    "Link",
    "Pace",
    "Past",
    "Path",
    "Publication",
    "Reason",
    "Rules",
    "Scheme",
    "Sensitivity",
    "Status",
    "Table",
    "Tabulation",
    "Tally",
    "Told",
    "Unit",
    "UnitTree",
    "band",
    "choose_scheme",
    "count_band",
    "coverage",
    "is_nearly",
    "moves_between",
    "percentage",
    "tabulate",
]
