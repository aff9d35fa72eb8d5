"""The Python packages: uv by pip, `.venv` by uv, every file held to the hashes in `requirements/`."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from steps import pythons, stamps
from steps.console import Step, Stopped, can_run, warn
from steps.stamps import ROOT

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
CONTAINS = {"demo": ("demo", "dev"), "dev": ("dev",)}  # the development set holds all of the demo's
LOCKED = {"runtime": [], "demo": ["demo"], "dev": ["demo", "dev", "e2e"]}
NO_PYTHON = (
    "Houvast needs Python 3.12, 3.13 or 3.14, and there is none on the PATH, under ~/.pyenv/versions or given by\n"
    "HOUVAST_PYTHON. Fetching one did not work either (see above). Any of these brings one:\n"
    "  Debian 13:  apt-get install python3\n"
    "  pyenv:      pyenv install 3.13\n"
    "  elsewhere:  set HOUVAST_PYTHON to the path of a Python"
)
NO_PIP = "There is no pip on this machine. On Debian: apt-get install python3-pip"
NO_NETWORK = "Is the package index within reach? A mirror set for pip (index-url) is used for uv as well."


def clean_environment() -> dict[str, str]:
    """Give the environment without what would lead pip or uv to another place than the one they are told."""
    drop = {
        "VIRTUAL_ENV",
        "PYTHONHOME",
        "PYTHONPATH",
        "PIP_TARGET",
        "PIP_PREFIX",
        "UV_PROJECT_ENVIRONMENT",
        "UV_PYTHON",
    }
    env = {name: value for name, value in os.environ.items() if name not in drop}
    env.update(
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        PIP_ROOT_USER_ACTION="ignore",
        PIP_REQUIRE_VIRTUALENV="0",
        PIP_USER="0",
        PIP_NO_INPUT="1",
        UV_PYTHON_DOWNLOADS="never",
        UV_NO_PROGRESS="1",
    )
    return env


def as_pip_is_set_up(env: dict[str, str]) -> dict[str, str]:
    """Hand the index and the certificates that pip was given on to uv, which reads no settings of pip."""
    pip = pythons.with_pip()
    said = can_run([*pip, "config", "list"]) if pip else None
    for line in (said or "").splitlines():
        match = re.fullmatch(r"(?:[^=]*\.)?(index-url|cert)='(.*)'", line)
        if match and match[1] == "index-url":
            env.setdefault("UV_DEFAULT_INDEX", match[2])
        elif match:
            env.setdefault("SSL_CERT_FILE", match[2])
    return env


def bring_uv() -> Path:
    """Install uv under `var/`, by hash; the system's Python is not touched."""
    wanted = REQUIREMENTS / "bootstrap.txt"
    folder = ROOT / "var" / "bootstrap" / stamps.digest([wanted])[:12]
    uv = folder / "bin" / "uv"
    if uv.exists():
        return uv
    pip = pythons.with_pip()
    if pip is None:
        raise Stopped(NO_PIP)
    half_made = folder.with_suffix(".new")
    shutil.rmtree(half_made, ignore_errors=True)
    with Step("The installer uv") as step:
        command = [*pip, "install", "--require-hashes", "--no-deps", "--target", str(half_made), "-r", str(wanted)]
        step.run(command, cwd=ROOT, env=clean_environment(), hint=NO_NETWORK)
        half_made.rename(folder)
    return uv


def install(name: str) -> None:
    """Make `.venv` hold exactly one of the requirement files, unless it holds it, or more, already."""
    if any(VENV.exists() and stamps.is_current("venv", stamp_of(other)) for other in CONTAINS[name]) and works():
        return
    uv = bring_uv()
    env = as_pip_is_set_up(clean_environment())
    stamps.forget("venv")
    if not works():
        make_environment(uv, env)
    wanted = REQUIREMENTS / f"{name}.txt"
    count = sum(1 for line in wanted.read_text(encoding="utf-8").splitlines() if re.match(r"[a-z0-9]", line))
    with Step(f"Python packages (about {count})") as step:
        command = [str(uv), "pip", "sync", "--python", str(PYTHON), "--require-hashes", str(wanted)]
        try:
            step.run(command, cwd=ROOT, env=env)
        except Stopped as reason:
            install_by_pip(step, wanted, env, after=reason)
    stamps.write("venv", stamp_of(name))


def install_by_pip(step: Step, wanted: Path, env: dict[str, str], *, after: Stopped) -> None:
    """Try pip, slower, where uv finds no way: pip may know of proxies, mirrors or certificates that uv does not."""
    pip = pythons.with_pip()
    if pip is None:
        raise after
    warn("uv did not succeed; trying pip, which is slower")
    command = [*pip, "--python", str(PYTHON), "install", "--require-hashes", "-r", str(wanted)]
    try:
        step.run(command, cwd=ROOT, env=env, hint=NO_NETWORK)
    except Stopped as reason:
        raise Stopped(f"{after}\n\n{reason}") from reason


def stamp_of(name: str) -> str:
    """Name the set of packages, their hashes and the place: an environment that was moved is a broken one."""
    return f"{name} {stamps.digest([REQUIREMENTS / f'{name}.txt'], str(ROOT))}"


def works() -> bool:
    """Say whether `.venv` has a Python that starts and is new enough."""
    answer = can_run([str(PYTHON), "-c", pythons.ASK])
    return answer is not None and tuple(map(int, answer.split()[:2])) in pythons.WANTED


def make_environment(uv: Path, env: dict[str, str]) -> None:
    """Make an empty `.venv` with the best Python of this machine, or with one that uv fetches."""
    python = pythons.find()
    if python is None:
        python = fetch_python(uv, env)
    version = can_run([python, "-c", "import platform; print(platform.python_version())"])
    with Step(f"A Python environment ({version})") as step:
        shutil.rmtree(VENV, ignore_errors=True)
        step.run([str(uv), "venv", "--quiet", "--python", python, str(VENV)], cwd=ROOT, env=env)


def fetch_python(uv: Path, env: dict[str, str]) -> str:
    """Let uv fetch a Python under `var/`: only here, where the machine has none that is new enough."""
    folder = ROOT / "var" / "python"
    fetching = {**env, "UV_PYTHON_DOWNLOADS": "automatic", "UV_PYTHON_INSTALL_DIR": str(folder)}
    have = sorted(folder.glob("*/bin/python3"))
    if not have:
        with Step("Python 3.13, since this machine has none that is new enough") as step:
            step.run([str(uv), "python", "install", "--no-bin", "3.13"], cwd=ROOT, env=fetching, hint=NO_PYTHON)
        have = sorted(folder.glob("*/bin/python3"))
    if not have:
        raise Stopped(NO_PYTHON)
    return str(have[-1])


def lock() -> None:
    """Resolve the requirement files anew: newest allowed versions, hashes, and no address of an index in them."""
    uv = bring_uv()
    env = as_pip_is_set_up(clean_environment())
    python = pythons.find() or str(PYTHON)
    options = ["--universal", "--python-version", "3.12", "--python", python, "--generate-hashes", "--upgrade"]
    options += ["--no-header", "--no-emit-index-url", "--quiet"]
    sources = {name: ["pyproject.toml", *(f"--extra={extra}" for extra in extras)] for name, extras in LOCKED.items()}
    sources |= {name: [f"requirements/{name}.in"] for name in ("bootstrap", "build", "node")}
    for name, source in sources.items():
        target = f"requirements/{name}.txt"
        with Step(target) as step:
            step.run([str(uv), "pip", "compile", *options, *source, "--output-file", target], cwd=ROOT, env=env)
