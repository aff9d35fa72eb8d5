"""The confidence mirror: how sure somebody said to be, beside how the questions went. For their own eyes."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from training import rules
from training.choices.confidence import Mirrored, Moved
from training.models import Confidence, QuizAttempt


@dataclass(frozen=True, slots=True)
class Scale:
    """A line of the drawing: a number of dots, so many of them full."""

    label: str
    full: int
    of: int

    @property
    def dots(self) -> list[tuple[int, bool]]:
        """Where each dot stands, and whether it is full."""
        return [(24 * place + 12, place < self.full) for place in range(self.of)]

    @property
    def width(self) -> int:
        return 24 * self.of

    @property
    def in_words(self) -> str:
        return _("%(full)d of %(of)d") % {"full": self.full, "of": self.of}


@dataclass(frozen=True, slots=True)
class Mirror:
    """How sure somebody said to be, beside how the questions went; for their own eyes."""

    scales: list[Scale]
    sentences: list[str]


def mirror(rated: Confidence, attempt: QuizAttempt) -> Mirror:
    """Return the confidence mirror: the ratings and the result as lines of dots, and what they say together."""
    scales = [
        Scale(label, rating, rules.MOST_SURE)
        for label, rating in ((_("How sure, before"), rated.before), (_("How sure, after"), rated.after))
        if rating is not None
    ]
    scales.append(Scale(_("Questions right"), attempt.right or 0, attempt.total or 0))
    spoken = rated.before if rated.before is not None else rated.after
    sentences = []
    if spoken is not None:
        sentences.append(_mirrored(rules.mirrored(spoken, passed=attempt.passed)))
    if rated.before is not None and rated.after is not None:
        sentences.append(_moved(rules.moved(rated.before, rated.after), passed=attempt.passed))
    return Mirror(scales, sentences)


def _mirrored(kind: Mirrored) -> str:
    return {
        Mirrored.SURE_AND_RIGHT: _("You felt sure, and the questions show that you can trust that."),
        Mirrored.SURE_NOT_YET: _(
            "You felt sure, and the questions turned out harder than that. It is good to know: now you see what to "
            "look at once more."
        ),
        Mirrored.BETWEEN_AND_RIGHT: _("You were in two minds, and it went well. You know more of it than you doubt."),
        Mirrored.BETWEEN_NOT_YET: _("You were in two minds, and that was a fair estimate: part of it needs more time."),
        Mirrored.KNOWS_MORE: _("You were not sure, and it went well. You know more than you thought."),
        Mirrored.UNSURE_NOT_YET: _("You were not sure, and that was a fair estimate. Nobody has to know this at once."),
    }[kind]


def _moved(kind: Moved, *, passed: bool) -> str:
    if kind == Moved.UP:
        return (
            _("You are surer now than before you began.")
            if passed
            else _("You are surer now than before. Read again what was wrong before you lean on that.")
        )
    if kind == Moved.DOWN:
        return _("You are less sure now than before. That often happens when you see how much there is to it.")
    return _("You are as sure now as before you began.")
