"""A list of people that somebody pasted: what on each line can name one. Who they are is for the reader to look up."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

MOST_PEOPLE = 200
MOST_CHARACTERS = 20_000
ENDS = re.compile(r"\r\n|\r|\n")
CELLS = re.compile(r"[\t;,]")
WORDS = re.compile(r"[\s<>()\[\]\"|]+")
AROUND = ".:'=*\u2022"
UNSEEN = dict.fromkeys([0xFEFF, 0x200B, 0x200C, 0x200D, 0x2060, 0x00AD])
"""What text from a mail or a spreadsheet has between its letters and nobody sees."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list with its number, counted from 1, and what was typed there."""

    number: int
    text: str

    @property
    def cells(self) -> list[str]:
        """What stands between tabs, semicolons and commas; a number can have spaces in it."""
        parts = CELLS.split(self.text.translate(UNSEEN))
        return [" ".join(part.split()).strip(AROUND) for part in parts if part.strip()]

    def names(self) -> Iterator[str]:
        """Yield all that can be an employee number or an address, each cell as a whole and word by word."""
        for cell in self.cells:
            yield cell
            yield from words_of(cell)

    def read(self, known: Collection[str]) -> tuple[list[str], list[str]]:
        """Return which of the ``known`` names stand here, and which words should have been one and are not.

        A cell that is known as a whole is not read word by word. Words beside a known name are no fault, such as a name
        or a day, unless they look like it: an address beside addresses, or as many digits as a number has. Where a line
        holds numbers and addresses only, each of them is meant.
        """
        met: list[str] = []
        rest: list[str] = []
        for cell in self.cells:
            if cell in known:
                met.append(cell)
                continue
            for word in words_of(cell):
                (met if word in known else rest).append(word)
        only_names = all(_can_be_a_name(word) for word in rest)
        looks = {_look(word) for word in met}
        return met, [word for word in rest if only_names or _look(word) in looks] if met else []


def lines_of(text: str) -> list[Line]:
    """Return the lines of a pasted list on which something stands, with the numbers that an editor gives them."""
    lines = [Line(number, line) for number, line in enumerate(ENDS.split(text), start=1)]
    return [line for line in lines if line.cells]


def words_of(cell: str) -> list[str]:
    """Return the words of a cell without the brackets and quotes around them; addresses in lower case."""
    words = (word.strip(AROUND) for word in WORDS.split(cell))
    return [word.lower().removeprefix("mailto:") if "@" in word else word for word in words if word]


def _can_be_a_name(word: str) -> bool:
    return "@" in word or any(letter.isdigit() for letter in word)


def _look(word: str) -> str:
    """Return what kind of name a word is: an address, or digits of some length; another word is like nothing else."""
    if "@" in word:
        return "@"
    return f"{len(word)} digits" if word.isdigit() else word
