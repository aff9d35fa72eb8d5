"""HR writes a course by keyboard in a real browser: a preview while typing, and focus that stays."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from people.models import Person
from tests.journeys.visiting import PHONE, WIDE, visiting
from tests.training.builders import course, portal_course
from training.models import Lesson, Scenario

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
EACH = pytest.mark.parametrize(("language", "width", "theme"), [("nl", PHONE, "light"), ("en", WIDE, "dark")])


@EACH
def test_course_is_written_and_published_by_keyboard(  # noqa: PLR0917
    browser: Browser, live_server: LiveServer, settings: Settings, hr: Person, language: str, width: int, theme: str
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    the_course = course(kind="in_portal", published=False)
    with visiting(browser, live_server.url, hr, language=language, width=width, theme=theme) as visitor:
        page, keys = visitor.page, visitor.page.keyboard
        visitor.open("training:course_detail", course_id=the_course.public_id)
        visitor.follow("Lessons and questions")
        visitor.follow("Add a lesson")
        page.locator("[name=title_nl]").focus()
        keys.type("Wat je weghaalt")
        keys.press("Tab")
        keys.type("## Kop\n\n- **namen**")
        expect(page.locator("#previews h3 + ul strong")).to_have_text("namen")
        expect(page.locator("[name=body_nl]")).to_be_focused()
        visitor.press_by_keyboard("Add the lesson")
        visitor.follow("Add a question")
        for name, typed in (("situation_nl", "Een mail"), ("answer_0_text_nl", "Ja"), ("answer_1_text_nl", "Nee")):
            page.locator(f"[name={name}]").focus()
            keys.type(typed)
        page.locator("[name=answer_0_is_right]").focus()
        keys.press("Space")
        page.get_by_role("button", name=visitor.words("Add an answer"), exact=True).focus()
        keys.press("Enter")
        expect(page.locator("[name=answer_2_text_nl]")).to_be_focused()
        expect(page.locator("[name=answer_0_text_nl]")).to_have_value("Ja")
        page.get_by_role("button", name=visitor.words("Remove answer %(number)s", number=3), exact=True).focus()
        keys.press("Enter")
        expect(page.locator("[name=answer_2_text_nl]")).to_have_count(0)
        expect(page.locator("[name=answer_1_text_nl]")).to_be_focused()
        expect(page.locator("[name=answer_0_is_right]")).to_be_checked()
        for place in range(2):
            page.locator(f"[name=answer_{place}_explanation_nl]").focus()
            keys.type("Omdat")
        visitor.press_by_keyboard("Add the question")
        visitor.press_by_keyboard("Publish the course")
    assert Lesson.objects.get().body_nl == "## Kop\n\n- **namen**"
    assert [each.is_right for each in Scenario.objects.get().choices.order_by("position")] == [True, False]
    the_course.refresh_from_db()
    assert the_course.is_published


@EACH
def test_lessons_are_moved_by_keyboard_and_the_button_keeps_the_focus(  # noqa: PLR0917
    browser: Browser, live_server: LiveServer, settings: Settings, hr: Person, language: str, width: int, theme: str
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    the_course = portal_course(lessons=3)
    first, second, third = the_course.lessons.order_by("position")
    with visiting(browser, live_server.url, hr, language=language, width=width, theme=theme) as visitor:
        visitor.open("training:course_pages", course_id=the_course.public_id)
        page = visitor.page
        page.locator(f"#down-{first.public_id}").focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"#down-{first.public_id}")).to_be_focused()
        said = visitor.words("“%(title)s” stands at place %(place)s of %(total)s now.", total=3, place=2, title="{}")
        expect(page.locator("#parts [data-say]")).to_have_text(
            said.format(first.title_nl if language == "nl" else first.title_en)
        )
        page.keyboard.press("Enter")
        expect(page.locator(f"#up-{first.public_id}")).to_be_focused()
        visitor.look()
        # Where the press came before the page's own script was there, the browser loads the whole page.
        address = reverse("training:course_pages", kwargs={"course_id": the_course.public_id})
        visitor.go_to(f"{address}?moved={first.public_id}&way=down")
        expect(page.locator(f"#up-{first.public_id}")).to_be_focused()
    assert list(the_course.lessons.order_by("position")) == [second, third, first]


def test_browser_asks_before_what_is_typed_is_left(
    browser: Browser, live_server: LiveServer, settings: Settings, hr: Person
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    the_course = portal_course()
    with visiting(browser, live_server.url, hr, language="nl", width=WIDE) as visitor:
        visitor.open("training:lesson_create", course_id=the_course.public_id)
        asked: list[str] = []
        visitor.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        visitor.page.locator("[name=title_nl]").press_sequentially("Half")
        visitor.open("training:course_list")
        assert asked == ["beforeunload"]
