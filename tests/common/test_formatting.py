"""Words on the page follow the rules of their language."""

import pytest
from django.template import Context, Template
from django.utils import translation


@pytest.mark.parametrize(
    ("language", "word", "shown"),
    [
        ("nl", "één keer verlengen", "Eén keer verlengen"),
        ("nl", "ijzeren regels", "IJzeren regels"),
        ("nl", "stoppen", "Stoppen"),
        ("nl", "", ""),
        ("en", "extend once", "Extend once"),
    ],
)
def test_capital_is_set_as_the_language_has_it(language: str, word: str, shown: str) -> None:
    with translation.override(language):
        assert Template("{{ word|capfirst }}").render(Context({"word": word})) == shown
