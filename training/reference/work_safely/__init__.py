"""Working safely with AI: which tool, which data, openness, and what to do when it goes wrong."""

from training.choices import Level, Theme
from training.reference.written import Written

WORK_SAFELY = Written(
    key="work-safely-with-ai",
    folder="work_safely",
    title=("Veilig werken met AI", "Working safely with AI"),
    summary=(
        "Welke tool je gebruikt, wat er nooit in mag en wat je doet als het misgaat. In vijf korte lessen.",
        "Which tool you use, what must never go in and what you do when it goes wrong. In five short lessons.",
    ),
    outcomes=(
        (
            "Je weet waar je ziet welke AI-tools je mag gebruiken",
            "Je herkent gegevens die nooit in een AI-tool horen",
            "Je maakt een tekst veilig voordat je hulp vraagt",
            "Je meldt een fout meteen, en weet wat je dan opschrijft",
        ),
        (
            "You know where to see which AI tools you may use",
            "You recognise data that never belong in an AI tool",
            "You make a text safe before you ask for help",
            "You report a mistake at once, and know what to write down",
        ),
    ),
    audience=("Iedereen die hier werkt", "Everyone who works here"),
    theme=Theme.SAFE,
    level=Level.START,
    minutes=20,
)
