"""What shows that somebody completed a course: given out by itself, checked by others, signed, revoked, re-keyed."""

import base64
import json
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pikepdf
import pytest
from django.utils import translation
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from openbadgeslib.baking import SVG_ELEMENT_OB3, extract_svg
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from pytest_django.fixtures import Settings

from common.canonical import fingerprint
from common.clock import now
from common.errors import RuleBroken
from outbox.messages import render
from outbox.models import Message
from people.choices import Role
from people.models import Person
from people.services import pseudonymise
from tests.characters import CONTROLS, HOSTILE
from tests.people.builders import employee
from tests.training.builders import (
    NOW,
    accreditation,
    all_read,
    answered,
    certificate,
    course,
    enrolment,
    portal_course,
    session,
)
from training import selectors, services
from training.choices import CertificateKind, CertificateStanding, EnrolmentState
from training.documents.badges import baked
from training.documents.certificates import paper
from training.documents.pictures import badge_picture
from training.models import Certificate, Completion, Course, CourseVersion, Registration, SigningKey
from training.rules.certificates import CODE_LENGTH, CODE_LETTERS, new_code, shown_code

S = EnrolmentState
pytestmark = pytest.mark.django_db
HOST = "https://houvast.example"


@pytest.fixture(autouse=True)
def public_host(settings: Settings) -> None:
    settings.BASE_URL = HOST


def attend(person: Person, hr: Person, the_course: Course | None = None) -> Certificate:
    """Return what somebody gets who was at a session yesterday."""
    yesterday = NOW - timedelta(days=1)
    row = enrolment(session=session(of=the_course, starts_at=yesterday), person=person)
    mark(row.session.pk, row, hr, was_there=True)
    return Certificate.objects.get(completion__enrolment=row)


def mark(session_id: int, row: Any, hr: Person, *, was_there: bool, before: bool | None = None) -> None:
    marks = [services.Mark(row.public_id, was_there=was_there, before=before)]
    services.mark_attendance(session_id=session_id, marks=marks, actor=hr, now=NOW)


def pass_course(person: Person, the_course: Course) -> Certificate:
    all_read(of=the_course, by=person)
    answered(of=the_course, by=person, right=4)
    services.finish_quiz(course_id=the_course.pk, person=person, now=NOW)
    return Certificate.objects.get(person=person, version__course=the_course)


# --- given out by itself ----------------------------------------------------------------------------------------------
def test_who_was_there_gets_a_proof_of_attendance_and_who_passed_a_test_a_certificate(hr: Person) -> None:
    person = employee()
    attended, passed = attend(person, hr), pass_course(person, portal_course())
    assert (attended.kind, passed.kind) == (CertificateKind.ATTENDANCE, CertificateKind.CERTIFICATE)
    assert attended.completed_on == date(2026, 11, 1)
    assert attended.code != passed.code
    assert len(attended.code) == CODE_LENGTH


def test_lessons_without_questions_give_a_proof_of_attendance() -> None:
    person, the_course = employee(), portal_course(questions=0, lessons=1)
    services.read_lesson(lesson_id=the_course.lessons.get().pk, person=person, now=NOW)
    assert Certificate.objects.get(person=person).kind == CertificateKind.ATTENDANCE


def test_who_did_not_come_gets_nothing(hr: Person) -> None:
    row = enrolment(session=session(starts_at=NOW - timedelta(days=1)))
    mark(row.session.pk, row, hr, was_there=False)
    assert not Certificate.objects.exists()


def test_certificate_keeps_what_the_course_was_then(hr: Person) -> None:
    the_course = course(title="AI voor beginners")
    held = attend(employee(), hr, the_course)
    services.edit_course(course_id=the_course.pk, fields={"title_nl": "Iets anders"}, actor=hr, now=NOW)
    later = attend(employee(), hr, Course.objects.get(pk=the_course.pk))
    with translation.override("nl"):
        assert (str(held.title), str(later.title)) == ("AI voor beginners", "Iets anders")
    assert held.version.content_hash == fingerprint(held.version.content)
    assert held.version != later.version


def test_one_version_serves_everybody_who_met_it_and_another_lesson_makes_another(hr: Person) -> None:
    the_course = portal_course()
    first, second = (pass_course(employee(), the_course) for _person in range(2))
    the_course.lessons.update(body_nl="Nieuwe tekst")
    third = pass_course(employee(), the_course)
    assert first.version == second.version != third.version
    assert CourseVersion.objects.filter(course=the_course).count() == 2


def test_certificate_runs_out_when_its_course_says_so(hr: Person) -> None:
    held = attend(employee(), hr, course(certificate_months=12))
    assert held.valid_until == date(2027, 11, 1)
    days = {date(2027, 10, 31): CertificateStanding.VALID, date(2027, 11, 1): CertificateStanding.EXPIRED}
    assert {day: held.standing(day) for day in days} == days


def test_corrected_attendance_revokes_what_was_given_for_it(hr: Person) -> None:
    person = employee()
    held = attend(person, hr)
    assert held.completion is not None
    row = held.completion.enrolment
    assert row is not None
    mark(row.session.pk, row, hr, was_there=False, before=True)
    held.refresh_from_db()
    assert held.standing(date(2026, 11, 2)) == CertificateStanding.REVOKED
    assert (held.completion, held.revoked_by) == (None, hr)
    assert not Completion.objects.filter(person=person).exists()
    assert Message.objects.filter(code="training.certificate_revoked", recipient=person).exists()


def told(person: Person, code: str) -> list[Message]:
    return list(Message.objects.filter(code=code, recipient=person, channel="mail").order_by("pk"))


@pytest.mark.parametrize("tested", [True, False])
def test_holder_hears_that_it_is_ready_with_a_link_in_words_that_fit(hr: Person, *, tested: bool) -> None:
    person = employee()
    held = pass_course(person, portal_course()) if tested else attend(person, hr)
    (message,) = told(person, "training.proof_ready")
    said = render(message, language="nl")
    assert said.subject.startswith("Je certificaat staat klaar" if tested else "Je bewijs van deelname staat klaar")
    assert str(held.public_id) in message.url


def test_mark_that_is_put_right_the_same_day_is_silent_but_for_the_corrected_proof(hr: Person) -> None:
    person = employee()
    first = attend(person, hr)
    assert first.completion is not None
    row = first.completion.enrolment
    assert row is not None
    mark(row.session.pk, row, hr, was_there=False, before=True)
    mark(row.session.pk, row, hr, was_there=True, before=False)
    assert not Message.objects.pending().filter(code="training.certificate_revoked").exists()
    assert not Message.objects.filter(code="training.certificate_revoked", state="sent").exists()
    ready = told(person, "training.proof_ready")
    assert len(ready) == 2
    assert "De aanwezigheidslijst is verbeterd" in render(ready[1], language="nl").text
    assert "verbeterd" not in render(ready[0], language="nl").text


def test_mark_that_stays_corrected_is_told_the_next_day(hr: Person) -> None:
    person = employee()
    held = attend(person, hr)
    assert held.completion is not None
    row = held.completion.enrolment
    assert row is not None
    mark(row.session.pk, row, hr, was_there=False, before=True)
    (message,) = told(person, "training.certificate_revoked")
    assert message.not_before is not None
    assert message.not_before.date() > NOW.date()


@pytest.mark.parametrize("who", ["hr", "trainer"])
def test_words_fit_what_was_given_and_who_took_it_back(hr: Person, who: str) -> None:
    person, trainer = employee(), employee(roles=[Role.TRAINER])
    held = attend(person, hr)
    assert held.completion is not None
    row = held.completion.enrolment
    assert row is not None
    row.session.trainers.add(trainer)
    actor = hr if who == "hr" else trainer
    marks = [services.Mark(row.public_id, was_there=False, before=True)]
    services.mark_attendance(session_id=row.session_id, marks=marks, actor=actor, now=NOW + timedelta(days=2))
    (message,) = told(person, "training.certificate_revoked")
    said = render(message, language="nl")
    assert said.subject.startswith("Je bewijs van deelname geldt niet meer")
    assert ("De trainer heeft" if who == "trainer" else "HR heeft") in said.text
    assert "ingetrokken" not in said.text


def test_what_hr_revokes_is_called_what_it_is(hr: Person) -> None:
    held = certificate(person=employee())
    services.revoke_certificate(certificate_id=held.pk, reason="Verkeerde persoon", actor=hr, now=NOW)
    (message,) = told(held.person, "training.certificate_revoked")
    said = render(message, language="nl")
    assert said.subject.startswith("Je certificaat geldt niet meer")
    assert "HR heeft je certificaat" in said.text
    assert "Verkeerde persoon" in said.text


# --- revoked ----------------------------------------------------------------------------------------------------------
def test_only_hr_revokes_and_says_why_once(hr: Person) -> None:
    person = employee()
    held = certificate(person=person)
    with pytest.raises(RuleBroken, match="Alleen HR"):
        services.revoke_certificate(certificate_id=held.pk, reason="x", actor=person, now=NOW)
    with pytest.raises(RuleBroken, match="waarom"):
        services.revoke_certificate(certificate_id=held.pk, reason="  ", actor=hr, now=NOW)
    services.revoke_certificate(certificate_id=held.pk, reason="Verkeerde persoon", actor=hr, now=NOW)
    services.revoke_certificate(certificate_id=held.pk, reason="Nog eens", actor=hr, now=NOW)
    held.refresh_from_db()
    assert held.revoked_reason == "Verkeerde persoon"
    assert held.completion is not None
    assert Message.objects.filter(code="training.certificate_revoked", recipient=person, channel="inbox").count() == 1


# --- what others see --------------------------------------------------------------------------------------------------
def test_name_shows_only_where_the_holder_shares_it_and_it_is_still_kept(hr: Person) -> None:
    person = employee(first_name="Fatima", last_name="Jansen")
    held = certificate(person=person)
    assert selectors.shared_name(held) == ""
    with pytest.raises(RuleBroken, match="houder"):
        services.share_name(certificate_id=held.pk, shows_name=True, actor=hr, now=NOW)
    services.share_name(certificate_id=held.pk, shows_name=True, actor=person, now=NOW)
    found = selectors.certificate_by_code(held.code)
    assert found is not None
    assert selectors.shared_name(found) == person.full_name
    pseudonymise(person_id=person.pk, now=NOW)
    found = selectors.certificate_by_code(held.code)
    assert found is not None
    assert selectors.shared_name(found) == ""


@pytest.mark.parametrize("typed", ["{0}", "{1}", "  {1} ", "{2}"])
def test_code_is_found_however_it_is_typed(typed: str) -> None:
    held = certificate(person=employee(), code="017K2QX9ZP4MNB3VT8WR")
    shown = shown_code(held.code)
    asked = typed.format(held.code, shown.lower(), held.code.replace("0", "o").replace("1", "l"))
    assert selectors.certificate_by_code(asked) == held


@pytest.mark.parametrize("typed", ["", "ABC", "0" * 20, "\x00" * 20, "=" * 5000])
def test_what_is_no_code_finds_nothing(typed: str) -> None:
    certificate(person=employee())
    assert selectors.certificate_by_code(typed) is None


def test_codes_have_no_letters_that_look_alike() -> None:
    assert not set("ILOU") & set(CODE_LETTERS)
    assert len({new_code() for _each in range(1000)}) == 1000


def test_who_leaves_within_a_month_is_asked_to_take_them_along() -> None:
    person = employee(left_on=date(2026, 11, 30))
    assert not selectors.asked_of(person, now=NOW)
    certificate(person=person)
    (asked,) = selectors.asked_of(person, now=NOW)
    assert asked.due_on == date(2026, 11, 30)
    assert not selectors.asked_of(person, now=NOW - timedelta(days=10))
    stays = employee()
    certificate(person=stays)
    assert not selectors.asked_of(stays, now=NOW)


# --- on paper ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "kind"), [("nl", "Certificaat"), ("en", "Certificate")])
def test_paper_is_one_tagged_page_with_its_language_and_title(language: str, kind: str) -> None:
    person = employee(first_name="Ćosić #show [x] $a$", last_name='"\\', language=language)
    held = certificate(person=person, of=course(outcomes_nl="\n".join(f"Regel {n} #let" for n in range(30))))
    with translation.override(language):
        made = paper(held, address=services.check_address(held), made_at=NOW)
        title = str(held.title)
    with pikepdf.open(BytesIO(made)) as pdf:
        assert len(pdf.pages) == 1
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).startswith(language)
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as told:
            assert told["dc:title"] == f"{kind}: {title}"
            assert told["pdfuaid:part"] == "1"


@pytest.mark.parametrize("name", HOSTILE)
def test_paper_of_any_name_is_made(name: str) -> None:
    text = HOSTILE[name]
    of = course(title_nl=text, outcomes_nl=text, provider=text)
    held = certificate(person=employee(first_name=text, last_name=text), of=of)
    with translation.override("nl"):
        made = paper(held, address=services.check_address(held), made_at=NOW)
    assert made.startswith(b"%PDF")


# --- badges -----------------------------------------------------------------------------------------------------------
def parts(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    """Cut a token with nothing but the standard library: header, claims, what is signed, signature."""
    head, body, signature = token.split(".")
    read = [base64.urlsafe_b64decode(each + "=" * (-len(each) % 4)) for each in (head, body, signature)]
    return json.loads(read[0]), json.loads(read[1]), f"{head}.{body}".encode(), read[2]


def verify(token: str) -> dict[str, Any]:
    """Check a token with libsodium, under the keys that the organisation publishes; return its claims."""
    header, claims, signed, signature = parts(token)
    document = services.who_signs()
    (method,) = [each for each in document["verificationMethod"] if each["id"] == header["kid"]]
    assert header["kid"] in document["assertionMethod"]
    assert header["alg"] == "EdDSA"
    x = method["publicKeyJwk"]["x"]
    VerifyKey(base64.urlsafe_b64decode(x + "=" * (-len(x) % 4))).verify(signed, signature)
    return claims


def open_badges_verifier() -> OB3Verifier:
    """Return a verifier of another project that reads our DID document as it would over the net."""

    def served(url: str) -> bytes:
        assert url == f"{HOST}/.well-known/did.json"
        return json.dumps(services.who_signs()).encode()

    return OB3Verifier.for_issuer_did("did:web:houvast.example", download=served)


def test_badge_is_checked_by_libraries_other_than_the_one_that_signs(hr: Person) -> None:
    person = employee(email="fatima@delinden.nl")
    held = certificate(person=person, of=course(title="Veilig met AI"), valid_until=date(2100, 1, 1))
    with translation.override("nl"):
        token = services.badge_of(held, now=NOW)
    claims = verify(token)
    assert claims["credentialSubject"]["achievement"]["name"] == "Veilig met AI"
    checked = open_badges_verifier().verify(token)
    assert checked.issuer.id == "did:web:houvast.example"
    assert checked.achievement.name == "Veilig met AI"
    assert "fatima" not in json.dumps(claims).lower()


def test_changed_badge_does_not_verify() -> None:
    token = services.badge_of(certificate(person=employee()), now=NOW)
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["name"] = "Doctor"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    with pytest.raises(BadSignatureError):
        verify(f"{head}.{forged}.{signature}")
    with pytest.raises(OB3VerificationError):
        open_badges_verifier().verify(f"{head}.{forged}.{signature}")


def test_badge_holds_the_name_only_where_it_is_shared() -> None:
    person = employee(first_name="Fatima", last_name="Jansen")
    held = certificate(person=person)
    assert "Jansen" not in json.dumps(verify(services.badge_of(held, now=NOW)))
    held.shows_name = True
    assert person.full_name in json.dumps(verify(services.badge_of(held, now=NOW)))


def test_picture_carries_the_badge_whatever_its_title_holds() -> None:
    held = certificate(person=employee(), of=course(title="<script>\"&' " + "zeer lang woord " * 5))
    token = services.badge_of(held, now=NOW)
    with translation.override("nl"):
        picture = baked(badge_picture(held), token)
    assert extract_svg(picture.encode(), element=SVG_ELEMENT_OB3) == token
    assert "<script" not in picture


@pytest.mark.parametrize("name", HOSTILE)
def test_badge_of_any_text_is_read_back(name: str) -> None:
    text = HOSTILE[name]
    held = certificate(person=employee(first_name=text), of=course(title=text, title_nl=text, outcomes_nl=text))
    held.shows_name = True
    token = services.badge_of(held, now=NOW)
    verify(token)
    with translation.override("nl"):
        picture = baked(badge_picture(held), token)
    assert extract_svg(picture.encode(), element=SVG_ELEMENT_OB3) == token
    assert not CONTROLS.search(picture)


def test_list_of_revoked_badges_tells_just_those(hr: Person) -> None:
    good, bad = certificate(person=employee()), certificate(person=employee())
    services.revoke_certificate(certificate_id=bad.pk, reason="Fout", actor=hr, now=NOW)
    verifier = open_badges_verifier_with_badges(good, bad)
    listed = services.revoked_badges(0, now=now())
    address = verify(listed)["id"]

    def served(url: str, *_given: Any, **_named: Any) -> bytes:
        assert url == address
        return listed.encode()

    with patch("openbadgeslib.ob3.status.download_file", served):  # the net, which is not ours
        for held, counts in ((good, True), (bad, False)):
            checked = verifier.verify(services.badge_of(held, now=NOW))
            if counts:
                verifier.check_status(checked)
            else:
                with pytest.raises(OB3VerificationError, match="revoked"):
                    verifier.check_status(checked)


def open_badges_verifier_with_badges(*held: Certificate) -> OB3Verifier:
    """Sign once, so that there is a key to publish, and return the verifier."""
    services.badge_of(held[0], now=NOW)
    return open_badges_verifier()


# --- keys -------------------------------------------------------------------------------------------------------------
def test_new_key_signs_and_what_the_old_one_signed_still_counts(administrator: Person) -> None:
    held = certificate(person=employee())
    before = services.badge_of(held, now=NOW)
    services.renew_key(actor=administrator, now=NOW)
    after = services.badge_of(held, now=NOW)
    assert parts(before)[0]["kid"] != parts(after)[0]["kid"]
    verify(before)
    verify(after)


def test_what_a_distrusted_key_signed_counts_no_more_and_a_new_download_does(administrator: Person) -> None:
    held = certificate(person=employee())
    before = services.badge_of(held, now=NOW)
    services.renew_key(actor=administrator, now=NOW, distrust=True)
    with pytest.raises(ValueError, match="not enough values"):
        verify(before)
    verify(services.badge_of(held, now=NOW))


def test_private_key_lies_outside_the_database_for_its_owner_only(signing_keys: Path) -> None:
    services.badge_of(certificate(person=employee()), now=NOW)
    (file,) = signing_keys.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    private = file.read_bytes()
    assert private not in bytes(SigningKey.objects.get().public_key)


@pytest.mark.django_db(transaction=True)
def test_private_half_of_a_retired_key_is_gone(signing_keys: Path) -> None:
    services.key_to_sign_with(now=NOW)
    services.renew_key(actor=None, now=NOW)
    assert [path.stem for path in signing_keys.iterdir()] == [
        str(SigningKey.objects.get(retired_at__isnull=True).public_id)
    ]


def test_lost_key_file_is_said_and_mended_by_a_new_key(signing_keys: Path, administrator: Person) -> None:
    held = certificate(person=employee())
    services.badge_of(held, now=NOW)
    next(signing_keys.iterdir()).unlink()
    with pytest.raises(RuleBroken, match="beheerder"):
        services.badge_of(held, now=NOW)
    services.renew_key(actor=administrator, now=NOW)
    verify(services.badge_of(held, now=NOW))


def test_only_an_administrator_renews_the_key(hr: Person) -> None:
    with pytest.raises(RuleBroken, match="beheerder"):
        services.renew_key(actor=hr, now=NOW)


# --- points -----------------------------------------------------------------------------------------------------------
def test_points_of_the_day_stand_on_the_certificate_and_stay(hr: Person) -> None:
    the_course = course()
    kept = accreditation(of=the_course)
    accreditation(of=the_course, number="OLD", starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    held = attend(employee(), hr, the_course)
    services.end_accreditation(accreditation_id=kept.pk, actor=hr, now=NOW)
    services.end_accreditation(accreditation_id=kept.pk, actor=hr, now=NOW)
    held.refresh_from_db()
    assert [(each["number"], each["points"]) for each in held.accredited] == [(kept.number, "1.5")]
    assert not attend(employee(), hr, the_course).accredited


def test_points_are_reported_of_who_gave_their_number_only(hr: Person) -> None:
    the_course = course()
    accreditation(of=the_course)
    accreditation(of=the_course, profession="Artsen")
    nurse, other = employee(last_name="Alders"), employee()
    for person in (nurse, other):
        attend(person, hr, the_course)
    services.give_registration(profession="Verpleegkundigen", number=" 123 ", person=nurse, now=NOW)
    rows = list(selectors.points_given("Verpleegkundigen", date(2026, 11, 1), date(2026, 11, 30)))
    assert [(row.certificate.person, row.registration, str(row.points)) for row in rows] == [(nurse, "123", "1.5")]
    assert not list(selectors.points_given("Verpleegkundigen", date(2026, 11, 2), date(2026, 11, 30)))
    services.revoke_certificate(certificate_id=rows[0].certificate.pk, reason="Fout", actor=hr, now=NOW)
    assert not list(selectors.points_given("Verpleegkundigen", date(2026, 11, 1), date(2026, 11, 30)))


def test_number_of_a_register_is_taken_away_when_it_is_emptied() -> None:
    person = employee()
    accreditation(of=course())
    services.give_registration(profession="Verpleegkundigen", number="1", person=person, now=NOW)
    services.give_registration(profession="Verpleegkundigen", number="2", person=person, now=NOW)
    assert Registration.objects.get(person=person).number == "2"
    services.give_registration(profession="Verpleegkundigen", number="", person=person, now=NOW)
    assert not Registration.objects.exists()
    with pytest.raises(RuleBroken, match="beroep"):
        services.give_registration(profession="Timmerlieden", number="2", person=person, now=NOW)


# --- terms ------------------------------------------------------------------------------------------------------------
def test_certificate_goes_with_its_term_and_the_number_with_the_name(hr: Person) -> None:
    person = employee()
    the_course = course()
    accreditation(of=the_course)
    attend(person, hr, the_course)
    services.give_registration(profession="Verpleegkundigen", number="1", person=person, now=NOW)
    services.enforce_terms(now=NOW + timedelta(days=7 * 365 - 2))
    assert Certificate.objects.exists()
    pseudonymise(person_id=person.pk, now=NOW)
    gone = services.enforce_terms(now=NOW + timedelta(days=7 * 365 + 2))
    assert gone["training.certificate"] == gone["training.completion"] == 1
    assert not Certificate.objects.exists()
    assert not Registration.objects.exists()
