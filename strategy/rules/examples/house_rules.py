"""The example's house rules: nine agreements that fit a working day."""

from strategy.choices import Aspect
from strategy.rules.examples.passage import ExamplePassage
from strategy.rules.examples.questions import READ_IT_FIRST, REPORT_IT, WHAT_GOES_IN

HOUSE_RULES = [
    ExamplePassage(
        "",
        "Kies een tool van onze lijst",
        "Choose a tool from our list",
        """\
Gebruik voor je werk een AI-tool die op onze lijst staat, met je werkaccount. Staat wat je zoekt er niet bij? Vraag
het aan in plaats van een eigen account te maken. Gebruik je al iets anders? Vertel het; we zoeken samen een goede
plek.
""",
        """\
For your work, use an AI tool that is on our list, with your work account. Is what you look for not there? Ask for
it rather than making an account of your own. Do you use something else already? Tell us; together we find it a good
place.
""",
        aspect=Aspect.MAY,
    ),
    ExamplePassage(
        "",
        "Let op wat je erin zet",
        "Mind what you put in",
        """\
Zet geen namen, geboortedata, adressen, nummers, foto's of verhalen waaraan je iemand herkent in een tool, **tenzij
er bij die tool staat dat het mag**. Hetzelfde geldt voor wachtwoorden, contracten en plannen die nog niet bekend
zijn.

Vaak kan het zonder: schrijf "een inwoner" of "een cliënt van rond de tachtig". Maak het niet zo precies dat een
collega toch weet wie het is.
""",
        """\
Do not put names, dates of birth, addresses, numbers, photos or stories by which somebody can be recognised into a
tool, **unless that tool says you may**. The same holds for passwords, contracts and plans that are not known yet.

Often you can do without: write "a resident" or "a client of about eighty". Do not make it so precise that a
colleague knows who it is all the same.
""",
        aspect=Aspect.MAY,
        question=WHAT_GOES_IN,
    ),
    ExamplePassage(
        "",
        "Lees alles na voordat je het gebruikt",
        "Read everything before you use it",
        """\
AI schrijft overtuigend, ook als het niet klopt. Controleer namen, getallen, data, wetten en bronnen. Klik een bron
aan voordat je ernaar verwijst. Kun je het niet controleren? Gebruik het dan niet.

Wat jij opslaat, verstuurt of zegt, is van jou. "De computer zei het" is geen uitleg.
""",
        """\
AI writes convincingly, also when it is wrong. Check names, numbers, dates, laws and sources. Open a source before
you refer to it. Can you not check it? Then do not use it.

What you save, send or say is yours. "The computer said so" explains nothing.
""",
        question=READ_IT_FIRST,
    ),
    ExamplePassage(
        "",
        "Beslis zelf",
        "Decide for yourself",
        """\
Laat AI geen beslissing nemen over een mens: niet over zorg, een uitkering, een vergunning, een boete, een
sollicitatie of een beoordeling. Je mag AI om een samenvatting of een tweede blik vragen. Vorm eerst je eigen
oordeel, en kijk daarna wat AI zegt.
""",
        """\
Do not let AI decide about a person: not about care, a benefit, a permit, a fine, an application or an appraisal.
You may ask AI for a summary or a second look. Form your own opinion first, then see what AI says.
""",
    ),
    ExamplePassage(
        "",
        "Zeg het als AI meeluistert of meeschrijft",
        "Say so when AI listens or writes along",
        """\
Neem je een gesprek op om het te laten uitwerken? Vraag het vooraf, vertel wat ermee gebeurt en stop bij een nee. De
opname verwijder je na [aantal] dagen.

Schreef AI het grootste deel van een tekst naar buiten? Zet er dan bij: [vaste zin van de organisatie].
""",
        """\
Do you record a conversation to have it written up? Ask beforehand, tell what happens with it, and stop at a no. You
delete the recording after [number] days.

Did AI write most of a text that goes outside? Then add: [fixed sentence of the organisation].
""",
    ),
    ExamplePassage(
        "",
        "Behandel beelden en stemmen met zorg",
        "Treat images and voices with care",
        """\
Maak met AI geen foto, film of stem van een bestaand mens, ook niet voor de grap. Gebruik je een gemaakt beeld, zorg
dan dat niemand het voor echt houdt en zet erbij dat het gemaakt is.
""",
        """\
Do not use AI to make a photo, film or voice of an existing person, not even as a joke. When you use a made image,
see to it that nobody takes it for real, and say that it was made.
""",
    ),
    ExamplePassage(
        "",
        "Let op vooroordelen",
        "Watch for prejudice",
        """\
AI leerde van teksten van mensen, met hun vooroordelen erbij. Vraag je af of de uitkomst hetzelfde was bij iemand
met een andere naam, leeftijd, taal of beperking. Twijfel je? Laat een collega meekijken en meld het bij [meldpunt].
""",
        """\
AI learned from texts of people, with their prejudice in them. Ask yourself whether the outcome would be the same
for somebody of another name, age, language or ability. In doubt? Let a colleague look along and report it to
[reporting point].
""",
    ),
    ExamplePassage(
        "",
        "Meld wat misgaat, meteen",
        "Report what goes wrong, at once",
        """\
Kwam er een gegeven op de verkeerde plek, of ging er een fout van AI naar buiten? Meld het binnen [aantal] uur bij
[meldpunt], ook in het weekend: [telefoonnummer]. Meld ook wat bijna misging. Wie meldt, krijgt hulp en geen straf.
""",
        """\
Did data end up in the wrong place, or did a mistake of AI leave the house? Report it within [number] hours to
[reporting point], also at weekends: [telephone number]. Report what nearly went wrong, too. Who reports gets help
and no punishment.
""",
        question=REPORT_IT,
    ),
    ExamplePassage(
        "",
        "Vraag het als je twijfelt",
        "Ask when in doubt",
        """\
Niet alles staat in regels. Stel jezelf drie vragen: zou ik dit op papier aan een vreemde geven? Kan ik uitleggen
wat ik deed? Wat merkt degene om wie het gaat ervan? Kom je er niet uit, vraag het dan je leidinggevende of [naam
van de rol in je team].
""",
        """\
Not everything stands in rules. Ask yourself three questions: would I hand this to a stranger on paper? Can I
explain what I did? What does the person concerned notice of it? If you cannot settle it, ask your manager or [name
of the role in your team].
""",
        aspect=Aspect.ASK,
    ),
]
