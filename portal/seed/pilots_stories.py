"""The pilots of Houtwijk: what each team wanted to know, how it went, and what was decided."""

from dataclasses import dataclass

SPEECH, PROTOCOLS, PLAIN, ROSTER = "Spraak naar rapportage", "Protocolzoeker", "Eenvoudige taal", "Roosterhulp"
OFFICE, CHAT, CODE, TRANSLATE, IMAGES = (
    "Microsoft 365 Copilot", "Copilot Chat (zonder licentie)", "GitHub Copilot", "DeepL Pro", "Beeldmaker",
)  # fmt: skip


@dataclass(frozen=True)
class Pilot:
    """One pilot: ``path`` says where it ended (``due`` runs past its date, ``existing`` was in use before)."""

    path: str
    title: str
    question: str
    expects: str
    unit: str
    goal: int | None
    tool: str | None
    measure: str = ""
    counted_in: str = "minutes"
    start: str = ""
    target: str = ""
    end: str = ""
    log: tuple[str, ...] = ()
    reason: str = ""
    lesson: str = ""
    language: str = "nl"
    personal_data: str = "yes"


PILOTS: list[Pilot] = [
    # --- rapporteren ---
    Pilot(
        "in_use", "Inspreken in plaats van typen", "Scheelt inspreken tijd, zonder dat het verslag slechter wordt?",
        "Wie inspreekt, is sneller klaar en schrijft vollediger.", "Wijkteam Haven", 0, SPEECH,
        "Minuten per dienst aan rapporteren", "minutes", "34", "20", "16.5",
        ("In de auto inspreken werkt het best; in de gang luistert iedereen mee.",
         "De app kent nu ook onze afkortingen. Dat scheelt de helft van het nakijken."),
        "Het doel is ruim gehaald en cliënten merken er niets van. Alle wijkteams kunnen meedoen.",
    ),
    Pilot(
        "scaling", "Spraak bij de avonddienst", "Lukt inspreken ook als je alleen werkt en het druk is?",
        "In de avond is er minder tijd om te typen, dus de winst is groter.", "Wijkteam Kastanje", 0, SPEECH,
        "Minuten per dienst aan rapporteren", "minutes", "31", "18", "17",
        ("Twee collega's willen niet inspreken waar de cliënt bij is. Zij doen het in de auto.",),
        "Ook in de avond werkt het. We gaan per wijk verder, met een collega die meeloopt.",
    ),
    Pilot(
        "running", "Inspreken op de nachtdienst", "Kan de nachtdienst inspreken zonder bewoners wakker te maken?",
        "Fluisteren is genoeg voor een goed verslag.", "De Linde nachtzorg", 0, SPEECH,
        "Minuten per dienst aan rapporteren", "minutes", "26", "15", "20",
        ("Fluisteren werkt verrassend goed. Alleen medicijnnamen gaan nog vaak mis.",),
    ),
    Pilot(
        "due", "Verslag van het multidisciplinair overleg", "Maakt AI een verslag waar de arts mee verder kan?",
        "Een concept scheelt een halfuur per overleg.", "Specialisten ouderengeneeskunde", 0, OFFICE,
        "Minuten aan het verslag per overleg", "minutes", "45", "20", "24",
        ("De besluiten staan er goed in, de afwegingen niet altijd.",
         "Familie wil vooraf weten dat er wordt opgenomen. Dat staat nu in de uitnodiging."),
    ),
    Pilot(
        "evaluation", "Overdracht in tien regels", "Leest de volgende dienst een samenvatting liever dan het dossier?",
        "Tien regels zijn genoeg voor een veilige overdracht.", "Het Anker somatiek", 0, SPEECH,
        "Minuten aan lezen voor de overdracht", "minutes", "18", "8", "7.5",
        ("Eén keer ontbrak een allergie in de samenvatting. Die staat nu altijd bovenaan, los van de AI.",),
    ),
    Pilot(
        "stopped",
        "Zorgplan laten samenvatten", "Geeft een samenvatting van het zorgplan houvast bij een eerste bezoek?",
        "Een invaller weet in twee minuten wat belangrijk is.", "Thuiszorg Oost", 0, OFFICE,
        "Minuten voorbereiding per eerste bezoek", "minutes", "12", "5", "10.5",
        ("De samenvatting noemt alles, ook wat al jaren niet meer speelt.",),
        "De winst is klein en het risico dat iets belangrijks wegvalt te groot.",
        "Een zorgplan dat niet is bijgewerkt, wordt door samenvatten niet beter. Ruim eerst het plan op.",
    ),
    Pilot(
        "running", "Wondfoto en verslag in één keer", "Kan de app bij een wondfoto een eerste beschrijving maken?",
        "De beschrijving is gelijker en sneller.", "Wondzorg", 0, SPEECH,
        "Minuten per wondverslag", "minutes", "9", "5", "6.5",
        ("De maat klopt, de kleur beoordelen we zelf. Dat houden we zo.",),
    ),
    Pilot(
        "intake", "Behandelverslag fysiotherapie", "Kan de behandelaar het verslag inspreken tijdens het opruimen?",
        "Vijf minuten winst per behandeling.", "Fysiotherapie", 0, SPEECH,
        "Minuten per behandelverslag", "minutes", "11", "6",
    ),
    Pilot(
        "extended", "Brief aan de huisarts", "Schrijft AI een brief die de huisarts liever leest?",
        "Korter, met de vraag bovenaan.", "Verpleegkundig specialisten", 0, OFFICE,
        "Minuten per brief", "minutes", "22", "10", "14",
        ("Huisartsen zijn blij met de vraag bovenaan. Wij moeten nog wennen aan korter schrijven.",),
        "De eerste weken gingen op aan het contract. Met zes weken erbij kunnen we echt meten.",
    ),
    Pilot(
        "parked", "Meeschrijven bij de intake thuis", "Voelt een cliënt zich gehoord als de telefoon meeschrijft?",
        "De wijkverpleegkundige kijkt de cliënt aan in plaats van het scherm.", "Wijkteam Molen", 0, SPEECH,
        "Minuten aan het intakeverslag", "minutes", "50", "25", "",
        (), "We wachten op het advies van de cliëntenraad over opnemen bij mensen thuis.",
    ),
    # --- plannen ---
    Pilot(
        "in_use", "Rooster met een voorstel vooraf", "Maakt een voorstel het rooster sneller rond?",
        "De planner hoeft alleen de knelpunten op te lossen.", "Planning Noord en Oost", 4, ROSTER,
        "Uren per rooster van zes weken", "hours", "18", "10", "8.5",
        ("Wensen van collega's komen nu vaker uit. Dat hadden we niet verwacht.",
         "Het voorstel vergat de nieuwe cao-regel over nachten. De leverancier heeft het hersteld."),
        "Het rooster is eerder klaar en eerlijker. Zuid en West volgen in het voorjaar.",
    ),
    Pilot(
        "scaling", "Rooster Zuid en West", "Werkt het voorstel ook met kleine teams en veel deeltijd?",
        "Kleine teams hebben minder ruimte, dus de winst is kleiner.", "Planning Zuid en West", 4, ROSTER,
        "Uren per rooster van zes weken", "hours", "21", "12", "11",
        ("Bij teams onder de acht mensen kiezen we zelf; het voorstel voegt daar weinig toe.",),
        "Voor teams vanaf acht mensen gaan we door.",
    ),
    Pilot(
        "running",
        "Route langs cliënten", "Kost een slimmere route minder reistijd, zonder vaste gezichten te verliezen?",
        "Tien minuten per route, met dezelfde zorgverlener.", "Thuiszorg West", 4, None,
        "Minuten reistijd per route", "minutes", "74", "62", "69",
        ("Op papier korter, maar de brug staat om vier uur open. Dat weet de app nu.",),
    ),
    Pilot(
        "stopped", "Ziekte voorspellen voor het rooster", "Weten we eerder waar we mensen tekortkomen?",
        "Met een week vooruit kijken hoeven we minder in te huren.", "Control", 4, None,
        "Procent juist voorspelde tekorten", "percent", "40", "75", "52",
        ("De voorspelling zegt vooral dat het in februari druk is. Dat wisten we.",),
        "Het klopt te weinig, en het voelt voor collega's als meekijken.",
        "Voorspel werkdruk, niet mensen. En vraag de ondernemingsraad vóór de eerste meting, niet erna.",
    ),
    Pilot(
        "due", "Open diensten vullen", "Vinden collega's zelf sneller een passende open dienst?",
        "Een bericht aan wie past werkt beter dan een bericht aan iedereen.", "Wijkteam Polder", 4, ROSTER,
        "Uren tot een open dienst gevuld is", "hours", "30", "12", "15",
        ("Collega's willen zelf kiezen hoe vaak ze een bericht krijgen. Die knop is er nu.",),
    ),
    Pilot(
        "idea", "Vakanties eerlijk verdelen", "Kan AI een eerlijk voorstel doen voor de zomer?",
        "Minder gesprekken over wie aan de beurt is.", "De Linde eerste etage", 4, None,
    ),
    # --- vragen en informatie ---
    Pilot(
        "in_use", "Protocol vinden aan het bed", "Vindt een collega het goede protocol binnen een minuut?",
        "Zoeken in gewone taal gaat sneller dan bladeren.", "Medisch technisch team", 5, PROTOCOLS,
        "Minuten tot het goede protocol", "minutes", "6", "2", "1.5",
        ("Het antwoord toont nu altijd de bron en de datum. Zonder bron geen antwoord.",),
        "Snel, met bron, en op de telefoon. Iedereen krijgt het.", personal_data="no",
    ),
    Pilot(
        "scaling",
        "HR-vragen beantwoord door een chatbot", "Krijgen collega's zonder wachten een goed antwoord van HR?",
        "Zes van de tien vragen gaan over verlof, loon en cao.", "HR-advies", 5, CHAT,
        "Vragen beantwoord zonder wachten", "percent", "22", "60", "63",
        ("Verlof en onkosten gaan goed. Vragen over ziekte sturen we meteen door naar een mens.",
         "Een collega kreeg een antwoord uit de oude cao. Oude stukken staan nu uit."),
        "De meeste vragen zijn meteen beantwoord. Vragen over ziekte blijven bij een mens.", personal_data="no",
    ),
    Pilot(
        "running", "ICT-vragen zonder wachtrij", "Lost een chatbot de eenvoudige ICT-vragen op?",
        "Wachtwoord, printer en telefoon zijn de helft.", "Werkplek en support", 5, CHAT,
        "Vragen opgelost zonder collega", "percent", "10", "45", "33",
        ("Het werkt als je de vraag in gewone woorden stelt. Daar maken we voorbeelden van.",), personal_data="no",
    ),
    Pilot(
        "evaluation",
        "Antwoordvoorstel voor de klantenservice", "Helpt een voorstel om sneller en vriendelijker te antwoorden?",
        "De collega past aan en verstuurt.", "Klantenservice ochtend", 5, OFFICE,
        "Minuten per e-mail", "minutes", "8", "4", "4.5",
        ("Het voorstel is soms té vriendelijk. We hebben drie eigen voorbeelden toegevoegd.",),
    ),
    Pilot(
        "stopped", "Telefoon aannemen met AI", "Willen mensen een computer aan de lijn als het druk is?",
        "Wie snel een afspraak wil verzetten, vindt het prima.", "Klantenservice middag", 5, None,
        "Gesprekken zonder doorverbinden", "percent", "0", "30", "9",
        ("Negen van de tien bellers zeggen 'medewerker' voordat de zin af is.",),
        "Onze bellers zijn gemiddeld 79 en willen een mens.",
        "Vraag het eerst aan tien cliënten. Dat had ons drie maanden gescheeld.",
    ),
    Pilot(
        "running",
        "Wegwijs bij verhuizen naar verblijf", "Begrijpt familie de stappen beter met een persoonlijk overzicht?",
        "Minder telefoontjes over formulieren.", "Cliëntadvies", 5, PLAIN,
        "Telefoontjes per verhuizing", "number", "7", "4", "5.5",
        ("Families printen het uit en hangen het op de koelkast. Mooier compliment is er niet.",),
    ),
    Pilot(
        "intake", "Zoeken in kwaliteitsdocumenten", "Vindt een teammanager sneller wat de inspectie vraagt?",
        "Een uur zoeken wordt tien minuten.", "Kwaliteit en veiligheid", 5, PROTOCOLS,
        "Minuten per vraag van de inspectie", "minutes", "60", "15", personal_data="no",
    ),
    Pilot(
        "idea", "Nieuwe collega's wegwijs", "Kan een gesprek met een chatbot de eerste week rustiger maken?",
        "Nieuwe collega's durven meer te vragen.", "Werving", None, CHAT,
    ),
    # --- schrijven in gewone taal ---
    Pilot(
        "in_use", "Brieven in gewone taal", "Begrijpen cliënten onze brieven beter?",
        "Taalniveau B1 scheelt telefoontjes.", "Communicatie", 1, PLAIN,
        "Brieven op niveau B1", "percent", "18", "70", "82",
        ("De jurist leest één op de tien na. Tot nu toe geen fout gevonden.",),
        "Iedereen die brieven schrijft, kan het gebruiken.", personal_data="no",
    ),
    Pilot(
        "scaling", "Vertalen bij het keukentafelgesprek", "Helpt een vertaalapp als er geen tolk is?",
        "Voor gewone vragen is het genoeg; voor medische niet.", "Wijkteam Stationsbuurt", 1, TRANSLATE,
        "Gesprekken die meteen konden doorgaan", "percent", "45", "80", "84",
        ("Turks en Arabisch gaan goed, Tigrinya niet. Dan bellen we de tolk.",),
        "Voor dagelijkse vragen doen we het overal. Medische gesprekken gaan met een tolk.",
    ),
    Pilot(
        "running",
        "Information for new colleagues from abroad", "Do new colleagues find their way sooner with texts in English?",
        "Fewer questions in the first two weeks.", "Leren en ontwikkelen", 1, TRANSLATE,
        "Questions per new colleague in two weeks", "number", "14", "8", "10",
        ("The house rules were the first text that everybody asked for.",), language="en", personal_data="no",
    ),
    Pilot(
        "extended", "Notulen van het teamoverleg", "Kan het team luisteren in plaats van meeschrijven?",
        "Een half uur per overleg, en duidelijker afspraken.", "Wijkteam Haven", 1, OFFICE,
        "Minuten aan notulen per overleg", "minutes", "35", "10", "17",
        ("De afspraken kloppen. Grapjes komen er ook in; die halen we eruit.",),
        "Twee overleggen vielen uit. Zes weken extra, dan weten we het.",
    ),
    Pilot(
        "evaluation", "Offertes vergelijken bij inkoop", "Ziet AI verschillen tussen offertes die wij missen?",
        "Een dag werk wordt een ochtend.", "Inkoop", 7, OFFICE,
        "Uren per vergelijking", "hours", "7", "3", "3.5",
        ("Bij de linnenhuur vond het een indexering die we over het hoofd zagen.",), personal_data="no",
    ),
    Pilot(
        "running", "Contracten op tijd opzeggen", "Missen we minder opzegdata met een samenvatting per contract?",
        "Geen contract loopt meer stilzwijgend door.", "Juridische zaken", 7, OFFICE,
        "Contracten die ongemerkt doorlopen", "number", "9", "2", "4",
        ("Alleen contracten zonder namen van cliënten. Die staan apart.",), personal_data="no",
    ),
    # --- facilitair en kantoor ---
    Pilot(
        "scaling", "Minder weggooien in de keuken", "Gooien we minder weg als AI het aantal maaltijden schat?",
        "Een vijfde minder afval.", "Keuken De Linde", 7, None,
        "Kilo etensresten per dag", "number", "46", "35", "33",
        ("Op dagen met bezoek zit het er nog naast. De kok heeft het laatste woord.",),
        "Het doel is gehaald. Het Anker en de restaurants doen mee zodra de tool in de lijst staat.",
        personal_data="no",
    ),
    Pilot(
        "due", "Maaltijden schatten in Het Anker", "Werkt de schatting ook in een huis met veel dieetmaaltijden?",
        "Iets minder goed dan in De Linde.", "Keuken Het Anker", 7, None,
        "Kilo etensresten per dag", "number", "38", "30", "31",
        ("Gemalen maaltijden tellen we nu apart.",), personal_data="no",
    ),
    Pilot(
        "stopped", "Linnen tellen met de camera", "Kan een camera het linnen tellen bij binnenkomst?",
        "Een uur per dag minder tellen.", "Linnenvoorziening", 7, None,
        "Verschil met de handtelling", "percent", "0", "2", "11",
        ("Witte lakens op een witte kar: de camera ziet niets.",),
        "De telling klopt niet en er staan collega's in beeld.",
        "Probeer eerst of een chip in het linnen het probleem oplost. Niet alles vraagt om AI.",
    ),
    Pilot(
        "running", "Storingen eerder zien", "Voorspellen we uitval van liften en ketels op tijd?",
        "De helft minder spoedreparaties.", "Techniek en onderhoud", 7, None,
        "Spoedreparaties per maand", "number", "12", "7", "9",
        ("De lift van De Linde gaf een melding, twee dagen voor hij stil zou vallen.",), personal_data="no",
    ),
    Pilot(
        "idea", "Schoonmaak naar gebruik", "Kunnen we schoonmaken waar het nodig is in plaats van overal evenveel?",
        "Meer tijd voor plekken waar veel mensen komen.", "Schoonmaak Noord", 7, None,
    ),
    Pilot(
        "in_use", "Facturen herkennen", "Boekt AI inkoopfacturen zonder fouten?",
        "Acht van de tien facturen gaan vanzelf.", "Zorgadministratie", 1, OFFICE,
        "Facturen zonder handwerk", "percent", "35", "80", "86",
        ("Handgeschreven bonnen van de bloemist blijven handwerk. Dat is ook wel gezellig.",),
        "Werkt al drie maanden zonder correcties.", personal_data="no",
    ),
    Pilot(
        "parked", "Salarisvragen voorbereiden", "Kan AI een eerste antwoord maken bij vragen over de loonstrook?",
        "Sneller antwoord rond de eindejaarsuitkering.", "Salarisadministratie", 5, OFFICE,
        "Minuten per vraag", "minutes", "15", "7", "",
        (), "De privacyofficer zoekt eerst uit welke gegevens hiervoor nodig zijn.",
    ),
    Pilot(
        "existing", "Spamfilter en phishing", "Houdt het filter genoeg tegen zonder goede post te missen?", "",
        "Werkplek en support", 2, None, personal_data="yes",
    ),
    Pilot(
        "existing", "Code schrijven met hulp", "Maakt hulp bij programmeren onze koppelingen sneller en veiliger?", "",
        "Applicatiebeheer", 1, CODE, personal_data="no",
    ),
    Pilot(
        "existing", "Ondertiteling bij opnames", "Kan iedereen onze instructiefilms volgen?", "",
        "Leren en ontwikkelen", 1, OFFICE, personal_data="no",
    ),
    # --- leren en welzijn ---
    Pilot(
        "evaluation", "Oefengesprek met een lastige familie", "Voelt een collega zich zekerder na oefenen met AI?",
        "Een punt hoger op een schaal van tien.", "Het Anker psychogeriatrie", 2, CHAT,
        "Hoe zeker voel je je? (1 tot 10)", "grade", "5.6", "7", "7.2",
        ("Eerst giechelen, daarna serieus. Samen oefenen werkt beter dan alleen.",), personal_data="no",
    ),
    Pilot(
        "running",
        "AI-spreekuur in het restaurant", "Komen collega's van de werkvloer met hun vraag als wij naar hen toe gaan?",
        "Vijftien vragen per keer.", "Beukenhof zorg", 2, None,
        "Vragen per spreekuur", "number", "0", "15", "11",
        ("De vraag die het vaakst kwam: mag ik dit gebruiken? Het antwoord stond in de lijst.",), personal_data="no",
    ),
    Pilot(
        "intake", "Herinneringen in beeld", "Brengen beelden bij een levensverhaal een gesprek op gang?",
        "Bewoners met dementie praten langer.", "Waterlelie welzijn", None, IMAGES,
        "Minuten gesprek per activiteit", "minutes", "8", "14",
    ),
    Pilot(
        "stopped",
        "Chatgesprek tegen eenzaamheid", "Voelen cliënten zich minder alleen met een praatmaatje op de tablet?",
        "Een half uur gezelschap per dag.", "Wijkteam Brink", None, None,
        "Cliënten die na een maand nog praten", "percent", "0", "50", "8",
        ("Mevrouw B. vroeg wanneer 'die jongen van de computer' op de koffie kwam. Dat deed zeer.",),
        "Mensen willen een mens, en de maker kon niet zeggen waar de gesprekken blijven.",
        "Eenzaamheid los je niet op met een gesprek zonder mens. De vrijwilligers hebben nu een bezoekgroep.",
    ),
    Pilot(
        "parked", "Valgevaar voorspellen", "Zien we valgevaar eerder dan nu?",
        "Een derde minder valincidenten.", "Revalidatie neurologie", None, None,
        "Valincidenten per maand", "number", "14", "9", "",
        (), "Dit is AI die over cliënten oordeelt. Volgens onze strategie beginnen we daar nu niet aan.",
    ),
    Pilot(
        "idea", "Boodschappenlijst voor de woongroep", "Helpt een slim lijstje bewoners om zelf te kiezen wat ze eten?",
        "Meer keuze, minder verspilling.", "Beukenhof wonen", 7, CHAT,
    ),
    Pilot(
        "idea", "Planning of volunteers", "Can volunteers find a visit that suits them by themselves?",
        "More visits, fewer phone calls.", "Hospice vrijwilligers", None, None, language="en",
    ),
]  # fmt: skip

EVERYDAY_LOG = (
    "Het hele team heeft de basistraining gedaan. Dat scheelt veel vragen.",
    "Eerste week achter de rug. De helft gebruikt het elke dag, de rest kijkt nog even mee.",
    "We hebben afgesproken dat altijd een tweede collega naleest. Dat houden we erin.",
    "Na de update was alles even anders. De servicedesk heeft geholpen.",
    "Vraag in het teamoverleg: wie is verantwoordelijk als het niet klopt? Antwoord: wie opslaat.",
    "Drie collega's van een andere locatie kwamen kijken.",
    "Het wachtwoord verloopt te snel op de gedeelde tablet. Staat bij ICT.",
    "Gemeten bij twintig diensten, in een rustige en een drukke week.",
    "Sommigen vinden het fijn, anderen missen het typen. Beide mag.",
    "De ondernemingsraad heeft meegekeken en had één vraag over bewaren. Beantwoord.",
)
STEP_REASONS = {
    "intake": ("Goede vraag, en er is tijd in het team.", "Past bij onze doelstellingen. Maak het plan af.",
               "Nog niemand probeert dit bij ons. Ga door naar de intake."),
    "running": ("Het plan is rond: vraag, meting en datum staan vast.",
    "Alles is er. Veel plezier, en meet vanaf de eerste week.",
                "De FG heeft meegekeken. Jullie kunnen beginnen."),
    "evaluation": ("De afgesproken tijd is om en de metingen zijn binnen.", "We weten genoeg om te beslissen."),
    "in_use": ("Alle teams die het willen, werken ermee. Het hoort nu bij het gewone werk.",
               "De uitrol is klaar en het beheer is geregeld."),
}  # fmt: skip
