"""The one way to write content down, so that it can be hashed and signed."""

import hashlib
import json
from typing import Any


def canonical(content: Any) -> bytes:
    """Return content as JSON in UTF-8, keys in order, no spaces: two writers get one text.

    Content holds texts, whole numbers, truth values, lists and objects; no fractions, which have more than one form.
    """
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def fingerprint(content: Any) -> str:
    """Return the SHA-256 of content, in 64 hexadecimal digits."""
    return hashlib.sha256(canonical(content)).hexdigest()
