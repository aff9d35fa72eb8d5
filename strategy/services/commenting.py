"""Remarks and suggestions about a passage: written, answered, taken over or not, and kept."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.prose import normalised
from common.services import record
from people.models import Person
from strategy import policies, rules
from strategy.choices import LANGUAGES, CommentKind, CommentOutcome
from strategy.errors import ClauseText
from strategy.models import Clause, Comment, Reply, Version
from strategy.rules.audiences import ForWhom
from strategy.services.starting import must_write
from strategy.services.threads import resolved, tell, who_took_part
from strategy.services.writing import conflict_at, must_fit, save_clause, text_of


@transaction.atomic
def comment_on(*, clause_id: int, text: str, language: str, actor: Person, now: datetime) -> Comment:
    """Remark on a passage of a version that is being written or reviewed."""
    clause, version = _clause_to_comment(clause_id, actor)
    said = _said(text)
    if not said:
        raise RuleBroken(_("Write what you want to say about this passage."), field="text")
    return _keep(
        Comment(version=version, clause_key=clause.key, language=_known(language), text=said),
        clause=clause,
        actor=actor,
        now=now,
    )


@transaction.atomic
def suggest(
    *, clause_id: int, proposed: str, proposed_language: str, text: str, language: str, actor: Person, now: datetime
) -> Comment:
    """Propose other words for the text of a passage in one language; ``text`` says why and may be empty."""
    clause, version = _clause_to_comment(clause_id, actor)
    wanted, base = normalised(proposed), _text_in(clause, _known(proposed_language))
    if not wanted:
        raise RuleBroken(_("Write the text as you would have it."), field="proposed")
    if wanted == base:
        raise RuleBroken(_("This is the text as it stands. Change what you would have otherwise."), field="proposed")
    must_fit(wanted, field="proposed")
    made = Comment(
        version=version,
        clause_key=clause.key,
        kind=CommentKind.SUGGESTION,
        language=_known(language),
        text=_said(text),
        proposed_language=proposed_language,
        proposed=wanted,
        base=base,
    )
    return _keep(made, clause=clause, actor=actor, now=now)


def _keep(comment: Comment, *, clause: Clause, actor: Person, now: datetime) -> Comment:
    comment.author, comment.created_at = actor, now
    comment.save()
    record(f"comment.{comment.kind}_written", comment, actor=actor, now=now)
    tell(comment, {clause.changed_by_id}, actor=actor, now=now)
    return comment


@transaction.atomic
def reply_to(*, comment_id: int, text: str, language: str, actor: Person, now: datetime) -> Reply:
    """Answer a comment that is open; everybody who took part hears of it."""
    comment = _open_comment(comment_id)
    if not policies.can_comment(actor, comment.version):
        raise RuleBroken(_("Only who writes or is asked about this version remarks on it."))
    said = _said(text)
    if not said:
        raise RuleBroken(_("Write your answer first."), field="text")
    reply = Reply.objects.create(comment=comment, author=actor, language=_known(language), text=said, created_at=now)
    record("comment.answered", comment, actor=actor, now=now)
    tell(comment, who_took_part(comment), actor=actor, now=now)
    return reply


@transaction.atomic
def resolve(*, comment_id: int, outcome: str, reason: str, actor: Person, now: datetime) -> Comment:
    """Say what became of a comment; a no says why. A suggestion is taken over by ``take_over``, with its words."""
    comment = _open_comment(comment_id)
    if not policies.can_resolve(actor, comment):
        raise RuleBroken(_("The programme office says what became of a remark."))
    if outcome not in CommentOutcome.values or (outcome == CommentOutcome.TAKEN_OVER and comment.is_suggestion):
        raise RuleBroken(_("Choose what became of it."), field="outcome")
    if outcome != CommentOutcome.ANSWERED:
        must_write(actor)
    if outcome == CommentOutcome.NOT_TAKEN_OVER and not reason.strip():
        raise RuleBroken(_("Say why it is not taken over: whoever wrote it reads that."), field="reason")
    return resolved(comment, CommentOutcome(outcome), reason, actor=actor, now=now)


@transaction.atomic
def take_over(*, comment_id: int, change: str, actor: Person, now: datetime) -> Clause:
    """Put the words of a suggestion into the passage, by the same check as any save.

    When the text in that language is another one than the suggestion was made upon, ``ClauseConflict`` holds both.
    """
    must_write(actor)
    comment = _open_comment(comment_id)
    clause = Clause.objects.filter(version=comment.version, key=comment.clause_key).first()
    if not comment.is_suggestion or clause is None:
        raise RuleBroken(_("The passage is not in the draft any more, so nothing can be taken over."))
    kept = text_of(clause)
    typed = with_proposal(kept, comment)
    if _text_in(clause, comment.proposed_language) not in (comment.base, comment.proposed):
        raise conflict_at(clause, typed=typed, actor=actor)
    return save_taking(
        comment_id=comment.pk,
        clause_id=clause.pk,
        edition=clause.edition,
        text=typed,
        pillar=clause.pillar,
        change=change,
        actor=actor,
        now=now,
    )


@transaction.atomic
def save_taking(
    *,
    comment_id: int,
    clause_id: int,
    edition: int,
    text: ClauseText,
    pillar: str,
    change: str,
    actor: Person,
    now: datetime,
    for_whom: ForWhom | None = None,
) -> Clause:
    """Save a passage into which a suggestion went, perhaps put together with what others wrote, and close that."""
    clause = save_clause(
        clause_id=clause_id,
        edition=edition,
        text=text,
        pillar=pillar,
        change=change,
        actor=actor,
        now=now,
        for_whom=for_whom,
    )
    comment = Comment.objects.select_for_update(of=("self",)).filter(pk=comment_id, clause_key=clause.key).first()
    if comment is not None and comment.version_id == clause.version_id and comment.is_open:
        resolved(comment, CommentOutcome.TAKEN_OVER, "", actor=actor, now=now)
    return clause


def with_proposal(kept: ClauseText, comment: Comment) -> ClauseText:
    """Return the text of a passage with the words of a suggestion in it."""
    if comment.proposed_language == "nl":
        return replace(kept, text_nl=comment.proposed)
    return replace(kept, text_en=comment.proposed)


def _clause_to_comment(clause_id: int, actor: Person) -> tuple[Clause, Version]:
    clause = Clause.objects.select_related("version__document").get(pk=clause_id)
    if clause.version.is_frozen:
        raise RuleBroken(_("This version was published. Remark on the passage in the next draft."))
    if not policies.can_comment(actor, clause.version):
        raise RuleBroken(_("Only who writes or is asked about this version remarks on it."))
    return clause, clause.version


def _open_comment(comment_id: int) -> Comment:
    """Lock a comment and return it while it is open. Its version first, as everybody does who writes in it."""
    Version.objects.select_for_update().get(comments=comment_id)
    comment = (
        Comment.objects.select_for_update(of=("self",)).select_related("version__document", "author").get(pk=comment_id)
    )
    if comment.version.is_frozen:
        raise RuleBroken(_("This version was published, so what was said about it stays as it is."))
    if not comment.is_open:
        raise RuleBroken(_("Somebody said already what became of this."))
    return comment


def _text_in(clause: Clause, language: str) -> str:
    return clause.text_nl if language == "nl" else clause.text_en


def _said(text: str) -> str:
    said = normalised(text)
    if len(said) > rules.LONGEST_COMMENT:
        raise RuleBroken(
            _("This has %(length)d characters; at most %(most)d fit here.")
            % {"length": len(said), "most": rules.LONGEST_COMMENT},
            field="text",
        )
    return said


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise RuleBroken(_("Choose Dutch or English."))
    return language
