"""The fixed lists of the tool catalogue: what is allowed, with which data."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from common import organisation
from common.errors import RuleBroken
from common.retention import Term


class ToolStatus(models.TextChoices):
    """In the order in which the list shows them."""

    ALLOWED = "allowed", _("allowed")
    CONDITIONS = "conditions", _("allowed with conditions")
    REVIEW = "review", _("under review")
    NOT_ALLOWED = "not_allowed", _("not allowed")


USABLE = (ToolStatus.ALLOWED, ToolStatus.CONDITIONS)


class Verdict(models.TextChoices):
    """What a tool means for one reader, as one answer: may I use it?"""

    YES = "yes", _("You may use this")
    CONDITIONS = "conditions", _("You may use this, with conditions")
    COURSE_FIRST = "course_first", _("You may use this after a course")
    SEAT_FIRST = "seat_first", _("You may use this once you have a seat")
    OTHER_WORK = "other_work", _("Not for your work")
    NOT_YET = "not_yet", _("Do not use this yet: we are looking at it")
    NO = "no", _("Do not use this for your work")


class DataClass(models.TextChoices):
    """What may go into a tool, from harmless to most delicate."""

    PUBLIC = "public", _("public information")
    INTERNAL = "internal", _("internal information")
    PERSONAL = "personal", _("personal data")
    SPECIAL = "special", _("data about health or other special personal data")


class Task(models.TextChoices):
    """What people want to do, as the end of "I want to ..."; in the order in which the finder asks."""

    WRITE = "write", _("write or improve a text")
    SUMMARISE = "summarise", _("summarise a text")
    SEARCH = "search", _("look something up")
    DOCUMENTS = "documents", _("ask questions about my own documents")
    TRANSLATE = "translate", _("translate a text")
    TRANSCRIBE = "transcribe", _("turn a talk into text")
    PLAN = "plan", _("make a plan or a schedule")
    PICTURE = "picture", _("make a picture or slides")
    ANALYSE = "analyse", _("work out figures")
    PROGRAM = "program", _("write software")


CALLED: dict[DataClass, tuple[str, ...]] = {
    DataClass.PUBLIC: ("openbare informatie", "public information", "website", "folder", "leaflet"),
    DataClass.INTERNAL: ("interne informatie", "internal information", "notulen", "werkinstructie", "minutes"),
    DataClass.PERSONAL: ("persoonsgegevens", "personal data", "personeelsgegevens", "contactgegevens", "staff data"),
    DataClass.SPECIAL: (
        *("bijzondere persoonsgegevens", "gezondheidsgegevens", "medische gegevens", "zorgplan", "dossier"),
        *("cliëntgegevens", "clientgegevens", "patiëntgegevens", "patientgegevens", "bewonersgegevens"),
        *("special personal data", "health data", "medical data", "client data", "patient data", "care plan"),
    ),
}
"""What people call each class of data when they search, in both languages at once: a nurse thinks of her clients."""
SHORTEST = 5
"""Letters below which a text says too little to stand for a class of data."""


def data_classes_called(text: str) -> list[DataClass]:
    """Return the classes of data that somebody may mean by what they type in the search."""
    said = " ".join(text.casefold().split())
    return [
        each for each, names in CALLED.items() if len(said) >= SHORTEST and any(one.startswith(said) for one in names)
    ]


ASK_AT = organisation.define(
    "tools.ask_at",
    str,
    default="",
    label=_("Where people ask about AI tools"),
    help=_("A mail address, a phone number or a web page. It stands where a tool is missing, and where none fits."),
)


class Approval(models.TextChoices):
    """When somebody's manager answers before they get a seat of a tool."""

    BY_COST = "by_cost", _("when it costs money")
    ALWAYS = "always", _("always")
    NEVER = "never", _("never")


class RequestState(models.TextChoices):
    ASKED = "asked", _("waits for approval")
    DECLINED = "declined", _("declined")
    COURSE = "course", _("waits until the course is completed")
    WAITING = "waiting", _("on the waiting list")
    GIVEN = "given", _("has a seat")
    RETURNED = "returned", _("seat returned")
    WITHDRAWN = "withdrawn", _("request ended")


OPEN = (RequestState.ASKED, RequestState.COURSE, RequestState.WAITING)
"""States of somebody who has no seat yet and may get one."""
LIVE = (*OPEN, RequestState.GIVEN)
"""Of these, one person has one at most for one tool."""
ENDED = (RequestState.DECLINED, RequestState.RETURNED, RequestState.WITHDRAWN)
"""After which somebody may ask again."""


class Ending(models.TextChoices):
    """Why a seat was returned, or a request ended without one."""

    BY_PERSON = "by_person", _("by yourself")
    BY_OFFICE = "by_office", _("by the programme office")
    LEFT = "left", _("no longer works here")
    NOT_ALLOWED = "not_allowed", _("the tool may not be used any more")
    OPEN_TO_ALL = "open_to_all", _("no seat is needed any more")


class IncidentKind(models.TextChoices):
    """What AI got wrong, in a few words that name nobody."""

    WRONG = "wrong", _("it says something that is not true")
    SOURCE = "source", _("it made up a source")
    UNFAIR = "unfair", _("it is unfair to people")
    LEAKED = "leaked", _("it showed data that it should not")
    OTHER = "other", _("something else")


def _check_address(address: str) -> None:
    if address and not address.startswith(("https://", "http://")):
        raise RuleBroken(_("Fill in the whole address, beginning with https://."), field="value")


def _check_number(number: int) -> None:
    if not 1 <= number <= 100:
        raise RuleBroken(_("Choose a number from 1 to 100."), field="value")


INCIDENT_FORM = organisation.define(
    "tools.incident_form",
    str,
    default="",
    label=_("Address of the form for what AI got wrong"),
    help=_("Your own form for incidents. Without it people read at each tool whom to tell."),
    check=_check_address,
)
INCIDENTS_REOPEN = organisation.define(
    "tools.incidents_reopen",
    int,
    default=5,
    label=_("How often “AI got this wrong” opens the review of a tool again"),
    help=_("Counted since the last review."),
    check=_check_number,
)

LEAK_FORM = organisation.define(
    "tools.leak_form",
    str,
    default="",
    label=_("Address of the form for data leaks"),
    help=_(
        "Your own form. Whoever says that personal data went into a tool is led to it. Without it they read whom to "
        "tell."
    ),
    check=_check_address,
)

SEEN_BY = "tool_request.seen_by_"
"""Begins the audit event of a look at names; the end says as whom."""
AS_MANAGER = "manager"

TERMS: list[Term] = [
    Term(
        code="tools.request_ended",
        label=_("Requests for AI tools that ended, and seats that were returned"),
        keeps=timedelta(days=365),
        counts_from=_("after it ended"),
        action=_("deleted"),
    ),
    Term(
        code="tools.incident",
        label=_("How often AI got something wrong, by day; nobody is in it"),
        keeps=timedelta(days=3 * 365),
        counts_from=_("after that day"),
        action=_("deleted"),
    ),
    Term(
        code="tools.declaration",
        label=_("What somebody said with their name that they use already"),
        keeps=timedelta(days=365),
        counts_from=_("after the day on which it was said; at once when they take it back or leave"),
        action=_("deleted"),
    ),
    Term(
        code="tools.need",
        label=_("What people use already, counted by quarter; nobody is in it"),
        keeps=timedelta(days=3 * 365),
        counts_from=_("after the end of the quarter"),
        action=_("deleted; released figures stay"),
    ),
]
