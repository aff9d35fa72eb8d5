"""Slips with activation codes on paper, to cut out and hand over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.typesetting import qr_code, typeset

TEMPLATE = Path(__file__).with_name("code_sheet.typ")


@dataclass(frozen=True, slots=True)
class Slip:
    """One person's way in."""

    name: str
    unit: str
    number: str
    code: str
    language: str


def code_sheet(
    slips: Sequence[Slip], *, organisation: str, until: date, made_at: datetime, by_unit: bool = False
) -> bytes:
    """Return a PDF with a slip for each person in their own language, under their unit, at most six a page.

    With ``by_unit`` each unit begins a page, for who hands them out unit by unit; else they follow on to save paper.
    """
    units: dict[str, list[dict[str, object]]] = {}
    for slip in slips:
        units.setdefault(slip.unit, []).append(_words_of(slip, until=until))
    address = f"{settings.BASE_URL}{reverse('people:activate')}"
    data = {
        "language": (get_language() or "nl")[:2],
        "organisation": organisation,
        "title": str(_("Activation codes")),
        "keep": str(_("Cut along the lines and hand each person their own slip. Then destroy what is left.")),
        "no_unit": str(_("Without a unit")),
        "address": address.removeprefix("https://").removeprefix("http://"),
        "qr": str(qr_code(address)),
        "by_unit": by_unit,
        "units": [{"name": name, "slips": found} for name, found in units.items()],
    }
    return typeset(TEMPLATE, data, made_at=made_at)


def _words_of(slip: Slip, *, until: date) -> dict[str, object]:
    """Return a slip as it is printed, in the language of its reader."""
    with translation.override(slip.language):
        return {
            "language": slip.language,
            "name": slip.name,
            "unit": slip.unit,
            "facts": [
                {"label": str(_("Employee number")), "value": slip.number},
                {"label": str(_("Activation code")), "value": slip.code},
            ],
            "why": str(_("You have an account for the portal about working with AI.")),
            "open": str(_("Open this address on a phone or computer:")),
            "then": str(_("Fill in your number and this code, and choose a password.")),
            "until": str(
                _("The code works once, until %(day)s. Show it to nobody.") % {"day": date_format(until, "DATE_FORMAT")}
            ),
            "picture": str(_("QR code that opens the address of the portal")),
        }
