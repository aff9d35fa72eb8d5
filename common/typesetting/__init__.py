"""PDF files that look made: a Typst template filled with data, tagged for screen readers (PDF/UA-1)."""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import qrcode
import typst
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage

from common.text import without_unseen

HOUSE = Path(settings.BASE_DIR)

NO_SIGN = "□"
"""What stands on paper for a character that no font of Typst has, such as an emoji or a Chinese character."""
NOT_SHOWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
NUMBERED = re.compile(r"\\u\{([0-9a-f]+)\}")


def typeset(template: Path, data: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """Return the PDF that ``template`` makes of ``data``, which it finds as JSON in ``sys.inputs.data``.

    What is in the data stays text: no mark-up in it is carried out. Fonts are those of Typst itself, so that a file
    looks the same wherever it is made; for a character that they lack stands ``NO_SIGN``. About 30 ms a page, and as
    much again for a text with such characters.
    """
    text = json.dumps(_visible(data), ensure_ascii=False)
    while True:
        try:
            return _compile(template, text, made_at)
        except typst.TypstError as error:
            shown = _with_signs(text, error.diagnostic)
            if shown == text:
                raise
            text = shown


def _visible(data: Any) -> Any:
    """Return the data without characters that nobody sees, and with one kind of line end."""
    match data:
        case str():
            return without_unseen(data.replace("\r\n", "\n").replace("\r", "\n"))
        case Mapping():
            return {name: _visible(each) for name, each in data.items()}
        case list() | tuple():
            return [_visible(each) for each in data]
        case _:
            return data


def _with_signs(text: str, told: str) -> str:
    """Return ``text`` with a sign for each character that could not be displayed, as Typst told.

    It names a whole cluster, such as the three characters of 1️⃣: the marks go first, since a mark without its own font
    is what keeps an ordinary letter from being shown.
    """
    named = {
        character
        for found in NOT_SHOWN.findall(told)
        for character in NUMBERED.sub(lambda number: chr(int(number[1], 16)), found)
        # Letters of JSON itself among them; each font has these.
        if not character.isascii()
    }
    marks = {character for character in named if unicodedata.category(character)[0] in "MC"}
    if not marks:
        return text.translate({ord(character): NO_SIGN for character in named})
    # A text of nothing but such marks gets a sign: a heading must not become empty.
    together = re.compile(f'("?)[{re.escape("".join(marks))}]+')
    return together.sub(lambda found: f'"{NO_SIGN}' if found[1] else "", text)


def _compile(template: Path, text: str, made_at: datetime) -> bytes:
    return typst.compile(
        str(template),
        root=str(HOUSE),
        ignore_system_fonts=True,
        sys_inputs={"data": text},
        pdf_standards=["ua-1"],
        timestamp=made_at.replace(microsecond=0),
    )


def qr_code(text: str) -> SafeString:
    """Return a QR code of ``text`` as an SVG picture without a size of its own, which a page can print as it is.

    The library draws squares: nothing of ``text`` stands in the picture.
    """
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M, image_factory=SvgPathImage)
    code.add_data(text)
    code.make(fit=True)
    return mark_safe(str(code.make_image().to_string(encoding="unicode")))  # noqa: S308 - a drawing without any text
