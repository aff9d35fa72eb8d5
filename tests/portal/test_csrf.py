"""Every form that changes something carries the token that proves it came from our own page."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from people.models import Person
from tests.directory.files import leaders
from tests.directory.walking import planned

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
FORM = re.compile(r"<form\b[^>]*\bmethod=.post.[^>]*>.*?</form>", re.DOTALL | re.IGNORECASE)
INCLUDE = re.compile(r"{% include \"([^\"]+)\"([^%]*)%}")
TOKEN = "{% csrf_token %}"
# A ballot comes without session or cookie, so that nobody can be told from it; its token would be one.
WITHOUT = (
    'action="{% url "surveys:ballot_send" wave.public_id %}"',
    'action="{% url "training:evaluation_send" %}"',
    'action="{% url "strategy:choices_send" %}"',
)


@cache
def text_of(name: str) -> str:
    return (FOLDER / name).read_text()


def included(name: str) -> list[tuple[str, str]]:
    """What a template includes, with the rest of that tag; partials and names of variables aside."""
    return [(other, rest) for other, rest in INCLUDE.findall(text_of(name)) if (FOLDER / other).exists()]


def needs_token(name: str) -> bool:
    """Whether a template, or what it includes, puts a token in a form."""
    return TOKEN in text_of(name) or any(needs_token(other) for other, _rest in included(name))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_form_that_posts_has_a_token(name: str) -> None:
    bare = [
        form[:120]
        for form in FORM.findall(text_of(name))
        if TOKEN not in form
        and not any(each in form for each in WITHOUT)
        and not any(needs_token(other) for other, _rest in INCLUDE.findall(form))
    ]
    assert bare == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_include_leaves_the_token_behind(name: str) -> None:
    """``only`` gives an included template nothing but what it names, so the token would be empty."""
    left = [
        other
        for other, rest in included(name)
        if re.search(r"\bonly\s*$", rest) and "csrf_token=csrf_token" not in rest and needs_token(other)
    ]
    assert left == []


def test_no_component_that_is_rendered_without_its_page_has_a_form() -> None:
    source = (ROOT / "common" / "templatetags" / "components.py").read_text()
    rendered = re.findall(r"render_to_string\(\s*\"([^\"]+)\"", source)
    assert rendered
    assert [name for name in rendered if needs_token(name)] == []


@pytest.mark.django_db
def test_an_import_is_cancelled_from_its_own_page(hr: Person, settings: Settings, tmp_path: Path) -> None:
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    settings.SECOND_FACTOR_REQUIRED = False
    run = planned(leaders(), hr)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(hr)
    url = reverse("directory:import_cancel", args=[run.public_id])
    page = browser.get(url).content.decode()
    form = next(form for form in FORM.findall(page) if url in form)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token
    assert browser.post(url, {"csrfmiddlewaretoken": token[1]}).status_code == 302
    run.refresh_from_db()
    assert run.state == "cancelled"
