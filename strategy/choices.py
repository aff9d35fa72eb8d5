"""The fixed lists of the strategy: documents, states, pillars, how long readings are kept, and what is agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common import organisation
from common.measures import Measure
from common.retention import Term
from governance.choices import REGISTER, ProposalKind, Subject


class DocumentKind(models.TextChoices):
    STRATEGY = "strategy", _("strategy")
    HOUSE_RULES = "house_rules", _("house rules")


class VersionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a version", "draft")
    IN_REVIEW = "in_review", pgettext_lazy("state of a version", "in review")
    PUBLISHED = "published", pgettext_lazy("state of a version", "published")
    SUPERSEDED = "superseded", pgettext_lazy("state of a version", "superseded")


OPEN_STATES = (VersionState.DRAFT, VersionState.IN_REVIEW)
FROZEN_STATES = (VersionState.PUBLISHED, VersionState.SUPERSEDED)


class Pillar(models.TextChoices):
    """In the order in which a document tells them."""

    VISION = "vision", _("Vision")
    ACCESSIBLE_APPLICATIONS = "accessible_applications", _("Accessible applications")
    LEARNING_CULTURE = "learning_culture", _("Learning culture")


class Aspect(models.TextChoices):
    """Which question of one's own work a passage answers, in the order in which people ask them."""

    WANT = "want", _("What we want")
    MAY = "may", _("What I may use")
    LEARN = "learn", _("What I should learn")
    ASK = "ask", _("Whom I ask")


class ChangeKind(models.TextChoices):
    """What a clause does against the version before: its author says whether the meaning changed."""

    UNCHANGED = "unchanged", _("unchanged")
    EDITORIAL = "editorial", _("editorial: the wording changed")
    MATERIAL = "material", _("material: the meaning changed")


class ReviewKind(models.TextChoices):
    """In which capacity somebody is asked about a version: only decisions and consents can hold it back."""

    DECISION = "decision", _("decision")
    CONSENT = "consent", _("consent")
    ADVICE = "advice", _("advice")


BINDING = frozenset({ReviewKind.DECISION, ReviewKind.CONSENT})


class ReviewOutcome(models.TextChoices):
    AGREED = "agreed", _("agrees")
    OBJECTED = "objected", _("does not agree")


class ReviewEnding(models.TextChoices):
    """How a review ended."""

    PUBLISHED = "published", _("the version was published")
    TAKEN_BACK = "taken_back", _("taken back to be changed")


class CommentKind(models.TextChoices):
    COMMENT = "comment", pgettext_lazy("about a passage", "remark")
    SUGGESTION = "suggestion", pgettext_lazy("about a passage", "suggestion")


class CommentOutcome(models.TextChoices):
    """What became of a comment or a suggestion."""

    TAKEN_OVER = "taken_over", _("taken over")
    NOT_TAKEN_OVER = "not_taken_over", _("not taken over")
    ANSWERED = "answered", pgettext_lazy("what became of a comment", "answered")


class RevisionEvent(models.TextChoices):
    """How a passage of a draft came to read as it does."""

    CARRIED = "carried", _("as it is in force")
    ADDED = "added", pgettext_lazy("a passage", "added")
    SAVED = "saved", pgettext_lazy("a passage", "saved")
    RESTORED = "restored", pgettext_lazy("a passage", "brought back")
    REMOVED = "removed", pgettext_lazy("a passage", "taken out")


class ObjectiveEvent(models.TextChoices):
    """What happened to an objective."""

    SET = "set", _("set")
    CHANGED = "changed", _("changed")
    OWNER_LEFT = "owner_left", _("its owner left")
    ARCHIVED = "archived", _("archived")
    RESTORED = "restored", _("brought back")


WHO_LEFT = gettext_noop("does not work here any more")
TAKEN_OUT = gettext_noop("The passage was taken out of the draft.")
OWN_REASONS = frozenset({WHO_LEFT, TAKEN_OUT})
"""Reasons that nobody typed: kept in English, so that each reader reads them in their own language."""


def reason_read(reason: str) -> str:
    """Return a reason as it was typed, or one of the portal's own in the language of who reads."""
    return gettext(reason) if reason in OWN_REASONS else reason


TWO, THREE = "two", "three"
PEOPLE_TO_PUBLISH = organisation.define(
    "strategy.people_to_publish",
    str,
    default=TWO,
    options=[
        (TWO, _("two: nobody writes, decides and publishes alone")),  # type: ignore[list-item]
        (THREE, _("three: one writes, another decides, a third publishes")),  # type: ignore[list-item]
    ],
    label=_("How many people it takes to publish the strategy and the house rules"),
    help=_("With three, somebody of the programme office who wrote nothing in the version publishes it."),
)

LINK_DAYS = 14
"""Days for which the link of a reviewer without an account can be used."""
CODE_LASTS = timedelta(minutes=15)
"""How long the code works that shows that who opened the link reads the mail at its address."""
CODE_TRIES = 5
"""Wrong codes after which a new one is needed."""
CODES_AN_HOUR, CODES_A_DAY = 5, 15
"""Codes that are sent to one reviewer: with five tries each, six digits are not guessed within the link's 14 days."""
LINK_OPEN_FOR = timedelta(hours=4)
"""How long the browser in which the right code was typed may read and answer."""


@dataclass(frozen=True, slots=True)
class KnownMetric:
    """A figure that the portal releases, by which an objective may be known: its code, its name, what it is counted in.

    The name is lazy, so that each reader reads it in their own language.
    """

    code: str
    title: str | Promise
    measure: Measure


@dataclass
class Register:
    """The figures of the portal by code, in the order in which they came. The app that makes them adds its own."""

    _metrics: dict[str, KnownMetric] = field(default_factory=dict)

    def add(self, metric: KnownMetric) -> KnownMetric:
        """Make a figure known; a code stands once."""
        if metric.code in self._metrics:
            raise ValueError(f"metric {metric.code} is registered twice")
        self._metrics[metric.code] = metric
        return metric

    def get(self, code: str) -> KnownMetric | None:
        return self._metrics.get(code)

    @property
    def all(self) -> Mapping[str, KnownMetric]:
        return self._metrics


METRICS = Register()
"""By which figure an objective is known. Adoption stands above and fills it; what is not in it, people count
themselves."""

LANGUAGES = ("nl", "en")

ACKNOWLEDGEMENTS_KEPT = Term(
    code="strategy.acknowledgements",
    label=_("Who confirmed having read the strategy and the house rules"),
    keeps=timedelta(days=730),
    counts_from=_("after a newer version took its place"),
    action=_("deleted"),
)
REVIEWER_ADDRESSES = Term(
    code="strategy.reviewer_addresses",
    label=_("E-mail addresses of people without an account who were asked about a version"),
    keeps=timedelta(days=28),
    counts_from=_("after the review ended"),
    action=_("deleted"),
)
CHOICES_KEPT = Term(
    code="strategy.choices",
    label=_("What people sent of their choice in a situation: sealed, not linked to anybody"),
    keeps=timedelta(days=62),
    counts_from=_("after the month in which they sent it"),
    action=_("counted, or thrown away unread"),
)
TERMS: list[Term] = [ACKNOWLEDGEMENTS_KEPT, REVIEWER_ADDRESSES, CHOICES_KEPT]


class Chosen(models.TextChoices):
    """All that is sent about a question: whether somebody chose the answer that is wise."""

    WISE = "wise", _("chose what is wise")
    OTHER = "other", _("chose something else")


MONTHS_WAITED = 3
"""In which monthly box the answers to a question that too few sent are thrown away."""

CLARITY = "strategy:questions"
REGISTER.add(
    Subject(
        code=CLARITY,
        kind=ProposalKind.CONSENT,
        article="WOR 27(1)(k), 27(1)(l)",
        title_nl="Welke passages van strategie en spelregels duidelijk zijn",
        title_en="Which passages of the strategy and the house rules are clear",
        why_nl="Zo ziet het programmabureau welke passage mensen niet helpt, en schrijft die opnieuw.",
        why_en="It shows the programme office which passage does not help people, so that they write it anew.",
        happens_nl=(
            "Wie bevestigt dat hij een versie las, kiest bij situaties uit het werk wat hij zou doen, en leest meteen "
            "wat verstandig is. Daarna kan hij met een aparte knop zonder naam versturen of hij dat koos. Dat is vrij."
        ),
        happens_en=(
            "Who confirms having read a version chooses what they would do in situations from the work, and reads at "
            "once what is wise. After that a button of its own sends, without a name, whether they chose that. It is "
            "voluntary."
        ),
        seen_nl="Niemand ziet wat iemand koos. Iedereen die hier werkt ziet de vastgestelde cijfers per passage.",
        seen_en="Nobody sees what anybody chose. Everybody who works here sees the released figures per passage.",
        kept_nl="Wat verstuurd is hoogstens vier maanden, verzegeld. Wie verstuurde nergens. De cijfers blijven.",
        kept_en="What was sent for four months at most, sealed. Who sent, nowhere. The figures stay.",
        refused_nl=(
            "De vragen blijven, en niets ervan wordt verstuurd. Wat nog verzegeld is, wordt niet gelezen. Cijfers die "
            "er al waren, staan nergens meer."
        ),
        refused_en=(
            "The questions stay, and nothing of them is sent. What is still sealed goes unread. Earlier figures are "
            "no longer shown anywhere."
        ),
        terms_nl=(
            "Het cijfer is, per vraag: het aandeel dat koos wat verstandig is. Iets anders vraagt een nieuw voorstel.",
            (
                "Versturen is vrij en gaat met een eigen knop. Bevestigen dat je las kan zonder. Er gaan geen "
                "herinneringen uit, en niemand ziet wie verstuurde."
            ),
            (
                "Verstuurd wordt per vraag alleen of iemand koos wat verstandig is, en de maand. De vragen van één "
                "mens gaan los van elkaar: geen naam, afdeling, functiegroep, sessie, taal of dag. Een cijfer gaat "
                "over minstens {k} antwoorden. Zijn er minder, dan wachten ze; in de derde maand worden ze weggegooid. "
                "Kozen minder dan 3 mensen het, of minder dan 3 iets anders, dan staat er alleen een bandbreedte."
            ),
            (
                "Antwoorden zijn verzegeld en niet aan mensen te koppelen, behalve door wie op het moment zelf op de "
                "server meekijkt of vóór het sluiten sleutels en database kopieerde. Kiest iedereen hetzelfde, dan is "
                "bekend wat ieder koos. Een vraag over een passage voor één functiegroep gaat over die groep."
            ),
            "De cijfers gaan over teksten. Ze worden niet gebruikt voor beoordeling, beloning of inzet van mensen.",
        ),
        terms_en=(
            "The figure is, per question: the share that chose what is wise. Other figures need a new proposal.",
            (
                "Sending is voluntary and has a button of its own. Confirming that you read works without it. No "
                "reminders go out, and nobody sees who sent."
            ),
            (
                "What is sent is, per question, only whether somebody chose what is wise, and the month. The questions "
                "of one person go apart from each other: no name, unit, function group, session, language or day. A "
                "figure is about at least {k} answers. Fewer wait, and are thrown away in the third month. Where fewer "
                "than 3 people chose it, or fewer than 3 something else, only a range shows."
            ),
            (
                "Answers are sealed and cannot be joined to people, except by who watches the server at that very "
                "moment or copied keys and database before the close. Where everybody chooses alike, it is known what "
                "each chose. A question about a passage for one function group is about that group."
            ),
            "The figures are about texts. They are not used for appraisal, pay or staffing of people.",
        ),
        limits_at="strategy:clarity_protocol",
    )
)
