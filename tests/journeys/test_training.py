"""From a seat that came free to a badge that others can check, and from a year of training to a file on record."""

import json
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Download

from adoption.models import EvidenceFile
from common.clock import now
from common.typesetting import qr_code
from people.choices import FunctionGroup, Role
from people.models import Person, Placement
from tests.journeys.conftest import BEGINS, LONG_IN, House, at
from tests.journeys.visiting import PHONE, Visitor
from tests.people.builders import employee, unit
from tests.training.builders import course, enrolment, session
from training.choices import EnrolmentState
from training.models import Certificate, Course, Enrolment, Session
from training.selectors.door import codes_that_count

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def colleague(house: House, name: str, *roles: Role) -> Person:
    return employee(
        first_name=name, email=f"{name.lower()}@houtwijk.example", language=house.language, roles=list(roles)
    )


def taken(visitor: Visitor, text: str, folder: Path) -> Path:
    """Follow a link that gives a file; return the file."""
    with visitor.page.expect_download() as waiting:
        visitor.page.locator("main").get_by_role("link", name=visitor.starting_with(text)).first.click()
    download: Download = waiting.value
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


# In English too by `make journeys`.
@pytest.mark.parametrize("house", LONG_IN, indirect=True)
def test_seat_from_the_mail_to_a_badge_and_a_file_on_record(house: House) -> None:
    hr = colleague(house, "Hanneke", Role.HR)
    trainer, waits, seated = (colleague(house, name) for name in ("Tom", "Wies", "Sanne"))
    the_course = course(title="Veilig werken met AI", author=hr, published_at=BEGINS - timedelta(days=9))
    the_session = session(of=the_course, starts_at=at(22), capacity=1, trainers=[trainer])
    enrolment(session=the_session, person=seated, joined_at=now())
    wait_and_get_a_seat(house, the_course, waits, seated)
    was_there(house, the_session, trainer, waits)
    code = show_what_one_got(house, waits)
    check_as_a_stranger(house, code, waits)
    put_on_record(house, hr)


def wait_and_get_a_seat(house: House, the_course: Course, waits: Person, seated: Person) -> None:
    """She joins the list on her phone, a seat comes free, and she takes it from her mail without signing in."""
    with house.visit(waits, width=PHONE) as visitor:
        visitor.open("training:course_detail", course_id=the_course.public_id)
        visitor.press_by_keyboard("Join the waiting list")
    with house.visit(seated) as visitor:
        visitor.open("training:enrolment_detail", enrolment_id=seated.enrolments.get().public_id)
        visitor.follow("Cancel my enrolment")
        visitor.press("Cancel the enrolment")
    house.wait_until(lambda: offer_links(waits), "the mail with the offer")
    link = offer_links(waits)[0]
    with house.visit(width=PHONE) as stranger:
        stranger.go_to(link)
        assert Enrolment.objects.get(person=waits).state == EnrolmentState.OFFERED, "opening it changes nothing"
        stranger.press_by_keyboard("Yes, I take the seat")
        assert stranger.route == "training:offer_answer"
    assert Enrolment.objects.get(person=waits).state == EnrolmentState.BOOKED


def offer_links(person: Person) -> list[str]:
    bodies = [str(one.body) for one in mail.outbox if one.to == [person.email]]
    return [found[1] for body in bodies if (found := re.search(r"https?://[^/\s]+(/training/offers/\S+)", body))]


def was_there(house: House, the_session: Session, trainer: Person, waits: Person) -> None:
    """The trainer puts the code on a screen at the door; she scans it and says by keyboard that she is there."""
    house.let_time_pass_until(the_session.starts_at)
    with house.visit(trainer) as screen, house.visit(waits, width=PHONE) as visitor:
        screen.open("training:session_detail", session_id=the_session.public_id)
        screen.follow("Show the code")
        screen.press_by_keyboard("Show the code")
        assert screen.page.locator(".hv-door__qr").is_visible()
        visitor.go_to(scanned(screen, the_session))
        assert visitor.route == "training:here"
        assert waits.enrolments.get().state == EnrolmentState.BOOKED, "opening it changes nothing"
        visitor.press_by_keyboard("I am here")
        screen.open("training:attendance_mark", session_id=the_session.public_id)
        assert waits.full_name in screen.text
    assert not Certificate.objects.filter(person=waits).exists(), "nobody followed what still runs"
    house.let_time_pass_until(the_session.ends_at + timedelta(minutes=5))
    house.work("training.sweep")
    house.wait_until(lambda: Certificate.objects.filter(person=waits).exists(), "the proof after the end")
    assert Certificate.objects.get(person=waits).completed_on == at(22).date()


def scanned(screen: Visitor, the_session: Session) -> str:
    """Return the address in the picture on the screen, which is the one that the letters below it stand for."""
    the_session.refresh_from_db()
    shown = screen.page.locator(".hv-door__letters").inner_text()
    code = next(each for each in codes_that_count(the_session, now()) if each.shown == shown)
    address = reverse("training:here", kwargs={"token": code.token})
    drawn = screen.page.locator(".hv-door__qr path").get_attribute("d")
    assert f'd="{drawn}"' in qr_code(f"{settings.BASE_URL}{address}")
    return address


def show_what_one_got(house: House, waits: Person) -> str:
    """She takes her proof along as PDF and as a badge, and lets her name show; return the code."""
    held = Certificate.objects.get(person=waits)
    with house.visit(waits, width=PHONE) as visitor:
        visitor.open("training:my_training")
        visitor.follow("Bewijs van deelname" if house.language == "nl" else "Proof of attendance")
        assert visitor.route == "training:certificate_detail"
        assert taken(visitor, "Download as PDF", house.folder).read_bytes().startswith(b"%PDF")
        assert b"openbadges:credential" in taken(visitor, "Download the badge", house.folder).read_bytes()
        visitor.press("Show my name")
        visitor.open("training:my_training")
        assert taken(visitor, "Take all of them along in one file", house.folder).suffix == ".zip"
    return held.code


def check_as_a_stranger(house: House, code: str, waits: Person) -> None:
    """Somebody elsewhere types the code from paper, and sees that it counts and for whom."""
    with house.visit() as stranger:
        stranger.open("training:certificate_find")
        stranger.fill(code=code.lower())
        stranger.press("Check")
        assert stranger.route == "training:certificate_check"
        assert stranger.sees("Yes, this counts")
        assert waits.full_name in stranger.text


def put_on_record(house: House, hr: Person) -> None:
    """In October HR puts September on record; the signed file is checked without the portal."""
    house.let_time_pass_until(at(2, month=10))
    with house.visit(hr) as visitor:
        visitor.open("adoption:evidence_list")
        visitor.fill(first="2026-09", last="2026-09")
        visitor.press("Make the file")
        assert visitor.route == "adoption:evidence_detail"
        assert taken(visitor, "Download as PDF", house.folder).read_bytes().startswith(b"%PDF")
        signed = taken(visitor, "Signed, to check", house.folder)
        keys = house.folder / "did.json"
        keys.write_text(visitor.page.request.get(reverse("who_signs")).text(), encoding="utf-8")
    out = StringIO()
    call_command("verify_evidence", str(signed), keys=keys, format="json", stdout=out, stderr=StringIO())
    said = json.loads(out.getvalue())
    assert said["known_key"]
    assert said["sha256"] == EvidenceFile.objects.get().content_hash


@pytest.mark.parametrize("house", ["nl"], indirect=True)
def test_manager_answers_a_request_by_keyboard(house: House) -> None:
    hr, manager, asks = colleague(house, "Hanneke", Role.HR), colleague(house, "Maaike"), colleague(house, "Anouk")
    Placement.objects.filter(person=asks).delete()
    Placement.objects.create(
        person=asks, unit=unit(), function_group=FunctionGroup.CUSTOMER_CONTACT, manager=manager,
        starts_on=at(1).date() - timedelta(days=400),
    )  # fmt: skip
    the_session = session(of=course(author=hr, cost_cents=25_000, published_at=BEGINS), starts_at=at(29), capacity=4)
    with house.visit(asks, width=PHONE) as visitor:
        visitor.open("training:course_detail", course_id=the_session.course.public_id)
        visitor.press_by_keyboard("Ask for a seat")
    with house.visit(manager) as visitor:
        visitor.open("training:request_list")
        visitor.open("training:request_answer", enrolment_id=asks.enrolments.get().public_id)
        visitor.tab_to(visitor.page.locator("[name=answer][value=approve]"))
        visitor.page.keyboard.press("Space")
        visitor.press_by_keyboard("Send the answer")
    assert asks.enrolments.get().state == EnrolmentState.BOOKED
