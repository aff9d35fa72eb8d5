"""A table that readers would see as bars and dashes, or without one of its cells, is refused with its line."""

from dataclasses import replace

import pytest

from common.errors import RuleBroken
from common.prose import html_from_markdown
from people.models import Person
from strategy.rules.tables import BrokenRow, broken_row
from tests.strategy.builders import add_clause, draft, text

WHOLE = "Tekst ervoor.\n\n| wie | wat |\n|:---|---:|\n| jij | dit |"
FINE = {
    "a table": WHOLE,
    "without bars at the sides": "wie | wat\n--- | ---\njij | dit",
    "with too few cells in a row": "| wie | wat |\n|---|---|\n| jij |",
    "with a bar inside a cell": "| a \\| b | wat |\n|---|---|\n| jij | dit |",
    "with dashes as what a row says": "| wie |\n|---|\n| - |\n| jij |",
    "text below it that holds bars": "| wie |\n|---|\n\neen | twee | drie",
    "a heading underlined with dashes": "Kop\n---\ntekst",
    "a bar in a sentence": "ja | nee",
    "code": "```\n| wie | wat |\n| jij | dit |\n```",
    "code that is indented": "    | wie | wat |\n    | jij | dit |",
    "nothing": "",
}
BROKEN = {
    "fewer dashes than the head": (WHOLE.replace("|:---|---:|", "|---|"), BrokenRow(4, 1, 2, is_dashes=True)),
    "no line with dashes": ("| wie | wat |\n| jij | dit |", BrokenRow(2, 0, 2, is_dashes=True)),
    "a cell too much": (WHOLE + "\n| zij | dat | weg |", BrokenRow(6, 3, 2, is_dashes=False)),
    "after code": ("```\ncode\n```\n| wie |\n| jij |", BrokenRow(5, 0, 1, is_dashes=True)),
}


@pytest.mark.parametrize("typed", FINE.values(), ids=FINE)
def test_what_reads_as_it_was_meant_is_left_alone(typed: str) -> None:
    assert broken_row(typed) is None


@pytest.mark.parametrize(("typed", "expected"), BROKEN.values(), ids=BROKEN)
def test_broken_table_is_found_with_its_line(typed: str, expected: BrokenRow) -> None:
    assert broken_row(typed) == expected


def test_reader_of_markdown_agrees() -> None:
    """What is refused is no table to it, or loses a cell; what is fine is one."""
    assert "<table>" in html_from_markdown(WHOLE, below=2)
    assert "<table>" not in html_from_markdown(BROKEN["fewer dashes than the head"][0], below=2)
    assert "<table>" not in html_from_markdown(BROKEN["no line with dashes"][0], below=2)
    assert "weg" not in html_from_markdown(BROKEN["a cell too much"][0], below=2)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["text_nl", "text_en"])
@pytest.mark.parametrize(("typed", "expected"), BROKEN.values(), ids=BROKEN)
def test_broken_table_is_refused_at_its_field(
    typed: str, expected: BrokenRow, name: str, programme_lead: Person
) -> None:
    version = draft(actor=programme_lead, clauses=0)
    with pytest.raises(RuleBroken, match=f" {expected.line}:") as met:
        add_clause(version, actor=programme_lead, content=replace(text(), **{name: typed}))
    assert met.value.field == name
    add_clause(version, actor=programme_lead, content=replace(text(), **{name: WHOLE}))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["text_nl", "text_en"])
def test_picture_is_refused_at_its_field(name: str, programme_lead: Person) -> None:
    version = draft(actor=programme_lead, clauses=0)
    with pytest.raises(RuleBroken, match="afbeelding") as met:
        add_clause(version, actor=programme_lead, content=replace(text(), **{name: "Kijk: ![schema](/a.png)"}))
    assert met.value.field == name
