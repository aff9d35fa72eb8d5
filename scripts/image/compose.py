"""Prepare a folder as the head of compose.yaml says, and have compose itself read it."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .build import Builder, Failed, Image, Timed, say
from .first_start import first_commands

PORTAL_IMAGE = "houvast:"


@dataclass(frozen=True)
class Project:
    """The folder of the installation and what compose makes of its files."""

    folder: Path
    config: dict[str, Any]

    def services(self) -> dict[str, dict[str, Any]]:
        """Return the services of the portal's own image."""
        every: dict[str, dict[str, Any]] = self.config["services"]
        return {name: service for name, service in every.items() if service["image"].startswith(PORTAL_IMAGE)}


def prepare(builder: Builder, source: Path) -> Project:
    """Make `.env` and the secrets by the first commands of compose.yaml, then ask compose what that comes to."""
    folder = builder.work / "installation"
    for name in ("compose.yaml", ".env.example", "deploy"):
        copy = shutil.copytree if (source / name).is_dir() else shutil.copy2
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copy(source / name, folder / name)
    tools = Image(builder.layer("tools", builder.work / "base"))
    with Timed("compose, from Debian's package docker-compose"):
        install = "apt-get update -qq && apt-get install -y -qq --no-install-recommends docker-compose"
        builder.run(tools, ["/bin/sh", "-c", f"DEBIAN_FRONTEND=noninteractive; {install}"])
    say(f"  {builder.run(tools, ['docker-compose', 'version']).strip()}")
    lines = first_commands(source / "compose.yaml")
    if not lines:
        raise Failed("the head of compose.yaml names no first command")
    for line in lines:
        if line.startswith("docker "):
            break
        builder.run(tools, ["/bin/sh", "-ec", f"cd /installation && {line}"], shared={"/installation": folder})
        say(f"  {line}")
    config = "cd /installation && docker-compose config --quiet && docker-compose config --format json"
    words = builder.run(tools, ["/bin/sh", "-ec", config], shared={"/installation": folder})
    say("  docker compose config: valid")
    return Project(folder, json.loads(words[words.index("{") :]))


def write_state(builder: Builder, image: Image, project: Project) -> Path:
    """Write down what the second half of the check needs to know."""
    state = builder.work / "state.json"
    state.write_text(
        json.dumps(
            {
                "work": str(builder.work),
                "installation": str(project.folder),
                "services": project.services(),
                "root": str(image.root),
                "environment": image.environment,
                "folder": image.folder,
                "command": image.command,
            }
        ),
        encoding="utf-8",
    )
    return state
