"""How long what HR or a trainer writes to the people of a session can be, until when, and how its lines are kept."""

from datetime import timedelta

MOST_SUBJECT = 120
MOST_TEXT = 4_000
WRITE_UNTIL = timedelta(days=30)
"""How long after the end of a session its people can still be written to."""


def in_paragraphs(text: str) -> str:
    """Return a text with an empty line where each line ends, so that a message keeps the lines as they were typed.

    Lines that begin with a hyphen stay together: they are a list.
    """
    kept: list[str] = []
    for line in (each.strip() for each in text.splitlines()):
        if line and kept and not (line.startswith("- ") and kept[-1].startswith("- ")):
            kept.append("")
        if line:
            kept.append(line)
    return "\n".join(kept)
