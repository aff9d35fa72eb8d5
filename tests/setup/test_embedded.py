"""The door `python -m portal.embedded`: servers for one command, and nothing left after it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.processes import (
    BARE,
    ROOT,
    alive,
    children_of,
    command_lines,
    descendants_of,
    embedded,
    run,
    wait_for,
    wait_until_gone,
)

ASK_THE_DATABASE = """
import json, os, psycopg
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
    one = lambda query: connection.execute(query).fetchone()[0]
    for name in ("pg_trgm", "unaccent", "btree_gist"):
        connection.execute(f"CREATE EXTENSION {name}")
    connection.execute("CREATE DATABASE another")
    print(json.dumps({
        "encoding": one("SHOW server_encoding"),
        "collation": one("SELECT datcollate FROM pg_database WHERE datname = current_database()"),
        "timezone": one("SHOW timezone"),
        "connections": one("SHOW max_connections"),
        "memory": one("SHOW dynamic_shared_memory_type"),
        "addresses": one("SHOW listen_addresses"),
        "superuser": one("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"),
        "fsync": one("SHOW fsync"),
    }))
"""
PING = """
import os, redis
client = redis.Redis.from_url(os.environ["REDIS_URL"])
print(client.ping(), client.config_get("appendonly")["appendonly"])
"""
# A command with a child that would outlive it: the child has a session of its own and ignores polite requests.
STUBBORN = """
import os, subprocess, sys, time
child = subprocess.Popen(
    [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"],
    start_new_session=True,
)
with open(sys.argv[1], "w") as file:
    file.write(f"{child.pid}\\n")
time.sleep(600)
"""


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def test_database_is_as_production_has_it() -> None:
    result = run(embedded(*python(ASK_THE_DATABASE)))
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == {
        "encoding": "UTF8",
        "collation": "C.UTF-8",
        "timezone": "UTC",
        "connections": "300",
        "memory": "mmap",
        "addresses": "127.0.0.1",
        "superuser": False,
        "fsync": "off",
    }


def test_broker_answers_and_keeps_nothing_without_a_data_folder() -> None:
    result = run(embedded(*python(PING)))
    assert result.stdout.split() == ["True", "no"], result.stderr


def test_wrong_password_is_refused() -> None:
    code = (
        "import os, re, psycopg\n"
        "try: psycopg.connect(re.sub(r':[^:@]+@', ':wrong@', os.environ['DATABASE_URL']))\n"
        "except psycopg.OperationalError as error: print('refused' if 'password' in str(error) else error)"
    )
    assert run(embedded(*python(code))).stdout.strip() == "refused"


@pytest.mark.parametrize(
    ("code", "expected"),
    [("raise SystemExit(0)", 0), ("raise SystemExit(7)", 7), ("import os; os.kill(os.getpid(), 9)", 137)],
)
def test_exit_code_of_the_command_is_handed_on(code: str, expected: int) -> None:
    assert run(embedded(*python(code))).returncode == expected


def test_command_that_does_not_exist_is_said() -> None:
    result = run(embedded("no-such-command"))
    assert result.returncode == 127
    assert "no-such-command cannot be started" in result.stderr


def test_servers_with_an_address_of_their_own_are_not_started(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgresql://elsewhere/x", "REDIS_URL": "redis://elsewhere/0"}
    code = "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'])"
    result = run(embedded(*python(code), data=tmp_path / "data"), environment=given)
    assert result.stdout.split() == list(given.values())
    assert not (tmp_path / "data" / "servers").exists()


@pytest.mark.parametrize("variable", ["HOUVAST_POSTGRES_BIN", "HOUVAST_VALKEY_BIN"])
def test_missing_server_is_said_with_the_way_round_it(variable: str, tmp_path: Path) -> None:
    result = run(embedded("true"), environment={variable: str(tmp_path)})
    assert result.returncode == 1
    assert variable in result.stderr
    assert "_URL" in result.stderr
    assert "Traceback" not in result.stderr


def test_django_is_not_loaded_to_start_servers() -> None:
    code = "import portal.embedded.__main__, sys; raise SystemExit('django' in sys.modules)"
    assert run([sys.executable, "-c", code]).returncode == 0


def test_data_folder_keeps_the_data_and_throwaway_does_not(tmp_path: Path) -> None:
    data = tmp_path / "data"
    write = "import os, psycopg; psycopg.connect(os.environ['DATABASE_URL'], autocommit=True).execute({!r})"
    assert run(embedded(*python(write.format("CREATE TABLE kept (a int)")), data=data)).returncode == 0
    assert run(embedded(*python(write.format("SELECT a FROM kept")), data=data)).returncode == 0
    assert run(embedded(*python(write.format("SELECT a FROM kept")))).returncode == 1


def test_second_command_on_the_same_data_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    nested = ["env", "-u", "DATABASE_URL", "-u", "REDIS_URL", *embedded("true", data=data)]
    result = run(embedded(*nested, data=data))
    assert result.returncode == 1
    assert "Another command uses" in result.stderr


class Supervisor:
    """A supervisor at work on a stubborn command, with everything that it has started."""

    def __init__(self, folder: Path) -> None:
        said = folder / "pid"
        # A run of the tests in the background ignores some signals and hands that on; a person's shell does not.
        listening = ["env", "--default-signal=HUP,INT,TERM"]
        command = [*listening, *embedded(*python(STUBBORN, str(said)), data=folder / "data")]
        self.process = subprocess.Popen(command, cwd=ROOT, env=BARE, start_new_session=True)
        self.orphan = int(wait_for(said))
        self.inner = children_of(self.process.pid)[0]
        self.started = descendants_of(self.process.pid)

    def assert_complete(self) -> None:
        lines = command_lines()
        running = " ".join(lines.get(pid, "") for pid in self.started)
        assert "postgres" in running
        assert "valkey" in running
        assert self.orphan in self.started


@pytest.fixture
def supervisor(tmp_path: Path):  # type: ignore[no-untyped-def]
    started = Supervisor(tmp_path)
    started.assert_complete()
    yield started
    for pid in alive({started.process.pid, *started.started}):
        os.kill(pid, signal.SIGKILL)
    started.process.wait(timeout=10)


def test_killed_supervisor_leaves_nothing_running(supervisor: Supervisor) -> None:
    os.kill(supervisor.process.pid, signal.SIGKILL)
    supervisor.process.wait()
    assert wait_until_gone(supervisor.started, seconds=30) == set()


def test_killed_inner_process_leaves_nothing_running(supervisor: Supervisor) -> None:
    os.kill(supervisor.inner, signal.SIGKILL)
    assert supervisor.process.wait(timeout=30) == 137
    assert wait_until_gone(supervisor.started, seconds=5) == set()


def test_servers_and_command_end_when_both_halves_are_killed_at_once(supervisor: Supervisor) -> None:
    for pid in (supervisor.process.pid, supervisor.inner):
        os.kill(pid, signal.SIGSTOP)
    for pid in (supervisor.process.pid, supervisor.inner):
        os.kill(pid, signal.SIGKILL)
    supervisor.process.wait()
    left = wait_until_gone(supervisor.started - {supervisor.orphan}, seconds=30)
    assert left == set()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signal_stops_the_command_and_the_servers(supervisor: Supervisor, number: signal.Signals) -> None:
    os.kill(supervisor.process.pid, number)
    assert supervisor.process.wait(timeout=45) == 128 + number
    assert wait_until_gone(supervisor.started, seconds=5) == set()


def test_data_survive_a_killed_supervisor(supervisor: Supervisor, tmp_path: Path) -> None:
    os.kill(supervisor.process.pid, signal.SIGKILL)
    supervisor.process.wait()
    assert wait_until_gone(supervisor.started, seconds=30) == set()
    assert run(embedded("true", data=tmp_path / "data")).returncode == 0
