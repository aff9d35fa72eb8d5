"""The usage sources that Houvast can read, with what each calls active."""

from adoption.models import UsageSource

SOURCES = [
    (
        "m365-detail",
        "Microsoft 365 Copilot, per gebruiker",
        "Microsoft 365 Copilot, per user",
        "Iemand met een licentie die in de 30 dagen van het rapport minstens één keer Copilot gebruikte.",
        "Somebody with a licence who used Copilot at least once in the 30 days of the report.",
    ),
    (
        "m365-summary",
        "Microsoft 365 Copilot, samenvatting",
        "Microsoft 365 Copilot, summary",
        "Het aantal licenties en het aantal mensen dat in de 30 dagen van het rapport minstens één app gebruikte.",
        "The number of licences and of people who used at least one app in the 30 days of the report.",
    ),
    (
        "github-organization",
        "GitHub Copilot, organisatie",
        "GitHub Copilot, organisation",
        "Het aantal mensen dat in de 28 dagen voor de laatste dag minstens één keer hulp vroeg.",
        "The number of people who asked for help at least once in the 28 days up to the last day.",
    ),
    (
        "litellm-team",
        "LiteLLM, per team",
        "LiteLLM, per team",
        "Het aantal teams met minstens één geslaagde vraag in de maand; er staan geen personen in dit rapport.",
        "The number of teams with at least one successful request in the month; this report holds no persons.",
    ),
]


def sync() -> None:
    """Bring the sources up to date; safe to run again."""
    for code, name_nl, name_en, meaning_nl, meaning_en in SOURCES:
        UsageSource.objects.update_or_create(
            code=code,
            defaults={
                "name_nl": name_nl,
                "name_en": name_en,
                "reader": code,
                "active_means_nl": meaning_nl,
                "active_means_en": meaning_en,
            },
        )
