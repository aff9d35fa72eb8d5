"""Somebody says on a phone, by keyboard, what they use already, and is answered at once; the board opened the door."""

import pytest
from playwright.sync_api import Locator, expect

from people.choices import Role
from tests.journeys.conftest import House
from tests.journeys.visiting import MOST_TABS, PHONE, Visitor
from tests.people.builders import employee
from tests.tools.builders import tool
from tools.choices import DataClass, Task
from tools.models import Declaration, DeclarationRound

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def tab_to_card(visitor: Visitor, radio: Locator) -> None:
    """Reach a radio button with the tab key; the card around it shows the focus."""
    for _step in range(MOST_TABS):
        if radio.evaluate("element => element === document.activeElement"):
            break
        visitor.page.keyboard.press("Tab")
    card = radio.locator("xpath=ancestor::label")
    ring = card.evaluate("element => { const s = getComputedStyle(element); return s.outlineStyle + s.boxShadow }")
    assert radio.evaluate("element => element === document.activeElement")
    assert ring != "nonenone"


@pytest.mark.parametrize("house", ["nl"], indirect=True)
def test_saying_what_one_uses_on_a_phone_by_keyboard(house: House) -> None:
    good = tool(name="Schrijfhulp", tasks=[Task.WRITE], data_classes=list(DataClass.values))
    with house.visit(employee(roles=[Role.PROGRAMME_OFFICE])) as office:
        office.open("tools:declare")
        assert office.sees("The board has not decided on it yet.")
        office.open("tools:promise")
        office.press("Ask the board")
    with house.visit(employee(roles=[Role.BOARD])) as board:
        board.open("tools:promise")
        board.fill(answer="stands")
        board.press("Record the answer")
        assert board.sees("Take the promise back")
    person = employee()
    with house.visit(person, width=PHONE) as sanne:
        sanne.open("tools:tool_list")
        sanne.follow("I use this already")
        other = sanne.page.locator("main [name='tool'][value='other']")
        tab_to_card(sanne, other)
        sanne.page.keyboard.press("Space")
        expect(other).to_be_checked()
        sanne.tab_to(sanne.page.locator("main [name='other_name']"))
        sanne.page.keyboard.type("ChatGPT")
        sanne.tab_to(sanne.page.locator(f"main [name='tasks'][value='{Task.WRITE}']"))
        sanne.page.keyboard.press("Space")
        sanne.press_by_keyboard("Send without my name")
        assert sanne.heading == sanne.words("Thank you")
        assert good.name in sanne.text
        assert sanne.sees("Did names or other data about people go in?")
        assert not sanne.page.url.endswith("ChatGPT")
        sanne.follow("I use something else too")
        sanne.page.locator("main [name='tool'][value='other']").check()
        sanne.fill(other_name="DeepL", tasks=Task.TRANSLATE, data_class=DataClass.PERSONAL)
        sanne.press_by_keyboard("Send with my name")
        assert sanne.route == "tools:declaration"
        assert sanne.sees("Report this as a data leak too")
        sanne.press("Take it back")
        assert sanne.route == "tools:my_access"
    assert DeclarationRound.objects.filter(state="open").count() == 1
    assert not Declaration.objects.exists()
