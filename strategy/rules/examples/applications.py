"""The example's second pillar: which tools there are, what may go into them, and how a trial begins and ends."""

from strategy.choices import Pillar
from strategy.rules.examples.passage import ExamplePassage

APPLICATIONS = [
    ExamplePassage(
        Pillar.ACCESSIBLE_APPLICATIONS,
        "Goede tools, voor iedereen die er iets aan heeft",
        "Good tools, for everyone whom they help",
        """\
Wie op kantoor werkt, vindt vanzelf een AI-tool. Wie [aan het bed, aan de balie of op de bus] werkt vaak niet. We
kijken daarom eerst naar het werk in de uitvoering, en naar een telefoon in plaats van een bureau.

Welke tools mogen, staat op één lijst. Daar zie je per tool waarvoor je hem gebruikt, welke gegevens erin mogen, wat
hij kost en welke cursus erbij hoort. Mis je iets? Vraag het aan; binnen [aantal] weken hoor je ja, nee of nog niet,
met de reden.
""",
        """\
Who works in an office finds an AI tool anyway. Who works [at a bedside, a counter or on a bus] often does not. So
we look at the work of executing staff first, and at a phone rather than a desk.

Which tools are allowed stands on one list. It shows what each tool is for, which data may go in, what it costs and
which course belongs to it. Do you miss something? Ask for it; within [number] weeks you hear yes, no or not yet,
and why.
""",
    ),
    ExamplePassage(
        Pillar.ACCESSIBLE_APPLICATIONS,
        "Wat erin mag en wat niet",
        "What may go in, and what may not",
        """\
We kennen vier soorten gegevens. Bij elke tool staat tot en met welke soort je mag gaan.

| soort | voorbeeld | in een AI-tool? |
|---|---|---|
| openbaar | een folder, een dienstregeling | ja |
| intern | een werkinstructie, een rooster zonder namen | in een tool van onze lijst |
| persoonlijk | een naam, een adres, een foto | alleen waar dat bij de tool staat |
| bijzonder | gezondheid, schulden, een burgerservicenummer | alleen na een beoordeling, en waar dat bij de tool staat |

Twijfel je over de soort? Kies de zwaarste, of vraag het [de functionaris gegevensbescherming].
""",
        """\
We know four kinds of data. Each tool says up to which kind you may go.

| kind | example | into an AI tool? |
|---|---|---|
| public | a leaflet, a timetable | yes |
| internal | a work instruction, a roster without names | into a tool on our list |
| personal | a name, an address, a photo | only where the tool says so |
| special | health, debts, a citizen service number | only after an assessment, and where the tool says so |

In doubt about the kind? Choose the heaviest one, or ask [the data protection officer].
""",
    ),
    ExamplePassage(
        Pillar.ACCESSIBLE_APPLICATIONS,
        "Eerst klein proberen, dan kiezen",
        "Try it small first, then choose",
        """\
Een nieuwe toepassing begint als pilot: met één team, één vraag, een begin en een einddatum. Vooraf staat op papier
wat we willen weten, hoe we dat meten, wat het mag kosten en wanneer we stoppen.

Op de einddatum kiest [wie beslist] uit drie dingen: opschalen, één keer verlengen of stoppen. Stoppen is geen
mislukking. We schrijven op wat we leerden, zodat het volgende team daar begint en niet bij nul.

**Meteen stoppen** we als iemand schade oploopt, als gegevens op de verkeerde plek komen, of als mensen het voorstel
van AI gaan volgen zonder zelf te kijken.
""",
        """\
A new application begins as a pilot: with one team, one question, a start and an end date. Beforehand it is written
down what we want to know, how we measure that, what it may cost and when we stop.

On the end date [who decides] chooses one of three: scale, extend once, or stop. Stopping is no failure. We write
down what we learned, so that the next team begins there and not at nought.

**We stop at once** when somebody is harmed, when data end up in the wrong place, or when people follow what AI
proposes without looking for themselves.
""",
    ),
    ExamplePassage(
        Pillar.ACCESSIBLE_APPLICATIONS,
        "We meten of het helpt",
        "We measure whether it helps",
        """\
Van elke toepassing die blijft, weten we wat die oplevert: tijd, kwaliteit of werkplezier. We meten vóór de start en
daarna opnieuw, op dezelfde manier. Weten we iets niet, dan zeggen we dat. Onbekend is geen nul.

Cijfers gaan over groepen en nooit over één collega. Elk [kwartaal] leest iedereen in dit portaal hoe het ermee
staat, ook als het tegenvalt. Een toepassing die [een jaar] lang niets oplevert, stoppen we.
""",
        """\
Of every application that stays we know what it yields: time, quality or joy in work. We measure before the start
and again afterwards, in the same way. Where we do not know something, we say so. Unknown is not nought.

Figures are about groups and never about one colleague. Every [quarter] everyone reads in this portal how things
stand, also when they disappoint. An application that yields nothing for [a year] is stopped.
""",
    ),
]
