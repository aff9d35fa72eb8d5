"""What a new installation still needs, from what is really there: the apps are asked in this visible list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from common import organisation
from common.choices import ORGANISATION_LANGUAGE, ORGANISATION_NAME
from common.clock import day_of
from common.models import OrganisationSetting
from common.selectors import organisation_name, setting_value
from directory.choices import RunState
from directory.models import ImportRun
from directory.selectors import import_under_way
from governance.selectors import agreements
from outbox.choices import MessageState
from outbox.models import Message
from people.choices import Role
from people.models import Person, RoleAssignment
from people.selectors import people_here, people_with_role
from strategy.selectors import version_in_force
from surveys.choices import WaveState
from surveys.models import Wave
from training.models import Session

NOT_NAMED = frozenset({"", "Houvast"})
"""What the command that sets an installation up writes where nobody gave a name."""
TEST_MAIL = "account.test_mail"
SHOWS_TRIED_FOR = timedelta(minutes=10)
NEEDED_ROLES = (Role.HR, Role.PROGRAMME_OFFICE, Role.BOARD, Role.PRIVACY_OFFICER)
PUT_AWAY = organisation.define(
    "portal.first_steps_put_away",
    bool,
    default=False,
    label=_("Put away the list of first steps"),
    help=_("It then no longer stands on the home page of administrators. The page itself stays."),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the list: what, whether it is done, what waits for it, and where it is done."""

    code: str
    label: str | Promise
    is_done: bool
    waits: str | Promise
    url: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a mail that somebody sent to themselves, in words."""

    title: str | Promise
    kind: str
    words: str | Promise = ""
    is_under_way: bool = False


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """The list as it stands."""

    steps: list[Step]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def is_complete(self) -> bool:
        return self.done == len(self.steps)

    @property
    def next_step(self) -> Step | None:
        """The first line that is not done."""
        return next((step for step in self.steps if not step.is_done), None)


def first_steps_of(person: Person, *, now: datetime) -> FirstSteps:
    """Return the list for an administrator; what is their own (a second step) is asked of them."""
    return FirstSteps([step(person, now) for step in STEPS])


def on_home(person: Person, *, now: datetime) -> FirstSteps | None:
    """Return the list while it belongs on the home page: for administrators, until it is done or put away."""
    if not person.has_role(Role.ADMINISTRATOR) or setting_value(PUT_AWAY):
        return None
    steps = first_steps_of(person, now=now)
    return None if steps.is_complete else steps


def tried_by(person: Person, *, now: datetime) -> Tried | None:
    """Return what became of the last mail that somebody sent to themselves in the last minutes. One query."""
    tried = Message.objects.filter(code=TEST_MAIL, recipient=person, created_at__gt=now - SHOWS_TRIED_FOR)
    message = tried.order_by("-created_at").first()
    if message is None:
        return None
    if message.state == MessageState.CLAIMED:
        return Tried(_("Your mail is on its way to the mail server"), "info", is_under_way=True)
    if message.state == MessageState.FAILED:
        words = _("Ask whoever runs the server to look at EMAIL_URL and at the log; then try again.")
        return Tried(_("The mail server did not take the mail"), "bad", words)
    words = format_lazy(_("Look whether it arrives at {email}."), email=person.email or "")
    return Tried(_("The mail server took the mail"), "good", words)


def _name(person: Person, now: datetime) -> Step:
    return Step(
        "name",
        _("Name the organisation"),
        organisation_name() not in NOT_NAMED,
        _("Mail, paper and certificates carry it from then on."),
        reverse("setting_edit", args=[ORGANISATION_NAME.key]),
    )


def _language(person: Person, now: datetime) -> Step:
    return Step(
        "language",
        _("Choose the language of the organisation"),
        OrganisationSetting.objects.filter(key=ORGANISATION_LANGUAGE.key).exists(),
        _("New colleagues get their first mail in it."),
        reverse("setting_edit", args=[ORGANISATION_LANGUAGE.key]),
    )


def _second_administrator(person: Person, now: datetime) -> Step:
    return Step(
        "second_administrator",
        _("Appoint a second administrator"),
        people_with_role(Role.ADMINISTRATOR, day_of(now)).count() > 1,
        _("Nobody gives a role to themselves, and somebody must be able to help you back in."),
        reverse("person_add"),
    )


def _sign_in(person: Person, now: datetime) -> Step:
    return Step(
        "sign_in",
        _("Set up your second step for signing in"),
        Authenticator.objects.filter(user_id=person.pk).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        or bool(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]),
        _("Your account opens everything. A service of your own organisation is set up by who runs the server."),
        f"{reverse('mfa_index')}?{urlencode({'next': reverse('first_steps')})}",
    )


def _mail(person: Person, now: datetime) -> Step:
    if not settings.MAIL_IS_SET_UP:
        waits: str | Promise = _("No mail server is set, so no mail goes out. Whoever runs the server sets EMAIL_URL.")
    else:
        waits = _("Invitations, passwords and reminders go by mail. Send one to yourself on this page.")
    sent = Message.objects.filter(code=TEST_MAIL, state=MessageState.SENT)
    return Step("mail", _("Try the mail"), sent.exists(), waits, f"{reverse('first_steps')}#mail")


def _hr_file(person: Person, now: datetime) -> Step:
    run = import_under_way(person)
    if run is None:
        waits: str | Promise = _("Everything: without people nobody reads, learns or answers.")
    else:
        since = date_format(localtime(run.busy_since), "DATETIME_FORMAT")
        waits = format_lazy(_("They have been coming in since {since}. You see them once that is done."), since=since)
    return Step(
        "hr_file",
        _("Bring people in from the HR file"),
        ImportRun.objects.filter(state=RunState.DONE).exists(),
        waits,
        reverse("directory:import_detail", args=[run.public_id]) if run else reverse("directory:import_list"),
    )


def _roles(person: Person, now: datetime) -> Step:
    held = RoleAssignment.objects.on(day_of(now)).filter(person__in=people_here(day_of(now)), unit=None)
    have = set(held.values_list("role", flat=True))
    missing = [role.label for role in NEEDED_ROLES if role not in have]
    names = missing[0] if missing else ""
    for label in missing[1:]:
        names = format_lazy("{}, {}", names, label)
    waits = format_lazy(_("Nobody has this role yet: {names}."), names=names) if missing else ""
    return Step("roles", _("Give the roles"), not missing, waits, reverse("people:person_list"))


def _consent(person: Person, now: datetime) -> Step:
    return Step(
        "consent",
        _("Ask the works council or another body for consent"),
        any(one.is_open for one in agreements()),
        _("Surveys, and figures about groups of people, start only after a positive answer."),
        reverse("governance:proposal_list"),
    )


def _strategy(person: Person, now: datetime) -> Step:
    return Step(
        "strategy",
        _("Publish the strategy; there is an example to start from"),
        version_in_force(now) is not None,
        _("Home says in three lines what the organisation wants with AI. The programme office writes it."),
        reverse("strategy:overview"),
    )


def _course(person: Person, now: datetime) -> Step:
    return Step(
        "course",
        _("Plan the first session of a course"),
        Session.objects.exists(),
        _("People enrol from then on. HR plans it."),
        reverse("training:course_list"),
    )


def _survey(person: Person, now: datetime) -> Step:
    return Step(
        "survey",
        _("Open the first survey"),
        Wave.objects.exclude(state=WaveState.DRAFT).exists(),
        _("It gives the first figures. The programme office opens it, after consent."),
        reverse("surveys:wave_list"),
    )


STEPS: list[Callable[[Person, datetime], Step]] = [
    _name,
    _language,
    _sign_in,
    _second_administrator,
    _mail,
    _hr_file,
    _roles,
    _consent,
    _strategy,
    _course,
    _survey,
]
