"""How fast an HR file comes in, as a ratio to a bare COPY of the same rows in the same run, and how memory grows.

    HOUVAST_ENV=test python -m portal.embedded -- python -m benchmarks.import_people [--rows 50000] [--xlsx]

Needs an empty database of its own; it migrates it. Prints both figures, their ratio, and the peak of memory while a
tenth of the rows and while all of them are worked out as HR does it on the screen, who and what by name included.
"""

import argparse
import csv
import io
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, BinaryIO

import django

HEADER = (
    "Personeelsnummer", "Roepnaam", "Voorvoegsel", "Achternaam", "E-mail werk", "Code OE", "Organisatorische eenheid",
    "Code bovenliggende OE", "Functie", "Functiegroep", "Personeelsnummer leidinggevende", "Datum in dienst",
    "Datum uit dienst", "Voorkeurstaal",
)  # fmt: skip
UNITS = 300


def rows(count: int, *, last_name: str = "Boer") -> Iterator[list[str]]:
    """A director, a manager for each unit, and their people: ``count`` rows in all."""
    yield [
        "1",
        "Jan",
        "van",
        "Dijk",
        "d1@bench.example",
        "1",
        "Stichting",
        "",
        "Bestuurder",
        "Directie",
        "",
        "04-09-2005",
        "",
        "nl",
    ]
    for number in range(2, count + 1):
        unit = 2 + number % UNITS
        leads = number < UNITS + 2
        yield [
            str(number), "Sanne", "de", f"{last_name}{number}", f"p{number}@bench.example", str(unit),
            f"Team {unit}", "1",
            "Teammanager" if leads else "Medewerker", "Leidinggevende" if leads else "Uitvoerend met klantcontact",
            "1" if leads else str(2 + (unit - 2) % UNITS), "04-09-2015", "", "nl",
        ]  # fmt: skip


def as_csv(count: int, **said: str) -> BinaryIO:
    made = io.StringIO()
    csv.writer(made, delimiter=";").writerows([HEADER, *rows(count, **said)])
    return io.BytesIO(made.getvalue().encode("utf-8-sig"))


def as_xlsx(count: int, **said: str) -> BinaryIO:
    from common.spreadsheets.writing import write_workbook  # noqa: PLC0415 - Django must be set up first

    made = io.BytesIO()
    write_workbook(made, HEADER, rows(count, **said), title="HR")
    made.seek(0)
    return made


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def copy_bare(count: int) -> None:
    """Put the same cells into a temporary table, as fast as PostgreSQL takes them."""
    from django.db import connection, transaction  # noqa: PLC0415

    columns = ", ".join(f"c{number} text" for number in range(len(HEADER)))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE bare ({columns}) ON COMMIT DROP")
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for row in rows(count):
                copy.write_row(row)


def somebody_of_hr() -> Any:
    """Make the one person who may bring others in."""
    from common.clock import day_of, now  # noqa: PLC0415
    from people.choices import Role  # noqa: PLC0415
    from people.models import Person, RoleAssignment  # noqa: PLC0415

    hr = Person.objects.create(first_name="Hanneke", last_name="Bakker", employee_number="hr", email="hr@bench.example")
    RoleAssignment.objects.create(person=hr, role=Role.HR, starts_on=day_of(now()), granted_at=now())
    return hr


def tell_on_screen(file: BinaryIO, hr: Any, moment: datetime) -> None:
    """Receive a file, take the columns as recognised, work it out with who and what by name, and throw it away."""
    from django.core.files.base import File  # noqa: PLC0415

    from directory import services  # noqa: PLC0415
    from directory.readers.columns import recognise  # noqa: PLC0415

    file.seek(0)
    run = services.receive_file(content=File(file, name="bench"), name="bench", content_type="", actor=hr, now=moment)
    chosen = recognise(run.columns["header"]).chosen()
    run = services.choose_columns(run_id=run.pk, chosen=chosen, actor=hr, now=moment)
    services.plan_in_job(job_id=run.job_id or 0, now=moment)
    run.refresh_from_db()
    if run.state != "planned":
        raise RuntimeError(f"the file was not worked out: {run.state} {run.stopped}")
    services.cancel(run_id=run.pk, actor=hr, now=moment)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--xlsx", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from common.clock import now  # noqa: PLC0415
    from directory import services  # noqa: PLC0415

    call_command("migrate", verbosity=0, skip_checks=True)
    hr = somebody_of_hr()
    make = as_xlsx if options.xlsx else as_csv
    moment = now()

    def bring_in(file: BinaryIO, *, day: int) -> None:
        file.seek(0)
        services.import_people(
            file=file, name="bench", sha256="", actor=None, now=moment + timedelta(days=day),
            allow_large_change=True,
        )  # fmt: skip

    count = options.rows
    small, whole, changed = make(count // 10), make(count), make(count, last_name="Visser")
    bare = sorted(timed(lambda: copy_bare(count)) for _run in range(3))[1]
    print(f"bare COPY of {count} rows: {bare:.2f} s, {count / bare:,.0f} rows/s")
    tell_on_screen(small, hr, moment)
    before = peak_megabytes()
    looked = timed(lambda: tell_on_screen(whole, hr, moment))
    print(f"peak of memory: {before:.0f} MB at {count // 10} rows, {peak_megabytes():.0f} MB at {count} rows")
    print(f"worked out on the screen: {looked:.1f} s, {count / looked:,.0f} rows/s, {bare / looked:.3f} of bare COPY")
    steps = [("all new", whole, 0), ("the same again", whole, 1), ("every row changed", changed, 2)]
    for label, file, day in steps:
        seconds = timed(lambda file=file, day=day: bring_in(file, day=day))  # type: ignore[misc]
        print(f"{label}: {seconds:.1f} s, {count / seconds:,.0f} rows/s, {bare / seconds:.3f} of bare COPY")
    print(f"peak of memory in all: {peak_megabytes():.0f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
