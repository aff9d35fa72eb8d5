"""A page without Django, to see what the server does: ``?seconds=`` to answer late, ``?size=`` to answer much."""

import os
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Say how much came, which process answers, and who it thinks that asks."""
    asked = dict(parse_qsl(environ["QUERY_STRING"]))
    received = len(environ["wsgi.input"].read())
    time.sleep(float(asked.get("seconds", 0)))
    said = f"{received} bytes, process {os.getpid()}, for {environ.get('HTTP_X_FORWARDED_FOR', 'nobody')}\n".encode()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [said, b"x" * int(asked.get("size", 0))]
