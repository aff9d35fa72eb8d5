"""What people write in Markdown becomes HTML that does no harm."""

import json
import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.prose import html_from_markdown, pieces_from_markdown, plain_from_markdown, refused_prose

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
    "| a | [x](javascript:alert(1)) |\n|---|---|\n| <img src=x onerror=alert(1)> | `<b>` |",
    "| a |\n|---\n| <svg/onload=alert(1)> | x | y |",
    "[x]: javascript:alert(1)\n\n[x]",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "```<script>\nalert(1)\n```",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<math><mtext></table><img src=x onerror=alert(1)>",
]
BROKEN_TABLES = [
    "| a | b\n|--\n| 1",
    "| a | b |\n|---|---|\n| 1",
    "| a | b |\n|---|---|\n| 1 | 2 | 3 | 4 |",
    "| a | b |\n| 1 | 2 |",
    "|---|---|",
    "| a | b |\n|---|---|---|\n| 1 | 2 |",
    "|" * 500 + "\n" + "|-" * 500,
    "| a `|` b |\n|---|\n| \\| |",
]
TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>", re.IGNORECASE)
ALLOWED = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "s", "a", "blockquote", "code",
    "pre", "table", "thead", "tbody", "tr", "th", "td",
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
    assert_harmless(html_from_markdown(text, below=3))


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first text of a busy machine takes its time
@given(
    st.lists(
        st.one_of(
            st.sampled_from(VECTORS + BROKEN_TABLES),
            st.text(max_size=30),
            st.sampled_from(["\n\n", "**", "`", "[", "](", ">", "|", "\n|---|---|\n", "\n| ", "<", "&#", "\x00"]),
        ),
        max_size=8,
    )
)
def test_no_mixture_gets_script_through(parts: list[str]) -> None:
    assert_harmless(html_from_markdown("".join(parts), below=3))


@pytest.mark.parametrize(
    ("below", "html"),
    [
        (1, "<h2>een</h2>\n<h2>twee</h2>\n<h3>drie</h3>\n"),
        (3, "<h4>een</h4>\n<h4>twee</h4>\n<h5>drie</h5>\n"),
        (5, "<h6>een</h6>\n<h6>twee</h6>\n<h6>drie</h6>\n"),
    ],
)
def test_headings_stand_below_the_last_heading_of_the_page(below: int, html: str) -> None:
    assert html_from_markdown("# een\n\n## twee\n\n### drie", below=below) == html


def test_broken_table_is_shown_as_text_and_a_good_one_as_table() -> None:
    assert "<table>" not in html_from_markdown("| a | b\n|--\n| 1", below=3)
    assert "<table>" in html_from_markdown("| a | b |\n|---|---|\n| 1 | 2 |", below=3)


@pytest.mark.parametrize("text", BROKEN_TABLES)
def test_broken_table_loses_no_word_and_does_no_harm(text: str) -> None:
    html = html_from_markdown(text, below=3)
    assert_harmless(html)
    said = re.sub(r"<[^>]*>", " ", html) + plain_from_markdown(text)
    assert set(re.findall(r"[ab12]", text)) <= set(said)


@pytest.mark.parametrize("piece", ["woord ", "| a | b |\n|---|---|\n| 1 | 2 |\n\n", "- x\n", "[", "**", "> "])
def test_long_paste_is_read_in_seconds(piece: str) -> None:
    """A passage takes 20,000 characters, and the preview cuts there: that much of anything is read quickly."""
    began = time.monotonic()
    assert_harmless(html_from_markdown((piece * 20_000)[:20_000], below=3))
    assert time.monotonic() - began < 20


def test_markdown_without_its_marks_is_what_a_reader_takes_in() -> None:
    text = (
        "## Kop\n\nTekst **vet** en [onze regels](https://x.example) op\ntwee regels\\\nen een derde\n\n"
        "- een\n- twee\n  1. diep\n  2. dieper\n\n> citaat\n\n| a | b |\n|---|---|\n| 1 | `2` |\n\n    code\n"
    )
    assert plain_from_markdown(text) == (
        "Kop\n\nTekst vet en onze regels (https://x.example) op twee regels\nen een derde\n\n"
        "– een\n– twee\n  1. diep\n  2. dieper\n\ncitaat\n\na | b\n1 | 2\n\ncode"
    )


@given(st.text(max_size=200))
def test_any_text_can_be_read_without_its_marks(text: str) -> None:
    assert isinstance(plain_from_markdown(text), str)


# --- as a tree, for paper -------------------------------------------------------------------------------------------
def texts_in(piece: object) -> list[str]:
    """Return every text of a tree, in reading order."""
    if isinstance(piece, dict):
        here = [piece["text"]] if "text" in piece else []
        return here + [text for value in piece.values() for text in texts_in(value)]
    if isinstance(piece, list):
        return [text for each in piece for text in texts_in(each)]
    return []


def links_in(piece: object) -> list[str]:
    if isinstance(piece, dict):
        return ([piece["href"]] if "href" in piece else []) + [
            link for each in piece.values() for link in links_in(each)
        ]
    return [link for each in piece for link in links_in(each)] if isinstance(piece, list) else []


def test_markdown_becomes_a_tree() -> None:
    tree = pieces_from_markdown(
        "# Kop\n\nEen **vet** en *schuin* `woord`\\\nverder\n\n- een\n  1. twee\n- drie\n\n> zei zij\n\n---\n\n"
        "| a | b |\n|---|---|\n| 1 | **2** |\n\n```\nx = 1\n```",
    )
    assert [each["kind"] for each in tree] == ["heading", "paragraph", "list", "quote", "rule", "table", "code"]
    assert tree[0]["level"] == 2
    assert [run["kind"] for run in tree[1]["content"]] == [
        "text", "strong", "text", "em", "text", "code", "break", "text",
    ]  # fmt: skip
    assert [len(item) for item in tree[2]["items"]] == [2, 1]
    assert (tree[2]["items"][0][1]["ordered"], tree[2]["items"][0][1]["start"]) == (True, 1)
    assert tree[5]["header"] == [[{"kind": "text", "text": "a"}], [{"kind": "text", "text": "b"}]]
    assert tree[5]["rows"][0][1][0]["kind"] == "strong"
    assert tree[6]["text"] == "x = 1"


def test_addresses_of_the_portal_are_whole_and_others_are_held_to_a_few_schemes() -> None:
    tree = pieces_from_markdown(
        "[hier](/tools/) [daar](https://a.example/x) [mail](mailto:a@b.example) [net](//evil.example) [ftp](ftp://c)",
        base="https://ai.houtwijk.example",
    )
    assert links_in(tree) == ["https://ai.houtwijk.example/tools/", "https://a.example/x", "mailto:a@b.example"]
    assert "net" in texts_in(tree)


@pytest.mark.parametrize("text", [*VECTORS, *BROKEN_TABLES])
def test_tree_of_a_bad_text_holds_no_foreign_link_and_every_row_fits(text: str) -> None:
    tree = pieces_from_markdown(text, base="https://ai.houtwijk.example")
    assert all(link.startswith(("https://", "http://", "mailto:")) for link in links_in(tree))
    json.dumps(tree)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("![schema](https://elders.example/a.png)", 1),
        ("Eerst tekst.\n\nDan ![schema](/b.png) hierin.", 3),
        ("een\ntwee ![](c.png)", 2),
        ("- punt\n- punt ![][x]\n\n[x]: /d.png", 2),
    ],
)
def test_picture_is_refused_with_its_line(typed: str, line: int) -> None:
    fault = refused_prose(typed, field="text_nl")
    assert fault is not None
    assert str(fault).startswith(f"Regel {line}:")
    assert fault.field == "text_nl"


@pytest.mark.parametrize(
    "typed", ["", "[een link](/a.png)", "`![code](a.png)`", "Let op! [zo](/a)", "```\n![x](a.png)\n```"]
)
def test_text_without_a_picture_is_left_alone(typed: str) -> None:
    assert refused_prose(typed, field="text_nl") is None


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        (">" * 4_000 + " x", 1),
        ("eerst\n\n" + "> " * 7 + "x", 3),
        ("\n".join("  " * depth + "- punt" for depth in range(7)), 7),
        ("- " * 4_000 + "x", 1),
        ("een\n**a *b ~~c [d **e *f ~~g~~*** ](/x)~~***", 2),
    ],
)
def test_text_that_nests_too_deep_is_refused_with_its_line(typed: str, line: int) -> None:
    fault = refused_prose(typed, field="text_nl")
    assert fault is not None
    assert str(fault).startswith(f"Regel {line}:")
    assert "meer dan 6" in str(fault)


@pytest.mark.parametrize("typed", ["> " * 6 + "x", "- a\n  - b\n    - c\n\n> **d *e***", "**a** " * 50])
def test_text_that_nests_as_people_do_is_taken(typed: str) -> None:
    assert refused_prose(typed, field="text_nl") is None


@pytest.mark.parametrize(
    "typed", ["> " * 20 + "diep", "- " * 20 + "diep", "1. " * 20 + "diep", "*a " * 20 + "diep" + "*" * 20]
)
def test_words_that_nest_too_deep_stay_on_the_page(typed: str) -> None:
    assert "diep" in html_from_markdown(typed, below=3)
    assert "diep" in plain_from_markdown(typed)
    assert html_from_markdown(typed, below=3).count("<blockquote>") <= 6


def test_no_level_of_headings_is_skipped() -> None:
    html = html_from_markdown("##### een\n\n# twee\n\n#### drie\n\n## vier", below=2)
    assert html.split() == ["<h3>een</h3>", "<h3>twee</h3>", "<h4>drie</h4>", "<h3>vier</h3>"]
