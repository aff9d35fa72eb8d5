"""The accessibility statement: what the organisation says of itself, and the law around it, dated and with its source.

The portal never says that it meets the requirements: an evaluation says so, and the organisation answers for that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common import organisation
from common.bilingual import Words, words
from common.clock import today
from common.errors import RuleBroken
from common.models import OrganisationSetting
from common.organisation import Setting

NOT_EVALUATED = "not_evaluated"
STATES: list[tuple[str, str]] = [
    (NOT_EVALUATED, gettext_lazy("not evaluated yet")),  # type: ignore[list-item]
    ("full", gettext_lazy("meets all requirements, by our own evaluation (status A)")),  # type: ignore[list-item]
    ("partial", gettext_lazy("meets part of the requirements; what is lacking is known and planned (status B)")),  # type: ignore[list-item]
    ("first", gettext_lazy("first measures are taken (status C)")),  # type: ignore[list-item]
    ("none", gettext_lazy("does not meet the requirements (status D)")),  # type: ignore[list-item]
]
MOST_DAYS = 60


def _assert_day(value: str) -> None:
    if not value:
        return
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise RuleBroken(_("Write the day as year, month and day, for example 2026-10-01."), field="value") from error
    if day > today():
        raise RuleBroken(_("This day is still to come. Fill in when the evaluation was done."), field="value")


def _assert_address(value: str) -> None:
    parts = urlsplit(value)
    if value and (parts.scheme != "https" or not parts.hostname):
        raise RuleBroken(_("Write the whole address of the page, beginning with https://."), field="value")


def _assert_days(value: int) -> None:
    if not 0 <= value <= MOST_DAYS:
        raise RuleBroken(_("Fill in 0 to {most} working days.").format(most=MOST_DAYS), field="value")


SEEN = gettext_lazy("Stands in the accessibility statement, which everybody can open without signing in.")
STATE = organisation.define(
    "accessibility.state",
    str,
    default=NOT_EVALUATED,
    options=STATES,
    label=gettext_lazy("Accessibility: what our evaluation found"),
    help=SEEN,
)
EVALUATED_ON = organisation.define(
    "accessibility.evaluated_on",
    str,
    default="",
    max_length=10,
    may_be_empty=True,
    check=_assert_day,
    label=gettext_lazy("Accessibility: day of the last evaluation"),
    help=gettext_lazy("As 2026-10-01. Empty as long as there was none. It stands in the accessibility statement."),
)
LIMITS_NL = organisation.define(
    "accessibility.limits_nl",
    str,
    default="",
    max_length=2000,
    may_be_empty=True,
    label=gettext_lazy("Accessibility: known limitations, in Dutch"),
    help=gettext_lazy("What does not work for everybody, why, and when it is mended. One a line."),
)
LIMITS_EN = organisation.define(
    "accessibility.limits_en",
    str,
    default="",
    max_length=2000,
    may_be_empty=True,
    label=gettext_lazy("Accessibility: known limitations, in English"),
    help=gettext_lazy("What does not work for everybody, why, and when it is mended. One a line."),
)
CONTACT = organisation.define(
    "accessibility.contact",
    str,
    default="",
    max_length=200,
    may_be_empty=True,
    label=gettext_lazy("Accessibility: where people report a barrier"),
    help=gettext_lazy("An e-mail address or a phone number that is read. It stands in the accessibility statement."),
)
ANSWER_DAYS = organisation.define(
    "accessibility.answer_days",
    int,
    default=0,
    check=_assert_days,
    label=gettext_lazy("Accessibility: working days within which a report is answered"),
    help=gettext_lazy("0 as long as this is not decided. It stands in the accessibility statement."),
)
REGISTER = organisation.define(
    "accessibility.register",
    str,
    default="",
    max_length=300,
    may_be_empty=True,
    check=_assert_address,
    label=gettext_lazy("Accessibility: address of our statement in the register"),
    help=gettext_lazy("For public-sector bodies: the page of this portal on toegankelijkheidsverklaring.nl."),
)
SETTINGS: Sequence[Setting[str] | Setting[int]] = (
    STATE, EVALUATED_ON, LIMITS_NL, LIMITS_EN, CONTACT, ANSWER_DAYS, REGISTER
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Law:
    """A fact of law in words, where it is written, and when it was last looked up."""

    text: str | Promise
    source: str | Promise
    url: str
    checked_on: date


CHECKED_ON = date(2026, 12, 2)
LAWS = (
    Law(
        gettext_lazy(
            "Public-sector bodies make websites and apps accessible, intranets too, and say in a statement how far "
            "they are. The Minister of the Interior supervises this. Who gets no answer, or not a good one, can "
            "complain to the National Ombudsman."
        ),
        gettext_lazy("Decree on digital accessibility of public bodies (Stb. 2018, 141); Directive (EU) 2016/2102"),
        "https://zoek.officielebekendmakingen.nl/stb-2018-141.html",
        CHECKED_ON,
    ),
    Law(
        gettext_lazy(
            "Every employer makes the adjustments that somebody with a disability or chronic illness needs for their "
            "work, unless that asks too much. Who thinks that this did not happen can ask the Netherlands Institute "
            "for Human Rights for a judgment."
        ),
        gettext_lazy("Act on equal treatment of disabled and chronically ill people (Wgbh/cz), article 2"),
        "https://wetten.overheid.nl/BWBR0014915/",
        CHECKED_ON,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """What the organisation says of the accessibility of this portal, as its reader reads it."""

    state: str
    evaluation: str
    evaluated_on: date | None
    limits: Words
    limits_lines: list[str]
    contact: str
    contact_url: str
    answer: str
    register: str


def statement() -> Statement:
    """Return what holds now; what the organisation did not fill in is said to be so. One query."""
    kept = dict(OrganisationSetting.objects.filter(key__in=[each.key for each in SETTINGS]).values_list("key", "value"))
    held = {each.key: kept.get(each.key, each.default) for each in SETTINGS}
    limits = words(held[LIMITS_NL.key], held[LIMITS_EN.key])
    day = held[EVALUATED_ON.key]
    contact = held[CONTACT.key].strip()
    return Statement(
        state=str(STATE.in_words(held[STATE.key])),
        evaluation=_evaluation(is_evaluated=held[STATE.key] != NOT_EVALUATED, has_day=bool(day)),
        evaluated_on=date.fromisoformat(day) if day else None,
        limits=limits,
        limits_lines=[line.strip() for line in limits.text.splitlines() if line.strip()],
        contact=contact,
        contact_url=_contact_url(contact),
        answer=_answer(held[ANSWER_DAYS.key]),
        register=held[REGISTER.key],
    )


def _evaluation(*, is_evaluated: bool, has_day: bool) -> str:
    if has_day:
        return ""
    if is_evaluated:
        return _("On which day this was evaluated is not filled in.")
    return _("Nobody evaluated yet whether people with a disability can use every page of this portal.")


def _answer(days: int) -> str:
    if not days:
        return _("Within how many days you get an answer is not decided yet.")
    return ngettext(
        "You get an answer within %(number)d working day.", "You get an answer within %(number)d working days.", days
    ) % {"number": days}


def _contact_url(contact: str) -> str:
    if "@" in contact and " " not in contact:
        return f"mailto:{contact}"
    digits = contact.replace(" ", "").replace("-", "")
    return f"tel:{digits}" if digits.removeprefix("+").isdecimal() else ""
