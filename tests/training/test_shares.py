"""Kept seats go to whom they are kept for until they are released, and to everyone in order after that."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import EditConflict, RuleBroken
from common.models import AuditEvent
from outbox.messages import render
from outbox.models import Message
from people.choices import FunctionGroup
from people.models import Person, Placement
from tests.people.builders import employee
from tests.training.builders import IN_TWO_WEEKS, NOW, course, enrolment, kept, session
from tests.training.pages import SignIn, address, page_of
from training import selectors, services
from training.choices import EnrolmentState
from training.models import Enrolment, SeatShare, Session
from training.rules import Seats

S = EnrolmentState
G = FunctionGroup
FLOOR = [G.CUSTOMER_CONTACT, G.NO_CUSTOMER_CONTACT]
CALM: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}
RELEASE = NOW + timedelta(days=7)


def director() -> Person:
    return employee(function_group=G.DIRECTOR)


def enrol(person: Person, in_session: Session) -> Enrolment:
    return services.enrol(session_id=in_session.pk, person=person, actor=person, now=NOW)


def keep(in_session: Session, seats: int, actor: Person, groups: list[FunctionGroup] = FLOOR) -> SeatShare:
    return services.keep_seats(
        session_id=in_session.pk, function_groups=groups, seats=seats, release_at=RELEASE, actor=actor, now=NOW
    )


def states(of: Session) -> list[str]:
    return sorted(of.enrolments.values_list("state", flat=True))


# --- the arithmetic ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("held", "of_share", "of_none"),
    [
        ({}, 10, 6),
        ({1: 3}, 7, 6),
        ({1: 4}, 6, 6),
        ({1: 5}, 5, 5),
        ({None: 6}, 4, 0),
        ({1: 2, None: 6}, 2, 0),
        ({1: 4, None: 6}, 0, 0),
        ({1: 0, None: 8}, 2, 0),
        ({1: 0, None: 11}, 0, 0),
    ],
)
def test_kept_seats_come_first_and_then_what_everybody_has(
    held: dict[int | None, int], of_share: int, of_none: int
) -> None:
    seats = Seats(10, held, {1: 4})
    assert (seats.free_for(1), seats.free_for(None)) == (of_share, of_none)


@settings(**CALM)
@given(
    capacity=st.integers(1, 12),
    kept_seats=st.lists(st.integers(1, 4), max_size=3),
    order=st.lists(st.integers(0, 3), max_size=20),
)
def test_giving_seats_in_any_order_takes_no_kept_one_from_anybody(
    capacity: int, kept_seats: list[int], order: list[int]
) -> None:
    shares = dict(enumerate(kept_seats))
    if sum(kept_seats) > capacity:
        return
    seats = Seats(capacity, {}, shares)
    for wish in order:
        share = wish if wish in shares else None
        if seats.free_for(share):
            seats = seats.given(share)
        assert sum(seats.held.values()) <= capacity
        for each, number in shares.items():
            assert seats.free_for(each) >= number - seats.held.get(each, 0), "what is kept is there"
    released = Seats(capacity, seats.held)
    assert released.free_for(None) == released.left


@settings(**CALM)
@given(waiting=st.dictionaries(st.sampled_from([None, 0, 1]), st.integers(0, 5)), pool=st.integers(0, 4))
def test_after_who_waits_nobody_of_theirs_has_a_seat_left(waiting: dict[int | None, int], pool: int) -> None:
    seats = Seats(4 + pool, {}, {0: 1, 1: 3})
    after = seats.after(waiting)
    for share, number in waiting.items():
        got = after.held.get(share, 0)
        assert got == number or after.free_for(share) == 0


# --- giving out seats -------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_directors_do_not_crowd_out_who_the_seats_are_kept_for(hr: Person) -> None:
    the_session = session(capacity=3)
    share = keep(the_session, 2, hr)
    first, second, colleague = director(), director(), employee()
    assert [enrol(each, the_session).state for each in (first, second, colleague)] == [S.BOOKED, S.WAITING, S.BOOKED]
    assert the_session.enrolments.get(person=colleague).share == share
    assert the_session.enrolments.get(person=first).share is None
    message = Message.objects.get(recipient=second, channel="inbox", code="training.waiting_list_joined")
    letter = render(message, language="nl").text
    assert (
        "2 plekken zijn tot 9 november gereserveerd voor medewerkers met klantcontact en medewerkers zonder" in letter
    )
    assert "alle plekken zijn" not in letter


@pytest.mark.django_db
def test_who_comes_after_the_kept_seats_are_taken_takes_what_everybody_has(hr: Person) -> None:
    the_session = session(capacity=3)
    keep(the_session, 1, hr)
    colleagues = [enrol(employee(), the_session).state for _number in range(3)]
    assert colleagues == [S.BOOKED] * 3
    assert enrol(director(), the_session).state == S.WAITING


@pytest.mark.django_db
def test_release_is_noticed_by_the_sweep_and_serves_who_waits_in_order(hr: Person) -> None:
    the_session = session(capacity=2)
    keep(the_session, 2, hr)
    rows = [enrol(director(), the_session) for _number in range(3)]
    assert services.sweep(now=RELEASE - timedelta(seconds=1)) == {
        "sessions": 0,
        "offered": 0,
        "passed_on": 0,
        "completed": 0,
    }
    assert services.sweep(now=RELEASE) == {"sessions": 1, "offered": 2, "passed_on": 0, "completed": 0}
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == [S.OFFERED, S.OFFERED, S.WAITING]


@pytest.mark.django_db
def test_newcomer_for_whom_a_seat_is_kept_passes_nobody_for_whom_it_was(hr: Person) -> None:
    the_session = session(capacity=1)
    keep(the_session, 1, hr)
    enrolment(session=the_session, person=director(), state=S.WAITING)
    assert enrol(employee(), the_session).state == S.BOOKED


@pytest.mark.django_db
def test_freed_seat_goes_to_who_it_is_for_and_the_words_say_so(hr: Person) -> None:
    the_session = session(capacity=2)
    keep(the_session, 1, hr)
    leads, works = enrol(director(), the_session), enrol(employee(), the_session)
    waits = enrol(director(), the_session)
    assert selectors.seat_goes_on(leads, NOW)
    assert not selectors.seat_goes_on(works, NOW), "a director cannot have the kept seat"
    services.cancel_enrolment(enrolment_id=works.pk, actor=works.person, now=NOW)
    waits.refresh_from_db()
    assert waits.state == S.WAITING
    services.cancel_enrolment(enrolment_id=leads.pk, actor=leads.person, now=NOW)
    waits.refresh_from_db()
    assert waits.state == S.OFFERED


@pytest.mark.django_db
def test_kept_seat_that_comes_free_passes_by_who_cannot_have_it(hr: Person) -> None:
    the_session = session(capacity=2)
    share = keep(the_session, 1, hr)
    seated = [enrol(director(), the_session), enrol(employee(), the_session)]
    first, second, third = (enrol(person, the_session) for person in (director(), employee(), employee()))
    services.cancel_enrolment(enrolment_id=seated[1].pk, actor=seated[1].person, now=NOW)
    for row in (first, second, third):
        row.refresh_from_db()
    assert [row.state for row in (first, second, third)] == [S.WAITING, S.OFFERED, S.WAITING]
    assert second.share == share


@pytest.mark.django_db
def test_keeping_seats_removes_nobody_and_counts_who_joined_before(hr: Person) -> None:
    the_session = session(capacity=3)
    colleague = enrolment(session=the_session)
    leads = [enrolment(session=the_session, person=director()) for _number in range(2)]
    share = keep(the_session, 2, hr)
    colleague.refresh_from_db()
    assert colleague.share == share
    assert selectors.standing(the_session, NOW).lacking == 1
    assert states(the_session) == [S.BOOKED] * 3
    services.cancel_enrolment(enrolment_id=leads[0].pk, actor=leads[0].person, now=NOW)
    assert enrol(director(), the_session).state == S.WAITING
    assert enrol(employee(), the_session).state == S.BOOKED


@pytest.mark.django_db
def test_group_of_the_day_of_joining_counts(hr: Person) -> None:
    the_session, moved = session(capacity=2), employee()
    row = enrolment(session=the_session, person=moved, joined_at=NOW - timedelta(days=5))
    Placement.objects.filter(person=moved).update(ends_on=NOW.date() - timedelta(days=2))
    placed = Placement.objects.get(person=moved)
    Placement.objects.create(
        person=moved, unit=placed.unit, function_group=G.DIRECTOR, starts_on=NOW.date() - timedelta(days=2)
    )
    share = keep(the_session, 1, hr)
    row.refresh_from_db()
    assert row.share == share
    assert selectors.place_on(moved, NOW.date(), [share]).group == G.DIRECTOR


@pytest.mark.django_db
def test_more_kept_seats_are_offered_to_who_waits_for_them(hr: Person) -> None:
    the_session = session(capacity=2)
    share = keep(the_session, 1, hr, [G.MANAGER])
    waits = [enrol(director(), the_session) for _number in range(2)][1]
    assert waits.state == S.WAITING
    services.change_kept_seats(
        share_id=share.pk, function_groups=[G.DIRECTOR], seats=1, release_at=RELEASE, actor=hr, now=NOW
    )
    waits.refresh_from_db()
    assert waits.state == S.OFFERED


@pytest.mark.django_db
def test_releasing_by_hand_offers_the_seats_once(hr: Person) -> None:
    the_session = session(capacity=1)
    share = keep(the_session, 1, hr)
    waits = enrol(director(), the_session)
    for _click in range(2):
        services.release_seats(share_id=share.pk, actor=hr, now=NOW)
    waits.refresh_from_db()
    assert waits.state == S.OFFERED
    assert AuditEvent.objects.filter(action="seats.released").count() == 1


@pytest.mark.django_db
def test_request_that_is_approved_gets_the_seat_of_the_group_that_asked(hr: Person) -> None:
    manager = employee()
    the_session = session(of=course(cost_cents=9_500), capacity=2)
    keep(the_session, 1, hr)
    asked = [enrol(employee(function_group=group, manager=manager), the_session) for group in (G.DIRECTOR, G.DIRECTOR)]
    asked.append(enrol(employee(manager=manager), the_session))
    for row in asked:
        services.approve_request(enrolment_id=row.pk, actor=manager, now=NOW)
        row.refresh_from_db()
    assert [row.state for row in asked] == [S.BOOKED, S.WAITING, S.BOOKED]


# --- what HR may ask --------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"seats": 0}, "seats"),
        ({"seats": 3}, "seats"),
        ({"function_groups": []}, "function_groups"),
        ({"function_groups": [G.MANAGER]}, "function_groups"),
        ({"release_at": NOW}, "release_at"),
        ({"release_at": IN_TWO_WEEKS + timedelta(minutes=1)}, "release_at"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(hr: Person, wish: dict[str, object], field: str) -> None:
    the_session = session(capacity=3)
    keep(the_session, 1, hr, [G.MANAGER])
    asked = {"seats": 2, "function_groups": [G.DIRECTOR], "release_at": RELEASE, **wish}
    with pytest.raises(RuleBroken) as broken:
        services.keep_seats(session_id=the_session.pk, actor=hr, now=NOW, **asked)  # type: ignore[arg-type]
    assert broken.value.field == field


@pytest.mark.django_db
def test_seats_below_what_is_kept_are_refused_and_what_is_released_gives_way(hr: Person) -> None:
    the_session = session(capacity=4)
    keep(the_session, 3, hr)
    with pytest.raises(RuleBroken) as broken:
        services.change_capacity(session_id=the_session.pk, capacity=2, actor=hr, now=NOW)
    assert broken.value.field == "capacity"
    services.change_capacity(session_id=the_session.pk, capacity=2, actor=hr, now=RELEASE)
    assert not SeatShare.objects.exists()


@pytest.mark.django_db
def test_two_who_change_kept_seats_do_not_undo_each_other(hr: Person) -> None:
    share = keep(session(capacity=4), 3, hr)
    wish = {"share_id": share.pk, "function_groups": FLOOR, "release_at": RELEASE, "actor": hr, "now": NOW}
    services.change_kept_seats(seats=2, edition=1, **wish)  # type: ignore[arg-type]
    with pytest.raises(EditConflict):
        services.change_kept_seats(seats=1, edition=1, **wish)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_only_hr_keeps_seats() -> None:
    with pytest.raises(RuleBroken):
        keep(session(), 1, employee())


@pytest.mark.django_db
def test_session_that_moves_forward_releases_its_seats_at_the_latest_when_it_begins(hr: Person) -> None:
    the_session = session(capacity=2)
    share = keep(the_session, 1, hr)
    sooner = NOW + timedelta(days=3)
    services.edit_session(
        session_id=the_session.pk, starts_at=sooner, ends_at=sooner + timedelta(hours=1), place="Zaal 2", link="",
        capacity=2, trainers=[], enrol_from=None, enrol_until=None, actor=hr, now=NOW,
    )  # fmt: skip
    share.refresh_from_db()
    assert share.release_at == sooner


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_hr_that_enrols_others_reads_which_seats_are_kept(sign_in: SignIn, hr: Person) -> None:
    the_session = session(capacity=4)
    kept(the_session, 3, FLOOR, until=RELEASE)
    page = sign_in(hr).get(address("enrol_other", session_id=the_session.public_id)).content.decode()
    assert "3 plekken zijn tot 9 november gereserveerd voor" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_session_planned_like_another_keeps_seats_as_long_before(sign_in: SignIn, hr: Person) -> None:
    first = session(capacity=4)
    kept(first, 3, FLOOR, until=IN_TWO_WEEKS - timedelta(days=7, hours=1))
    kept(first, 1, [G.MANAGER], until=IN_TWO_WEEKS - timedelta(days=40))
    url = address("session_create", course_id=first.course.public_id) + f"?like={first.public_id}"
    shown = sign_in(hr).get(url).context["form"]
    typed = {name: shown[name].value() for name in ("place", "capacity")} | {"starts_at": "2026-11-23T10:00"}
    page = sign_in(hr).post(url, typed, follow=True).content.decode()
    assert "De gereserveerde plekken zijn meegenomen" in page
    again = Session.objects.exclude(pk=first.pk).get()
    (share,) = again.shares.all()
    assert (share.seats, share.function_groups) == (3, FLOOR)
    assert again.starts_at - share.release_at == timedelta(days=7, hours=1)


# --- on the screen ----------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_each_reader_sees_what_is_free_for_them(sign_in: SignIn, hr: Person) -> None:
    the_session = session(capacity=6)
    kept(the_session, 4, FLOOR, until=RELEASE)
    leads = employee(function_group=G.DIRECTOR, language="en")
    page = page_of(sign_in(leads), the_session.course)
    assert "2 free for you, 4 kept until 9 November" in page
    assert "4 seats are kept for staff with customer contact and staff without customer contact until" in page
    assert "6 seats free" in page_of(sign_in(employee(language="en")), the_session.course)
    catalogue = sign_in(leads).get(address("course_list")).content.decode()
    assert "2 free for you, 4 kept until 9 November" in catalogue


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_who_waits_sees_why(sign_in: SignIn, hr: Person) -> None:
    the_session = session(capacity=1)
    kept(the_session, 1, FLOOR, until=RELEASE)
    leads = employee(function_group=G.DIRECTOR, language="en")
    client = sign_in(leads)
    assert "No seat for you yet, 1 kept until 9 November" in page_of(client, the_session.course)
    row = enrol(leads, the_session)
    assert row.state == S.WAITING
    page = client.get(address("enrolment_detail", enrolment_id=row.public_id)).content.decode()
    assert "1 seat is kept for staff with customer contact" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_hr_keeps_changes_and_releases_seats_on_screen(sign_in: SignIn, hr: Person) -> None:
    the_session = session(capacity=4)
    client, back = sign_in(hr), address("session_detail", session_id=the_session.public_id)
    create = address("share_create", session_id=the_session.public_id)
    proposed = client.get(create).context["form"].initial
    assert proposed["function_groups"] == FLOOR
    typed = {"function_groups": [G.CUSTOMER_CONTACT], "seats": "9", "release_at": "2026-11-09T09:00"}
    refused = client.post(create, typed)
    assert refused.status_code == 422
    assert "hoogstens 4" in refused.content.decode()
    assert client.post(create, typed | {"seats": "2"}, follow=True).redirect_chain[-1][0] == back
    share = SeatShare.objects.get()
    assert (share.seats, share.function_groups) == (2, [G.CUSTOMER_CONTACT])
    edit = address("share_edit", share_id=share.public_id)
    assert client.get(create).context["form"].initial["function_groups"] == [G.NO_CUSTOMER_CONTACT]
    assert "0 van 2 plekken bezet" in client.get(back).content.decode()
    changed = client.post(edit, typed | {"seats": "1", "edition": "1"})
    assert changed.status_code == 302
    conflict = client.post(edit, typed | {"seats": "3", "edition": "1"})
    assert conflict.status_code == 409
    assert client.post(address("share_release", share_id=share.public_id)).status_code == 302
    assert "vrijgegeven op" in client.get(back).content.decode()
    late = client.post(edit, typed | {"seats": "3", "edition": "3"})
    assert late.status_code == 422


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_team_and_request_say_whether_a_seat_is_free_for_these_people(sign_in: SignIn, hr: Person) -> None:
    manager = employee(function_group=G.DIRECTOR)
    employee(manager=manager, function_group=G.MANAGER)
    the_session = session(capacity=1)
    kept(the_session, 1, FLOOR, until=RELEASE)
    page = sign_in(manager).get(address("enrol_team", session_id=the_session.public_id)).content.decode()
    assert "geen plek vrij voor jouw mensen" in page
    employee(manager=manager)
    page = sign_in(manager).get(address("enrol_team", session_id=the_session.public_id)).content.decode()
    assert "geen plek vrij voor jouw mensen" not in page
