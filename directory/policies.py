"""Who may bring people in, keep them by hand, and say who is away and who stands in."""

from django.db.models import Q

from common.clock import today
from people.choices import Role
from people.models import Deputy, Person, Placement
from people.selectors import may_change_sign_in, may_manage_people


def can_import(actor: Person) -> bool:
    """HR and administrators bring in the HR file, see its reports and link job titles."""
    return actor.has_role(Role.HR, Role.ADMINISTRATOR)


def can_invite(actor: Person) -> bool:
    """HR and administrators tell people that they have an account."""
    return actor.has_role(Role.HR, Role.ADMINISTRATOR)


def can_keep_access(actor: Person) -> bool:
    """Administrators say whether an employee number with another name and address is the same person still."""
    return actor.has_role(Role.ADMINISTRATOR)


def can_manage_people(actor: Person) -> bool:
    """HR and administrators bring people in and keep them up to date."""
    return may_manage_people(actor)


def leads(actor: Person, person: Person) -> bool:
    """Whether ``actor`` is the manager of ``person`` today, or stands in for that manager."""
    if actor == person:
        return False
    covered = Deputy.objects.on(today()).filter(deputy=actor).values("manager_id")
    placed = Placement.objects.on(today()).filter(person=person)
    return placed.filter(manager=actor).exists() or placed.filter(manager_id__in=covered).exists()


def can_see_cover(actor: Person, person: Person) -> bool:
    """Who stands in for somebody and when they are away is for themselves, their manager and HR.

    Whoever stands in, now or later, sees it too.
    """
    if actor == person or can_manage_people(actor) or leads(actor, person):
        return True
    return person.deputies.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today()), deputy=actor).exists()


def can_appoint_deputy(actor: Person, person: Person) -> bool:
    """A manager for themselves, their own manager, and HR."""
    return actor == person or can_manage_people(actor) or leads(actor, person)


def can_set_away(actor: Person, person: Person) -> bool:
    """HR and the manager; nobody for themselves, for deadlines move with it."""
    return actor != person and (can_manage_people(actor) or leads(actor, person))


def can_change_person(actor: Person, person: Person) -> bool:
    """HR for employees, an administrator also for who holds a role; nobody for themselves.

    Whoever changes somebody's e-mail address could come in as them: the rule is that of activation codes.
    """
    return may_change_sign_in(actor, person)
