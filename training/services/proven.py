"""Which accepted evidence completes a course, and that it does so once."""

from people.models import Person
from training.models import Completion, Course, Evidence


def evidence_to_use(course: Course, person: Person) -> Evidence | None:
    """Return the evidence that completes this course for somebody now; none where it asks for none. The lock is held.

    Of several, because a completion was taken back, the last one.
    """
    if not course.asks_evidence:
        return None
    return Evidence.objects.unused().filter(course=course, person=person).order_by("answered_at", "pk").last()


def use(evidence: Evidence | None, completion: Completion) -> None:
    """Let evidence stand for this completion, so that it counts for no later one; a completion has one at most."""
    if evidence is not None and not Evidence.objects.filter(completion=completion).exists():
        evidence.completion = completion
        evidence.save(update_fields=["completion"])
