"""Template tags of the design system. They are built in: no ``{% load %}`` is needed in any template.

Each tag fills one template of ``templates/components/``; its head says what it takes. Tags that end (``section`` ...
``endsection``) wrap what stands between. ``templates/components/README.md`` shows one example of each.
"""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.forms import BaseForm
from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from common import selectors
from common.charts import RELEASED_ON, Cell, CellStatus, Chart, Text, Unit, spark
from common.models import AuditEvent
from common.templatetags import formatting, icons

register = Library()
for part in (icons.register, formatting.register):
    register.tags.update(part.tags)
    register.filters.update(part.filters)


def trimmed(content: SafeString) -> SafeString:
    """Return what stood between a tag and its end without the room around it; still safe, and empty if nothing did."""
    return SafeString(content.strip())


# --- page furniture ---------------------------------------------------------------------------------------------------
@register.simple_tag
def crumbs(*labels_and_urls: Any) -> list[tuple[Any, Any]]:
    """Return a trail: ``{% crumbs "Training" url_of_list "Session" url_of_session as trail %}``."""
    return list(zip(labels_and_urls[::2], labels_and_urls[1::2], strict=True))


@register.simple_tag
def last_change_of(row: object) -> AuditEvent | None:
    """Return when fields of a row were saved last, and by whom: ``{% last_change_of conflict.kept as change %}``."""
    return selectors.last_change_of(row)


@register.simple_block_tag
def page_header(
    content: SafeString,
    *,
    title: Text,
    lead: Text = "",
    trail: Sequence[tuple[Text, str]] = (),
    eyebrow: Text = "",
    lang: str = "",
) -> SafeString:
    """Head a page; what stands between is its action, or ``{% meta %}`` lines."""
    return render_to_string(
        "components/page_header.html",
        {"title": title, "lead": lead, "trail": trail, "eyebrow": eyebrow, "lang": lang, "content": trimmed(content)},
    )


@register.simple_block_tag
def section(
    content: SafeString,
    *,
    title: Text = "",
    id: str = "",  # noqa: A002 - the word of HTML, which templates know
    lead: Text = "",
    link: str = "",
    link_label: Text = "",
    plain: bool = False,
    first: bool = False,
) -> SafeString:
    """Set a part of a page under its own heading, between lines."""
    return render_to_string(
        "components/section.html",
        {
            "title": title,
            "id": id,
            "lead": lead,
            "link": link,
            "link_label": link_label,
            "plain": plain,
            "first": first,
            "content": content,
        },
    )


@register.simple_block_tag
def card(content: SafeString, *, title: Text = "", url: str = "", lang: str = "", quiet: bool = False) -> SafeString:
    """Set one thing apart. Prefer rows between lines; a card is for what stands alone."""
    return render_to_string(
        "components/card.html", {"title": title, "url": url, "lang": lang, "quiet": quiet, "content": content}
    )


@register.simple_block_tag
def row(
    content: SafeString,
    *,
    title: Text,
    url: str = "",
    sense: Text = "",
    lang: str = "",
    untranslated: bool = False,
) -> SafeString:
    """Show one line of a list inside ``<ul class="hv-rows">``; what stands between goes to its end."""
    return render_to_string(
        "components/row.html",
        {
            "title": title,
            "url": url,
            "sense": sense,
            "lang": lang,
            "untranslated": untranslated,
            "content": trimmed(content),
        },
    )


@register.simple_block_tag
def callout(content: SafeString, title: Text = "", kind: str = "info") -> SafeString:
    """Say something beside the text; kinds are info, good, warn, bad, quiet."""
    return render_to_string("components/callout.html", {"title": title, "kind": kind, "content": content})


@register.simple_block_tag
def empty(content: SafeString, title: Text, text: Text = "", icon: str = "circle-dashed") -> SafeString:
    """Say why a list is empty and what to do or what it waits for; what stands between are its actions."""
    return render_to_string(
        "components/empty.html", {"title": title, "text": text, "icon": icon, "content": trimmed(content)}
    )


@register.simple_block_tag
def details(
    content: SafeString,
    *,
    title: Text,
    open: bool = False,  # noqa: A002 - the word of HTML
    id: str = "",  # noqa: A002 - the word of HTML
) -> SafeString:
    """Fold away what most readers do not need."""
    return render_to_string("components/details.html", {"title": title, "open": open, "id": id, "content": content})


@register.simple_block_tag
def dialog(
    content: SafeString,
    *,
    id: str,  # noqa: A002 - the word of HTML
    title: Text,
    opened: bool = False,
) -> SafeString:
    """Ask something above the page. Its opener is a link with ``data-dialog`` to a page that asks the same."""
    return render_to_string("components/dialog.html", {"id": id, "title": title, "opened": opened, "content": content})


@register.simple_block_tag(takes_context=True)
def filter_bar(
    context: Context, content: SafeString, target: str = "results", label: Text = "", go: Text = ""
) -> SafeString:
    """Set filters above a list; a choice changes the list and the address, and works as a form without scripts."""
    request = context.get("request")
    return render_to_string(
        "components/filter_bar.html",
        {"target": target, "label": label, "go": go, "content": content, "path": request.path if request else ""},
    )


@register.inclusion_tag("components/tabs.html")
def tabs(*entries: Any, label: Text = "") -> dict[str, Any]:
    """Show places of one thing: ``{% tabs "Now" url_now True "Before" url_before False label="Sessions" %}``."""
    triples = zip(entries[::3], entries[1::3], entries[2::3], strict=True)
    return {"tabs": [{"label": name, "url": url, "current": current} for name, url, current in triples], "label": label}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Show numbered pages; filters in the address stay."""
    paginator: Paginator[Any] = page.paginator
    request = context.get("request")
    kept = request.GET.copy() if request else None
    if kept is not None:
        kept.pop(name, None)
    return {
        "page": page,
        "numbers": list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "gap": paginator.ELLIPSIS,
        "name": name,
        "kept": f"{kept.urlencode()}&" if kept else "",
    }


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(
    context: Context, label: Text, key: str, *, number: bool = False, default: str = "", name: str = "sort"
) -> dict[str, Any]:
    """Show a column heading that sorts; a second press turns the order. ``default`` is the sort without a choice."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    chosen = (query.get(name) if query is not None else None) or default
    direction = "ascending" if chosen == key else "descending" if chosen == f"-{key}" else ""
    if query is not None:
        query[name] = f"-{key}" if direction == "ascending" else key
        query.pop("page", None)
    return {
        "label": label,
        "number": number,
        "direction": direction,
        "query": query.urlencode() if query is not None else f"{name}={key}",
    }


# --- signs and people -------------------------------------------------------------------------------------------------
SIGNS = {
    "good": "circle-check",
    "warn": "alert-triangle",
    "bad": "alert-circle",
    "active": "circle-dot",
    "waiting": "hourglass",
    "accent": "bell",
    "neutral": "circle",
    "ended": "circle-x",
    "hidden": "eye-off",
}


@register.inclusion_tag("components/status.html")
def status(label: Text, kind: str = "neutral", icon: str = "") -> dict[str, Any]:
    """Say where something stands: an icon and a word, never colour alone."""
    return {"label": label, "kind": kind, "icon": icon or SIGNS.get(kind, "circle")}


@register.inclusion_tag("components/badge.html")
def badge(label: Text, kind: str = "", icon: str = "") -> dict[str, Any]:
    """Mark a kind or a role beside a name."""
    return {"label": label, "kind": kind, "icon": icon}


@register.inclusion_tag("components/person.html")
def person(name: str, note: Text = "", url: str = "", size: str = "") -> dict[str, Any]:
    """Show a person by initials and name, with a line below."""
    return {"name": name, "note": note, "url": url, "size": size}


@register.inclusion_tag("components/untranslated.html")
def untranslated(language: str) -> dict[str, Any]:
    """Mark a text that exists only in ``language``, which is not the reader's."""
    return {"language": language}


@register.inclusion_tag("components/in_language.html")
def in_language(language: str) -> dict[str, Any]:
    """Say in which language people wrote something; nothing where that is the reader's own."""
    reads = "en" if (get_language() or "nl").startswith("en") else "nl"
    return {"language": "" if language == reads else language}


@register.inclusion_tag("components/task.html")
def task(
    *, title: Text, why: Text, url: str, action: Text, due_on: Any = None, icon: str = "", primary: bool = False
) -> dict[str, Any]:
    """Show one thing asked of the reader: what, why, by when, one button. Inside ``<ul class="hv-tasks">``."""
    return {
        "title": title,
        "why": why,
        "url": url,
        "action": action,
        "due_on": due_on,
        "icon": icon,
        "primary": primary,
        "late": formatting.past(due_on),
    }


@register.inclusion_tag("components/track.html")
def track(steps: Sequence[Any], current: int, label: Text = "", ended: bool = False) -> dict[str, Any]:
    """Show the stages of a pilot or the steps of a form; ``steps`` are words, or (word, small word) pairs."""
    rows = []
    for index, step in enumerate(steps):
        text, small = step if isinstance(step, (tuple, list)) else (step, "")
        state = "done" if index < current else "now" if index == current else "next"
        rows.append({"text": text, "small": small, "state": "ended" if ended and state == "now" else state})
    return {"steps": rows, "label": label}


# --- forms and work ---------------------------------------------------------------------------------------------------
@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """List what is wrong in a form, each with a link to its field. ``{{ form }}`` does this itself."""
    return {"form": form}


@register.inclusion_tag("components/progress.html")
def progress(label: Text, done: int, total: int | None, note: Text = "") -> dict[str, Any]:
    """Show how far something is, in numbers and as a bar."""
    return {"label": label, "done": done, "total": total, "note": note}


@register.inclusion_tag("components/job.html")
def job_progress(job: Any, url: str, title: Text, note: Text = "") -> dict[str, Any]:
    """Show long work; asks ``url`` for itself again every two seconds until it is done."""
    return {"job": job, "url": url, "title": title, "note": note}


# --- figures ----------------------------------------------------------------------------------------------------------
@register.inclusion_tag("components/chart.html")
def chart(chart: Chart, level: int = 3) -> dict[str, Any]:
    """Draw a chart with its sentence, table, definition, date, source and downloads."""
    return {"chart": chart, "level": level}


@register.inclusion_tag("components/mirror.html")
def mirror(chart: Chart, level: int = 3) -> dict[str, Any]:
    """Draw the first series of a chart as one bar a group, without scripts."""
    return {"chart": chart, "level": level}


def _is_reached(cell: Cell, target: float | None) -> bool:
    is_shown = cell.status is CellStatus.SHOWN and cell.value is not None
    return is_shown and target is not None and (cell.value or 0) >= target


@register.inclusion_tag("components/stat.html")
def stat(
    *,
    label: Text,
    cell: Cell,
    unit: str = Unit.PERCENT,
    target: float | None = None,
    target_by: Text = "",
    change: Text = "",
    base: Text = "",
    coverage: Text = "",
    trend: Sequence[float | None] = (),
    url: str = "",
) -> dict[str, Any]:
    """Show one large figure with its base, target and a small trend; ``change`` is a sentence, only when it is one."""
    return {
        "label": label,
        "cell": cell,
        "text": cell.text(Unit(unit)),
        "unit": unit,
        "target": target,
        "target_by": target_by,
        "is_reached": _is_reached(cell, target),
        "change": change,
        "base": base or cell.base,
        "coverage": coverage,
        "spark": spark(trend, target=target),
        "url": url,
    }


@register.inclusion_tag("components/cell.html")
def figure_cell(cell: Cell, unit: str = Unit.PERCENT, base: bool = False) -> dict[str, Any]:
    """Show one figure in a table; a hidden one looks decided, not lost."""
    return {"cell": cell, "text": cell.text(Unit(unit)), "status": str(cell.status), "base": cell.base if base else ""}


@register.inclusion_tag("components/figure_note.html")
def figure_note(
    *,
    definition: Text = "",
    comparison: Text = "",
    coverage: Text = "",
    as_of: Any = None,
    as_of_label: Text = RELEASED_ON,
    source: Text = "",
    open: bool = False,  # noqa: A002 - the word of HTML
) -> dict[str, Any]:
    """Answer "what is this figure?": definition, coverage, day, source."""
    return {
        "definition": definition,
        "comparison": comparison,
        "coverage": coverage,
        "as_of": as_of,
        "as_of_label": as_of_label,
        "source": source,
        "open": open,
    }
