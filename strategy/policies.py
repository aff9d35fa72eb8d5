"""Who may do what with the strategy."""

from people.choices import Role
from people.models import Person
from strategy.choices import ReviewKind
from strategy.models import Comment, Reviewer, Version


def can_write(actor: Person) -> bool:
    """The programme office writes documents and publishes them."""
    return actor.has_role(Role.PROGRAMME_OFFICE)


def can_see_version(actor: Person, version: Version) -> bool:
    """Everyone reads what was published; programme office and board also see what is being written.

    Who is asked about a version sees it while it is reviewed.
    """
    if version.is_frozen or actor.has_role(Role.PROGRAMME_OFFICE, Role.BOARD):
        return True
    return Reviewer.objects.asked().filter(review__version=version, review__ended_at=None, person=actor).exists()


def can_follow_reviews(actor: Person) -> bool:
    """Programme office and board see who was asked and what they answered."""
    return actor.has_role(Role.PROGRAMME_OFFICE, Role.BOARD)


def can_see_comments(actor: Person, version: Version) -> bool:
    """Programme office and board read what is remarked about a text, also later; who is asked reads it while asked."""
    if actor.has_role(Role.PROGRAMME_OFFICE, Role.BOARD):
        return True
    return not version.is_frozen and can_see_version(actor, version)


def can_comment(actor: Person, version: Version) -> bool:
    """Whoever sees a version that is being written or reviewed remarks on it; what was published stays as it is."""
    return not version.is_frozen and can_see_version(actor, version)


def can_resolve(actor: Person, comment: Comment) -> bool:
    """The programme office says what became of a comment; its author can say that it is answered."""
    return can_write(actor) or comment.author_id == actor.pk


def can_be_asked(person: Person, kind: str) -> bool:
    """Board and office decide, a body's members speak for their body; anyone can be asked for advice."""
    match kind:
        case ReviewKind.DECISION:
            return person.has_role(Role.BOARD, Role.PROGRAMME_OFFICE)
        case ReviewKind.CONSENT:
            return person.has_role(Role.WORKS_COUNCIL)
        case _:
            return True


def role_when_asked(person: Person, kind: str) -> str:
    """Return the role in which somebody is asked, where they have one for it; empty for a colleague without."""
    fitting = {
        ReviewKind.DECISION: [Role.BOARD, Role.PROGRAMME_OFFICE],
        ReviewKind.CONSENT: [Role.WORKS_COUNCIL],
        ReviewKind.ADVICE: [Role.PRIVACY_OFFICER, Role.WORKS_COUNCIL, Role.BOARD, Role.PROGRAMME_OFFICE, Role.HR],
    }
    return next((role for role in fitting[ReviewKind(kind)] if person.has_role(role)), "")


def can_set_objectives(actor: Person) -> bool:
    """Programme office and board set objectives and archive them."""
    return actor.has_role(Role.PROGRAMME_OFFICE, Role.BOARD)
