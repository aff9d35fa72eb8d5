"""Enrolling people, marking who came and following a course, in a real browser."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Dialog, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from common.clock import now
from people.models import Person
from tests.journeys.visiting import PHONE, WIDE, visiting
from tests.people.builders import employee
from tests.training.builders import course, enrolment, portal_course, requirement, session
from training.models import Completion, Enrolment, Interest, Session

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_ticking_somebody_is_no_new_search_that_unticks_them(
    browser: Browser, live_server: LiveServer, settings: Settings, hr: Person
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    wanted = [employee(first_name=name, last_name="Aalbers") for name in ("Noor", "Zoë")]
    the_session = session(starts_at=now() + timedelta(days=14))
    with visiting(browser, live_server.url, hr, language="nl", width=PHONE) as visitor:
        visitor.open("training:enrol_other", session_id=the_session.public_id)
        visitor.page.get_by_label("Naam of personeelsnummer").press_sequentially("aalbers", delay=20)
        for person in wanted:
            visitor.page.get_by_label(person.full_name).check()
        visitor.page.wait_for_timeout(800)
        expect(visitor.page.locator("input[name=person]:checked")).to_have_count(2)
        visitor.page.get_by_label("Naam of personeelsnummer").fill("zzz")
        expect(visitor.page.locator("#results [data-say]")).to_have_text("0 personen gevonden")
        expect(visitor.page.locator("input[name=person]:checked")).to_have_count(2)
        visitor.press("Enrol")
    assert {row.person for row in Enrolment.objects.filter(session=the_session)} == set(wanted)


def test_who_was_pasted_by_keyboard_stays_ticked_with_the_report_while_one_searches_on(
    browser: Browser, live_server: LiveServer, settings: Settings, hr: Person
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    listed, other = employee(first_name="Noor", last_name="Zwart"), employee(first_name="Zoë", last_name="Aalbers")
    the_session = session(starts_at=now() + timedelta(days=14))
    with visiting(browser, live_server.url, hr, language="nl", width=PHONE) as visitor:
        visitor.open("training:enrol_other", session_id=the_session.public_id)
        visitor.page.locator("#list summary").focus()
        visitor.page.keyboard.press("Enter")
        visitor.page.keyboard.press("Tab")
        visitor.page.keyboard.insert_text(f"{listed.employee_number}\tNoor\nZoë Aalbers\n<b>x")
        visitor.page.keyboard.press("Tab")
        visitor.page.keyboard.press("Enter")
        expect(visitor.page.locator("input[name=person]:checked")).to_have_count(1)
        # The page stands at the answer, with the button above it half behind the bar at the top.
        visitor.page.evaluate("window.scrollTo(0, 0)")
        visitor.look()
        lines = visitor.page.locator("#list li")
        expect(lines).to_have_text(["Regel 2: Zoë Aalbers", "Regel 3: <b>x"])
        visitor.page.get_by_label("Naam of personeelsnummer").press_sequentially("aalbers", delay=20)
        visitor.page.get_by_label(other.full_name).check()
        expect(lines).to_have_count(2)
        expect(visitor.page.get_by_label("Personeelsnummers of e-mailadressen")).to_have_value(
            re.compile("Zoë Aalbers")
        )
        visitor.press("Enrol")
        assert not visitor.page.url.endswith("#list")
    assert {row.person for row in Enrolment.objects.filter(session=the_session)} == {listed, other}


def test_who_is_ticked_on_the_worklist_stands_ticked_at_the_session_that_was_chosen(
    browser: Browser, live_server: LiveServer, settings: Settings, hr: Person
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    must = requirement(of=course(title="AI in mijn werk"), due_on=now().date() + timedelta(days=60))
    wanted, left = employee(last_name="Aalbers"), employee(last_name="Bos")
    the_session = session(of=must.course, starts_at=now() + timedelta(days=14))
    with visiting(browser, live_server.url, hr, language="nl", width=PHONE) as visitor:
        visitor.open("training:requirement_detail", requirement_id=must.public_id)
        visitor.follow("Who must still do it")
        visitor.page.get_by_label("om sessies en roosters te plannen").check()
        visitor.press("Show the names")
        visitor.page.get_by_label(wanted.full_name).first.press("Space")
        visitor.page.get_by_role("button", name="Kiezen voor").press("Enter")
        expect(visitor.page.locator("input[name=person]:checked")).to_have_count(1)
        assert visitor.route == "training:enrol_other"
        visitor.look()
        visitor.press("Enrol")
    assert {row.person for row in Enrolment.objects.filter(session=the_session)} < {wanted, left}


def test_marks_that_are_not_saved_hold_who_leaves_and_the_button_stays_in_sight(
    browser: Browser, live_server: LiveServer, settings: Settings, hr: Person
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    begun = session(starts_at=now() - timedelta(hours=1), capacity=30)
    for number in range(20):
        enrolment(session=begun, person=employee(first_name="Noor", last_name=f"Aalbers{number:02}"))
    with visiting(browser, live_server.url, hr, language="nl", width=PHONE) as visitor:
        asked: list[str] = []

        def leave(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.accept()

        visitor.page.on("dialog", leave)
        visitor.open("training:attendance_mark", session_id=begun.public_id)
        expect(visitor.page.get_by_role("button", name="Aanwezigheid opslaan", exact=True)).to_be_in_viewport()
        visitor.page.locator("input[type=radio]").first.check()
        visitor.open("training:course_list")
        assert asked == ["beforeunload"]


@pytest.mark.parametrize(("language", "width", "theme"), [("nl", PHONE, "light"), ("en", WIDE, "dark")])
def test_course_is_followed_from_begin_to_result_by_keyboard(  # noqa: PLR0917
    browser: Browser, live_server: LiveServer, settings: Settings, language: str, width: int, theme: str
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    person, the_course = employee(language=language), portal_course(questions=2)
    with visiting(browser, live_server.url, person, language=language, width=width, theme=theme) as visitor:
        visitor.open("training:course_detail", course_id=the_course.public_id)
        visitor.follow("Begin")
        visitor.page.locator("input[name=rating]").first.focus()
        visitor.page.keyboard.press("ArrowDown")
        visitor.press_by_keyboard("To the first lesson")
        visitor.press_by_keyboard("Read, on to the next lesson")
        visitor.press_by_keyboard("Read, on to the questions")
        visitor.press_by_keyboard("Begin")
        for number in range(2):
            visitor.page.locator("input[name=choice]").first.focus()
            visitor.page.keyboard.press("ArrowDown")
            visitor.press_by_keyboard("This is what I would do")
            assert visitor.sees("That is right")
            assert visitor.page.url.endswith("#why")
            if number == 0:
                visitor.follow("Next question")
        visitor.press_by_keyboard("To my result")
        visitor.follow("Skip this question")
        assert visitor.heading == visitor.words("%(right)s of %(total)s right", right="2", total="2")
        assert visitor.sees("You were not sure, and it went well. You know more than you thought.")
        visitor.follow("To My training")
    assert Completion.objects.filter(person=person, course=the_course).exists()


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_catalogue_answers_while_one_types_and_keeps_focus_and_address(
    browser: Browser, live_server: LiveServer, settings: Settings, colleague: Person, width: int
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    course(title="Brieven schrijven")
    course(title="Beeld maken")
    with visiting(browser, live_server.url, colleague, language="nl", width=width) as visitor:
        visitor.open("training:course_list")
        box = visitor.page.get_by_label("Zoek in cursussen")
        box.press_sequentially("brieven", delay=20)
        expect(visitor.page.locator("#results [data-say]")).to_have_text("1 cursus")
        expect(visitor.page.locator("[role=status]").filter(has_text="1 cursus")).to_have_count(1)
        expect(box).to_be_focused()
        assert "text=brieven" in visitor.page.url


def test_interest_is_said_changed_and_taken_back_by_keyboard(
    browser: Browser, live_server: LiveServer, settings: Settings, colleague: Person
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    the_course = course()
    with visiting(browser, live_server.url, colleague, language="en", width=PHONE) as visitor:
        visitor.open("training:course_detail", course_id=the_course.public_id)
        visitor.page.get_by_label("weekday evenings").focus()
        visitor.page.keyboard.press("Space")
        visitor.press_by_keyboard("I want to follow this")
        assert Interest.objects.get().moments == ["evening"]
        visitor.follow("Change")
        visitor.page.get_by_label("weekends").focus()
        visitor.page.keyboard.press("Space")
        visitor.press_by_keyboard("Save")
        assert Interest.objects.get().moments == ["evening", "weekend"]
        visitor.press_by_keyboard("Take it back")
        assert not Interest.objects.exists()


def test_session_of_two_meetings_is_planned_by_keyboard(
    browser: Browser, live_server: LiveServer, settings: Settings, hr: Person
) -> None:
    """Enter in a field saves: it does not take away the meeting whose button comes first."""
    settings.SECOND_FACTOR_REQUIRED = False
    the_course = course()
    first = (now() + timedelta(days=30)).strftime("%Y-%m-%dT")
    with visiting(browser, live_server.url, hr, language="nl", width=PHONE) as visitor:
        visitor.open("training:session_create", course_id=the_course.public_id)
        for name, value in {"starts_at": f"{first}10:00", "ends_at": f"{first}12:00", "capacity": "8"}.items():
            visitor.page.locator(f"[name={name}]").fill(value)
        visitor.press_by_keyboard("Does it take more than one meeting? Add the next")
        expect(visitor.page.locator("[name=meeting_2_starts_at]")).not_to_have_value("")
        visitor.page.locator("[name=place]").fill("Zaal Eik")
        visitor.page.locator("[name=place]").press("Enter")
        expect(visitor.page.locator(".hv-meetings li")).to_have_count(2)
    made = Session.objects.get()
    assert made.meeting_count == 2


@pytest.mark.parametrize("is_given", [True, False])
def test_calendar_address_is_copied_by_keyboard_and_selected_where_the_browser_gives_no_clipboard(
    browser: Browser, live_server: LiveServer, settings: Settings, colleague: Person, *, is_given: bool
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    with visiting(browser, live_server.url, colleague, language="nl", width=PHONE) as visitor:
        if is_given:
            visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
        else:
            visitor.context.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        visitor.open("training:calendar")
        visitor.press("Make my address")
        field = visitor.page.locator("#calendar-address")
        address = field.input_value()
        button = visitor.page.get_by_role("button", name="Kopieer het adres")
        button.focus()
        visitor.page.keyboard.press("Enter")
        said = "Gekopieerd." if is_given else "Geselecteerd. Kopieer het met Ctrl+C of ⌘C."
        expect(visitor.page.locator("#hv-status")).to_have_text(said)
        expect(visitor.page.locator("[data-copy]")).to_have_text(said)
        if is_given:
            assert visitor.page.evaluate("navigator.clipboard.readText()") == address
        else:
            expect(field).to_be_focused()
            assert field.evaluate("field => field.selectionEnd - field.selectionStart") == len(address)
