"""How many queries a page takes: `[[path, cookie], ...]` from standard input, a list of numbers to standard output.

It is a process of its own because it must run under the settings of the installation that is measured.
"""

import json
import sys

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries_of(path: str, cookie: str) -> int:
    """Count the queries of one page in an existing session; the first visit, which fills caches, does not count."""
    name, _, value = cookie.partition("=")
    client = Client(headers={"host": "127.0.0.1", "accept-language": "nl"})
    client.cookies[name] = value
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")
    return len(captured)


if __name__ == "__main__":
    django.setup()
    json.dump([queries_of(path, cookie) for path, cookie in json.load(sys.stdin)], sys.stdout)
