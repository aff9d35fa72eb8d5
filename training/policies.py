"""Who may do what in training. HR runs it; a trainer marks who came to the sessions they give."""

from people.choices import Role
from people.models import Person
from training.choices import EnrolmentState
from training.models import Course, Enrolment, Evidence, Session


def can_manage(actor: Person) -> bool:
    """HR builds the catalogue, plans sessions, enrols others and says what is required."""
    return actor.has_role(Role.HR)


def can_follow(actor: Person, course: Course) -> bool:
    """Whoever works here follows what a course has in the portal while it is on offer; before and after one looks."""
    return course.is_published and course.has_pages


def gives(actor: Person, session: Session) -> bool:
    """Whether ``actor`` is one of the trainers of this session. One query."""
    return session.trainers.filter(pk=actor.pk).exists()


def trains(actor: Person) -> bool:
    """Whether ``actor`` can be put down as a trainer, and so has sessions of their own to look at. No queries."""
    return actor.has_role(Role.TRAINER)


def can_see_participants(actor: Person, session: Session) -> bool:
    """HR and who gives the session see who takes part."""
    return can_manage(actor) or gives(actor, session)


def can_write_to_participants(actor: Person, session: Session) -> bool:
    """HR and who gives the session write to who takes part in it."""
    return can_see_participants(actor, session)


def role_at(actor: Person) -> Role:
    """As what somebody who may see participants sees them."""
    return Role.HR if can_manage(actor) else Role.TRAINER


def can_mark(actor: Person, session: Session) -> bool:
    return can_see_participants(actor, session)


def can_check_in(actor: Person, enrolment: Enrolment) -> bool:
    """One checks in oneself, for a seat that one has; who has none, or was marked as absent, asks the trainer."""
    return enrolment.person_id == actor.pk and enrolment.state == EnrolmentState.BOOKED


def can_answer_evidence(actor: Person, evidence: Evidence) -> bool:
    """HR, and who gave a session that the person was at; nobody answers their own. One query, none for HR."""
    if evidence.person_id == actor.pk:
        return False
    return can_manage(actor) or Evidence.objects.answerable_by(actor).filter(pk=evidence.pk).exists()


def can_see_evidence(actor: Person, evidence: Evidence) -> bool:
    """Whose it is, and who may answer it. One query at most."""
    return evidence.person_id == actor.pk or can_answer_evidence(actor, evidence)


def can_end(actor: Person, enrolment: Enrolment) -> bool:
    """One cancels one's own enrolment; HR may cancel anybody's, with a reason."""
    return enrolment.person_id == actor.pk or can_manage(actor)


def can_renew_key(actor: Person) -> bool:
    """Administrators look after the key that signs badges and files of evidence."""
    return actor.has_role(Role.ADMINISTRATOR)


def can_see_what_clashes(actor: Person) -> bool:
    """Which course somebody has at the same time, HR sees; a manager sees only that there is something."""
    return actor.has_role(Role.HR)
