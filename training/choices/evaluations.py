"""What is asked after a course, which answers count, and what the works council agrees to before it is asked."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.choices import REGISTER, ProposalKind, Subject


class Useful(models.TextChoices):
    VERY = "5", _("Very useful")
    WELL = "4", _("Useful")
    BETWEEN = "3", _("In between")
    LITTLE = "2", _("Not very useful")
    NOT = "1", _("Not useful at all")


class Tomorrow(models.TextChoices):
    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class Pace(models.TextChoices):
    SLOW = "slow", _("Too slow or too easy")
    RIGHT = "right", _("Just right")
    FAST = "fast", _("Too fast or too hard")


class EvaluationQuestion(models.TextChoices):
    """The three questions. No free text: a sentence about one's work or session tells who wrote it."""

    USEFUL = "useful", _("Was it useful for your work?")
    TOMORROW = "tomorrow", _("Can you use it in your work tomorrow?")
    PACE = "pace", _("Did pace and level suit you?")


EVALUATION_ANSWERS: Mapping[str, type[models.TextChoices]] = {
    EvaluationQuestion.USEFUL: Useful,
    EvaluationQuestion.TOMORROW: Tomorrow,
    EvaluationQuestion.PACE: Pace,
}
COUNTS_AS: Mapping[str, frozenset[str]] = {
    EvaluationQuestion.USEFUL: frozenset({Useful.VERY, Useful.WELL}),
    EvaluationQuestion.TOMORROW: frozenset({Tomorrow.YES}),
    EvaluationQuestion.PACE: frozenset({Pace.RIGHT}),
}
"""Which answers the one figure of a question counts."""

ASKED_FOR = timedelta(days=30)
"""How long after completing a course people can say what they thought of it."""
MONTHS_TOGETHER = 3
"""In which monthly box an answer that its course was too small for is taken together with others of its theme."""

EVALUATION = "training:evaluation"
REGISTER.add(
    Subject(
        code=EVALUATION,
        kind=ProposalKind.CONSENT,
        article="WOR 27(1)(k), 27(1)(l)",
        title_nl="Wat mensen van een cursus vonden",
        title_en="What people thought of a course",
        why_nl="Zo ziet de organisatie of een cursus in het werk helpt, en welke beter kan.",
        why_en="It shows whether a course helps in the work, and which one can be better.",
        happens_nl="Wie een cursus afrondde, kan 30 dagen lang drie vragen beantwoorden. Meedoen is vrij.",
        happens_en="Who completed a course can answer three questions for 30 days. Taking part is free.",
        seen_nl="Niemand ziet wat iemand antwoordt. Iedereen die hier werkt ziet de vastgestelde cijfers per cursus.",
        seen_en="Nobody sees what anybody answers. Everybody who works here sees the released figures per course.",
        kept_nl="Antwoorden hoogstens vier maanden, verzegeld; wie verstuurde twee jaar. De cijfers blijven.",
        kept_en="Answers for four months at most, sealed; who sent for two years. The figures stay.",
        refused_nl=(
            "Niemand wordt gevraagd wat hij van een cursus vond. Wat nog verzegeld is, wordt niet gelezen. Cijfers die "
            "er al waren, staan nergens meer."
        ),
        refused_en=(
            "Nobody is asked what they thought of a course. What is still sealed goes unread. Earlier figures are no "
            "longer shown anywhere."
        ),
        terms_nl=(
            (
                "De cijfers zijn, per cursus: het aandeel dat de cursus nuttig vond, het aandeel dat er morgen iets "
                "mee kan, het aandeel dat tempo en niveau goed vond, en het aandeel dat antwoordde. Andere cijfers "
                "vragen een nieuw voorstel."
            ),
            "Meedoen is vrij. Er wordt niets vastgelegd voordat iemand op versturen drukt, en er is geen open vraag.",
            (
                "Bij een antwoord staat alleen de cursus en de maand: geen sessie, afdeling of functiegroep. Een "
                "cijfer gaat over minstens {k} antwoorden. Antwoorden over kleine cursussen wachten, of tellen samen "
                "met andere cursussen van het thema. Zeiden minder dan 3 mensen het wel, of minder dan 3 het niet, "
                "dan staat er alleen een bandbreedte."
            ),
            (
                "Antwoorden zijn verzegeld en niet aan mensen te koppelen, behalve door wie bij het versturen op de "
                "server meekijkt of vóór het sluiten sleutels en database kopieerde. Antwoordt iedereen "
                "hetzelfde, dan is bekend wat ieder antwoordde."
            ),
            "Er gaan geen herinneringen uit. Leidinggevenden en trainers zien niet wie antwoordde.",
            "De cijfers worden niet gebruikt voor beoordeling, beloning of inzet van mensen, ook niet van trainers.",
        ),
        terms_en=(
            (
                "The figures are, per course: the share that found it useful, the share that can use it tomorrow, "
                "the share that found pace and level right, and the share that answered. Other figures need a new "
                "proposal."
            ),
            "Taking part is free. Nothing is recorded before somebody presses send, and there is no open question.",
            (
                "An answer carries the course and the month only: no session, unit or function group. A figure is "
                "about at least {k} answers. Answers on small courses wait, or count together with other courses of "
                "the theme. Where fewer than 3 people said so, or fewer than 3 did not, only a range shows."
            ),
            (
                "Answers are sealed and cannot be joined to people, except by who watches the server at the moment "
                "of sending or copied keys and database before the close. Where everybody answers alike, it is known "
                "what each answered."
            ),
            "No reminders go out. Managers and trainers do not see who answered.",
            "The figures are not used for appraisal, pay or staffing, of trainers neither.",
        ),
        limits_at="training:evaluation_protocol",
    )
)
