"""Text that people write in Markdown, as HTML that does no harm."""

import unicodedata

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

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


def plain_from_markdown(text: str, *, addresses: bool = True) -> str:
    """Return Markdown as a reader takes it in, without its marks: for what cannot show HTML, such as a comparison.

    A line for each paragraph, item and row of a table, an empty line between blocks; items stand after a dash or their
    number, cells are apart by a bar, and the address of a link stands behind its words unless it is left out.
    """
    lines: list[str] = []
    row: list[str] | None = None
    items = _Items()
    for token in _markdown.parse(normalised(text)):
        items.meet(token)
        match token.type:
            case "tr_open":
                row = []
            case "tr_close" if row is not None:
                lines.append(" | ".join(row))
                row = None
            case "inline" if row is not None:
                row.append(_words_of(token, addresses))
            case "inline":
                lines.append(items.mark() + _words_of(token, addresses))
            case "fence" | "code_block":
                lines.append(token.content.rstrip("\n"))
        if token.level == 0 and token.nesting <= 0:
            lines.append("")
    return "\n".join(lines).strip()


class _Items:
    """Where in which lists a text is, and what stands before the first line of an item."""

    def __init__(self) -> None:
        self._counters: list[int | None] = []
        self._mark = ""

    def meet(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self._counters.append(None)
            case "ordered_list_open":
                self._counters.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                self._counters.pop()
            case "list_item_open":
                number = self._counters[-1]
                self._mark = "  " * (len(self._counters) - 1) + ("– " if number is None else f"{number}. ")
                self._counters[-1] = None if number is None else number + 1

    def mark(self) -> str:
        """Return what stands before this line, once for each item."""
        mark, self._mark = self._mark, ""
        return mark


def _words_of(line: Token, with_addresses: bool) -> str:
    """Return what a line of Markdown says; its line breaks of the source are spaces, those that were meant stay."""
    said, addresses = "", []
    for token in line.children or []:
        match token.type:
            case "text" | "code_inline":
                said += token.content
            case "softbreak":
                said += " "
            case "hardbreak":
                said += "\n"
            case "link_open":
                addresses.append(str(token.attrGet("href") or ""))
            case "link_close":
                address = addresses.pop()
                said += f" ({address})" if with_addresses else ""
    return said
