"""What a body can be asked to agree to, in the very words that it agrees to.

A subject's words are copied into the proposal when it is made, so an answer is always about fixed words. When the
words change in a way that matters, its ``version`` goes up: an agreement to older words then opens nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from common.bilingual import Words, words
from governance.choices.answers import ProposalKind


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that needs agreement. ``terms_*`` are sentences, each agreed to; ``{k}`` is the smallest group."""

    code: str
    kind: ProposalKind
    article: str
    title_nl: str
    title_en: str
    why_nl: str
    why_en: str
    terms_nl: tuple[str, ...]
    terms_en: tuple[str, ...]
    version: int = 1

    @property
    def title(self) -> Words:
        return words(self.title_nl, self.title_en)

    def terms(self, language: str, *, smallest_group: int) -> list[str]:
        """Return the sentences of ``language`` with the organisation's own threshold filled in."""
        sentences = self.terms_nl if language == "nl" else self.terms_en
        return [sentence.format(k=smallest_group) for sentence in sentences]


@dataclass
class Register:
    """Every subject by its code; an app above may add its own from its ``choices``."""

    _subjects: dict[str, Subject] = field(default_factory=dict)

    def add(self, subject: Subject) -> Subject:
        """Make a subject known; both languages say equally much and a code stands once."""
        if subject.code in self._subjects:
            raise ValueError(f"subject {subject.code} is registered twice")
        if len(subject.terms_nl) != len(subject.terms_en) or not subject.terms_nl:
            raise ValueError(f"subject {subject.code} does not say the same in both languages")
        self._subjects[subject.code] = subject
        return subject

    def get(self, code: str) -> Subject | None:
        return self._subjects.get(code)

    @property
    def all(self) -> Mapping[str, Subject]:
        return self._subjects


REGISTER = Register()

FIGURES_CLASS_B = REGISTER.add(
    Subject(
        code="figures:class_b",
        kind=ProposalKind.CONSENT,
        article="WOR 27(1)(k), 27(1)(l)",
        title_nl="Cijfers over bereik",
        title_en="Figures on reach",
        why_nl="Zo ziet de organisatie of strategie, scholing en peilingen de mensen bereiken voor wie ze zijn.",
        why_en="They show whether strategy, training and surveys reach the people they are meant for.",
        terms_nl=(
            (
                "De cijfers zijn: het aandeel dat een cursus afrondde, het aandeel dat de strategie las en begreep, "
                "en het aandeel dat een peiling invulde. Andere cijfers over bereik vragen een nieuw voorstel."
            ),
            "Een cijfer gaat over minstens {k} mensen. Kleinere groepen worden samengevoegd of niet getoond.",
            (
                "Een groep is een functiegroep (directie, leidinggevenden, medewerkers met en zonder klantcontact) of "
                "een afdeling. Een cijfer noemt nooit iemand."
            ),
            "Alleen vastgestelde maandcijfers worden getoond. Wat niet getoond is, mag ook niet uit te rekenen zijn.",
            "De cijfers worden niet gebruikt voor beoordeling, beloning of inzet van mensen.",
            "Aandelen bij minder dan 100 mensen staan er in stappen van 5 procent, met het aantal als bandbreedte.",
        ),
        terms_en=(
            (
                "The figures are: the share that completed a course, the share that read and understood the strategy, "
                "and the share that answered a survey. Other figures on reach need a new proposal."
            ),
            "A figure is about at least {k} people. Smaller groups are taken together or not shown.",
            (
                "A group is a function group (directors, managers, staff with and without customer contact) or a "
                "unit. A figure never names anybody."
            ),
            "Only released monthly figures are shown. What is not shown cannot be computed from what is.",
            "The figures are not used for appraisal, pay or staffing.",
            "Shares of fewer than 100 people show in steps of 5 per cent, with the number of people as a band.",
        ),
    )
)
FIGURES_CLASS_C = REGISTER.add(
    Subject(
        code="figures:class_c",
        kind=ProposalKind.CONSENT,
        article="WOR 27(1)(k), 27(1)(l)",
        title_nl="Cijfers over gebruik, vaardigheid en mening",
        title_en="Figures on use, skills and opinions",
        why_nl="Zo ziet de organisatie of AI in het dagelijks werk helpt, waar scholing nodig is en wat hen hindert.",
        why_en="They show whether AI helps in daily work, where training is needed and what holds people back.",
        terms_nl=(
            (
                "De cijfers zijn: wie AI gebruikt (uit de peiling), wie nieuwe vaardigheden verwacht nodig te hebben, "
                "wie veilig met AI kan werken, wat mensen tegenhoudt, en welk deel van de licenties actief is (uit "
                "het rapport van de leverancier). Andere cijfers over gebruik, vaardigheid of mening vragen een nieuw "
                "voorstel."
            ),
            (
                "Een cijfer gaat over minstens {k} mensen of antwoorden. Deden minder dan 3 mensen het wel, of minder "
                "dan 3 het niet, dan staat er alleen een bandbreedte."
            ),
            (
                "Een gebruiksrapport wordt bij het inlezen meteen teruggebracht tot aantallen per groep. Namen worden "
                "niet bewaard en het bestand wordt verwijderd; het verslag bewijst dat."
            ),
            "Antwoorden in een peiling zijn niet aan mensen te koppelen.",
            "Er komen geen ranglijsten van mensen, geen lijsten van wie AI niet gebruikt en geen score per persoon.",
            "De cijfers worden niet gebruikt voor beoordeling, beloning of inzet van mensen.",
        ),
        terms_en=(
            (
                "The figures are: who uses AI (from the survey), who expects to need new skills, who can work safely "
                "with AI, what holds people back, and which part of the licences is active (from the supplier's "
                "report). Other figures on use, skills or opinions need a new proposal."
            ),
            (
                "A figure is about at least {k} people or answers. Where fewer than 3 do, or fewer than 3 do not, "
                "only a range shows."
            ),
            (
                "A usage report is reduced to counts per group as soon as it is read. Names are not kept and the file "
                "is deleted; the report proves it."
            ),
            "Answers in a survey cannot be joined to people.",
            "There are no rankings of people, no lists of who does not use AI and no score of a person.",
            "The figures are not used for appraisal, pay or staffing.",
        ),
    )
)
SURVEYS_WAVE = REGISTER.add(
    Subject(
        code="surveys:wave",
        kind=ProposalKind.CONSENT,
        article="WOR 27(1)(k)",
        title_nl="Peilingen onder medewerkers",
        title_en="Surveys among employees",
        why_nl="Een korte peiling is de enige bron die zegt wat mensen zelf met AI doen en wat zij nodig hebben.",
        why_en="A short survey is the only source that says what people themselves do with AI and what they need.",
        terms_nl=(
            "Meedoen is vrij. Er wordt niets vastgelegd voordat iemand op versturen drukt.",
            (
                "Antwoorden zijn verzegeld tot de ronde sluit. De sleutel staat buiten de database en wordt bij het "
                "sluiten vernietigd. Daarna zijn antwoorden niet meer aan mensen te koppelen."
            ),
            (
                "Bij een antwoord staat hoogstens één groep: een functiegroep óf een afdeling, en alleen als die "
                "minstens {k} uitgenodigde mensen telt."
            ),
            "Uitslagen komen pas na het sluiten en gaan over minstens {k} antwoorden.",
            "Een herinnering gaat alleen naar wie nog niet verstuurde. Leidinggevenden zien niet wie meedeed.",
            "Antwoorden worden twee jaar na het sluiten verwijderd; wie uitgenodigd was en verstuurde, na 90 dagen.",
        ),
        terms_en=(
            "Taking part is free. Nothing is recorded before somebody presses send.",
            (
                "Answers are sealed until the wave closes. The key stands outside the database and is destroyed at "
                "the close. After that, answers cannot be joined to people."
            ),
            (
                "An answer carries one group at most: a function group or a unit, and only if it has at least {k} "
                "invited people."
            ),
            "Results come after the close only and are about at least {k} answers.",
            "A reminder goes only to who has not sent yet. Managers do not see who took part.",
            "Answers are deleted two years after the close; who was invited and who sent, after 90 days.",
        ),
    )
)
TOOLS_DECLARATIONS = REGISTER.add(
    Subject(
        code="tools:declarations",
        kind=ProposalKind.CONSENT,
        article="WOR 27(1)(k)",
        title_nl="“Dit gebruik ik al”",
        title_en="“I already use this”",
        why_nl="Wie weet wat er al gebruikt wordt, kan het veilig maken in plaats van verbieden.",
        why_en="Who knows what is used already can make it safe instead of forbidding it.",
        terms_nl=(
            "Melden is vrij en kan zonder naam. Zonder naam is een melding nergens aan iemand te koppelen.",
            "Een melding met naam wordt alleen gebruikt om iemand te antwoorden.",
            "Een melding heeft geen gevolgen voor wie meldt, en wordt niet gebruikt voor beoordeling of maatregelen.",
            "Aantallen per hulpmiddel worden getoond vanaf {k} meldingen.",
        ),
        terms_en=(
            "Declaring is free and can be done without a name. Without a name it can nowhere be joined to anybody.",
            "A declaration with a name is used only to answer that person.",
            "A declaration has no consequences for who makes it, and is not used for appraisal or measures.",
            "Counts per tool show from {k} declarations.",
        ),
    )
)
