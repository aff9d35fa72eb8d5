"""The AI tools that Houtwijk uses, looks at or refuses, as its programme office wrote them."""

from dataclasses import dataclass

from people.choices import FunctionGroup
from tools.choices import DataClass, Task, ToolStatus

PUBLIC, INTERNAL, PERSONAL, SPECIAL = DataClass.PUBLIC, DataClass.INTERNAL, DataClass.PERSONAL, DataClass.SPECIAL
ALLOWED, CONDITIONS = ToolStatus.ALLOWED, ToolStatus.CONDITIONS
REVIEW, NOT_ALLOWED = ToolStatus.REVIEW, ToolStatus.NOT_ALLOWED
CONTACT, NO_CONTACT = FunctionGroup.CUSTOMER_CONTACT, FunctionGroup.NO_CUSTOMER_CONTACT
Both = tuple[str, str]
Lines = tuple[list[str], list[str]]
Change = tuple[int, ToolStatus, str, str]
NOTHING: Lines = ([], [])


@dataclass(frozen=True, kw_only=True)
class Story:
    """One tool, and each status it had: the month of the story, the status, and why in Dutch and English."""

    name: str
    supplier: str
    purpose: Both
    course: str = ""
    dos: Lines = NOTHING
    donts: Lines = NOTHING
    conditions: Lines = NOTHING
    data: tuple[DataClass, ...] = ()
    tasks: tuple[Task, ...] = ()
    groups: tuple[FunctionGroup, ...] = ()
    cents: int | None = None
    contact: str = "Programmabureau AI, ai@houtwijk.example"
    owned: bool = True
    review_in_days: int = 150
    history: tuple[Change, ...]


TOOLS = [
    Story(
        name="Microsoft 365 Copilot",
        tasks=(Task.WRITE, Task.SUMMARISE, Task.SEARCH, Task.DOCUMENTS, Task.PICTURE),
        supplier="Microsoft",
        purpose=(
            "Schrijven, samenvatten en zoeken in je eigen mail, documenten en overleg.",
            "Writing, summarising and searching in your own mail, documents and meetings.",
        ),
        course="Veilig werken met AI: live online",
        dos=(
            [
                "Werk met je Houtwijk-account; je ziet een groen schildje",
                "Lees alles na voor je het verstuurt",
                "Vraag iedereen om toestemming voor je een overleg laat uitwerken",
            ],
            [
                "Use your Houtwijk account; you see a green shield",
                "Check everything before you send it",
                "Ask everyone before you let it take minutes of a meeting",
            ],
        ),
        donts=(
            [
                "Voer geen gegevens over de gezondheid van cliënten in",
                "Laat het geen beoordeling van een collega schrijven",
                "Neem geen antwoord over zonder de bron te bekijken",
            ],
            [
                "Do not enter data about the health of clients",
                "Do not let it write an appraisal of a colleague",
                "Do not copy an answer without a look at its source",
            ],
        ),
        conditions=(
            ["Alleen met je Houtwijk-account", "Eerst de cursus Veilig werken met AI", "Geen gegevens over gezondheid"],
            ["Only with your Houtwijk account", "First the course Working safely with AI", "No data about health"],
        ),
        data=(PUBLIC, INTERNAL, PERSONAL),
        cents=2810,
        history=(
            (0, REVIEW, "We bekijken het contract en de instellingen.", "We look at the contract and the settings."),
            (
                3,
                CONDITIONS,
                "De gegevens blijven in Europa en worden niet gebruikt om te trainen. De FG adviseerde positief.",
                "The data stays in Europe and is not used for training. The privacy officer advised in favour.",
            ),
        ),
    ),
    Story(
        name="Copilot Chat (zonder licentie)",
        tasks=(Task.WRITE, Task.SUMMARISE, Task.TRANSLATE, Task.SEARCH),
        supplier="Microsoft",
        purpose=("Losse vragen stellen en teksten verbeteren.", "Asking single questions and improving texts."),
        dos=(
            ["Gebruik het voor algemene vragen", "Log in met je Houtwijk-account", "Controleer feiten"],
            ["Use it for general questions", "Sign in with your Houtwijk account", "Check facts"],
        ),
        donts=(
            ["Plak geen mails of verslagen met namen", "Gebruik het niet voor medisch advies"],
            ["Do not paste mails or reports with names", "Do not use it for medical advice"],
        ),
        data=(PUBLIC, INTERNAL),
        cents=0,
        history=(
            (
                1,
                ALLOWED,
                "Zit in ons contract, gratis voor iedereen en zonder training op onze gegevens.",
                "Part of our contract, free for everyone and without training on our data.",
            ),
        ),
    ),
    Story(
        name="Spraak naar rapportage",
        tasks=(Task.WRITE, Task.TRANSCRIBE),
        supplier="Zorgspraak",
        purpose=(
            "Je spreekt je rapportage in; het verslag komt als concept in het dossier.",
            "You speak your report; it comes into the file as a draft.",
        ),
        course="Rapporteren met spraak",
        dos=(
            [
                "Vertel de cliënt dat je inspreekt",
                "Lees het concept na, let op medicijnen en getallen",
                "Sla pas op als het klopt",
            ],
            [
                "Tell the client that you record",
                "Check the draft, mind medicines and numbers",
                "Save only when it is right",
            ],
        ),
        donts=(
            ["Spreek niet in waar anderen meeluisteren", "Zet geen oordeel over familie in het verslag"],
            ["Do not record where others can hear you", "Do not write a judgement of family in the report"],
        ),
        conditions=(
            ["Alleen op je werktelefoon", "Alleen in teams die de cursus hebben gedaan", "De cliënt mag nee zeggen"],
            ["Only on your work phone", "Only in teams that did the course", "The client may say no"],
        ),
        data=(PUBLIC, INTERNAL, PERSONAL, SPECIAL),
        groups=(CONTACT,),
        cents=1450,
        history=(
            (2, REVIEW, "We doen een DPIA en een proef met twee teams.", "We do a DPIA and a trial with two teams."),
            (
                6,
                CONDITIONS,
                "De DPIA is afgerond. Het scheelt in de proef elf minuten per dienst.",
                "The DPIA is done. In the trial it saved eleven minutes a shift.",
            ),
        ),
    ),
    Story(
        name="Protocolzoeker",
        tasks=(Task.SEARCH, Task.DOCUMENTS),
        supplier="Houtwijk, eigen beheer",
        purpose=("Snel het goede protocol vinden, met de bron erbij.", "Finding the right protocol, with its source."),
        course="Zoeken in protocollen met AI",
        dos=(
            ["Open altijd het protocol zelf", "Meld een verouderd protocol"],
            ["Always open the protocol itself", "Report an old protocol"],
        ),
        donts=(["Voer geen cliëntgegevens in: dat is niet nodig"], ["Do not enter data of clients: there is no need"]),
        data=(PUBLIC, INTERNAL),
        groups=(CONTACT,),
        cents=0,
        history=(
            (6, REVIEW, "Test met dertig vragen van verpleegkundigen.", "Test with thirty questions of nurses."),
            (
                9,
                ALLOWED,
                "Alle dertig vragen gaven het goede protocol.",
                "All thirty questions gave the right protocol.",
            ),
        ),
    ),
    Story(
        name="Eenvoudige taal",
        tasks=(Task.WRITE,),
        supplier="Klare Taal BV",
        purpose=(
            "Maakt brieven en folders begrijpelijk, op taalniveau B1.",
            "Makes letters and leaflets easy to read.",
        ),
        course="Moeilijke tekst eenvoudig maken",
        dos=(
            ["Haal namen weg voor je begint", "Laat iemand anders het nalezen"],
            ["Take names out first", "Let somebody else check it"],
        ),
        donts=(["Geen brieven over één cliënt"], ["No letters about one client"]),
        data=(PUBLIC, INTERNAL),
        cents=900,
        history=(
            (
                4,
                ALLOWED,
                "Goedkoop, Europees en zonder opslag van teksten.",
                "Cheap, European and without storing texts.",
            ),
        ),
    ),
    Story(
        name="Roosterhulp",
        tasks=(Task.PLAN,),
        supplier="PlanWel",
        purpose=("Doet een voorstel voor het rooster; jij beslist.", "Proposes a roster; you decide."),
        course="Roosters maken met hulp van AI",
        dos=(
            ["Leg uit waarom je afwijkt", "Kijk of het eerlijk verdeelt"],
            ["Explain why you deviate", "See whether it divides fairly"],
        ),
        donts=(["Neem een voorstel niet over zonder te kijken"], ["Do not take over a proposal without a look"]),
        conditions=(
            ["Alleen voor planners en teammanagers", "De OR kijkt elk half jaar mee"],
            ["Only for planners and team managers", "The works council looks at it every half year"],
        ),
        data=(PUBLIC, INTERNAL, PERSONAL),
        groups=(FunctionGroup.MANAGER, NO_CONTACT),
        cents=600,
        review_in_days=-6,
        history=(
            (
                5,
                REVIEW,
                "De OR bekijkt de gevolgen voor collega's.",
                "The works council looks at what it means for colleagues.",
            ),
            (
                8,
                CONDITIONS,
                "De OR stemde in, met twee voorwaarden.",
                "The works council consented, with two conditions.",
            ),
        ),
    ),
    Story(
        name="GitHub Copilot",
        tasks=(Task.PROGRAM,),
        supplier="GitHub",
        purpose=(
            "Helpt programmeurs en functioneel beheer met code.",
            "Helps developers and application managers with code.",
        ),
        dos=(["Bekijk elke regel", "Test wat je overneemt"], ["Look at every line", "Test what you take over"]),
        donts=(["Geen wachtwoorden of sleutels"], ["No passwords or keys"]),
        data=(PUBLIC, INTERNAL),
        groups=(NO_CONTACT,),
        cents=1900,
        history=(
            (
                3,
                ALLOWED,
                "Voor het team Data en informatie, zakelijk contract.",
                "For the data team, business contract.",
            ),
        ),
    ),
    Story(
        name="ChatGPT (gratis versie)",
        tasks=(Task.WRITE, Task.SUMMARISE, Task.TRANSLATE, Task.SEARCH),
        supplier="OpenAI",
        purpose=("Vragen stellen en teksten maken.", "Asking questions and writing texts."),
        history=(
            (
                0,
                REVIEW,
                "Veel collega's gebruiken het. We kijken wat er met gegevens gebeurt.",
                "Many colleagues use it. We look at what happens to data.",
            ),
            (
                2,
                NOT_ALLOWED,
                "Wat je invoert kan worden gebruikt om te trainen en we hebben geen contract. Gebruik Copilot Chat.",
                "What you enter can be used for training and we have no contract. Use Copilot Chat.",
            ),
        ),
        owned=False,
    ),
    Story(
        name="Meeluisteren in het spreekuur",
        tasks=(Task.TRANSCRIBE,),
        supplier="Verschillende aanbieders",
        purpose=("Maakt een verslag van een gesprek met een cliënt.", "Makes a report of a talk with a client."),
        groups=(CONTACT,),
        history=(
            (
                10,
                REVIEW,
                "We zoeken uit hoe cliënten toestemming geven en wie de opname bewaart.",
                "We find out how clients consent and who keeps the recording.",
            ),
        ),
    ),
    Story(
        name="Beeldmaker",
        tasks=(Task.PICTURE,),
        supplier="Adobe",
        purpose=("Beeld maken voor flyers en activiteiten.", "Making images for flyers and activities."),
        course="Beeld maken met AI, en wat niet mag",
        dos=(["Zet erbij dat het met AI gemaakt is"], ["Say that it was made with AI"]),
        donts=(["Geen gezichten van echte mensen"], ["No faces of real people"]),
        data=(PUBLIC,),
        cents=2400,
        history=(
            (
                10,
                ALLOWED,
                "Rechten op beeld zijn geregeld in het contract.",
                "The contract settles the rights to images.",
            ),
        ),
    ),
    Story(
        name="DeepL Pro",
        tasks=(Task.TRANSLATE,),
        supplier="DeepL",
        purpose=(
            "Vertalen voor collega's en cliënten die een andere taal spreken.",
            "Translating for colleagues and clients who speak another language.",
        ),
        dos=(
            ["Gebruik korte zinnen", "Laat een belangrijk gesprek over aan een tolk"],
            ["Use short sentences", "Leave an important talk to an interpreter"],
        ),
        donts=(["Geen medische uitslagen"], ["No medical results"]),
        data=(PUBLIC, INTERNAL),
        cents=780,
        history=((1, ALLOWED, "Teksten worden na het vertalen gewist.", "Texts are deleted after translation."),),
    ),
    Story(
        name="Gezichtsherkenning bij de deur",
        supplier="Verschillende aanbieders",
        purpose=("Deuren openen zonder sleutel of pas.", "Opening doors without a key or a card."),
        history=(
            (
                7,
                NOT_ALLOWED,
                "Dit zijn bijzondere persoonsgegevens en een pas werkt net zo goed.",
                "This is special personal data, and a card works as well.",
            ),
        ),
        owned=False,
    ),
]
