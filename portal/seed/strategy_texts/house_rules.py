"""The house rules of Houtwijk, passage by passage."""

from portal.seed.strategy_texts.by_group import FOR_MANAGERS
from portal.seed.strategy_texts.passage import Both, Passage
from strategy.choices import Aspect
from strategy.rules.examples import questions

RULES_TITLE: Both = ("Spelregels voor AI", "House rules for AI")
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
        aspect=Aspect.MAY,
        question=questions.WHAT_GOES_IN,
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
        question=questions.READ_IT_FIRST,
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
        aspect=Aspect.MAY,
    ),
    FOR_MANAGERS,
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
        aspect=Aspect.ASK,
        question=questions.REPORT_IT,
    ),
]
