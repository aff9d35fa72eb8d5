"""Who is asked about a version, how that stands, and what the page of an answer shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from people.choices import Role
from people.models import Person
from people.selectors import people_with_role
from strategy.choices import CODE_TRIES, ReviewKind
from strategy.models import LinkCode, Review, Reviewer, Version
from strategy.querysets import ReviewerQuerySet
from strategy.rules import reviewing

KINDS = [ReviewKind.DECISION, ReviewKind.CONSENT, ReviewKind.ADVICE]
"""In which order a page shows who is asked: what binds comes first."""


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One round of asking: who, what they answered, and what stands in the way of publishing."""

    review: Review
    reviewers: Sequence[Reviewer]
    released: Sequence[Reviewer]
    standing: reviewing.Standing

    @property
    def waits_for(self) -> list[Reviewer]:
        return [each for each in self.reviewers if each.given is None]


def review_page(version: Version) -> ReviewPage | None:
    """Return the round that is open, or the last one; ``None`` where nobody was asked yet. Two queries."""
    rounds = version.reviews.select_related("started_by", "ended_by", "version__document")
    review = rounds.order_by("-started_at", "-pk").first()
    return page_of(review) if review is not None else None


def rounds_of(version: Version) -> list[ReviewPage]:
    """Return every round in which people were asked about a version, the newest first. Two queries a round."""
    rounds = version.reviews.select_related("started_by", "ended_by", "version__document")
    return [page_of(each) for each in rounds.order_by("-started_at", "-pk")]


def page_of(review: Review) -> ReviewPage:
    rows = sorted(
        review.reviewers.select_related("person", "answer"),
        key=lambda each: (KINDS.index(ReviewKind(each.kind)), each.pk),
    )
    asked = [each for each in rows if each.released_at is None]
    standing = reviewing.standing_of(
        [reviewing.Asked(each.kind, each.given.outcome if each.given else "") for each in asked]
    )
    return ReviewPage(review, asked, [each for each in rows if each.released_at is not None], standing)


def reviewer_of(person: Person, reviewer_id: UUID) -> Reviewer | None:
    """Return the question that was put to ``person`` under this id; nobody sees that of another. One query."""
    return _reviewers().filter(person=person, public_id=reviewer_id).first()


def reviewer_by_link(read: tuple[UUID, datetime] | None) -> Reviewer | None:
    """Return whom a link is of, expired or not; ``None`` for a link that was never made or that a later one replaced.

    One query.
    """
    if read is None:
        return None
    return _reviewers().filter(person__isnull=True, public_id=read[0], link_until=read[1]).first()


def open_code_of(reviewer: Reviewer, *, now: datetime) -> LinkCode | None:
    """Return the code that was sent last, where it can still be typed. One query."""
    code = reviewer.codes.first()
    usable = code is not None and code.used_at is None and code.works_until > now and code.wrong_tries < CODE_TRIES
    return code if usable else None


def reviewers_open(person: Person) -> ReviewerQuerySet:
    """Return what ``person`` is asked about versions now and did not answer."""
    return _reviewers().unanswered().filter(person=person).order_by("asked_at")


def _reviewers() -> ReviewerQuerySet:
    return Reviewer.objects.select_related("review__version__document", "review__started_by", "person", "answer")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who can be asked by their role, in the order of names."""

    decide: "QuerySet[Person]"
    consent: "QuerySet[Person]"
    advise: "QuerySet[Person]"


def names_of_deciders(found: "Candidates", day: date) -> dict[int, str]:
    """Return the name of everybody who decides with the role in which they do. Two queries."""
    board = set(people_with_role(Role.BOARD, day).values_list("pk", flat=True))
    return {
        person.pk: f"{person.full_name} ({(Role.BOARD if person.pk in board else Role.PROGRAMME_OFFICE).label})"
        for person in found.decide
    }


def candidates(day: date) -> Candidates:
    """Return who decides (board, office), who speaks for the works council, and who watches over privacy."""
    board, office = (people_with_role(role, day).values("pk") for role in (Role.BOARD, Role.PROGRAMME_OFFICE))
    return Candidates(
        decide=Person.objects.filter(Q(pk__in=board) | Q(pk__in=office)).order_by("sort_key", "pk"),
        consent=people_with_role(Role.WORKS_COUNCIL, day).order_by("sort_key", "pk"),
        advise=people_with_role(Role.PRIVACY_OFFICER, day).order_by("sort_key", "pk"),
    )
