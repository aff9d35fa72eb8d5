"""The runbook works as it is written: each of its commands is run here, or this file says where or why not."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.db import connection
from pytest_django.fixtures import Settings

from portal.embedded.ports import free_port
from tests.setup.processes import BARE, ROOT, embedded, run
from tests.setup.test_backup import Places, url

RUNBOOK = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
UNITS = sorted((ROOT / "deploy" / "systemd").glob("houvast-*"))

# Commands whose words are run elsewhere, by the test that is named.
RUN_BY = {
    r"SECRETS_DIR=\S+ runuser -u postgres -- sh \S*/10-roles.sh": "test_roles.py::test_role_of_the_portal",
    r"cd /opt/houvast && scripts/bootstrap demo|scripts/bootstrap demo": "test_demo_runs.py::test_",
}
# What needs a machine of its own, with the right to change it: read by a person, not run by a test.
NEEDS_A_MACHINE = {
    r"apt-get install --yes [\w .-]+": "installs packages",
    r"useradd --system .*": "makes a user",
    r"chown .*|install --directory --owner=\S+ .*": "gives folders to a user",
    r"git (clone|fetch) .*": "asks a server",
    r"systemctl .*|journalctl .*": "speaks to systemd",
    r"restic .*": "another program, and another machine",
    r"cp -r \S*secrets /\S+ && chown .*|rm -r /var/lib/postgresql/houvast-secrets": "copies secrets to other users",
    r"mv /var/lib/houvast/files \S+": "moves what is there aside",
    r"cp deploy/systemd/\S+ deploy/systemd/\S+ /etc/systemd/system/": "speaks to systemd",
    r"install -D --mode=0755 deploy/systemd/manage /opt/houvast/bin/manage": "writes beside the program",
}
IN_A_CLONE = re.compile(
    r"cp \.env\.example \.env|deploy/make-secrets|sed -i .* secrets/.*"
    r"|printf .* >> /etc/valkey/.*|sed .* > /etc/caddy/.*"
)
MANAGE = re.compile(r"(?:MANAGE_AS=owner )?manage\.py (.+)")
IN_COMPOSE = re.compile(r"docker compose (?:run|exec) ((?:--\S+ (?:\./\S+ )?)*)([\w-]+) python manage\.py (.+)")


def blocks(language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", RUNBOOK)


def commands() -> list[str]:
    return [line for block in blocks("sh") for line in block.splitlines() if line and not line.startswith("#")]


def managed() -> list[str]:
    """Give what the runbook asks of manage.py, in its order."""
    found = []
    for command in commands():
        if match := IN_COMPOSE.fullmatch(command):
            found.append(match[3])
        elif match := MANAGE.fullmatch(command):
            found.append(match[1])
    return found


def test_every_command_is_run_or_says_why_not() -> None:
    unknown = [
        command
        for command in commands()
        if not IN_COMPOSE.fullmatch(command)
        and not MANAGE.fullmatch(command)
        and not IN_A_CLONE.fullmatch(command)
        and not command.startswith("docker compose ")
        and not any(re.fullmatch(pattern, command) for pattern in [*RUN_BY, *NEEDS_A_MACHINE])
    ]
    assert unknown == []
    assert len(commands()) > 40


def test_every_test_that_is_named_here_exists() -> None:
    for named in RUN_BY.values():
        file, function = named.split("::")
        assert f"def {function}" in (ROOT / "tests" / "setup" / file).read_text(encoding="utf-8")


def test_every_language_of_a_block_is_known() -> None:
    assert set(re.findall(r"(?m)^```(\w+)$", RUNBOOK)) == {"sh", "sql", "ini", "json"}


def test_every_link_leads_to_a_chapter_or_a_file() -> None:
    chapters = {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"(?m)^#+ (.+)$", RUNBOOK)
    }
    for link in re.findall(r"\]\(([^)]+)\)", RUNBOOK):
        if link.startswith("#"):
            assert link[1:] in chapters, link
        elif "://" not in link and not link.startswith("proof/"):  # `make proof` writes those
            assert (ROOT / "docs" / link).exists(), link


@pytest.mark.parametrize("command", [c for c in commands() if c.startswith("docker compose ")])
def test_command_of_compose_names_services_and_profiles_that_exist(command: str) -> None:
    words = shlex.split(command)[2:]
    profiles = {profile for service in COMPOSE["services"].values() for profile in service.get("profiles", [])}
    if words[0] == "--profile":
        assert words[1] in profiles
        words = words[2:]
    action, *rest = words
    assert action in {"config", "build", "up", "ps", "run", "stop", "logs", "exec"}
    if action in {"run", "exec"}:
        match = IN_COMPOSE.fullmatch(command)
        assert match, command
        rest = [match[2]]
        # Only the role that owns the tables restores; a backup needs the network in which S3 is.
        assert match[3].split()[0] != "restore" or match[2] == "migrate"
    assert {word for word in rest if not word.startswith("-") and not word.isdigit()} <= COMPOSE["services"].keys()


@pytest.fixture
def places(tmp_path: Path, settings: Settings) -> Iterator[Places]:
    found = Places(tmp_path, settings)
    yield found
    found.drop()


def code_of(command: Callable[[], object]) -> int:
    """Run a command and give the code with which its process would end."""
    try:
        command()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def here(word: str, folder: Path) -> str:
    """Give the test's own folder for backups, and the newest backup in it, where the runbook names one."""
    match = re.fullmatch(r"(?:/var)?/?backups(?:/houvast)?(/houvast-\w+Z)?", word)
    if match is None:
        return word
    return str(max(folder.glob("backups/houvast-*Z")) if match[1] else folder / "backups")


@pytest.mark.django_db(transaction=True)
def test_commands_of_manage_work_in_an_installation_of_their_own(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """From the first administrator to the second restore, in the order of the runbook."""
    monkeypatch.chdir(tmp_path)
    settings.SIGNING_KEYS_DIR = tmp_path / "signing-keys"
    header = "Personeelsnummer,Voornaam,Achternaam,E-mail,Afdeling,Functie,Functiegroep,In dienst"
    people = [
        f"{number},Sanne,Boer{number},s{number}@houtwijk.example,Noord,Verzorgende,met klantcontact,2020-01-01"
        for number in range(20)
    ]
    (tmp_path / "people.csv").write_text("\n".join([header, *people]), encoding="utf-8")
    running = places.make()
    done = []
    with places.at(running):
        call_command("sync_reference", stdout=StringIO(), stderr=StringIO())
    for command in managed():
        words = shlex.split(command)
        name = words.pop(0)
        words = [here(word, tmp_path) for word in words]
        if name == "create_administrator":
            if name in done:  # either way of installing makes its own first administrator
                continue
            words.append("--password-stdin")
            monkeypatch.setattr("sys.stdin", StringIO("een-lang-wachtwoord-42\n"))
        if name == "check":  # of the settings of production, by scripts/check.py
            continue
        with places.at(places.make() if name == "restore" else running):
            said = StringIO()
            code = code_of(lambda: call_command(name, *words, stdout=said, stderr=said))  # noqa: B023 - called at once
        # Nothing was due, so nothing was done; and after a restore the signing key is missed, as it says.
        assert code == 0 or (name, code) in {("send_due", 2), ("restore", 1)}, (command, said.getvalue())
        if name == "backup":
            time.sleep(1.1)  # a backup is named by its second
        done.append(name)
    assert done.count("restore") >= 3
    with places.at(running):
        from people.models import Person  # noqa: PLC0415

        assert Person.objects.count() == 21


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("query", [q for block in blocks("sql") for q in block.splitlines() if q.startswith("SELECT")])
def test_query_to_watch_answers_with_one_number(query: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query)
        ((number,),) = cursor.fetchall()
    assert number is None or number >= 0


# Between servers of its own, since roles belong to a whole server.
TWO_ROLES = """
import os, pathlib, subprocess, sys
import psycopg
from psycopg import conninfo

root, data, folder, statements = map(pathlib.Path, sys.argv[1:])
server = conninfo.conninfo_to_dict(os.environ["DATABASE_URL"])
password = (data / "postgres.secret").read_text().strip()
superuser = {**server, "user": "postgres", "password": password, "dbname": "postgres"}
with psycopg.connect(**superuser, autocommit=True) as connection:
    connection.execute("DROP DATABASE houvast")
    connection.execute("DROP ROLE houvast")
secrets = folder / "secrets"
environment = os.environ | {"SECRETS_DIR": str(secrets), "PGHOST": server["host"], "PGPORT": server["port"],
    "PGPASSWORD": superuser["password"], "PATH": os.environ["HOUVAST_POSTGRES_BIN"] + ":" + os.environ["PATH"]}

def roles(script):
    subprocess.run(["sh", script], env=environment, check=True)

def manage(role, secret, *words):
    url = f"postgresql://{role}:{secret}@{server['host']}:{server['port']}/houvast"
    done = subprocess.run([sys.executable, "manage.py", *words], cwd=root, capture_output=True, text=True,
        env=os.environ | {"DATABASE_URL": url, "HOUVAST_ENV": "development", "DATA_DIR": str(folder / words[0])})
    print(words[0], role, done.returncode, done.stderr.strip().splitlines()[-1:] or "")
    return done.returncode

owner, portal = ((secrets / f"database_{name}password").read_text() for name in ("owner_", ""))
roles(root / "deploy/postgres/10-roles.sh")
assert manage("houvast_owner", owner, "migrate", "--verbosity", "0") == 0
assert manage("houvast_owner", owner, "sync_reference") == 0
assert manage("houvast", portal, "backup", str(folder / "backups")) == 0
(backup,) = (folder / "backups").iterdir()
words = statements.read_text().splitlines()
rename = [line for line in words if line.startswith("ALTER DATABASE")]
with psycopg.connect(**superuser, autocommit=True) as connection:
    for line in rename:
        connection.execute(line)
roles(root / "deploy/postgres/10-roles.sh")
assert manage("houvast", portal, "restore", str(backup)) == 2
assert manage("houvast_owner", owner, "restore", str(backup)) == 0
assert manage("houvast", portal, "backup", str(folder / "second")) == 0
with psycopg.connect(**superuser, autocommit=True) as connection:
    for line in words:
        if line.startswith("ALTER ROLE"):
            connection.execute(line)
assert manage("houvast", portal, "migrate", "--check") != 0
assert manage("houvast", "the new one".replace(" ", "%20"), "migrate", "--check") == 0
print("all done")
"""


def test_statements_of_the_runbook_work_with_the_two_roles(tmp_path: Path) -> None:
    """The portal's own role backs up and may not restore; the owner restores; passwords are replaced."""
    statements = tmp_path / "statements.sql"
    statements.write_text("\n".join(blocks("sql")), encoding="utf-8")
    (tmp_path / "secrets").mkdir()
    for name in ("database_owner_password", "database_password"):
        (tmp_path / "secrets" / name).write_text("of" + name.replace("_", ""), encoding="ascii")
    data = tmp_path / "data"
    result = run(
        embedded(sys.executable, "-c", TWO_ROLES, str(ROOT), str(data), str(tmp_path), str(statements), data=data),
        timeout=400,
    )
    assert "all done" in result.stdout, result.stdout + result.stderr
    assert re.search(r"restore houvast 2 .*may not make tables", result.stdout)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Give a folder in which the commands that only touch the clone were run, in the order of the runbook."""
    for path in (".env.example", "deploy"):
        source = ROOT / path
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / path)
    for program in ("valkey", "caddy"):
        (tmp_path / "etc" / program).mkdir(parents=True)
    for command in commands():
        if IN_A_CLONE.fullmatch(command):
            here = re.sub("/etc/(valkey|caddy)", rf"{tmp_path}/etc/\1", command)
            subprocess.run(["sh", "-c", here], cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


def service_settings(clone: Path) -> dict[str, str]:
    """Give the settings of the services without containers: those of .env, and the lines of the runbook."""
    (block,) = blocks("ini")
    lines = (clone / ".env").read_text(encoding="utf-8").splitlines() + block.split("# /etc/houvast/owner.env")[
        0
    ].splitlines()
    found = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name: value.replace("/etc/houvast/secrets", str(clone / "secrets")) for name, value in found.items()}


@pytest.mark.django_db(transaction=True)
def test_settings_of_the_runbook_are_enough_for_production(clone: Path) -> None:
    environment = service_settings(clone) | {"DATA_DIR": str(clone / "data"), "PATH": os.environ["PATH"]}
    assert Path(environment.pop("DATABASE_URL_FILE")).is_file()
    email = Path(environment["EMAIL_URL_FILE"])
    email.chmod(0o600)
    email.write_text("smtp+tls://houvast:secret@smtp.houtwijk.example:587", encoding="ascii")  # as the runbook asks
    environment["DATABASE_URL"] = url(connection.settings_dict["NAME"])  # the check looks at the server too
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "@127.0.0.1:" in (clone / "secrets" / "database_url").read_text(encoding="ascii")
    assert (clone / "etc" / "valkey" / "valkey.conf").read_text(encoding="ascii").startswith("requirepass ")


def starts(unit: Path) -> list[list[str]]:
    """Give the command lines of a unit, with this clone in the place of /opt/houvast."""
    lines = re.findall(r"(?m)^ExecStart=(.+)$", unit.read_text(encoding="utf-8"))
    return [shlex.split(line.replace("/opt/houvast/.venv", str(ROOT / ".venv"))) for line in lines]


def test_proxy_of_the_runbook_listens_to_the_name_of_the_installation(clone: Path) -> None:
    (_block, *rest) = blocks("ini")
    caddyfile = (clone / "etc" / "caddy" / "Caddyfile").read_text(encoding="utf-8")
    assert rest == []
    assert "\nhouvast.houtwijk.example {\n" in caddyfile
    assert "reverse_proxy 127.0.0.1:8000 {" in caddyfile  # where the unit of web listens
    assert "127.0.0.1:8000" in (ROOT / "deploy" / "systemd" / "houvast-web.service").read_text(encoding="utf-8")
    for header in ("X-Forwarded-For {remote_host}", "X-Forwarded-Proto {scheme}", "X-Forwarded-Host {host}"):
        assert f"header_up {header}" in caddyfile


@pytest.fixture
def manage(clone: Path) -> Path:
    """Give ``manage`` as the runbook installs it, with settings in a folder of the test; it says what it was told."""
    settings = clone / "etc" / "houvast"
    settings.mkdir()
    shutil.copy(clone / ".env", settings / "houvast.env")
    with (settings / "houvast.env").open("a", encoding="utf-8") as file:
        file.write('\nQUOTED="two words"\nDATABASE_URL_FILE=/of/the/portal')
    (settings / "owner.env").write_text("DATABASE_URL_FILE=/of/the/owner\n", encoding="utf-8")
    told = clone / "told.py"
    told.write_text(
        "import json, os, sys; print(json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]))", encoding="utf-8"
    )
    program = clone / "manage"
    text = (clone / "deploy" / "systemd" / "manage").read_text(encoding="utf-8")
    for there, here in (
        ("/etc/houvast", str(settings)),
        ("/opt/houvast/.venv/bin/python", sys.executable),
        ("/opt/houvast/manage.py", str(told)),
        ('"$(id -u)" = 0', "0 = 1"),  # whoever runs the tests stands in for the user houvast
    ):
        assert there in text, there
        text = text.replace(there, here)
    program.write_text(text, encoding="utf-8")
    return program


def told_to_manage(program: Path, folder: Path, **environment: str) -> tuple[list[str], Path, dict[str, str]]:
    done = subprocess.run(
        ["sh", str(program), "import_people", "people of HR.csv"],
        cwd=folder, env={"PATH": os.environ["PATH"]} | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    words, there, found = json.loads(done.stdout)
    return words, Path(there), found


def test_manage_reads_the_settings_as_systemd_does(manage: Path, tmp_path: Path) -> None:
    """A sender is written ``Name <address>``, which a shell would take for a file to read from."""
    _words, _folder, environment = told_to_manage(manage, tmp_path)
    assert environment["DEFAULT_FROM_EMAIL"] == "Houvast <houvast@example.org>"
    assert environment["QUOTED"] == "two words"
    assert environment["DATABASE_URL_FILE"] == "/of/the/portal"


def test_manage_is_the_owner_of_the_tables_where_it_is_told_so(manage: Path, tmp_path: Path) -> None:
    assert told_to_manage(manage, tmp_path, MANAGE_AS="owner")[2]["DATABASE_URL_FILE"] == "/of/the/owner"


def test_manage_looks_for_a_file_where_its_caller_stands(manage: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    words, there, _environment = told_to_manage(manage, folder)
    assert (words, there) == (["import_people", "people of HR.csv"], folder)


def test_runbook_installs_what_the_installation_starts() -> None:
    """Who has a fresh Debian has no pip, which the installation begins with, and perhaps no sudo."""
    (packages,) = (command.split() for command in commands() if command.startswith("apt-get install"))
    assert "python3-pip" in packages
    assert not any("sudo" in command for command in commands())


def test_upgrade_renews_what_the_installation_copied_out_of_the_clone() -> None:
    copied = [command for command in commands() if "deploy/systemd/" in command and "Caddyfile" not in command]
    assert len(copied) == 4
    assert copied[:2] == copied[2:]


def test_units_start_programs_that_exist_and_are_named_in_the_runbook() -> None:
    assert {unit.name for unit in UNITS} == {
        *(f"houvast-{name}.service" for name in ("web", "worker", "worker-long", "beat", "migrate", "backup")),
        "houvast-backup.timer",
    }
    for unit in UNITS:
        assert unit.stem in RUNBOOK, unit.name
        for command in starts(unit):
            assert Path(command[0]).exists(), command


def test_units_work_at_every_queue_that_compose_works_at() -> None:
    """Whatever queues the worker of compose takes, a worker without containers takes too."""

    def queues(text: str) -> set[str]:
        return {name for found in re.findall(r"--queues[ =,]+(\w+(?:,\w+)*)", text) for name in found.split(",")}

    compose = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert queues("\n".join(unit.read_text(encoding="utf-8") for unit in UNITS)) == queues(compose)


@pytest.mark.django_db(transaction=True)
def test_unit_of_web_serves_the_portal(clone: Path) -> None:
    port = free_port()
    ((program, *words),) = starts(ROOT / "deploy" / "systemd" / "houvast-web.service")
    words[words.index("127.0.0.1:8000")] = f"127.0.0.1:{port}"
    environment = {name: value for name, value in service_settings(clone).items() if not name.endswith("_FILE")}
    secret = dict.fromkeys(("SECRET_KEY",), "x" * 60)
    environment |= secret | {
        "DATA_DIR": str(clone / "data"), "DATABASE_URL": url(connection.settings_dict["NAME"]),
        "REDIS_URL": os.environ["REDIS_URL"], "EMAIL_URL": "smtp://127.0.0.1:1", "WEB_WORKERS": "1",
        "SECOND_FACTOR_KEYS": (clone / "secrets" / "second_factor_keys").read_text(encoding="ascii"),
    }  # fmt: skip
    with subprocess.Popen([program, *words], cwd=ROOT, env=BARE | environment, stderr=subprocess.PIPE) as process:
        try:
            assert "ready" in answer_of(f"http://127.0.0.1:{port}/readyz")
        finally:
            process.terminate()


def answer_of(address: str) -> str:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310 - our own
                return str(response.read().decode())
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
