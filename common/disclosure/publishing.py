"""One metric, one period: from the counts of the declared tables to what everyone may see.

The audit solves linear programmes with SciPy, which takes 80 MB. So only what releases imports this module: a worker, a
command, never a web process.
"""

from collections.abc import Sequence

from common.disclosure.audit import Audit
from common.disclosure.parameters import Sensitivity
from common.disclosure.publication import Publication, figures
from common.disclosure.releases import Past, Told, linked
from common.disclosure.suppression import Draft, suppress_complements
from common.disclosure.tables import Tabulation


def publish(tabulation: Tabulation, *, history: Sequence[Past] = ()) -> Publication:
    """Decide what one metric shows in one period, given everything that was ever released of it.

    ``history`` is in the order of release and holds withdrawn releases too. The paths of its last link say how far
    back a reader is taken to follow people; what lies before that is tied by pairs. The same input gives the same
    output. Raises ``InconsistentReleases`` when a link contradicts what was told, and ``ValueError`` when one counts
    more people than there are.
    """
    draft = Draft(tabulation)
    if tabulation.sensitivity is Sensitivity.FACT:
        return Publication(figures(draft), Told({}, (), ()), watched=0, solved=0)
    suppress_complements(draft)
    audit = Audit(draft, linked(tuple(history)))
    audit.settle()
    told = Told(tabulation.bases, tuple(draft.statements()), audit.secrets())
    return Publication(figures(draft), told, watched=audit.watched, solved=audit.solved)
