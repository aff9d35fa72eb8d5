"""Two versions beside each other: what changed, word by word, and that nothing is lost or made up."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from people.models import Person
from strategy import selectors, services
from strategy.errors import ClauseText
from strategy.rules.comparing import Kind, Piece, pieces_of
from strategy.selectors.comparing import State
from tests.strategy.builders import NOW, add_clause, draft, next_draft, publish, published

SignIn = Callable[[Person], Client]


def shown(before: str, after: str) -> str:
    marks = {Kind.SAME: "{}", Kind.GONE: "[-{}-]", Kind.NEW: "[+{}+]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces_of(before, after))


@pytest.mark.parametrize(
    ("before", "after", "read"),
    [
        ("gelijk", "gelijk", "gelijk"),
        ("", "nieuw", "[+nieuw+]"),
        ("weg", "", "[-weg-]"),
        ("Een mens beslist.", "Een mens beslist altijd.", "Een mens beslist[+ altijd+]."),
        ("de oude tekst hier", "de geheel andere tekst hier", "de [-oude-][+geheel andere+] tekst hier"),
        ("een twee drie", "vier vijf drie", "[-een twee-][+vier vijf+] drie"),
        ("eerste\ntweede\n", "nieuwe\neerste\ntweede\n", "[+nieuwe\n+]eerste\ntweede\n"),
    ],
)
def test_change_reads_word_by_word(before: str, after: str, read: str) -> None:
    assert shown(before, after) == read


words = st.lists(st.sampled_from(["AI", "mens", "wij", ".", ",", " ", "\n", "é", "<b>"]), max_size=40).map("".join)


@given(words, words)
def test_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = pieces_of(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != Kind.NEW) == before
    assert "".join(piece.text for piece in pieces if piece.kind != Kind.GONE) == after
    assert all(piece.text for piece in pieces)


def test_two_long_texts_that_share_nothing_are_one_gone_and_one_new() -> None:
    before, after = "oud " * 5_000, "nieuw " * 5_000
    assert pieces_of(before, after) == [Piece(Kind.GONE, before), Piece(Kind.NEW, after)]


@pytest.mark.django_db
def test_comparison_tells_new_gone_moved_changed_and_the_same(programme_lead: Person) -> None:
    first = draft(actor=programme_lead, clauses=0)
    for word in ("Een", "Twee", "Drie", "Vier", "Zes"):
        add_clause(first, actor=programme_lead, content=ClauseText(word, f"{word} en", f"Tekst {word}.", "Text."))
    second = next_draft(publish(first, actor=programme_lead), actor=programme_lead)
    by_title = {clause.title_nl: clause for clause in second.clauses.all()}
    services.save_clause(
        clause_id=by_title["Een"].pk, edition=1, text=ClauseText("Een", "Een en", "Tekst **Een**.", "Text."),
        pillar="vision", change="editorial", actor=programme_lead, now=NOW,
    )  # fmt: skip
    services.remove_clause(clause_id=by_title["Twee"].pk, actor=programme_lead, now=NOW)
    for _step in range(2):
        services.move_clause(clause_id=by_title["Zes"].pk, up=True, actor=programme_lead, now=NOW)
    add_clause(second, actor=programme_lead, content=ClauseText("Vijf", "Five", "Tekst Vijf.", "Text."))
    found = selectors.compare(second, first, "nl")
    assert (found.older, found.newer) == (first, second)
    states = {str(row.title[0].text): row.state for row in found.passages}
    assert states == {
        "Een": State.CHANGED, "Zes": State.MOVED, "Drie": State.SAME, "Vier": State.SAME, "Vijf": State.NEW,
        "Twee": State.GONE,
    }  # fmt: skip
    assert [row.key for row in found.passages if row.only_layout] == [by_title["Een"].key]
    assert {row.state for row in selectors.compare(first, first, "en").passages} == {State.SAME}


@pytest.mark.django_db
def test_page_compares_what_the_reader_may_see_and_nothing_else(
    sign_in: SignIn, programme_lead: Person, colleague: Person, at_work: None
) -> None:
    first = published(actor=programme_lead)
    second = next_draft(first, actor=programme_lead)
    clause = second.clauses.order_by("position")[0]
    services.save_clause(
        clause_id=clause.pk, edition=1, text=ClauseText(clause.title_nl, clause.title_en, "Geheim & nog niet af", "x"),
        pillar=clause.pillar, change="material", actor=programme_lead, now=NOW,
    )  # fmt: skip
    path = reverse("strategy:version_compare", args=[first.document.public_id])
    page = sign_in(programme_lead).get(path).content.decode()
    assert "Geheim &amp; nog niet af</ins>" in page
    assert "<del>" in page
    hidden = sign_in(colleague).get(path, {"older": "1", "newer": "2"})
    assert hidden.status_code == 200
    assert "Geheim" not in hidden.content.decode()
    assert sign_in(programme_lead).get(path, {"older": "x", "newer": "99", "text": "de"}).status_code == 200


@pytest.mark.django_db
def test_new_passage_without_this_language_says_that_it_has_no_text_in_it(
    sign_in: SignIn, programme_lead: Person, at_work: None
) -> None:
    first = published(actor=programme_lead)
    add_clause(
        next_draft(first, actor=programme_lead), actor=programme_lead, content=ClauseText("Nieuw", "", "Kort", "")
    )
    path = reverse("strategy:version_compare", args=[first.document.public_id])
    for language, is_said in (("en", True), ("nl", False)):
        page = sign_in(programme_lead).get(path, {"text": language}).content.decode()
        assert ("geen tekst in deze taal" in page) is is_said
