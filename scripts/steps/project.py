"""The steps that the project's own commands do."""

from __future__ import annotations

import os

from steps import stamps
from steps.console import Step
from steps.stamps import ROOT

VAR = ROOT / "var"
PYTHON = ROOT / ".venv" / "bin" / "python"
NOT_OURS = {".venv", "var", "node_modules", ".git"}


def manage(step: Step, *arguments: str, environment: str) -> None:
    """Run a command of `manage.py` that needs no database."""
    env = {**os.environ, "HOUVAST_ENV": environment, "PYTHONUTF8": "1"}
    step.run([str(PYTHON), "manage.py", *arguments], cwd=ROOT, env=env)


def compile_catalogues() -> None:
    """Compile the translations that changed; needs no gettext."""
    catalogues = [path for path in ROOT.glob("*/locale/*/LC_MESSAGES/*.po") if path.parts[-5] not in NOT_OURS]
    value = stamps.digest(catalogues)
    if stamps.is_current("catalogues", value) and all(path.with_suffix(".mo").exists() for path in catalogues):
        return
    with Step(f"Translations ({len(catalogues)} catalogues)") as step:
        stamps.forget("catalogues")
        manage(step, "catalogues", "compile", environment="development")
        stamps.write("catalogues", value)


def collect_static() -> None:
    """Gather and compress the static files under names that may be cached for ever."""
    sources = [
        path
        for folder in ROOT.glob("*/static")
        if folder.parent.name not in NOT_OURS
        for path in stamps.files_in(folder)
    ]
    value = stamps.digest([*sources, ROOT / "requirements" / "runtime.txt"])
    if stamps.is_current("static", value) and (VAR / "static" / "staticfiles.json").exists():
        return
    with Step(f"Static files ({len(sources)})") as step:
        stamps.forget("static")
        manage(step, "collectstatic", "--no-input", "--clear", "--verbosity", "0", environment="demo")
        stamps.write("static", value)
