"""What Houtwijk wants to reach."""

from dataclasses import dataclass

from portal.seed.strategy_texts.passage import Both
from strategy.choices import Pillar


@dataclass(frozen=True)
class Goal:
    """An objective: its figure, from where to where, who owns it, and by when (months after the story ends).

    A figure of the portal has its target and date in ``portal.seed.adoption``, and its start in what is measured.
    """

    title: Both
    pillar: str
    clause: str
    metric: str
    measure: str
    baseline: str
    target: str
    owner: str
    months: int
    archived: bool = False


GOALS: list[Goal] = [
    Goal(
        ("Rapporteren kost de helft minder tijd", "Reporting takes half the time"),
        Pillar.VISION, "more-time-for-people", "Minuten per dienst aan rapporteren", "minutes", "34", "17", "board", 7,
    ),
    Goal(
        ("Meer collega's gebruiken AI elke werkdag", "More colleagues use AI every working day"),
        Pillar.ACCESSIBLE_APPLICATIONS, "everyone-can-use-it", "active_use", "percent", "", "",
        "programme_office", 7,
    ),
    Goal(
        ("Wie met AI werkt, kan dat veilig", "Whoever works with AI can do so safely"),
        Pillar.LEARNING_CULTURE, "learning-is-work", "able_to_work_safely", "percent", "", "", "hr", 7,
    ),
    Goal(
        ("Pilots krijgen op tijd een besluit", "Pilots are decided on time"),
        Pillar.ACCESSIBLE_APPLICATIONS, "from-pilot-to-decision", "decided_on_time", "percent", "", "",
        "programme_office", 7,
    ),
    Goal(
        ("Roosters die beter passen, met minder puzzelen", "Rosters that fit better, with less puzzling"),
        Pillar.VISION, "where-it-helps-first", "Uren per rooster van zes weken", "hours", "18", "9", "manager", 9,
    ),
    Goal(
        ("Vragen van collega's meteen beantwoord", "Questions of colleagues answered at once"),
        Pillar.ACCESSIBLE_APPLICATIONS, "one-list-of-tools", "Vragen beantwoord zonder wachten", "percent", "22", "60",
        "hr", 6,
    ),
    Goal(
        ("Collega's kennen de strategie", "Colleagues know the strategy"),
        Pillar.LEARNING_CULTURE, "show-how-it-goes", "acknowledged", "percent", "0", "", "board", 7,
    ),
    Goal(
        ("Minder papier en verspilling in keuken, was en voorraad", "Less waste in kitchen, laundry and stock"),
        Pillar.VISION, "where-it-helps-first", "", "percent", "", "", "", 0,
    ),
    Goal(
        ("Elke locatie probeert één toepassing", "Every location tries one application"),
        Pillar.ACCESSIBLE_APPLICATIONS, "from-pilot-to-decision", "", "number", "3", "14", "programme_office", -6,
        archived=True,
    ),
]  # fmt: skip

KEY_DATES: list[tuple[int, int, Both, int]] = [
    (0, -120, ("Meting vooraf klaar in drie teams", "First measurement done in three teams"), -124),
    (0, 45, ("Spraak naar tekst in alle avonddiensten", "Speech to text in all evening shifts"), 0),
    (1, 60, ("Iedere locatie heeft een AI-aanspreekpunt", "Every location has a person to ask about AI"), 0),
    (2, -30, ("Basistraining klaar voor nachtdiensten", "Basic training ready for night shifts"), -37),
    (2, 90, ("Iedereen in de zorg deed de basistraining", "Everyone in care took the basic training"), 0),
    (4, -14, ("Roosterproef in twee teams geëvalueerd", "Roster trial evaluated in two teams"), 0),
]
"""Moments on the way: which objective by its place, days from the end of the story, what is there, and when it was
reached (0: not yet)."""
