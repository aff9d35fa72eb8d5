"""The people and places of Houtwijk: a tree of four levels, 24 directors, moves, arrivals and departures."""

import uuid
from datetime import date, timedelta

from common.clock import start_of
from common.text import unaccent
from people.choices import FunctionGroup, ManagedBy, Relation, Role, RoleSource
from people.models import Deputy, ExternalIdentity, Person, Placement, RoleAssignment, Unit, UnitVersion
from portal.seed.names import (
    CONTACT_SHARE,
    DIVISIONS,
    FIRST_NAMES,
    JOB_TITLES,
    LAST_NAMES,
    SIZE_WEIGHT,
)
from portal.seed.world import Member, World

DIRECTORS = 24
DEMO_ROLES = {
    "trainer": Role.TRAINER,
    "hr": Role.HR,
    "programme_office": Role.PROGRAMME_OFFICE,
    "board": Role.BOARD,
    "privacy_officer": Role.PRIVACY_OFFICER,
    "works_council": Role.WORKS_COUNCIL,
    "administrator": Role.ADMINISTRATOR,
}
KEENNESS = {
    FunctionGroup.DIRECTOR: (0.45, 1.0),
    FunctionGroup.MANAGER: (0.3, 0.95),
    FunctionGroup.CUSTOMER_CONTACT: (0.0, 0.75),
    FunctionGroup.NO_CUSTOMER_CONTACT: (0.0, 0.7),
}


def seed(world: World, *, people: int) -> None:
    """Make units, people, placements and the demo's roles; fill ``world.members`` with who works here."""
    _make_units(world)
    seats = _seats(world, people)
    _make_people(world, seats)
    _make_leavers(world, count=people // 14)
    _make_roles(world)


def new_id(world: World) -> uuid.UUID:
    """Return a random id that is the same for the same arguments of the seed."""
    return uuid.UUID(int=world.random.getrandbits(128), version=4)


def _make_units(world: World) -> None:
    opened = date(2015, 1, 1)

    def add(code: str, name: str, parent: Unit | None) -> Unit:
        unit = Unit.objects.create(public_id=new_id(world), code=code, name=name, parent=parent)
        UnitVersion.objects.create(unit=unit, name=name, parent=parent, starts_on=opened)
        world.units[code] = unit
        return unit

    top = add("100", "Stichting Houtwijk", None)
    for number, (division_name, departments) in enumerate(DIVISIONS.items(), start=2):
        division = add(f"{number}00", division_name, top)
        for place, (department_name, teams) in enumerate(departments.items(), start=1):
            department = add(f"{number}{place:02d}", department_name, division)
            for index, team in enumerate(teams, start=1):
                add(f"{number}{place:02d}.{index}", team, department)


def _seats(world: World, people: int) -> list[tuple[str, str, str]]:
    """Return (unit code, function group, job title) for each seat, leaders first."""
    seats: list[tuple[str, str, str]] = [("100", FunctionGroup.DIRECTOR, "Bestuurder")] * 3
    divisions = [code for code in world.units if code.endswith("00") and code != "100"]
    departments = [code for code in world.units if "." not in code and not code.endswith("00")]
    teams = [code for code in world.units if "." in code]
    directors = [(code, FunctionGroup.DIRECTOR, "Directeur") for code in divisions]
    while len(seats) + len(directors) < min(DIRECTORS, max(3, people // 10)):
        code = divisions[len(directors) % len(divisions)]
        directors.append((code, FunctionGroup.DIRECTOR, "Adjunct-directeur"))
    seats += directors[: max(0, people - len(seats))]
    seats += [(code, FunctionGroup.MANAGER, "Afdelingsmanager") for code in departments]
    seats += [(code, FunctionGroup.MANAGER, "Teammanager") for code in teams]
    seats = seats[: max(4, people)]
    weights = [SIZE_WEIGHT[_division_name(world, code)] for code in teams]
    for code in world.random.choices(teams, weights=weights, k=max(0, people - len(seats))):
        division = _division_name(world, code)
        contact = world.random.random() < CONTACT_SHARE[division]
        group = FunctionGroup.CUSTOMER_CONTACT if contact else FunctionGroup.NO_CUSTOMER_CONTACT
        titles = JOB_TITLES["contact"] if contact and division.startswith("Zorg") else JOB_TITLES.get(division)
        seats.append((code, group, world.random.choice(titles or ["Medewerker ondersteuning"])))
    return seats


def _division_name(world: World, code: str) -> str:
    unit = world.units[code]
    while unit.parent is not None and unit.parent.parent is not None:
        unit = unit.parent
    return unit.name


def _make_people(world: World, seats: list[tuple[str, str, str]]) -> None:
    addresses: set[str] = set()
    first_day = world.periods[0].first_day
    persons, facts = [], []
    for number, (code, group, title) in enumerate(seats):
        hired_on = _hired_on(world, leads=group in (FunctionGroup.DIRECTOR, FunctionGroup.MANAGER))
        person = _person(
            world, number, hired_on, addresses, without_email=code[0] == "7" and world.random.random() < 0.3
        )
        persons.append(person)
        facts.append((world.units[code], group, title, hired_on))
    Person.objects.bulk_create(persons, batch_size=1000)
    leaders: dict[int, Person] = {}
    for person, (unit, group, _title, _hired) in zip(persons, facts, strict=True):
        if group in (FunctionGroup.DIRECTOR, FunctionGroup.MANAGER):
            leaders.setdefault(unit.pk, person)
    placements = []
    for person, (unit, group, title, hired_on) in zip(persons, facts, strict=True):
        manager = _leader_of(unit, leaders, person)
        placed_on = hired_on
        if hired_on < first_day and group == FunctionGroup.CUSTOMER_CONTACT and world.random.random() < 0.05:
            placed_on = first_day + timedelta(days=world.random.randrange(20, 30 * world.months - 20))
            placements.append(_moved_from(world, person, unit, group, title, hired_on, placed_on, leaders))
        placements.append(_placement(person, unit, group, title, manager, placed_on, None))
        low, high = KEENNESS[FunctionGroup(group)]
        world.members.append(
            Member(person, unit, group, manager.pk if manager else None, hired_on, world.random.uniform(low, high))
        )
    Placement.objects.bulk_create(placements, batch_size=1000)


def _hired_on(world: World, *, leads: bool) -> date:
    newest = 30 * world.months if leads else 5
    return world.until - timedelta(days=int(world.random.triangular(newest, 7000, newest + 900)))


def _person(world: World, number: int, hired_on: date, taken: set[str], *, without_email: bool) -> Person:
    first = world.random.choice(FIRST_NAMES)
    infix, last = world.random.choice(LAST_NAMES)
    base = ".".join(part for part in (unaccent(first), unaccent(infix).replace(" ", ""), unaccent(last)) if part)
    address = "".join(letter for letter in base if letter.isascii() and (letter.isalnum() or letter in ".-"))
    email = f"{address}@houtwijk.example"
    if email in taken:
        email = f"{address}.{number}@houtwijk.example"
    taken.add(email)
    person = Person(
        public_id=new_id(world),
        email=None if without_email else email,
        employee_number=str(10_001 + number),
        first_name=first,
        infix=infix,
        last_name=last,
        language="en" if world.random.random() < 0.06 else "nl",
        relation=world.random.choices(
            [Relation.EMPLOYED, Relation.HIRED, Relation.VOLUNTEER, Relation.INTERN], weights=[92, 4, 2, 2]
        )[0],
        hired_on=hired_on,
        managed_by=ManagedBy.HR,
        password="!",  # noqa: S106 - Django's mark for "no password"; the demo signs in by a button
    )
    if world.random.random() < 0.02:
        person.away_from = world.until - timedelta(days=world.random.randrange(10, 120))
    person.sort_key = person.computed_sort_key()
    return person


def _leader_of(unit: Unit, leaders: dict[int, Person], person: Person) -> Person | None:
    place: Unit | None = unit
    while place is not None:
        leader = leaders.get(place.pk)
        if leader is not None and leader is not person:
            return leader
        place = place.parent
    return None


def _placement(  # noqa: PLR0917 - one row
    person: Person, unit: Unit, group: str, title: str, manager: Person | None, starts_on: date, ends_on: date | None
) -> Placement:
    return Placement(
        person=person,
        unit=unit,
        function_group=group,
        job_title=title,
        manager=manager,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _moved_from(  # noqa: PLR0917 - one row, before the move
    world: World,
    person: Person,
    unit: Unit,
    group: str,
    title: str,
    hired_on: date,
    moved_on: date,
    leaders: dict[int, Person],
) -> Placement:
    """Return where somebody worked before they moved to ``unit``: a sister team."""
    sisters = [other for other in world.units.values() if other.parent_id == unit.parent_id and other.pk != unit.pk]
    before = world.random.choice(sisters) if sisters else unit
    return _placement(person, before, group, title, _leader_of(before, leaders, person), hired_on, moved_on)


def _make_leavers(world: World, count: int) -> None:
    """Make people who worked here during the story and left; they are no members any more."""
    teams = [unit for code, unit in world.units.items() if "." in code]
    days = 30 * world.months
    persons = []
    for number in range(count):
        left_on = world.until - timedelta(days=world.random.randrange(1, days))
        person = _person(
            world,
            60_000 + number,
            left_on - timedelta(days=world.random.randrange(200, 4000)),
            set(),
            without_email=True,
        )
        person.left_on, person.is_active = left_on, False
        persons.append(person)
    Person.objects.bulk_create(persons, batch_size=1000)
    Placement.objects.bulk_create(
        _placement(
            person,
            world.random.choice(teams),
            FunctionGroup.CUSTOMER_CONTACT,
            "Verzorgende IG",
            None,
            person.hired_on,
            person.left_on,
        )
        for person in persons
        if person.hired_on is not None
    )


def _make_roles(world: World) -> None:
    """Give the demo's roles to people whom the story would give them to, and remember who they are."""
    since = min(world.periods[0].first_day, world.until)

    board = [member.person for member in world.members if member.unit.code == "100"]
    taken = {person.pk for person in board}
    leading = {member.manager_id for member in world.members}

    def first(group: str, unit_name: str, *, leads: bool = False) -> Person:
        """Return somebody whom the story means, or in a small organisation the first who has no role yet."""
        free = [member for member in world.members if member.person.email and member.person.pk not in taken]
        able = [member for member in free if not leads or member.person.pk in leading]
        meant = [member for member in able if member.function_group == group and member.unit.name == unit_name]
        chosen = (meant or able)[0].person
        taken.add(chosen.pk)
        return chosen

    world.roles["board"] = board[0]
    world.roles["manager"] = first(FunctionGroup.MANAGER, "Wijkteam Kastanje", leads=True)
    world.roles["hr"] = first(FunctionGroup.NO_CUSTOMER_CONTACT, "HR-advies")
    world.roles["trainer"] = first(FunctionGroup.NO_CUSTOMER_CONTACT, "Leren en ontwikkelen")
    world.roles["programme_office"] = first(FunctionGroup.NO_CUSTOMER_CONTACT, "Data en informatie")
    world.roles["privacy_officer"] = first(FunctionGroup.NO_CUSTOMER_CONTACT, "Privacy en informatiebeveiliging")
    world.roles["administrator"] = first(FunctionGroup.NO_CUSTOMER_CONTACT, "Werkplek en support")
    world.roles["works_council"] = first(FunctionGroup.CUSTOMER_CONTACT, "De Linde eerste etage")
    world.roles["team"] = first(FunctionGroup.CUSTOMER_CONTACT, "Wijkteam Haven")
    world.roles["employee"] = first(FunctionGroup.CUSTOMER_CONTACT, "Wijkteam Kastanje")
    # The sign-in page of the demo calls the employee a nurse.
    Placement.objects.filter(person=world.roles["employee"]).update(job_title="Verpleegkundige")
    for name, person in world.roles.items():
        ExternalIdentity.objects.create(person=person, source="demo", value=name)
        Person.objects.filter(pk=person.pk).update(language="nl", away_from=None)
    granted_at = start_of(since)
    RoleAssignment.objects.bulk_create(
        RoleAssignment(
            person=world.roles[name], role=role, starts_on=since, source=RoleSource.DEMO, granted_at=granted_at
        )
        for name, role in DEMO_ROLES.items()
    )
    others = [(Role.BOARD, person) for person in board[1:]]
    others += [
        (Role.WORKS_COUNCIL, first(FunctionGroup.CUSTOMER_CONTACT, name)) for name in ("Hospice zorg", "Wondzorg")
    ]
    RoleAssignment.objects.bulk_create(
        RoleAssignment(person=person, role=role, starts_on=since, source=RoleSource.DEMO, granted_at=granted_at)
        for role, person in others
    )
    manager = world.roles["manager"]
    stand_in = first(FunctionGroup.MANAGER, "Wijkteam Vlierbes")
    Deputy.objects.create(manager=manager, deputy=stand_in, starts_on=since)
