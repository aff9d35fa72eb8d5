"""HR files for tests, made by code: a small care group with a director, two managers and their people."""

import csv
import io
from collections.abc import Iterable, Sequence

from common.spreadsheets.reading import open_table
from directory.readers.columns import recognise
from directory.readers.hr_file import Examination, Known, examine

HEADER = (
    "Personeelsnummer", "Roepnaam", "Voorvoegsel", "Achternaam", "E-mail werk", "Code OE", "Organisatorische eenheid",
    "Code bovenliggende OE", "Functie", "Functiegroep", "Personeelsnummer leidinggevende", "Datum in dienst",
    "Datum uit dienst", "Voorkeurstaal",
)  # fmt: skip
FIELDS = (
    "number", "first", "infix", "last", "email", "unit", "unit_name", "parent", "title", "group", "manager", "hired",
    "last_day", "language",
)  # fmt: skip
UNIT_NAMES = {"100": ("Stichting Houtwijk", ""), "200": ("Zorg", "100"), "201": ("Thuiszorg Noord", "200")}


def person(number: int | str, /, **said: str) -> list[str]:
    """A row about somebody; what is not said is as in most rows. ``email="-"`` would be a fault, ``""`` is none."""
    unit = said.get("unit", "201")
    name, parent = UNIT_NAMES.get(unit, (f"Team {unit}", "200"))
    row = {
        "number": str(number),
        "first": "Sanne",
        "infix": "de",
        "last": f"Boer{number}",
        "email": f"p{number}@houtwijk.example",
        "unit": unit,
        "unit_name": name,
        "parent": parent,
        "title": "Medewerker",
        "group": "Uitvoerend met klantcontact",
        "manager": "3",
        "hired": "04-09-2015",
        "last_day": "",
        "language": "nl",
    }
    return [{**row, **said}[field] for field in FIELDS]


def leaders() -> list[list[str]]:
    """A director (1), the manager of care (2) and the manager of a team (3)."""
    return [
        person(1, unit="100", title="Bestuurder", group="Directie", manager=""),
        person(2, unit="200", title="Directeur", group="Directie", manager="1"),
        person(3, title="Teammanager", group="Leidinggevende", manager="2"),
    ]


def as_csv(rows: Iterable[Sequence[str]], *, header: Sequence[str] = HEADER, delimiter: str = ";") -> bytes:
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter).writerows([header, *rows])
    return made.getvalue().encode("utf-8-sig")


def examined(
    rows: Iterable[Sequence[str]],
    *,
    header: Sequence[str] = HEADER,
    titles: dict[str, str] | None = None,
    known: Known | None = None,
    chosen: dict[str, str] | None = None,
) -> Examination:
    """What a first walk over these rows finds."""
    table = open_table(io.BytesIO(as_csv(rows, header=header)))
    return examine(table, recognise(table.header, chosen), titles=titles or {}, known=known or Known())


def codes(examination: Examination) -> list[tuple[int, str]]:
    return [(fault.row, fault.code) for fault in examination.refused]
