"""The law as we read it, and the body that is there by default; brought up to date after each migration.

Texts are ours, facts come from the sources that each record names. A fact that was read only in secondary sources
says so. Nothing here says that an organisation meets the law: it says what the law asks.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from governance.choices import BodyKind, Confidence, DutyFor
from governance.models import Body, Duty, LawVersion

CHECKED = date(2026, 11, 24)
AI_ACT = (
    "Verordening (EU) 2024/1689, zoals gewijzigd door Verordening (EU) 2026/1744",
    "Regulation (EU) 2024/1689, as amended by Regulation (EU) 2026/1744",
)
WOR = (
    "Wet op de ondernemingsraden, wetten.overheid.nl, BWBR0002747",
    "Dutch Works Councils Act (Wet op de ondernemingsraden), wetten.overheid.nl, BWBR0002747",
)
AVG = ("Verordening (EU) 2016/679 (AVG)", "Regulation (EU) 2016/679 (GDPR)")
"""Where each law stands, in Dutch and in English."""
LITERACY_FROM, TRANSPARENCY_FROM, IMAGERY_FROM = date(2025, 2, 2), date(2026, 8, 2), date(2026, 12, 2)
HIGH_RISK_FROM = date(2027, 12, 2)


@dataclass(frozen=True, slots=True)
class Law:
    code: str
    law: str
    name_nl: str
    name_en: str
    source: tuple[str, str]
    as_of: date


@dataclass(frozen=True, slots=True)
class Asks:
    """One duty as it is written here; ``law`` is the code of its law version."""

    code: str
    law: str
    article: str
    applies_to: DutyFor
    valid_from: date
    confidence: Confidence
    title_nl: str
    title_en: str
    text_nl: str
    text_en: str


LAWS = (
    Law("ai-act-2026-07-27", "AI-verordening", "AI-verordening", "AI Act", AI_ACT, date(2026, 7, 27)),
    Law("wor", "WOR", "Wet op de ondernemingsraden", "Works Councils Act", WOR, date(2024, 1, 1)),
    Law(
        "avg", "AVG", "Algemene verordening gegevensbescherming", "General Data Protection Regulation", AVG,
        date(2018, 5, 25),
    ),
)  # fmt: skip

DUTIES = (
    Asks(
        "ai-act.literacy", "ai-act-2026-07-27", "4", DutyFor.ANY, LITERACY_FROM, Confidence.SECONDARY,
        "Zorg dat mensen genoeg weten van AI",
        "See that people know enough about AI",
        "Neem maatregelen waardoor medewerkers, en anderen die voor ons met AI werken, genoeg weten van AI. Kijk naar "
        "hun rol, ervaring en opleiding en naar waar de AI voor is. Leg vast wat er is gedaan.",
        "Take measures so that staff, and others who work with AI for us, know enough about AI. Look at their role, "
        "experience and training, and at what the AI is for. Record what was done.",
    ),
    Asks(
        "ai-act.stop", "ai-act-2026-07-27", "5", DutyFor.PROHIBITED, LITERACY_FROM, Confidence.MINISTRY,
        "Stop met AI die verboden is",
        "Stop AI that is prohibited",
        "Sommige toepassingen mogen niet, zoals emoties afleiden op het werk of mensen een sociale score geven. "
        "Gebruik ze niet en begin er niet aan.",
        "Some uses are not allowed, such as inferring emotions at work or giving people a social score. Do not use "
        "them and do not start.",
    ),
    Asks(
        "ai-act.intimate-imagery", "ai-act-2026-07-27", "5(1)(ba), 5(1)(bb)", DutyFor.PROHIBITED, IMAGERY_FROM,
        Confidence.MINISTRY,
        "Maak geen intieme beelden van mensen",
        "Make no intimate images of people",
        "AI die zonder toestemming intieme beelden van echte mensen maakt, of beelden van misbruik, is verboden.",
        "AI that makes intimate images of real people without their consent, or images of abuse, is prohibited.",
    ),
    Asks(
        "ai-act.inform", "ai-act-2026-07-27", "50(3), 50(4), 50(5)", DutyFor.TRANSPARENCY, TRANSPARENCY_FROM,
        Confidence.SECONDARY,
        "Zeg dat het AI is",
        "Say that it is AI",
        "Vertel het mensen als AI hun emoties herkent of hen indeelt op lichaamskenmerken. Zet bij nagemaakt beeld of "
        "geluid dat het van AI is, en ook bij teksten van algemeen belang die niemand nakeek. Doe dat meteen de "
        "eerste keer en zo dat iedereen het kan zien of horen.",
        "Tell people when AI recognises their emotions or sorts them by bodily features. Label imitated images or "
        "sound as made by AI, and texts of public interest that nobody edited. Do so at the first encounter, and so "
        "that everybody can see or hear it.",
    ),
    Asks(
        "ai-act.use-as-instructed", "ai-act-2026-07-27", "26(1)", DutyFor.HIGH_RISK, HIGH_RISK_FROM,
        Confidence.MINISTRY,
        "Gebruik het zoals de maker voorschrijft",
        "Use it as its maker instructs",
        "Gebruik AI met een hoog risico volgens de gebruiksaanwijzing van de aanbieder.",
        "Use high-risk AI according to the provider's instructions.",
    ),
    Asks(
        "ai-act.oversight", "ai-act-2026-07-27", "26(2)", DutyFor.HIGH_RISK, HIGH_RISK_FROM, Confidence.MINISTRY,
        "Laat mensen toezicht houden",
        "Have people oversee it",
        "Geef het toezicht aan mensen die ervoor geleerd hebben, die het kunnen en die mogen ingrijpen.",
        "Give oversight to people who are trained and able, and who may step in.",
    ),
    Asks(
        "ai-act.input-data", "ai-act-2026-07-27", "26(4)", DutyFor.HIGH_RISK, HIGH_RISK_FROM, Confidence.MINISTRY,
        "Voer er passende gegevens in",
        "Feed it fitting data",
        "Let erop dat de gegevens die je invoert passen bij het doel en genoeg lijken op de werkelijkheid.",
        "See that the data you put in fit the purpose and are representative enough.",
    ),
    Asks(
        "ai-act.monitor", "ai-act-2026-07-27", "26(5)", DutyFor.HIGH_RISK, HIGH_RISK_FROM, Confidence.MINISTRY,
        "Volg hoe het werkt en meld gevaar",
        "Watch how it works and report danger",
        "Volg hoe de AI werkt. Zet haar stil en meld het als zij een gevaar wordt.",
        "Watch how the AI works. Suspend it and report it when it becomes a risk.",
    ),
    Asks(
        "ai-act.logs", "ai-act-2026-07-27", "26(6)", DutyFor.HIGH_RISK, HIGH_RISK_FROM, Confidence.MINISTRY,
        "Bewaar de logboeken",
        "Keep its logs",
        "Bewaar wat de AI zelf vastlegt minstens zes maanden.",
        "Keep what the AI records by itself for at least six months.",
    ),
    Asks(
        "ai-act.tell-workers", "ai-act-2026-07-27", "26(7)", DutyFor.HIGH_RISK, HIGH_RISK_FROM, Confidence.MINISTRY,
        "Vertel het medewerkers vooraf",
        "Tell workers beforehand",
        "Vertel de ondernemingsraad en de medewerkers om wie het gaat dat de AI gebruikt gaat worden, voordat het "
        "begint.",
        "Tell the works council and the workers concerned that the AI will be used, before it starts.",
    ),
    Asks(
        "ai-act.tell-people", "ai-act-2026-07-27", "26(11)", DutyFor.HIGH_RISK, HIGH_RISK_FROM, Confidence.MINISTRY,
        "Vertel het mensen over wie het beslist",
        "Tell people about whom it decides",
        "Vertel mensen dat AI meedoet in een besluit over hen.",
        "Tell people that AI takes part in a decision about them.",
    ),
    Asks(
        "ai-act.fundamental-rights", "ai-act-2026-07-27", "27", DutyFor.HIGH_RISK, HIGH_RISK_FROM, Confidence.MINISTRY,
        "Weeg eerst de grondrechten",
        "Weigh fundamental rights first",
        "Overheden, wie een openbare dienst levert, en wie over krediet of over een levens- of zorgverzekering "
        "beslist: beschrijf vóór het eerste gebruik wat het doet met de grondrechten van mensen.",
        "Public bodies, who provides a public service, and who decides on credit or on life or health insurance: "
        "describe before first use what it does to people's fundamental rights.",
    ),
    Asks(
        "wor.advice-technology", "wor", "25(1)(k)", DutyFor.STAFF, date(1998, 3, 1), Confidence.SECONDARY,
        "Vraag advies over belangrijke techniek",
        "Ask advice on important technology",
        "Vraag de ondernemingsraad advies voordat een belangrijke technische voorziening er komt of verandert.",
        "Ask the works council for advice before an important technological provision comes or changes.",
    ),
    Asks(
        "wor.consent-training", "wor", "27(1)(f)", DutyFor.STAFF, date(1998, 3, 1), Confidence.SECONDARY,
        "Vraag instemming met een scholingsregeling",
        "Ask consent to a training scheme",
        "Vraag de ondernemingsraad om instemming met een regeling over de opleiding van medewerkers.",
        "Ask the works council for consent to a scheme on the training of staff.",
    ),
    Asks(
        "wor.consent-personal-data", "wor", "27(1)(k)", DutyFor.STAFF, date(1998, 3, 1), Confidence.SECONDARY,
        "Vraag instemming met gebruik van gegevens van medewerkers",
        "Ask consent to the use of staff data",
        "Vraag de ondernemingsraad om instemming met een regeling over het verwerken en beschermen van "
        "persoonsgegevens van medewerkers.",
        "Ask the works council for consent to a scheme on processing and protecting personal data of staff.",
    ),
    Asks(
        "wor.consent-monitoring", "wor", "27(1)(l)", DutyFor.STAFF, date(1998, 3, 1), Confidence.SECONDARY,
        "Vraag instemming met systemen die kunnen volgen",
        "Ask consent to systems that can observe",
        "Vraag de ondernemingsraad om instemming met voorzieningen die aanwezigheid, gedrag of prestaties van "
        "medewerkers volgen, of dat zouden kunnen.",
        "Ask the works council for consent to provisions that observe the presence, behaviour or performance of "
        "staff, or that could.",
    ),
    Asks(
        "avg.impact-assessment", "avg", "35", DutyFor.PERSONAL_DATA, date(2018, 5, 25), Confidence.SECONDARY,
        "Onderzoek eerst het risico voor de privacy",
        "Assess the privacy risk first",
        "Brengt gebruik van persoonsgegevens waarschijnlijk een hoog risico mee? Breng dan eerst in kaart wat dat "
        "risico is en wat je eraan doet (een DPIA), met advies van de functionaris gegevensbescherming.",
        "Is use of personal data likely to bring a high risk? Then first describe the risk and what is done about it "
        "(a DPIA), with the advice of the data protection officer.",
    ),
)  # fmt: skip


@transaction.atomic
def sync() -> None:
    """Bring law versions, duties and the default body up to date; a duty that is gone from here is taken away."""
    versions = {}
    sources = {}
    for law in LAWS:
        versions[law.code], _created = LawVersion.objects.update_or_create(
            code=law.code,
            defaults={
                "law": law.law,
                "name_nl": law.name_nl,
                "name_en": law.name_en,
                "source_nl": law.source[0],
                "source_en": law.source[1],
                "as_of": law.as_of,
                "last_checked": CHECKED,
            },
        )
        sources[law.code] = law.source[0]
    for position, asks in enumerate(DUTIES):
        Duty.objects.update_or_create(
            code=asks.code,
            defaults={
                "law_version": versions[asks.law],
                "article": asks.article,
                "source": sources[asks.law],
                "applies_to": asks.applies_to,
                "title_nl": asks.title_nl,
                "title_en": asks.title_en,
                "text_nl": asks.text_nl,
                "text_en": asks.text_en,
                "valid_from": asks.valid_from,
                "valid_until": None,
                "last_checked": CHECKED,
                "confidence": asks.confidence,
                "position": position,
            },
        )
    Duty.objects.exclude(code__in=[asks.code for asks in DUTIES]).delete()
    # Only an installation that has no body at all gets one: which bodies there are is the organisation's to say.
    if not Body.objects.exists():
        Body.objects.create(kind=BodyKind.WORKS_COUNCIL, name_nl="Ondernemingsraad", name_en="Works council")
