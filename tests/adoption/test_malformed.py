"""A usage report that is something else, damaged or made by an attacker is refused in words; nothing is written."""

import os
import random
from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from adoption.models import OrganisationSnapshot, UsageImport
from adoption.readers import READERS, read_usage
from common.errors import RuleBroken
from people.models import Person
from tests.adoption.builders import DETAIL, NOW, agreement  # noqa: F401 - NOW is when it is at_work
from tests.common.spreadsheets.builders import MAIN, text_row, workbook
from tests.training.pages import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
TRIES = int(os.environ.get("FUZZ_TRIES", "150"))
SUMMARY = "Report Refresh Date,Report Period,Any App Enabled Users,Any App Active Users"
LITELLM = "team_id,date,successful_requests"


def csv_of(header: str, *rows: str) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def summary(row: str) -> bytes:
    return csv_of(SUMMARY, row)


def github(users: str, day: str = '"2026-10-31"') -> bytes:
    return f'{{"day": {day}, "monthly_active_users": {users}}}\n'.encode()


def summary_workbook(last_cell: str) -> bytes:
    return workbook(
        text_row(1, *SUMMARY.split(",")),
        '<row r="2"><c r="A2" t="str"><v>2026-10-31</v></c><c r="B2" t="str"><v>D30</v></c>'
        f'<c r="C2"><v>120</v></c>{last_cell}</row>',
    )


MALFORMED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "workbook cut off": ("m365-summary", lambda: summary_workbook("")[:400], "beschadigd"),
    "old workbook or one with a password": ("m365-summary", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99, "xlsx"),
    "web page called .xlsx": ("m365-summary", lambda: b"<html><table><tr><td>1</td></tr></table></html>", "kolommen"),
    "picture": ("m365-detail", lambda: b"\x89PNG\r\n\x1a\n" * 20, "CSV"),
    "zeros": ("m365-detail", lambda: b"\0" * 5_000, "byte 1"),
    "zero in a text": ("m365-detail", lambda: csv_of(DETAIL, "2026-10-31,D30,a\0@b.example,,,"), "byte 146"),
    "UTF-16 cut off": ("m365-summary", lambda: "\ufeff1,2".encode("utf-16")[:-1], "UTF-16"),
    "no rows": ("m365-summary", lambda: csv_of(SUMMARY), "leeg"),
    "no header": ("m365-summary", lambda: b"2026-10-31,D30,120,44\n", "kolommen"),
    "only ends of lines": ("m365-summary", lambda: b"\n\n\n", "leeg"),
    "row cut short": ("m365-summary", lambda: summary("2026-10-31,D30"), "rij 2"),
    "first cell only": ("litellm-team", lambda: csv_of(LITELLM, "a"), "rij 2"),
    "quote that never ends": ("m365-summary", lambda: summary('"2026-10-31,D30,1,1'), "aanhalingsteken"),
    "more active than licensed": ("m365-summary", lambda: summary("2026-10-31,D30,44,120"), "rij 2"),
    "huge number": ("m365-summary", lambda: summary(f"2026-10-31,D30,{'9' * 30},44"), "rij 2"),
    "number of 5,000 digits": ("m365-summary", lambda: summary(f"2026-10-31,D30,{'9' * 5_000},44"), "rij 2"),
    "negative number": ("m365-summary", lambda: summary("2026-10-31,D30,120,-4"), "rij 2"),
    "broken number": ("m365-summary", lambda: summary("2026-10-31,D30,120,4.5"), "rij 2"),
    "no number": ("m365-summary", lambda: summary("2026-10-31,D30,NaN,Infinity"), "rij 2"),
    "squares as digits": ("m365-summary", lambda: summary("2026-10-31,D30,²,²"), "rij 2"),
    "period of squares": ("m365-summary", lambda: summary("2026-10-31,D³,4,4"), "rij 2"),
    "period of years": ("m365-summary", lambda: summary("2026-10-31,D999999999,4,4"), "rij 2"),
    "period of nothing": ("m365-summary", lambda: summary("2026-10-31,D0,4,4"), "rij 2"),
    "first day there is": ("m365-summary", lambda: summary("0001-01-01,D30,4,4"), "rij 2"),
    "last day there is": ("m365-summary", lambda: summary("9999-12-31,D30,4,4"), "rij 2"),
    "month before AI": ("m365-summary", lambda: summary("1999-12-31,D30,4,4"), "rij 2"),
    "date as a number": ("m365-summary", lambda: summary("46326,D30,4,4"), "rij 2"),
    "formula": ("m365-summary", lambda: summary_workbook('<c r="D2"><f>SUM(A1)</f></c>'), "rij 2"),
    "error in a cell": ("m365-summary", lambda: summary_workbook('<c r="D2" t="e"><v>#REF!</v></c>'), "rij 2"),
    "style before the first": ("m365-summary", lambda: summary_workbook('<c r="D2" s="-9"><v>-4</v></c>'), "rij 2"),
    "cells merged into one": (
        "m365-summary",
        lambda: workbook(text_row(1, *SUMMARY.split(",")), text_row(2, "2026-10-31 D30 120 44")),
        "rij 2",
    ),
    "other sheet": ("m365-summary", lambda: workbook(text_row(1, "naam", "aantal"), text_row(2, "a", "1")), "naam"),
    "row of commas": ("m365-detail", lambda: csv_of(DETAIL, ",,,,,"), "leeg"),
    "days of two months": ("litellm-team", lambda: csv_of(LITELLM, "a,2026-09-30,1", "a,2026-10-01,1"), "2 maanden"),
    "requests in words": ("litellm-team", lambda: csv_of(LITELLM, "a,2026-10-01,many"), "successful_requests"),
    "requests below nothing": ("litellm-team", lambda: csv_of(LITELLM, "a,2026-10-01,-3"), "successful_requests"),
    "last day of teams": ("litellm-team", lambda: csv_of(LITELLM, "a,9999-12-31,3"), "rij 2"),
    "no JSON": ("github-organization", lambda: b"{day: 1}\n", "Regel 1"),
    "list": ("github-organization", lambda: b"[1]\n", "Regel 1"),
    "number without end": ("github-organization", lambda: github("1e999"), "Regel 1"),
    "no number in JSON": ("github-organization", lambda: github("NaN"), "Regel 1"),
    "number of JSON with 5,000 digits": ("github-organization", lambda: github("9" * 5_000), "Regel 1"),
    "huge number of JSON": ("github-organization", lambda: github("99999999999"), "Regel 1"),
    "negative number of JSON": ("github-organization", lambda: github("-5"), "Regel 1"),
    "broken number of JSON": ("github-organization", lambda: github("4.5"), "Regel 1"),
    "yes as a number": ("github-organization", lambda: github("true"), "Regel 1"),
    "number as a text": ("github-organization", lambda: github('"40"'), "Regel 1"),
    "no day": ("github-organization", lambda: github("4", day="null"), "Regel 1"),
    "first day of JSON": ("github-organization", lambda: github("4", day='"0001-01-01"'), "Regel 1"),
    "brackets in brackets": ("github-organization", lambda: b"[" * 90_000, "Regel 1"),
    "one line of 3 MB": ("github-organization", lambda: b'{"a": "' + b"a" * 3_000_000, "Regel 1"),
    "bytes of another kind": ("github-organization", lambda: b'{"day": "\xff\xfe"}', "Regel 1"),
    "half a character": ("github-organization", lambda: github("4", day=r'"\ud800"'), "Regel 1"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_report_is_refused_in_words(name: str, sign_in: SignIn, programme_lead: Person) -> None:
    agreement()
    source, made, words = MALFORMED[name]
    upload = SimpleUploadedFile("rapport 😀.xlsx", made())
    answer = sign_in(programme_lead).post(reverse("adoption:usage_new"), {"source": source, "file": upload})
    assert answer.status_code == 422
    (said,) = answer.context["form"].errors.values()
    assert words.casefold() in str(said).casefold()
    assert not UsageImport.objects.exists()
    assert not OrganisationSnapshot.objects.exists()


def test_workbook_with_real_dates_is_read() -> None:
    made = workbook(
        text_row(1, *SUMMARY.split(",")),
        '<row r="2"><c r="A2" s="0"><v>46326</v></c><c r="B2" t="str"><v>D30</v></c>'
        '<c r="C2" s="1"><v>120</v></c><c r="D2" s="1"><v>44</v></c></row>',
        styles=f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="14"/><xf numFmtId="0"/></cellXfs></styleSheet>',
    )
    usage = read_usage(BytesIO(made), "m365-summary")
    assert (str(usage.period), usage.licensed, usage.active) == ("2026-10", 120, 44)


GOOD = {
    "m365-summary": [summary("2026-10-31,D30,120,44"), summary_workbook('<c r="D2"><v>44</v></c>')],
    "m365-detail": [csv_of(DETAIL, "2026-10-31,D30,a@b.example,A,2026-10-03,2026-10-03")],
    "github-organization": [github("9") + github("11")],
    "litellm-team": [csv_of(LITELLM, "a,2026-10-01,5", "b,2026-10-02,0")],
}

# What breaks the reading of a file, or the number in it.
PIECES = (
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b'"',
    b",",
    b"\n",
    b"-",
    b"9" * 40,
    b"\xe2\x80\xae",
    b"{",
    b"NaN",
    b"\\ud800",
)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return a file with some of its bytes changed, lost, doubled or put elsewhere."""
    made = bytearray(content)
    for _time in range(chance.randint(1, 4)):
        at = chance.randrange(len(made) + 1)
        piece = chance.choice(PIECES)
        match chance.randrange(4):
            case 0:
                made[at : at + 1] = piece
            case 1:
                made[at:at] = piece
            case 2:
                del made[at : at + chance.randint(1, 30)]
            case _:
                made[at:at] = made[: chance.randint(1, 60)]
    return bytes(made)


@pytest.mark.parametrize("source", READERS)
def test_damaged_report_is_read_or_refused(source: str) -> None:
    """Give FUZZ_TRIES for more."""
    chance = random.Random(f"usage {source}")
    for good in GOOD[source]:
        read_usage(BytesIO(good), source)
        for number in range(TRIES):
            content = damaged(good, chance)
            try:
                usage = read_usage(BytesIO(content), source)
            except RuleBroken:
                continue
            except Exception as error:
                raise AssertionError(f"try {number} of {source}: {content!r}") from error
            assert 2017 <= usage.period.year <= 2099
