"""What the head of compose.yaml tells an operator to type."""

import re
from pathlib import Path


def first_commands(path: Path) -> list[str]:
    """Return the commands that the head of compose.yaml gives for a first start."""
    head = path.read_text(encoding="utf-8").split("\n\n")[0]
    return re.findall(r"(?m)^#   (\S.*?)(?:  +.*)?$", head)
