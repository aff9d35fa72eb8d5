"""The example's third pillar: time to learn, learning from each other, and learning from what goes wrong."""

from strategy.choices import Pillar
from strategy.rules.examples.passage import ExamplePassage

LEARNING = [
    ExamplePassage(
        Pillar.LEARNING_CULTURE,
        "Iedereen leert, in werktijd",
        "Everyone learns, in working hours",
        """\
Je hoeft geen techneut te zijn om AI goed te gebruiken. Je moet wel weten wat ze kan, waar ze de fout in gaat en wat
hier de afspraken zijn. Daarom volgt iedereen een basiscursus, vóór [datum] of binnen [aantal] weken na de start.

Daarna leer je wat bij je werk past. Per jaar heb je daar [aantal] uur voor, in werktijd, ook als je in diensten
werkt. Leidinggevenden plannen die uren in en gaan zelf voorop.
""",
        """\
You need not be technical to use AI well. You do need to know what it can do, where it goes wrong and what we agreed
here. So everyone takes a basic course, before [date] or within [number] weeks of starting.

After that you learn what fits your work. You have [number] hours a year for it, in working hours, also when you
work in shifts. Managers plan those hours, and go first themselves.
""",
    ),
    ExamplePassage(
        Pillar.LEARNING_CULTURE,
        "We leren van elkaar",
        "We learn from each other",
        """\
Wat in het ene team werkt, helpt vaak een ander team. Elk team heeft een collega die vragen over AI opvangt en
ideeën doorgeeft: [naam van de rol]. Daar is [aantal] uur per maand voor.

Eens per [maand] laten teams elkaar zien wat ze probeerden, ook als het niets werd. Proberen mag, binnen de
spelregels. Wie iets vraagt of twijfelt, doet het goed.
""",
        """\
What works in one team often helps another. Each team has a colleague who takes questions about AI and passes ideas
on: [name of the role]. There are [number] hours a month for it.

Once a [month] teams show each other what they tried, also when it came to nothing. Trying is fine, within the house
rules. Whoever asks or doubts is doing well.
""",
    ),
    ExamplePassage(
        Pillar.LEARNING_CULTURE,
        "Gaat het mis, dan melden we het en leren we ervan",
        "When it goes wrong, we report it and learn from it",
        """\
AI maakt fouten, en wij ook. Meld daarom wat misging of bijna misging: een verzonnen antwoord dat bijna de deur
uitging, een uitkomst die iemand benadeelt, gegevens op de verkeerde plek. Melden doe je bij [meldpunt]. Je krijgt
er geen straf voor.

Is er haast, bel dan [telefoonnummer]. Wie de tool beheert, kan hem dezelfde dag uitzetten. Binnen [aantal]
werkdagen lees je wat we ermee doen. Wat anderen ervan kunnen leren, delen we zonder namen.
""",
        """\
AI makes mistakes, and so do we. So report what went wrong or nearly did: an invented answer that almost left the
house, an outcome that puts somebody at a disadvantage, data in the wrong place. You report it to [reporting point].
You are not punished for it.

If it is urgent, call [telephone number]. Whoever runs the tool can switch it off the same day. Within [number]
working days you read what we do about it. What others can learn from it we share, without names.
""",
    ),
]
