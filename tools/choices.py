"""The fixed lists of the tool catalogue: what is allowed, with which data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common import organisation
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


TERMS: list[Term] = []
"""The catalogue keeps nothing about people but who owns a tool and who decided on it; that stays with the tool."""
