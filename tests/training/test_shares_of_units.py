"""Seats of a session that are kept for a unit with all that hangs under it, or for some function groups of it."""

from datetime import timedelta

import pytest

from common.errors import RuleBroken
from people.choices import FunctionGroup
from people.models import Person, Placement, Unit
from tests.people.builders import employee, unit
from tests.training.builders import IN_TWO_WEEKS, NOW, enrolment, kept, session
from tests.training.pages import SignIn, address, page_of
from training import selectors, services
from training.choices import EnrolmentState
from training.models import Enrolment, SeatShare, Session

S = EnrolmentState
G = FunctionGroup
RELEASE = NOW + timedelta(days=7)


def enrol(person: Person, in_session: Session) -> Enrolment:
    return services.enrol(session_id=in_session.pk, person=person, actor=person, now=NOW)


def keep(in_session: Session, seats: int, actor: Person, groups: list[FunctionGroup], of: Unit | None) -> SeatShare:
    return services.keep_seats(
        session_id=in_session.pk, function_groups=groups, unit=of, seats=seats, release_at=RELEASE, actor=actor, now=NOW
    )


def night() -> Unit:
    """A team that hangs under care, which hangs under the organisation."""
    return unit("111", "Nachtzorg", care())


def care() -> Unit:
    return unit("110", "Zorg thuis", unit())


@pytest.mark.django_db
def test_seats_of_a_unit_go_to_who_works_below_it_and_to_nobody_else(hr: Person) -> None:
    the_session = session(capacity=3)
    share = keep(the_session, 2, hr, [], care())
    others = [enrol(employee(), the_session) for _number in range(2)]
    in_care = [enrol(employee(unit=where, function_group=G.DIRECTOR), the_session) for where in (night(), care())]
    assert [row.state for row in others] == [S.BOOKED, S.WAITING]
    assert [(row.state, row.share) for row in in_care] == [(S.BOOKED, share), (S.BOOKED, share)]


@pytest.mark.django_db
def test_seats_of_some_groups_of_a_unit_ask_for_both(hr: Person) -> None:
    the_session = session(capacity=2)
    keep(the_session, 1, hr, [G.CUSTOMER_CONTACT], care())
    first = enrol(employee(function_group=G.DIRECTOR), the_session)
    tried = [
        enrol(employee(unit=where, function_group=group), the_session)
        for where, group in ((unit(), G.CUSTOMER_CONTACT), (care(), G.DIRECTOR), (night(), G.CUSTOMER_CONTACT))
    ]
    assert [row.state for row in (first, *tried)] == [S.BOOKED, S.WAITING, S.WAITING, S.BOOKED]


@pytest.mark.django_db
def test_two_units_have_seats_each_and_who_joined_counts_where_they_worked_then(hr: Person) -> None:
    the_session, other = session(capacity=4), unit("120", "Zorg met verblijf", unit())
    moved = employee(unit=other)
    row = enrolment(session=the_session, person=moved, joined_at=NOW - timedelta(days=4))
    Placement.objects.filter(person=moved).update(ends_on=NOW.date() - timedelta(days=2))
    placed = Placement.objects.get(person=moved)
    Placement.objects.create(
        person=moved, unit=care(), function_group=placed.function_group, starts_on=NOW.date() - timedelta(days=2)
    )
    keep(the_session, 2, hr, [], care())
    share = keep(the_session, 2, hr, [], other)
    row.refresh_from_db()
    assert row.share == share


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("groups", "where"), [([], "night"), ([G.DIRECTOR], None), ([G.DIRECTOR], "night"), ([], "care")]
)
def test_nobody_has_seats_kept_twice(hr: Person, groups: list[FunctionGroup], where: str | None) -> None:
    the_session = session(capacity=3)
    keep(the_session, 1, hr, [G.DIRECTOR], care())
    of = {None: None, "care": care(), "night": night()}[where]
    with pytest.raises(RuleBroken, match="Directie van Zorg thuis") as broken:
        keep(the_session, 1, hr, groups, of)
    assert broken.value.field == "function_groups"
    assert keep(the_session, 1, hr, [G.MANAGER], of).seats == 1, "others of that unit have no seats yet"


@pytest.mark.django_db
def test_team_of_a_unit_reads_that_its_kept_seat_is_free(sign_in: SignIn, hr: Person) -> None:
    the_session = session(capacity=1)
    keep(the_session, 1, hr, [], care())
    assert selectors.has_seats_for(the_session, [employee(unit=night())], NOW)
    assert not selectors.has_seats_for(the_session, [employee()], NOW)


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_hr_keeps_seats_for_a_unit_on_screen_and_readers_see_for_whom(sign_in: SignIn, hr: Person) -> None:
    the_session = session(capacity=4)
    client, back = sign_in(hr), address("session_detail", session_id=the_session.public_id)
    create = address("share_create", session_id=the_session.public_id)
    typed = {"seats": "2", "release_at": "2026-11-09T09:00"}
    refused = client.post(create, typed)
    assert refused.status_code == 422
    assert "of kies een afdeling" in refused.content.decode()
    assert client.post(create, typed | {"unit": str(care().public_id)}).status_code == 302
    share = SeatShare.objects.get()
    assert (share.unit, share.function_groups) == (care(), [])
    assert "<h3>Zorg thuis</h3>" in client.get(back).content.decode()
    edit = address("share_edit", share_id=share.public_id)
    assert client.get(edit).context["form"]["unit"].value() == care().public_id
    both = typed | {"unit": str(care().public_id), "function_groups": [G.CUSTOMER_CONTACT], "edition": "1"}
    assert client.post(edit, both).status_code == 302
    assert "<h3>Medewerkers met klantcontact van Zorg thuis</h3>" in client.get(back).content.decode()
    page = page_of(sign_in(employee(language="en")), the_session.course)
    assert "2 seats are kept for staff with customer contact of Zorg thuis until 9 November" in page


@pytest.mark.django_db
def test_session_like_another_keeps_the_seats_of_a_unit(hr: Person) -> None:
    first = session(capacity=4)
    kept(first, 3, [], until=IN_TWO_WEEKS - timedelta(days=7), unit=care())
    again = session(of=first.course, capacity=4)
    services.shares.keep_seats_like(first, again, actor=hr, now=NOW)
    (share,) = again.shares.all()
    assert (share.seats, share.unit) == (3, care())


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_two_units_of_one_name_are_told_apart(sign_in: SignIn, hr: Person) -> None:
    the_session = session(capacity=4)
    for code, parent in (("211", unit("210", "Zorg met verblijf", unit())), ("112", care())):
        keep(the_session, 1, hr, [], unit(code, "Nachtploeg", parent))
    page = sign_in(hr).get(address("session_detail", session_id=the_session.public_id)).content.decode()
    assert "<h3>Nachtploeg (Zorg met verblijf)</h3>" in page
    assert "<h3>Nachtploeg (Zorg thuis)</h3>" in page
