"""Asking well and checking well: a clear question, steering, facts, tone, and when to write it yourself."""

from training.choices import Level, Theme
from training.reference.written import Written

ASK_AND_CHECK = Written(
    key="ask-well-and-check-well",
    folder="ask_and_check",
    title=("Goed vragen en goed controleren", "Asking well and checking well"),
    summary=(
        "Zo stel je een vraag waar je iets aan hebt, en zo zie je of het antwoord klopt. In vijf korte lessen.",
        "How to ask a question that helps you, and how to see whether the answer is right. In five short lessons.",
    ),
    outcomes=(
        (
            "Je geeft AI een duidelijke opdracht met genoeg uitleg",
            "Je stuurt bij tot je iets bruikbaars hebt",
            "Je controleert feiten, toon en bron",
            "Je weet wanneer je het beter zelf doet",
        ),
        (
            "You give AI a clear task with enough background",
            "You steer until you have something useful",
            "You check facts, tone and source",
            "You know when you had better do it yourself",
        ),
    ),
    audience=("Wie de eerste stap met AI heeft gezet", "Anyone who has taken a first step with AI"),
    theme=Theme.ASK,
    level=Level.FURTHER,
    minutes=20,
)
