"""Look for weaknesses in what is here: `make scan`. Each check says what it looked at; findings make the exit code 1.

It needs no network. What could not be checked is said, and is no finding.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)([^\n]*(?:\n[ \t]+[^\n]*)*)", re.MULTILINE)
ALLOWED = re.compile(
    r"0BSD|Apache|BSD|CC0|CNRI|ISC|MIT|MPL|Mozilla|PSF|Python Software Foundation|Zlib|Zope"
    # Used as they are, not changed: that binds neither our code nor who runs it.
    r"|LGPL|Lesser General Public"
)
"""Each licence of a package has one of these names in it."""
LOOKED_UP = {
    "axe-playwright-python": "MIT, by its repository; tests only",
    "django-zeal": "MIT, by the text it brings; tests only",
    "yamllint": "GPL-3.0, a command that only checks run",
}
"""Licences that their packages do not name in a way that can be read, or that count for a tool beside the portal."""
SECRETS = {
    "private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}",
    "key of a cloud": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "token of a code host": r"\b(?:gh[opsu]_[A-Za-z0-9]{36}|github_pat_\w{22,}|glpat-[\w-]{20,})",
    "token of a chat": r"\bxox[abprs]-[0-9A-Za-z-]{10,}",
    "signed token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}",
    "password in an address": r"\b[a-z+]+://[^\s:/@{}$\"'<>]+:(?!geheim@|password@|p%40ss@|secret@|change)[^\s/@{}$\"'<>]{4,}@",
    "secret written down": r"(?i)(?:secret_key|api_key|password|token)\"?\s*[:=]\s*[\"'][A-Za-z0-9+/_=-]{32,}[\"']",
}
NO_SECRETS = {
    "benchmarks/harness/client.py": "what a made-up session is signed with",
    "benchmarks/harness/portal.py": "with what a benchmark starts the portal",
    "tests/faults/web.py": "with what a drill starts the portal",
    "tests/portal/test_environment.py": "with what a test starts the portal",
}
"""Files in which these are made up, and why they stand there."""


def output_of(*command: str) -> tuple[int, str]:
    """Run a command here; give its exit code and what it printed."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def code() -> tuple[str, list[str]]:
    """Hold all code to ruff's rules S, which are bandit's."""
    rc, said = output_of(str(BIN / "ruff"), "check", "--select", "S", "--output-format", "concise", ".")
    _rc, exceptions = output_of("git", "grep", "-cE", "noqa:.*S[0-9]{3}", "--", "*.py")
    excepted = sum(int(line.rpartition(":")[2]) for line in exceptions.splitlines())
    return f"{excepted} lines are excepted by name", said.splitlines() if rc else []


def requirements() -> tuple[str, list[str]]:
    """Hold each locked package to a hash, and what is installed to what is locked."""
    wrong: list[str] = []
    locked: dict[str, str] = {}
    files = sorted((ROOT / "requirements").glob("*.txt"))
    for file in files:
        text = file.read_text(encoding="utf-8")
        pinned = {name for name, _version, rest in LOCKED.findall(text) if "--hash=sha256:" in rest}
        named = re.findall(r"^([A-Za-z0-9][^\s=<>!~;@\[]*)", text, re.MULTILINE)
        wrong += [f"{file.name}: {name} has no version or no hash" for name in named if name not in pinned]
        locked |= {normal(name): version for name, version, _rest in LOCKED.findall(text)}
    for package in distributions():
        version = locked.get(normal(package.name))
        if version != package.version:
            wrong.append(f"{package.name} {package.version} is installed, {version or 'none'} is locked")
    return f"{len(locked)} packages in {len(files)} files", wrong


def normal(name: str) -> str:
    """Give the one spelling of the name of a package."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(package: Distribution) -> str:
    """Give the licence that a package says it has."""
    about = package.metadata
    classified = [each.rpartition("::")[2].strip() for each in about.get_all("Classifier", []) if "License ::" in each]
    return about.get("License-Expression") or " / ".join(classified) or (about.get("License") or "").split("\n")[0]


def licences() -> tuple[str, list[str]]:
    """Hold the licence of each installed package to the list above."""
    packages = list(distributions())
    wrong = [
        f"{package.name}: {licence_of(package) or 'says no licence'}"
        for package in packages
        if not ALLOWED.search(licence_of(package)) and normal(package.name) not in LOOKED_UP
    ]
    return f"{len(packages)} packages, {len(LOOKED_UP)} looked up", wrong


def known_weaknesses() -> tuple[str, list[str]]:
    """Ask pip-audit for known weaknesses of what the portal runs on, where it is installed and reaches its data."""
    if not shutil.which("pip-audit"):
        return "NOT CHECKED: pip-audit is not installed, no vulnerability data reached", []
    file = str(ROOT / "requirements" / "runtime.txt")
    _rc, said = output_of(
        "pip-audit", "--requirement", file, "--disable-pip", "--format", "json", "--progress-spinner=off"
    )
    try:
        found = json.loads(said[said.index("{") : said.rindex("}") + 1])["dependencies"]
    except (ValueError, KeyError):
        return "NOT CHECKED: no vulnerability data reached", []
    weak = [f"{each['name']} {each['version']}: {one['id']}" for each in found for one in each.get("vulns", [])]
    return f"{len(found)} packages", weak


def secrets() -> tuple[str, list[str]]:
    """Search each file of the repository for what looks like a secret."""
    _rc, listed = output_of("git", "ls-files")
    found: list[str] = []
    for name in listed.splitlines():
        if name not in NO_SECRETS and not name.startswith("requirements/") and (ROOT / name).is_file():
            found += secrets_in(name, (ROOT / name).read_bytes().decode(errors="replace"))
    return f"{len(listed.splitlines())} files, {len(NO_SECRETS)} excepted by name", found


def secrets_in(name: str, text: str) -> Iterator[str]:
    """Yield where a text holds what looks like a secret, without the secret."""
    for kind, pattern in SECRETS.items():
        for match in re.finditer(pattern, text):
            yield f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {kind}"


def answers() -> tuple[str, list[str]]:
    """Look at the answer to every role at every address, and at errors, as a passive scanner does."""
    full = "tests/portal/test_access.py::test_full_installation_answers_as_documented"
    rc, said = output_of(sys.executable, "-m", "pytest", "-q", "tests/portal/test_passive_scan.py", full)
    return said.splitlines()[-1], said.splitlines() if rc else []


CHECKS: dict[str, Callable[[], tuple[str, list[str]]]] = {
    "code (ruff S)": code,
    "locked packages": requirements,
    "licences": licences,
    "known weaknesses": known_weaknesses,
    "secrets": secrets,
    "answers of the portal": answers,
}


def main() -> int:
    """Run all, and count what was found."""
    total = 0
    for name, check in CHECKS.items():
        looked_at, found = check()
        total += len(found)
        result = f"{len(found)} FOUND" if found else "-" if looked_at.startswith("NOT CHECKED") else "ok"
        print(f"  {name:<24}{result:<10}{looked_at}", flush=True)
        for line in found:
            print(f"      {line}", flush=True)
    print("\nNothing found." if not total else f"\n{total} findings.")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
