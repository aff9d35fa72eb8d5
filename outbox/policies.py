"""Who may look at how messages are delivered; a message itself is for its recipient only."""

from people.choices import Role
from people.models import Person


def can_see_delivery(actor: Person) -> bool:
    """Administrators keep mail running; they see numbers and kinds, never texts or recipients."""
    return actor.has_role(Role.ADMINISTRATOR)
