"""Read a Dockerfile: its stages, and in each the instructions with their variables filled in."""

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

EXECUTED = {"RUN", "COPY", "WORKDIR", "USER", "ENV", "ARG", "CMD"}
ONLY_NOTED = {"LABEL", "EXPOSE", "HEALTHCHECK"}


class Unknown(Exception):
    """The Dockerfile holds something that this reader does not know; nothing is passed over in silence."""


@dataclass(frozen=True)
class Instruction:
    """One instruction with the text after its name, continued lines joined."""

    name: str
    text: str


@dataclass
class Stage:
    """One stage: the image or stage that it starts from, its name, and what it does."""

    base: str
    name: str
    instructions: list[Instruction] = field(default_factory=list)


def read(path: Path) -> list[Stage]:
    """Return the stages of a Dockerfile in their order."""
    arguments: dict[str, str] = {}
    stages: list[Stage] = []
    for instruction in _instructions(path.read_text(encoding="utf-8")):
        if instruction.name == "FROM":
            match = re.fullmatch(r"(\S+) +AS +(\w+)", fill(instruction.text, arguments))
            if match is None:
                raise Unknown(f"FROM {instruction.text}: every stage needs a name, FROM … AS …")
            stages.append(Stage(match[1], match[2]))
        elif not stages and instruction.name == "ARG":
            name, _, default = instruction.text.partition("=")
            arguments[name] = default
        elif stages and instruction.name in EXECUTED | ONLY_NOTED:
            stages[-1].instructions.append(instruction)
        else:
            raise Unknown(f"{instruction.name} {instruction.text}")
    return stages


def _instructions(text: str) -> list[Instruction]:
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    found = []
    for line in joined.splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            found.append(Instruction(name.upper(), rest.strip()))
    return found


def fill(text: str, variables: dict[str, str]) -> str:
    """Replace ``$NAME`` and ``${NAME}``; an unknown name is empty, as in a Dockerfile."""
    return re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda match: variables.get(match[1] or match[2], ""), text)


def pairs(text: str, variables: dict[str, str]) -> dict[str, str]:
    """Read the ``NAME=value`` pairs of an ENV."""
    return dict(word.split("=", 1) for word in shlex.split(fill(text, variables)))


def command(text: str) -> list[str]:
    """Read a CMD: a JSON list, or a line for the shell."""
    return list(json.loads(text)) if text.startswith("[") else ["/bin/sh", "-c", text]
