"""Text that people write in Markdown, as HTML that does no harm."""

import unicodedata

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_ALLOWED_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "s", "a", "blockquote", "code",
    "pre", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_LOWEST_HEADING = 6
_markdown = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})


def normalised(text: str) -> str:
    """Return a text as it is kept and hashed: Unicode NFC, lines ended by a line feed, nothing white around it."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def html_from_markdown(text: str, *, below: int) -> SafeString:
    """Return Markdown as HTML that holds no script, style, form, image or raw HTML, so that a page can print it as is.

    Headings start under level ``below``, that of the last heading of the page above the text: both ``#`` and ``##``
    become the next level, since writers begin with either. Two locks: the reader takes no HTML, and what it makes is
    cleaned all the same.
    """
    tokens = _markdown.parse(normalised(text))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            level = below + max(1, int(token.tag.removeprefix("h")) - 1)
            token.tag = f"h{min(level, _LOWEST_HEADING)}"
    cleaned = nh3.clean(
        _markdown.renderer.render(tokens, _markdown.options, {}),
        tags=_ALLOWED_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return mark_safe(cleaned)  # noqa: S308 - the only place where cleaned HTML is called so
