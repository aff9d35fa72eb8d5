"""All checks that need no test: `make check-static`. Runs them all, then says which failed, with their words.

It runs between the servers of `portal.embedded`, since Django compares migrations with a database.
"""

import base64
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    """One check: what it holds, its command, and what it needs in the environment."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def tool(name: str, *arguments: str) -> list[str]:
    """Give the command of a tool of this Python."""
    return [str(BIN / name), *arguments]


def manage(*arguments: str) -> list[str]:
    """Give a command of Django, which fails on a warning of Python's too."""
    return [sys.executable, "-W", "error::DeprecationWarning:django", "manage.py", *arguments]


def tracked(*patterns: str) -> list[str]:
    """List the files of the repository that match, new ones too, without what is ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in listed if (ROOT / name).exists()]


def production(folder: Path) -> dict[str, str]:
    """Give the settings that `.env.example`, `deploy/make-secrets` and the image promise to be enough in production."""
    found = {
        "HOUVAST_ENV": "production",
        "DATA_DIR": str(folder / "data"),
        "WAVE_KEYS_DIR": str(folder / "wave-keys"),
        "SECRET_KEY": os.urandom(32).hex(),
        "SECOND_FACTOR_KEYS": base64.urlsafe_b64encode(os.urandom(32)).decode(),
    }
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("=")
        if separator and not line.startswith("#"):
            found[name] = value
    return found | {"EMAIL_URL": "smtp://mail:1025"}


def checks(folder: Path) -> list[Check]:
    """List the checks, the quickest first."""
    test = {"HOUVAST_ENV": "test", "DATA_DIR": str(folder)}
    return [
        Check("code style", tool("ruff", "check", "--quiet", ".")),
        Check("code layout", tool("ruff", "format", "--check", "--quiet", ".")),
        Check("templates", tool("djade", "--check", "--target-version", "6.1", *tracked("*.html"))),
        Check("YAML", tool("yamllint", "--strict", *tracked("*.yaml", "*.yml"))),
        Check("compose.yaml", tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml")),
        Check("import contracts", tool("lint-imports", "--no-cache"), test),
        Check("Django, in production", manage("check", "--deploy", "--fail-level", "WARNING"), production(folder)),
        Check("migrations are complete", manage("makemigrations", "--check", "--dry-run"), test),
        Check("translations", manage("catalogues", "check"), test),
        Check("types", tool("mypy"), test),
    ]


def run(check: Check) -> str:
    """Run one check, say how it went, and give its words when it failed."""
    print(f"  {check.name:<26}", end="", flush=True)
    if not shutil.which(check.command[0]):
        print("missing", flush=True)
        return f"{check.command[0]} is not installed"
    started = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env=os.environ | check.environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    print(f"{'ok' if done.returncode == 0 else 'FAILED':<8}{time.monotonic() - started:.0f} s", flush=True)
    return "" if done.returncode == 0 else f"{done.stdout}{done.stderr}".strip() or f"exit code {done.returncode}"


def main() -> int:
    """Run all, show what failed, and count."""
    with tempfile.TemporaryDirectory(prefix="houvast-check-") as folder:
        failed = {check.name: words for check in checks(Path(folder)) if (words := run(check))}
    for name, words in failed.items():
        print(f"\n--- {name} ---\n{words}")
    print(f"\n{len(failed)} of the checks failed." if failed else "\nAll checks are in order.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
