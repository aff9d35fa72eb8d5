"""What a browser sends for a form as it stands: the one way to know what somebody left alone, whatever the widget."""

from html.parser import HTMLParser

from django import forms

type Sent = dict[str, list[str]]

NEVER_SENT = {"button", "file", "image", "reset", "submit"}


def as_sent(form: forms.BaseForm, *, without: str = "") -> Sent:
    """Return the values by name that a browser sends when nobody touches this form, but for files and one field."""
    reader = _Reader()
    for bound in form:
        if bound.name != without:
            reader.feed(str(bound.as_widget()))
    reader.close()
    return {name: [_lines(value) for value in values] for name, values in reader.sent.items()}


def same(first: list[str], second: list[str]) -> bool:
    """Say whether two lists of values are the same to a reader: a browser ends lines otherwise than a service may."""
    return [_lines(value) for value in first] == [_lines(value) for value in second]


def _lines(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n")


class _Reader(HTMLParser):
    """Reads controls as HTML's "constructing the entry list" does: what is ticked, what is chosen, what is typed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sent: Sent = {}
        self._area = self._list = ""
        self._first: str | None = None
        self._is_one = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if "disabled" in found:
            return
        if tag == "input" and name and found.get("type") not in NEVER_SENT:
            if found.get("type") not in {"checkbox", "radio"}:
                self._send(name, found.get("value") or "")
            elif "checked" in found:
                self._send(name, found.get("value", "on") or "")
        elif tag == "textarea" and name:
            self._area = name
            self._send(name, "")
        elif tag == "select" and name:
            self._list, self._first, self._is_one = name, None, "multiple" not in found
        elif tag == "option" and self._list:
            value = found.get("value") or ""
            self._first = value if self._first is None else self._first
            if "selected" in found:
                self._send(self._list, value)

    def handle_data(self, data: str) -> None:
        if self._area:
            # The line that a template writes after the tag is none of the text.
            self.sent[self._area][-1] += data if self.sent[self._area][-1] else data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select" and self._list:
            if self._is_one and self._list not in self.sent and self._first is not None:
                self._send(self._list, self._first)
            self._list = ""

    def _send(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)
