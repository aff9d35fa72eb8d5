"""What the audit log says of training. Who takes part in what, and how it went, is between them, HR and the trainer."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.audit import Shows, Text, define, define_fields, define_kind, on_day, quoted
from common.clock import day_of
from training.choices import NamesOn, Why


def _session(session: Any) -> str:
    return f"{quoted(session.course.title)}, {on_day(day_of(session.starts_at))}"


def _of_session(row: Any) -> str:
    return _session(row.session)


def _of_course(row: Any) -> str:
    return quoted(row.course.title)


def _of_certificate(certificate: Any) -> str:
    completion = certificate.completion
    return _of_course(completion) if completion is not None else _("(completion withdrawn)")


def _list_or_purpose(reason: str) -> Text:
    """Say on which list names were seen, or for what; what is neither stays as it is."""
    if reason in NamesOn:
        return NamesOn(reason).label
    return Why(reason).label if reason in Why else reason


define(
    "training",
    {
        "course.created": gettext_lazy("{actor} added the course {object}."),
        "course.changed": gettext_lazy("{actor} changed the course {object}."),
        "course.published": gettext_lazy("{actor} published the course {object}."),
        "course.archived": gettext_lazy("{actor} archived the course {object}."),
        "course.alias_added": gettext_lazy("{actor} added a name of the course {object} in another system."),
        "course.alias_removed": gettext_lazy("{actor} removed a name of the course {object} in another system."),
        "course.accredited": gettext_lazy("{actor} added points of a professional body to the course {object}."),
        "course.accreditation_removed": gettext_lazy(
            "{actor} removed points of a professional body from the course {object}."
        ),
        "lesson.added": gettext_lazy("{actor} added the lesson {object}."),
        "lesson.changed": gettext_lazy("{actor} changed the lesson {object}."),
        "lesson.moved": gettext_lazy("{actor} moved the lesson {object}."),
        "lesson.removed": gettext_lazy("{actor} removed the lesson {object}."),
        "scenario.added": gettext_lazy("{actor} added a question to the course {object}."),
        "scenario.changed": gettext_lazy("{actor} changed a question of the course {object}."),
        "scenario.moved": gettext_lazy("{actor} moved a question of the course {object}."),
        "scenario.removed": gettext_lazy("{actor} removed a question of the course {object}."),
        "learning_path.created": gettext_lazy("{actor} added the learning path {object}."),
        "learning_path.changed": gettext_lazy("{actor} changed the learning path {object}."),
        "learning_path.published": gettext_lazy("{actor} published the learning path {object}."),
        "learning_path.archived": gettext_lazy("{actor} archived the learning path {object}."),
        "session.planned": gettext_lazy("{actor} planned the session {object}."),
        "session.changed": gettext_lazy("{actor} changed the session {object}."),
        "session.participants_written_to": gettext_lazy("{actor} wrote to people of the session {object}."),
        "session.door_opened": gettext_lazy("{actor} opened checking in by code for the session {object}."),
        "session.door_closed": gettext_lazy("{actor} closed checking in by code for the session {object}."),
        "session.told_who_waited": gettext_lazy(
            "{actor} told who was interested about the session {object}, before it opened to all."
        ),
        "seats.kept": gettext_lazy("{actor} reserved seats for a group in the session {object}."),
        "seats.kept_changed": gettext_lazy("{actor} changed the seats reserved for a group in the session {object}."),
        "seats.released": gettext_lazy("{actor} opened the reserved seats of the session {object} to everybody."),
        "requirement.added": gettext_lazy("{actor} made the course {object} required."),
        "requirement.changed": gettext_lazy("{actor} changed the requirement to take the course {object}."),
        "requirement.ended": gettext_lazy("{actor} ended the requirement to take the course {object}."),
        "completions.file_received": gettext_lazy("{actor} brought in the file of completed courses {object}."),
        "completions.columns_linked": gettext_lazy("{actor} chose what the columns of the file {object} say."),
        "completions.import_confirmed": gettext_lazy("{actor} decided to carry out the file {object}."),
        "completions.import_cancelled": gettext_lazy("{actor} cancelled the file {object}."),
        "completions.imported": gettext_lazy("{actor} carried out the file of completed courses {object}."),
        "completions.import_withdrawn": gettext_lazy("{actor} withdrew all that came from the file {object}."),
        "completions.sent": gettext_lazy("{actor} gave another system, with the key {object}, who completed a course."),
        "evaluations.opened": gettext_lazy("{actor} opened a month of evaluations: {object}."),
        "evaluations.closed": gettext_lazy("{actor} closed and counted a month of evaluations: {object}."),
        "evaluations.ended_unread": gettext_lazy("{actor} ended a month of evaluations without reading it: {object}."),
        "signing_key.made": gettext_lazy("{actor} made a key that signs badges and files: {object}."),
        "signing_key.retired": gettext_lazy("{actor} retired the key that signed badges and files: {object}."),
        "signing_key.distrusted": gettext_lazy(
            "{actor} withdrew trust in the key that signed badges and files: {object}."
        ),
    },
)
define(
    "training",
    {
        "session.participants_downloaded": gettext_lazy(
            "{actor} downloaded the list of participants of the session {object}."
        )
    },
    fields=lambda fields: [each.upper() for each in fields],
)
define(
    "training",
    {"session.cancelled": gettext_lazy("{actor} cancelled the session {object}.")},
    # It often says who is ill. Who was enrolled has read it.
    reason=lambda _reason: "",
)
define(
    "training",
    {
        "enrolment.approved": gettext_lazy("{actor} approved a request for training: {object}."),
        "enrolment.declined": gettext_lazy("{actor} declined a request for training: {object}."),
        "enrolment.by_hr": gettext_lazy("{actor} cancelled somebody’s enrolment, as HR: {object}."),
        "enrolment.taken_off": gettext_lazy("{actor} took somebody off a waiting list, as HR: {object}."),
        "attendance.marked": gettext_lazy("{actor} marked whether somebody was there: {object}."),
        "attendance.corrected": gettext_lazy("{actor} corrected whether somebody was there: {object}."),
        "attendance.meeting_marked": gettext_lazy("{actor} marked whether somebody was at a meeting: {object}."),
        "attendance.meeting_corrected": gettext_lazy("{actor} corrected whether somebody was at a meeting: {object}."),
        "evidence.accepted": gettext_lazy("{actor} accepted somebody’s evidence for the course {object}."),
        "evidence.sent_back": gettext_lazy("{actor} sent back somebody’s evidence for the course {object}."),
        "certificate.revoked": gettext_lazy("{actor} revoked a certificate of the course {object}."),
        "course.completion_withdrawn": gettext_lazy("{actor} withdrew that somebody completed the course {object}."),
    },
    shows=Shows.ACTOR,
    fields=lambda _fields: [],
)
define(
    "training",
    {
        "enrolment.requested": gettext_lazy("{actor} asked for training: {object}."),
        "enrolment.booked": gettext_lazy("{actor} got a seat: {object}."),
        "enrolment.waiting": gettext_lazy("{actor} joined a waiting list: {object}."),
        "enrolment.offered": gettext_lazy("{actor} was offered a seat: {object}."),
        "enrolment.passed_on": gettext_lazy("{actor} has a request that went to the next manager: {object}."),
        "enrolment.by_person": gettext_lazy("{actor} cancelled an enrolment: {object}."),
        "enrolment.switched": gettext_lazy("{actor} moved a seat to another session: {object}."),
        "enrolment.left_list": gettext_lazy("{actor} left a waiting list: {object}."),
        "enrolment.offer_declined": gettext_lazy("{actor} declined an offered seat: {object}."),
        "enrolment.offer_expired": gettext_lazy("{actor} did not answer an offered seat in time: {object}."),
        "enrolment.session_cancelled": gettext_lazy("{actor} lost a seat because the session was cancelled: {object}."),
        "enrolment.session_started": gettext_lazy("{actor} waited until the session began without a seat: {object}."),
        "enrolment.taken_back": gettext_lazy("{actor} took back a request for training: {object}."),
        "enrolment.unanswered": gettext_lazy("{actor} had no answer before the session began: {object}."),
        "enrolment.left": gettext_lazy("{actor} does not work here now, and an enrolment ended: {object}."),
        "enrolment.gives_it": gettext_lazy("{actor} became trainer, and an enrolment ended: {object}."),
        "attendance.walked_in": gettext_lazy("{actor} came without an enrolment: {object}."),
        "course.completed": gettext_lazy("{actor} completed the course {object}."),
        "evidence.handed_in": gettext_lazy("{actor} handed in evidence for the course {object}."),
        "evidence.replaced": gettext_lazy("{actor} replaced evidence for the course {object}."),
        "evidence.taken_back": gettext_lazy("{actor} took back evidence for the course {object}."),
        "certificate.issued": gettext_lazy("{actor} got a certificate of the course {object}."),
        "certificate.name_shared": gettext_lazy("{actor} let a certificate show the name: {object}."),
        "certificate.name_hidden": gettext_lazy("{actor} let a certificate hide the name: {object}."),
        "registration.given": gettext_lazy("{actor} gave a professional registration number."),
        "registration.removed": gettext_lazy("{actor} removed a professional registration number."),
        "calendar.address_made": gettext_lazy("{actor} made a calendar address."),
        "calendar.address_ended": gettext_lazy("{actor} ended a calendar address."),
    },
    shows=Shows.NEITHER,
    fields=lambda _fields: [],
)
define(
    "training",
    {
        "names.seen_by_hr": gettext_lazy("{actor} saw names, as HR: {object}."),
        "names.seen_by_trainer": gettext_lazy("{actor} saw names, as trainer: {object}."),
        "names.seen_by_manager": gettext_lazy("{actor} saw names, as manager: {object}."),
    },
    shows=Shows.ACTOR,
    fields=lambda _fields: [],
    reason=_list_or_purpose,
    is_look=True,
)
define_kind("training.course", gettext_lazy("course"), lambda course: quoted(course.title))
define_kind("training.lesson", gettext_lazy("lesson"), lambda lesson: quoted(lesson.title))
define_kind("training.scenario", gettext_lazy("question of a course"), _of_course, "course")
define_kind("training.learningpath", gettext_lazy("learning path"), lambda path: quoted(path.title))
define_kind("training.session", gettext_lazy("session"), _session, "course")
define_kind("training.seatshare", gettext_lazy("reserved seats"), _of_session, "session__course")
define_kind("training.enrolment", gettext_lazy("enrolment"), _of_session, "session__course")
define_kind("training.requirement", gettext_lazy("requirement"), _of_course, "course")
define_kind("training.completion", gettext_lazy("completed course"), _of_course, "course")
define_kind("training.evidence", gettext_lazy("evidence for a course"), _of_course, "course")
define_kind(
    "training.certificate",
    gettext_lazy("certificate"),
    _of_certificate,
    "completion__course",
)
define_kind("training.completionimport", gettext_lazy("file of completed courses"), lambda run: quoted(run.file_name))
define_kind(
    "training.evaluationround",
    gettext_lazy("month of evaluations"),
    lambda row: _("from %(day)s") % {"day": on_day(row.opened_on)},
)
define_kind(
    "training.signingkey",
    gettext_lazy("signing key"),
    lambda key: _("of %(day)s") % {"day": on_day(day_of(key.created_at))},
)
define_fields(
    "training",
    {
        "title": gettext_lazy("title"),
        "summary": gettext_lazy("summary"),
        "outcomes": gettext_lazy("what you learn"),
        "audience": gettext_lazy("for whom, in words"),
        "function_groups": gettext_lazy("for whom"),
        "units": gettext_lazy("units"),
        "unit": gettext_lazy("unit"),
        "objectives": gettext_lazy("objectives"),
        "prerequisites": gettext_lazy("courses that come first"),
        "kind": gettext_lazy("kind"),
        "level": gettext_lazy("level"),
        "theme": gettext_lazy("theme"),
        "language": gettext_lazy("language"),
        "duration_minutes": gettext_lazy("how long it takes"),
        "cost_cents": gettext_lazy("cost"),
        "provider": gettext_lazy("provider"),
        "external_url": gettext_lazy("address at the provider"),
        "is_working_time": gettext_lazy("counts as working time"),
        "approval": gettext_lazy("who approves"),
        "certificate_months": gettext_lazy("how long a certificate counts"),
        "asks_questions": gettext_lazy("asks questions"),
        "asks_evidence": gettext_lazy("asks evidence"),
        "evidence": gettext_lazy("which evidence"),
        "aliases": gettext_lazy("names in other systems"),
        "body": gettext_lazy("text"),
        "revision": gettext_lazy("the content, so that it is read again"),
        "position": gettext_lazy("place in the order"),
        "situation": gettext_lazy("situation"),
        "question": gettext_lazy("question"),
        "choices": gettext_lazy("answers to choose from"),
        "lesson": gettext_lazy("lesson"),
        "steps": gettext_lazy("courses of the path"),
        "starts_at": gettext_lazy("begin"),
        "ends_at": gettext_lazy("end"),
        "meeting_count": gettext_lazy("number of meetings"),
        "meetings": gettext_lazy("meetings"),
        "meetings_needed": gettext_lazy("meetings needed"),
        "capacity": gettext_lazy("seats"),
        "minimum": gettext_lazy("fewest participants"),
        "place": gettext_lazy("place"),
        "link": gettext_lazy("link"),
        "enrol_from": gettext_lazy("enrolling from"),
        "enrol_until": gettext_lazy("enrolling until"),
        "guest_trainer": gettext_lazy("guest trainer"),
        "trainers": gettext_lazy("trainers"),
        "seats": gettext_lazy("seats"),
        "release_at": gettext_lazy("open to everybody from"),
        "due_on": gettext_lazy("to be done by"),
        "ends_on": gettext_lazy("last day"),
        "why": gettext_lazy("why it is required"),
        "why_url": gettext_lazy("where it is written"),
        "renewal_course": gettext_lazy("course to renew it"),
        "alternatives": gettext_lazy("other courses that count"),
        "employee_number": gettext_lazy("employee number"),
        "email": gettext_lazy("e-mail address"),
        "course": gettext_lazy("course"),
        "completed_on": gettext_lazy("completed on"),
        "name": gettext_lazy("name"),
    },
)
