"""What the next draft of the strategy changes and adds."""

from portal.seed.strategy_texts.passage import Both, Passage
from strategy.choices import Pillar

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
RULES_CHANGE: tuple[str, Both] = (
    "report-mistakes",
    (
        (
            "Kwam er toch een gegeven van een cliënt in een verkeerde tool? Meld het **binnen een uur** "
            "bij de ICT-servicedesk, als datalek, ook in het weekend. Je krijgt er geen straf voor: melden is "
            "goed werk."
        ),
        (
            "Did data of a client end up in the wrong tool after all? Report it **within an hour** "
            "to the ICT service desk, as a data leak, also at weekends. You are not punished for it: reporting is good "
            "work."
        ),
    ),
)
"""What the house rules that lie with the board now change."""
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
