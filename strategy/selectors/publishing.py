"""Who may publish a version, and why somebody may not: nobody writes, decides and publishes alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from common.selectors import setting_value
from people.choices import Role
from people.models import Person
from people.selectors import people_with_role
from strategy.choices import PEOPLE_TO_PUBLISH, THREE, ReviewKind, ReviewOutcome, RevisionEvent
from strategy.models import ClauseRevision, Reviewer, Version
from strategy.rules import reviewing


@dataclass(frozen=True, slots=True)
class Publisher:
    """Somebody of the programme office, and in words why they do not publish this version; empty where they may."""

    person: Person
    why_not: str


@dataclass(frozen=True, slots=True)
class Publishing:
    """Who may publish a version as it was written and decided up to now."""

    office: Sequence[Publisher]
    takes_three: bool
    others_decide: bool
    """Whether somebody else than the programme office's only member could be asked to decide."""

    @property
    def may(self) -> list[Person]:
        return [each.person for each in self.office if not each.why_not]

    @property
    def is_one_officer(self) -> bool:
        return len(self.office) == 1

    def why_not(self, actor: Person) -> str:
        """Return in words why ``actor`` does not publish; empty where they may."""
        return next((each.why_not for each in self.office if each.person == actor), "")


def publishing_of(version: Version, day: date) -> Publishing:
    """Return who of the programme office may publish a version. Five queries."""
    writers, deciders, people = writers_of(version), deciders_of(version), setting_value(PEOPLE_TO_PUBLISH)
    officers = list(people_with_role(Role.PROGRAMME_OFFICE, day).order_by("sort_key", "pk"))
    office = [
        Publisher(each, why_not_in_words(reviewing.why_not(each.pk, writers=writers, deciders=deciders, people=people)))
        for each in officers
    ]
    board = people_with_role(Role.BOARD, day).exclude(pk__in=[each.pk for each in officers])
    return Publishing(office, people == THREE, len(officers) > 1 or board.exists())


def writers_of(version: Version) -> set[int]:
    """Return who wrote in a draft, also what was changed or taken out again. One query."""
    saves = ClauseRevision.objects.filter(version=version).exclude(event=RevisionEvent.CARRIED)
    return set(saves.order_by().values_list("saved_by", flat=True).distinct())


def deciders_of(version: Version) -> set[int]:
    """Return who decided yes in the round that is open. One query."""
    asked = Reviewer.objects.asked().filter(review__version=version, review__ended_at=None, kind=ReviewKind.DECISION)
    return {
        each for each in asked.filter(answer__outcome=ReviewOutcome.AGREED).values_list("person", flat=True) if each
    }


def why_not_in_words(reason: reviewing.WhyNot | None) -> str:
    """Return why somebody does not publish, as the page and the refusal say it."""
    match reason:
        case None:
            return ""
        case reviewing.WhyNot.ALONE:
            return _("wrote in this version, and nobody else said yes to it")
        case reviewing.WhyNot.WROTE:
            return _("wrote in this version, and three people are needed: who wrote does not publish")
        case reviewing.WhyNot.WRITERS_DECIDED:
            return _("nobody said yes who neither wrote in this version nor publishes it")
