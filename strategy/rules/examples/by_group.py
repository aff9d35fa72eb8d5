"""What the example asks of each function group and lets it learn: short, since it stands on people's own page."""

from people.choices import FunctionGroup
from strategy.choices import Aspect, Pillar
from strategy.rules.examples.passage import ExamplePassage

WANTED = [
    ExamplePassage(
        Pillar.VISION,
        "Van directie en bestuur: kies, en laat je zien",
        "Of directors and board: choose, and show it",
        """\
- Zeg waar AI voor bedoeld is en waarvoor niet, en houd je daaraan.
- Besluit op tijd over proeven: opschalen, verlengen of stoppen.
- Gebruik zelf de tools die je anderen vraagt te gebruiken, en vertel ook wat mislukte.
""",
        """\
- Say what AI is for and what it is not for, and keep to it.
- Decide about trials in time: scale up, extend or stop.
- Use the tools that you ask others to use, and tell what failed, too.
""",
        aspect=Aspect.WANT,
        function_groups=[FunctionGroup.DIRECTOR],
    ),
    ExamplePassage(
        Pillar.VISION,
        "Van leidinggevenden: maak tijd en praat erover",
        "Of managers: make time and talk about it",
        """\
- Plan de uren in waarin je team leert, ook voor wie in diensten werkt.
- Bespreek elk kwartaal wat AI in het werk beter maakte en wat niet.
- Beoordeel niemand op hoeveel of hoe vaak die AI gebruikt.
""",
        """\
- Plan the hours in which your team learns, also for who works in shifts.
- Discuss every quarter what AI made better in the work, and what it did not.
- Judge nobody by how much or how often they use AI.
""",
        aspect=Aspect.WANT,
        function_groups=[FunctionGroup.MANAGER],
    ),
    ExamplePassage(
        Pillar.VISION,
        "Van wie met klanten, cliënten of inwoners werkt: jij houdt het contact",
        "Of who works with customers, clients or residents: the contact is yours",
        """\
- AI neemt schrijf- en zoekwerk over, nooit het gesprek of het besluit over een mens.
- Zeg het als AI meeschrijft, en stop als iemand dat niet wil.
- Lees na voordat iets in een dossier of een brief komt.
""",
        """\
- AI takes over writing and searching, never the conversation or the decision about a person.
- Say so when AI writes along, and stop when somebody does not want it.
- Read it before anything goes into a file or a letter.
""",
        aspect=Aspect.WANT,
        function_groups=[FunctionGroup.CUSTOMER_CONTACT],
    ),
    ExamplePassage(
        Pillar.VISION,
        "Van wie op kantoor of achter de schermen werkt: deel wat werkt",
        "Of who works in an office or behind the scenes: share what works",
        """\
- Begin met werk dat vaak terugkomt: samenvatten, zoeken, een eerste versie schrijven.
- Controleer getallen en bronnen voordat een ander erop bouwt.
- Heb je een aanpak die werkt? Laat die aan je team zien.
""",
        """\
- Begin with work that comes back often: summing up, searching, writing a first version.
- Check numbers and sources before somebody else builds on them.
- Do you have a way that works? Show it to your team.
""",
        aspect=Aspect.WANT,
        function_groups=[FunctionGroup.NO_CUSTOMER_CONTACT],
    ),
]
TO_LEARN = [
    ExamplePassage(
        Pillar.LEARNING_CULTURE,
        "Leren als je leiding geeft",
        "Learning when you lead others",
        """\
Je volgt de basiscursus als eerste van je team. Daarna leer je wat risico's zijn, wat de AI-verordening van ons vraagt
en hoe je een proef beoordeelt.
""",
        """\
You take the basic course as the first of your team. After that you learn what the risks are, what the AI Act asks of
us and how to judge a trial.
""",
        aspect=Aspect.LEARN,
        function_groups=[FunctionGroup.DIRECTOR, FunctionGroup.MANAGER],
    ),
    ExamplePassage(
        Pillar.LEARNING_CULTURE,
        "Leren in de uitvoering",
        "Learning in the work itself",
        """\
Je volgt de basiscursus in werktijd. Daarna leer je per tool wat die in jouw werk doet, wat erin mag en hoe je
controleert wat eruit komt.
""",
        """\
You take the basic course in working hours. After that you learn for each tool what it does in your work, what may go
in and how to check what comes out.
""",
        aspect=Aspect.LEARN,
        function_groups=[FunctionGroup.CUSTOMER_CONTACT, FunctionGroup.NO_CUSTOMER_CONTACT],
    ),
]
