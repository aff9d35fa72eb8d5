"""What a tool still lacks, for who answers for it."""

from datetime import date

from django.utils.translation import gettext as _

from tools.choices import DataClass
from tools.models import Tool

ABOUT_PEOPLE = (DataClass.PERSONAL, DataClass.SPECIAL)


def missing_of(tool: Tool, *, day: date) -> list[str]:
    """Say what a tool that people may use lacks on ``day``; nothing is asked of what they may not use. No queries."""
    if not tool.is_usable:
        return []
    holds_people = any(each.value in tool.data_classes for each in ABOUT_PEOPLE)
    lacks = {
        _("The risk assessment (AI Act) is missing."): not tool.assessment_reference,
        _("Personal data may go in, and there is no impact assessment (DPIA)."): holds_people
        and not tool.dpia_reference,
        _("Personal data may go in, and there is no processing agreement with the supplier."): holds_people
        and not tool.agreement_reference,
        _("The processing agreement has ended."): tool.agreement_until is not None and tool.agreement_until < day,
        _("Nobody is named as its owner."): tool.owner_id is None,
        _("It does not say where to ask."): not tool.contact,
        _("It does not say what people do with it, so “May I use this?” does not show it."): not tool.tasks,
    }
    return [words for words, is_so in lacks.items() if is_so]
