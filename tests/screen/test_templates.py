"""What every template of the portal keeps to, so that the content security policy and the design hold."""

import json
import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation

from common.charts import Cell, CellStatus
from portal.styleguide import ExampleForm

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if "mail" not in path.relative_to(ROOT).parts)
ICONS = {name.split("=")[0] for name in json.loads((ROOT / "frontend" / "icons.json").read_text())}


def found(pattern: str, text: str) -> list[str]:
    return re.findall(pattern, text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_has_no_inline_style_script_or_handler(path: Path) -> None:
    text = path.read_text()
    assert found(r"\sstyle\s*=", text) == []
    assert found(r"<style\b", text) == []
    assert found(r"\son[a-z]+\s*=\s*[\"']", text) == []
    assert found(r"\shx-on", text) == []
    # A block of data is no script: a browser runs none of it.
    scripts = [tag for tag in found(r"<script\b[^>]*>", text) if 'type="application/json"' not in tag]
    assert [tag for tag in scripts if "src=" not in tag] == []
    assert found(r'\b(?:src|href|action)="https?://', text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_icons_of_a_template_are_in_the_sprite(path: Path) -> None:
    named = found(r'{% icon "([^"]+)"', path.read_text()) + found(r'\bicon="([a-z0-9-]+)"', path.read_text())
    assert [name for name in named if name not in ICONS] == []


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if path.parent.name == "components"], ids=lambda path: path.name
)
def test_component_says_what_it_takes(path: Path) -> None:
    assert "{% comment %}" in path.read_text()[:60]


@pytest.mark.parametrize("code", ["500", "503"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_page_of_a_broken_portal_needs_nothing(code: str, language: str) -> None:
    with translation.override(language):
        page = get_template(f"{code}.html").render({})
    assert f'lang="{language}"' in page
    assert "<h1>" in page


def test_form_names_its_errors_at_the_top_and_at_the_field() -> None:
    form = ExampleForm(data={"title": ""})
    page = str(form)
    assert page.index("hv-error-summary") < page.index('name="title"')
    assert 'href="#id_title"' in page
    assert 'id="id_title_error"' in page
    assert re.search(r'aria-describedby="id_title_helptext id_title_error"', page)
    assert 'aria-invalid="true"' in page


def test_hidden_cell_says_that_it_is_kept_back() -> None:
    template = Template("{% figure_cell cell %}")
    with translation.override("nl"):
        page = template.render(Context({"cell": Cell(CellStatus.HIDDEN)}))
    assert "niet getoond (privacy)" in page
    assert "hv-cell--hidden" in page


def test_sort_header_turns_the_order_and_keeps_the_filters() -> None:
    request = RequestFactory().get("/", {"q": "ai", "sort": "name", "page": "3"})
    page = Template('{% sort_header "Name" "name" %}').render(Context({"request": request}))
    assert 'aria-sort="ascending"' in page
    assert "q=ai" in page
    assert "sort=-name" in page
    assert "page=" not in page
