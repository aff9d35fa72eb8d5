"""Which column of somebody else's table says what: by its header, or by somebody's own word about it."""

from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.spreadsheets.cells import header_key
from common.spreadsheets.tables import Row


def keys_of(field: TextChoices, headers: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of the headers that mean a field, our own names for it first.

    Those count in every language: people make their file after our pages.
    """
    own = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            own.append(str(field.label))
    return tuple(map(header_key, [*own, *headers]))


def recognise[F: TextChoices](
    header: Sequence[str], keys: Mapping[F, Sequence[str]], chosen: Mapping[F, str] | None = None
) -> dict[F, int]:
    """Return the place of each field that the header names, in whatever order; of its keys the first counts.

    ``chosen`` is somebody's own word, field -> header, and goes before what is recognised; an empty header there means
    that the file does not hold this field. A chosen header that this file lacks is left out of account.
    """
    places = {key: number for number, key in reversed(list(enumerate(map(header_key, header)))) if key}
    found: dict[F, int] = {}
    silent: set[F] = set()
    for field, name in (chosen or {}).items():
        if not name:
            silent.add(field)
        elif header_key(name) in places:
            found[field] = places[header_key(name)]
    taken = set(found.values())
    for field, names in keys.items():
        if field in found or field in silent:
            continue
        match = next((places[key] for key in names if key in places and places[key] not in taken), None)
        if match is not None:
            found[field] = match
            taken.add(match)
    return {field: found[field] for field in keys if field in found}


def assert_columns(header: Sequence[str], chosen: Mapping[str, str], fields: Iterable[TextChoices]) -> None:
    """Refuse a column that the file lacks, and one that is chosen twice: one of the two is a slip."""
    taken: dict[str, TextChoices] = {}
    for field in fields:
        name = chosen.get(field.value, "")
        if name and name not in header:
            raise RuleBroken(_("The file has no column “%(name)s”.") % {"name": name}, field=field.value)
        if name and name in taken:
            told = _("The column “%(name)s” is chosen for “%(other)s” already. Choose another one, or none.")
            raise RuleBroken(told % {"name": name, "other": taken[name].label}, field=field.value)
        taken[name] = field


def in_words(missing: Iterable[Sequence[TextChoices]]) -> str:
    """Name the choices of which no column is there, in the active language."""
    return ", ".join(" / ".join(str(field.label) for field in choice) for choice in missing)


def firsts(header: Sequence[str], rows: Iterable[Row]) -> dict[str, str]:
    """Return what stands first under each header, so that somebody recognises their columns."""
    found: dict[str, str] = {}
    for row in rows:
        for name, cell in zip(header, row.cells, strict=False):
            if cell.strip():
                found.setdefault(name, cell.strip())
    return found
