"""Paper of any text: each character is there, or a sign in its place; the file stays one for screen readers."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from common.prose import MOST_NESTED, pieces_from_markdown
from common.typesetting import NO_SIGN, typeset
from tests.characters import HOSTILE, any_text

TEMPLATE = Path(__file__).with_name("paper.typ")
MADE_AT = datetime(2026, 12, 1, tzinfo=UTC)


def made_of(text: str = "", *, blocks: list[dict[str, Any]] | None = None) -> bytes:
    data = {"language": "nl", "title": f"Titel {text}", "organisation": text, "text": text, "blocks": blocks or []}
    return typeset(TEMPLATE, data, made_at=MADE_AT)


def words_of(made: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in PdfDocument(made))


@pytest.mark.parametrize("name", HOSTILE)
def test_paper_of_any_alphabet_is_made_and_tagged(name: str) -> None:
    text = HOSTILE[name]
    made = made_of(text, blocks=pieces_from_markdown(f"# {text}\n\n- {text}\n\n> `{text}`\n\n**{text}**"))
    with pikepdf.open(BytesIO(made)) as pdf, pdf.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"


def test_a_sign_stands_for_what_the_fonts_lack_and_other_letters_stay() -> None:
    said = words_of(made_of("1 Sanne 😀 王 1️⃣ 100 é ш"))
    assert f"1 Sanne {NO_SIGN} {NO_SIGN} 1 100 é ш" in said


@example(text="\r\t", marks="")
@example(text="a\r\n\tb\t\rc", marks="```\n")
@given(text=any_text, marks=st.sampled_from(["", "# ", "> ", "- ", "1. ", "**", "```\n", "| a |\n|-|\n| "]))
def test_fuzzed_text_makes_a_paper(text: str, marks: str) -> None:
    assert made_of(text, blocks=pieces_from_markdown(f"{marks}{text}\n\n{text}")).startswith(b"%PDF")


@pytest.mark.parametrize(
    "text",
    [
        ">" * 4_000 + "x",
        "- " * 4_000 + "x",
        "1. " * 500 + "x",
        "*a **b " * 1_000 + "c** d*" * 1_000,
        "[" * 500 + "a" + "](/x)" * 500,
        "> - " * MOST_NESTED + "**a *b ~~[c **d *e ~~f~~*** ](/x)~~***",
        "###### diep\n\n# hoog\n\n#### diep",
        "#\n\n# \u200b",
        "# \x1b\n\n# **\x1b**\n\n# `\x1b`\n\n# [\x1b](/x)\n\n# &#27;",
    ],
)
def test_text_from_before_nesting_was_bounded_makes_a_paper(text: str) -> None:
    made = made_of(blocks=pieces_from_markdown(text))
    assert made.startswith(b"%PDF")
