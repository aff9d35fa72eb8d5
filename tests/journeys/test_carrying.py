"""What everyone carries, in a browser: reading on a phone, answering without an account, finding a tool."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from playwright.sync_api import expect

from people.choices import FunctionGroup, Role
from strategy import services
from strategy.choices import ChangeKind, DocumentKind, Pillar, ReviewKind, ReviewOutcome
from strategy.errors import ClauseText
from strategy.models import Acknowledgement, ReviewAnswer, Version
from strategy.rules.audiences import ForWhom
from strategy.rules.questions import ChoiceText, QuestionText
from tests.journeys.conftest import House
from tests.journeys.visiting import PHONE, WIDE, Visitor
from tests.people.builders import employee
from tests.strategy.builders import NOW, add_clause, draft, next_draft, publish, text, under_review
from tests.tools.builders import licensed
from tools.choices import Approval, DataClass, RequestState, Task
from tools.models import AccessRequest

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SITUATION = QuestionText(
    "Een mail van een cliënt is lang. Wat doe je?",
    "A mail of a client is long. What do you do?",
    [
        ChoiceText(
            "Ik plak hem in een tool.", "I paste it into a tool.", "Dat mag alleen waar dat staat.", "Only some."
        ),
        ChoiceText("Ik zoek op welke tool het mag.", "I look up which may.", "Dat staat bij elke tool.", "It says so."),
    ],
    1,
)


@pytest.mark.parametrize("house", ["nl", "en"], indirect=True)
def test_reading_on_a_phone_and_later_only_what_changed(house: House) -> None:
    house.let_time_pass_until(NOW + timedelta(hours=1))
    lead = employee(roles=[Role.PROGRAMME_OFFICE])
    writing = draft(actor=lead, clauses=0)
    for groups in ((), (FunctionGroup.CUSTOMER_CONTACT,), (FunctionGroup.MANAGER,)):
        clause = services.add_clause(
            version_id=writing.pk,
            text=text(),
            pillar=Pillar.VISION,
            change=ChangeKind.MATERIAL,
            actor=lead,
            now=writing.created_at,
            for_whom=ForWhom(groups),
        )
        if groups:
            services.save_question(clause_id=clause.pk, edition=0, text=SITUATION, actor=lead, now=writing.created_at)
    first = publish(writing, actor=lead, now=writing.created_at)
    reader = employee(function_group=FunctionGroup.CUSTOMER_CONTACT)
    with house.visit(reader, width=PHONE) as sanne:
        sanne.open("home")
        sanne.follow("Read")
        assert sanne.route == "strategy:overview"
        wise = sanne.page.locator("main input[type=radio]").nth(1)
        wise.check()
        sanne.press_by_keyboard("Read and understood")
        assert sanne.heading == sanne.words("Thank you. We noted that you read this version.")
        assert sanne.sees("That is wise")
    assert Acknowledgement.objects.get().person == reader

    second = next_draft(first, actor=lead)
    clause = second.clauses.order_by("position")[1]
    services.save_clause(
        clause_id=clause.pk,
        edition=clause.edition,
        text=text("anders"),
        pillar=clause.pillar,
        change=ChangeKind.MATERIAL,
        actor=lead,
        now=writing.created_at,
    )
    publish(second, actor=lead, now=writing.created_at)
    with house.visit(reader, width=PHONE) as sanne:
        sanne.open("home")
        sanne.follow("Read what changed")
        assert sanne.route == "strategy:changed"
        expect(sanne.page.locator("main article.hv-diff")).to_have_count(1)
        sanne.page.locator("main input[type=radio]").first.check()
        sanne.press("Read and understood")
        assert sanne.sees("There is a better answer")
        sanne.follow("What it means for me")
        assert sanne.route == "for_me"
    with house.visit(employee(function_group=FunctionGroup.MANAGER), width=PHONE) as manager:
        manager.open("home")
        assert not manager.sees("Read what changed")


def open_link(visitor: Visitor, link: str) -> None:
    """Open a link of somebody without an account with the code that comes by mail."""
    visitor.go_to(link)
    assert visitor.sees("Show that this link is yours")
    visitor.press("Send me a code")
    code = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
    assert code is not None
    visitor.fill(code=code.group())
    visitor.press("Open the text")


@pytest.mark.parametrize("house", ["nl"], indirect=True)
def test_somebody_without_an_account_reads_and_answers(house: House) -> None:
    house.let_time_pass_until(NOW + timedelta(hours=1))
    lead, board = employee(roles=[Role.PROGRAMME_OFFICE]), employee(roles=[Role.BOARD])
    version = draft(actor=lead)
    with house.visit(lead) as office:
        office.open("strategy:review_ask", version_id=version.public_id)
        office.page.locator(f"main [name=decide][value='{board.public_id}']").check()
        office.press("Ask these people")
        office.page.locator("main details summary").filter(has_text=office.words("Ask somebody else")).first.click()
        office.fill(name="Fenna Visser", email="fenna@clientenraad.example", speaks_for="cliëntenraad")
        office.click(office.page.locator("main details[open] button[type=submit]"))
    body = str(mail.outbox[-1].body)
    link = re.search(r"http://\S+/strategy/answer/\S+", body)
    assert link is not None
    with house.visit(None) as fenna:
        open_link(fenna, link.group().removeprefix(settings.BASE_URL))
        passage = fenna.page.locator(".hv-clause__text").first.bounding_box()
        assert passage is not None
        assert passage["width"] > 400, "on a desk the text has the room of a book, also without navigation beside it"
    with house.visit(None, width=PHONE) as fenna:
        open_link(fenna, link.group().removeprefix(settings.BASE_URL))
        assert "Fenna Visser" in fenna.page.locator("main").inner_text()
        fenna.fill(outcome=ReviewOutcome.AGREED, remarks="Goed zo.")
        fenna.press_by_keyboard("Send this answer")
        assert fenna.sees(
            "Thank you. An answer is not changed afterwards; tell the programme office if you see it differently now."
        )
        assert not fenna.page.get_by_role("button", name=fenna.starting_with("Send this answer")).count()
    with house.visit(board) as bram:
        bram.open("home")
        bram.follow("Read and answer")
        bram.fill(outcome=ReviewOutcome.AGREED)
        bram.press("Send this answer")
    with house.visit(lead) as office:
        office.open("strategy:version_publish", version_id=version.public_id)
        publish_it = office.page.locator("main form .btn-primary[type=submit]")
        office.tab_to(publish_it)
        office.click(publish_it)
        assert office.route == "strategy:overview"
    assert ReviewAnswer.objects.count() == 2
    assert Version.objects.get().is_current


@pytest.mark.parametrize("house", ["nl"], indirect=True)
def test_text_reads_well_by_a_link_and_a_table_in_it_keeps_its_cells_apart(house: House) -> None:
    house.let_time_pass_until(NOW + timedelta(hours=1))
    lead = employee(roles=[Role.PROGRAMME_OFFICE])
    table = (
        "| soort | voorbeeld | verantwoordelijkheid |\n|---|---|---|\n"
        "| persoonsgegevens | cliëntdossiers, zorgplannen, foto's | programmamanager, functionaris |"
    )
    version = draft(DocumentKind.HOUSE_RULES, actor=lead, clauses=0)
    add_clause(version, actor=lead, pillar="", content=ClauseText("Wat erin mag", "What may", table, table))
    review = under_review(version, actor=lead)
    wanted = services.Wanted(kind=ReviewKind.ADVICE, name="Fenna Visser", email="fenna@clientenraad.example")
    asked = services.ask_one_more(review_id=review.pk, wanted=wanted, actor=lead, now=NOW)
    _asked, link = services.note_link(reviewer_id=asked.pk, actor=lead, now=NOW)
    for width, least in ((WIDE, 480), (PHONE, 300)):
        with house.visit(None, width=width) as fenna:
            open_link(fenna, link)
            text = fenna.page.locator(".hv-clause__text").bounding_box()
            assert text is not None
            assert text["width"] >= least
            paddings = fenna.page.locator(".hv-clause__text tbody td").evaluate_all(
                "cells => cells.map(cell => parseFloat(getComputedStyle(cell).paddingRight))"
            )
            assert min(paddings[:-1]) >= 8
            assert fenna.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("house", ["nl"], indirect=True)
def test_finding_a_tool_in_two_taps_and_asking_for_it(house: House) -> None:
    manager = employee(first_name="Mia")
    person = employee(manager=manager)
    wanted = licensed(
        name="Verslaghulp",
        seats=1,
        approval=Approval.ALWAYS,
        tasks=[Task.SUMMARISE],
        data_classes=list(DataClass.values),
    )
    with house.visit(person, width=PHONE) as sanne:
        sanne.open("home")
        sanne.follow("May I use this?")
        sanne.click(sanne.page.locator(f"main a[href*='task={Task.SUMMARISE}']").first)
        sanne.click(sanne.page.locator(f"main a[href*='data={DataClass.PERSONAL}']").first)
        assert wanted.name in sanne.text
        sanne.follow(wanted.name)
        sanne.follow("Ask for a seat")
        sanne.fill(purpose="Verslagen van huisbezoeken korter maken.")
        sanne.press_by_keyboard("Ask for a seat")
        assert AccessRequest.objects.get().state == RequestState.ASKED
    with house.visit(manager) as mia:
        mia.open("home")
        mia.click(mia.page.locator("main .hv-piles a").first)
        mia.click(mia.page.locator("main a[href*='/requests/']").first)
        mia.fill(answer="approve")
        mia.press("Send the answer")
    assert AccessRequest.objects.get().state == RequestState.GIVEN
