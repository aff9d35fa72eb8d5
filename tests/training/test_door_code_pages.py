"""The screen at the door, the page behind the code, and what the trainer sees of it."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.test import Client

from common.models import AuditEvent
from common.services import change_setting
from people.choices import Role
from people.models import Person
from tests.characters import HOSTILE
from tests.people.builders import employee, unit
from tests.training.builders import NOW, enrolment, session
from tests.training.pages import SignIn, address
from training import selectors
from training.choices import CHECK_IN_MINUTES, EnrolmentState, NamesOn
from training.documents.sheets import sheet
from training.models import Session

S = EnrolmentState
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
NONCE = "0" * 32
SWAP = {"HX-Request": "true"}


@pytest.fixture
def trainer() -> Person:
    return employee(roles=[Role.TRAINER])


@pytest.fixture
def the_session(trainer: Person) -> Session:
    return session(starts_at=NOW - timedelta(minutes=10), trainers=[trainer], door_nonce=NONCE)


def token_of(of: Session) -> str:
    return selectors.codes_that_count(of, NOW)[0].token


def test_trainer_opens_the_door_and_sees_a_code_without_names(sign_in: SignIn, trainer: Person) -> None:
    mine = session(starts_at=NOW - timedelta(minutes=10), trainers=[trainer])
    guest = enrolment(session=mine, person=employee(last_name="Bakker")).person
    client, url = sign_in(trainer), address("door_show", session_id=mine.public_id)
    assert "hv-door__qr" not in client.get(url).content.decode()
    answer = client.post(address("door_open", session_id=mine.public_id))
    assert answer.headers["Location"] == url
    mine.refresh_from_db()
    page = client.get(url).content.decode()
    assert selectors.codes_that_count(mine, NOW)[0].shown in page
    assert "0 van 1" in page
    assert guest.last_name not in page
    part = client.get(url, headers=SWAP).content.decode()
    assert "<html" not in part
    assert "load delay:30s" in part


def test_screen_says_when_the_code_comes_and_when_it_is_over(
    sign_in: SignIn, hr: Person, administrator: Person
) -> None:
    change_setting(key=CHECK_IN_MINUTES.key, value=10, actor=administrator, now=NOW)
    soon = session(starts_at=NOW + timedelta(minutes=20), door_nonce=NONCE)
    over = session(starts_at=NOW - timedelta(hours=5), door_nonce=NONCE)
    client = sign_in(hr)
    page = client.get(address("door_show", session_id=soon.public_id)).content.decode()
    assert "hv-door__letters" not in page
    assert "10:10" in page
    page = client.get(address("door_show", session_id=over.public_id), headers=SWAP).content.decode()
    assert "hx-get" not in page


def test_stranger_to_the_session_sees_no_code(sign_in: SignIn, the_session: Session) -> None:
    client = sign_in(employee(roles=[Role.TRAINER]))
    for name in ("door_show", "checked_in"):
        assert client.get(address(name, session_id=the_session.public_id)).status_code == 403
    for name in ("door_open", "door_close"):
        assert client.post(address(name, session_id=the_session.public_id)).status_code == 403
    the_session.refresh_from_db()
    assert the_session.door_nonce == NONCE


def test_who_scans_signs_in_first(client: Client, the_session: Session) -> None:
    url = address("here", token=token_of(the_session))
    answer = client.get(url)
    assert answer.status_code == 302
    assert url in answer.headers["Location"]


def test_opening_the_page_changes_nothing_and_its_button_marks(
    sign_in: SignIn, colleague: Person, the_session: Session
) -> None:
    seat = enrolment(session=the_session, person=colleague)
    client, url = sign_in(colleague), address("here", token=token_of(the_session))
    assert "Ik ben er" in client.get(url).content.decode()
    seat.refresh_from_db()
    assert seat.state == S.BOOKED
    page = client.post(url, follow=True).content.decode()
    assert "Je staat als aanwezig op de lijst." in page
    seat.refresh_from_db()
    assert seat.state == S.ATTENDED
    page = client.get(url).content.decode()
    assert "Ik ben er" not in page
    assert client.post(url, follow=True).status_code == 200


def test_who_has_no_seat_reads_whom_to_ask(sign_in: SignIn, colleague: Person, the_session: Session) -> None:
    client, url = sign_in(colleague), address("here", token=token_of(the_session))
    page = client.get(url).content.decode()
    assert "Ik ben er<" not in page
    assert "trainer" in page
    assert client.post(url).status_code == 409


def test_code_that_ran_out_leads_to_the_screen_and_to_the_letters(
    sign_in: SignIn, colleague: Person, the_session: Session
) -> None:
    enrolment(session=the_session, person=colleague)
    client = sign_in(colleague)
    for answer in (client.get(address("here", token="forged")), client.post(address("here", token="forged"))):
        assert answer.status_code == 404
        assert "Deze code telt niet meer" in answer.content.decode()
    code = selectors.codes_that_count(the_session, NOW)[0]
    answer = client.post(address("check_in"), {"letters": code.letters.lower()})
    assert answer.headers["Location"] == address("here", token=code.token)
    assert client.post(address("check_in"), {"letters": "XXXXXX"}).status_code == 422
    assert client.post(address("check_in"), {"letters": ""}).status_code == 422


def test_guessing_letters_is_slow(sign_in: SignIn, colleague: Person) -> None:
    client = sign_in(colleague)
    tries = [client.post(address("check_in"), {"letters": f"{each}XXXXX"}).status_code for each in "BCDFGHJ"]
    assert tries == [422] * 6 + [429]


def test_attendance_page_tells_who_checked_in_and_notes_the_look(
    sign_in: SignIn, trainer: Person, the_session: Session
) -> None:
    guest = enrolment(session=the_session, state=S.COMPLETED, checked_in_at=NOW).person
    client = sign_in(trainer)
    assert guest.full_name in client.get(address("attendance_mark", session_id=the_session.public_id)).content.decode()
    url = address("checked_in", session_id=the_session.public_id)
    assert client.get(url).status_code == 302
    assert client.get(f"{url}?shown=1", headers=SWAP).status_code == 204
    part = client.get(f"{url}?shown=0", headers=SWAP)
    assert guest.full_name in part.content.decode()
    looks = AuditEvent.objects.filter(action="names.seen_by_trainer", reason=NamesOn.ATTENDANCE)
    assert looks.get().actor == trainer


def test_list_asks_no_more_once_the_door_is_closed(sign_in: SignIn, trainer: Person, the_session: Session) -> None:
    client, url = sign_in(trainer), address("checked_in", session_id=the_session.public_id)
    client.post(address("door_close", session_id=the_session.public_id))
    answer = client.get(f"{url}?shown=0", headers=SWAP)
    assert answer.status_code == 200
    assert "hx-get" not in answer.content.decode()


def test_my_data_says_that_somebody_checked_in(colleague: Person, the_session: Session) -> None:
    enrolment(session=the_session, person=colleague, state=S.COMPLETED, checked_in_at=NOW)
    (row,) = selectors.data_about(colleague)[0].rows
    assert "met de code aangemeld" in str(row.value)


@pytest.mark.parametrize(("language", "title"), [("nl", "Aanwezigheidslijst"), ("en", "Attendance list")])
def test_list_on_paper_has_the_names_and_empty_rows_and_says_that_it_is_not_kept(
    sign_in: SignIn, trainer: Person, the_session: Session, language: str, title: str
) -> None:
    guest = enrolment(session=the_session, person=employee(last_name="Bakker", unit=unit("201", "Thuiszorg Noord")))
    enrolment(session=the_session, person=employee(last_name="Wachter"), state=S.WAITING)
    client = sign_in(trainer)
    client.cookies["houvast_language"] = language
    answer = client.get(address("sheet", session_id=the_session.public_id))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).startswith(language)
        with pdf.open_metadata() as told:
            assert title in str(told["dc:title"])
            assert told["pdfuaid:part"] == "1"
    look = AuditEvent.objects.get(action="names.seen_by_trainer")
    assert look.reason == NamesOn.ATTENDANCE
    assert guest.person.full_name


def test_list_on_paper_is_for_who_marks_and_never_of_a_cancelled_session(
    sign_in: SignIn, hr: Person, colleague: Person
) -> None:
    cancelled = session(cancelled_at=NOW, cancel_reason="Ziek")
    url = address("sheet", session_id=cancelled.public_id)
    assert sign_in(colleague).get(url).status_code == 403
    assert sign_in(hr).get(url).status_code == 404


def test_list_of_many_goes_on_over_pages(hr: Person) -> None:
    the_session = session(starts_at=NOW, capacity=60)
    for _seat in range(50):
        enrolment(session=the_session)
    rows = selectors.participants(the_session, now=NOW).holding
    made = sheet(the_session, the_session.meeting_at(NOW), rows, [hr.full_name], organisation="Houtwijk", made_at=NOW)
    with pikepdf.open(BytesIO(made)) as pdf:
        assert 2 <= len(pdf.pages) <= 4


@pytest.mark.parametrize("name", HOSTILE)
def test_list_of_any_names_is_made(hr: Person, name: str) -> None:
    text = HOSTILE[name]
    the_session = session(starts_at=NOW, place=text)
    enrolment(session=the_session, person=employee(first_name=text, last_name=text))
    rows = selectors.participants(the_session, now=NOW).holding
    made = sheet(the_session, the_session.meeting_at(NOW), rows, [text], organisation=text, made_at=NOW)
    assert made.startswith(b"%PDF")
