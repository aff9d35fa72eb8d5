"""The fixed lists of training: kinds, levels, themes, states, and how long its rows are kept."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from common import organisation
from common.errors import RuleBroken
from common.retention import Term
from training.choices.evidence import EVIDENCE_TERMS
from training.choices.messages import MESSAGE_TERMS


def _check_offer_hours(hours: int) -> None:
    if not 4 <= hours <= 240:
        raise RuleBroken(_("Hold a seat for 4 hours at least and 240 at most."), field="value")


OFFER_HOURS = organisation.define(
    "training.offer_hours",
    int,
    default=72,
    label=_("Hours that an offered seat is held"),
    help=_(
        "For who is next on a waiting list. Nights and weekends do not count, but a seat is never held for more than "
        "four days in all. Near the session it is a third of the time that is left."
    ),
    check=_check_offer_hours,
)


def _check_check_in_minutes(minutes: int) -> None:
    if not 0 <= minutes <= 120:
        raise RuleBroken(_("Let people check in 0 to 120 minutes before the start."), field="value")


CHECK_IN_MINUTES = organisation.define(
    "training.check_in_minutes",
    int,
    default=30,
    label=_("Minutes before a session from which people can check in"),
    help=_("With the code at the door. 0 is from the start of the session."),
    check=_check_check_in_minutes,
)


class StepChange(models.TextChoices):
    """What HR does to a step of a learning path."""

    UP = "up", _("move up")
    DOWN = "down", _("move down")
    REQUIRED = "required", _("make it belong to the path")
    OPTIONAL = "optional", _("make it a choice")
    REMOVE = "remove", _("take away")


class CourseKind(models.TextChoices):
    IN_CLASS = "in_class", _("in class")
    ONLINE = "online", _("online, with others")
    IN_PORTAL = "in_portal", _("in this portal, at your own pace")
    ELSEWHERE = "elsewhere", _("with another provider")


WITH_SESSIONS = frozenset({CourseKind.IN_CLASS, CourseKind.ONLINE})


class Level(models.TextChoices):
    START = "start", _("start")
    FURTHER = "further", _("further")
    DEEP = "deep", _("in depth")


class Theme(models.TextChoices):
    UNDERSTAND = "understand", _("Understand AI")
    SAFE = "safe", _("Work safely")
    ASK = "ask", _("Ask well and check")
    APPLY = "apply", _("Use it in your work")
    LEAD = "lead", _("Lead and decide")


class CourseLanguage(models.TextChoices):
    DUTCH = "nl", _("Dutch")
    ENGLISH = "en", _("English")


class Approval(models.TextChoices):
    """When somebody's manager answers before they get a seat. What is required of somebody never waits for that."""

    BY_RULE = "by_rule", _("when it costs money or takes more than four hours")
    ALWAYS = "always", _("always")
    NEVER = "never", _("never")


class EnrolmentState(models.TextChoices):
    REQUESTED = "requested", _("waits for approval")
    DECLINED = "declined", _("declined")
    WAITING = "waiting", _("on the waiting list")
    OFFERED = "offered", _("seat offered")
    BOOKED = "booked", _("enrolled")
    CANCELLED = "cancelled", _("cancelled")
    ATTENDED = "attended", _("present")
    NO_SHOW = "no_show", _("did not come")
    COMPLETED = "completed", _("completed")


HOLDS_A_SEAT = (
    EnrolmentState.OFFERED,
    EnrolmentState.BOOKED,
    EnrolmentState.ATTENDED,
    EnrolmentState.NO_SHOW,
    EnrolmentState.COMPLETED,
)
"""States that take up one of the seats of a session. Who did not come had a seat nobody else could have."""

ON_THE_LIST = (
    EnrolmentState.BOOKED,
    EnrolmentState.ATTENDED,
    EnrolmentState.NO_SHOW,
    EnrolmentState.COMPLETED,
)
"""States of who is on the attendance list of a session."""

ENDED = (EnrolmentState.DECLINED, EnrolmentState.CANCELLED)
"""States after which somebody may enrol in the same session again."""

AHEAD = (EnrolmentState.REQUESTED, EnrolmentState.WAITING, EnrolmentState.OFFERED, EnrolmentState.BOOKED)
"""States of somebody who still looks forward to the session."""

CAME = (EnrolmentState.ATTENDED, EnrolmentState.COMPLETED)


class Ending(models.TextChoices):
    """Why an enrolment was cancelled."""

    BY_PERSON = "by_person", _("cancelled by the person")
    BY_HR = "by_hr", _("cancelled by HR")
    LEFT_LIST = "left_list", _("left the waiting list")
    TAKEN_OFF = "taken_off", _("taken off the waiting list by HR")
    OFFER_DECLINED = "offer_declined", _("offered seat declined")
    OFFER_EXPIRED = "offer_expired", _("offered seat not answered in time")
    SESSION_CANCELLED = "session_cancelled", _("session cancelled")
    SESSION_STARTED = "session_started", _("session began without a free seat")
    TAKEN_BACK = "taken_back", _("request taken back")
    UNANSWERED = "unanswered", _("session began before the request was answered")
    LEFT = "left", _("no longer works here")
    GIVES_IT = "gives_it", _("gives the session")
    MISTAKE = "mistake", _("added by mistake")
    SWITCHED = "switched", _("moved to another session")


class NamesOn(models.TextChoices):
    """The lists on which HR and trainers see names."""

    PARTICIPANTS = "participants", _("list of participants")
    ATTENDANCE = "attendance", _("attendance list")
    REQUESTS = "requests", _("requests for training")
    REQUIRED = "required", _("who must still do what is required")
    CERTIFICATES = "certificates", _("certificates and points")
    COMPLETED = "completed", _("who completed a course")
    TEAM = "team", _("who of the team can be enrolled")
    EVIDENCE = "evidence", _("evidence of a course")


SEEN_BY = "names.seen_by_"
"""How the action of an audit event begins that says in which role somebody looked at names; its reason is the list."""

AS_MANAGER = "manager"
"""As whom somebody looks who answers requests of a team: no role that is given, but a place in the line."""


class Why(models.TextChoices):
    """For what somebody looks at who must still do something; it stands with the look, for the people on the list."""

    HELP = "help", _("to help people find a day")
    PLAN = "plan", _("to plan sessions and rosters")
    ASK = "ask", _("because somebody on the list asked")
    ACCOUNT = "account", _("to account for what was done")


class DoorStage(models.TextChoices):
    """Whether people can check in at the door of a session by now."""

    EARLY = "early"
    SOON = "soon"
    OPEN = "open"
    OVER = "over"


class Priority(models.IntegerChoices):
    """Who goes first on a waiting list; anything but normal needs a reason, which the person can read."""

    NORMAL = 0, _("normal")
    HIGH = 10, _("goes first")


class PassedBy(models.TextChoices):
    """Why somebody who joined a waiting list later was given a seat or a place first."""

    PRIORITY = "priority", _("HR lets somebody go first")
    KEPT_SEATS = "kept_seats", _("a seat was kept for somebody")
    ABSENCE = "absence", _("away when it was their turn")


class CompletionSource(models.TextChoices):
    SESSION = "session", _("attendance at a session")
    PORTAL = "portal", _("lessons in this portal")
    ELSEWHERE = "elsewhere", _("proof from elsewhere")
    IMPORT = "import", _("file from another system")
    XAPI = "xapi", _("message from another system")


FROM_A_SYSTEM = (CompletionSource.IMPORT, CompletionSource.XAPI)
"""Sources of which another system is the witness; it is named with the completion."""


class Column(models.TextChoices):
    """What a row of a file with completions can say, in the order in which the columns are named to HR."""

    EMPLOYEE_NUMBER = "employee_number", _("Employee number")
    EMAIL = "email", _("Work e-mail")
    COURSE = "course", _("Course")
    COMPLETED_ON = "completed_on", _("Completed on")
    PASSED = "passed", _("Passed")


class ImportState(models.TextChoices):
    """Where a file with completions stands; only ``DONE`` made completions."""

    UPLOADED = "uploaded", _("waiting for its columns")
    READING = "reading", _("being read")
    PLANNED = "planned", _("waiting for your decision")
    APPLYING = "applying", _("being carried out")
    DONE = "done", _("carried out")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("stopped")
    WITHDRAWN = "withdrawn", _("withdrawn")


IMPORT_OVER = (ImportState.DONE, ImportState.CANCELLED, ImportState.FAILED, ImportState.WITHDRAWN)
IMPORT_WAITS = (ImportState.UPLOADED, ImportState.PLANNED)
"""Where somebody of HR takes the next step."""
IMPORT_MARKS: dict[str, str] = {
    ImportState.UPLOADED: "warn",
    ImportState.READING: "active",
    ImportState.PLANNED: "warn",
    ImportState.APPLYING: "active",
    ImportState.DONE: "good",
    ImportState.CANCELLED: "ended",
    ImportState.FAILED: "bad",
    ImportState.WITHDRAWN: "ended",
}
"""How each state is marked on a page: the kinds of the status component."""


class Became(models.TextChoices):
    """What a statement of another system meant here."""

    COMPLETION = "completion", _("completion")
    NOTHING = "nothing", _("says nothing of a completion")
    VOIDING = "voiding", _("takes back another statement")
    NO_COURSE = "no_course", _("fits no course")
    NO_PERSON = "no_person", _("fits nobody who works here")
    HAD_LEFT = "had_left", _("is about a day after somebody left")


UNMATCHED = (Became.NO_COURSE, Became.NO_PERSON, Became.HAD_LEFT)
"""What a later attempt with the same statement may still make into a completion."""


class CertificateKind(models.TextChoices):
    """What somebody gets for a course: a certificate where questions were answered, else a proof of attendance."""

    CERTIFICATE = "certificate", _("certificate")
    ATTENDANCE = "attendance", _("proof of attendance")


class CertificateStanding(models.TextChoices):
    VALID = "valid", _("valid")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("revoked")


class PartOfWeek(models.TextChoices):
    """When a session would suit somebody who waits for one."""

    MORNING = "morning", _("weekday mornings")
    AFTERNOON = "afternoon", _("weekday afternoons")
    EVENING = "evening", _("weekday evenings")
    WEEKEND = "weekend", _("weekends")


TERMS: list[Term] = [
    Term(
        code="training.enrolment_ended",
        label=_("Enrolments that were cancelled or declined"),
        keeps=timedelta(days=365),
        counts_from=_("after the session"),
        action=_("deleted"),
    ),
    Term(
        code="training.enrolment",
        label=_("Enrolments and attendance"),
        keeps=timedelta(days=3 * 365),
        counts_from=_("after the session"),
        action=_("deleted; the completed course stays"),
    ),
    Term(
        code="training.completion",
        label=_("Completed courses"),
        keeps=timedelta(days=7 * 365),
        counts_from=_("after completion"),
        action=_("deleted"),
    ),
    Term(
        code="training.withdrawn_completion",
        label=_("Completed courses that were taken back, for the systems that heard of them"),
        keeps=timedelta(days=2 * 365),
        counts_from=_("after they were taken back"),
        action=_("deleted"),
    ),
    Term(
        code="training.certificate",
        label=_("Certificates and proofs of attendance"),
        keeps=timedelta(days=7 * 365),
        counts_from=_("after completion"),
        action=_("deleted; their address says that nothing is known"),
    ),
    Term(
        code="training.lesson_read",
        label=_("Lessons that somebody read"),
        keeps=timedelta(days=2 * 365),
        counts_from=_("after reading"),
        action=_("deleted; the completed course stays"),
    ),
    Term(
        code="training.quiz_under_way",
        label=_("Answers to the questions of a course, while somebody is answering"),
        keeps=timedelta(days=90),
        counts_from=_("after the first question"),
        action=_("deleted; earlier when the questions are finished"),
    ),
    Term(
        code="training.quiz_result",
        label=_("Results of the questions of a course"),
        keeps=timedelta(days=365),
        counts_from=_("after the last question"),
        action=_("deleted; the completed course stays"),
    ),
    Term(
        code="training.confidence",
        label=_("How sure people say they are of a subject"),
        keeps=timedelta(days=365),
        counts_from=_("after they said so last"),
        action=_("deleted"),
    ),
    Term(
        code="training.import_files",
        label=_("Files with completions that wait for a decision"),
        keeps=timedelta(hours=48),
        counts_from=_("after the file was uploaded"),
        action=_("deleted, and the import cancelled"),
    ),
    Term(
        code="training.import_refused",
        label=_("Rows with completions that were refused, with what stood in them"),
        keeps=timedelta(days=90),
        counts_from=_("after the import was over"),
        action=_("deleted; the numbers of the report stay"),
    ),
    Term(
        code="training.statement",
        label=_("Statements of other systems that became no completion: only their number and fingerprint"),
        keeps=timedelta(days=30),
        counts_from=_("after they came in"),
        action=_("deleted"),
    ),
    Term(
        code="training.interest",
        label=_("Courses that people want to follow and that have no dates yet"),
        keeps=timedelta(days=365),
        counts_from=_("after they said so last"),
        action=_("deleted; earlier when they enrol, complete the course or leave"),
    ),
    Term(
        code="training.head_start",
        label=_("Who was told first of a session, because they waited for it"),
        keeps=timedelta(days=30),
        counts_from=_("after the session"),
        action=_("deleted"),
    ),
    Term(
        code="training.evaluated",
        label=_("Who said what they thought of a course; not what they said"),
        keeps=timedelta(days=2 * 365),
        counts_from=_("after the month in which they sent it"),
        action=_("deleted"),
    ),
    *EVIDENCE_TERMS,
    *MESSAGE_TERMS,
]
