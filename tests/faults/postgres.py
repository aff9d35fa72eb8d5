"""A PostgreSQL of one test, with the tables of the tests' database in it, to be stopped, killed and started again."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.db import connection

from portal.embedded import binaries
from portal.embedded.identity import Identity, candidates
from portal.embedded.servers import Home, Server, start_postgres
from tests.faults.web import database_url


@dataclass
class Postgres:
    """One server, always at the same port. It keeps what it said was committed, as in production."""

    home: Home
    identity: Identity
    server: Server
    options: tuple[str, ...]

    @property
    def url(self) -> str:
        return self.server.address

    @property
    def command(self) -> list[str]:
        options = [part for option in self.options for part in ("-c", option)]
        return [*map(str, self.server.process.args), *options]  # type: ignore[arg-type, list-item]

    def start(self) -> None:
        """Start it where it was, and wait until it takes connections. From the main thread only."""
        with self.server.log.open("ab") as log, Path(os.devnull).open("rb") as nothing:
            self.server.process = self.identity.start(
                self.command,
                cwd=self.home.data,
                output=log.fileno(),
                stdin=nothing.fileno(),
                parent_died=signal.SIGQUIT,
            )
        self.options = ()  # the command has them from now on
        ends = time.monotonic() + 60
        while True:
            with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.url, connect_timeout=2):
                return
            assert time.monotonic() < ends, self.server.last_words()
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it as an administrator does: who is connected is thrown out."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """Stop it at once, without a word to its files: it must recover when it starts."""
        self._end(signal.SIGQUIT)

    def _end(self, signum: int) -> None:
        self.server.process.send_signal(signum)
        self.server.process.wait(timeout=60)


@contextlib.contextmanager
def private_postgres(*options: str) -> Iterator[Postgres]:
    """Run one until the end of the block, with the tables of the tests' database, and let Django use it meanwhile."""
    programs = binaries.find(postgres=True, valkey=False).postgres
    folder = Path(tempfile.mkdtemp(prefix="houvast-test-postgres-"))
    folder.chmod(0o711)  # its user must pass through
    try:
        home = Home(folder=folder, data=folder / "servers", keep=True)
        home.data.mkdir(mode=0o700)
        home.logs.mkdir()
        version = [str(programs / "postgres"), "--version"]
        identity = next(one for one in candidates() if one.can(version, cwd=Path("/")) and one.can_use(home.data))
        server = start_postgres(programs, home=home, identity=identity)
        postgres = Postgres(home, identity, server, options)
        try:
            _copy_tables(programs, postgres)
            if options:
                postgres.stop()
                postgres.start()
            with _used_by_django(postgres.url):
                yield postgres
        finally:
            if postgres.server.process.poll() is None:
                postgres.crash()
    finally:
        shutil.rmtree(folder)


def _copy_tables(programs: Path, to: Postgres) -> None:
    dump = [str(programs / "pg_dump"), "--no-owner", "--no-privileges", "--dbname", database_url()]
    copied = subprocess.run(dump, capture_output=True, check=True).stdout
    read = [str(programs / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "--dbname", to.url]
    subprocess.run(read, input=copied, stdout=subprocess.DEVNULL, check=True)


@contextlib.contextmanager
def _used_by_django(url: str) -> Iterator[None]:
    """Be connected to another server, other threads and the processes of ``serving`` included."""
    to = urlsplit(url)
    theirs = {"HOST": to.hostname, "PORT": str(to.port), "USER": to.username, "PASSWORD": to.password,
              "NAME": to.path.lstrip("/")}  # fmt: skip
    ours = {name: connection.settings_dict[name] for name in theirs}
    connection.close()
    connection.settings_dict.update(theirs)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(ours)
