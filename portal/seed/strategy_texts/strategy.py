"""The AI strategy of Houtwijk, passage by passage."""

from portal.seed.strategy_texts.by_group import BY_GROUP
from portal.seed.strategy_texts.passage import Both, Passage
from strategy.choices import Aspect, Pillar
from strategy.rules.examples import questions

STRATEGY_TITLE: Both = ("Onze AI-strategie", "Our AI strategy")
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
        question=questions.A_PERSON_DECIDES,
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
    *BY_GROUP,
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
        aspect=Aspect.LEARN,
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
