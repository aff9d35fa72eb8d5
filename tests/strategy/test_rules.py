"""Markdown becomes safe HTML, keys stay readable, the canonical text is unambiguous."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy import rules
from strategy.choices import ChangeKind

VECTORS = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "![x](https://elsewhere.example/pixel.png)",
    "<img src=x onerror=alert(1)>",
    "<a href='#' onclick='alert(1)'>x</a>",
    "<iframe src='//evil.example'></iframe>",
    "<style>body{display:none}</style>",
    "<form action='//evil.example'><input name=q></form>",
    "<svg><script>alert(1)</script></svg>",
    "<div style='position:fixed'>x</div>",
    '[x](https://a.example "onmouseover=alert(1)")',
    "<https://a.example/?<script>>",
    "| a | <script> |\n|---|---|\n| 1 | 2 |",
]
TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>", re.IGNORECASE)
ALLOWED = {
    "p", "br", "hr", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "s", "a", "blockquote", "code", "pre",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


def assert_harmless(html: str) -> None:
    for _slash, tag, attributes in TAG.findall(html):
        assert tag.lower() in ALLOWED, html
        names = set(re.findall(r"([a-z-]+)=", re.sub(r'"[^"]*"', "", attributes)))
        assert names <= {"href", "title", "rel", "start"}, html
        for target in re.findall(r'href="([^"]*)"', attributes):
            assert not re.match(r"\s*(javascript|data|vbscript):", target, re.IGNORECASE), html


@pytest.mark.parametrize("text", VECTORS)
def test_nothing_that_runs_survives(text: str) -> None:
    assert_harmless(rules.html_from_markdown(text))


@given(
    st.lists(
        st.one_of(st.sampled_from(VECTORS), st.text(max_size=30), st.sampled_from(["\n\n", "**", "`", "[", "](", ">"])),
        max_size=8,
    )
)
def test_no_mixture_gets_script_through(parts: list[str]) -> None:
    assert_harmless(rules.html_from_markdown("".join(parts)))


def test_headings_stand_below_the_title_of_the_passage() -> None:
    assert rules.html_from_markdown("# een\n\n### drie") == "<h4>een</h4>\n<h5>drie</h5>\n"


def test_broken_table_is_shown_as_text_and_a_good_one_as_table() -> None:
    assert "<table>" not in rules.html_from_markdown("| a | b\n|--\n| 1")
    assert "<table>" in rules.html_from_markdown("| a | b |\n|---|---|\n| 1 | 2 |")


def test_key_is_readable_and_new() -> None:
    assert rules.clause_key("Één visie: mensen eerst!", []) == "een-visie-mensen-eerst"
    assert rules.clause_key("Visie", ["visie", "visie-2"]) == "visie-3"
    assert rules.clause_key("???", []) == "passage"


def test_title_cannot_pose_as_text() -> None:
    one = rules.CanonicalClause("k", "vision", 'a","text":{"nl":"b', "t", "", "")
    two = rules.CanonicalClause("k", "vision", "a", "t", "b", "")
    texts = [rules.canonical_text(kind="strategy", number=1, clauses=[clause]) for clause in (one, two)]
    assert texts[0] != texts[1]


def test_only_meaning_asks_to_be_read_again() -> None:
    assert not rules.is_material([ChangeKind.EDITORIAL, ChangeKind.UNCHANGED], removed=0)
    assert rules.is_material([ChangeKind.EDITORIAL, ChangeKind.MATERIAL], removed=0)
    assert rules.is_material([ChangeKind.UNCHANGED], removed=1)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (["a", "b", "c"], set()),
        (["b", "c", "a"], {"a"}),
        (["new", "a", "c"], set()),
        (["c", "b", "a"], {"b", "c"}),
    ],
)
def test_only_what_somebody_moved_counts_as_moved(after: list[str], expected: set[str]) -> None:
    assert len(rules.moved(["a", "b", "c"], after)) == len(expected)
    if len(expected) == 1:
        assert rules.moved(["a", "b", "c"], after) == expected
