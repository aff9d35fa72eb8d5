"""Bounds of what a rule may do to people, and terms."""

from common.retention import Term

MOST_DAYS = 180
MOST_TIMES = 3
"""How often one occasion may remind one person, whatever the programme office sets."""

PLAN_MINUTE = 35
PLAN_HOURS = range(7, 20)
"""Beat plans at this minute of these hours on working days, well within the hours in which reminders may go out."""

OUTDATED = "no_longer_needed"
"""Why a reminder that waited was skipped: the person did it in the meantime."""

TERMS: list[Term] = []
"""Who was reminded of what stands in the outbox, and its terms hold for that."""
