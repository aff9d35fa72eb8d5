"""Who gets which answer at the addresses of the reminders."""

from tests.access import Entry, answers

ACCESS = {
    "nudges:rule_list": Entry(answers(programme_office=200, administrator=200)),
    "nudges:rule_edit": Entry(
        answers(programme_office=200, administrator=200), kwargs={"code": "=nudges.strategy_unread"}
    ),
}
