"""Which column of an HR file says what, by the headers that Dutch and English HR systems write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from common.spreadsheets import columns
from common.spreadsheets.cells import header_key
from directory.choices import Field
from directory.readers.headers import BEFORE_OUR_OWN, HEADERS

# Of each choice at least one column must be there.
NEEDED: tuple[tuple[Field, ...], ...] = (
    (Field.EMPLOYEE_NUMBER,),
    (Field.FIRST_NAME,),
    (Field.LAST_NAME,),
    (Field.UNIT_CODE, Field.UNIT_NAME),
    (Field.FUNCTION_GROUP, Field.JOB_TITLE),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a row, and how the file calls it."""

    header: tuple[str, ...]
    position: dict[Field, int]
    silent: frozenset[Field] = frozenset()
    """Of these somebody said that the file does not hold them."""

    def name(self, field: Field) -> str:
        """The header of the column that holds ``field``; the field's own name where the file has no such column."""
        return self.header[self.position[field]] if field in self.position else str(field.label)

    @property
    def missing(self) -> list[tuple[Field, ...]]:
        """The choices of which no column is there, without which nothing can be read."""
        return [choice for choice in NEEDED if not any(field in self.position for field in choice)]

    @property
    def unused(self) -> list[str]:
        """Headers of columns that say nothing that the portal keeps."""
        used = set(self.position.values())
        return [name for number, name in enumerate(self.header) if number not in used and name]

    def chosen(self) -> dict[str, str]:
        """Field -> header, as it is kept and can be given back to ``recognise``."""
        return {field.value: self.header[number] for field, number in self.position.items()}


@cache
def header_keys() -> dict[Field, tuple[str, ...]]:
    """Return the keys of the headers that mean each field: the portal's own names come before nearly all others."""
    return {
        field: (*map(header_key, BEFORE_OUR_OWN.get(field, ())), *columns.keys_of(field, HEADERS[field]))
        for field in Field
    }


def recognise(header: Sequence[str], chosen: Mapping[str, str] | None = None) -> Columns:
    """Find the columns by their headers, in whatever order; ``chosen`` is somebody's own word, field -> header."""
    own_word = {Field(value): name for value, name in (chosen or {}).items()}
    silent = frozenset(field for field, name in own_word.items() if not name)
    return Columns(tuple(header), columns.recognise(header, header_keys(), own_word), silent)
