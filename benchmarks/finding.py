"""Whether search and home stay as fast when the portal grows: with 30 and with 30,000 objects, as ratios to P.

    python -m portal.embedded -- python -m benchmarks finding [--people 3000] [--rounds 3] [--quick] [--format json]

The objects are AI tools, courses with a session each, pilots and objectives in equal numbers, whose texts differ. All
is measured as `pages` does it, in the same portal: first with 30 objects, then with 30,000. With more objects neither
page may ask more queries, or this ends with 1.
"""

import sys

from benchmarks.harness.growth import Growth
from benchmarks.harness.rounds import Page

FEW, MANY = 30, 30_000


def pages(objects: int) -> list[Page]:
    """List what is measured while the portal has so many objects."""
    return [
        Page(f"search in {objects}", "employee", "/search/?q=roosters"),
        Page(f"with a typing error in {objects}", "employee", "/search/?q=roostrs+plannen"),
        Page(f"home with {objects}", "employee", "/"),
        Page(f"home of the office with {objects}", "programme_office", "/"),
    ]


GROWTH = Growth(
    name="finding",
    doc=__doc__ or "",
    of_what="objects",
    few=FEW,
    many=MANY,
    roles=("employee", "programme_office"),
    module="benchmarks.harness.objects",
    grow="objects",
    pages=pages,
)


if __name__ == "__main__":
    sys.exit(GROWTH.run())
