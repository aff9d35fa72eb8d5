"""The screen in a real browser: accessible in both themes, wide and narrow, by keyboard, under the strict policy."""

import itertools
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from people.models import Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, client: Client, administrator: Person) -> Iterator[Page]:
    """Open a browser window in which the administrator is signed in; it collects what the console complains about."""
    client.force_login(administrator)
    context = browser.new_context(base_url=live_server.url)
    context.add_cookies(
        [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()]
    )
    window = context.new_page()
    complaints: list[str] = []
    window.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    window.on("pageerror", lambda error: complaints.append(str(error)))
    yield window
    context.close()
    assert complaints == []


@pytest.fixture(autouse=True)
def _without_second_factor(settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]


def show(page: Page, *, theme: str = "light", language: str = "nl", width: int = 1280) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    domain = page.context.cookies()[0]["domain"]
    page.context.add_cookies(
        [
            {"name": "theme", "value": theme, "domain": domain, "path": "/"},
            {"name": "houvast_language", "value": language, "domain": domain, "path": "/"},
        ]
    )
    page.goto("/styleguide/")
    page.wait_for_selector(".hv-figure.is-drawn svg")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_sticks_out(page: Page, theme: str, width: int) -> None:
    show(page, theme=theme, width=width)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_keyboard_begins_with_the_way_to_the_content(page: Page) -> None:
    show(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_theme_changes_at_once_and_is_there_on_the_next_page(page: Page) -> None:
    show(page)
    page.get_by_role("button", name="Jouw account").click()
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Donker").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_dialog_takes_the_focus_and_gives_it_back(page: Page) -> None:
    show(page)
    opener = page.get_by_role("link", name="Open een venster")
    opener.click()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    assert opener.evaluate("element => element === document.activeElement")


def test_page_shows_its_numbers_without_scripts(browser: Browser, page: Page) -> None:
    show(page)
    plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    window = plain.new_page()
    window.goto(page.url)
    assert window.locator("#figure-trend table").is_visible()
    assert not window.locator("#figure-trend .hv-figure__plot").is_visible()
    plain.close()


def test_phone_has_five_places_and_a_menu_that_opens(page: Page) -> None:
    show(page, width=360)
    assert page.locator(".hv-places a").count() == 5
    assert not page.get_by_role("link", name="Mijn gegevens").first.is_visible()
    page.get_by_role("button", name="Menu", exact=True).click()
    assert page.locator("#hv-nav").get_by_role("link", name="Mijn gegevens").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#hv-nav").is_visible()


def test_targets_on_a_phone_are_large_enough_for_a_thumb(page: Page) -> None:
    show(page, width=360)
    small = page.evaluate(
        """[...document.querySelectorAll('.btn, .hv-places a, .hv-topbar__button, main input, main select')]
        .filter(element => element.offsetParent && !element.matches('[type=checkbox], [type=radio]'))
        .map(element => [element.textContent.trim().slice(0, 30), Math.round(element.getBoundingClientRect().height)])
        .filter(([, height]) => height < 40)"""
    )
    assert small == []


@pytest.mark.parametrize("address", ["/", "/tools/", "/training/"])
def test_text_of_twice_the_size_fits_on_a_phone(page: Page, address: str) -> None:
    show(page, width=360)
    page.goto(address)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    sticking_out = page.evaluate(
        """[...document.querySelectorAll('.hv-topbar a, .hv-topbar button, .hv-places a, .hv-places a > *, main *')]
        .filter(element => element.checkVisibility() && !element.closest('.visually-hidden, [class*=scroll], '
            + '.hv-table-wrap, svg, .hv-figure__plot'))
        .filter(element => element.getBoundingClientRect().right > 361)
        .map(element => element.outerHTML.slice(0, 120))"""
    )
    assert sticking_out == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    places = [place.bounding_box() for place in page.locator(".hv-places a > .hv-icon").all()]
    assert all(one and other and one["x"] + one["width"] <= other["x"] for one, other in itertools.pairwise(places))
    assert page.get_by_role("button", name="Menu", exact=True).is_visible()


def test_figure_with_its_base_stays_on_a_phone(page: Page) -> None:
    show(page, width=360)
    right = page.locator(".hv-table--stack .hv-cell:has(.hv-cell__base)").first.evaluate(
        """cell => {
            cell.querySelector('.hv-cell__base').textContent = 'ongeveer 3.010 mensen van wie het betreft';
            return cell.getBoundingClientRect().right;
        }"""
    )
    assert right <= 360


def numbers_of(page: Page, key: str) -> list[str]:
    """Return the texts in a drawing that are numbers, or a number with a percent sign."""
    texts = page.locator(f"#figure-{key} .hv-figure__plot svg text").all_text_contents()
    return [text.strip() for text in texts if re.fullmatch(r"[\d,.]+%?", text.strip())]


def test_scale_of_a_share_ends_at_a_hundred_also_where_everyone_is_reached(page: Page) -> None:
    show(page)
    assert numbers_of(page, "lines") == ["0%", "25%", "50%", "75%", "100%"]


def test_scale_of_a_report_mark_runs_from_one_to_ten(page: Page) -> None:
    show(page)
    assert numbers_of(page, "marks") == ["1", "4", "7", "10"]


CORNERS = """() => {
    const path = [...document.querySelectorAll('#figure-marks .hv-figure__plot svg path[fill=none]')]
        .find(path => path.getAttribute('stroke-width') === '3');
    return path.getAttribute('d').slice(1).split('L').map(corner => Number(corner.trim().split(/[ ,]/)[0]));
}"""


def test_moments_of_a_line_stand_where_they_fall_in_time(page: Page) -> None:
    show(page)
    places = page.evaluate(CORNERS)
    width = places[-1] - places[0]
    days = [0, 7, 28, 105, 114, 146]
    assert [(place - places[0]) / width for place in places] == pytest.approx([day / 146 for day in days], abs=0.01)
    words = page.locator("#figure-marks .hv-figure__plot svg text").all_text_contents()
    assert {"5 jan 2026", "31 mei 2026"} <= set(words)


LINES = """key => {
    const figure = document.getElementById(`figure-${key}`);
    const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const labels = new Set(data.series.map(series => series.label));
    const drawing = figure.querySelector('.hv-figure__plot svg');
    const names = [...drawing.querySelectorAll('text')].filter(text => labels.has(text.textContent));
    const lines = [...drawing.querySelectorAll('path[fill=none]')]
        .filter(path => path.getTotalLength() > 100 && path.getAttribute('stroke-width') >= 2);
    const points = lines.flatMap(line => Array.from({length: 200}, (_, step) =>
        line.getPointAtLength(line.getTotalLength() * step / 199).matrixTransform(line.getScreenCTM())));
    const isCovered = name => {
        const {left, right, top, bottom} = name.getBoundingClientRect();
        return points.some(({x, y}) => x > left && x < right && y > top && y < bottom);
    };
    return {
        names: names.map(name => name.textContent),
        covered: names.filter(isCovered).map(name => name.textContent),
        dashes: lines.map(line => line.getAttribute('stroke-dasharray')),
    };
}"""


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_names_of_lines_lie_over_no_line(page: Page, width: int) -> None:
    show(page, width=width)
    for key, lines in (("trend", 2), ("lines", 5)):
        found = page.evaluate(LINES, key)
        assert len(found["names"]) == len(found["dashes"]) == lines
        assert found["covered"] == []


def test_lines_on_a_phone_are_told_apart_without_their_colour(page: Page) -> None:
    show(page, width=360)
    assert len(set(page.evaluate(LINES, "lines")["dashes"])) == 5


def test_filter_keeps_its_state_in_the_address_and_says_the_count(page: Page) -> None:
    show(page)
    page.get_by_label("Zoeken", exact=True).fill("ai")
    page.wait_for_url("**/styleguide/?q=ai*")
    expect(page.locator("#hv-status")).to_have_text("3 cursussen")
    assert page.evaluate("document.activeElement.name") == "q"
    page.go_back()
    page.wait_for_selector(".hv-figure.is-drawn svg")
    assert "q=ai" not in page.url


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_chart_can_be_saved_as_a_picture(page: Page, kind: str) -> None:
    show(page)
    with page.expect_download() as download:
        page.locator(f"#figure-trend [data-save={kind}]").click()
    assert download.value.suggested_filename == f"trend.{kind}"
