"""Names and places of the made-up care group Houtwijk."""

FIRST_NAMES = """
Aafke Abdel Ahmed Aisha Albert Aleyna Alma Amira Anaïs André Anke Annelies Anton Arjen Astrid Ayşe Bart Bas
Bente Berend Björn Bo Bram Britt Carla Carlijn Chantal Chiara Cor Daan Daniëlle Dewi Dirk Djamila Dorien Eline
Elif Emre Erik Esra Esther Eva Famke Fatima Femke Fenna Floor Frank Froukje Gerda Gijs Greet Hanna Hans Harm
Hatice Heleen Henk Hilde Hui Ibrahim Ilse Inge Ingrid Iris Ivo Jaap Jamila Jan Janneke Jasmijn Jasper Jeroen
Jip Joke Joost José Joyce Judith Kamal Karin Kees Khadija Kim Koen Lars Leila Lieke Lies Linda Loes Lotte Luuk
Maaike Malika Manon Marcel Margriet Maria Marieke Marit Mark Mees Mehmet Mei Merel Mila Mirjam Mohamed Monique
Naima Nadia Niels Nina Noor Olaf Omar Pauline Peter Petra Pieter Pim Priya Quinten Rachid Renske Rik Rob Roos
Ruben Ruth Saar Samira Sander Sanne Sara Sevda Silvia Sjoerd Sophie Stan Stijn Suzanne Søren Tamara Tess Theo
Thijs Tijn Tim Tineke Tom Truus Umar Valerie Vera Vincent Wendy Willem Wim Wouter Xander Yara Yasmin Youssef
Yvonne Zeynep Zoë
""".split()

# infix|last name, or a last name alone
LAST_NAMES = [
    name.split("|") if "|" in name else ["", name]
    for name in " ".join(
        """
Aydın; de|Boer; Bakker; Bos; van den|Berg; van der|Berg; Brouwer; de|Bruijn; Dekker; van|Dijk; Demir;
Dijkstra; Doğan; van|Dam; El-Amrani; van|Es; Evers; Ferreira; de|Graaf; de|Groot; Groen; van der|Heijden;
Hendriks; Hermans; van den|Heuvel; de|Haan; Hoekstra; van|Houten; Huisman; Jacobs; Janssen; Jansen; de|Jong;
Kaya; Kok; Koster; Kowalski; Kramer; Kuipers; van|Leeuwen; van der|Linden; Maas; van|Loon; Meijer; 't|Hart;
Mulder; Nguyễn; Nowak; Özdemir; Peeters; Peters; Pinas; Post; Postma; Prins; de|Ridder; Rossi; de|Ruiter;
Sanders; Scholten; Silva; Smit; Smits; Schouten; Singh; van der|Steen; Stam; ten|Have; Timmermans; Tahiri;
van|Veen; Veenstra; van der|Veen; Verhoeven; Vermeulen; Visser; de|Vries; van|Vliet; Vos; van der|Wal; Wang;
de|Wit; Willems; van|Wijk; Wolters; Yılmaz; Zijlstra; Zhou; Çelik
""".split()
    ).split("; ")
]

# division -> departments -> teams; the fourth level is where most people work.
DIVISIONS: dict[str, dict[str, list[str]]] = {
    "Zorg thuis": {
        "Thuiszorg Noord": [
            "Wijkteam Vlierbes",
            "Wijkteam Kastanje",
            "Wijkteam Berkenhof",
            "Wijkteam Haven",
            "Wijkteam Stationsbuurt",
        ],
        "Thuiszorg Zuid": [
            "Wijkteam Zonneweg",
            "Wijkteam Molen",
            "Wijkteam Polder",
            "Wijkteam Kerkplein",
            "Wijkteam Zuiderpark",
        ],
        "Thuiszorg Oost": ["Wijkteam Rivier", "Wijkteam Oosterhout", "Wijkteam Veld", "Wijkteam Brink"],
        "Thuiszorg West": ["Wijkteam Duin", "Wijkteam Strand", "Wijkteam Westerkade", "Wijkteam Tuinstad"],
        "Specialistisch team": ["Wondzorg", "Palliatieve zorg", "Medisch technisch team"],
    },
    "Zorg met verblijf": {
        "Verpleeghuis De Linde": [
            "De Linde begane grond",
            "De Linde eerste etage",
            "De Linde tweede etage",
            "De Linde nachtzorg",
        ],
        "Verpleeghuis Het Anker": ["Het Anker psychogeriatrie", "Het Anker somatiek", "Het Anker nachtzorg"],
        "Woonzorgcentrum Beukenhof": ["Beukenhof wonen", "Beukenhof dagbesteding", "Beukenhof zorg"],
        "Woonzorgcentrum De Waterlelie": ["Waterlelie wonen", "Waterlelie zorg", "Waterlelie welzijn"],
        "Revalidatie Houtwijk": ["Revalidatie neurologie", "Revalidatie orthopedie", "Revalidatie dagbehandeling"],
        "Hospice Zilverberg": ["Hospice zorg", "Hospice vrijwilligers"],
    },
    "Behandeling": {
        "Medische dienst": ["Specialisten ouderengeneeskunde", "Verpleegkundig specialisten"],
        "Paramedische dienst": ["Fysiotherapie", "Ergotherapie", "Logopedie en diëtetiek"],
        "Psychologie": ["Psychologen", "Geestelijke verzorging"],
    },
    "Klant en samenleving": {
        "Klantenservice": ["Klantenservice ochtend", "Klantenservice middag"],
        "Intake en planning": ["Intake", "Planning Noord en Oost", "Planning Zuid en West"],
        "Zorgbemiddeling": ["Bemiddeling verblijf", "Cliëntadvies"],
    },
    "Bedrijfsvoering": {
        "HR": ["HR-advies", "Personeelsadministratie", "Leren en ontwikkelen", "Werving"],
        "Financiën": ["Zorgadministratie", "Salarisadministratie", "Control"],
        "ICT": ["Werkplek en support", "Applicatiebeheer", "Data en informatie"],
        "Kwaliteit en juridische zaken": [
            "Kwaliteit en veiligheid",
            "Juridische zaken",
            "Privacy en informatiebeveiliging",
        ],
        "Communicatie": ["Communicatie", "Secretariaat"],
    },
    "Facilitair": {
        "Voeding": ["Keuken De Linde", "Keuken Het Anker", "Restaurants"],
        "Huisvesting": ["Techniek en onderhoud", "Schoonmaak Noord", "Schoonmaak Zuid"],
        "Logistiek": ["Transport", "Inkoop", "Linnenvoorziening"],
    },
}
JOB_TITLES: dict[str, list[str]] = {
    "contact": ["Verzorgende IG", "Verpleegkundige", "Helpende", "Wijkverpleegkundige", "Begeleider", "Woonbegeleider"],
    "Behandeling": ["Fysiotherapeut", "Ergotherapeut", "Logopedist", "Arts", "Psycholoog", "Verpleegkundig specialist"],
    "Klant en samenleving": ["Medewerker klantenservice", "Planner", "Cliëntadviseur", "Zorgbemiddelaar"],
    "Bedrijfsvoering": [
        "HR-adviseur",
        "Administratief medewerker",
        "Functioneel beheerder",
        "Jurist",
        "Beleidsadviseur",
    ],
    "Facilitair": ["Kok", "Schoonmaker", "Onderhoudsmonteur", "Chauffeur", "Inkoper", "Medewerker linnenkamer"],
}
CONTACT_SHARE = {
    "Zorg thuis": 0.96,
    "Zorg met verblijf": 0.92,
    "Behandeling": 0.97,
    "Klant en samenleving": 0.8,
    "Bedrijfsvoering": 0.06,
    "Facilitair": 0.05,
}
SIZE_WEIGHT = {
    "Zorg thuis": 1.25,
    "Zorg met verblijf": 1.35,
    "Behandeling": 0.6,
    "Klant en samenleving": 0.7,
    "Bedrijfsvoering": 0.45,
    "Facilitair": 0.75,
}
