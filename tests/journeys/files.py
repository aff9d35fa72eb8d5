"""The files that come from outside, made by code: HR's export and a supplier's report of use."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from people.choices import FunctionGroup

DOMAIN = "houtwijk.example"
TITLES = {
    FunctionGroup.DIRECTOR: "Directeur",
    FunctionGroup.MANAGER: "Teammanager",
    FunctionGroup.CUSTOMER_CONTACT: "Verzorgende",
    FunctionGroup.NO_CUSTOMER_CONTACT: "Medewerker administratie",
}
SIZES = {
    FunctionGroup.DIRECTOR: 6,
    FunctionGroup.MANAGER: 14,
    FunctionGroup.CUSTOMER_CONTACT: 46,
    FunctionGroup.NO_CUSTOMER_CONTACT: 44,
}
HEADERS = {
    "nl": (
        "Personeelsnummer", "Roepnaam", "Voorvoegsel", "Achternaam", "E-mail werk", "Code OE",
        "Organisatorische eenheid", "Code bovenliggende OE", "Functie", "Personeelsnummer leidinggevende",
        "Datum in dienst", "Voorkeurstaal",
    ),
    "en": (
        "Employee number", "First name", "Infix", "Last name", "Work e-mail", "Unit code", "Unit name",
        "Parent unit code", "Job title", "Manager employee number", "Hire date", "Language",
    ),
}  # fmt: skip
SEPARATOR = {"nl": ";", "en": ","}
FIRST_NAMES = ("Sanne", "Noor", "Daan", "Zoë", "Emre", "Fatima", "Jan", "Lotte", "Bram", "Ivana")
INFIXES = ("", "van der", "", "de", "")
LAST_NAMES = ("Dijk", "Visser", "Yılmaz", "Boer", "Hendriks", "Jansen", "Smit")
UNITS = (("201", "Thuiszorg Noord"), ("202", "Thuiszorg Zuid"), ("301", "Kantoor"))


@dataclass(frozen=True)
class Colleague:
    """Somebody in HR's system."""

    number: int
    group: FunctionGroup
    language: str
    has_email: bool = True
    hired: str = "04-09-2015"
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def email(self) -> str:
        return f"p{self.number}@{DOMAIN}" if self.has_email else ""

    def row(self) -> list[str]:
        unit, unit_name = UNITS[self.number % len(UNITS)]
        leads = self.group in {FunctionGroup.DIRECTOR, FunctionGroup.MANAGER}
        return [
            str(self.number), FIRST_NAMES[self.number % 10], INFIXES[self.number % 5], LAST_NAMES[self.number % 7],
            self.email, unit, unit_name, "100", TITLES[self.group],
            "1001" if leads and self.number != 1001 else "" if leads else "1010", self.hired, self.language,
        ]  # fmt: skip


def colleagues(language: str) -> Iterator[Colleague]:
    """Yield a small care group, directors first; every ninth carer has no e-mail, as on the work floor."""
    number = 1001
    for group, size in SIZES.items():
        for place in range(size):
            is_without = group == FunctionGroup.CUSTOMER_CONTACT and place % 9 == 5
            yield Colleague(number, group, language, has_email=not is_without)
            number += 1


def write_hr_file(path: Path, people: Iterable[Colleague], *, language: str) -> Path:
    """Write people as an HR system exports them: Dutch with semicolons and a mark of UTF-8, or English with commas."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=SEPARATOR[language])
    writer.writerow(HEADERS[language])
    writer.writerows(one.row() for one in people)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    return path


def write_usage_report(path: Path, people: Iterable[Colleague], *, last_day: date) -> Path:
    """Write the supplier's report of thirty days: everyone with e-mail has a licence, leaders use it more."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["Report Refresh Date", "Report Period", "User Principal Name", "Display Name", "Last Activity Date"]
    )
    for place, one in enumerate(people):
        if one.has_email:
            leads = one.group in {FunctionGroup.DIRECTOR, FunctionGroup.MANAGER}
            is_active = place % 3 != 0 if leads else place % 4 == 0
            active_on = (last_day - timedelta(days=place % 20)).isoformat() if is_active else ""
            writer.writerow([last_day.isoformat(), "D30", one.email.upper(), one.row()[1], active_on])
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    return path
