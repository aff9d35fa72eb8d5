"""The questions that waves can ask, in both languages; brought up to date after each migration."""

from dataclasses import dataclass

from django.db import transaction

from surveys.models import Question


@dataclass(frozen=True, slots=True)
class Asks:
    code: str
    text_nl: str
    text_en: str
    hint_nl: str = ""
    hint_en: str = ""


QUESTIONS = (
    Asks(
        "uses_ai",
        "Hoe vaak gebruik je AI in je werk?",
        "How often do you use AI in your work?",
        "Bijvoorbeeld om tekst te schrijven, samen te vatten, te vertalen of iets op te zoeken.",
        "For instance to write, summarise or translate text, or to look something up.",
    ),
    Asks(
        "expects_new_skills",
        "Denk je dat je door AI nieuwe dingen moet leren?",
        "Do you expect to need new skills because of AI?",
        "Denk aan de komende twee jaar.",
        "Think of the next two years.",
    ),
    Asks(
        "able_to_work_safely",
        "Weet je genoeg om veilig met AI te werken?",
        "Do you know enough to work safely with AI?",
        "Je weet wat je wel en niet mag invoeren, en dat je het antwoord moet nakijken.",
        "You know what you may and may not put in, and that the answer needs checking.",
    ),
    Asks(
        "barrier",
        "Wat houdt je het meest tegen?",
        "What holds you back most?",
        "Kies wat het zwaarst weegt.",
        "Choose what weighs most.",
    ),
)


@transaction.atomic
def sync() -> None:
    """Bring the questions up to date; codes are stable, so none is ever taken away."""
    for position, asks in enumerate(QUESTIONS):
        Question.objects.update_or_create(
            code=asks.code,
            defaults={
                "text_nl": asks.text_nl,
                "text_en": asks.text_en,
                "hint_nl": asks.hint_nl,
                "hint_en": asks.hint_en,
                "position": position,
            },
        )
