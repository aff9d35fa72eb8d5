"""What can be asked to complete a course, where a piece of evidence stands, and how long what is handed in is kept."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.retention import Term
from people.choices import Role


class Part(models.TextChoices):
    """What somebody does to complete a course, in the order in which it is asked; a course asks some of it."""

    ATTENDED = "attended", _("being at a session")
    LESSONS = "lessons", _("reading the lessons")
    QUESTIONS = "questions", _("passing the questions")
    EVIDENCE = "evidence", _("evidence that is accepted")


class EvidenceState(models.TextChoices):
    HANDED_IN = "handed_in", _("waits for an answer")
    SENT_BACK = "sent_back", _("sent back")
    ACCEPTED = "accepted", _("accepted")


class AnsweredAs(models.TextChoices):
    """In which role somebody answered; it stays when the name does not."""

    HR = Role.HR.value, Role.HR.label
    TRAINER = Role.TRAINER.value, Role.TRAINER.label


EVIDENCE_MARKS: dict[str, str] = {
    EvidenceState.HANDED_IN: "waiting",
    EvidenceState.SENT_BACK: "warn",
    EvidenceState.ACCEPTED: "good",
}
"""How each state is marked on a page: the kinds of the status component."""

PURPOSE = "training-evidence"
"""For what the stored files of evidence are kept."""

EVIDENCE_TERMS: list[Term] = [
    Term(
        code="training.evidence_file",
        label=_("Files that people handed in as evidence, with what they wrote beside them"),
        keeps=timedelta(days=28),
        counts_from=_("after they were accepted"),
        action=_("deleted; that it was accepted, when and by which role stays"),
    ),
    Term(
        code="training.evidence_sent_back",
        label=_("Evidence that was sent back and not handed in anew"),
        keeps=timedelta(days=90),
        counts_from=_("after it was sent back"),
        action=_("deleted, with its file"),
    ),
    Term(
        code="training.evidence_waiting",
        label=_("Evidence that nobody answered"),
        keeps=timedelta(days=365),
        counts_from=_("after it was handed in"),
        action=_("deleted, with its file"),
    ),
    Term(
        code="training.evidence",
        label=_("That evidence of a course was accepted, when and by which role"),
        keeps=timedelta(days=7 * 365),
        counts_from=_("after it was handed in"),
        action=_("deleted"),
    ),
]
