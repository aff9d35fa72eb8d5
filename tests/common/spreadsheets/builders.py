"""Files as offices, and as attackers, make them."""

import io
import zipfile
from collections.abc import Iterable, Mapping

from common.spreadsheets.reading import open_table
from common.spreadsheets.refusals import LIMITS, Limits

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def read(content: bytes, *, limits: Limits = LIMITS) -> list[list[str]]:
    """The header and every row below it, as text."""
    table = open_table(io.BytesIO(content), limits=limits)
    return [table.header, *[row.cells for row in table.rows()]]


def sheet_xml(rows: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def text_row(number: int, *cells: str) -> str:
    inside = "".join(
        f'<c r="{chr(65 + column)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for column, cell in enumerate(cells)
    )
    return f'<row r="{number}">{inside}</row>'


def parts(sheet: str, **others: str) -> dict[str, str]:
    """The least parts that make a workbook; ``others`` are ``sharedStrings``, ``styles`` or ``workbook``."""
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>'
        for number, kind in enumerate(["sharedStrings", "styles"], start=2)
        if kind in others
    )
    made = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>{related}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    return made | {f"xl/{kind}.xml": xml for kind, xml in others.items()}


def zipped(files: Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes]]) -> bytes:
    pairs = files.items() if isinstance(files, Mapping) else files
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in pairs:
            package.writestr(name, content)
    return made.getvalue()


def workbook(*rows: str, **others: str) -> bytes:
    return zipped(parts(sheet_xml("".join(rows)), **others))
