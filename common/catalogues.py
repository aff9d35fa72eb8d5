"""Translation catalogues without GNU gettext: Django's own template reader feeds Babel.

Each app keeps its words in ``<app>/locale/nl/LC_MESSAGES/django.po``: those of its Python files and of
``templates/<app>/``. What belongs to no app (``templates/*.html``, ``templates/components`` and the like) is the
portal's; the pages of sign-in belong to people.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_OWNERS = {
    "account": "people",
    "mfa": "people",
    "socialaccount": "people",
    "usersessions": "people",
    "allauth": "people",
}


def apps(base: Path) -> list[str]:
    """Return the apps that have a catalogue: each top-level package with an ``apps.py``."""
    return sorted(path.parent.name for path in base.glob("*/apps.py"))


def owner_of(template: Path, base: Path) -> str:
    """Return the app whose catalogue holds the words of a template."""
    folder = template.relative_to(base / "templates").parts[0]
    if folder in TEMPLATE_OWNERS:
        return TEMPLATE_OWNERS[folder]
    return folder if folder in apps(base) else "portal"


def template_source(text: str, name: str) -> str:
    """Return a template's translatable strings as Python that Babel's reader takes.

    The parentheses keep Python's reader from minding the indentation that is left of the HTML.
    """
    return "(" + re.sub(r"^\s*#.*$", "", templatize(text, origin=name), flags=re.MULTILINE) + ")"


def messages_of(app: str, base: Path) -> Iterator[tuple[str | tuple[str, ...], str | None, list[str]]]:
    """Yield each message of an app with its context and comments, in the order of files and lines."""
    sources = [
        (path, path.read_text(encoding="utf-8"))
        for path in sorted((base / app).rglob("*.py"))
        if "migrations" not in path.parts
    ]
    templates = [path for suffix in ("*.html", "*.txt") for path in (base / "templates").rglob(suffix)]
    sources += [
        (path, template_source(path.read_text(encoding="utf-8"), str(path)))
        for path in sorted(templates)
        if owner_of(path, base) == app
    ]
    for _path, text in sources:
        found = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=["Translators:"])
        for _line, message, comments, context in found:
            yield message, context, comments


def catalogue_path(app: str, base: Path) -> Path:
    return base / app / "locale" / "nl" / "LC_MESSAGES" / "django.po"


def load(app: str, base: Path) -> Catalog:
    """Return the Dutch catalogue of an app as it is kept, empty when there is none yet."""
    path = catalogue_path(app, base)
    if not path.exists():
        return Catalog(locale="nl", project="Houvast", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="nl")


def updated(app: str, base: Path) -> Catalog:
    """Return the Dutch catalogue of an app with today's messages: new ones empty, none guessed, old ones dropped."""
    kept, fresh = load(app, base), Catalog(locale="nl", project="Houvast", fuzzy=False, charset="utf-8")
    for message, context, comments in messages_of(app, base):
        identity = message[0] if isinstance(message, tuple) else message
        if not identity:
            continue
        old = kept.get(identity, context)
        string = old.string if old is not None and isinstance(old.id, tuple) == isinstance(message, tuple) else ""
        fresh.add(message, string, context=context, auto_comments=comments, flags=[])
    return fresh


def as_text(catalogue: Catalog) -> bytes:
    """Return a catalogue as it is kept in the repository: sorted, without what changes by itself."""
    catalogue.header_comment = "# Dutch words of Houvast."
    buffer = io.BytesIO()
    write_po(
        buffer, catalogue, width=110, no_location=True, sort_output=True, omit_header=False, include_previous=False
    )
    unstable = (
        rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator|Language-Team):.*\n'
    )
    return re.sub(unstable, b"", buffer.getvalue(), flags=re.MULTILINE)


def faults(app: str, base: Path) -> list[str]:
    """Return what is wrong with an app's Dutch catalogue: missing, empty or fuzzy messages, broken placeholders."""
    found, kept = [], load(app, base)
    for message in updated(app, base):
        if not message.id:
            continue
        old = kept.get(message.id[0] if isinstance(message.id, tuple) else message.id, message.context)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if old is None:
            found.append(f"{app}: not in the catalogue: {message.id!r}")
        elif old.fuzzy:
            found.append(f"{app}: fuzzy: {message.id!r}")
        elif not all(strings) or not strings:
            found.append(f"{app}: no Dutch: {message.id!r}")
        else:
            found += [f"{app}: {error} in {message.id!r}" for error in message.check()]
    return found


def compile_all(base: Path) -> int:
    """Write the compiled form of each catalogue; return how many messages they hold."""
    count = 0
    for app in apps(base):
        path = catalogue_path(app, base)
        if path.exists():
            catalogue = load(app, base)
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, catalogue)
            count += len(catalogue)
    return count
