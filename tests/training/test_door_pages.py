"""Marking who came, on a phone at the door."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest

from common.sent import as_sent
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
    assert seat.state == S.ATTENDED


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
    assert sorted(the_session.enrolments.values_list("state", flat=True)) == [S.ATTENDED, S.ATTENDED, S.NO_SHOW]


def as_opened(answer: Any) -> dict[str, str]:
    """Return what a browser sends for an attendance list when nobody touches it."""
    form = answer.context["form"]
    seen = re.search(r'name="seen" value="([^"]*)"', answer.content.decode())
    assert seen is not None
    return {**{name: values[0] for name, values in as_sent(form).items()}, "seen": html.unescape(seen[1])}


def test_two_mark_one_list_and_neither_loses_a_mark(sign_in: SignIn, hr: Person) -> None:
    the_session = full_session(capacity=3, starts_at=NOW - timedelta(hours=1))
    first, second, third = (f"mark-{each.public_id}" for each in the_session.enrolments.order_by("pk"))
    client, url = sign_in(hr), address("attendance_mark", session_id=the_session.public_id)
    opened = as_opened(client.get(url))
    client.post(url, opened | {first: "present", second: "absent"})

    refused = client.post(url, opened | {second: "present", third: "present"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "intussen als afwezig gemeld" in page
    assert f"#id_{second}" in page
    again = as_opened(refused)
    assert [again[name] for name in (first, second, third)] == ["present", "present", "present"]
    assert client.post(url, again).status_code == 302
    assert set(the_session.enrolments.values_list("state", flat=True)) == {S.ATTENDED}


def test_mark_that_was_left_alone_takes_what_another_made_of_it(sign_in: SignIn, hr: Person) -> None:
    the_session = full_session(capacity=2, starts_at=NOW - timedelta(hours=1))
    first, second = (f"mark-{each.public_id}" for each in the_session.enrolments.order_by("pk"))
    client, url = sign_in(hr), address("attendance_mark", session_id=the_session.public_id)
    client.post(url, {first: "present"})
    opened = as_opened(client.get(url))
    client.post(url, opened | {first: "absent"})
    assert client.post(url, opened | {second: "present"}).status_code == 302
    states = [row.state for row in the_session.enrolments.order_by("pk")]
    assert states == [S.NO_SHOW, S.ATTENDED]


@pytest.mark.parametrize("seen", ["", "x", "[]", '{"mark-1": {}}'])
def test_list_without_what_it_showed_is_read_upon_what_stands(sign_in: SignIn, hr: Person, seen: str) -> None:
    the_session = full_session(capacity=1, starts_at=NOW - timedelta(hours=1))
    seat = the_session.enrolments.get()
    url = address("attendance_mark", session_id=the_session.public_id)
    assert sign_in(hr).post(url, {f"mark-{seat.public_id}": "absent", "seen": seen}).status_code == 302
    seat.refresh_from_db()
    assert seat.state == S.NO_SHOW


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
