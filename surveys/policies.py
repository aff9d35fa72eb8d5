"""Who runs surveys and who answers them."""

from people.choices import Role
from people.models import Person
from surveys.choices import WaveState
from surveys.models import Wave


def can_run_waves(actor: Person) -> bool:
    """The programme office makes, opens and closes waves."""
    return actor.has_role(Role.PROGRAMME_OFFICE)


def can_preview(actor: Person) -> bool:
    """Whoever makes or must judge a survey sees its form before anybody is invited."""
    return can_run_waves(actor) or actor.has_role(Role.WORKS_COUNCIL, Role.PRIVACY_OFFICER)


def can_see_wave(actor: Person, wave: Wave) -> bool:
    """Drafts are the office's; whoever must judge the survey sees a wave once it opened, and so does who is invited."""
    if can_run_waves(actor):
        return True
    if wave.state == WaveState.DRAFT:
        return actor.has_role(Role.WORKS_COUNCIL, Role.PRIVACY_OFFICER)
    if actor.has_role(Role.WORKS_COUNCIL, Role.PRIVACY_OFFICER, Role.BOARD):
        return True
    return wave.participations.filter(person=actor).exists()
