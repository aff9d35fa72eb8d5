"""Whether each item of somebody's worklist opens the list of what it counts, with as many rows as it says."""

import re
from datetime import datetime
from urllib.parse import parse_qsl

from django.test import Client

from people.models import Person
from portal.home import home_of

ONE_PAGE = 25
"""Rows that a page of a list shows at least."""
NO_LIST = ("/inbox/delivery/", "/strategy/versions/")
"""Pages that show numbers by kind, without a row for each message, and one version with all who answer."""
ASKED_WHY = {"why": "plan"}
"""What some lists of names ask first."""


def rows_in(page: str) -> int | None:
    """Return how many rows the list of a page has; ``None`` where it has none that is marked as such."""
    if 'id="results"' not in page:
        return None
    listed = page.split('id="results"')[1].split("<footer", maxsplit=1)[0]
    bodies = "".join(re.findall(r"<tbody>(.*?)</tbody>", listed, re.DOTALL))
    return len(re.findall(r"<tr[ >]", bodies)) + len(re.findall(r'<li class="hv-row"', listed))


def wrong_items(person: Person, browser: Client, *, now: datetime) -> list[str]:
    """Return each item of the worklist of ``person`` that opens another number of rows, or fails.

    An item of one thing may open the page of that thing, which is no list.
    """
    wrong = []
    for item in home_of(person, now=now).waiting:
        path, _mark, query = item.url.partition("?")
        answer = browser.get(path, {**dict(parse_qsl(query)), **ASKED_WHY})
        rows = rows_in(answer.content.decode())
        if answer.status_code != 200 or (rows is None and item.count != 1 and not path.startswith(NO_LIST)):
            wrong.append(f"{item.title}: {item.url} answers {answer.status_code}, no list of {item.count}")
        elif rows is not None and rows != min(item.count, max(rows, ONE_PAGE)):
            wrong.append(f"{item.title}: {item.url} has {rows} rows, not {item.count}")
    return wrong
