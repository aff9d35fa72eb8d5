"""A session of several meetings: one seat, an entry in the calendar for each, and a list that is marked for each."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from common.clock import AMSTERDAM
from common.errors import RuleBroken
from common.models import AuditEvent
from common.sent import as_sent
from outbox.models import Message
from outbox.services import send_due
from people.choices import Role
from people.models import Person
from tests.pages import as_shown
from tests.people.builders import employee
from tests.training.builders import IN_TWO_WEEKS, NOW, enrolment, series, session
from tests.training.pages import SignIn, address
from tests.truths import refused
from training import rules, selectors, services
from training.choices import Ending, EnrolmentState
from training.models import Completion, Enrolment, Meeting, Presence, Session
from training.rules import meetings as pure
from training.rules.meetings import Meets
from training.selectors.catalogue import seats_by_course
from training.selectors.door import code_at

S = EnrolmentState
WEEK, HOUR = timedelta(weeks=1), timedelta(hours=1)
pytestmark = pytest.mark.django_db


def at(weeks: float, *, hours: float = 0, lasts: float = 2, place: str = "") -> Meets:
    """Return a meeting so many weeks after the first one."""
    starts_at = IN_TWO_WEEKS + weeks * WEEK + hours * HOUR
    return Meets(starts_at, starts_at + lasts * HOUR, place)


def plan(hr: Person, *further: Meets, **fields: Any) -> Session:
    first = at(0)
    values: dict[str, Any] = {"capacity": 5, "place": "Zaal Eik", **fields}
    of = values.pop("of", None) or session().course
    return services.plan_session(
        course_id=of.pk, starts_at=first.starts_at, ends_at=first.ends_at, further=further, actor=hr, now=NOW, **values
    )


def edit(the_session: Session, hr: Person, *, now: Any = NOW, **fields: Any) -> Session:
    the_session.refresh_from_db()
    first = the_session.all_meetings[0]
    values = {
        "starts_at": first.starts_at, "ends_at": first.ends_at, "capacity": the_session.capacity,
        "place": the_session.place, "link": the_session.link, "trainers": the_session.trainers.all(),
        "enrol_from": None, "enrol_until": None,
    }  # fmt: skip
    return services.edit_session(session_id=the_session.pk, actor=hr, now=now, **{**values, **fields})


def mark(seat: Enrolment, number: int, *, present: bool, actor: Person, before: bool | None = None) -> services.Marked:
    meeting = seat.session.meetings.get(number=number)
    marks = [services.Mark(seat.public_id, was_there=present, before=before)]
    at_its_end = meeting.ends_at + HOUR
    return services.mark_meeting(session_id=seat.session_id, number=number, marks=marks, actor=actor, now=at_its_end)


# --- planning ---------------------------------------------------------------------------------------------------------
def test_session_begins_with_its_first_meeting_and_ends_with_its_last(hr: Person) -> None:
    made = plan(hr, at(2, place="Zaal Beuk"), at(1))
    assert (made.starts_at, made.ends_at, made.meeting_count) == (at(0).starts_at, at(2).ends_at, 3)
    made = Session.objects.get(pk=made.pk)
    assert [(each.number, each.starts_at, each.place) for each in made.all_meetings] == [
        (1, at(0).starts_at, ""), (2, at(1).starts_at, ""), (3, at(2).starts_at, "Zaal Beuk"),
    ]  # fmt: skip


def test_session_of_one_meeting_has_no_row_for_it(hr: Person) -> None:
    made = plan(hr)
    assert not Meeting.objects.filter(session=made).exists()
    assert made.all_meetings == [Meets(made.starts_at, made.ends_at)]


@pytest.mark.parametrize(
    ("further", "field", "says"),
    [
        (at(1, lasts=-1), "meeting-2-ends", "eindigt voordat"),
        (at(1, lasts=13), "meeting-2-ends", "hoogstens 12 uur"),
        (at(0, hours=1), "meeting-2", "op hetzelfde moment"),
        (at(-1), "meeting-2", "eerder dan de eerste"),
        (at(60), "ends_at", "meer dan een jaar"),
    ],
)
def test_meeting_that_cannot_be_is_refused_at_its_place(hr: Person, further: Meets, field: str, says: str) -> None:
    with pytest.raises(RuleBroken, match=says) as met:
        plan(hr, further)
    assert met.value.field == field
    assert Meeting.objects.count() == 0


def test_twenty_meetings_are_enough(hr: Person) -> None:
    assert plan(hr, *(at(week) for week in range(1, 20))).meeting_count == 20
    with pytest.raises(RuleBroken, match="hoogstens 20"):
        plan(hr, *(at(week) for week in range(1, 21)))


def test_nobody_can_need_more_meetings_than_there_are(hr: Person) -> None:
    with pytest.raises(RuleBroken, match="minder bijeenkomsten") as met:
        plan(hr, at(1), meetings_needed=3)
    assert met.value.field == "meetings_needed"


def test_while_it_runs_only_what_lies_ahead_can_change(hr: Person) -> None:
    made = plan(hr, at(1), at(2))
    after_first = at(0).ends_at + HOUR
    edit(made, hr, now=after_first, further=[at(1), at(3)])
    assert [each.starts_at for each in made.meetings.all()] == [at(0).starts_at, at(1).starts_at, at(3).starts_at]
    with pytest.raises(RuleBroken, match="blijft zoals hij is"):
        edit(made, hr, now=after_first, starts_at=at(0.5).starts_at, ends_at=at(0.5).ends_at)
    with pytest.raises(RuleBroken, match="in het verleden"):
        edit(made, hr, now=after_first + HOUR, further=[Meets(after_first, after_first + HOUR), at(3)])
    with pytest.raises(RuleBroken, match="begonnen"):
        edit(made, hr, now=at(3).starts_at)


def test_meetings_that_are_not_told_stay(hr: Person) -> None:
    made = plan(hr, at(1))
    edit(made, hr, capacity=9)
    assert made.meetings.count() == 2


# --- what people hear -------------------------------------------------------------------------------------------------
def invitations(recipient: Person) -> list[tuple[str, str, int, Any, str]]:
    """Send what waits; return of each mail with an entry: method, uid, sequence, start and title."""
    mail.outbox.clear()
    Message.objects.filter(channel="mail").update(not_before=NOW, planned_for=NOW)
    send_due(now=NOW + timedelta(minutes=1))
    found = []
    for each in mail.outbox:
        for content, mimetype in each.alternatives if each.to == [recipient.email] else []:
            if mimetype.startswith("text/calendar"):
                calendar = Calendar.from_ical(content)
                (event,) = calendar.walk("VEVENT")
                said = (str(event["uid"]), int(event["sequence"]), event["dtstart"].dt, str(event["summary"]))
                found.append((str(calendar["method"]), *said))
    return sorted(found, key=lambda row: row[3])


@pytest.mark.django_db(transaction=True)
def test_each_meeting_comes_into_the_calendar_and_only_what_changes_is_told_again(hr: Person) -> None:
    person, made = employee(language="en"), plan(hr, at(1), at(2))
    row = services.enrol(session_id=made.pk, person=person, actor=person, now=NOW)
    title = str(made.course.title_en)
    first = invitations(person)
    assert [(method, sequence, start, summary) for method, _uid, sequence, start, summary in first] == [
        ("REQUEST", 0, at(week).starts_at, f"{title} ({week + 1}/3)") for week in range(3)
    ]
    uids = [uid for _method, uid, *_rest in first]
    assert uids[0] == str(row.calendar_uid)
    assert len(set(uids)) == 3

    edit(made, hr, further=[at(1, hours=3), at(2)])
    ((method, uid, sequence, start, _title),) = invitations(person)
    assert (method, uid, sequence, start) == ("REQUEST", uids[1], 1, at(1, hours=3).starts_at)

    edit(made, hr, further=[at(1, hours=3)])
    ((method, uid, sequence, start, _title),) = invitations(person)
    assert (method, uid, sequence, start) == ("CANCEL", uids[2], 2, at(2).starts_at)

    edit(made, hr, place="Zaal Beuk")
    assert [(method, uid) for method, uid, *_rest in invitations(person)] == [("REQUEST", uid) for uid in uids[:2]]

    services.cancel_enrolment(enrolment_id=row.pk, actor=person, now=NOW)
    assert [(method, uid) for method, uid, *_rest in invitations(person)] == [("CANCEL", uid) for uid in uids[:2]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "gone", "was"),
    [("en", "is not there any more", "Meeting 2 was"), ("nl", "vervalt", "Bijeenkomst 2 was op")],
)
def test_mail_tells_all_meetings_and_how_they_were(hr: Person, language: str, gone: str, was: str) -> None:
    person, made = employee(language=language), plan(hr, at(1), at(2, place="Zaal Beuk"))
    services.enrol(session_id=made.pk, person=person, actor=person, now=NOW)
    invitations(person)
    body = mail.outbox[0].body
    assert all(f"{was.split(maxsplit=1)[0]} {number}:" in body for number in (1, 2, 3))
    assert "Zaal Beuk" in body
    edit(made, hr, further=[at(1, hours=4)])
    invitations(person)
    told = "\n".join(each.body for each in mail.outbox)
    assert gone in told
    assert was in told


@pytest.mark.django_db(transaction=True)
def test_who_has_no_mail_reads_it_once_in_the_inbox(hr: Person) -> None:
    person, made = employee(), plan(hr, at(1), at(2))
    services.enrol(session_id=made.pk, person=person, actor=person, now=NOW)
    assert Message.objects.filter(recipient=person, channel="inbox").count() == 1


def test_own_calendar_and_that_of_the_trainer_have_each_meeting(hr: Person) -> None:
    trainer, person = employee(roles=[Role.TRAINER]), employee()
    made = plan(hr, at(1), trainers=[trainer])
    enrolment(session=made, person=person)
    for who in (trainer, person):
        entries = selectors.entries_of(who, now=NOW)
        assert [each.starts_at for each in entries] == [at(0).starts_at, at(1).starts_at]
        assert len({each.uid for each in entries}) == 2


# --- clashes ----------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("at_work")
def test_only_the_time_of_a_meeting_is_taken(hr: Person) -> None:
    person, made = employee(), plan(hr, at(2))
    enrolment(session=made, person=person)
    between, then = session(starts_at=at(1).starts_at), session(starts_at=at(2).starts_at)
    seats = seats_by_course([between.course, then.course], person, now=NOW)
    assert seats[between.course_id][0].clash is None
    clash = seats[then.course_id][0].clash
    assert clash is not None
    assert clash.meets.number == 2, "the meeting that it is"


def test_trainer_gives_two_sessions_at_a_time_only_where_meetings_meet(hr: Person) -> None:
    trainer = employee(roles=[Role.TRAINER])
    made = plan(hr, at(2), trainers=[trainer])
    between = session(starts_at=at(1).starts_at, trainers=[trainer], place="Zaal Eik")
    assert selectors.overlaps_of(made) == []
    assert selectors.overlaps_of(between) == []
    then = session(starts_at=at(2, hours=1).starts_at, trainers=[trainer])
    assert [each.session for each in selectors.overlaps_of(made)] == [then]
    assert [each.session for each in selectors.overlaps_of(then)] == [made]


@pytest.mark.usefixtures("at_work")
def test_hr_reads_in_which_room_and_at_which_meeting_two_sessions_meet(sign_in: SignIn, hr: Person) -> None:
    made = plan(hr, at(1, place="Zaal Beuk"))
    other_room = session(starts_at=at(1).starts_at, place="Zaal Eik")
    assert selectors.overlaps_of(other_room) == [], "that meeting is elsewhere"
    same_room = session(starts_at=at(1, hours=1).starts_at, place="zaal beuk")
    for one, two, starts_at in ((made, same_room, at(1, hours=1).starts_at), (same_room, made, at(1).starts_at)):
        (found,) = selectors.overlaps_of(one)
        assert (found.session, found.trainers) == (two, [])
        assert found.meets_there is not None
        assert found.meets_there.starts_at == starts_at
    url = address("session_edit", session_id=same_room.public_id)
    client = sign_in(hr)
    sent = as_shown(client.get(url).content.decode()) | {"capacity": "3"}
    page = client.post(url, sent, follow=True).content.decode()
    assert f"{made.course.title_nl}</span>, maandag 23 november, " in page, "the day of the meeting, not of the first"


def test_who_is_in_a_running_series_cannot_take_another_seat_in_the_course(hr: Person) -> None:
    running = series(-1, 0, 1)
    person = enrolment(session=running).person
    other = session(of=running.course)
    with pytest.raises(RuleBroken, match="andere sessie"):
        services.enrol(session_id=other.pk, person=person, actor=person, now=NOW)


# --- attendance -------------------------------------------------------------------------------------------------------
def test_who_was_at_each_meeting_completes_the_course_at_the_end_of_the_last(hr: Person) -> None:
    seat = enrolment(session=series(-2, -1))
    mark(seat, 1, present=True, actor=hr)
    seat.refresh_from_db()
    assert seat.state == S.BOOKED
    assert not Completion.objects.exists()
    mark(seat, 2, present=True, actor=hr)
    seat.refresh_from_db()
    assert seat.state == S.COMPLETED
    assert Completion.objects.get().completed_at == seat.session.ends_at


@pytest.mark.parametrize(("needed", "state"), [(0, S.NO_SHOW), (2, S.NO_SHOW), (1, S.COMPLETED)])
def test_who_misses_a_meeting_followed_it_only_where_fewer_are_enough(hr: Person, needed: int, state: str) -> None:
    seat = enrolment(session=series(-2, -1, meetings_needed=needed))
    mark(seat, 1, present=True, actor=hr)
    mark(seat, 2, present=False, actor=hr)
    seat.refresh_from_db()
    assert seat.state == state


def test_correction_of_one_meeting_turns_the_whole_round_and_back(hr: Person) -> None:
    seat = enrolment(session=series(-2, -1))
    mark(seat, 1, present=True, actor=hr)
    mark(seat, 2, present=True, actor=hr)
    assert mark(seat, 1, present=False, actor=hr, before=True).corrected == 1
    seat.refresh_from_db()
    assert seat.state == S.NO_SHOW
    assert not Completion.objects.exists()
    mark(seat, 1, present=True, actor=hr, before=False)
    services.sweep(now=seat.session.ends_at)
    seat.refresh_from_db()
    assert seat.state == S.COMPLETED
    assert AuditEvent.objects.filter(action="attendance.meeting_corrected").count() == 2


def test_marking_a_meeting_again_changes_nothing(hr: Person) -> None:
    seat = enrolment(session=series(-2, -1))
    assert mark(seat, 1, present=True, actor=hr).present == 1
    assert mark(seat, 1, present=True, actor=hr) == services.Marked(0, 0, 0)
    assert AuditEvent.objects.filter(action="attendance.meeting_marked").count() == 1


def test_mark_of_another_is_not_turned_round_unseen(hr: Person) -> None:
    seat = enrolment(session=series(-2, -1))
    mark(seat, 1, present=True, actor=hr)
    with pytest.raises(RuleBroken, match="intussen") as met:
        mark(seat, 1, present=False, actor=hr)
    assert met.value.field == f"mark-{seat.public_id}"
    assert Presence.objects.get().was_there


def test_rest_of_a_meeting_is_marked_present(hr: Person) -> None:
    the_session = series(-2, -1, capacity=3)
    absent, *_others = [enrolment(session=the_session) for _each in range(3)]
    marks = [services.Mark(absent.public_id, was_there=False)]
    services.mark_meeting(session_id=the_session.pk, number=1, marks=marks, actor=hr, now=NOW, rest_present=True)
    assert sorted(Presence.objects.values_list("was_there", flat=True)) == [False, True, True]


def test_nobody_marks_themselves_at_a_meeting(hr: Person) -> None:
    the_session = series(-2, -1, capacity=3)
    own, other = enrolment(session=the_session, person=hr), enrolment(session=the_session)
    with pytest.raises(RuleBroken):
        mark(own, 1, present=True, actor=hr)
    services.mark_meeting(session_id=the_session.pk, number=1, marks=[], actor=hr, now=NOW, rest_present=True)
    assert [each.enrolment for each in Presence.objects.all()] == [other]


@pytest.mark.parametrize(("number", "says"), [(2, "nog niet begonnen"), (3, "geen bijeenkomst")])
def test_only_a_meeting_that_began_can_be_marked(hr: Person, number: int, says: str) -> None:
    seat = enrolment(session=series(-1, 1))
    marks = [services.Mark(seat.public_id, was_there=True)]
    with pytest.raises(RuleBroken, match=says):
        services.mark_meeting(session_id=seat.session_id, number=number, marks=marks, actor=hr, now=NOW)


def test_session_of_one_meeting_is_marked_through_the_same_door(hr: Person) -> None:
    seat = enrolment(session=session(starts_at=NOW - WEEK))
    marks = [services.Mark(seat.public_id, was_there=True)]
    services.mark_meeting(session_id=seat.session_id, number=1, marks=marks, actor=hr, now=NOW)
    seat.refresh_from_db()
    assert seat.state == S.COMPLETED
    assert not Presence.objects.exists()


def test_list_to_mark_has_each_meeting_until_everybody_is_marked(hr: Person) -> None:
    the_session = series(-2, -1, 1)
    seat = enrolment(session=the_session)

    def waits() -> bool:
        return (
            the_session
            in selectors.sessions_found(hr, selectors.SessionFilter(view="to_mark"), "1", now=NOW).object_list
        )

    assert waits()
    mark(seat, 1, present=True, actor=hr)
    assert waits()
    mark(seat, 2, present=False, actor=hr)
    assert not waits()


def test_series_that_runs_is_ahead_and_not_past(hr: Person) -> None:
    running, over = series(-1, 1), series(-3, -2)
    ahead = list(selectors.sessions_found(hr, selectors.SessionFilter(), "1", now=NOW))
    past = list(selectors.sessions_found(hr, selectors.SessionFilter(view="past"), "1", now=NOW))
    assert (running in ahead, running in past) == (True, False)
    assert (over in ahead, over in past) == (False, True)


def test_meeting_that_is_taken_away_at_the_end_settles_who_followed_it(hr: Person) -> None:
    seat = enrolment(session=series(-2, -1, 1))
    mark(seat, 1, present=True, actor=hr)
    mark(seat, 2, present=True, actor=hr)
    left = [Meets(each.starts_at, each.ends_at) for each in seat.session.all_meetings[1:2]]
    with pytest.raises(RuleBroken, match="1 persoon") as met:
        edit(seat.session, hr, further=left)
    assert met.value.field == "settles"
    seat.refresh_from_db()
    assert (seat.state, seat.session.meetings.count()) == (S.BOOKED, 3)
    edit(seat.session, hr, further=left, settles=True)
    seat.refresh_from_db()
    assert seat.state == S.COMPLETED


def test_one_meeting_that_is_left_keeps_who_was_there(hr: Person) -> None:
    seat = enrolment(session=series(-1, 1))
    mark(seat, 1, present=True, actor=hr)
    edit(seat.session, hr, further=[], settles=True)
    seat.refresh_from_db()
    assert seat.state == S.COMPLETED
    assert Session.objects.get().meeting_count == 1


# --- without a seat ---------------------------------------------------------------------------------------------------
def test_who_walks_in_at_the_second_meeting_missed_the_first(hr: Person) -> None:
    the_session, person = series(-1, 0, 1, meetings_needed=2), employee()
    (row,) = services.add_walk_ins(session_id=the_session.pk, people=[person], actor=hr, now=NOW + HOUR)
    assert (row.state, row.walked_in) == (S.BOOKED, True)
    assert list(row.presences.order_by("meeting__number").values_list("was_there", flat=True)) == [False, True]
    mark(row, 3, present=True, actor=hr)
    row.refresh_from_db()
    assert row.state == S.COMPLETED


def test_who_was_added_by_mistake_goes_again(hr: Person) -> None:
    the_session = series(0, 1)
    (row,) = services.add_walk_ins(session_id=the_session.pk, people=[employee()], actor=hr, now=NOW + HOUR)
    mark(row, 1, present=False, actor=hr, before=True)
    row.refresh_from_db()
    assert (row.state, row.ending) == (S.CANCELLED, Ending.MISTAKE)


def test_who_walks_in_and_misses_the_rest_did_not_follow_it(hr: Person) -> None:
    the_session = series(-1, 0)
    (row,) = services.add_walk_ins(session_id=the_session.pk, people=[employee()], actor=hr, now=NOW + HOUR)
    row.refresh_from_db()
    assert row.state == S.NO_SHOW
    mark(row, 1, present=True, actor=hr, before=False)
    services.sweep(now=the_session.ends_at)
    row.refresh_from_db()
    assert row.state == S.COMPLETED


def test_who_has_a_seat_and_is_added_is_at_this_meeting(hr: Person) -> None:
    seat = enrolment(session=series(-1, 0, 1))
    services.add_walk_ins(session_id=seat.session_id, people=[seat.person], actor=hr, now=NOW + HOUR)
    assert Presence.objects.get().meeting.number == 2


# --- at the door ------------------------------------------------------------------------------------------------------
NONCE = "0123456789abcdef0123456789abcdef"


def test_code_at_the_door_counts_for_the_meeting_that_is_on(hr: Person) -> None:
    the_session = series(-1, 0, 1, door_nonce=NONCE)
    seat = enrolment(session=the_session)
    now = NOW + HOUR
    token = selectors.codes_that_count(the_session, now)[0].token
    _row, is_new = services.check_in(session_id=the_session.pk, token=token, person=seat.person, now=now)
    assert is_new
    _row, again = services.check_in(session_id=the_session.pk, token=token, person=seat.person, now=now)
    assert not again
    here = Presence.objects.get()
    assert (here.meeting.number, here.was_there, here.checked_in_at) == (2, True, now)
    door = selectors.door_of(the_session, now)
    assert (door.came, door.expected) == (1, 1)
    assert [each.person for each in selectors.checked_in(the_session, 2)] == [seat.person]
    assert selectors.checked_in(the_session, 1) == []


def test_meeting_that_began_goes_before_the_end_of_the_one_before_it() -> None:
    first, second = Meets(NOW, NOW + 3 * HOUR, number=1), Meets(NOW + 3.25 * HOUR, NOW + 6 * HOUR, number=2)

    def on(hours: float) -> int:
        return pure.meeting_at([first, second], NOW + hours * HOUR, lasts=rules.DOOR_AFTER).number

    assert [on(hours) for hours in (-1, 0, 3.1, 3.24, 3.25, 3.4, 6.4, 6.6)] == [1, 1, 1, 1, 2, 2, 2, 2]


def test_who_has_a_seat_can_be_added_to_the_meeting_that_was(hr: Person) -> None:
    seat = enrolment(session=series(-1, 1))
    services.add_walk_ins(session_id=seat.session_id, people=[seat.person], actor=hr, now=NOW)
    assert Presence.objects.get().meeting.number == 1


def test_code_of_one_meeting_is_worth_nothing_between_two(hr: Person) -> None:
    the_session = series(-1, 1, door_nonce=NONCE)
    seat = enrolment(session=the_session)
    token = code_at(the_session, rules.door_step(NOW)).token
    with pytest.raises(RuleBroken, match="telt niet"):
        services.check_in(session_id=the_session.pk, token=token, person=seat.person, now=NOW)
    with pytest.raises(RuleBroken, match="vanaf 9 november 2026"):
        services.open_door(session_id=the_session.pk, actor=hr, now=NOW)


def test_who_was_marked_as_absent_at_this_meeting_asks_the_trainer(hr: Person) -> None:
    the_session = series(0, 1, door_nonce=NONCE)
    seat = enrolment(session=the_session)
    mark(seat, 1, present=False, actor=hr)
    now = NOW + HOUR
    token = selectors.codes_that_count(the_session, now)[0].token
    with pytest.raises(RuleBroken, match=r"(?i)trainer"):
        services.check_in(session_id=the_session.pk, token=token, person=seat.person, now=now)


def test_check_in_before_the_last_meeting_begins_counts_there_and_completes_after_its_end() -> None:
    the_session = series(-1, 0, door_nonce=NONCE)
    seat = enrolment(session=the_session)
    Presence.objects.create(enrolment=seat, meeting=the_session.meetings.get(number=1), was_there=True)
    early = NOW - timedelta(minutes=20)
    token = selectors.codes_that_count(the_session, early)[0].token
    services.check_in(session_id=the_session.pk, token=token, person=seat.person, now=early)
    assert Presence.objects.get(enrolment=seat, meeting__number=2).was_there
    seat.refresh_from_db()
    assert (seat.state, Completion.objects.exists()) == (S.ATTENDED, False)
    services.sweep(now=the_session.ends_at)
    assert Completion.objects.get().completed_at == the_session.ends_at


@pytest.mark.usefixtures("at_work")
def test_who_was_at_some_meetings_reads_at_how_many_and_not_that_they_did_not_come(sign_in: SignIn, hr: Person) -> None:
    seat = enrolment(session=series(-3, -2, -1))
    for number, was_there in ((1, True), (2, True), (3, False)):
        mark(seat, number, present=was_there, actor=hr)
    none = enrolment(session=seat.session)
    for number in (1, 2, 3):
        mark(none, number, present=False, actor=hr)
    words = "was bij 2 van de 3 bijeenkomsten"
    url = address("enrolment_detail", enrolment_id=seat.public_id)
    for page in (sign_in(seat.person).get(url), sign_in(seat.person).get(address("my_training"))):
        assert words in page.content.decode().lower()
    page = sign_in(hr).get(address("session_detail", session_id=seat.session.public_id)).content.decode()
    assert (page.count(words), page.count("niet verschenen")) == (1, 1)


# --- today ------------------------------------------------------------------------------------------------------------
def test_seat_of_today_is_on_home_until_it_is_over_or_one_is_there() -> None:
    the_session = series(-1, 0, 1, door_nonce=NONCE)
    seat = enrolment(session=the_session)

    def asked(now: Any) -> list[str]:
        return [str(each.title) for each in selectors.asked_of(seat.person, now=now) if "Vandaag" in str(each.title)]

    assert asked(NOW - timedelta(days=1)) == []
    assert len(asked(NOW - 2 * HOUR)) == 1
    assert asked(NOW + 3 * HOUR) == []
    token = selectors.codes_that_count(the_session, NOW + HOUR)[0].token
    services.check_in(session_id=the_session.pk, token=token, person=seat.person, now=NOW + HOUR)
    assert asked(NOW + HOUR) == []


@pytest.mark.parametrize(("state", "told"), [(S.BOOKED, 1), (S.WAITING, 0), (S.COMPLETED, 0)])
def test_only_who_has_a_seat_reads_of_today(state: str, told: int) -> None:
    seat = enrolment(session=session(starts_at=NOW + HOUR, place="Kantine"), state=state)
    today = [each for each in selectors.asked_of(seat.person, now=NOW) if "Vandaag" in str(each.title)]
    assert len(today) == told
    assert all("Kantine" in str(each.why) and str(seat.public_id) in each.url for each in today)


# --- pages ------------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("at_work")
def test_hr_adds_a_meeting_takes_one_away_and_saves(sign_in: SignIn, hr: Person) -> None:
    the_course = session().course
    client, url = sign_in(hr), address("session_create", course_id=the_course.public_id)
    # Before the clock goes forward on 28 March: the next meeting is at the same time of the day.
    typed = {"starts_at": "2027-03-23T10:00", "ends_at": "2027-03-23T12:00", "place": "Zaal Eik", "capacity": "8"}
    page = client.post(url, typed | {"add_meeting": "1"})
    assert page.status_code == 200
    form = page.context["form"]
    assert form["meeting_2_starts_at"].value() == "2027-03-30T10:00"
    assert "errors" not in page.content.decode()
    typed |= {"meeting_2_starts_at": "2027-03-30T10:00", "meeting_2_ends_at": "2027-03-30T12:00", "meeting_2_place": ""}
    form = client.post(url, typed | {"add_meeting": "1"}).context["form"]
    assert form["meeting_3_starts_at"].value() == "2027-04-06T10:00"
    typed |= {"meeting_3_starts_at": "2027-04-06T10:00", "meeting_3_ends_at": "", "meeting_3_place": "Zaal Beuk"}
    form = client.post(url, typed | {"remove_meeting": "2"}).context["form"]
    assert form["meeting_2_starts_at"].value() == "2027-04-06T10:00"
    assert form["meeting_2_place"].value() == "Zaal Beuk"
    assert "meeting_3_starts_at" not in form.fields
    assert client.post(url, typed | {"meetings_needed": "2"}).status_code == 302
    made = Session.objects.exclude(meeting_count=1).get()
    assert [each.starts_at.astimezone(AMSTERDAM).hour for each in made.all_meetings] == [10, 10, 10]
    assert made.all_meetings[2].ends_at - made.all_meetings[2].starts_at == 2 * HOUR, "as long as the first"
    assert made.meetings_needed == 2


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(
    ("sent", "field", "says"),
    [
        (
            {"meeting_2_starts_at": "2026-11-16T10:30", "meeting_2_ends_at": "2026-11-16T11:30"},
            "meeting_2_starts_at",
            "op hetzelfde moment",
        ),
        (
            {"meeting_2_starts_at": "2027-03-28T02:30", "meeting_2_ends_at": "2027-03-28T04:00"},
            "meeting_2_starts_at",
            "bestaat niet",
        ),
        (
            {"meeting_2_starts_at": "", "meeting_2_ends_at": "2026-11-23T11:30"},
            "meeting_2_starts_at",
            "wanneer deze bijeenkomst begint",
        ),
        (
            {"meeting_2_starts_at": "2026-11-23T12:00", "meeting_2_ends_at": "2026-11-23T11:30"},
            "meeting_2_ends_at",
            "eindigt voordat",
        ),
        (
            {"meeting_2_starts_at": "2026-11-09T12:00", "meeting_2_ends_at": ""},
            "meeting_2_starts_at",
            "eerder dan de eerste",
        ),
        (
            {"meeting_2_starts_at": "2026-11-23T12:00", "meetings_needed": "3"},
            "meetings_needed",
            "minder bijeenkomsten",
        ),
        ({"meeting_2_starts_at": "morgen"}, "meeting_2_starts_at", "Geef een dag en een tijd"),
    ],
)
def test_what_is_wrong_stands_at_its_meeting_and_nothing_is_lost(
    sign_in: SignIn, hr: Person, sent: dict[str, str], field: str, says: str
) -> None:
    url = address("session_create", course_id=session().course.public_id)
    typed = {"starts_at": "2026-11-16T10:00", "ends_at": "2026-11-16T12:00", "place": "Zaal Eik", "capacity": "8"}
    page = sign_in(hr).post(url, typed | {"meeting_2_place": "Zaal Beuk"} | sent)
    form = page.context["form"]
    assert page.status_code == 422
    assert any(says in str(each) for each in form.errors[field]), form.errors
    assert form["meeting_2_place"].value() == "Zaal Beuk"
    assert not Meeting.objects.exists()


@pytest.mark.usefixtures("at_work")
def test_rows_that_nobody_can_have_typed_are_passed_over(sign_in: SignIn, hr: Person) -> None:
    url = address("session_create", course_id=session().course.public_id)
    typed = {"starts_at": "2026-11-16T10:00", "ends_at": "2026-11-16T12:00", "place": "Zaal Eik", "capacity": "8"}
    strange = {
        "meeting_1_starts_at": "x",
        "meeting_99_starts_at": "x",
        "meeting_٣_starts_at": "x",
        "remove_meeting": "x",
    }
    page = sign_in(hr).post(url, typed | strange)
    assert page.status_code == 200
    assert page.context["form"].row_numbers == [2], "an unknown row to take away is one more"


@pytest.mark.usefixtures("at_work")
def test_row_left_empty_is_no_meeting_and_form_shows_what_is_kept(sign_in: SignIn, hr: Person) -> None:
    made = plan(hr, at(1, place="Zaal Beuk"))
    client, url = sign_in(hr), address("session_edit", session_id=made.public_id)
    form = client.get(url).context["form"]
    assert form["meeting_2_place"].value() == "Zaal Beuk"
    assert form["ends_at"].value() == at(0).ends_at.astimezone(AMSTERDAM).replace(tzinfo=None)
    sent = {
        "starts_at": "2026-11-16T10:00", "ends_at": "2026-11-16T12:00", "place": "Zaal Eik", "capacity": "5",
        "meeting_2_starts_at": "", "meeting_2_ends_at": "", "meeting_2_place": "", "edition": str(made.edition),
    }  # fmt: skip
    assert client.post(url, sent).status_code == 302
    made.refresh_from_db()
    assert (made.meeting_count, made.meetings.count()) == (1, 0)
    assert made.ends_at == made.starts_at + 2 * HOUR


@pytest.mark.usefixtures("at_work")
def test_copy_takes_its_meetings_along_and_begins_after_its_end(sign_in: SignIn, hr: Person) -> None:
    made = plan(hr, at(1))
    url = address("session_create", course_id=made.course.public_id) + f"?like={made.public_id}"
    form = sign_in(hr).get(url).context["form"]
    assert [form[name].value() for name in ("starts_at", "meeting_2_starts_at")] == [
        rules.weeks_later(each.starts_at, 2).replace(tzinfo=None) for each in made.all_meetings
    ]


@pytest.mark.usefixtures("at_work")
def test_pages_show_each_meeting_and_each_list(sign_in: SignIn, hr: Person) -> None:
    the_session = series(-1, 0, 1, capacity=4)
    seat = enrolment(session=the_session)
    client = sign_in(hr)
    page = client.get(address("attendance_mark", session_id=the_session.public_id)).content.decode()
    assert page.count("?meeting=") == 2, "a list of each meeting that began"
    client.post(
        address("attendance_mark", session_id=the_session.public_id) + "?meeting=1",
        {f"mark-{seat.public_id}": "present", "seen": "{}"},
    )
    assert Presence.objects.get().meeting.number == 1
    mine = sign_in(seat.person)
    shown = mine.get(address("enrolment_detail", enrolment_id=seat.public_id)).content.decode()
    assert "je was er" in shown
    assert "komt nog" in shown
    assert seat in mine.get(address("my_training")).context["mine"].booked
    assert any(
        "bij 1 van de 1 bijeenkomsten" in str(row) for each in selectors.data_about(seat.person) for row in each.rows
    )


@pytest.mark.usefixtures("at_work")
def test_list_on_paper_is_of_the_meeting_that_was_asked(sign_in: SignIn, hr: Person) -> None:
    made = plan(hr, at(1))
    enrolment(session=made)
    client, url = sign_in(hr), address("sheet", session_id=made.public_id)
    for number, meets in enumerate(made.all_meetings, start=1):
        name = client.get(f"{url}?meeting={number}").headers["Content-Disposition"]
        assert meets.starts_at.astimezone(AMSTERDAM).date().isoformat() in name


@pytest.mark.usefixtures("at_work")
def test_hr_is_asked_before_a_meeting_that_goes_settles_who_completed_it(sign_in: SignIn, hr: Person) -> None:
    seat = enrolment(session=series(-2, -1, 1))
    mark(seat, 1, present=True, actor=hr)
    mark(seat, 2, present=True, actor=hr)
    client, url = sign_in(hr), address("session_edit", session_id=seat.session.public_id)
    sent = as_shown(client.get(url).content.decode())
    sent = {name: value for name, value in sent.items() if not name.startswith("meeting_3")}
    asked = client.post(url, sent)
    assert asked.status_code == 422
    assert "settles" in asked.context["form"].errors
    assert client.post(url, sent | {"settles": "on"}).status_code == 302
    seat.refresh_from_db()
    assert seat.state == S.COMPLETED


@pytest.mark.usefixtures("at_work")
def test_end_of_a_meeting_moves_along_and_hours_that_differ_from_the_course_are_told(
    sign_in: SignIn, hr: Person
) -> None:
    made = plan(hr, at(1))
    client, url = sign_in(hr), address("session_edit", session_id=made.public_id)
    sent = as_shown(client.get(url).content.decode()) | {"meeting_2_starts_at": "2026-11-25T10:00"}
    page = client.post(url, sent, follow=True).content.decode()
    assert [each.ends_at - each.starts_at for each in made.meetings.all()] == [2 * HOUR, 2 * HOUR]
    assert "samen 4 uur" in page
    like = address("session_create", course_id=made.course.public_id) + f"?like={made.public_id}"
    copied = {name: values for name, values in as_sent(client.get(like).context["form"]).items() if any(values)}
    assert client.post(like, copied | {"starts_at": "2026-11-20T10:00"}).status_code == 302


# --- pure rules -------------------------------------------------------------------------------------------------------
@given(st.lists(st.booleans(), max_size=6), st.integers(1, 6), st.integers(0, 6))
def test_verdict_waits_for_all_marks_and_then_counts(marks: list[bool], count: int, needed: int) -> None:
    told = pure.followed(marks[:count], count=count, needed=min(needed, count))
    if len(marks) < count:
        assert told is None
    else:
        assert told is (sum(marks[:count]) >= (min(needed, count) or count))


@given(st.lists(st.integers(0, 200), min_size=1, max_size=8))
def test_series_is_in_order_and_an_overlap_is_found(hours: list[int]) -> None:
    first, *further = [Meets(NOW + each * HOUR, NOW + (each + 2) * HOUR) for each in sorted(hours)]
    ordered = pure.series(first, reversed(further))
    assert [each.number for each in ordered] == list(range(1, len(hours) + 1))
    assert [each.starts_at for each in ordered] == sorted(each.starts_at for each in [first, *further])
    overlaps = any(one.overlaps(two) for at, one in enumerate(ordered) for two in ordered[at + 1 :])
    assert (pure.first_overlap(ordered) is not None) == overlaps


def test_entry_in_a_calendar_keeps_its_name_for_good() -> None:
    uid = uuid4()
    names = [pure.calendar_uid(uid, number) for number in (1, 2, 3)]
    assert names[0] == str(uid)
    assert names == [pure.calendar_uid(uid, number) for number in (1, 2, 3)]
    assert len({UUID(each) for each in names}) == 3
    assert not set(names) & {pure.calendar_uid(uuid4(), number) for number in (1, 2, 3)}


# --- truths -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"ends_at": IN_TWO_WEEKS + timedelta(days=367)}, "training_session_ends_within_a_year"),
        ({"meeting_count": 0, "ends_at": IN_TWO_WEEKS + HOUR}, "training_session_meetings_sensible"),
        ({"meeting_count": 21}, "training_session_meetings_sensible"),
        ({"meetings_needed": 3}, "training_session_needs_no_more_than_it_has"),
        ({"starts_at": IN_TWO_WEEKS - HOUR}, "training_session_spans_its_meetings"),
        ({"meeting_count": 3}, "training_session_spans_its_meetings"),
        ({"meeting_count": 1}, "training_session_ends_within_hours"),
    ],
)
def test_session_and_its_meetings_agree(hr: Person, fields: dict[str, Any], name: str) -> None:
    made = plan(hr, at(1))
    with refused(name):
        Session.objects.filter(pk=made.pk).update(**fields)
        _at_once()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"number": 0}, "training_meeting_number_sensible"),
        ({"number": 1}, "training_meeting_one_number"),
        ({"number": 3}, "training_meeting_within_its_session"),
        ({"ends_at": at(1).starts_at}, "training_meeting_ends_within_hours"),
        ({"ends_at": at(1, lasts=13).ends_at}, "training_meeting_ends_within_hours"),
        ({"starts_at": at(0).starts_at, "ends_at": at(0).ends_at}, "training_meeting_no_overlap"),
        ({"ends_at": at(1, lasts=3).ends_at}, "training_meeting_within_its_session"),
    ],
)
def test_meeting_is_whole(hr: Person, fields: dict[str, Any], name: str) -> None:
    made = plan(hr, at(1))
    with refused(name):
        Meeting.objects.filter(session=made, number=2).update(**fields)
        _at_once(name if name in {"training_meeting_one_number", "training_meeting_no_overlap"} else "ALL")


def test_meeting_does_not_go_by_itself(hr: Person) -> None:
    made = plan(hr, at(1))
    with refused("training_meeting_within_its_session"):
        Meeting.objects.filter(session=made, number=2).delete()
        _at_once()


def test_presence_is_whole(hr: Person) -> None:
    seat, other = enrolment(session=series(-1, 1)), series(-1, 1)
    here = Presence.objects.create(enrolment=seat, meeting=seat.session.meetings.get(number=1), was_there=True)
    with refused("training_presence_once_a_meeting"):
        Presence.objects.create(enrolment=seat, meeting=here.meeting, was_there=False)
    with refused("training_presence_checked_in_was_there"):
        Presence.objects.filter(pk=here.pk).update(was_there=False, checked_in_at=NOW)
    with refused("training_presence_of_its_session"):
        Presence.objects.filter(pk=here.pk).update(meeting=other.meetings.get(number=1))


def test_who_walked_in_takes_part_and_never_waits() -> None:
    with refused("training_enrolment_walked_in_takes_part"):
        enrolment(session=session(), state=S.WAITING, walked_in=True)


def _at_once(names: str = "ALL") -> None:
    """Let the database look now at what it looks at when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {names} IMMEDIATE")
