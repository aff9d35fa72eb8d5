"""One address, two ways to ask: the whole page, or the part that htmx swaps."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from common.http import render_fragment

TEMPLATE = "<h1>Lijst</h1>{% partialdef results inline %}<ul>{{ rows }}</ul>{% endpartialdef %}"


@pytest.fixture(autouse=True)
def _list_page(settings: Any) -> None:
    """One template of the test's own."""
    loaders = [("django.template.loaders.locmem.Loader", {"list.html": TEMPLATE})]
    engine = {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}
    settings.TEMPLATES = [engine]


def answer(rf: RequestFactory, *, status: int = 200, **headers: str) -> HttpResponse:
    view = HtmxMiddleware(
        lambda request: render_fragment(request, "list.html", {"rows": 3}, partial="results", status=status)
    )
    return view(rf.get("/", headers=headers))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("headers", "is_page"),
    [
        ({}, True),
        ({"HX-Request": "true"}, False),
        ({"HX-Request": "true", "HX-Target": "results"}, False),
        ({"HX-Request": "true", "HX-Boosted": "true"}, True),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, True),
    ],
)
def test_fragment_is_for_a_swap_and_the_page_for_everything_else(
    rf: RequestFactory, headers: dict[str, str], is_page: bool
) -> None:
    response = answer(rf, **headers)
    assert ("<h1>" in response.content.decode()) is is_page
    assert "<ul>3</ul>" in response.content.decode()
    assert {"HX-Request", "HX-Target"} <= {name.strip() for name in response.headers["Vary"].split(",")}


def test_fragment_keeps_its_status(rf: RequestFactory) -> None:
    assert answer(rf, status=422, **{"HX-Request": "true"}).status_code == 422


def test_request_that_no_middleware_looked_at_gets_the_page(rf: RequestFactory) -> None:
    response = render_fragment(rf.get("/", headers={"HX-Request": "true"}), "list.html", {"rows": 3}, partial="results")
    assert "<h1>" in response.content.decode()
