"""The picture of a badge."""

from textwrap import wrap
from xml.sax.saxutils import escape

from django.utils.text import capfirst
from django.utils.translation import get_language

from common.text import without_unseen
from training.models import Certificate

LINE = 18
MOST_LINES = 3


def badge_picture(certificate: Certificate) -> str:
    """Return the badge as an SVG picture of 512 by 512, in the reader's language. Needs ``version`` loaded."""
    organisation, title = without_unseen(certificate.organisation), without_unseen(str(certificate.title))
    kind = capfirst(certificate.get_kind_display())
    lines = wrap(title, LINE, max_lines=MOST_LINES, placeholder=" …")
    first = 262 - 22 * (len(lines) - 1)
    words = "".join(
        f'<text x="256" y="{first + 44 * place}" font-size="36" font-weight="600">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512" role="img"'
        f' lang="{(get_language() or "nl")[:2]}"><title>{escape(f"{kind}: {title}, {organisation}")}</title>'
        '<circle cx="256" cy="256" r="248" fill="#0b5566"/>'
        '<circle cx="256" cy="256" r="228" fill="none" stroke="#f2a65a" stroke-width="4"/>'
        '<g fill="#ffffff" text-anchor="middle" font-family="Inter, Segoe UI, Helvetica, Arial, sans-serif">'
        f'<text x="256" y="128" font-size="24" fill="#f2d3ae">{escape(kind)}</text>{words}'
        f'<text x="256" y="392" font-size="22">{escape(organisation)}</text>'
        f'<text x="256" y="424" font-size="20" fill="#c9dde2">{certificate.completed_on.year}</text></g></svg>'
    )
