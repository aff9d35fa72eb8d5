"""Courses on what AI is, working safely with it, asking and leading."""

from portal.seed.training_courses.story import CONTACT, DIRECTOR, MANAGER, NO_CONTACT, Story
from training.choices import CourseKind, Level, Theme

COURSES: list[Story] = [
    Story(
        code="my_work",
        title=(
            "AI in mijn werk: workshop",
            "AI in my work: workshop",
        ),
        summary=(
            "Wat AI is, wat het goed kan en wat het slecht doet. Met voorbeelden uit de zorg.",
            "What AI is, what it does well and what it does badly. With examples from care.",
        ),
        outcomes=(
            [
                "Je legt in je eigen woorden uit wat AI is",
                "Je herkent waar AI je kan helpen en waar niet",
                "Je weet waarom AI soms iets verzint",
                "Je kiest één taak waarmee je morgen begint",
            ],
            [
                "You explain in your own words what AI is",
                "You see where AI can help you and where it can not",
                "You know why AI sometimes makes things up",
                "You choose one task to start with tomorrow",
            ],
        ),
        audience=("Iedereen, ook als je nog nooit met AI hebt gewerkt", "Everyone, also if you never worked with AI"),
        theme=Theme.UNDERSTAND,
        minutes=90,
        sessions=18,
        seats=40,
    ),
    Story(
        code="safe",
        title=(
            "Veilig werken met AI: live online",
            "Working safely with AI: live online",
        ),
        summary=(
            "Welke gegevens je wel en nooit invoert, en wat je doet als het misgaat.",
            "Which data you may enter and which never, and what to do when it goes wrong.",
        ),
        outcomes=(
            [
                "Je weet welke AI-tools je bij Houtwijk mag gebruiken",
                "Je herkent gegevens die nooit in een AI-tool horen",
                "Je haalt namen en andere persoonsgegevens uit een tekst",
                "Je weet bij wie je een fout meldt",
            ],
            [
                "You know which AI tools you may use at Houtwijk",
                "You recognise data that never belongs in an AI tool",
                "You take names and other personal data out of a text",
                "You know where to report a mistake",
            ],
        ),
        audience=("Iedereen die hier werkt", "Everyone who works here"),
        theme=Theme.SAFE,
        minutes=60,
        sessions=22,
        seats=70,
        kind=CourseKind.ONLINE,
        pull=0.75,
    ),
    Story(
        code="ask",
        title=(
            "Goed vragen en goed controleren: oefenmiddag",
            "Asking well and checking well: an afternoon to practise",
        ),
        summary=(
            "Zo stel je een vraag waar je iets aan hebt, en zo controleer je het antwoord.",
            "How to ask a question that helps you, and how to check the answer.",
        ),
        outcomes=(
            [
                "Je geeft AI een duidelijke opdracht met genoeg uitleg",
                "Je vraagt door tot je iets bruikbaars hebt",
                "Je controleert feiten, toon en bron",
                "Je weet wanneer je beter zelf schrijft",
            ],
            [
                "You give AI a clear task with enough background",
                "You keep asking until it is useful",
                "You check facts, tone and source",
                "You know when it is better to write it yourself",
            ],
        ),
        audience=("Wie de eerste stap met AI heeft gezet", "Who took the first step with AI"),
        theme=Theme.ASK,
        minutes=120,
        sessions=14,
        seats=16,
        level=Level.FURTHER,
    ),
    Story(
        code="lead",
        title=(
            "Leiding geven als AI meedoet",
            "Leading when AI joins in",
        ),
        summary=(
            "Wat je team van je nodig heeft: ruimte, duidelijkheid en een goed voorbeeld.",
            "What your team needs from you: room, clarity and a good example.",
        ),
        outcomes=(
            [
                "Je voert het gesprek over AI in je team",
                "Je maakt afspraken over wat mag",
                "Je merkt wie niet mee durft en helpt die op weg",
                "Je kent je rol bij een pilot",
            ],
            [
                "You have the conversation about AI in your team",
                "You agree on what is allowed",
                "You notice who does not dare and help them on their way",
                "You know your part in a pilot",
            ],
        ),
        audience=("Leidinggevenden en hun vervangers", "Managers and their deputies"),
        theme=Theme.LEAD,
        minutes=180,
        sessions=8,
        seats=18,
        level=Level.FURTHER,
        groups=(
            DIRECTOR,
            MANAGER,
        ),
    ),
    Story(
        code="board",
        title=(
            "AI voor bestuur en directie",
            "AI for board and directors",
        ),
        summary=(
            "Sturen op AI: wat vraagt de wet, wat levert het op en waar ben je verantwoordelijk voor.",
            "Steering on AI: what the law asks, what it brings and what you answer for.",
        ),
        outcomes=(
            [
                "Je kent de plichten uit de AI-verordening in hoofdlijnen",
                "Je stelt de goede vragen bij een voorstel",
                "Je leest de cijfers van het programma",
            ],
            [
                "You know the duties of the AI Act in outline",
                "You ask the right questions about a proposal",
                "You read the figures of the programme",
            ],
        ),
        audience=("Raad van bestuur en directeuren", "Board and directors"),
        theme=Theme.LEAD,
        minutes=150,
        sessions=3,
        seats=12,
        level=Level.DEEP,
        groups=(DIRECTOR,),
        cost_cents=19500,
        provider="Zorgacademie Midden",
        pull=1.0,
    ),
    Story(
        code="talk",
        title=(
            "In gesprek met cliënten over AI",
            "Talking with clients about AI",
        ),
        summary=(
            "Hoe leg je uit wat AI doet in de zorg, en wat doe je als iemand dat niet wil?",
            "How do you explain what AI does in care, and what do you do when somebody does not want it?",
        ),
        outcomes=(
            [
                "Je legt in eenvoudige woorden uit wat AI doet",
                "Je neemt zorgen van cliënten en familie serieus",
                "Je weet wat een cliënt mag weigeren",
            ],
            [
                "You explain in simple words what AI does",
                "You take worries of clients and family seriously",
                "You know what a client may refuse",
            ],
        ),
        audience=("Iedereen met cliëntcontact", "Everyone with customer contact"),
        theme=Theme.SAFE,
        minutes=90,
        sessions=6,
        seats=14,
        groups=(CONTACT,),
        from_month=7,
        pull=0.7,
    ),
    Story(
        code="fair",
        title=(
            "Vooroordelen in AI herkennen",
            "Recognising bias in AI",
        ),
        summary=(
            "Waarom AI sommige mensen slechter behandelt, en hoe jij dat merkt.",
            "Why AI treats some people worse, and how you notice.",
        ),
        outcomes=(
            [
                "Je geeft drie voorbeelden van vooroordelen in AI",
                "Je test een antwoord op eerlijkheid",
                "Je weet waar je het meldt",
            ],
            [
                "You give three examples of bias in AI",
                "You test an answer for fairness",
                "You know where to report it",
            ],
        ),
        audience=("Wie met AI mensen beoordeelt, adviseert of helpt", "Who assesses, advises or helps people with AI"),
        theme=Theme.SAFE,
        minutes=75,
        sessions=4,
        seats=16,
        kind=CourseKind.ONLINE,
        level=Level.FURTHER,
        from_month=6,
        pull=0.6,
    ),
    Story(
        code="privacy",
        title=(
            "Privacy en AI: verdieping",
            "Privacy and AI: in depth",
        ),
        summary=(
            "Voor wie keuzes maakt over gegevens: van DPIA tot afspraken met de leverancier.",
            "For who decides about data: from DPIA to agreements with the supplier.",
        ),
        outcomes=(
            [
                "Je weet wanneer een DPIA nodig is",
                "Je leest een verwerkersovereenkomst met AI erin",
                "Je stelt de juiste vragen aan een leverancier",
            ],
            [
                "You know when a DPIA is needed",
                "You read a processing agreement with AI in it",
                "You ask a supplier the right questions",
            ],
        ),
        audience=(
            "Functioneel beheer, inkoop, kwaliteit en pilot-eigenaren",
            "Application managers, purchasing, quality, pilot owners",
        ),
        theme=Theme.SAFE,
        minutes=210,
        sessions=3,
        seats=10,
        level=Level.DEEP,
        groups=(
            MANAGER,
            NO_CONTACT,
        ),
        cost_cents=24500,
        provider="Privacyhuis",
        from_month=3,
        pull=0.8,
    ),
    Story(
        code="online_basics",
        title=(
            "Nationale AI-cursus",
            "National AI course (in Dutch)",
        ),
        summary=(
            "Een gratis cursus van buiten, in je eigen tempo. Geschikt om thuis of op je werk te doen.",
            "A free course from elsewhere, at your own pace. You can do it at home or at work.",
        ),
        outcomes=(
            [
                "Je weet in grote lijnen hoe AI werkt",
                "Je kent kansen en risico's voor de samenleving",
            ],
            [
                "You know in outline how AI works",
                "You know chances and risks for society",
            ],
        ),
        audience=("Iedereen die meer achtergrond wil", "Everyone who wants more background"),
        theme=Theme.UNDERSTAND,
        minutes=480,
        sessions=0,
        seats=0,
        kind=CourseKind.ELSEWHERE,
        provider="AI-cursus Nederland",
        url="https://cursus.example/ai",
    ),
    Story(
        code="english",
        title=(
            "AI in je werk, in het Engels",
            "AI at work, in English",
        ),
        summary=(
            "Dezelfde start als “AI in mijn werk”, voor collega's die liever Engels spreken.",
            "The same start as “AI in my work”, for colleagues who prefer English.",
        ),
        outcomes=(
            [
                "Je weet wat AI goed en slecht doet",
                "Je kiest één taak om mee te beginnen",
            ],
            [
                "You know what AI does well and badly",
                "You choose one task to start with",
            ],
        ),
        audience=("Collega's die liever Engels spreken", "Colleagues who prefer English"),
        theme=Theme.UNDERSTAND,
        minutes=90,
        sessions=3,
        seats=12,
        from_month=4,
        pull=0.6,
        language="en",
    ),
    Story(
        code="renew",
        title=(
            "Veilig werken met AI: opfrissen",
            "Working safely with AI: refresher",
        ),
        summary=(
            "In een half uur: wat er dit jaar veranderd is en drie lastige situaties om te oefenen.",
            "In half an hour: what changed this year and three difficult situations to practise.",
        ),
        outcomes=(
            [
                "Je kent de nieuwe spelregels",
                "Je oefent met drie situaties uit je eigen werk",
            ],
            [
                "You know the new house rules",
                "You practise with three situations from your own work",
            ],
        ),
        audience=("Wie “Veilig werken met AI” al heeft gedaan", "Who did “Working safely with AI” already"),
        theme=Theme.SAFE,
        minutes=30,
        sessions=0,
        seats=0,
        kind=CourseKind.ONLINE,
        from_month=13,
    ),
]
