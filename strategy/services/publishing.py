"""Freezing a draft and putting it in force."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from common.bilingual import both
from common.clock import day_of
from common.errors import RuleBroken
from common.prose import html_from_markdown
from common.selectors import setting_value
from common.services import record
from outbox import services as outbox
from people.choices import Role
from people.models import Person
from people.selectors import people_here, people_with_role
from strategy import rules
from strategy.choices import (
    PEOPLE_TO_PUBLISH,
    DocumentKind,
    ReviewEnding,
    ReviewKind,
    ReviewOutcome,
    VersionState,
)
from strategy.messages import REVIEW_LINK, AdviceOverruled, StrategyPublished
from strategy.models import Clause, Document, Objective, Reopening, Review, Version
from strategy.querysets import ReviewerQuerySet
from strategy.rules import reviewing
from strategy.selectors import deciders_of, whom_it_asks, why_not_in_words, writers_of
from strategy.services.reviewing import close, must_be_agreed, note_failed_mail, title_and_number
from strategy.services.starting import must_write
from strategy.services.texts import hash_of, must_be_complete
from strategy.services.writing import in_order

CARRIERS = (Role.BOARD, Role.PROGRAMME_OFFICE, Role.HR, Role.PRIVACY_OFFICER, Role.WORKS_COUNCIL)


@transaction.atomic
def publish(*, version_id: int, actor: Person, now: datetime, against_reason: str = "") -> Version:
    """Freeze a reviewed version with its hash and put it in force; the one before is superseded.

    Everybody who was asked answered about this very text, and every decision and consent says yes; going against an
    advice takes ``against_reason``, which is kept. The document's row is locked, so two publications follow each other.
    HTML is made here, once, so that reading costs nothing. Who is asked to read anew is written down with it: whom a
    material change concerns.
    """
    must_write(actor)
    document = Document.objects.select_for_update().get(versions=version_id)
    version = Version.objects.select_for_update().get(pk=version_id)
    if version.is_frozen:
        raise RuleBroken(_("This version was published already."))
    clauses = in_order(version)
    must_be_complete(clauses)
    text_hash = hash_of(version, clauses, kind=document.kind)
    review = must_be_agreed(version, text_hash, against_reason)
    _must_not_be_alone(version, actor)
    assert VersionState.PUBLISHED in rules.MOVES[version.state]  # noqa: S101 - a review is open in review only
    before = document.versions.select_for_update().filter(state=VersionState.PUBLISHED).first()
    for clause in clauses:
        clause.html_nl = html_from_markdown(clause.text_nl, below=rules.HEADINGS_BELOW)
        clause.html_en = html_from_markdown(clause.text_en, below=rules.HEADINGS_BELOW)
    Clause.objects.bulk_update(clauses, ["html_nl", "html_en"])
    if before is not None:
        before.state, before.superseded_at = VersionState.SUPERSEDED, now
        before.save(update_fields=["state", "superseded_at"])
    asked = whom_it_asks(before.clauses.all() if before is not None else [], clauses)
    Reopening.objects.bulk_create(Reopening(version=version, function_group=group) for group in sorted(asked))
    version.content_hash = text_hash
    version.state, version.published_at, version.published_by = VersionState.PUBLISHED, now, actor
    version.save()
    review.against_reason = against_reason.strip()
    review.save(update_fields=["against_reason"])
    close(review, ReviewEnding.PUBLISHED, actor=actor, now=now)
    _tell_overruled(review, now=now)
    record("version.published", version, actor=actor, now=now, reason=review.against_reason)
    _tell_carriers(document, version, now=now)
    return version


def _must_not_be_alone(version: Version, actor: Person) -> None:
    reason = reviewing.why_not(
        actor.pk,
        writers=writers_of(version),
        deciders=deciders_of(version),
        people=setting_value(PEOPLE_TO_PUBLISH),
    )
    if reason is not None:
        raise RuleBroken(
            _("%(name)s cannot publish this: %(why)s.") % {"name": actor.full_name, "why": why_not_in_words(reason)}
        )


def _tell_overruled(review: Review, *, now: datetime) -> None:
    """Tell each colleague whose advice said no why the version was published all the same."""
    for reviewer in overruled(review).filter(person__isnull=False).select_related("person"):
        assert reviewer.person is not None  # noqa: S101 - filtered
        outbox.add(
            AdviceOverruled,
            recipient=reviewer.person,
            dedupe_key=f"strategy.advice_overruled:{reviewer.public_id}",
            context=title_and_number(review) | {"reason": review.against_reason},
            now=now,
            url=reverse("strategy:review_answer", args=[reviewer.public_id]),
        )


def mail_overruled(*, version_id: int, actor: Person, now: datetime) -> list[str]:
    """Mail the same to who advised by a link, at once; return the names of to whom no mail can go now.

    ``actor`` gets a message about each mail that no mail server takes after all.
    """
    review = Review.objects.filter(version=version_id, ended_as=ReviewEnding.PUBLISHED).get()
    missed = []
    for reviewer in overruled(review).filter(person__isnull=True).exclude(email=""):
        words = {"title": review.version.document.title.text, "number": review.version.number, "name": reviewer.name}
        try:
            outbox.send_security_mail(
                code=REVIEW_LINK,
                email=reviewer.email,
                subject=_("“%(title)s”, version %(number)d: published against your advice") % words,
                body=_(
                    "%(name)s, version %(number)d of “%(title)s” is published. You advised otherwise. "
                    "This is why the programme office went on:"
                )
                % words
                + f"\n\n{review.against_reason}",
                now=now,
                on_failed=partial(note_failed_mail, reviewer, actor=actor, now=now),
            )
        except RuleBroken:
            missed.append(reviewer.name)
    return missed


def overruled(review: Review) -> ReviewerQuerySet:
    """Return whose advice said no."""
    return review.reviewers.asked().filter(kind=ReviewKind.ADVICE, answer__outcome=ReviewOutcome.OBJECTED)


def _tell_carriers(document: Document, version: Version, *, now: datetime) -> None:
    day = day_of(now)
    owners = Objective.objects.open_on(day).exclude(owner__isnull=True).values("owner_id")
    carriers = people_here(day).filter(pk__in=owners)
    told = {person.pk: person for person in carriers}
    for role in CARRIERS:
        told |= {person.pk: person for person in people_with_role(role, day)}
    route = "strategy:house_rules" if document.kind == DocumentKind.HOUSE_RULES else "strategy:overview"
    for person in told.values():
        outbox.add(
            StrategyPublished,
            recipient=person,
            dedupe_key=f"strategy.published:{version.public_id}:{person.pk}",
            context={"title": both(document.title_nl, document.title_en), "number": version.number},
            now=now,
            url=reverse(route),
            about=f"version:{version.public_id}",
        )
