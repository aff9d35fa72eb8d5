"""What is held of somebody's evidence of courses, for that person."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.held import Held, HeldRow
from common.templatetags.formatting import file_size
from people.models import Person
from training.choices.evidence import EvidenceState
from training.models import Evidence


def held_of_evidence(person: Person) -> Held:
    """Each piece of evidence: where it stands, and whether its file is still there. One query."""
    rows = Evidence.objects.filter(person=person).select_related("course", "file").order_by("-handed_in_at", "-pk")
    return Held(
        title=gettext_lazy("Evidence that you handed in for courses"),
        why=gettext_lazy("So that HR or your trainer can see that you did what the course asks."),
        seen_by=gettext_lazy("You, HR, and the trainers of the session that you were at"),
        kept=gettext_lazy(
            "The file until 28 days after it was accepted; that it was accepted seven years. What was sent back 90 "
            "days, what nobody answers one year."
        ),
        rows=[HeldRow(str(row.course.title), _how_it_stands(row), row.handed_in_at) for row in rows],
    )


def _how_it_stands(row: Evidence) -> str:
    """Where it stands, in whose role it was answered, and which file is kept."""
    state = str(row.get_state_display())
    if row.state == EvidenceState.ACCEPTED:
        state = _("accepted by: %(role)s") % {"role": row.get_answered_as_display()}
    if row.file is None:
        return _("%(state)s; the file is deleted") % {"state": state}
    size = file_size(row.file.size)
    return _("%(state)s; %(name)s, %(size)s") % {"state": state, "name": row.file.name, "size": size}
