"""Handing in evidence and answering it, as people see it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from common.models import AuditEvent, StoredFile
from people.choices import Role
from people.models import Person
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.training.builders import (
    NOW,
    all_read,
    answered,
    asks_evidence,
    course,
    enrolment,
    evidence,
    portal_course,
    session,
)
from tests.training.files import DRAWING, PROGRAM, WEB_PAGE, jpeg, pdf, png
from tests.training.pages import SignIn, address, page_of
from tests.training.test_office_pages import course_fields
from training import services
from training.choices import EnrolmentState
from training.models import Completion, Course, Enrolment, Evidence, Session

S = EnrolmentState
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work", "own_folder")]


@pytest.fixture
def trainer() -> Person:
    return employee(first_name="Tarik", roles=[Role.TRAINER])


@pytest.fixture
def held(hr: Person, trainer: Person) -> Session:
    made = asks_evidence(course(author=hr, title="Werkkaart"))
    starts_at = NOW - timedelta(hours=3)
    return session(of=made, trainers=[trainer], starts_at=starts_at, ends_at=NOW - timedelta(hours=1))


@pytest.fixture
def seat(held: Session, colleague: Person) -> Enrolment:
    return enrolment(session=held, person=colleague, state=S.ATTENDED)


def external() -> Course:
    return asks_evidence(course(kind="elsewhere", external_url="https://www.example.nl/", provider="Buiten"))


def upload(client: Client, of: Course, content: bytes, *, name: str = "werk.png", **fields: str) -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return client.post(address("evidence_hand_in", course_id=of.public_id), {"file": file, **fields})  # type: ignore[return-value]


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_hr_writes_what_people_hand_in_and_everyone_reads_it(sign_in: SignIn, hr: Person, colleague: Person) -> None:
    client = sign_in(hr)
    fields = course_fields(asks_evidence="on", evidence_nl="Een foto van je kaart.", evidence_en="A photo of it.")
    client.post(address("course_create"), fields)
    made = Course.objects.get()
    assert (made.asks_evidence, made.evidence_en) == (True, "A photo of it.")
    services.publish_course(course_id=made.pk, actor=hr, now=NOW)
    page = page_of(sign_in(colleague), made)
    assert "Een foto van je kaart." in page
    assert "bij een sessie zijn" in page.lower()
    assert "Lever je bewijsstuk in" not in page


def test_form_says_what_is_missing_and_stays_open(sign_in: SignIn, hr: Person) -> None:
    response = sign_in(hr).post(address("course_create"), course_fields(asks_evidence="on"))
    assert response.status_code == 422
    assert "Zeg in het Nederlands wat mensen inleveren" in text(response)
    assert "<details" in text(response)


def test_person_hands_in_the_trainer_accepts_and_the_course_is_completed(
    sign_in: SignIn, trainer: Person, colleague: Person, seat: Enrolment
) -> None:
    made, client = seat.session.course, sign_in(colleague)
    page = text(client.get(address("enrolment_detail", enrolment_id=seat.public_id)))
    assert "Lever je bewijsstuk in om de cursus af te ronden." in page
    assert "Lever je bewijsstuk in" in page_of(client, made)
    assert "Inleveren" in text(client.get(address("my_training")))
    response = upload(client, made, png(), remark="Met het team gemaakt.")
    assert (response.status_code, response["Location"]) == (
        302, address("evidence_hand_in", course_id=made.public_id),
    )  # fmt: skip
    assert "wacht op antwoord" in text(client.get(response["Location"]))
    assert "wacht op antwoord" in page_of(client, made)

    row, client = Evidence.objects.get(), sign_in(trainer)
    assert colleague.full_name in text(client.get(address("evidence_list")))
    page = text(client.get(address("evidence_answer", evidence_id=row.public_id)))
    assert "Met het team gemaakt." in page
    assert "Een foto van wat je maakte." in page
    assert f'src="{address("evidence_file", evidence_id=row.public_id)}"' in page
    seen = str(row.file.public_id) if row.file else ""
    answer = address("evidence_answer", evidence_id=row.public_id)
    response = client.post(answer, {"answer": "accept", "seen": seen}, follow=True)
    assert "heeft de cursus afgerond" in text(response)
    assert Completion.objects.get().person == colleague

    client = sign_in(colleague)
    page = text(client.get(address("evidence_hand_in", course_id=made.public_id)))
    assert "is geaccepteerd op" in page
    assert 'type="file"' not in page


def test_sent_back_says_why_to_the_person_who_hands_in_anew(
    sign_in: SignIn, hr: Person, colleague: Person, seat: Enrolment
) -> None:
    made = seat.session.course
    row, client = evidence(of=made, by=colleague), sign_in(hr)
    answer = address("evidence_answer", evidence_id=row.public_id)
    response = client.post(answer, {"answer": "send_back"})
    assert response.status_code == 422
    assert "Zeg wat er ontbreekt" in text(response)
    client.post(answer, {"answer": "send_back", "reason": "Ik zie geen <b>datum</b>."})
    client = sign_in(colleague)
    for url in ("course_detail", "evidence_hand_in"):
        assert "Ik zie geen &lt;b&gt;datum&lt;/b&gt;." in text(client.get(address(url, course_id=made.public_id)))
    assert "Ik zie geen" in text(client.get(address("my_training")))
    upload(client, made, png(shade=1))
    row.refresh_from_db()
    assert row.is_waiting
    page = text(sign_in(hr).get(answer))
    assert "Het is eerder teruggestuurd" in page


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ((b"", "leeg.pdf"), "leeg"),
        ((PROGRAM, "verslag.pdf"), "iets anders"),
        ((DRAWING, "foto.png"), "iets anders"),
        ((WEB_PAGE, "foto.jpg"), "iets anders"),
        ((b"%PDF-1.7" + b"0" * (11 * 1024 * 1024), "groot.pdf"), "groter dan 10 MB"),
    ],
    ids=["empty", "program", "svg", "html", "large"],
)
def test_wrong_file_is_refused_beside_its_field_and_the_remark_stays(
    sign_in: SignIn, colleague: Person, seat: Enrolment, file: tuple[bytes, str], says: str
) -> None:
    response = upload(sign_in(colleague), seat.session.course, file[0], name=file[1], remark="Mijn kaart.")
    assert response.status_code == 422
    assert says in text(response)
    assert "Mijn kaart." in text(response)
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.exists()


def test_handing_in_nothing_asks_for_a_file(sign_in: SignIn, colleague: Person, seat: Enrolment) -> None:
    url = address("evidence_hand_in", course_id=seat.session.course.public_id)
    response = sign_in(colleague).post(url, {"remark": "x"})
    assert response.status_code == 422
    assert "Kies een bestand of maak een foto." in text(response)  # type: ignore[arg-type]


def test_who_was_not_there_reads_what_comes_first(sign_in: SignIn, colleague: Person, held: Session) -> None:
    client = sign_in(colleague)
    page = text(client.get(address("evidence_hand_in", course_id=held.course.public_id)))
    assert "Doe eerst mee aan een sessie." in page
    assert 'type="file"' not in page
    response = upload(client, held.course, png())
    assert response.status_code == 422
    assert "Doe eerst mee aan een sessie." in text(response)
    assert not Evidence.objects.exists()


def test_course_that_asks_none_has_no_such_page(sign_in: SignIn, colleague: Person) -> None:
    made, client = course(), sign_in(colleague)
    assert client.get(address("evidence_hand_in", course_id=made.public_id)).status_code == 404
    assert upload(client, made, png()).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "goes_out"),
    [
        (png(), "mijn foto.exe", ("image/png", "mijn foto.png")),
        (jpeg(), "foto.svg", ("image/jpeg", "foto.jpg")),
        (pdf(), "verslag.html", ("application/pdf", "verslag.pdf")),
    ],
    ids=["png", "jpeg", "pdf"],
)
def test_file_goes_out_as_what_it_is_and_is_never_opened_in_the_portal(
    sign_in: SignIn, colleague: Person, content: bytes, name: str, goes_out: tuple[str, str]
) -> None:
    client, made = sign_in(colleague), external()
    upload(client, made, content, name=name)
    response = client.get(address("evidence_file", evidence_id=Evidence.objects.get().public_id))
    assert response["Content-Type"] == goes_out[0]
    assert response["Content-Disposition"] == f'attachment; filename="{goes_out[1]}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert b"".join(response) == content  # type: ignore[arg-type]


def test_evidence_of_another_is_not_there(
    sign_in: SignIn, hr: Person, trainer: Person, seat: Enrolment, colleague: Person
) -> None:
    row = evidence(of=seat.session.course, by=colleague)
    pages = [address(name, evidence_id=row.public_id) for name in ("evidence_answer", "evidence_file")]
    for stranger in (employee(), employee(roles=[Role.TRAINER]), employee(roles=[Role.BOARD])):
        client = sign_in(stranger)
        assert [client.get(url).status_code for url in pages] == [404, 404]
        assert client.post(pages[0], {"answer": "accept"}).status_code == 404
    for reader in (hr, trainer):
        client = sign_in(reader)
        assert [client.get(url).status_code for url in pages] == [200, 200]
    client = sign_in(colleague)
    assert [client.get(url).status_code for url in pages] == [404, 200]
    assert client.get(address("evidence_file", evidence_id=uuid4())).status_code == 404
    row.refresh_from_db()
    assert row.is_waiting


@pytest.mark.parametrize("name", ["evidence_list", "evidence_answer", "evidence_file"])
def test_person_reads_who_looked_at_their_evidence(
    sign_in: SignIn, trainer: Person, colleague: Person, seat: Enrolment, name: str
) -> None:
    row = evidence(of=seat.session.course, by=colleague)
    sign_in(colleague).get(address("evidence_file", evidence_id=row.public_id))
    client, which = sign_in(trainer), {} if name == "evidence_list" else {"evidence_id": row.public_id}
    client.get(address(name, **which), headers={"Sec-Purpose": "prefetch"})
    assert not AuditEvent.objects.filter(reason="evidence").exists()
    client.get(address(name, **which))
    (look,) = AuditEvent.objects.filter(reason="evidence")
    assert (look.action, look.object_id, look.actor) == ("names.seen_by_trainer", str(colleague.public_id), trainer)


def test_file_that_is_deleted_is_not_there(sign_in: SignIn, hr: Person, colleague: Person) -> None:
    row = evidence(of=external(), by=colleague, state="accepted", file=None)
    client = sign_in(hr)
    assert client.get(address("evidence_file", evidence_id=row.public_id)).status_code == 404
    assert "Het bestand is verwijderd." in text(client.get(address("evidence_answer", evidence_id=row.public_id)))


def test_file_that_storage_lost_is_not_there(sign_in: SignIn, colleague: Person) -> None:
    row = evidence(of=external(), by=colleague)
    assert row.file is not None
    row.file.file.storage.delete(row.file.file.name or "")
    assert sign_in(colleague).get(address("evidence_file", evidence_id=row.public_id)).status_code == 404


def test_second_answer_reads_that_somebody_was_first(sign_in: SignIn, hr: Person, colleague: Person) -> None:
    row = evidence(of=external(), by=colleague)
    services.accept_evidence(evidence_id=row.pk, actor=employee(roles=[Role.HR]), now=NOW)
    answer = address("evidence_answer", evidence_id=row.public_id)
    response = sign_in(hr).post(answer, {"answer": "send_back", "reason": "Nee"})
    assert response.status_code == 422
    assert "Je antwoord is niet bewaard" in text(response)  # type: ignore[arg-type]
    assert "Geaccepteerd op" in text(response)  # type: ignore[arg-type]


def test_answer_to_a_file_that_was_replaced_shows_the_new_one_and_then_counts(
    sign_in: SignIn, hr: Person, colleague: Person
) -> None:
    row, client = evidence(of=external(), by=colleague), sign_in(hr)
    answer, old = address("evidence_answer", evidence_id=row.public_id), str(row.file.public_id if row.file else "")
    upload(sign_in(colleague), row.course, png(shade=5))
    row.refresh_from_db()
    client = sign_in(hr)
    response = client.post(answer, {"answer": "accept", "seen": old})
    assert response.status_code == 422
    assert "ander bestand" in text(response)  # type: ignore[arg-type]
    new = str(row.file.public_id if row.file else "")
    assert f'name="seen" value="{new}"' in text(response)  # type: ignore[arg-type]
    client.post(answer, {"answer": "accept", "seen": new})
    assert Completion.objects.exists()


def test_answer_to_what_was_taken_back_leads_to_the_list(sign_in: SignIn, hr: Person, colleague: Person) -> None:
    row = evidence(of=external(), by=colleague)
    client = sign_in(colleague)
    response = client.post(address("evidence_take_back", course_id=row.course.public_id), follow=True)
    assert "teruggenomen" in text(response)  # type: ignore[arg-type]
    again = client.post(address("evidence_take_back", course_id=row.course.public_id), follow=True)
    assert "niets om terug te nemen" in text(again)  # type: ignore[arg-type]
    answer = address("evidence_answer", evidence_id=row.public_id)
    assert sign_in(hr).post(answer, {"answer": "accept"}).status_code == 404


def test_result_of_the_questions_leads_to_the_evidence(sign_in: SignIn, colleague: Person) -> None:
    made = asks_evidence(portal_course())
    all_read(of=made, by=colleague)
    answered(of=made, by=colleague, right=4)
    services.finish_quiz(course_id=made.pk, person=colleague, now=NOW)
    page = text(sign_in(colleague).get(address("quiz_result", course_id=made.public_id)))
    assert "alleen je bewijsstuk nog over" in page
    assert address("evidence_hand_in", course_id=made.public_id) in page


def test_course_elsewhere_says_where_to_hand_in(sign_in: SignIn, colleague: Person) -> None:
    made = external()
    page = page_of(sign_in(colleague), made)
    assert "Ben je klaar, lever je bewijsstuk dan hier in." in page
    assert "Dat kan een paar dagen duren" not in page


def test_course_page_says_that_it_is_done_and_no_longer_what_is_left(
    sign_in: SignIn, hr: Person, colleague: Person, seat: Enrolment
) -> None:
    made, client = seat.session.course, sign_in(colleague)
    assert "Bij een sessie zijn" in page_of(client, made)
    upload(client, made, png())
    services.accept_evidence(evidence_id=Evidence.objects.get().pk, actor=hr, now=NOW)
    page = page_of(sign_in(colleague), made)
    assert "Je bewijsstuk is geaccepteerd op" in page
    assert "Bij een sessie zijn" not in page
    assert "Doe eerst mee" not in page


@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_speak_both_languages(sign_in: SignIn, colleague: Person, seat: Enrolment, language: str) -> None:
    client = sign_in(colleague)
    client.cookies["houvast_language"] = language
    page = text(client.get(address("evidence_hand_in", course_id=seat.session.course.public_id)))
    with translation.override(language):
        assert str(seat.session.course.evidence_asked) in page
    assert ("A PDF, or a photo" in page) is (language == "en")


@pytest.mark.parametrize("rows", [3, 20])
def test_list_costs_the_same_for_any_length(sign_in: SignIn, trainer: Person, held: Session, rows: int) -> None:
    Session.objects.filter(pk=held.pk).update(capacity=100)
    for _number in range(rows):
        evidence(of=held.course, by=enrolment(session=held, state=S.ATTENDED).person)
    client = sign_in(trainer)
    client.get(address("evidence_list"))
    with query_count(__file__, "training:evidence_list"):
        client.get(address("evidence_list"))


@pytest.mark.parametrize("rows", [3, 20])
def test_my_training_costs_the_same_for_any_evidence(sign_in: SignIn, colleague: Person, rows: int) -> None:
    for number in range(rows):
        made = asks_evidence(course())
        enrolment(session=session(of=made, starts_at=NOW - timedelta(days=9)), person=colleague, state=S.ATTENDED)
        if number % 2:
            evidence(of=made, by=colleague, state="sent_back")
        all_read(of=asks_evidence(portal_course(questions=number % 3)), by=colleague)
    client = sign_in(colleague)
    client.get(address("my_training"))
    with query_count(__file__, "training:my_training with evidence"):
        client.get(address("my_training"))


@pytest.mark.parametrize("name", ["evidence_hand_in", "evidence_answer", "course_detail with evidence"])
def test_pages_of_one_piece_cost_what_is_written_down(
    sign_in: SignIn, trainer: Person, colleague: Person, seat: Enrolment, name: str
) -> None:
    row = evidence(of=seat.session.course, by=colleague)
    page, _space, _with = name.partition(" ")
    which: Mapping[str, Any] = (
        {"evidence_id": row.public_id} if page == "evidence_answer" else {"course_id": row.course.public_id}
    )
    client = sign_in(trainer if page == "evidence_answer" else colleague)
    client.get(address(page, **which))
    with query_count(__file__, f"training:{name}"):
        client.get(address(page, **which))
