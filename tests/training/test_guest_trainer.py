"""Somebody who has no account here gives a session: their name stands wherever people look."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, enrolment, session
from tests.training.test_calendars import invitations
from training import services
from training.models import Session
from training.selectors.calendars import given_by
from training.selectors.session_list import count_of_sessions, without_trainer_soon

SignIn = Callable[[Person], Client]
WHO = "Tess van Dam, Trainbureau"


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_hr_names_a_trainer_from_outside_and_participants_read_it(sign_in: SignIn, hr: Person) -> None:
    planned = session(starts_at=NOW + timedelta(days=3))
    assert count_of_sessions(hr, without_trainer_soon(NOW), now=NOW) == 1
    client = sign_in(hr)
    address = reverse("training:session_edit", args=[planned.public_id])
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value not in (None, [])} | {"guest_trainer": WHO}
    for name in ("starts_at", "ends_at"):
        sent |= _moment(name, values[name])
    assert client.post(address, sent).status_code == 302
    assert Session.objects.get().guest_trainer == WHO
    assert count_of_sessions(hr, without_trainer_soon(NOW), now=NOW) == 0
    page = client.get(reverse("training:session_detail", args=[planned.public_id])).content.decode()
    assert WHO in page
    course_page = sign_in(employee()).get(reverse("training:course_detail", args=[planned.course.public_id]))
    assert WHO in course_page.content.decode()
    enrolment(session=planned, person=employee())
    paper = sign_in(hr).get(reverse("training:sheet", args=[planned.public_id])).content
    assert WHO in pypdfium2.PdfDocument(paper)[0].get_textpage().get_text_range()


def _moment(name: str, value: Any) -> dict[str, str]:
    return {f"{name}_0": f"{value:%Y-%m-%d}", f"{name}_1": f"{value:%H:%M}"}


@pytest.mark.django_db(transaction=True)
def test_calendar_entry_names_a_trainer_from_outside() -> None:
    person, planned = employee(language="nl"), session(guest_trainer=WHO)
    services.enrol(session_id=planned.pk, person=person, actor=person, now=NOW)
    ((_method, event),) = invitations(person)
    assert str(event["description"]).startswith(f"Trainer: {WHO}")


def test_entry_says_where_to_take_part_and_who_gives_it() -> None:
    assert given_by("", "") == ""
    assert given_by("https://x.example/1", WHO) == f"https://x.example/1\nTrainer: {WHO}"
