"""Asking people about a version before it is published, and what they answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.bilingual import both
from common.errors import RuleBroken
from common.services import record
from outbox import services as outbox
from people.models import Person
from strategy import policies, rules
from strategy.choices import (
    LANGUAGES,
    LINK_DAYS,
    WHO_LEFT,
    ReviewEnding,
    ReviewKind,
    ReviewOutcome,
    VersionState,
)
from strategy.messages import (
    REVIEW_LINK,
    ReviewAsked,
    ReviewComplete,
    ReviewMailFailed,
    ReviewTakenBack,
    about_review,
    review_token,
)
from strategy.models import Document, Review, ReviewAnswer, Reviewer, Version
from strategy.rules import reviewing
from strategy.services.starting import must_write
from strategy.services.texts import hash_of, must_be_complete
from strategy.services.writing import in_order


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to ask in which capacity: a colleague, or somebody without an account by name and e-mail address."""

    kind: str
    person: Person | None = None
    name: str = ""
    email: str = ""
    speaks_for: str = ""


@transaction.atomic
def ask_review(*, version_id: int, wanted: Sequence[Wanted], actor: Person, now: datetime) -> Review:
    """Close a complete draft for writing and ask people about it; at least one of them decides.

    Colleagues get a message. Who has no account gets a link by ``mail_link``, once this is committed.
    """
    must_write(actor)
    document = Document.objects.select_for_update().get(versions=version_id)
    version = Version.objects.select_for_update().get(pk=version_id)
    if VersionState.IN_REVIEW not in rules.MOVES[version.state]:
        raise RuleBroken(_("People are asked about this version already, or it was published."))
    clauses = in_order(version)
    must_be_complete(clauses)
    if not any(each.kind == ReviewKind.DECISION for each in wanted):
        raise RuleBroken(_("Ask at least one person to decide: the board, or the programme office."), field="decide")
    review = Review.objects.create(
        version=version,
        text_hash=hash_of(version, clauses, kind=document.kind),
        started_at=now,
        started_by=actor,
    )
    version.state = VersionState.IN_REVIEW
    version.save(update_fields=["state"])
    record("version.review_started", version, actor=actor, now=now)
    for each in wanted:
        _ask(review, each, actor=actor, now=now)
    return review


@transaction.atomic
def ask_one_more(*, review_id: int, wanted: Wanted, actor: Person, now: datetime) -> Reviewer:
    """Ask somebody else while a review is open."""
    must_write(actor)
    return _ask(_open_review(review_id), wanted, actor=actor, now=now)


def _ask(review: Review, wanted: Wanted, *, actor: Person, now: datetime) -> Reviewer:
    _must_fit(review, wanted)
    outside = wanted.person is None
    reviewer = Reviewer.objects.create(
        review=review,
        kind=ReviewKind(wanted.kind),
        person=wanted.person,
        name=wanted.name.strip() if outside else "",
        email=wanted.email.strip().lower() if outside else "",
        role=policies.role_when_asked(wanted.person, wanted.kind) if wanted.person else "",
        speaks_for=wanted.speaks_for.strip(),
        asked_at=now,
        link_until=now + timedelta(days=LINK_DAYS) if outside else None,
    )
    record("version.reviewer_asked", reviewer, actor=actor, now=now, fields=["kind"])
    if wanted.person is not None:
        outbox.add(
            ReviewAsked,
            recipient=wanted.person,
            dedupe_key=f"strategy.review_asked:{reviewer.public_id}",
            context=title_and_number(review) | {"kind": reviewer.kind, "who": actor.full_name},
            now=now,
            url=reverse("strategy:review_answer", args=[reviewer.public_id]),
            about=about_review(review),
        )
    return reviewer


def _must_fit(review: Review, wanted: Wanted) -> None:
    if wanted.person is None:
        if not wanted.name.strip() or not wanted.email.strip():
            raise RuleBroken(_("Give the name and the e-mail address of who has no account."), field="name")
        if wanted.kind == ReviewKind.DECISION:
            raise RuleBroken(
                _("Only the board and the programme office decide, and they have an account."), field="kind"
            )
        asked = review.reviewers.asked().filter(email=wanted.email.strip().lower())
    else:
        if not policies.can_be_asked(wanted.person, wanted.kind):
            raise RuleBroken(
                _("%(name)s cannot be asked for this. Board and office decide; a body gives or refuses its consent.")
                % {"name": wanted.person.full_name},
                field="kind",
            )
        asked = review.reviewers.asked().filter(person=wanted.person)
    if asked.exists():
        name = wanted.person.full_name if wanted.person else wanted.name
        raise RuleBroken(_("%(name)s is asked already.") % {"name": name}, field="who")


@transaction.atomic
def note_link(*, reviewer_id: int, actor: Person, now: datetime) -> tuple[Reviewer, str]:
    """Give somebody without an account a new link, after which an earlier one opens nothing; return it as a path."""
    must_write(actor)
    reviewer = _open_reviewer(reviewer_id)
    if reviewer.person is not None:
        raise RuleBroken(_("%(name)s has an account and gets a message.") % {"name": reviewer.full_name})
    reviewer.link_until = now + timedelta(days=LINK_DAYS)
    reviewer.save(update_fields=["link_until"])
    record("version.review_link_made", reviewer, actor=actor, now=now)
    return reviewer, reverse("strategy:review_link", args=[review_token(reviewer)])


def mail_link(*, reviewer_id: int, actor: Person, now: datetime) -> None:
    """Send a new link by mail, at once; nothing of it is kept. Raises ``RuleBroken`` when no mail can go now.

    Who sends it gets a message when no mail server takes it.
    """
    reviewer, path = note_link(reviewer_id=reviewer_id, actor=actor, now=now)
    title = reviewer.review.version.document.title.text
    kind = reviewer.get_kind_display()
    outbox.send_security_mail(
        code=REVIEW_LINK,
        email=reviewer.email,
        subject=_("You are asked about “%(title)s”") % {"title": title},
        body=_(
            "%(name)s, %(who)s asks for your %(kind)s about “%(title)s”, version %(number)d.\n\n"
            "With the button you read the text and answer. First you get a code at this address, so nobody else can "
            "use your link. It works for %(days)d days."
        )
        % {
            "name": reviewer.name,
            "who": actor.full_name,
            "kind": kind,
            "title": title,
            "number": reviewer.review.version.number,
            "days": LINK_DAYS,
        },
        action=_("Read and answer"),
        path=path,
        now=now,
        on_failed=partial(note_failed_mail, reviewer, actor=actor, now=now),
    )


@transaction.atomic
def note_failed_mail(reviewer: Reviewer, *, actor: Person, now: datetime) -> None:
    """Tell who sent a mail to somebody without an account that no mail server took it."""
    version = reviewer.review.version
    outbox.add(
        ReviewMailFailed,
        recipient=actor,
        dedupe_key=f"strategy.review_mail_failed:{reviewer.public_id}:{now.isoformat()}",
        context={"name": reviewer.name} | title_and_number(reviewer.review),
        now=now,
        url=reverse("strategy:review", args=[version.public_id]),
    )


@transaction.atomic
def answer_review(
    *,
    reviewer_id: int,
    outcome: str,
    remarks: str,
    text_hash: str,
    language: str,
    now: datetime,
    actor: Person | None = None,
) -> ReviewAnswer:
    """Keep what somebody answers about the text that they saw. Once: an answer is not changed afterwards.

    ``actor`` is who signed in; nobody for a link, which only its own reviewer has.
    """
    reviewer = _open_reviewer(reviewer_id)
    if reviewer.person_id != (actor.pk if actor else None):
        raise RuleBroken(_("Somebody else was asked here. Only they answer."))
    if reviewer.person is None and reviewer.link_until is not None and reviewer.link_until <= now:
        raise RuleBroken(_("This link has expired. Ask the programme office for a new one."))
    if outcome not in ReviewOutcome.values:
        raise RuleBroken(_("Choose whether you agree."), field="outcome")
    if outcome == ReviewOutcome.OBJECTED and not remarks.strip():
        raise RuleBroken(_("Say why you do not agree, so that it can be mended."), field="remarks")
    if reviewer.review.text_hash != text_hash:
        raise RuleBroken(_("The text has changed since you opened this page. Read it again, then answer."))
    if language not in LANGUAGES:
        raise RuleBroken(_("Read the text in Dutch or in English first."))
    answer = ReviewAnswer.objects.create(
        reviewer=reviewer,
        text_hash=text_hash,
        outcome=outcome,
        remarks=remarks.strip(),
        language=language,
        answered_at=now,
    )
    record("version.review_answered", reviewer, actor=actor, now=now, fields=["outcome"])
    if reviewer.person is not None:
        outbox.skip_pending(about=about_review(reviewer.review), reason="answered", now=now, recipient=reviewer.person)
    _tell_when_complete(reviewer.review, now=now)
    return answer


@transaction.atomic
def release_reviewer(*, reviewer_id: int, reason: str, actor: Person, now: datetime) -> Reviewer:
    """Let somebody go who was asked and did not answer, with the reason; an answer that was given stays."""
    must_write(actor)
    reviewer = _open_reviewer(reviewer_id)
    if not reason.strip():
        raise RuleBroken(_("Say why this person is not asked any more."), field="reason")
    _release(reviewer, reason.strip(), actor=actor, now=now)
    _tell_when_complete(reviewer.review, now=now)
    return reviewer


def _release(reviewer: Reviewer, reason: str, *, actor: Person | None, now: datetime) -> None:
    reviewer.released_at, reviewer.released_reason = now, reason
    reviewer.save(update_fields=["released_at", "released_reason"])
    record("version.reviewer_released", reviewer, actor=actor, now=now, reason=reason)


def release_who_left(*, person_id: int, actor: Person | None, now: datetime) -> None:
    """Let somebody go who leaves before they answered: the version does not wait for who is not there."""
    for reviewer in Reviewer.objects.select_for_update(of=("self",)).unanswered().filter(person=person_id):
        _release(reviewer, WHO_LEFT, actor=actor, now=now)
        _tell_when_complete(reviewer.review, now=now)


@transaction.atomic
def take_back(*, version_id: int, reason: str, actor: Person, now: datetime) -> Version:
    """End a review to change the text; who did not answer yet hears that they need not."""
    must_write(actor)
    version = Version.objects.select_for_update().get(pk=version_id)
    review = Review.objects.select_for_update().filter(version=version).open().first()
    if review is None or version.state != VersionState.IN_REVIEW:
        raise RuleBroken(_("Nobody is asked about this version now."))
    if not reason.strip():
        raise RuleBroken(_("Say why you take it back: whoever was asked reads it."), field="reason")
    close(review, ReviewEnding.TAKEN_BACK, actor=actor, now=now, reason=reason.strip())
    version.state = VersionState.DRAFT
    version.save(update_fields=["state"])
    record("version.review_taken_back", version, actor=actor, now=now, reason=reason.strip())
    for reviewer in review.reviewers.asked().filter(person__isnull=False).select_related("person", "answer"):
        assert reviewer.person is not None  # noqa: S101 - filtered
        outbox.add(
            ReviewTakenBack,
            recipient=reviewer.person,
            dedupe_key=f"strategy.review_taken_back:{reviewer.public_id}",
            context=title_and_number(review) | {"reason": reason.strip(), "answered": reviewer.given is not None},
            now=now,
        )
    return version


def close(review: Review, ending: ReviewEnding, *, actor: Person, now: datetime, reason: str = "") -> None:
    """End a review; messages that still ask for an answer are not sent."""
    review.ended_at, review.ended_by, review.ended_as, review.ending_reason = now, actor, ending, reason
    review.save(update_fields=["ended_at", "ended_by", "ended_as", "ending_reason"])
    outbox.skip_pending(about=about_review(review), reason="review_ended", now=now)


def _tell_when_complete(review: Review, *, now: datetime) -> None:
    standing = reviewing.standing_of([reviewing.Asked(each.kind, outcome) for each, outcome in answers_of(review)])
    if not standing.is_complete:
        return
    outbox.add(
        ReviewComplete,
        recipient=review.started_by,
        dedupe_key=f"strategy.review_complete:{review.public_id}:{standing.asked}",
        context=title_and_number(review) | {"may_publish": standing.may_publish, "against": standing.against_advice},
        now=now,
        url=reverse("strategy:review", args=[review.version.public_id]),
    )


def answers_of(review: Review) -> Iterable[tuple[Reviewer, str]]:
    """Return who is asked with what they answered; nothing yet is empty. One query."""
    for reviewer in review.reviewers.asked().select_related("answer", "person"):
        given = reviewer.given
        yield reviewer, given.outcome if given is not None else ""


def must_be_agreed(version: Version, text_hash: str, against_reason: str) -> Review:
    """Return the open review that lets this text be published; raise ``RuleBroken`` that says what is missing."""
    review = Review.objects.select_for_update().filter(version=version).open().first()
    if review is None:
        raise RuleBroken(_("Nobody was asked about this version yet. Ask the board to decide first."))
    if review.text_hash != text_hash:
        raise RuleBroken(_("The text is not the one that was reviewed. Take it back and ask about it again."))
    listed = list(answers_of(review))
    standing = reviewing.standing_of([reviewing.Asked(each.kind, outcome) for each, outcome in listed])
    if standing.open:
        names = ", ".join(each.full_name for each, outcome in listed if not outcome)
        raise RuleBroken(
            ngettext("%(names)s has not answered yet.", "%(names)s have not answered yet.", standing.open)
            % {"names": names}
        )
    if standing.refused:
        raise RuleBroken(_("A decision or a consent says no. Take the version back, change it and ask again."))
    if not standing.decided:
        raise RuleBroken(_("Nobody who decides said yes. Ask somebody of the board or the office."))
    if standing.against_advice and not against_reason.strip():
        raise RuleBroken(
            _("An advice says no. Say why you go on against it: the reason is kept."), field="against_reason"
        )
    return review


def _open_review(review_id: int) -> Review:
    review = Review.objects.select_for_update(of=("self",)).select_related("version__document").get(pk=review_id)
    if not review.is_open:
        raise RuleBroken(_("This review has ended."))
    return review


def _open_reviewer(reviewer_id: int) -> Reviewer:
    """Return somebody who can still answer. The review is locked first, so an answer and its end go one by one."""
    review = _open_review(Reviewer.objects.values_list("review_id", flat=True).get(pk=reviewer_id))
    reviewer = Reviewer.objects.select_for_update(of=("self",)).select_related("person").get(pk=reviewer_id)
    reviewer.review = review
    if reviewer.released_at is not None:
        raise RuleBroken(_("This answer is not asked any more."))
    if ReviewAnswer.objects.filter(reviewer=reviewer).exists():
        raise RuleBroken(_("This was answered already. An answer is not changed afterwards."))
    return reviewer


def title_and_number(review: Review) -> dict[str, object]:
    """Return what every message about a review names."""
    document = review.version.document
    return {"title": both(document.title_nl, document.title_en), "number": review.version.number}
