"""The main job, step by step, through the pages by whoever does it."""

import re
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from adoption.models import Figure, UsageImport
from common.clock import now
from common.models import StoredFile
from directory.models import ImportRun
from nudges.tasks import plan
from outbox.choices import LIVE, Channel
from outbox.models import Message
from outbox.tasks import send_due
from people.choices import FunctionGroup, Role
from people.models import Person
from people.services import grant_role
from pilots.models import Pilot
from strategy.models import Acknowledgement, Objective, Reviewer
from surveys import selectors as surveys
from surveys.choices import WaveState
from surveys.models import Wave
from surveys.services import send_ballot
from tests.journeys.conftest import House, at
from tests.journeys.files import TITLES, Colleague, colleagues, write_hr_file, write_usage_report
from tests.journeys.visiting import PHONE, Visitor
from training.models import Course, Session
from training.selectors import completed_ids

PASSWORD = "een-lang-wachtwoord-17"
HR, OFFICE, COUNCIL, BOARD, OWNER, CARER, WITHOUT_EMAIL = 1070, 1071, 1072, 1001, 1030, 1025, 1026
ENROLS = (1031, 1032, 1033)
LATECOMER = 1040
"""Employee numbers: directors come first, then managers, carers and the office."""


def by_number(number: int) -> Person:
    return Person.objects.get(employee_number=str(number))


def sign_in_by_keyboard(visitor: Visitor, name: str, password: str) -> None:
    """Sign in without touching the mouse."""
    visitor.open("account_login")
    for field, typed in (("login", name), ("password", password)):
        visitor.tab_to(visitor.page.locator(f"[name={field}]"))
        visitor.page.keyboard.type(typed)
    visitor.press_by_keyboard("Sign in")


def sign_out(visitor: Visitor) -> None:
    visitor.page.locator("[popovertarget=hv-account]").click()
    visitor.press("Sign out", within="header")


# --- before the first step: nobody is here yet ------------------------------------------------------------------------
def set_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The administrator, HR's own people from the command line, and HR's role given on screen."""
    monkeypatch.setattr(sys, "stdin", StringIO(PASSWORD + "\n"))
    name = {"email": "ada@houtwijk.example", "first_name": "Ada", "last_name": "Wit", "organisation": "Houtwijk"}
    call_command("create_administrator", **name, password_stdin=True, stderr=StringIO())
    with pytest.raises(SystemExit) as ended:
        call_command("import_people", str(hr_only(house)), stdout=StringIO(), stderr=StringIO())
    assert ended.value.code == 0
    with house.visit(width=1280) as ada:
        sign_in_by_keyboard(ada, "ada@houtwijk.example", PASSWORD)
        assert ada.page.url == house.address + "/"
        ada.open("people:person_list")
        ada.follow(by_number(HR).full_name)
        ada.fill(role=Role.HR)
        ada.press("Give this role")
        assert ada.sees("The role is given.")
        sign_out(ada)


def hr_only(house: House) -> Path:
    """A first file with one colleague of HR, whose function group it names."""
    header = "Employee number;First name;Last name;Work e-mail;Unit code;Unit name;Function group;Hire date;Language"
    group = "Uitvoerend zonder klantcontact"
    row = f"{HR};Hanneke;Visser;p{HR}@houtwijk.example;100;Houtwijk;{group};04-09-2015;{house.language}"
    path = house.folder / "hr-only.csv"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    return path


def choose_a_password(house: House, visitor: Visitor, email: str) -> None:
    """Ask for a link, get it by mail, and choose a password."""
    visitor.open("account_login")
    visitor.follow("I forgot my password")
    visitor.fill(email=email)
    visitor.click(visitor.page.locator("main button[type=submit]").first)
    house.wait_until(lambda: [one for one in mail.outbox if one.to == [email]], "the mail with the link")
    link = re.search(r"http://\S+/account/password/reset/key/\S+", str(mail.outbox[-1].body))
    assert link is not None
    visitor.go_to(link.group().removeprefix(settings.BASE_URL))
    visitor.fill(password1=PASSWORD, password2=PASSWORD)
    visitor.click(visitor.page.locator("main button[type=submit]").first)


# --- 1. HR imports the HR export --------------------------------------------------------------------------------------
def import_people(house: House) -> None:
    """HR uploads the export, sees what it would do, links job titles, and says yes."""
    path = write_hr_file(house.folder / "hr-export.csv", with_a_fault(house), language=house.language)
    with house.visit() as hr:
        choose_a_password(house, hr, f"p{HR}@houtwijk.example")
        sign_in_by_keyboard(hr, f"p{HR}@houtwijk.example", PASSWORD)
        hr.open("directory:import_list")
        hr.follow("Upload an HR file")
        hr.page.locator("[name=file]").set_input_files(path)
        hr.press("Upload and continue")
        hr.press("See what the file would do")
        hr.page.get_by_role("link", name=hr.starting_with("Link job titles")).wait_for()
        hr.look()
        hr.follow("Link job titles")
        groups = {title: group for group, title in TITLES.items()}
        for row in hr.page.locator("tbody tr").all():
            row.locator("select").select_option(groups[row.locator("label").inner_text().strip()])
        hr.press("Keep, and work the file out again")
        hr.button("Carry this out").wait_for()
        hr.look()
        assert not Person.objects.filter(employee_number=str(CARER)).exists()
        confirm_import(hr)
        hr.page.get_by_text(hr.words("What was done")).wait_for()
        hr.look()
        assert "32-13-2020" in hr.text
        print_a_code(house, hr)
    run = ImportRun.objects.latest("pk")
    assert run.file_deleted_at is not None
    assert not StoredFile.objects.filter(pk=run.file_id).exists() if run.file_id else True
    assert Person.objects.filter(employee_number__startswith="1").count() == len(list(colleagues(house.language)))


def with_a_fault(house: House) -> list[Colleague]:
    everybody = list(colleagues(house.language))
    return [*everybody, Colleague(1999, FunctionGroup.CUSTOMER_CONTACT, house.language, hired="32-13-2020")]


def confirm_import(hr: Visitor) -> None:
    """Say yes; a first import changes so many that it asks to be sure."""
    sure = hr.page.locator("[name=allow_large_change]")
    if sure.count():
        sure.check()
    hr.press("Carry this out")


def print_a_code(house: House, hr: Visitor) -> None:
    """Print the codes of who has no e-mail; one of them chooses a password with it on a phone."""
    hr.press("Show activation codes to print")
    slip = hr.page.locator(".hv-slip").filter(has_text=str(WITHOUT_EMAIL))
    code = slip.locator(".hv-code").inner_text().strip()
    with house.visit(width=PHONE) as carer:
        carer.open("account_login")
        carer.follow("I have an activation code on paper")
        carer.fill(employee_number=str(WITHOUT_EMAIL), code=code, password=PASSWORD)
        carer.press("Set my password")
        assert carer.sees("Your password is set. You can sign in now with your employee number.")


def give_roles(house: House) -> None:
    """The other roles; the screen for it was seen above."""
    ada = Person.objects.get(email="ada@houtwijk.example")
    for number, role in ((OFFICE, Role.PROGRAMME_OFFICE), (COUNCIL, Role.WORKS_COUNCIL), (BOARD, Role.BOARD)):
        grant_role(person=by_number(number), role=role, actor=ada, now=now())


# --- 2. a strategy, and an employee who confirms ----------------------------------------------------------------------
PASSAGES = (
    ("vision", "AI helpt, mensen zorgen", "AI helps, people care", "Wij beslissen zelf.", "We decide ourselves."),
    ("learning_culture", "Iedereen leert", "Everyone learns", "Op **werktijd**.", "In **working time**."),
)


def publish_strategy(house: House) -> None:
    """The office writes two passages in both languages, the board decides, the office publishes; then an objective."""
    with house.visit(by_number(OFFICE)) as office:
        office.open("strategy:overview")
        office.follow("Begin writing")
        office.fill(start="empty")
        office.press("Begin")
        for pillar, title_nl, title_en, text_nl, text_en in PASSAGES:
            office.follow("Add a passage")
            office.fill(title_nl=title_nl, title_en=title_en, text_nl=text_nl, text_en=text_en, pillar=pillar)
            office.press("Save the passage")
        office.follow("Ask people about it …")
        office.fill(decide=str(by_number(BOARD).public_id))
        office.press("Ask these people")
    asked = Reviewer.objects.get()
    with house.visit(by_number(BOARD)) as board:
        board.open("strategy:review_answer", reviewer_id=asked.public_id)
        assert ("AI helpt" if house.language == "nl" else "AI helps,") in board.text
        board.fill(outcome="agreed")
        board.press("Send this answer")
    with house.visit(by_number(OFFICE)) as office:
        office.open("strategy:review", version_id=asked.review.version.public_id)
        office.follow("Publish …")
        office.click(office.page.locator("main form button[type=submit]").last)
        office.open("strategy:objective_list")
        office.follow("New objective")
        office.fill(
            title_nl="Minder tijd aan verslagen", title_en="Less time on reports", pillar="learning_culture",
            owner_name=f"p{OFFICE}@houtwijk.example", baseline="40", target="25", due_on="2027-03-01",
        )  # fmt: skip
        office.press("Save")
    assert Objective.objects.get().owner == by_number(OFFICE)


def acknowledge_on_a_phone(house: House) -> None:
    """A carer without e-mail signs in with a number, reads, and confirms by keyboard on a narrow screen."""
    with house.visit(width=PHONE) as carer:
        sign_in_by_keyboard(carer, str(WITHOUT_EMAIL), PASSWORD)
        carer.page.locator(".hv-task a, .hv-tasks a").first.wait_for()
        carer.open("strategy:overview")
        assert ("AI helpt" if house.language == "nl" else "AI helps,") in carer.text
        carer.press_by_keyboard("Read and understood")
        assert carer.sees("You read this")
        assert not carer.button("Read and understood").is_visible()
    said = Acknowledgement.objects.get()
    assert (said.person, said.language) == (by_number(WITHOUT_EMAIL), house.language)


# --- 3. a course, until it is full ------------------------------------------------------------------------------------
def publish_course(house: House) -> None:
    """HR writes a course, publishes it and plans a session of two seats."""
    with house.visit(by_number(HR)) as hr:
        hr.open("training:course_list")
        hr.open("training:course_create")
        hr.fill(
            title_nl="Veilig werken met AI", title_en="Working safely with AI", summary_nl="Wat deel je niet?",
            summary_en="What do you not share?", outcomes_nl="Je kent de spelregels", outcomes_en="You know the rules",
            duration_minutes="90",
        )  # fmt: skip
        hr.click(hr.page.locator("main form.hv-form button.btn-primary").last)
        hr.press("Publish the course")
        hr.follow("Plan a session")
        hr.fill(starts_at="2026-09-10T14:00", ends_at="2026-09-10T15:30")
        hr.fill(place="Leslokaal 1", capacity="2")
        hr.press("Plan the session")
        assert hr.sees("The session is planned. People can enrol.")


def fill_the_session(house: House) -> None:
    """Two get a seat, one by keyboard; the third waits, is offered the seat of who cancels, and takes it."""
    course = Course.objects.get(key="")
    first, second, third = (by_number(number) for number in ENROLS)
    with house.visit(first, width=PHONE) as visitor:
        visitor.open("training:course_list")
        visitor.follow("Veilig werken met AI" if house.language == "nl" else "Working safely with AI")
        visitor.press_by_keyboard("Enrol")
        assert visitor.sees("You have a seat. A confirmation is in your inbox.")
    with house.visit(second) as visitor:
        visitor.open("training:course_detail", course_id=course.public_id)
        visitor.press("Enrol")
    with house.visit(third) as visitor:
        visitor.open("training:course_detail", course_id=course.public_id)
        visitor.press("Join the waiting list")
        assert visitor.sees("You are on the waiting list. We tell you when it is your turn.")
    with house.visit(first, width=PHONE) as visitor:
        visitor.open("training:my_training")
        visitor.open("training:enrolment_detail", enrolment_id=first.enrolments.get().public_id)
        visitor.follow("Cancel my enrolment")
        visitor.press("Cancel the enrolment")
    with house.visit(third) as visitor:
        visitor.go_to("/")
        visitor.open("training:enrolment_detail", enrolment_id=third.enrolments.get().public_id)
        visitor.press("Yes, I take the seat")
    house.wait_until(lambda: [one for one in mail.outbox if one.to == [third.email]], "mail about the seat")


def mark_attendance(house: House) -> None:
    """HR marks at the door; who was there completed the course, who was not did not."""
    session = Session.objects.get()
    house.let_time_pass_until(at(10, 16))
    _first, second, third = (by_number(number) for number in ENROLS)
    with house.visit(by_number(HR), width=PHONE) as hr:
        hr.go_to("/")
        hr.go_to(reverse("training:session_list") + "?view=to_mark")
        hr.open("training:session_detail", session_id=session.public_id)
        hr.follow("Mark attendance")
        for person, came in ((second, "absent"), (third, "present")):
            mark = f"[name='mark-{person.enrolments.get().public_id}'][value={came}]"
            hr.page.locator(mark).check()
        hr.press("Save the attendance")
    assert completed_ids(until=at(11)) == {third.pk}
    with house.visit(third) as visitor:
        visitor.open("training:my_training")
        visitor.open("training:course_detail", course_id=session.course.public_id)


# --- 4. a pilot, and a decision ---------------------------------------------------------------------------------------
def register_pilot(house: House) -> None:
    """A carer registers a pilot under the objective; the office decides that it goes on."""
    objective = Objective.objects.get()
    with house.visit(by_number(OWNER), width=PHONE) as owner:
        owner.open("strategy:objective", objective_id=objective.public_id)
        owner.open("pilots:pilot_list")
        owner.open("pilots:pilot_create")
        owner.fill(title="Verslag met spraak", question="Kost een verslag minder tijd?", language=house.language)
        owner.fill(hypothesis="De helft van de tijd.", objective=str(objective.public_id))
        owner.press("Register")
        assert owner.sees("Your pilot is in the register. You are its owner.")
    pilot = Pilot.objects.get()
    with house.visit(by_number(OFFICE)) as office:
        office.go_to("/")
        office.open("pilots:pilot", pilot_id=pilot.public_id)
        office.open("pilots:decision_create", pilot_id=pilot.public_id)
        office.fill(kind="continue", reason="Past onder de doelstelling.")
        office.press("Record the decision")
        office.go_to(f"{reverse('pilots:pilot_list')}?objective={objective.public_id}")
        assert "Verslag met spraak" in office.text
    pilot.refresh_from_db()
    assert (pilot.stage, pilot.objective) == ("intake", objective)


# --- 5. the works council agrees --------------------------------------------------------------------------------------
SUBJECTS = ("figures:class_b", "figures:class_c", "surveys:wave")


def agree(house: House) -> None:
    """The office asks for figures on reach, figures on use and surveys; the works council agrees to each."""
    with house.visit(by_number(OFFICE)) as office:
        office.open("governance:proposal_list")
        for subject in SUBJECTS:
            office.open("governance:proposal_new", subject=subject)
            office.press("Make this proposal")
            assert office.sees("The proposal is made. Who must answer gets a message.")
    with house.visit(by_number(COUNCIL)) as council:
        council.go_to("/")
        for _subject in SUBJECTS:
            council.open("governance:proposal_list")
            council.click(council.page.locator("tbody tr").filter(has_text=council.words("asked")).locator("a").first)
            council.fill(answer="agreed")
            council.press("Record this answer")
            assert council.sees("It is recorded. Who asked for this gets a message.")
        council.open("governance:duty_list")


# --- 6. a survey, and a report of use ---------------------------------------------------------------------------------
def hold_survey(house: House) -> None:
    """The office opens a survey; people answer, one through the page; it closes and its key is gone."""
    house.let_time_pass_until(at(14))
    with house.visit(by_number(OFFICE)) as office:
        office.open("surveys:wave_list")
        office.follow("New survey")
        office.fill(title_nl="Najaarspeiling", title_en="Autumn survey", closes_on="2026-09-28")
        office.press("Prepare this survey")
        office.follow("Open the survey")
        office.press("Open the survey")
    house.wait_until(lambda: Wave.objects.get().state == WaveState.OPEN, "the survey opens")
    wave = Wave.objects.get()
    with house.visit(by_number(CARER), width=PHONE) as carer:
        carer.open("surveys:wave_list")
        carer.follow("Answer")
        carer.fill(uses_ai="weekly")
        carer.press("Send, not linked to me")
        assert carer.sees("Your answers are in, sealed among those of many others.")
        carer.open("surveys:wave_answer", wave_id=wave.public_id)
        assert carer.sees("You sent your answers already. They count once.")
    many_answer(wave)
    house.let_time_pass_until(at(25))
    with house.visit(by_number(OFFICE)) as office:
        office.open("surveys:wave_detail", wave_id=wave.public_id)
        office.follow("Close it now")
        office.press("Close it now")
        house.wait_until(lambda: Wave.objects.get().state == WaveState.CLOSED, "the survey closes")
        office.open("surveys:wave_detail", wave_id=wave.public_id)
        house.wait_until(lambda: Wave.objects.get().key_destroyed_on, "its key is destroyed")


def many_answer(wave: Wave) -> None:
    """Three in four answer; of those who lead more use AI than of those who carry out."""
    for one in colleagues("nl"):
        ticket = surveys.ticket_for(wave, by_number(one.number))
        if one.number == CARER or one.number % 4 == 0 or ticket is None:
            continue
        leads = one.group in {FunctionGroup.DIRECTOR, FunctionGroup.MANAGER}
        uses = "daily" if one.number % (2 if leads else 5) == 1 else "never"
        send_ballot(wave_id=wave.public_id, ticket=ticket, answers={"uses_ai": uses}, today=at(15).date())


def read_usage_report(house: House) -> None:
    """The office reads in the report of September; persons are dropped and the file is gone."""
    house.let_time_pass_until(at(1, 9, month=10))
    path = write_usage_report(house.folder / "usage.csv", colleagues(house.language), last_day=at(30).date())
    with house.visit(by_number(OFFICE)) as office:
        office.open("adoption:usage_list")
        office.follow("Read in a report")
        office.fill(source="m365-detail")
        office.page.locator("[name=file]").set_input_files(path)
        office.press("Read in")
    statement = UsageImport.objects.get()
    assert statement.period == "2026-09"
    assert statement.file_deleted_at is not None
    assert (statement.unmatched, len(statement.refused)) == (0, 0)


# --- 7. the month's figures -------------------------------------------------------------------------------------------
def release_figures(house: House) -> None:
    """On the second of the month beat's task releases; the board sees how it stands."""
    with house.visit(by_number(BOARD)) as board:
        board.open("adoption:overview")
        assert board.sees("No figures yet")
    house.let_time_pass_until(at(2, 7, month=10) + timedelta(minutes=30))
    house.work("adoption.release_due")
    house.wait_until(Figure.objects.exists, "the figures of September")
    with house.visit(by_number(BOARD)) as board:
        board.go_to("/")
        board.open("adoption:overview")
        assert not board.sees("Some figures wait for agreement")
        board.page.wait_for_selector(".hv-stat")
        for code in sorted(set(Figure.objects.values_list("released__metric", flat=True))):
            board.open("adoption:metric_detail", code=code)


# --- 8. a reminder, once ----------------------------------------------------------------------------------------------
def remind(house: House) -> None:
    """Two weeks after publication who has not confirmed is reminded once, in the inbox and by mail, and can stop it."""
    house.let_time_pass_until(at(5, month=10))
    reader = by_number(LATECOMER)
    before = len(mails_to(reader))
    nudges = Message.objects.filter(code="nudges.strategy_unread")
    house.work("nudges.plan")
    house.wait_until(lambda: nudges.filter(recipient=reader).exists(), "the reminder is planned")
    house.work("outbox.send_due")
    house.wait_until(lambda: not nudges.filter(state__in=LIVE).exists(), "all reminders are out")
    plan()
    send_due()
    assert nudges.filter(recipient=reader).count() == len(Channel)
    assert not nudges.filter(recipient=by_number(WITHOUT_EMAIL)).exists()
    assert len(mails_to(reader)) == before + 1
    link = re.search(r"http://\S+/inbox/unsubscribe/[^\s>]+", str(mails_to(reader)[-1].body))
    assert link is not None
    with house.visit() as stranger:
        stranger.go_to(link.group().removeprefix(settings.BASE_URL))
        stranger.press("Switch it off")
        assert stranger.sees("This e-mail is switched off")
    with house.visit(reader, width=PHONE) as visitor:
        visitor.open("outbox:inbox")
        visitor.open("outbox:message_detail", message_id=nudges.get(recipient=reader, channel=Channel.INBOX).public_id)
        visitor.open("outbox:preferences")


def mails_to(person: Person) -> list[mail.EmailMessage]:
    return [one for one in mail.outbox if one.to == [person.email]]


# --- 9. what is measured ----------------------------------------------------------------------------------------------
def read_what_is_measured(house: House) -> None:
    """Everyone reads what is measured, what never, and what is held about themselves."""
    with house.visit(by_number(CARER), width=PHONE) as carer:
        carer.open("adoption:measured")
        assert carer.sees("What we never do")
        carer.open("surveys:protocol")
        carer.open("my_data")
        carer.open("adoption:overview")
