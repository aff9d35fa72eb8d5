"""PDF files that look made: a Typst template filled with data, tagged for screen readers (PDF/UA-1)."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import qrcode
import typst
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage

HOUSE = Path(settings.BASE_DIR)


def typeset(template: Path, data: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """Return the PDF that ``template`` makes of ``data``, which it finds as JSON in ``sys.inputs.data``.

    What is in the data stays text: no mark-up in it is carried out. Fonts are those of Typst itself, so that a file
    looks the same wherever it is made. About 30 ms a page.
    """
    return typst.compile(
        str(template),
        root=str(HOUSE),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
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
