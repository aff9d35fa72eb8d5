"""What Houtwijk wrote down: its AI strategy and its house rules, in Dutch and English."""

from dataclasses import dataclass

from strategy.choices import Pillar

type Both = tuple[str, str]

STRATEGY_TITLE: Both = ("Onze AI-strategie", "Our AI strategy")
RULES_TITLE: Both = ("Spelregels voor AI", "House rules for AI")


@dataclass(frozen=True)
class Passage:
    """A passage; ``since`` is the version in which it came, ``before`` its text before ``changed_in``."""

    key: str
    pillar: str
    title: Both
    text: Both
    since: int = 1
    changed_in: int = 0
    is_material: bool = True
    before: Both = ("", "")


STRATEGY: list[Passage] = [
    Passage(
        "more-time-for-people",
        Pillar.VISION,
        ("AI geeft ons meer tijd voor mensen", "AI gives us more time for people"),
        (
            (
                "Wij werken bij Houtwijk omdat we voor mensen willen zorgen. Toch gaat een derde van onze dag op aan "
                "schrijven, zoeken en plannen. **AI moet die tijd teruggeven.**\n\n"
                "We meten dat ook. Een toepassing die geen tijd oplevert, of die tijd kost aan de verkeerde kant, "
                "gebruiken we niet."
            ),
            (
                "We work at Houtwijk because we want to care for people. Yet a third of our day goes to writing, "
                "searching "
                "and planning. **AI must give that time back.**\n\n"
                "We measure it, too. An application that saves no time, or that costs time in the wrong place, is not "
                "for us."
            ),
        ),
    ),
    Passage(
        "people-decide",
        Pillar.VISION,
        ("Een mens beslist, altijd", "A person decides, always"),
        (
            (
                "AI stelt voor, jij beslist. Dat geldt voor een zorgplan, voor een rooster en voor een brief.\n\n"
                "- Jij leest na wat AI schrijft voordat het ergens komt te staan.\n"
                "- Over zorg, werk of geld van mensen beslist nooit een systeem alleen.\n"
                "- Wie het niet eens is met een uitkomst, krijgt een mens aan de lijn."
            ),
            (
                "AI suggests, you decide. That holds for a care plan, for a roster and for a letter.\n\n"
                "- You read what AI wrote before it is put anywhere.\n"
                "- No system alone decides about anybody's care, work or money.\n"
                "- Whoever disagrees with an outcome gets a person on the line."
            ),
        ),
        changed_in=2,
        before=(
            (
                "AI stelt voor, jij beslist. Dat geldt voor een zorgplan, voor een rooster en voor een brief.\n\n"
                "Jij leest na wat AI schrijft voordat het ergens komt te staan."
            ),
            (
                "AI suggests, you decide. That holds for a care plan, for a roster and for a letter.\n\n"
                "You read what AI wrote before it is put anywhere."
            ),
        ),
    ),
    Passage(
        "where-it-helps-first",
        Pillar.VISION,
        ("We beginnen waar het werk knelt", "We begin where the work hurts"),
        (
            (
                "We proberen AI eerst op vier plekken: **rapporteren, plannen, informatie vinden en vragen "
                "beantwoorden**. "
                "Daar verliezen we nu de meeste tijd, en daar is het risico voor cliënten te overzien.\n\n"
                "AI die over cliënten oordeelt, zoals een voorspelling van valgevaar, hoort daar voorlopig niet bij."
            ),
            (
                "We try AI in four places first: **reporting, planning, finding information and answering questions**. "
                "There we lose most time now, and there the risk for clients can be overseen.\n\n"
                "AI that judges clients, such as a prediction of falls, is not part of it for the time being."
            ),
        ),
    ),
    Passage(
        "fair-and-safe",
        Pillar.VISION,
        ("Eerlijk en veilig voor cliënten en collega's", "Fair and safe for clients and colleagues"),
        (
            (
                "Gegevens van cliënten blijven in systemen waarvoor wij een contract hebben. Wij gebruiken AI "
                "**niet** om "
                "collega's te beoordelen, te volgen of met elkaar te vergelijken.\n\n"
                "De functionaris gegevensbescherming, de ondernemingsraad en de cliëntenraad kijken mee voordat "
                "iets begint."
            ),
            (
                "Data of clients stays in systems for which we have a contract. We do **not** use AI to judge "
                "colleagues, "
                "to follow them, or to compare them with each other.\n\n"
                "The data protection officer, the works council and the client council look along before "
                "anything begins."
            ),
        ),
        changed_in=2,
        is_material=False,
        before=(
            (
                "Cliëntgegevens blijven in systemen waarvoor wij een contract hebben. AI wordt **niet** gebruikt "
                "voor het "
                "beoordelen, volgen of vergelijken van collega's.\n\n"
                "De FG, de OR en de cliëntenraad kijken mee voordat iets begint."
            ),
            (
                "Client data stays in systems for which we have a contract. AI is **not** used for judging, "
                "following or "
                "comparing colleagues.\n\nThe DPO, the works council and the client council look along before anything "
                "begins."
            ),
        ),
    ),
    Passage(
        "everyone-can-use-it",
        Pillar.ACCESSIBLE_APPLICATIONS,
        ("Iedereen kan erbij, ook zonder bureau", "Everyone can use it, also without a desk"),
        (
            (
                "De meeste van ons werken niet achter een bureau. Wat we kiezen, werkt daarom **op de telefoon, "
                "in de wijk "
                "en op een gedeelde tablet**.\n\n"
                "We kijken elk half jaar of de werkvloer AI net zo goed kan gebruiken als het hoofdkantoor. Dat "
                "verschil "
                "is nu te groot, en dat willen we kleiner maken."
            ),
            (
                "Most of us do not work at a desk. What we choose therefore works **on the phone, in the "
                "neighbourhood and "
                "on a shared tablet**.\n\n"
                "Every half year we look whether the work floor can use AI as well as the head office can. That "
                "difference is too large now, and we want to make it smaller."
            ),
        ),
        since=2,
        changed_in=2,
    ),
    Passage(
        "one-list-of-tools",
        Pillar.ACCESSIBLE_APPLICATIONS,
        ("Eén lijst met wat mag", "One list of what is allowed"),
        (
            (
                "Je hoeft niet te raden. In de [lijst met AI-tools](/tools/) staat wat mag, met welke gegevens en "
                "onder welke voorwaarden. Staat iets er niet in? Vraag het aan het programmabureau, dan krijg je "
                "**binnen tien werkdagen** antwoord.\n\n"
                "Gebruik je al iets dat er niet in staat? Vertel dat ook aan het programmabureau. Daar is geen straf "
                "op; we zoeken samen een veilige weg."
            ),
            (
                "You do not have to guess. The [list of AI tools](/tools/) says what is allowed, with which data and "
                "under which conditions. Is something not in it? Ask the programme office, and you get an answer "
                "**within ten working days**.\n\n"
                "Do you use something already that is not in it? Tell the programme office, too. There is no "
                "punishment; we look for a safe way together."
            ),
        ),
        changed_in=2,
        before=(
            (
                "Je hoeft niet te raden. In de lijst met AI-tools staat wat mag, met welke gegevens en onder welke "
                "voorwaarden. Staat iets er niet in? Vraag het aan de ICT-servicedesk."
            ),
            (
                "You do not have to guess. The list of AI tools says what is allowed, with which data and under which "
                "conditions. Is something not in it? Ask the ICT service desk."
            ),
        ),
    ),
    Passage(
        "buy-before-build",
        Pillar.ACCESSIBLE_APPLICATIONS,
        ("Eerst wat we al hebben", "First what we have already"),
        (
            (
                "Zit het in het cliëntdossier, het roosterpakket of de kantooromgeving die we al gebruiken? Dan "
                "proberen "
                "we dat eerst. Dat scheelt een wachtwoord, een contract en een koppeling.\n\n"
                "Iets nieuws kopen we pas als een pilot heeft laten zien dat het helpt."
            ),
            (
                "Is it part of the client record, the roster system or the office suite that we use already? "
                "Then we try "
                "that first. It saves a password, a contract and a connection.\n\n"
                "We buy something new only when a pilot has shown that it helps."
            ),
        ),
    ),
    Passage(
        "from-pilot-to-decision",
        Pillar.ACCESSIBLE_APPLICATIONS,
        ("Elke pilot eindigt met een besluit", "Every pilot ends with a decision"),
        (
            (
                "Proberen mag, en we doen het open. Elke pilot staat in het [register](/pilots/) met een vraag, een "
                "meting en een "
                "datum waarop we beslissen: **opschalen, één keer verlengen of stoppen**.\n\n"
                "Stoppen is geen mislukking. Wat we leerden, schrijven we op zodat een ander het niet opnieuw hoeft te "
                "ontdekken."
            ),
            (
                "Trying is allowed, and we do it in the open. Every pilot is in the [register](/pilots/) with a "
                "question, a "
                "measurement and a date on which we decide: **scale up, extend once, or stop**.\n\n"
                "Stopping is no failure. We write down what we learned, so that nobody has to find it out again."
            ),
        ),
    ),
    Passage(
        "learning-is-work",
        Pillar.LEARNING_CULTURE,
        ("Leren hoort bij je werk", "Learning is part of your work"),
        (
            (
                "Wie met AI werkt, volgt de basistraining. Dat mag **in werktijd**, en je rooster houdt er "
                "rekening mee. "
                "Er is een versie voor op de telefoon van een half uur en een ochtend op locatie.\n\n"
                "Wie verder wil, kan verder: voor zorg, kantoor en leidinggevenden is er een eigen vervolg."
            ),
            (
                "Whoever works with AI takes the basic training. That is done **in working hours**, and your "
                "roster takes "
                "it into account. There is a version of half an hour for the phone, and a morning on location.\n\n"
                "Whoever wants more can get more: care, office and managers each have a course of their own."
            ),
        ),
    ),
    Passage(
        "ask-without-shame",
        Pillar.LEARNING_CULTURE,
        ("Vragen mag, fouten melden ook", "Ask, and tell what went wrong"),
        (
            (
                "AI maakt fouten, en wij ook. Zie je iets dat niet klopt? Vertel het aan wie bij de "
                "[AI-tool](/tools/) staat om vragen aan te stellen, of schrijf het in het logboek als je in een pilot "
                "zit. We gebruiken wat je vertelt om iets beter te maken, **nooit tegen wie het vertelt**."
            ),
            (
                "AI makes mistakes, and so do we. Do you see something that is not right? Tell whoever is named at "
                "the [AI tool](/tools/) for questions, or write it in the log if you are in a pilot. We use what you "
                "tell to make something better, **never against whoever tells it**."
            ),
        ),
    ),
    Passage(
        "leaders-go-first",
        Pillar.LEARNING_CULTURE,
        ("Leidinggevenden gaan voorop en maken ruimte", "Managers go first and make room"),
        (
            (
                "Leidinggevenden volgen zelf de training, praten in het teamoverleg over wat wel en niet werkt, "
                "en geven "
                "mensen tijd om te proberen. Elk team kiest één ding dat het dit jaar beter wil doen met AI."
            ),
            (
                "Managers take the training themselves, talk in the team meeting about what works and what does "
                "not, and "
                "give people time to try. Every team chooses one thing that it wants to do better with AI this year."
            ),
        ),
    ),
    Passage(
        "show-how-it-goes",
        Pillar.LEARNING_CULTURE,
        ("We laten zien hoe het gaat", "We show how it goes"),
        (
            (
                "Elke maand staan de [cijfers](/figures/) in dit portaal, voor iedereen. Ze gaan over groepen, nooit "
                "over personen. "
                "Twee keer per jaar bespreken we ze met de ondernemingsraad en passen we deze strategie aan."
            ),
            (
                "Every month the [figures](/figures/) are in this portal, for everyone. They are about groups, never "
                "about persons. "
                "Twice a year we discuss them with the works council and adapt this strategy."
            ),
        ),
        changed_in=2,
        is_material=False,
        before=(
            (
                "Elke maand publiceren we cijfers in dit portaal. Ze gaan over groepen, nooit over personen. "
                "Twee keer per "
                "jaar bespreken we ze met de ondernemingsraad."
            ),
            (
                "Every month we publish figures in this portal. They are about groups, never about persons. "
                "Twice a year "
                "we discuss them with the works council."
            ),
        ),
    ),
]

RULES: list[Passage] = [
    Passage(
        "no-client-data",
        "",
        ("Geen gegevens van cliënten in een open tool", "No client data in an open tool"),
        (
            (
                "Naam, geboortedatum, adres, diagnose of een verhaal waaraan je iemand herkent: die zet je "
                "**alleen** in "
                "een tool waar dat bij staat. Twijfel je? Laat het weg, of vraag het aan de functionaris "
                "gegevensbescherming."
            ),
            (
                "Name, date of birth, address, diagnosis, or a story by which somebody can be recognised: you "
                "put those "
                "**only** into a tool that says you may. In doubt? Leave it out, or ask the data protection officer."
            ),
        ),
    ),
    Passage(
        "check-what-it-says",
        "",
        ("Lees na en verbeter", "Check and correct"),
        (
            (
                "AI schrijft vlot en soms onzin. Controleer namen, getallen, medicatie en afspraken. Wat jij "
                "opslaat of "
                "verstuurt, is van jou."
            ),
            (
                "AI writes fluently, and sometimes nonsense. Check names, numbers, medication and appointments. "
                "What you "
                "save or send is yours."
            ),
        ),
    ),
    Passage(
        "be-open",
        "",
        ("Zeg het als AI meeluistert of meeschrijft", "Say so when AI listens or writes along"),
        (
            (
                "Neem je een gesprek op voor een verslag? Vraag eerst of dat goed is, en stop als iemand nee zegt. Een "
                "brief die AI helemaal zelf schreef, sturen we niet."
            ),
            (
                "Do you record a conversation for a report? Ask first whether that is all right, and stop when "
                "somebody "
                "says no. We do not send a letter that AI wrote all by itself."
            ),
        ),
        changed_in=2,
        is_material=False,
        before=(
            (
                "Een gesprek opnemen voor een verslag mag alleen na toestemming. Een brief die AI helemaal zelf "
                "schreef, "
                "sturen we niet."
            ),
            (
                "Recording a conversation for a report is allowed only after consent. We do not send a letter that AI "
                "wrote all by itself."
            ),
        ),
    ),
    Passage(
        "use-the-list",
        "",
        ("Kies uit de lijst", "Choose from the list"),
        (
            (
                "Gebruik de tools uit de [lijst](/tools/), met je werkaccount. Zo weten we waar gegevens staan en "
                "hoef je "
                "zelf niets "
                "te betalen."
            ),
            (
                "Use the tools from the [list](/tools/), with your work account. That way we know where data is, and "
                "you do "
                "not have "
                "to pay anything yourself."
            ),
        ),
    ),
    Passage(
        "report-mistakes",
        "",
        ("Ging er iets mis? Meld het meteen", "Did something go wrong? Report it at once"),
        (
            (
                "Kwam er toch een gegeven van een cliënt in een verkeerde tool? Meld het **dezelfde dag** "
                "bij de ICT-servicedesk, als datalek. Dan kunnen we het nog goedmaken."
            ),
            (
                "Did data of a client end up in the wrong tool after all? Report it **the same day** "
                "to the ICT service desk, as a data leak. Then we can still put it right."
            ),
        ),
    ),
]

DRAFT_CHANGE: tuple[str, Both] = (
    "where-it-helps-first",
    (
        (
            "We proberen AI eerst op vijf plekken: **rapporteren, plannen, informatie vinden, vragen beantwoorden en "
            "inkopen**. Daar verliezen we nu de meeste tijd, en daar is het risico voor cliënten te overzien.\n\n"
            "AI die over cliënten oordeelt, zoals een voorspelling van valgevaar, hoort daar voorlopig niet bij."
        ),
        (
            "We try AI in five places first: **reporting, planning, finding information, answering questions and "
            "purchasing**. There we lose most time now, and there the risk for clients can be overseen.\n\n"
            "AI that judges clients, such as a prediction of falls, is not part of it for the time being."
        ),
    ),
)
DRAFT_ADDITION = Passage(
    "clients-have-a-say",
    Pillar.VISION,
    ("Cliënten praten mee", ""),
    (
        (
            "Bij elke pilot waar cliënten iets van merken, vragen we de cliëntenraad vooraf om advies. Cliënten en "
            "naasten mogen altijd nee zeggen, zonder dat de zorg anders wordt."
        ),
        "",
    ),
)


@dataclass(frozen=True)
class Goal:
    """An objective: its figure, from where to where, who owns it, and by when (months after the story ends).

    A figure of the portal has its target and date in ``portal.seed.adoption``, and its start in what is measured.
    """

    title: Both
    pillar: str
    clause: str
    metric: str
    measure: str
    baseline: str
    target: str
    owner: str
    months: int
    archived: bool = False


GOALS: list[Goal] = [
    Goal(
        ("Rapporteren kost de helft minder tijd", "Reporting takes half the time"),
        Pillar.VISION, "more-time-for-people", "Minuten per dienst aan rapporteren", "minutes", "34", "17", "board", 7,
    ),
    Goal(
        ("Meer collega's gebruiken AI elke werkdag", "More colleagues use AI every working day"),
        Pillar.ACCESSIBLE_APPLICATIONS, "everyone-can-use-it", "active_use", "percent", "", "",
        "programme_office", 7,
    ),
    Goal(
        ("Wie met AI werkt, kan dat veilig", "Whoever works with AI can do so safely"),
        Pillar.LEARNING_CULTURE, "learning-is-work", "able_to_work_safely", "percent", "", "", "hr", 7,
    ),
    Goal(
        ("Pilots krijgen op tijd een besluit", "Pilots are decided on time"),
        Pillar.ACCESSIBLE_APPLICATIONS, "from-pilot-to-decision", "decided_on_time", "percent", "", "",
        "programme_office", 7,
    ),
    Goal(
        ("Roosters die beter passen, met minder puzzelen", "Rosters that fit better, with less puzzling"),
        Pillar.VISION, "where-it-helps-first", "Uren per rooster van zes weken", "hours", "18", "9", "manager", 9,
    ),
    Goal(
        ("Vragen van collega's meteen beantwoord", "Questions of colleagues answered at once"),
        Pillar.ACCESSIBLE_APPLICATIONS, "one-list-of-tools", "Vragen beantwoord zonder wachten", "percent", "22", "60",
        "hr", 6,
    ),
    Goal(
        ("Collega's kennen de strategie", "Colleagues know the strategy"),
        Pillar.LEARNING_CULTURE, "show-how-it-goes", "acknowledged", "percent", "0", "", "board", 7,
    ),
    Goal(
        ("Minder papier en verspilling in keuken, was en voorraad", "Less waste in kitchen, laundry and stock"),
        Pillar.VISION, "where-it-helps-first", "", "percent", "", "", "", 0,
    ),
    Goal(
        ("Elke locatie probeert één toepassing", "Every location tries one application"),
        Pillar.ACCESSIBLE_APPLICATIONS, "from-pilot-to-decision", "", "number", "3", "14", "programme_office", -6,
        archived=True,
    ),
]  # fmt: skip
