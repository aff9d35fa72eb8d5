"""Make a release: `make release VERSION=0.2.0`. Checks everything first; then version, changelog, parts and tag.

Nothing is pushed. What an operator must do is printed at the end, from the changelog.
"""

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UNRELEASED = "## Unreleased\n"
CHECKS = (["make", "check-static"], ["make", "test"], ["make", "test-oldest"])
"""What CI runs (`.ci/run`): style, types, translations and migrations among it, then the tests."""


class NotReleased(Exception):
    """Why there is no release, and what to do."""


def section_of(changelog: str) -> str:
    """Return what is written under "Unreleased"; refuse a release of which nobody can read what changed."""
    if UNRELEASED not in changelog:
        raise NotReleased("CHANGELOG.md has no heading “Unreleased”.")
    section = re.split(r"(?m)^## ", changelog.split(UNRELEASED, 1)[1])[0].strip()
    if not re.search(r"(?m)^- ", section):
        raise NotReleased("Nothing stands under “Unreleased” in CHANGELOG.md. Write down what changed for whom.")
    return section


def operators_part(section: str) -> str:
    """Return what operators must read before they upgrade."""
    found = re.search(r"(?ms)^### Operators\n(.*?)(?=^### |\Z)", section)
    return found[1].strip() if found else "- Nothing beside the ordinary upgrade."


def check_version(version: str, current: str) -> None:
    """Refuse a version that is no version, or not newer."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise NotReleased(f"{version!r} is no version: three numbers, such as 0.2.0.")
    if tuple(map(int, version.split("."))) <= tuple(map(int, current.split("."))):
        raise NotReleased(f"{version} is not newer than {current}.")


def write_version(root: Path, version: str, day: str) -> None:
    """Write version and day wherever they stand; the changelog gets a section and an empty "Unreleased"."""
    for name, pattern, new in (
        ("pyproject.toml", r'(?m)^version = ".*"$', f'version = "{version}"'),
        ("publiccode.yml", r'(?m)^softwareVersion: ".*"$', f'softwareVersion: "{version}"'),
        ("publiccode.yml", r'(?m)^releaseDate: ".*"$', f'releaseDate: "{day}"'),
        (".env.example", r"(?m)^HOUVAST_VERSION=.*$", f"HOUVAST_VERSION={version}"),
        ("CHANGELOG.md", UNRELEASED, f"{UNRELEASED}\n## {version} – {day}\n"),
    ):
        path = root / name
        text, number = re.subn(pattern, new, path.read_text(encoding="utf-8"), count=1)
        if not number:
            raise NotReleased(f"{name} does not say which version it is.")
        path.write_text(text, encoding="utf-8")


def write_parts(root: Path, version: str) -> Path:
    """Write the list of parts (CycloneDX) of what runs in production."""
    into = root / "var" / f"houvast-{version}.cdx.json"
    into.parent.mkdir(exist_ok=True)
    program = Path(sys.executable).parent / "cyclonedx-py"
    parts = [
        program,
        "requirements",
        "requirements/runtime.txt",
        "--pyproject",
        "pyproject.toml",
        "--output-reproducible",
    ]
    subprocess.run([*parts, "--output-file", str(into)], cwd=root, check=True)
    return into


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def check_state() -> None:
    """Refuse a tree with changes, and whatever CI would refuse."""
    if git("status", "--porcelain"):
        raise NotReleased("There are changes that are not committed. Commit or put them away first.")
    for check in CHECKS:
        if subprocess.run(check, cwd=ROOT, check=False).returncode:
            raise NotReleased(f"`{' '.join(check)}` is not green.")


def main() -> int:
    """Check, write, tag, and say what to do next."""
    version = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        current = re.search(r'(?m)^version = "(.*)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        check_version(version, current[1] if current else "0.0.0")
        section = section_of((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
        check_state()
        write_version(ROOT, version, f"{datetime.now(UTC):%Y-%m-%d}")
        parts = write_parts(ROOT, version)
    except NotReleased as reason:
        print(f"Not released. {reason}", file=sys.stderr)
        return 1
    git("commit", "--all", "--message", f"release: {version}")
    git("tag", "--annotate", f"v{version}", "--message", f"Houvast {version}")
    print(f"Tagged v{version}; the list of parts is {parts}. Push with: git push --follow-tags\n")
    print(f"Operators read:\n\n{operators_part(section)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
