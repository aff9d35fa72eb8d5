"""Courses on using AI in one's own work, and on helping others with it."""

from portal.seed.training_courses.story import CONTACT, DIRECTOR, MANAGER, NO_CONTACT, Story
from training.choices import CourseKind, Level, Theme

COURSES: list[Story] = [
    Story(
        code="letters",
        title=(
            "Brieven en mails schrijven met Copilot",
            "Writing letters and mails with Copilot",
        ),
        summary=(
            "Van een paar woorden naar een brief die een cliënt of familie begrijpt.",
            "From a few words to a letter that a client or family understands.",
        ),
        outcomes=(
            [
                "Je schrijft sneller een eerste versie",
                "Je maakt moeilijke taal eenvoudig, op B1-niveau",
                "Je houdt de toon warm en juist",
            ],
            [
                "You write a first version faster",
                "You make difficult language simple",
                "You keep the tone warm and right",
            ],
        ),
        audience=(
            "Wie veel schrijft: administratie, cliëntservice, HR",
            "Who writes a lot: administration, client service, HR",
        ),
        theme=Theme.APPLY,
        minutes=90,
        sessions=9,
        seats=14,
        kind=CourseKind.ONLINE,
        level=Level.FURTHER,
        groups=(
            NO_CONTACT,
            MANAGER,
        ),
    ),
    Story(
        code="reports",
        title=(
            "Rapporteren met spraak",
            "Reporting by speech",
        ),
        summary=(
            "Spreek je rapportage in, lees na wat er staat en zet het in het dossier.",
            "Speak your report, check what it says and put it in the file.",
        ),
        outcomes=(
            [
                "Je spreekt een rapportage in die klopt",
                "Je controleert woorden die vaak verkeerd gaan, zoals medicijnen",
                "Je vertelt een cliënt wat je doet en waarom",
            ],
            [
                "You speak a report that is right",
                "You check words that often go wrong, such as medicines",
                "You tell a client what you do and why",
            ],
        ),
        audience=("Verzorgenden, verpleegkundigen en begeleiders", "Carers, nurses and support workers"),
        theme=Theme.APPLY,
        minutes=75,
        sessions=12,
        seats=12,
        groups=(CONTACT,),
        from_month=4,
        pull=1.0,
    ),
    Story(
        code="excel",
        title=(
            "Cijfers begrijpen met AI in Excel",
            "Understanding numbers with AI in Excel",
        ),
        summary=(
            "Laat AI je helpen met formules, tabellen en grafieken. Jij controleert of het klopt.",
            "Let AI help you with formulas, tables and charts. You check that it is right.",
        ),
        outcomes=(
            [
                "Je vraagt in gewone taal om een formule",
                "Je controleert een uitkomst met een steekproef",
                "Je weet welke cijfers niet in AI mogen",
            ],
            [
                "You ask for a formula in plain language",
                "You check a result with a sample",
                "You know which numbers must not go into AI",
            ],
        ),
        audience=("Financiën, planning, control en kwaliteit", "Finance, planning, control and quality"),
        theme=Theme.APPLY,
        minutes=120,
        sessions=5,
        seats=12,
        kind=CourseKind.ONLINE,
        level=Level.FURTHER,
        groups=(
            NO_CONTACT,
            MANAGER,
        ),
        from_month=3,
    ),
    Story(
        code="minutes",
        title=(
            "Vergaderen met een verslag dat klopt",
            "Meetings with minutes that are right",
        ),
        summary=(
            "AI maakt het verslag, jij maakt het goed. En iedereen weet dat er meegeluisterd wordt.",
            "AI makes the minutes, you make them right. And everyone knows that it listens.",
        ),
        outcomes=(
            [
                "Je vraagt vooraf of iedereen het goed vindt",
                "Je haalt fouten uit een verslag",
                "Je weet welke gesprekken je nooit opneemt",
            ],
            [
                "You ask beforehand whether everyone agrees",
                "You take mistakes out of minutes",
                "You know which talks you never record",
            ],
        ),
        audience=("Wie vaak vergadert of verslagen maakt", "Who meets a lot or takes minutes"),
        theme=Theme.APPLY,
        minutes=60,
        sessions=5,
        seats=20,
        kind=CourseKind.ONLINE,
        groups=(
            DIRECTOR,
            MANAGER,
            NO_CONTACT,
        ),
        from_month=5,
    ),
    Story(
        code="simple",
        title=(
            "Moeilijke tekst eenvoudig maken",
            "Making difficult text simple",
        ),
        summary=(
            "Maak van een brief of folder een tekst die iedere cliënt kan lezen.",
            "Turn a letter or leaflet into a text that every client can read.",
        ),
        outcomes=(
            [
                "Je laat AI een tekst herschrijven op taalniveau B1",
                "Je controleert of de betekenis gelijk blijft",
                "Je test je tekst bij een cliënt",
            ],
            [
                "You let AI rewrite a text at language level B1",
                "You check that the meaning stays the same",
                "You test your text with a client",
            ],
        ),
        audience=("Communicatie, cliëntservice en zorg", "Communication, client service and care"),
        theme=Theme.ASK,
        minutes=90,
        sessions=4,
        seats=14,
        level=Level.FURTHER,
        from_month=6,
    ),
    Story(
        code="pilot",
        title=(
            "Een AI-pilot goed opzetten",
            "Setting up a good AI pilot",
        ),
        summary=(
            "Van idee naar besluit: wat meet je vooraf, wanneer stop je en wat leer je?",
            "From idea to decision: what do you measure first, when do you stop and what do you learn?",
        ),
        outcomes=(
            [
                "Je maakt van een idee een vraag die je kunt meten",
                "Je doet een nulmeting",
                "Je schrijft op wanneer je stopt",
            ],
            [
                "You turn an idea into a question that you can measure",
                "You measure before you start",
                "You write down when you stop",
            ],
        ),
        audience=(
            "Teams met een idee, pilot-eigenaren en opdrachtgevers",
            "Teams with an idea, pilot owners and sponsors",
        ),
        theme=Theme.LEAD,
        minutes=120,
        sessions=5,
        seats=12,
        level=Level.FURTHER,
        from_month=2,
    ),
    Story(
        code="coach",
        title=(
            "AI-coach voor je team worden",
            "Becoming the AI coach of your team",
        ),
        summary=(
            "Leer hoe je collega's helpt die minder handig zijn met AI. Drie keer een middag.",
            "Learn how to help colleagues who are less at ease with AI. Three afternoons.",
        ),
        outcomes=(
            [
                "Je geeft een korte uitleg op de werkvloer",
                "Je helpt zonder het over te nemen",
                "Je verzamelt vragen voor het programmabureau",
            ],
            [
                "You give a short explanation on the work floor",
                "You help without taking over",
                "You collect questions for the programme office",
            ],
        ),
        audience=("Eén of twee mensen per team", "One or two people of each team"),
        theme=Theme.LEAD,
        minutes=540,
        sessions=4,
        seats=12,
        meetings=3,
        level=Level.DEEP,
        from_month=5,
        pull=1.0,
    ),
    Story(
        code="planning",
        title=(
            "Roosters maken met hulp van AI",
            "Making rosters with the help of AI",
        ),
        summary=(
            "Wat het roosterprogramma voorstelt, waarom, en wanneer jij het anders doet.",
            "What the roster program proposes, why, and when you do otherwise.",
        ),
        outcomes=(
            [
                "Je begrijpt hoe een voorstel tot stand komt",
                "Je ziet wanneer een rooster oneerlijk uitpakt",
                "Je legt een afwijking uit",
            ],
            [
                "You understand how a proposal is made",
                "You see when a roster turns out unfair",
                "You explain why you deviate",
            ],
        ),
        audience=("Planners en teammanagers", "Planners and team managers"),
        theme=Theme.APPLY,
        minutes=120,
        sessions=3,
        seats=12,
        level=Level.FURTHER,
        groups=(
            MANAGER,
            NO_CONTACT,
        ),
        from_month=8,
    ),
    Story(
        code="search",
        title=(
            "Zoeken in protocollen met AI",
            "Searching protocols with AI",
        ),
        summary=(
            "Vind sneller het goede protocol en controleer altijd de bron.",
            "Find the right protocol faster and always check the source.",
        ),
        outcomes=(
            [
                "Je stelt een zoekvraag in gewone taal",
                "Je opent altijd het protocol zelf",
                "Je merkt een verouderde versie op",
            ],
            [
                "You ask in plain language",
                "You always open the protocol itself",
                "You notice an old version",
            ],
        ),
        audience=("Verpleegkundigen en behandelaren", "Nurses and therapists"),
        theme=Theme.APPLY,
        minutes=45,
        sessions=5,
        seats=20,
        kind=CourseKind.ONLINE,
        groups=(CONTACT,),
        from_month=9,
    ),
    Story(
        code="images",
        title=(
            "Beeld maken met AI, en wat niet mag",
            "Making images with AI, and what is not allowed",
        ),
        summary=(
            "Voor flyers en activiteiten: mooi beeld zonder gezichten van echte mensen.",
            "For flyers and activities: good images without faces of real people.",
        ),
        outcomes=(
            [
                "Je maakt een beeld dat past bij je boodschap",
                "Je kent de regels over auteursrecht en gezichten",
                "Je zet erbij dat het met AI gemaakt is",
            ],
            [
                "You make an image that fits your message",
                "You know the rules on copyright and faces",
                "You say that it was made with AI",
            ],
        ),
        audience=("Communicatie en activiteitenbegeleiding", "Communication and activities"),
        theme=Theme.APPLY,
        minutes=90,
        sessions=2,
        seats=12,
        from_month=10,
        pull=0.5,
    ),
]
