"""The example's first pillar: what the organisation wants with AI, who decides, and what it never does."""

from strategy.choices import Pillar
from strategy.rules.examples.passage import ExamplePassage
from strategy.rules.examples.questions import A_PERSON_DECIDES

VISION = [
    ExamplePassage(
        Pillar.VISION,
        "We gebruiken AI waar die ons werk beter maakt",
        "We use AI where it makes our work better",
        """\
Bij [naam van de organisatie] werken we voor [inwoners, cliënten of reizigers], aan [ons belangrijkste doel]. AI is
daarbij een hulpmiddel en geen doel. We kiezen ervoor waar die ons werk beter, lichter of sneller maakt, en we laten
haar liggen waar dat niet zo is.

Over [twee jaar] willen we drie dingen kunnen laten zien:

- collega's houden tijd over voor het werk waar mensen voor nodig zijn;
- de mensen voor wie we werken, merken dat en vertrouwen ons;
- iedereen hier weet wat AI kan, wat die niet kan en wat hier mag.

Bij elk van die drie hoort een doelstelling met een cijfer en een datum. Een eigenaar houdt die in de gaten.
""",
        """\
At [name of the organisation] we work for [residents, clients or travellers], on [our main purpose]. AI is a means
for that and not an end. We choose it where it makes our work better, lighter or faster, and leave it where it does
not.

In [two years] we want to be able to show three things:

- colleagues have time left for the work that takes people;
- the people for whom we work notice it, and trust us;
- everyone here knows what AI can do, what it cannot, and what is allowed.

Each of the three has an objective with a figure and a date. An owner keeps an eye on it.
""",
    ),
    ExamplePassage(
        Pillar.VISION,
        "Een mens beslist, en kan dat uitleggen",
        "A person decides, and can explain it",
        """\
AI geeft een voorstel. Jij beoordeelt het en jij beslist. Dat geldt het meest als het om iemands zorg, geld, werk,
veiligheid of rechten gaat: daarover beslist hier nooit een systeem alleen.

Wie beslist, weet waar het voorstel op rust en kan het naast zich neerleggen zonder dat te hoeven verdedigen. Wie
het met een beslissing niet eens is, krijgt een mens te spreken: [afdeling of functie], binnen [aantal] werkdagen.
""",
        """\
AI makes a proposal. You judge it, and you decide. That holds most of all where somebody's care, money, work, safety
or rights are concerned: no system alone ever decides about those here.

Whoever decides knows what the proposal rests on and can set it aside without having to defend that. Whoever
disagrees with a decision speaks to a person: [department or role], within [number] working days.
""",
        question=A_PERSON_DECIDES,
    ),
    ExamplePassage(
        Pillar.VISION,
        "Wie waarover gaat",
        "Who decides what",
        """\
| wie | gaat over |
|---|---|
| [raad van bestuur, directie of college] | deze strategie, het geld, en opschalen of stoppen van grote toepassingen |
| programmateam AI | de planning, de lijst van AI-tools, hulp aan teams, de cijfers |
| eigenaar van een pilot | wat de pilot doet, meet en kost, en het voorstel daarna |
| functionaris gegevensbescherming | advies over persoonsgegevens, vooraf en als er iets verandert |
| ondernemingsraad | advies of instemming waar de wet dat vraagt |

Weet je niet bij wie je moet zijn? Vraag het het programmateam: [e-mailadres]. Je krijgt binnen [aantal] werkdagen
antwoord.
""",
        """\
| who | decides about |
|---|---|
| [board, management or executive] | this strategy, the money, and scaling or stopping large applications |
| AI programme team | the planning, the list of AI tools, help for teams, the figures |
| owner of a pilot | what the pilot does, measures and costs, and the proposal that follows |
| data protection officer | advice about personal data, beforehand and when something changes |
| works council | advice or consent where the law asks for it |

Not sure whom to ask? Ask the programme team: [e-mail address]. You get an answer within [number] working days.
""",
    ),
    ExamplePassage(
        Pillar.VISION,
        "We zeggen het als AI meewerkt",
        "We say so when AI works along",
        """\
[Inwoners, cliënten of reizigers] horen van ons wanneer ze met een systeem praten en wanneer AI meeluistert,
samenvat of voorsorteert. We vertellen in gewone taal wat het systeem doet, met welke gegevens en wie beslist. Dat
staat ook op [adres van de webpagina].

Wil iemand dat niet? Dan doen we het zonder, en de dienst wordt daar niet slechter van. De [cliëntenraad, adviesraad
of reizigersvereniging] denkt vooraf mee over elke toepassing waar mensen iets van merken.
""",
        """\
[Residents, clients or travellers] hear from us when they talk to a system, and when AI listens, summarises or
sorts. We tell in plain words what the system does, with which data, and who decides. It also stands on [address of
the web page].

Does somebody not want that? Then we do without it, and the service is no worse for it. The [client council,
advisory council or travellers' association] thinks along beforehand about every application that people notice.
""",
    ),
    ExamplePassage(
        Pillar.VISION,
        "Met de ondernemingsraad, niet langs hem heen",
        "With the works council, not around it",
        """\
AI verandert werk. Daarom zit de ondernemingsraad vanaf het begin aan tafel, en niet pas als alles vaststaat. We
leggen een voorstel voor zodra een toepassing taken verschuift of iets over collega's bijhoudt.

Drie afspraken staan vast:

1. Met wat AI vastlegt, beoordelen we geen collega's. We maken er geen ranglijst van.
2. Niemand verliest werk door AI zonder dat er een plan is en een gesprek.
3. De winst in tijd verdelen we samen. Minstens [percentage] gaat terug naar het team waar die ontstond.
""",
        """\
AI changes work. So the works council is at the table from the start, and not once everything is settled. We put a
proposal to it as soon as an application shifts tasks or keeps something about colleagues.

Three agreements stand:

1. We do not appraise colleagues with what AI records, nor rank them by it.
2. Nobody loses work to AI without a plan and a conversation.
3. We share out the time that is gained together. At least [percentage] goes back to the team in which it arose.
""",
    ),
]
