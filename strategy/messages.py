"""Messages of the strategy."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from common.links import link_token, read_link_token
from outbox.choices import LABELS, Channel, Kind
from outbox.messages import MessageKind
from strategy.models import Review, Reviewer


class StrategyPublished(MessageKind):
    """A new version is in force; for whoever carries it: board, HR, privacy officer, works council, objective owners.

    Everyone else finds it on the home page, and a reminder follows for who has not read it.
    """

    code = "strategy.published"
    kind = Kind.CONFIRMATION
    label = _("A new version of the strategy or the house rules is in force")


class ReviewAsked(MessageKind):
    """Somebody is asked to decide, consent or advise about a version before it is published."""

    code = "strategy.review_asked"
    kind = Kind.CONFIRMATION
    label = _("You are asked about a new version of the strategy or the house rules")


class ReviewTakenBack(MessageKind):
    """A version about which somebody was asked is written on: they are asked again later."""

    code = "strategy.review_taken_back"
    kind = Kind.CONFIRMATION
    label = _("A version about which you were asked is taken back")


class ReviewComplete(MessageKind):
    """Everybody answered, for who asked."""

    code = "strategy.review_complete"
    kind = Kind.CONFIRMATION
    label = _("Everybody answered about a version that you sent round")


class AdviceOverruled(MessageKind):
    """A version was published against somebody's advice: the reason is in the message."""

    code = "strategy.advice_overruled"
    kind = Kind.CONFIRMATION
    label = _("A version was published against your advice, and why")


class ReviewMailFailed(MessageKind):
    """No mail server took a mail to somebody without an account: who sent it must know."""

    code = "strategy.review_mail_failed"
    kind = Kind.CONFIRMATION
    label = _("An e-mail to a reviewer without an account was not sent")
    channels = (Channel.INBOX,)


class CommentsWritten(MessageKind):
    """Something was said about a passage that somebody wrote or remarked on: once for all that is written shortly."""

    code = "strategy.comments_written"
    kind = Kind.CONFIRMATION
    label = _("Somebody remarked on a passage that you write or wrote about")


REVIEW_SALT = "strategy.review"
REVIEW_LINK = "strategy.review_link"
LABELS[REVIEW_LINK] = _("A text to answer about, for somebody without an account")
LINK_CODE = "strategy.link_code"
LABELS[LINK_CODE] = _("A code for the link of somebody without an account")


def review_token(reviewer: Reviewer) -> str:
    """Return the signed words of the link by which somebody without an account answers; a later one replaces it."""
    assert reviewer.link_until is not None  # noqa: S101 - made for who has no account
    return link_token(reviewer.public_id, reviewer.link_until, salt=REVIEW_SALT)


def read_review_token(token: str) -> tuple[UUID, datetime] | None:
    """Return whose link this is and until when it was given; ``None`` for one that we never made."""
    return read_link_token(token, salt=REVIEW_SALT)


def about_review(review: Review) -> str:
    """The name under which messages about a review are found again, to skip them."""
    return f"review:{review.public_id}"
