"""Text that people write in Markdown, as HTML that does no harm."""

import unicodedata
from collections.abc import Iterable
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from common.errors import RuleBroken
from common.text import without_unseen

_ALLOWED_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "s", "a", "blockquote", "code",
    "pre", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_HEADINGS = {"heading_open", "heading_close"}
_LOWEST_HEADING = 6
_SCHEMES = ("http://", "https://", "mailto:")
_markdown = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})

MOST_NESTED = 6
"""So many quotes and lists may stand in each other, and so many marks in a line: no reader follows more."""
_NESTING = {"blockquote_open", "bullet_list_open", "ordered_list_open", "strong_open", "em_open", "s_open", "link_open"}


def normalised(text: str) -> str:
    """Return a text as it is kept and hashed: Unicode NFC, lines ended by a line feed, nothing white around it."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def html_from_markdown(text: str, *, below: int) -> SafeString:
    """Return Markdown as HTML that holds no script, style, form, image or raw HTML, so that a page can print it as is.

    Headings start under level ``below``, that of the last heading of the page above the text: both ``#`` and ``##``
    become the next level, since writers begin with either, and no level is skipped. Two locks: the reader takes no
    HTML, and what it makes is cleaned all the same.
    """
    tokens = _parsed(text)
    for token in tokens:
        if token.type in _HEADINGS:
            level = below + int(token.tag.removeprefix("h")) - 1
            token.tag = f"h{min(level, _LOWEST_HEADING)}"
    cleaned = nh3.clean(
        _markdown.renderer.render(tokens, _markdown.options, {}),
        tags=_ALLOWED_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={scheme.rstrip(":/") for scheme in _SCHEMES},
        link_rel="noopener noreferrer",
    )
    return mark_safe(cleaned)  # noqa: S308 - the only place where cleaned HTML is called so


def refused_prose(text: str, *, field: str) -> RuleBroken | None:
    """Return what is wrong with a text that holds a picture or nests too deep, with its line; else ``None``.

    No page or paper shows pictures in these texts: one that was left out without a word would be missed too late.
    """
    tokens = _markdown.parse(normalised(text))
    for token, is_too_deep in zip(tokens, _too_deep(tokens), strict=True):
        line = token.map[0] + 1 if token.map else 1
        if is_too_deep:
            return _nested_too_deep(line, field)
        parts = token.children or []
        for part, is_too_deep_in_line in zip(parts, _too_deep(parts), strict=True):
            line += part.type in {"softbreak", "hardbreak"}
            if part.type == "image":
                words = _(
                    "Line %(line)d: a picture cannot be shown in this text. Say in words what matters in it, or make a "
                    "link to the page where it stands."
                )
                return RuleBroken(words % {"line": line}, field=field)
            if is_too_deep_in_line:
                return _nested_too_deep(line, field)
    return None


def _nested_too_deep(line: int, field: str) -> RuleBroken:
    words = _(
        "Line %(line)d: more than %(most)d quotes, lists or marks such as bold stand inside each other. "
        "Use fewer levels."
    )
    return RuleBroken(words % {"line": line, "most": MOST_NESTED}, field=field)


def _parsed(text: str) -> list[Token]:
    """Return the tokens of a text; of what nests deeper than ``MOST_NESTED`` the words stay and the marks go.

    Texts that were kept before nesting was bounded must still become a page and a PDF.
    """
    tokens = _shallow(_markdown.parse(normalised(text)))
    for token in tokens:
        if token.children:
            token.children = _shallow(token.children)
    _skip_no_level(tokens)
    return tokens


def _skip_no_level(tokens: Iterable[Token]) -> None:
    """Let headings begin at the second level and go down a level at a time: a PDF for screen readers allows no gap."""
    last = 1
    for token in tokens:
        if token.type == "heading_open":
            last = min(max(2, int(token.tag.removeprefix("h"))), last + 1)
        if token.type in _HEADINGS:
            token.tag = f"h{last}"


def _shallow(tokens: list[Token]) -> list[Token]:
    return [token for token, is_too_deep in zip(tokens, _too_deep(tokens), strict=True) if not is_too_deep]


def _too_deep(tokens: Iterable[Token]) -> list[bool]:
    """Say of each token whether it opens or closes what stands inside ``MOST_NESTED`` others already."""
    said: list[bool] = []
    # Of each token that is open: whether it counts as a level, and whether it is too deep.
    opened: list[tuple[bool, bool]] = []
    levels = 0
    for token in tokens:
        if token.nesting < 0:
            counts, is_too_deep = opened.pop()
            levels -= counts
        else:
            nests = token.type in _NESTING
            # An item is as deep as its list.
            is_too_deep = opened[-1][1] if token.type == "list_item_open" else nests and levels >= MOST_NESTED
            if token.nesting > 0:
                counts = nests and not is_too_deep
                opened.append((counts, is_too_deep))
                levels += counts
        said.append(is_too_deep)
    return said


def plain_from_markdown(text: str, *, addresses: bool = True) -> str:
    """Return Markdown as a reader takes it in, without its marks: for what cannot show HTML, such as a comparison.

    A line for each paragraph, item and row of a table, an empty line between blocks; items stand after a dash or their
    number, cells are apart by a bar, and the address of a link stands behind its words unless it is left out.
    """
    lines: list[str] = []
    row: list[str] | None = None
    items = _Items()
    for token in _parsed(text):
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


type Piece = dict[str, Any]
"""A block or a run of text, as it goes into JSON: ``kind`` and what that kind holds."""


def pieces_from_markdown(text: str, *, base: str = "") -> list[Piece]:
    """Return Markdown as a tree of blocks, for what is made without HTML, such as paper.

    Blocks: ``paragraph`` and ``heading`` (``level``) hold ``content``, a list of runs; ``list`` has ``ordered``,
    ``start`` and ``items``, each a list of blocks; ``table`` has ``header``, a list of cells, and ``rows``, lists of
    cells, a cell being a list of runs; ``quote`` holds ``blocks``; ``code`` has ``text``; ``rule`` nothing. Runs:
    ``text`` and ``code`` have ``text``; ``strong``, ``em`` and ``s`` hold ``content``; ``link`` holds ``content`` and
    ``href``, an address of this portal being put behind ``base``; ``break`` has nothing. A link to any other scheme
    stays as its words, and a picture as the words that stand in its place.
    """
    # Before reading, since a heading of nothing else is none.
    return [_block(node, base) for node in SyntaxTreeNode(_parsed(without_unseen(text))).children]


def _block(node: SyntaxTreeNode, base: str) -> Piece:
    match node.type:
        case "heading":
            piece: Piece = {
                "kind": "heading",
                "level": int(node.tag.removeprefix("h")),
                "content": _runs_in(node, base),
            }
        case "bullet_list" | "ordered_list":
            piece = {
                "kind": "list",
                "ordered": node.type == "ordered_list",
                "start": int(node.attrs.get("start", 1)),
                "items": [[_block(each, base) for each in item.children] for item in node.children],
            }
        case "table":
            rows = [[_runs_in(cell, base) for cell in row.children] for part in node.children for row in part.children]
            piece = {"kind": "table", "header": rows[0], "rows": rows[1:]}
        case "blockquote":
            piece = {"kind": "quote", "blocks": [_block(each, base) for each in node.children]}
        case "fence" | "code_block":
            piece = {"kind": "code", "text": node.content.rstrip("\n")}
        case "hr":
            piece = {"kind": "rule"}
        case _:
            piece = {"kind": "paragraph", "content": _runs_in(node, base)}
    return piece


def _runs_in(node: SyntaxTreeNode, base: str) -> list[Piece]:
    """Return the runs of a block that holds one line of Markdown."""
    return [run for line in node.children for run in _runs(line, base)]


def _runs(line: SyntaxTreeNode, base: str) -> list[Piece]:
    found: list[Piece] = []
    for node in line.children:
        match node.type:
            case "softbreak":
                found.append({"kind": "text", "text": " "})
            case "hardbreak":
                found.append({"kind": "break"})
            case "code_inline":
                found.append({"kind": "code", "text": node.content})
            case "strong" | "em" | "s":
                found.append({"kind": node.type, "content": _runs(node, base)})
            case "link":
                found += _link(node, base)
            case _ if node.content:
                found.append({"kind": "text", "text": node.content})
    return found


def _link(node: SyntaxTreeNode, base: str) -> list[Piece]:
    href = str(node.attrs.get("href", ""))
    if href.startswith("/") and not href.startswith("//"):
        href = base + href
    content = _runs(node, base)
    return [{"kind": "link", "href": href, "content": content}] if href.startswith(_SCHEMES) else content
