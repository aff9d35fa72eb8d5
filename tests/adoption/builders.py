"""Organisations, agreements, reports and releases for tests, named as the house names them."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from itertools import count

from adoption import reference, services
from adoption.models import Figure
from adoption.services import releasing
from common.clock import start_of
from common.periods import Period
from governance import reference as governance_reference
from people.choices import FunctionGroup
from people.models import Person, Placement, Unit
from strategy import services as strategy
from strategy.choices import ChangeKind, DocumentKind, Pillar
from strategy.models import Version
from strategy.rules.audiences import ForWhom
from surveys import reference as surveys_reference
from surveys import services as surveys
from surveys.models import Wave
from surveys.services import PastBallot
from tests.governance.builders import agreed
from tests.people.builders import LONG_AGO, unit
from tests.strategy.builders import draft, next_draft, publish, text
from tests.strategy.builders import office as strategy_office
from tests.training.builders import completion, course

G = FunctionGroup
_block = count(1)
SEPTEMBER, OCTOBER = Period(2026, 9), Period(2026, 10)
NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
"""The morning of the second day of November: October is due."""
WORKS_COUNCIL_SAID_YES = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
DETAIL = (
    "Report Refresh Date,Report Period,User Principal Name,Display Name,Last Activity Date,"
    "Microsoft Teams Copilot Last Activity Date"
)


def references() -> None:
    """Bring in what stands in every installation: sources, laws and subjects, questions."""
    reference.sync()
    governance_reference.sync()
    surveys_reference.sync()


def agreement(*subjects: str) -> None:
    """Let the works council agree to figures; to all of them unless told otherwise."""
    for subject in subjects or ("figures:class_b", "figures:class_c", "figures:evidence"):
        agreed(subject, now=WORKS_COUNCIL_SAID_YES)


def staff(number: int, group: str = G.CUSTOMER_CONTACT, *, of: Unit | None = None) -> list[Person]:
    """Return so many people who work in a unit; a few statements, whatever their number."""
    start = next(_block) * 1000
    people = [
        Person(
            first_name="Kim",
            last_name=f"Vos {start + index}",
            email=f"kim.{start + index}@houtwijk.example",
            employee_number=f"7{start + index}",
            hired_on=LONG_AGO,
        )
        for index in range(number)
    ]
    Person.objects.bulk_create(people)
    place = of or unit()
    Placement.objects.bulk_create(
        [Placement(person=person, unit=place, function_group=group, starts_on=LONG_AGO) for person in people]
    )
    return people


def house(*, teams: int = 3, each: int = 40) -> dict[str, list[Person]]:
    """Return who works in an organisation of some teams, with 12 directors and 15 managers at the top, by unit code."""
    top = unit()
    people = {"100": staff(12, G.DIRECTOR, of=top) + staff(15, G.MANAGER, of=top)}
    for number in range(1, teams + 1):
        team = unit(f"20{number}", f"Team {number}", parent=top)
        people[team.code] = staff(each // 2, G.CUSTOMER_CONTACT, of=team)
        people[team.code] += staff(each - each // 2, G.NO_CUSTOMER_CONTACT, of=team)
    return people


def trained(people: Iterable[Person], *, on: date = date(2026, 9, 10)) -> None:
    given = course()
    for person in people:
        completion(person=person, of=given, at=start_of(on))


def strategy_in_force(readers: Sequence[Person] = (), *, on: date = date(2026, 9, 15)) -> Version:
    """Return a published strategy that some confirmed on the day."""
    lead = strategy_office()
    version = publish(draft(actor=lead), actor=lead, now=start_of(on - timedelta(days=1)))
    for person in readers:
        strategy.acknowledge(
            version_id=version.pk, content_hash=version.content_hash, language="nl", actor=person, now=start_of(on)
        )
    return version


def survey(
    *,
    on: date = date(2026, 10, 20),
    daily: dict[str, tuple[int, int]] | None = None,
    barriers: Sequence[str] = (),
) -> Wave:
    """Return a closed wave; ``daily`` says of each function group how many answered and how many use AI every day.

    With ``barriers`` those who answered name them in turn.
    """
    spoken = daily or {
        G.DIRECTOR: (20, 12),
        G.MANAGER: (30, 12),
        G.CUSTOMER_CONTACT: (120, 12),
        G.NO_CUSTOMER_CONTACT: (110, 20),
    }
    ballots = [
        PastBallot(
            group,
            {
                "uses_ai": "daily" if number < users else "never",
                **({"barrier": barriers[number % len(barriers)]} if barriers else {}),
            },
        )
        for group, (answered, users) in spoken.items()
        for number in range(answered)
    ]
    lead = strategy_office()
    return surveys.record_past_wave(
        title_nl="Najaarspeiling",
        title_en="Autumn survey",
        opened_on=on - timedelta(days=14),
        closed_on=on,
        invited={group: answered * 2 for group, (answered, _users) in spoken.items()},
        ballots=ballots,
        actor=lead,
        now=start_of(on - timedelta(days=14)),
    )


def m365_detail(
    accounts: Iterable[tuple[str, str]], *, refreshed: str = "2026-10-31", length: str = "D30", header: str = DETAIL
) -> BytesIO:
    """Return a report of (account, last activity or nothing), as the supplier gives it."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(header.split(","))
    for account, activity in accounts:
        writer.writerow([refreshed, length, account, f"Naam {account}", activity, activity])
    return BytesIO(("\ufeff" + text.getvalue()).encode())


def usage_of(people: Sequence[Person], *, active: int) -> list[tuple[str, str]]:
    """Return rows of a report in which the first ``active`` of ``people`` were active."""
    return [(str(one.email), "2026-10-20" if number < active else "") for number, one in enumerate(people)]


def read_in(file: BytesIO, *, source: str = "m365-detail", actor: Person | None = None) -> services.UsageOutcome:
    return services.import_usage(file=file, source_code=source, actor=actor, now=NOW)


def released(period: Period = OCTOBER, *, now: datetime = NOW) -> releasing.ReleaseOutcome:
    return releasing.release_figures(period=period, now=now)


def cell(metric: str, *, unit: str = "organisation", group: str = "all", period: Period = OCTOBER) -> Figure:
    """Return the one figure in force in this cell."""
    return Figure.objects.get(
        released__metric=metric,
        released__release__period=str(period),
        released__withdrawn_at__isnull=True,
        unit_key=unit,
        group=group,
    )


def published_document(kind: str, lead: Person) -> Version:
    """A document with a passage for everyone and one for managers, in force since August."""
    version = draft(kind, actor=lead, clauses=0)
    for groups in ((), (G.MANAGER,)):
        strategy.add_clause(
            version_id=version.pk,
            text=text(),
            pillar=Pillar.VISION if kind == DocumentKind.STRATEGY else "",
            change=ChangeKind.MATERIAL,
            actor=lead,
            now=start_of(date(2026, 8, 1)),
            for_whom=ForWhom(groups),
        )
    return publish(version, actor=lead, now=start_of(date(2026, 8, 10)))


def changed_for_managers(version: Version, lead: Person, *, on: date) -> Version:
    later = next_draft(version, actor=lead)
    clause = later.clauses.order_by("position")[1]
    strategy.save_clause(
        clause_id=clause.pk,
        edition=clause.edition,
        text=text(),
        pillar=clause.pillar,
        change=ChangeKind.MATERIAL,
        actor=lead,
        now=start_of(on),
    )
    return publish(later, actor=lead, now=start_of(on))


def read(version: Version, *readers: Person, on: date) -> None:
    for reader in readers:
        strategy.acknowledge(
            version_id=version.pk, content_hash=version.content_hash, language="nl", actor=reader, now=start_of(on)
        )
