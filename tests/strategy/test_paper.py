"""A version on paper: tagged, in the reader's language, with contents, version and hash; bad text does no harm."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.fixtures import Settings

from people.models import Person
from strategy import selectors
from strategy.documents import paper
from strategy.models import Version
from tests.characters import HOSTILE
from tests.common.test_prose import BROKEN_TABLES, VECTORS
from tests.people.builders import employee
from tests.strategy.builders import NOW, add_clause, draft, publish, published

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def made_of(version: Version, language: str = "nl") -> pikepdf.Pdf:
    with translation.override(language):
        reading = selectors.reading_of(version, None, now=NOW)
        content = paper(reading, organisation="Houtwijk", base="https://ai.example", made_at=NOW)
    return pikepdf.open(BytesIO(content))


def outline_of(pdf: pikepdf.Pdf) -> list[str]:
    with pdf.open_outline() as outline:
        return [each.title for part in outline.root for each in (part, *part.children)]


@pytest.mark.parametrize(("language", "title"), [("nl", "Onze AI-strategie"), ("en", "Our AI strategy")])
def test_paper_is_tagged_and_says_what_it_is(programme_lead: Person, language: str, title: str) -> None:
    version = published(actor=programme_lead)
    pdf = made_of(version, language)
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang).startswith(language)
    with pdf.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"
        assert told["dc:title"] == title
    first = version.clauses.order_by("position")[0]
    assert any(getattr(first, f"title_{language}") in each for each in outline_of(pdf))


def test_paper_of_the_same_text_is_the_same_file(programme_lead: Person) -> None:
    version = published(actor=programme_lead)
    with translation.override("nl"):
        reading = selectors.reading_of(version, None, now=NOW)
        one, other = (paper(reading, organisation="H", base="https://a.example", made_at=NOW) for _time in range(2))
    assert one == other


OTHERS = [
    '#import "x"; #panic("x") $ \\ _ * ` <a> @b',
    "> " * 4_000 + "x",
    "*a **b " * 90 + "c** d*" * 90,
    "a\n\n##### b",
]


@pytest.mark.parametrize("bad", [*VECTORS, *BROKEN_TABLES, *HOSTILE.values(), *OTHERS])
def test_bad_text_makes_a_file_all_the_same(programme_lead: Person, bad: str) -> None:
    """A broken table is refused when it is saved now; one that stands there from before is no reason to fail."""
    version = draft(actor=programme_lead, clauses=0)
    clause = add_clause(version, actor=programme_lead)
    version.clauses.filter(pk=clause.pk).update(title_nl=bad[:200], text_nl=bad)
    assert len(made_of(version).pages) >= 3


def test_draft_is_read_on_paper_by_who_may_see_it(sign_in: SignIn, programme_lead: Person, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    version = draft(actor=programme_lead)
    address = reverse("strategy:version_paper", args=[version.public_id])
    assert sign_in(employee()).get(address).status_code == 404
    answer = sign_in(programme_lead).get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    publish(version, actor=programme_lead)
    answer = sign_in(employee()).get(address, headers={"Accept-Language": "nl"})
    assert "Onze AI-strategie" in answer.headers["Content-Disposition"]
    assert answer.content.startswith(b"%PDF")
