"""Whether the catalogue stays as fast when it grows: its pages with 30 and with 3,000 courses, as ratios to P.

    python -m portal.embedded -- python -m benchmarks catalogue [--people 3000] [--rounds 3] [--quick] [--format json]

Each course that is added has a session. All is measured as `pages` does it, in the same portal: first with 30 courses,
then with 3,000. With more courses no page may ask more queries, or this ends with 1.
"""

import sys

from benchmarks.harness.growth import Growth
from benchmarks.harness.rounds import Page

FEW, MANY = 30, 3_000
DEEP = 75
"""A page in the middle of many, where few have none: it must ask as much as the first."""


def pages(courses: int) -> list[Page]:
    """List what is measured while the catalogue has so many courses."""
    listed = [
        Page(f"first page of {courses}", "employee", "/training/"),
        Page(f"search in {courses}", "employee", "/training/?text=werken"),
        Page(f"HR, first page of {courses}", "hr", "/training/"),
    ]
    deep = Page(f"page {DEEP} of {courses}", "employee", f"/training/?page={DEEP}")
    return [*listed, deep] if courses == MANY else listed


GROWTH = Growth(
    name="catalogue",
    doc=__doc__ or "",
    of_what="courses",
    few=FEW,
    many=MANY,
    roles=("employee", "hr"),
    module="benchmarks.harness.training",
    grow="courses",
    pages=pages,
)


if __name__ == "__main__":
    sys.exit(GROWTH.run())
