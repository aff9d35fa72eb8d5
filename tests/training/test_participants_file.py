"""Participants of a session as a file: HR gets more than a trainer, and each download is recorded."""

import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from common.models import AuditEvent
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, enrolment, session
from tests.training.pages import SignIn, address
from training.choices import EnrolmentState
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


@pytest.fixture
def trainer() -> Person:
    return employee(roles=["trainer"], language="en")


@pytest.fixture
def the_session(trainer: Person) -> Session:
    made = session(trainers=[trainer])
    enrolment(session=made, person=employee(first_name="=Ada", last_name="Smit", email="ada@organisatie.example"))
    enrolment(session=made, state=EnrolmentState.WAITING, joined_at=NOW - timedelta(days=1))
    enrolment(session=made, state=EnrolmentState.CANCELLED)
    return made


def csv_of(answer: Any) -> str:
    return str(answer.getvalue().decode("utf-8-sig"))


def test_hr_gets_who_takes_part_and_who_waits(sign_in: SignIn, the_session: Session) -> None:
    hr = employee(roles=["hr"], language="en")
    rows = csv_of(sign_in(hr).get(address("participants_csv", session_id=the_session.public_id))).splitlines()
    assert rows[0].startswith('"Employee number","Name","Unit","State"')
    assert len(rows) == 3
    assert "ada@organisatie.example" in rows[1]
    assert '"\'=Ada de Smit"' in rows[1], "no cell begins like a formula"
    assert '"on the waiting list"' in rows[2]


def test_trainer_gets_neither_number_nor_address(sign_in: SignIn, the_session: Session, trainer: Person) -> None:
    text = csv_of(sign_in(trainer).get(address("participants_csv", session_id=the_session.public_id)))
    assert text.startswith('"Name","Unit","State"')
    assert "@" not in text
    number = the_session.enrolments.order_by("pk")[0].person.employee_number
    assert number
    assert number not in text


def test_workbook_has_the_same_rows(sign_in: SignIn, the_session: Session, trainer: Person) -> None:
    answer: Any = sign_in(trainer).get(address("participants_xlsx", session_id=the_session.public_id))
    sheet: Any = load_workbook(io.BytesIO(answer.getvalue())).active
    assert [cell.value for cell in sheet[1]][:3] == ["Name", "Unit", "State"]
    assert (sheet.max_row, sheet["A2"].value) == (3, "'=Ada de Smit")


def test_heads_are_dutch_for_who_reads_dutch(sign_in: SignIn, the_session: Session) -> None:
    hr = employee(roles=["hr"], language="nl")
    text = csv_of(sign_in(hr).get(address("participants_csv", session_id=the_session.public_id)))
    assert text.startswith('"Personeelsnummer";"Naam"')


def test_each_download_is_recorded(sign_in: SignIn, the_session: Session, trainer: Person) -> None:
    client, url = sign_in(trainer), address("participants_csv", session_id=the_session.public_id)
    for _time in range(2):
        client.get(url)
    kept = AuditEvent.objects.filter(action="session.participants_downloaded", actor=trainer)
    assert list(kept.values_list("object_id", "fields")) == [(str(the_session.public_id), ["csv"])] * 2
    assert AuditEvent.objects.filter(action="names.seen_by_trainer", reason="participants").count() == 1


def test_colleague_gets_nothing(sign_in: SignIn, the_session: Session) -> None:
    assert sign_in(employee()).get(address("participants_csv", session_id=the_session.public_id)).status_code == 403
