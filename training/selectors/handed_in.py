"""Evidence of courses: what somebody has to hand in, how it went, and what waits for whoever answers it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from people.models import Person
from training.choices import CAME, WITH_SESSIONS, EnrolmentState
from training.choices.evidence import EVIDENCE_TERMS, EvidenceState, Part
from training.models import Course, Enrolment, Evidence, LessonRead
from training.querysets import EvidenceQuerySet
from training.selectors.completing import Way, way_of, ways_of

PAGE_SIZE = 25
KEPT_AFTER_ACCEPTING: timedelta = next(term.keeps for term in EVIDENCE_TERMS if term.code == "training.evidence_file")


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """Evidence of one course for one person: what is asked, whether it is its turn, and what they handed in."""

    course: Course
    way: Way
    piece: Evidence | None
    """What waits, was sent back, or was accepted last."""
    takes: bool

    @property
    def first(self) -> str:
        """What comes before it, in words; empty when it is its turn or everything is done."""
        return first_in_words(self.way)

    @property
    def is_open(self) -> bool:
        """Whether something waits, or all before it is done: then it stands above what is for everyone."""
        if self.piece is not None and self.piece.state != EvidenceState.ACCEPTED:
            return True
        return self.takes and self.way.asked != (Part.EVIDENCE,)

    @property
    def is_done(self) -> bool:
        """Whether what was handed in last completed the course, and nothing else is asked now."""
        return not self.takes and self.piece is not None and self.piece.completion_id is not None

    @property
    def is_given_in_sessions(self) -> bool:
        """Whether trainers answer it beside HR."""
        return self.course.kind in WITH_SESSIONS

    @property
    def can_hand_in(self) -> bool:
        """Whether there is something to hand in that does not wait already."""
        return self.takes and not self.waits

    @property
    def waits(self) -> bool:
        return self.piece is not None and self.piece.is_waiting

    @property
    def is_sent_back(self) -> bool:
        return self.piece is not None and self.piece.state == EvidenceState.SENT_BACK

    @property
    def days_kept(self) -> int:
        """How many days the file is kept after it was accepted."""
        return KEPT_AFTER_ACCEPTING.days


def first_in_words(way: Way) -> str:
    """Return what somebody does before they hand in evidence, in words; empty when nothing comes before it."""
    words = {
        Part.ATTENDED: _("First take part in a session. You can hand in once you are marked as present."),
        Part.LESSONS: _("First read all lessons."),
        Part.QUESTIONS: _("First pass the questions."),
    }
    return " ".join(words[part] for part in way.missing if part in words)


def evidence_page(course: Course, person: Person, *, now: datetime) -> EvidencePage | None:
    """Return what somebody sees of the evidence of a course, none where it asks for none. Seven queries at most."""
    if not course.asks_evidence:
        return None
    way = way_of(course, person)
    mine = Evidence.objects.filter(course=course, person=person).select_related("file")
    piece = mine.order_by("-handed_in_at", "-pk").first()
    return EvidencePage(course=course, way=way, piece=piece, takes=way.takes_evidence(now))


def my_evidence(person: Person, *, now: datetime) -> list[EvidencePage]:
    """Return what somebody has to hand in, and what waits or was sent back, by title. Often one query, at most nine."""
    mine = Evidence.objects.open().filter(person=person)
    came = Enrolment.objects.filter(person=person, state=EnrolmentState.ATTENDED, session__course=OuterRef("pk"))
    read = LessonRead.objects.filter(person=person, lesson__course=OuterRef("pk"))
    begun = Exists(mine.filter(course=OuterRef("pk"))) | Exists(came) | Exists(read)
    courses = list(Course.objects.asking_evidence().filter(begun).order_by("title_nl", "pk"))
    if not courses:
        return []
    pieces = {piece.course_id: piece for piece in mine.select_related("file")}
    ways = ways_of(courses, person)
    pages = [
        EvidencePage(each, ways[each.pk], pieces.get(each.pk), ways[each.pk].takes_evidence(now)) for each in courses
    ]
    return [page for page in pages if page.piece or page.takes]


def evidence_to_answer(actor: Person, page: str) -> "Page[Evidence]":
    """Return a page of what waits for ``actor``, the longest waiting first. Two queries."""
    return Paginator(_with_all(_to_answer(actor)).oldest_first(), PAGE_SIZE).get_page(page)


def count_of_evidence(actor: Person) -> int:
    """How many pieces of evidence wait for ``actor``. One query."""
    return _to_answer(actor).count()


def evidence_by_id(actor: Person, evidence_id: UUID) -> Evidence | None:
    """The evidence with this public id, if ``actor`` may answer it; also when it was answered meanwhile."""
    return _with_all(Evidence.objects.answerable_by(actor).filter(public_id=evidence_id)).first()


def evidence_with_file(person: Person, evidence_id: UUID) -> Evidence | None:
    """The evidence with this public id, if ``person`` may see it and its file is still kept."""
    kept = Evidence.objects.visible_to(person).filter(public_id=evidence_id, file__isnull=False)
    return kept.select_related("file", "course", "person").first()


def sessions_attended(evidence: Evidence) -> Sequence[Enrolment]:
    """At which sessions of the course the person was, the last first. One query."""
    rows = Enrolment.objects.filter(person=evidence.person_id, session__course=evidence.course_id, state__in=CAME)
    return list(rows.select_related("session").order_by("-session__starts_at", "-pk"))


def trainers_to_answer(evidence: Evidence) -> list[Person]:
    """Who gave a session that the person was at, works here, and is somebody else. One query."""
    gave = Person.objects.filter(
        sessions_given__course=evidence.course_id,
        sessions_given__enrolments__person=evidence.person_id,
        sessions_given__enrolments__state__in=CAME,
        is_active=True,
    )
    return list(gave.exclude(pk=evidence.person_id).distinct().order_by("pk"))


def _to_answer(actor: Person) -> EvidenceQuerySet:
    return Evidence.objects.waiting().answerable_by(actor)


def _with_all(rows: EvidenceQuerySet) -> EvidenceQuerySet:
    return rows.select_related("person", "course", "file", "answered_by")
