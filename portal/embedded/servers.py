"""The two servers: how each is made, started, found ready and stopped."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from portal.embedded.errors import EmbeddedError
from portal.embedded.identity import Identity
from portal.embedded.ports import LOOPBACK, free_port

START_SECONDS = 60.0  # after a power cut PostgreSQL first replays its log
PORT_TRIES = 5
ROLE = DATABASE = "houvast"

POSTGRES_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "300",
    "dynamic_shared_memory_type": "mmap",  # containers often give /dev/shm no more than 64 MB
    "shared_buffers": "64MB",
    "min_wal_size": "32MB",
    "max_wal_size": "512MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
}
A_LITTLE_MEMORY = {"shared_buffers": "32MB"}
"""For data that are kept: a demo or a development database, on somebody's own machine."""
NOTHING_TO_LOSE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


@dataclass
class Server:
    """One running server: its process, its address for the command, and the signal on which it stops."""

    name: str
    process: "subprocess.Popen[bytes]"
    address: str
    log: Path
    stop_signal: int

    def last_words(self) -> str:
        """Give the end of its log, for whoever must find out why it stopped."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
        return "\n".join(f"    {line}" for line in lines)


def _password() -> str:
    return secrets.token_urlsafe(24)


def _kept_password(file: Path, *, keep: bool) -> str:
    """Make a password, or give the one that belongs to the data that are kept."""
    if keep and file.exists():
        return file.read_text(encoding="ascii").strip()
    password = _password()
    _write_private(file, password + "\n")
    return password


def _write_private(file: Path, text: str) -> None:
    """Write a file that is nobody else's to read from its first byte on."""
    file.unlink(missing_ok=True)
    file.touch(mode=0o600, exist_ok=False)
    file.write_text(text, encoding="ascii")


@dataclass(frozen=True)
class Home:
    """Where the servers live: `folder` is the supervisor's own, `data` can be entered by the servers' user."""

    folder: Path
    data: Path
    keep: bool

    @property
    def logs(self) -> Path:
        """The folder of the servers' logs."""
        return self.folder / "log"


def _started(
    command: list[str],
    *,
    home: Home,
    identity: Identity,
    log: Path,
    parent_died: int,
    configuration: str = "",
) -> "subprocess.Popen[bytes]":
    """Start a server in its folder, its words to a log, its configuration through its standard input."""
    with log.open("ab") as output:
        reading, writing = os.pipe()
        os.write(writing, configuration.encode())
        os.close(writing)
        try:
            return identity.start(
                command,
                cwd=home.data,
                output=output.fileno(),
                stdin=reading,
                parent_died=parent_died,
            )
        finally:
            os.close(reading)


# PostgreSQL ---------------------------------------------------------------------------------------------------------


def _make_cluster(bin_folder: Path, *, home: Home, identity: Identity, password: str) -> None:
    """Make an empty cluster, whole or not at all: text in UTF-8, order by code point, passwords only by SCRAM."""
    half_made = home.data / "postgres.new"
    shutil.rmtree(half_made, ignore_errors=True)
    half_made.mkdir(mode=0o700)
    password_file = home.data / "postgres.password"
    _write_private(password_file, password)
    identity.take(home.data)
    log = home.logs / "initdb.log"
    command = [
        str(bin_folder / "initdb"),
        f"--pgdata={half_made}",
        "--username=postgres",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-instructions",
        *([] if home.keep else ["--no-sync"]),
    ]
    process = _started(command, home=home, identity=identity, log=log, parent_died=signal.SIGKILL)
    code = process.wait(timeout=300)
    password_file.unlink()
    if code != 0:
        words = Server("initdb", process, "", log, signal.SIGTERM).last_words()
        raise EmbeddedError(f"PostgreSQL could not make its data folder:\n{words}")
    half_made.rename(home.data / "postgres")


def _check_version(bin_folder: Path, cluster: Path) -> None:
    """Refuse data of another major version in words; PostgreSQL itself says it in its log only."""
    made_by = (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    said = subprocess.run(
        [bin_folder / "postgres", "--version"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    present = said.split()[-1].split(".")[0] if said else made_by
    if made_by != present:
        raise EmbeddedError(
            f"The data in {cluster} were made by PostgreSQL {made_by}, and this is PostgreSQL {present}.\n"
            "  Start with an empty folder (for the demo: `make demo-reset`), or move the data with pg_dump."
        )


def _sql(bin_folder: Path, port: int, password: str, statements: str) -> "subprocess.CompletedProcess[str]":
    """Run statements as the superuser through the `psql` beside the server; the words go through standard input."""
    return subprocess.run(
        [bin_folder / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", LOOPBACK, "-p", str(port), "-U", "postgres"],
        input=statements,
        env={"PGPASSWORD": password, "PGCONNECT_TIMEOUT": "5", "PGDATABASE": "postgres", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )


def _wait_for_postgres(server: Server, bin_folder: Path, port: int, password: str) -> bool:
    """Wait until our own server answers; False when it ended, as it does when another took the port."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            return False
        if _listens(port) and _sql(bin_folder, port, password, "SELECT 1;").returncode == 0:
            # Another server on this port would hardly know the password, but be certain: ours must be alive.
            return server.process.poll() is None
        time.sleep(0.03)
    raise EmbeddedError(f"PostgreSQL did not answer within {START_SECONDS:.0f} seconds:\n{server.last_words()}")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(5)
        return probe.connect_ex((LOOPBACK, port)) == 0


def _make_role(bin_folder: Path, port: int, password: str, role_password: str) -> None:
    """Make the role of the portal and its database, and give the role this start's password.

    The role is no superuser, as in production, so that a right that production lacks is missed in the tests too.
    It may create databases because the tests make theirs; the extensions that the portal uses are trusted ones,
    which the owner of a database may create.
    """
    # Nothing in these comes from outside: two constants, and a password of letters, digits, - and _.
    for_role = f"WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}')"
    for_database = f"WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}')"
    statements = "\n".join(
        [
            f"SELECT 'CREATE ROLE {ROLE}' {for_role} \\gexec",
            f"ALTER ROLE {ROLE} LOGIN NOSUPERUSER CREATEDB PASSWORD '{role_password}';",
            f"SELECT 'CREATE DATABASE {DATABASE} OWNER {ROLE}' {for_database} \\gexec",
        ]
    )
    done = _sql(bin_folder, port, password, statements)
    if done.returncode != 0:
        raise EmbeddedError(f"PostgreSQL runs, but its database cannot be made: {done.stderr.strip()}")


def start_postgres(bin_folder: Path, *, home: Home, identity: Identity) -> Server:
    """Start PostgreSQL on a free port of the loopback, with the portal's role and database in it."""
    cluster = home.data / "postgres"
    password_file = home.folder / "postgres.secret"
    if not cluster.exists():
        password_file.unlink(missing_ok=True)
        _make_cluster(
            bin_folder,
            home=home,
            identity=identity,
            password=_kept_password(password_file, keep=home.keep),
        )
    password = password_file.read_text(encoding="ascii").strip()
    _check_version(bin_folder, cluster)
    identity.take(cluster)
    log = home.logs / "postgres.log"
    settings = POSTGRES_SETTINGS | (A_LITTLE_MEMORY if home.keep else NOTHING_TO_LOSE)
    for _try in range(PORT_TRIES):
        port = free_port()
        command = [str(bin_folder / "postgres"), "-D", str(cluster), "-p", str(port)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        process = _started(command, home=home, identity=identity, log=log, parent_died=signal.SIGQUIT)
        stop = signal.SIGINT if home.keep else signal.SIGQUIT
        server = Server("PostgreSQL", process, "", log, stop)
        if _wait_for_postgres(server, bin_folder, port, password):
            role_password = _password()
            _make_role(bin_folder, port, password, role_password)
            server.address = f"postgresql://{ROLE}:{role_password}@{LOOPBACK}:{port}/{DATABASE}"
            return server
        time.sleep(0.5)  # what a killed predecessor left may still be ending
    raise EmbeddedError(f"PostgreSQL does not start. The end of {log}:\n{server.last_words()}")


# Valkey -------------------------------------------------------------------------------------------------------------


def _answers(port: int, password: str) -> bool:
    """Say whether a Valkey that knows this password answers on the port."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=5) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            reply = b""
            while reply.count(b"\r\n") < 2:
                part = connection.recv(256)
                if not part:
                    return False
                reply += part
            return reply == b"+OK\r\n+PONG\r\n"
    except OSError:
        return False


def start_valkey(program: Path, *, home: Home, identity: Identity) -> Server:
    """Start Valkey on a free port of the loopback; it keeps its data only where PostgreSQL does."""
    folder = home.data / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    identity.take(folder)
    password = _password()
    log = home.logs / "valkey.log"
    for _try in range(PORT_TRIES):
        port = free_port()
        # Through standard input, so that the password stands in no list of processes.
        configuration = "\n".join(
            [
                f"bind {LOOPBACK}",
                f"port {port}",
                f"requirepass {password}",
                f'dir "{folder}"',
                "databases 64",
                "daemonize no",
                "loglevel warning",
                *(["appendonly yes", "save 300 1"] if home.keep else ["appendonly no", 'save ""']),
            ]
        )
        process = _started(
            [str(program), "-"],
            home=home,
            identity=identity,
            log=log,
            parent_died=signal.SIGTERM,
            configuration=configuration + "\n",
        )
        server = Server(
            "Valkey",
            process,
            f"redis://:{password}@{LOOPBACK}:{port}/0",
            log,
            signal.SIGTERM,
        )
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            if _answers(port, password) and process.poll() is None:
                return server
            time.sleep(0.02)
        if process.poll() is None:
            process.kill()
            process.wait()
    raise EmbeddedError(f"Valkey does not start. The end of {log}:\n{server.last_words()}")
