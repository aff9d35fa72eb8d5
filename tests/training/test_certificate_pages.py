"""The pages of certificates: their holder, HR, somebody else, and whoever has a code."""

import zipfile
from io import BytesIO

import pytest
from django.test import Client

from common.models import AuditEvent
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, accreditation, certificate, completion, course
from tests.training.pages import SignIn, address
from training import selectors, services
from training.models import Accreditation, Certificate, Registration, SigningKey
from training.rules.certificates import shown_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
FILES = {
    "certificate_pdf": ("application/pdf", b"%PDF"),
    "certificate_badge": ("image/svg+xml", b"<svg"),
    "certificate_token": ("application/vc+jwt", b"eyJ"),
}


def of(name: str, held: Certificate) -> str:
    return address(name, certificate_id=held.public_id)


def check(held: Certificate) -> str:
    return address("certificate_check", code=held.code)


@pytest.mark.parametrize("name", FILES)
def test_holder_and_hr_take_a_file_and_nobody_else(
    sign_in: SignIn, colleague: Person, hr: Person, board_member: Person, name: str
) -> None:
    held = certificate(person=colleague)
    kind, begins = FILES[name]
    for person, status in ((colleague, 200), (hr, 200), (board_member, 404)):
        answer = sign_in(person).get(of(name, held))
        assert answer.status_code == status
        if status == 200:
            assert answer["Content-Type"] == kind
            assert answer.content.startswith(begins)
            assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize(("language", "says"), [("nl", "Download"), ("en", "Download as PDF")])
def test_page_of_a_certificate_has_one_thing_to_do_first(
    sign_in: SignIn, colleague: Person, language: str, says: str
) -> None:
    held = certificate(person=colleague)
    Person.objects.filter(pk=colleague.pk).update(language=language)
    page = sign_in(colleague).get(of("certificate_detail", held))
    assert says in page.content.decode()
    assert page.content.decode().count("btn-primary") == 1


def test_holder_shows_and_hides_the_name(sign_in: SignIn, colleague: Person) -> None:
    held, anybody = certificate(person=colleague), Client()
    mine = sign_in(colleague)
    assert colleague.full_name not in anybody.get(check(held)).content.decode()
    mine.post(of("certificate_share", held), {"shows_name": "yes"})
    assert colleague.full_name in anybody.get(check(held)).content.decode()
    mine.post(of("certificate_share", held))
    assert colleague.full_name not in anybody.get(check(held)).content.decode()


def test_page_for_checking_says_valid_expired_and_revoked(sign_in: SignIn, hr: Person, colleague: Person) -> None:
    anybody = Client(headers={"Accept-Language": "en"})
    held = certificate(person=colleague)
    old = certificate(person=colleague, valid_until=NOW.date(), completed_on=NOW.date().replace(year=2025))
    assert "Yes, this counts" in anybody.get(check(held)).content.decode()
    assert "This has run out" in anybody.get(check(old)).content.decode()
    sign_in(hr).post(of("certificate_revoke", held), {"reason": "Foute naam"})
    page = anybody.get(check(held)).content.decode()
    assert "This counts no more" in page
    # Why is between the holder and HR.
    assert "Foute naam" not in page


def test_unknown_code_is_404_with_a_way_on() -> None:
    answer = Client(headers={"Accept-Language": "en"}).get(address("certificate_check", code="<b>x"))
    assert answer.status_code == 404
    assert "Type the code again" in answer.content.decode()
    assert "<b>x" not in answer.content.decode()


def test_typed_code_leads_to_its_page_and_a_short_one_is_told() -> None:
    held, anybody = certificate(person=employee()), Client(headers={"Accept-Language": "en"})
    found = anybody.get(address("certificate_find"), {"code": shown_code(held.code).lower()})
    assert found.headers["Location"] == check(held)
    short = anybody.get(address("certificate_find"), {"code": "ABC"})
    assert short.status_code == 422
    assert "This one has 3" in short.content.decode()
    assert anybody.get(address("certificate_find"), {"code": ""}).status_code == 422


def test_revoking_asks_hr_why_and_takes_the_badge_away(
    sign_in: SignIn, hr: Person, colleague: Person, board_member: Person
) -> None:
    held = certificate(person=colleague)
    client, url = sign_in(hr), of("certificate_revoke", held)
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "Foute naam"}).status_code == 302
    assert sign_in(board_member).post(url, {"reason": "x"}).status_code == 403
    mine = sign_in(colleague)
    assert "Foute naam" in mine.get(of("certificate_detail", held)).content.decode()
    assert mine.get(of("certificate_badge", held)).status_code != 200


def test_everything_comes_along_in_one_file(sign_in: SignIn, colleague: Person, hr: Person) -> None:
    mine = sign_in(colleague)
    certificate(person=colleague)
    gone = certificate(person=colleague)
    certificate(person=hr)
    services.revoke_certificate(certificate_id=gone.pk, reason="Fout", actor=hr, now=NOW)
    packed = zipfile.ZipFile(BytesIO(mine.get(address("certificate_take")).content))
    assert sorted(name.rpartition(".")[2] for name in packed.namelist()) == ["jwt", "pdf", "svg", "txt"]


def test_hr_finds_certificates_and_each_look_shows_to_the_person(
    sign_in: SignIn, hr: Person, colleague: Person
) -> None:
    held, client = certificate(person=colleague), sign_in(hr)
    assert colleague.full_name not in client.get(address("certificate_list")).content.decode()
    for text in (colleague.last_name, held.code, shown_code(held.code)):
        assert str(held.public_id) in client.get(address("certificate_list"), {"q": text}).content.decode()
    client.get(of("certificate_detail", held))
    assert AuditEvent.objects.filter(action="names.seen_by_hr", object_id=str(colleague.public_id)).count() == 1
    labels = [row.label for each in selectors.data_about(colleague) for row in each.rows]
    assert labels.count("HR, certificaten en punten") == 1


def test_fetching_ahead_is_no_look(sign_in: SignIn, hr: Person, colleague: Person) -> None:
    held = certificate(person=colleague)
    sign_in(hr).get(of("certificate_detail", held), headers={"Sec-Purpose": "prefetch"})
    assert not AuditEvent.objects.filter(action="names.seen_by_hr").exists()


@pytest.mark.parametrize("number", [1, 2**33, 10**30])
def test_list_of_badges_that_is_not_there_is_404_and_signs_nothing(number: int) -> None:
    certificate(person=employee())
    assert Client().get(address("badges_revoked", number=number)).status_code == 404
    assert not SigningKey.objects.exists()
    assert Client().get(address("badges_revoked", number=0)).status_code == 200


# --- points -----------------------------------------------------------------------------------------------------------
ACCREDITED = {
    "body": "ABAN", "number": "4711", "profession": "Artsen", "points": "2", "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
}  # fmt: skip


def test_hr_adds_an_accreditation_and_takes_it_away(sign_in: SignIn, hr: Person, colleague: Person) -> None:
    the_course = course()
    client, url = sign_in(hr), address("accreditation_list", course_id=the_course.public_id)
    assert client.post(url, ACCREDITED).status_code == 302
    kept = Accreditation.objects.get(course=the_course)
    twice = client.post(url, ACCREDITED)
    assert (twice.status_code, Accreditation.objects.count()) == (422, 1)
    shown = client.get(address("course_detail", course_id=the_course.public_id)).content.decode()
    assert "ABAN" in shown
    remove = address("accreditation_remove", accreditation_id=kept.public_id)
    assert sign_in(colleague).post(remove).status_code == 403
    assert sign_in(hr).post(remove).status_code == 302
    assert not Accreditation.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"points": "0"}, "points"),
        ({"points": "-3"}, "points"),
        ({"points": "veel"}, "points"),
        ({"ends_on": "2025-01-01"}, "ends_on"),
        ({"body": ""}, "body"),
        ({"profession": ""}, "profession"),
    ],
)
def test_wrong_accreditation_is_told_at_its_field(
    sign_in: SignIn, hr: Person, wrong: dict[str, str], field: str
) -> None:
    url = address("accreditation_list", course_id=course().public_id)
    answer = sign_in(hr).post(url, ACCREDITED | wrong)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Accreditation.objects.exists()


def test_points_come_out_as_a_file_without_formulas(sign_in: SignIn, hr: Person) -> None:
    person = employee(first_name="=cmd|x", last_name="Alders")
    the_course = course()
    accreditation(of=the_course)
    services.give_registration(profession="Verpleegkundigen", number="@12", person=person, now=NOW)
    given = [{"body": "K", "number": "1", "profession": "Verpleegkundigen", "points": "1.5"}]
    certificate(person=person, of=the_course, accredited=given)
    client = sign_in(hr)
    asked = {"profession": "Verpleegkundigen", "start": "2026-01-01", "end": "2026-12-31"}
    answer = client.get(address("points_export"), asked)
    written = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "1,5" in written
    assert "'=cmd" in written
    assert "'@12" in written
    wrong = client.get(address("points_export"), asked | {"end": "2025-01-01"})
    assert wrong.status_code == 422


def test_one_gives_and_empties_a_number(sign_in: SignIn, colleague: Person) -> None:
    accreditation(of=course())
    client, url = sign_in(colleague), address("registrations")
    client.post(url, {"profession": "Verpleegkundigen", "number": "2904"})
    assert "2904" in client.get(url).content.decode()
    client.post(url, {"profession": "Verpleegkundigen", "number": ""})
    assert not Registration.objects.exists()
    assert client.post(url, {"profession": "Toverij", "number": "1"}).status_code == 422


def test_my_training_leads_to_what_one_got(sign_in: SignIn, colleague: Person) -> None:
    held = certificate(person=colleague)
    completion(of=course(), person=colleague)
    page = sign_in(colleague).get(address("my_training")).content.decode()
    assert of("certificate_detail", held) in page
    assert address("certificate_take") in page


# --- the key that signs -----------------------------------------------------------------------------------------------
def test_administrator_sees_the_keys_and_replaces_one(sign_in: SignIn, administrator: Person, hr: Person) -> None:
    first, _private = services.key_to_sign_with(now=NOW)
    client = sign_in(administrator)
    assert str(first.public_id) in client.get(address("key_list")).content.decode()
    assert client.post(address("key_renew"), {}).status_code == 422
    assert client.post(address("key_renew"), {"old_key": "keep"}).status_code == 302
    assert client.post(address("key_renew"), {"old_key": "distrust"}).status_code == 302
    states = [(key.retired_at is None, key.distrusted_at is None) for key in selectors.keys_made()]
    assert states == [(True, True), (False, False), (False, True)]
    assert sign_in(hr).post(address("key_renew"), {"old_key": "keep"}).status_code == 403


def test_text_that_no_name_can_hold_finds_nobody(hr: Person, sign_in: SignIn) -> None:
    answer = sign_in(hr).get(address("certificate_list"), {"q": "a\0b"})
    assert answer.status_code == 200
