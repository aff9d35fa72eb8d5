"""Two people write one passage in a browser: with the toolbar by keyboard, seeing each other, losing nothing."""

import pytest
from playwright.sync_api import Page, expect

from people.choices import Role
from strategy.errors import ClauseText
from strategy.models import Clause
from tests.journeys.conftest import House
from tests.journeys.visiting import PHONE
from tests.people.builders import employee
from tests.strategy.builders import add_clause, draft

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def passage(text: str = "een mens beslist") -> Clause:
    lead = employee(roles=[Role.PROGRAMME_OFFICE])
    content = ClauseText("Mensen eerst", "People first", text, "A person decides.")
    return add_clause(draft(actor=lead, clauses=0), actor=lead, content=content)


def choose(page: Page, start: int, end: int) -> None:
    page.locator("#id_text_nl").evaluate("(field, [from, to]) => field.setSelectionRange(from, to)", [start, end])


@pytest.mark.parametrize("house", ["nl"], indirect=True)
def test_marks_are_put_by_keyboard_and_taken_back(house: House) -> None:
    clause = passage()
    with house.visit(employee(roles=[Role.PROGRAMME_OFFICE])) as anna:
        anna.open("strategy:clause_edit", clause_id=clause.public_id)
        page, field = anna.page, anna.page.locator("#id_text_nl")
        field.focus()
        choose(page, 4, 8)
        page.keyboard.press("Control+b")
        expect(field).to_have_value("een **mens** beslist")
        expect(page.locator("#preview-nl strong")).to_have_text("mens")
        page.keyboard.press("Control+z")
        expect(field).to_have_value("een mens beslist")

        choose(page, 4, 8)
        page.keyboard.press("Control+k")
        expect(field).to_have_value("een [mens](https://) beslist")
        page.keyboard.type("https://mens.example")
        expect(field).to_have_value("een [mens](https://mens.example) beslist")

        # One stop for Tab before the field; the arrows go along the buttons and round.
        page.keyboard.press("Shift+Tab")
        bar = page.get_by_role("toolbar").first
        expect(bar.locator("[data-mark=bold]")).to_be_focused()
        page.keyboard.press("ArrowLeft")
        expect(bar.locator("[data-mark=table]")).to_be_focused()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("End")
        page.keyboard.press("Home")
        for _step in range(3):
            page.keyboard.press("ArrowRight")
        expect(bar.locator("[data-mark=list]")).to_be_focused()
        page.keyboard.press("Enter")
        expect(field).to_have_value("- een [mens](https://mens.example) beslist")
        expect(field).to_be_focused()
        page.keyboard.press("Control+End")
        page.keyboard.type("\n\n")
        page.keyboard.press("Shift+Tab")
        expect(bar.locator("[data-mark=list]")).to_be_focused()
        page.keyboard.press("End")
        page.keyboard.press("Space")
        expect(page.locator("#preview-nl table")).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.locator("#id_title_en")).to_be_focused()


@pytest.mark.parametrize("house", ["en"], indirect=True)
def test_toolbar_fits_a_phone_and_has_room_for_a_thumb(house: House) -> None:
    clause = passage()
    with house.visit(employee(roles=[Role.PROGRAMME_OFFICE], language="en"), width=PHONE) as anna:
        anna.open("strategy:clause_edit", clause_id=clause.public_id)
        for button in anna.page.get_by_role("toolbar").first.get_by_role("button").all():
            box = button.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 44
            assert box["x"] + box["width"] <= PHONE
        assert anna.page.get_by_role("toolbar").first.get_attribute("aria-label") == "Layout of Text in Dutch"


@pytest.mark.parametrize("house", ["nl"], indirect=True)
def test_two_see_each_other_and_put_both_texts_together(house: House) -> None:
    clause = passage()
    anna_bos = employee(first_name="Anna", last_name="Bos", roles=[Role.PROGRAMME_OFFICE])
    with house.visit(anna_bos) as anna, house.visit(employee(roles=[Role.PROGRAMME_OFFICE])) as bram:
        for each in (anna, bram):
            each.open("strategy:clause_edit", clause_id=clause.public_id)
        assert f"{anna_bos.full_name} schrijft hier ook" in bram.page.locator("#here").inner_text()
        bram.page.locator("#id_text_nl").fill("een mens beslist altijd")
        anna.page.locator("#id_text_nl").fill("een bevoegd mens beslist")
        anna.press("Save the passage")
        notice = bram.page.locator("#here button[name=look]")
        notice.wait_for(timeout=30_000)
        assert bram.page.locator("#id_text_nl").input_value() == "een mens beslist altijd"
        bram.click(notice)

        page, field = bram.page, bram.page.locator("#id_text_nl")
        expect(page.locator(".hv-merge ins")).to_contain_text("altijd")
        page.get_by_label(bram.words("Take theirs")).check()
        expect(field).to_have_value("een bevoegd mens beslist")
        page.get_by_label(bram.words("Take mine")).check()
        expect(field).to_have_value("een mens beslist altijd")
        page.get_by_label(bram.words("Take theirs")).check()
        field.press("End")
        page.keyboard.type(" altijd")
        expect(page.get_by_label(bram.words("Take mine"))).to_be_checked()
        bram.press("Save the passage")
        # A browser notes the answer that says that somebody else saved.
        bram.complaints = [each for each in bram.complaints if "409 (Conflict)" not in each]
    assert Clause.objects.get(pk=clause.pk).text_nl == "een bevoegd mens beslist altijd"
