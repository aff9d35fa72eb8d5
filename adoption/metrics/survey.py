"""Class C: what people themselves say, in a survey whose answers cannot be joined to them."""

from typing import ClassVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

import surveys.selectors
from adoption.choices import MetricClass
from adoption.metrics.answers import measured_answers
from adoption.metrics.base import Frozen, Measured, PeopleMetric, Text
from common.disclosure import Tally
from surveys.choices import Barrier


class SurveyShare(PeopleMetric):
    """The share of the answers to one question that are among ``counts``."""

    kind = MetricClass.USE
    numerator = _("people who answered “Yes”")
    denominator = _("people who answered the question")
    source = _("survey")
    answered = _("about %(share)d%% of those invited answered")
    counts: ClassVar[frozenset[str]]

    def measure(self, frozen: Frozen) -> Measured | None:
        tallies: dict[tuple[str, str], Tally] = {}
        for row in surveys.selectors.closed_counts(self.question, period=frozen.period):
            place = (row.dimension, row.key)
            so_far = tallies.get(place, Tally(0, row.answered, row.invited))
            tallies[place] = so_far._replace(numerator=so_far.numerator + row.count * (row.answer in self.counts))
        return measured_answers(tallies, frozen)


class ActiveUse(SurveyShare):
    code = "active_use"
    title = _("Uses AI every working day")
    definition = _("Of those who answered the survey, the share who use AI every working day.")
    numerator = _("people who answered “Every working day”")
    question, counts = "uses_ai", frozenset({"daily"})
    benchmark = "active_use"
    wording = _("“How often do you use AI in your work?”, answered with “Every working day”")


class AbleToWorkSafely(SurveyShare):
    code = "able_to_work_safely"
    title = _("Can work safely with AI")
    definition = _("Of those who answered the survey, the share who say that they know enough to work safely with AI.")
    numerator = _("people who answered “Yes, I know what is allowed and what is not”")
    question, counts = "able_to_work_safely", frozenset({"yes"})


class ExpectsNewSkills(SurveyShare):
    code = "expects_new_skills"
    title = _("Expects to need new skills")
    definition = _("Of those who answered the survey, the share who expect to need new skills because of AI.")
    question, counts = "expects_new_skills", frozenset({"yes"})


class BarrierShare(SurveyShare):
    """The share of the answers that name one thing as what holds them back most."""

    question = "barrier"
    answer: ClassVar[Barrier]
    numerator = _("people who chose this answer")
    definition = _("Of those who answered the survey, the share who name this as what holds them back most.")
    higher_is_better = False


def _title(answer: Barrier) -> Text:
    return format_lazy("{barrier}: {answer}", barrier=_("Barrier"), answer=answer.label)


class LackOfExpertise(BarrierShare):
    code, counts = "barrier_lack_of_expertise", frozenset({"lack_of_expertise"})
    answer = Barrier.LACK_OF_EXPERTISE
    title = _title(answer)


class ImplementationCost(BarrierShare):
    code, counts = "barrier_implementation_cost", frozenset({"implementation_cost"})
    answer = Barrier.IMPLEMENTATION_COST
    title = _title(answer)


class PrivacyConcerns(BarrierShare):
    code, counts = "barrier_privacy_concerns", frozenset({"privacy_concerns"})
    answer = Barrier.PRIVACY_CONCERNS
    title = _title(answer)


class NoTime(BarrierShare):
    code, counts = "barrier_no_time", frozenset({"no_time"})
    answer = Barrier.NO_TIME
    title = _title(answer)


class NoTrust(BarrierShare):
    code, counts = "barrier_no_trust", frozenset({"no_trust"})
    answer = Barrier.NO_TRUST
    title = _title(answer)


class NothingHoldsBack(BarrierShare):
    """Told too, since it follows from all the others."""

    code, counts = "barrier_nothing", frozenset({"nothing"})
    answer = Barrier.NOTHING
    title = _title(answer)
    definition = _("Of those who answered the survey, the share who say that nothing holds them back.")
    higher_is_better = True
