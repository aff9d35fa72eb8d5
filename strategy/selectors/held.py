"""What the strategy holds about people, and what their going means."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.departures import Consequence
from common.held import Held, HeldRow
from people.models import Person
from strategy.choices import ACKNOWLEDGEMENTS_KEPT, DocumentKind, RevisionEvent
from strategy.models import (
    Acknowledgement,
    ClauseRevision,
    Comment,
    Objective,
    ObjectiveEdition,
    Reply,
    Reviewer,
    Version,
)


def data_about(person: Person) -> list[Held]:
    """Return what the strategy holds about somebody: what they read, answered, remarked, own and wrote."""
    readings = Acknowledgement.objects.filter(person=person).select_related("version__document").order_by("-at")
    owned = Objective.objects.filter(owner=person).order_by("-created_at")
    written = (
        ClauseRevision.objects.filter(saved_by=person)
        .exclude(event=RevisionEvent.CARRIED)
        .select_related("version__document")
        .order_by("-pk")
    )
    asked = (
        Reviewer.objects.filter(person=person)
        .select_related("review__version__document", "answer")
        .order_by("-asked_at")
    )
    changed = ObjectiveEdition.objects.filter(actor=person).select_related("objective").order_by("-at")
    remarks = Comment.objects.filter(author=person).select_related("version__document").order_by("-created_at")
    replies = Reply.objects.filter(author=person).select_related("comment__version__document").order_by("-created_at")
    said = [(each.version, each.text or each.proposed, each.created_at) for each in remarks]
    said += [(each.comment.version, each.text, each.created_at) for each in replies]
    return [
        Held(
            title=gettext_lazy("What you were asked before a version was published"),
            why=gettext_lazy("So that it can be seen who decided, agreed or advised about which text."),
            seen_by=gettext_lazy("You, programme office and board."),
            kept=gettext_lazy("As long as the version is kept."),
            rows=[
                HeldRow(
                    _("%(title)s, version %(number)d")
                    % {"title": each.review.version.document.title, "number": each.review.version.number},
                    _("%(kind)s: %(answer)s")
                    % {
                        "kind": each.get_kind_display(),
                        "answer": each.given.get_outcome_display() if each.given else _("not answered"),
                    },
                    each.given.answered_at if each.given else each.asked_at,
                )
                for each in asked
            ],
        ),
        Held(
            title=gettext_lazy("What you confirmed having read"),
            why=gettext_lazy(
                "So that the organisation knows how many people know the strategy and the house rules. What you chose "
                "in a situation is held of nobody, and neither is who sent that."
            ),
            seen_by=gettext_lazy("You. Others see numbers of groups only; a reminder knows whether to reach you."),
            kept=ACKNOWLEDGEMENTS_KEPT.in_full,
            rows=[
                HeldRow(
                    _("%(title)s, version %(number)d")
                    % {"title": reading.version.document.title, "number": reading.version.number},
                    _("read in Dutch") if reading.language == "nl" else _("read in English"),
                    reading.at,
                )
                for reading in readings
            ],
        ),
        Held(
            title=gettext_lazy("Objectives that you own"),
            why=gettext_lazy("So that everyone knows who keeps an eye on an objective."),
            seen_by=gettext_lazy("Everyone who works here."),
            kept=gettext_lazy("Until somebody else owns it, or you leave."),
            rows=[HeldRow(_("Objective"), objective.title.text, objective.created_at) for objective in owned],
        ),
        Held(
            title=gettext_lazy("What you changed about objectives"),
            why=gettext_lazy("So that everyone can read how an objective came to be, and why its target moved."),
            seen_by=gettext_lazy("Everyone who works here."),
            kept=gettext_lazy("As long as the objective is kept."),
            rows=[HeldRow(str(each.objective.title), each.get_event_display(), each.at) for each in changed],
        ),
        Held(
            title=gettext_lazy("Passages that you wrote"),
            why=gettext_lazy(
                "So that an earlier text can come back, and nobody writes, decides and publishes a version alone."
            ),
            seen_by=gettext_lazy("Programme office and board."),
            kept=gettext_lazy("As long as the version is kept."),
            rows=[
                HeldRow(
                    _("%(title)s, version %(number)d")
                    % {"title": each.version.document.title, "number": each.version.number},
                    f"{each.title.text} ({each.get_event_display()})",
                    each.saved_at,
                )
                for each in written
            ],
        ),
        Held(
            title=gettext_lazy("What you remarked on passages"),
            why=gettext_lazy("So that whoever writes can use it, and it can be read later why a text became as it is."),
            seen_by=gettext_lazy("You, programme office and board, and who is asked about that version."),
            kept=gettext_lazy("As long as the version is kept."),
            rows=[
                HeldRow(
                    _("%(title)s, version %(number)d") % {"title": version.document.title, "number": version.number},
                    Truncator(text).chars(200),
                    at,
                )
                for version, text, at in said
            ],
        ),
    ]


def preview_departure(*, person_ids: Sequence[int], on: date) -> list[Consequence]:
    """Say which objectives lose their owner when these people go, and which answers nobody waits for any more."""
    owned = Objective.objects.open_on(on).filter(owner_id__in=person_ids).count()
    asked = Reviewer.objects.unanswered().filter(person_id__in=person_ids).count()
    found = [
        Consequence(gettext_lazy("objectives without an owner"), owned),
        Consequence(gettext_lazy("answers about a text that nobody waits for any more"), asked),
    ]
    return [each for each in found if each.count]


def version_in_force(at: datetime, kind: str = DocumentKind.STRATEGY) -> Version | None:
    """Return the version that was in force just before ``at``, or ``None`` before the first. One query."""
    published = Version.objects.filter(document__kind=kind, published_at__lt=at)
    return published.order_by("-published_at", "-number").first()
