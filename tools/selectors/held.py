"""What the catalogue holds about people, what waits for them, and what their going means for it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.asked import Waiting
from common.clock import day_of
from common.departures import Consequence
from common.held import Held, HeldRow
from common.models import AuditEvent
from people.choices import Role
from people.models import Person
from tools import policies
from tools.choices import AS_MANAGER, OPEN, SEEN_BY, RequestState
from tools.choices.declarations import DECLARATION_LOOK
from tools.models import AccessRequest, Declaration, PromiseStep, Tool, ToolStatusChange
from tools.selectors.catalogue import to_review
from tools.selectors.promise import promise_now
from tools.selectors.seats import requests_asked


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """What waits for somebody: requests, reviews, who asks for help, the promise to decide on. Six queries at most."""
    return [
        *_requests_waiting(person, now=now),
        *_reviews_waiting(person, now=now),
        *_declarations_waiting(person),
        *_promise_waiting(person),
    ]


def _declarations_waiting(person: Person) -> list[Waiting]:
    """What people said with their name that they use, until the programme office helped them."""
    if not policies.can_edit(person):
        return []
    count = Declaration.objects.filter(helped_on__isnull=True).count()
    title = ngettext("person to help with what they use", "people to help with what they use", count)
    return [Waiting(title, count, reverse("tools:declaration_list") + "?show=to_help", icon="message")] if count else []


def _promise_waiting(person: Person) -> list[Waiting]:
    """The promise on which people say what they use, while the board is asked to stand by it."""
    if not policies.can_decide_promise(person) or not promise_now().is_asked:
        return []
    title = gettext_lazy("promise to people who say what they use: to decide on")
    return [Waiting(title, 1, reverse("tools:promise"), icon="gavel")]


def _reviews_waiting(person: Person, *, now: datetime) -> list[Waiting]:
    tools = to_review(person, day=day_of(now))
    dates = sorted(day for day in tools.values_list("review_on", flat=True) if day is not None)
    if not dates:
        return []
    title = ngettext("AI tool to review", "AI tools to review", len(dates))
    return [Waiting(title, len(dates), f"{reverse('tools:tool_list')}?scope=review", due_on=dates[0], icon="tool")]


def _requests_waiting(person: Person, *, now: datetime) -> list[Waiting]:
    count = requests_asked(person, now=now).count()
    title = ngettext("request for an AI tool", "requests for AI tools", count)
    url = reverse("tools:request_list") + ("?show=mine" if policies.can_edit(person) else "")
    return [Waiting(title, count, url, icon="tool")] if count else []


def data_about(person: Person) -> list[Held]:
    """Everything that the catalogue holds about one person."""
    owned = Tool.objects.filter(owner=person).order_by("name")
    changed = ToolStatusChange.objects.filter(changed_by=person).select_related("tool").order_by("-changed_at")
    return [
        Held(
            title=gettext_lazy("AI tools you own or decided on"),
            why=gettext_lazy("So that people know who answers for a tool."),
            seen_by=gettext_lazy("Everyone who works here"),
            kept=gettext_lazy("As long as the tool stands in the catalogue."),
            rows=[
                *(HeldRow(tool.name, _("you own it"), tool.created_at) for tool in owned),
                *(HeldRow(row.tool.name, row.get_to_status_display(), row.changed_at) for row in changed),
            ],
        ),
        *_requests_about(person),
        *_declared_by(person),
    ]


def _declared_by(person: Person) -> list[Held]:
    """What somebody said with their name that they use, who saw it, and what they did about the promise."""
    mine = list(Declaration.objects.filter(person=person).select_related("tool").order_by("-declared_on", "-pk"))
    names = {str(row.public_id): row.tool_name for row in mine}
    looks = AuditEvent.objects.filter(
        action=DECLARATION_LOOK, object_type=Declaration._meta.label_lower, object_id__in=names
    )
    steps = PromiseStep.objects.filter(taken_by=person)
    return [
        Held(
            title=gettext_lazy("What you said, with your name, that you use already"),
            why=gettext_lazy("So that the programme office can help you. You can take it back under “My AI tools”."),
            seen_by=gettext_lazy("You and the programme office"),
            kept=gettext_lazy(
                "A year, or until you take it back or leave. What you say without your name is not here."
            ),
            rows=[HeldRow(row.tool_name, _declared_words(row), row.declared_on) for row in mine],
        ),
        Held(
            title=gettext_lazy("Who saw what you said that you use already"),
            why=gettext_lazy("So that you know who looked."),
            seen_by=gettext_lazy("You"),
            kept=gettext_lazy("As long as what you said."),
            rows=[
                HeldRow(capfirst(str(Role.PROGRAMME_OFFICE.label)), names[event.object_id], day_of(event.at))
                for event in looks.exclude(actor=person).order_by("-at", "-pk")
            ],
        ),
        Held(
            title=gettext_lazy("What you decided or asked about the promise to people who say what they use"),
            why=gettext_lazy("So that everybody knows who stands by it."),
            seen_by=gettext_lazy("Everyone who works here"),
            kept=gettext_lazy("As long as the portal."),
            rows=[HeldRow(row.get_move_display(), row.reason, row.taken_at) for row in steps],
        ),
    ]


def _declared_words(row: Declaration) -> str:
    said = [", ".join(row.task_labels), row.get_data_class_display() if row.data_class else ""]
    return "; ".join(each for each in said if each)


def _requests_about(person: Person) -> list[Held]:
    """The seats and requests of somebody, and who saw them on a list."""
    mine = list(AccessRequest.objects.filter(person=person).select_related("tool").order_by("-asked_at", "-pk"))
    answered = AccessRequest.objects.filter(decided_by=person).select_related("tool").order_by("-state_since")
    names = {str(row.public_id): row.tool.name for row in mine}
    looks = AuditEvent.objects.filter(
        action__startswith=SEEN_BY, object_type=AccessRequest._meta.label_lower, object_id__in=names
    )
    return [
        Held(
            title=gettext_lazy("AI tools that you asked for"),
            why=gettext_lazy("To give seats in the order of asking, and to know who has one."),
            seen_by=gettext_lazy("You, the managers above you, and the programme office"),
            kept=gettext_lazy("While you have the seat, and a year after it ended."),
            rows=[HeldRow(row.tool.name, _held_words(row), row.state_since) for row in mine],
        ),
        Held(
            title=gettext_lazy("Who saw that you asked for an AI tool"),
            why=gettext_lazy("So that you know who looked."),
            seen_by=gettext_lazy("You"),
            kept=gettext_lazy("As long as the request itself."),
            rows=[
                HeldRow(capfirst(_looker(event)), names[event.object_id], day_of(event.at))
                for event in looks.exclude(actor=person).order_by("-at", "-pk")
            ],
        ),
        Held(
            title=gettext_lazy("Requests for AI tools that you answered"),
            why=gettext_lazy("So that whoever asked knows from whom the answer came."),
            seen_by=gettext_lazy("Whoever asked, and the programme office"),
            kept=gettext_lazy("While the seat is used, and a year after it ended."),
            rows=[HeldRow(row.tool.name, row.get_state_display(), row.state_since) for row in answered],
        ),
    ]


def _held_words(row: AccessRequest) -> str:
    said = [row.get_state_display(), row.purpose, row.decision_reason, row.ending_reason]
    return ": ".join(each for each in said if each)


def _looker(event: AuditEvent) -> str:
    """As whom somebody looked, in words."""
    seen_as = event.action.removeprefix(SEEN_BY)
    return _("manager") if seen_as == AS_MANAGER else str(Role(seen_as).label)


def preview_departure(*, person_ids: Sequence[int], on: date) -> list[Consequence]:
    """What it means for the catalogue when these people leave on that day. Two queries.

    What they said with their name that they use already goes too, and is not told here: HR reads this, and was promised
    not to learn of it.
    """
    owned = Tool.objects.filter(owner__in=person_ids, archived_at__isnull=True).count()
    theirs = AccessRequest.objects.filter(person__in=person_ids)
    counted = theirs.aggregate(
        seats=Count("pk", filter=Q(state=RequestState.GIVEN)), requests=Count("pk", filter=Q(state__in=OPEN))
    )
    said = [
        Consequence(gettext_lazy("AI tools that lose their owner"), owned),
        Consequence(gettext_lazy("seats of AI tools that come free"), counted["seats"]),
        Consequence(gettext_lazy("requests for AI tools that end"), counted["requests"]),
    ]
    return [each for each in said if each.count]
