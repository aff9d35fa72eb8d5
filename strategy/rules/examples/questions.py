"""Situations from the work that go with passages of the examples; with each answer stands why it is wise or not."""

from strategy.rules.questions import ChoiceText, QuestionText

WHAT_GOES_IN = QuestionText(
    situation_nl=(
        "Je wilt een lange mail van een cliënt laten samenvatten. Zijn naam en zijn klachten staan erin. De AI-tool "
        "die je gebruikt, mag alleen interne gegevens hebben. Wat doe je?"
    ),
    situation_en=(
        "You want a long mail of a client summed up. His name and his complaints are in it. The AI tool that you use "
        "may only have internal data. What do you do?"
    ),
    choices=(
        ChoiceText(
            "Ik haal de naam eruit en plak de rest in de tool.",
            "I take the name out and paste the rest into the tool.",
            "Zonder naam is iemand vaak nog te herkennen, zeker met klachten erbij. Dat zijn bijzondere gegevens.",
            "Without the name somebody can often still be recognised, with complaints all the more. That is special "
            "data.",
        ),
        ChoiceText(
            "Ik zoek op welke tool deze gegevens mag hebben, of ik vat de mail zelf samen.",
            "I look up which tool may have this data, or sum up the mail myself.",
            "Bij elke tool staat welke gegevens erin mogen. Is er geen tool voor, dan doe je het zonder.",
            "Each tool says which data may go in. If no tool fits, you do without.",
        ),
        ChoiceText(
            "Ik vraag de tool om de mail daarna te vergeten.",
            "I ask the tool to forget the mail afterwards.",
            "Wat je verstuurde, is verstuurd. Een tool belooft dat graag, maar je kunt het niet nagaan.",
            "What you sent is sent. A tool promises that gladly, but you cannot check it.",
        ),
    ),
    right=1,
)
READ_IT_FIRST = QuestionText(
    situation_nl=(
        "AI schreef een verslag van een overleg. Het leest goed en je hebt haast. In het verslag staat een afspraak "
        "die je je niet herinnert. Wat doe je?"
    ),
    situation_en=(
        "AI wrote a report of a meeting. It reads well and you are in a hurry. It holds an agreement that you do not "
        "remember. What do you do?"
    ),
    choices=(
        ChoiceText(
            "Ik laat het staan: de tool luisterde beter dan ik.",
            "I leave it: the tool listened better than I did.",
            "AI verzint soms iets dat past. Wat jij opslaat of verstuurt, is van jou.",
            "AI sometimes makes up what fits. What you save or send is yours.",
        ),
        ChoiceText(
            "Ik zet erbij dat AI het schreef, dan weet iedereen het.",
            "I add that AI wrote it, so that everyone knows.",
            "Het is goed om dat te zeggen, maar een fout wordt er niet minder fout door.",
            "It is good to say so, but that makes a mistake no less wrong.",
        ),
        ChoiceText(
            "Ik vraag na of de afspraak klopt voordat ik het verstuur.",
            "I ask whether the agreement is right before I send it.",
            "Kun je iets niet nagaan, laat het dan weg of vraag het. Dat kost minder dan herstellen.",
            "What you cannot check, you leave out or ask. That costs less than putting it right.",
        ),
    ),
    right=2,
)
A_PERSON_DECIDES = QuestionText(
    situation_nl=(
        "Een AI-tool zet aanvragen op volgorde van dringend. Een aanvraag die jij dringend vindt, staat onderaan. Wat "
        "doe je?"
    ),
    situation_en=(
        "An AI tool puts requests in order of urgency. One that you find urgent stands at the bottom. What do you do?"
    ),
    choices=(
        ChoiceText(
            "Ik houd de volgorde aan; daar is de tool voor.",
            "I keep to the order; that is what the tool is for.",
            "De tool stelt voor. Wie het werk kent, beslist, en kan uitleggen waarom.",
            "The tool suggests. Who knows the work decides, and can explain why.",
        ),
        ChoiceText(
            "Ik haal de aanvraag naar voren en meld dat de tool hem verkeerd zette.",
            "I move the request up and report that the tool placed it wrongly.",
            "Zo beslist een mens, en leren we waar de tool de fout in gaat.",
            "So a person decides, and we learn where the tool goes wrong.",
        ),
    ),
    right=1,
)
REPORT_IT = QuestionText(
    situation_nl=(
        "Je merkt dat je vorige week gegevens van een cliënt in een tool zette die dat niet mag. Niemand heeft het "
        "gemerkt. Wat doe je?"
    ),
    situation_en=(
        "You notice that last week you put data of a client into a tool that may not have it. Nobody noticed. What do "
        "you do?"
    ),
    choices=(
        ChoiceText(
            "Ik wis het gesprek in de tool en let voortaan beter op.",
            "I delete the conversation in the tool and take better care from now on.",
            "Wissen op je scherm haalt het niet bij de leverancier weg. Het is een datalek, en dat heeft een termijn.",
            "Deleting it on your screen does not take it away at the supplier's. It is a data leak, and that has a "
            "term.",
        ),
        ChoiceText(
            "Ik meld het vandaag als datalek.",
            "I report it today as a data leak.",
            "Hoe eerder je meldt, hoe meer er nog te herstellen is. Wie meldt, krijgt hulp en geen straf.",
            "The sooner you report, the more can still be put right. Who reports gets help and no punishment.",
        ),
    ),
    right=1,
)
