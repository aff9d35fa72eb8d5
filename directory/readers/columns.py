"""Which column of an HR file says what, by the headers that Dutch and English HR systems write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils import translation

from common.spreadsheets.cells import header_key
from directory.choices import Field
from directory.readers.headers import HEADERS

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


def _own_names(field: Field) -> list[str]:
    """Return what the portal itself calls a field, in every language: people make their file after our pages."""
    own = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            own.append(str(field.label))
    return own


@cache
def header_keys() -> dict[Field, tuple[str, ...]]:
    """Return the keys of the headers that mean each field, the portal's own names for it first."""
    return {field: tuple(map(header_key, [*_own_names(field), *HEADERS[field]])) for field in Field}


def recognise(header: Sequence[str], chosen: Mapping[str, str] | None = None) -> Columns:
    """Find the columns by their headers, in whatever order.

    ``chosen`` is somebody's own word, field -> header, and goes before what is recognised; an empty header there means
    that the file does not hold this field. A chosen header that this file lacks is left out of account.
    """
    keys = [header_key(name) for name in header]
    positions = {key: number for number, key in reversed(list(enumerate(keys))) if key}
    found: dict[Field, int] = {}
    silent: set[Field] = set()
    for value, name in (chosen or {}).items():
        field = Field(value)
        if not name:
            silent.add(field)
        elif header_key(name) in positions:
            found[field] = positions[header_key(name)]
    taken = set(found.values())
    for field, names in header_keys().items():
        if field in found or field in silent:
            continue
        match = next((positions[key] for key in names if key in positions and positions[key] not in taken), None)
        if match is not None:
            found[field] = match
            taken.add(match)
    return Columns(header=tuple(header), position={field: found[field] for field in Field if field in found})
