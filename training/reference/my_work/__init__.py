"""AI in my work: what it is, what it does well, what it does badly."""

from training.choices import Level, Theme
from training.reference.written import Written

MY_WORK = Written(
    key="ai-in-my-work",
    folder="my_work",
    title=("AI in mijn werk", "AI in my work"),
    summary=(
        "Wat AI is, waar het je bij helpt en wat het slecht doet. Vijf korte lessen, met voorbeelden uit de zorg.",
        "What AI is, what it helps you with and what it does badly. Five short lessons, with examples from care.",
    ),
    outcomes=(
        (
            "Je legt in je eigen woorden uit wat AI doet",
            "Je herkent taken waarbij AI je helpt, en taken waarbij niet",
            "Je weet waarom AI soms iets verzint",
            "Je kiest één taak waarmee je deze week begint",
        ),
        (
            "You explain in your own words what AI does",
            "You recognise tasks where AI helps you, and tasks where it does not",
            "You know why AI sometimes makes things up",
            "You choose one task to start with this week",
        ),
    ),
    audience=(
        "Iedereen, ook als je nog nooit met AI hebt gewerkt",
        "Everyone, also if you have never worked with AI",
    ),
    theme=Theme.UNDERSTAND,
    level=Level.START,
    minutes=20,
)
