"""Keys stay readable, the canonical text is unambiguous."""

import pytest

from strategy import rules


def test_key_is_readable_and_new() -> None:
    assert rules.clause_key("Één visie: mensen eerst!", []) == "een-visie-mensen-eerst"
    assert rules.clause_key("Visie", ["visie", "visie-2"]) == "visie-3"
    assert rules.clause_key("???", []) == "passage"


def test_title_cannot_pose_as_text() -> None:
    one = rules.CanonicalClause("k", "vision", 'a","text":{"nl":"b', "t", "", "")
    two = rules.CanonicalClause("k", "vision", "a", "t", "b", "")
    texts = [rules.canonical_text(kind="strategy", number=1, clauses=[clause]) for clause in (one, two)]
    assert texts[0] != texts[1]


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
