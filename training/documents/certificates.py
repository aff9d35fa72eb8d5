"""A certificate or a proof of attendance on paper."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from common.typesetting import qr_code, typeset
from training.choices import CertificateKind
from training.models import Certificate, Course
from training.rules.certificates import shown_code

TEMPLATE = Path(__file__).with_name("certificate.typ")
MOST_LINES = 8
"""More outcomes than this would not fit on the page; the page of the certificate shows them all."""


def paper(certificate: Certificate, *, address: str, made_at: datetime) -> bytes:
    """Return the PDF of a certificate, in the reader's language; ``address`` is where it can be checked.

    Needs ``person`` and ``version`` loaded.
    """
    content = certificate.version.content
    then = Course(**{name: content[name] for name in ("outcomes_nl", "outcomes_en", "duration_minutes")})
    kind = capfirst(certificate.get_kind_display())
    title = str(certificate.title)
    facts = [
        (pgettext("certificate", "Number"), certificate.number),
        (_("Completed on"), _day(certificate.completed_on)),
        (_("Duration"), then.duration),
    ]
    if certificate.valid_until is not None:
        facts.append((_("Counts until"), _day(certificate.valid_until)))
    if content["provider"]:
        facts.append((_("Given by"), content["provider"]))
    data: dict[str, Any] = {
        "language": (get_language() or "nl")[:2],
        "title": f"{kind}: {title}",
        "organisation": certificate.organisation or "Houvast",
        "kind": kind,
        "given_to": _("This is for"),
        "name": certificate.person.full_name,
        "unit": certificate.unit,
        "sentence": _sentence(certificate),
        "course": title,
        "outcomes_label": _("What you can do afterwards"),
        "outcomes": then.outcome_lines[:MOST_LINES],
        "facts": [{"label": str(label), "value": str(value)} for label, value in facts],
        "qr": qr_code(address),
        "qr_alt": _("QR code that leads to the page where this can be checked"),
        "check": _("Does this still count? Check it here:"),
        "address": address,
        "address_shown": address.split("://", 1)[-1].rstrip("/").rpartition("/")[0],
        "code": shown_code(certificate.code),
        "accredited": [
            {"title": f"{each['body']} {each['number']}", "text": _points(each)} for each in certificate.accredited
        ],
    }
    return typeset(TEMPLATE, data, made_at=made_at)


def _sentence(certificate: Certificate) -> str:
    """What somebody did for it: took part, passed a test, or showed their work."""
    content = certificate.version.content
    if certificate.kind != CertificateKind.CERTIFICATE:
        return _("who took part in this course:")
    if "evidence" not in content:
        return _("who completed this course and its test:")
    if content.get("scenarios"):
        return _("who completed this course, its test and a piece of evidence:")
    return _("who completed this course with a piece of evidence:")


def _points(each: dict[str, str]) -> str:
    points = Decimal(each["points"])
    shown = number_format(points.normalize(), use_l10n=True)
    counted = ngettext("%(points)s point", "%(points)s points", 1 if points == 1 else 2) % {"points": shown}
    return f"{each['profession']}: {counted}"


def _day(day: Any) -> str:
    return date_format(day, "j F Y")
