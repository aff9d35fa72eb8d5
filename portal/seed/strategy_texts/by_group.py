"""What Houtwijk asks of each function group, in the passages that stand on people's own page."""

from people.choices import FunctionGroup
from portal.seed.strategy_texts.passage import Passage
from strategy.choices import Aspect, Pillar

BY_GROUP: list[Passage] = [
    Passage(
        "wanted-of-directors",
        Pillar.VISION,
        ("Directie en bestuur kiezen, en laten dat zien", "Directors and board choose, and show it"),
        (
            (
                "- Zeg waar AI voor is en waarvoor niet, en houd je daaraan.\n"
                "- Besluit op tijd over pilots: opschalen, verlengen of stoppen.\n"
                "- Gebruik zelf wat je anderen vraagt te gebruiken, en vertel ook wat mislukte."
            ),
            (
                "- Say what AI is for and what it is not for, and keep to it.\n"
                "- Decide about pilots in time: scale up, extend or stop.\n"
                "- Use what you ask others to use, and tell what failed, too."
            ),
        ),
        aspect=Aspect.WANT,
        function_groups=(FunctionGroup.DIRECTOR,),
    ),
    Passage(
        "wanted-of-managers",
        Pillar.VISION,
        ("Leidinggevenden maken tijd en praten erover", "Managers make time and talk about it"),
        (
            (
                "- Plan de leeruren van je team in het rooster, ook voor de nachtdienst.\n"
                "- Bespreek elk kwartaal wat AI in het werk beter maakte en wat niet.\n"
                "- Beoordeel niemand op hoeveel of hoe vaak die AI gebruikt."
            ),
            (
                "- Put the learning hours of your team in the roster, also for the night shift.\n"
                "- Discuss every quarter what AI made better in the work, and what it did not.\n"
                "- Judge nobody by how much or how often they use AI."
            ),
        ),
        aspect=Aspect.WANT,
        function_groups=(FunctionGroup.MANAGER,),
    ),
    Passage(
        "wanted-with-clients",
        Pillar.VISION,
        ("Werk je met cliënten? Het contact blijft van jou", "Do you work with clients? The contact stays yours"),
        (
            (
                "- AI neemt schrijven en zoeken over, nooit het gesprek of het besluit over een mens.\n"
                "- Zeg het als AI meeschrijft, en stop als iemand dat niet wil.\n"
                "- Lees na voordat iets in het dossier komt."
            ),
            (
                "- AI takes over writing and searching, never the conversation or the decision about a person.\n"
                "- Say so when AI writes along, and stop when somebody does not want it.\n"
                "- Read it before anything goes into the file."
            ),
        ),
        aspect=Aspect.WANT,
        function_groups=(FunctionGroup.CUSTOMER_CONTACT,),
    ),
    Passage(
        "wanted-behind-the-scenes",
        Pillar.VISION,
        ("Werk je achter de schermen? Deel wat werkt", "Do you work behind the scenes? Share what works"),
        (
            (
                "- Begin met werk dat vaak terugkomt: samenvatten, zoeken, een eerste versie schrijven.\n"
                "- Controleer getallen en bronnen voordat een ander erop bouwt.\n"
                "- Heb je een aanpak die werkt? Laat die aan je team zien."
            ),
            (
                "- Begin with work that comes back often: summing up, searching, writing a first version.\n"
                "- Check numbers and sources before somebody else builds on them.\n"
                "- Do you have a way that works? Show it to your team."
            ),
        ),
        aspect=Aspect.WANT,
        function_groups=(FunctionGroup.NO_CUSTOMER_CONTACT,),
    ),
]
FOR_MANAGERS = Passage(
    "talk-about-it",
    "",
    ("Leidinggevenden: bespreek AI in je team", "Managers: discuss AI in your team"),
    (
        (
            "Praat er elk kwartaal over: wat helpt, wat niet, en waar twijfelen mensen over? Vraag niemand om te laten "
            "zien hoeveel die AI gebruikt."
        ),
        (
            "Talk about it every quarter: what helps, what does not, and what do people doubt? Ask nobody to show how "
            "much they use AI."
        ),
    ),
    changed_in=2,
    before=(
        "Praat er eens per jaar over: wat helpt en wat niet?",
        "Talk about it once a year: what helps and what does not?",
    ),
    function_groups=(FunctionGroup.MANAGER,),
)
"""The house rule of which only managers are asked to read the change."""
