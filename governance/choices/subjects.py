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
    """One thing that needs agreement. ``terms_*`` are sentences, each agreed to; ``{k}`` is the smallest group.

    What happens, who sees it, how long it is kept and what a refusal means say the same in short, for who reads no
    further; they are no terms, so that they can be put better without asking anew.
    """

    code: str
    kind: ProposalKind
    article: str
    title_nl: str
    title_en: str
    why_nl: str
    why_en: str
    happens_nl: str
    happens_en: str
    seen_nl: str
    seen_en: str
    kept_nl: str
    kept_en: str
    refused_nl: str
    refused_en: str
    terms_nl: tuple[str, ...]
    terms_en: tuple[str, ...]
    version: int = 1
    limits_at: str = ""
    """Name of the page that says in full where what is promised ends."""

    @property
    def title(self) -> Words:
        return words(self.title_nl, self.title_en)

    @property
    def happens(self) -> Words:
        return words(self.happens_nl, self.happens_en)

    @property
    def seen(self) -> Words:
        return words(self.seen_nl, self.seen_en)

    @property
    def kept(self) -> Words:
        return words(self.kept_nl, self.kept_en)

    @property
    def refused(self) -> Words:
        return words(self.refused_nl, self.refused_en)

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
        happens_nl="Elke maand telt het portaal per groep wie bereikt is met strategie, scholing en peilingen.",
        happens_en="Every month the portal counts, per group, who was reached by strategy, training and surveys.",
        seen_nl="Iedereen die hier werkt, en nooit over iemand afzonderlijk.",
        seen_en="Everybody who works here, and never about one person.",
        kept_nl="De cijfers blijven. Wie in welke groep telde, is na 400 dagen weg.",
        kept_en="The figures stay. Who counted in which group is gone after 400 days.",
        refused_nl="Er komen geen cijfers over bereik. Cijfers die er al waren, staan nergens meer.",
        refused_en="No figures on reach are made. Earlier ones are no longer shown anywhere.",
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
        happens_nl=(
            "Elke maand maakt het portaal cijfers per groep uit gesloten peilingen en uit rapporten van leveranciers."
        ),
        happens_en="Every month the portal makes figures per group from closed surveys and from suppliers' reports.",
        seen_nl="Iedereen die hier werkt, en nooit over iemand afzonderlijk.",
        seen_en="Everybody who works here, and never about one person.",
        kept_nl="De cijfers blijven. Een rapport met namen wordt meteen verwijderd. Antwoorden zijn na twee jaar weg.",
        kept_en="The figures stay. A report with names is deleted at once. Answers are gone after two years.",
        refused_nl=(
            "Er komen geen cijfers over gebruik, vaardigheid of mening, en rapporten worden niet ingelezen. Cijfers "
            "die er al waren, staan nergens meer."
        ),
        refused_en=(
            "No figures on use, skills or opinions are made, and no reports are read in. Earlier figures are no "
            "longer shown anywhere."
        ),
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
                "niet bewaard en het bestand wordt verwijderd; het verslag zegt dat."
            ),
            (
                "Antwoorden in een peiling zijn niet aan mensen te koppelen, behalve door wie bij het versturen op de "
                "server meekijkt of vóór het sluiten sleutels en database kopieerde. Antwoordt een hele groep "
                "hetzelfde, dan is bekend wat ieder antwoordde."
            ),
            "Er komen geen ranglijsten van mensen, geen lijsten van wie AI niet gebruikt en geen score per persoon.",
            "De cijfers worden niet gebruikt voor beoordeling, beloning of inzet van mensen.",
        ),
        version=2,
        limits_at="surveys:protocol",
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
                "is deleted; the report says so."
            ),
            (
                "Answers in a survey cannot be joined to people, except by who watches the server at the moment of "
                "sending or copied keys and database before the close. Where a whole group answers alike, it is "
                "known what each answered."
            ),
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
        happens_nl="Een paar keer per jaar krijgt iedereen een korte peiling. Meedoen is vrij.",
        happens_en="A few times a year everybody gets a short survey. Taking part is free.",
        seen_nl="Niemand ziet wat iemand antwoordt. Na het sluiten zijn er alleen aantallen per groep.",
        seen_en="Nobody sees what anybody answers. After the close there are only counts per group.",
        kept_nl="Antwoorden twee jaar; wie uitgenodigd was en verstuurde 90 dagen. Aantallen per groep blijven.",
        kept_en="Answers for two years; who was invited and who sent for 90 days. Counts per group stay.",
        refused_nl="Er gaat geen nieuwe peiling open. Een peiling die al open is, loopt door tot de laatste dag.",
        refused_en="No new survey opens. A survey that is open already runs until its last day.",
        terms_nl=(
            "Meedoen is vrij. Er wordt niets vastgelegd voordat iemand op versturen drukt.",
            (
                "Antwoorden zijn verzegeld tot de ronde sluit. De sleutel staat buiten de database en wordt bij het "
                "sluiten vernietigd. Daarna zijn antwoorden niet meer aan mensen te koppelen, behalve door wie bij het "
                "versturen op de server meekeek of vóór het sluiten sleutels en database kopieerde. Antwoordt een "
                "hele groep hetzelfde, dan is bekend wat ieder antwoordde."
            ),
            (
                "Bij een antwoord staat hoogstens één groep: een functiegroep óf een afdeling, en alleen als die "
                "minstens {k} uitgenodigde mensen telt."
            ),
            "Uitslagen komen pas na het sluiten en gaan over minstens {k} antwoorden.",
            "Een herinnering gaat alleen naar wie nog niet verstuurde. Leidinggevenden zien niet wie meedeed.",
            "Antwoorden worden twee jaar na het sluiten verwijderd; wie uitgenodigd was en verstuurde, na 90 dagen.",
        ),
        version=2,
        limits_at="surveys:protocol",
        terms_en=(
            "Taking part is free. Nothing is recorded before somebody presses send.",
            (
                "Answers are sealed until the wave closes. The key stands outside the database and is destroyed at "
                "the close. After that, answers cannot be joined to people, except by who watched the server at the "
                "moment of sending or copied keys and database before the close. Where a whole group answers alike, "
                "it is known what each answered."
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
