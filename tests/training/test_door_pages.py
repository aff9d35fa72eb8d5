"""Marking who came, on a phone at the door."""

from datetime import timedelta

import pytest

from people.choices import Role
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import (
    NOW,
    enrolment,
    full_session,
    session,
)
from tests.training.pages import SignIn, address
from training.choices import EnrolmentState
from training.models import Enrolment

S = EnrolmentState
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def test_who_is_here_without_a_seat_is_added(sign_in: SignIn) -> None:
    trainer, guest = employee(roles=[Role.TRAINER]), employee(last_name="Bakker")
    the_session = session(starts_at=NOW - timedelta(hours=1), trainers=[trainer])
    client, url = sign_in(trainer), address("walk_in", session_id=the_session.public_id)
    assert guest.full_name in client.get(url, {"text": "bakker"}).content.decode()
    assert client.post(url, {"text": "bakker"}).status_code == 422
    page = client.post(url, {"person": str(guest.public_id)}, follow=True).content.decode()
    assert "zonder plek" in page
    assert Enrolment.objects.get().walked_in


def test_trainer_marks_own_session_and_no_other(sign_in: SignIn) -> None:
    trainer = employee(roles=[Role.TRAINER])
    mine = session(starts_at=NOW - timedelta(hours=1), trainers=[trainer])
    other = session(starts_at=NOW - timedelta(hours=1))
    seat = enrolment(session=mine)
    client = sign_in(trainer)
    assert client.get(address("attendance_mark", session_id=other.public_id)).status_code == 403
    client.post(address("attendance_mark", session_id=mine.public_id), {f"mark-{seat.public_id}": "present"})
    seat.refresh_from_db()
    assert seat.state == S.COMPLETED


def test_attendance_list_that_is_no_list_is_refused(sign_in: SignIn, hr: Person) -> None:
    the_session = session(starts_at=NOW - timedelta(hours=1))
    answer = sign_in(hr).post(address("attendance_mark", session_id=the_session.public_id), {"mark-x": "present"})
    assert answer.status_code == 422


def test_all_others_are_marked_with_one_button(sign_in: SignIn, hr: Person) -> None:
    the_session = full_session(capacity=3, starts_at=NOW - timedelta(hours=1))
    first = the_session.enrolments.first()
    assert first is not None
    fields = {f"mark-{first.public_id}": "absent", "rest": "present"}
    sign_in(hr).post(address("attendance_mark", session_id=the_session.public_id), fields)
    assert sorted(the_session.enrolments.values_list("state", flat=True)) == [S.COMPLETED, S.COMPLETED, S.NO_SHOW]


def test_marks_stay_when_somebody_lost_the_seat_meanwhile(sign_in: SignIn, hr: Person) -> None:
    the_session = full_session(capacity=2, starts_at=NOW - timedelta(hours=1))
    stays, goes = the_session.enrolments.all()
    Enrolment.objects.filter(pk=goes.pk).update(state=S.CANCELLED, ending="by_hr")
    fields = {f"mark-{stays.public_id}": "absent", f"mark-{goes.public_id}": "present"}
    answer = sign_in(hr).post(address("attendance_mark", session_id=the_session.public_id), fields)
    assert answer.status_code == 422
    assert answer.context["form"][f"mark-{stays.public_id}"].value() == "absent"
    assert set(the_session.enrolments.values_list("state", flat=True)) == {S.BOOKED, S.CANCELLED}


def test_saving_without_a_mark_is_no_success(sign_in: SignIn, hr: Person) -> None:
    past = session(starts_at=NOW - timedelta(days=1))
    enrolment(session=past)
    url = address("attendance_mark", session_id=past.public_id)
    page = sign_in(hr).post(url, {}, follow=True).content.decode()
    assert "Je hebt niemand afgevinkt" in page
    assert "0 personen" not in page
    assert "Wie was er?" in page
