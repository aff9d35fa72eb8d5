"""The second half of `make image-check`: start what compose starts, between the servers of `portal.embedded`.

It runs where no network but the loopback exists, so what starts here needs nothing from outside.
"""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit, urlunsplit

from image.build import Failed, say
from image.container import Container, Spec

MEGABYTE = 1024 * 1024
HEALTHY_SECONDS = 300


@dataclass
class Check:
    """What stands in the work folder, the containers that run, and what was not as promised."""

    state: dict[str, Any]
    running: dict[str, Container] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def services(self) -> dict[str, dict[str, Any]]:
        services: dict[str, dict[str, Any]] = self.state["services"]
        return services

    @property
    def work(self) -> Path:
        return Path(self.state["work"])

    def expect(self, promise: str, holds: bool, instead: str = "") -> None:
        """Report whether a promise holds."""
        say(f"  {'ok   ' if holds else 'WRONG'} {promise}{'' if holds or not instead else f': {instead}'}")
        if not holds:
            self.wrong.append(promise)


def main(state: str) -> int:
    """Start, ask, stop; 1 when something is not as promised."""
    check = Check(json.loads(Path(state).read_text(encoding="utf-8")))
    try:
        prepare_database(check)
        migrate(check)
        start_services(check)
        wait_until_healthy(check)
        ask(check)
        look_inside(check)
    except (Failed, OSError, subprocess.SubprocessError) as failure:
        check.expect("all services start and answer", holds=False, instead=str(failure))
        show_logs(check)
    finally:
        stop(check)
    say("All is as compose.yaml and the documentation promise." if not check.wrong else f"{len(check.wrong)} wrong.")
    return 1 if check.wrong else 0


# --- before the first container -------------------------------------------------------------------------------------
def prepare_database(check: Check) -> None:
    """Make the two roles by the script that PostgreSQL's image runs, and point the secrets to these servers."""
    secrets = Path(check.state["installation"]) / "secrets"
    server, broker = urlsplit(os.environ["DATABASE_URL"]), os.environ["REDIS_URL"]
    superuser = (check.work / "servers" / "postgres.secret").read_text(encoding="ascii").strip()
    environment = {
        "PATH": f"{os.environ['HOUVAST_POSTGRES_BIN']}:{os.environ['PATH']}",
        "PGHOST": str(server.hostname),
        "PGPORT": str(server.port),
        "PGPASSWORD": superuser,
        "SECRETS_DIR": str(secrets),
    }
    # The stand-in's own role and database go, so that the script finds the empty server that it is written for.
    command = ["psql", "-XqU", "postgres", "-d", "postgres", "-c", "DROP DATABASE houvast", "-c", "DROP ROLE houvast"]
    run_quietly(command, environment)
    run_quietly(["sh", str(Path(check.state["installation"]) / "deploy/postgres/10-roles.sh")], environment)
    for name in ("database_url", "database_owner_url"):
        given = urlsplit((secrets / name).read_text(encoding="ascii"))
        here = given._replace(netloc=f"{given.username}:{given.password}@{server.hostname}:{server.port}")
        rewrite(secrets / name, urlunsplit(here))
    rewrite(secrets / "redis_url", broker)
    say("services, without any network but the loopback")
    say("  database, broker: PostgreSQL and Valkey of portal.embedded stand in for their images; roles by 10-roles.sh")


def rewrite(secret: Path, text: str) -> None:
    """Give a secret another content and the rights that it had."""
    mode = secret.stat().st_mode & 0o777
    secret.unlink()
    secret.write_text(text, encoding="ascii")
    secret.chmod(mode)


def run_quietly(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"{' '.join(command)}\n{done.stderr}")


# --- the containers -------------------------------------------------------------------------------------------------
def spec_of(check: Check, name: str) -> Spec:
    """Return what compose.yaml says of a service, as a container."""
    service, state = check.services[name], check.state
    uid, _, gid = service["user"].partition(":")
    binds = [(secret_file(check, one["source"]), f"/run/secrets/{one['source']}", False) for one in service["secrets"]]
    binds += [
        (str(volume_folder(check, one["source"], one["target"])), one["target"], True) for one in service["volumes"]
    ]
    return Spec(
        root=state["root"],
        command=service.get("command") or state["command"],
        environment={"HOME": "/nonexistent", **state["environment"], **service["environment"]},
        folder=state["folder"],
        user=(int(uid), int(gid)),
        hostname=f"houvast-{name}",
        read_only=service.get("read_only", False),
        no_new_privileges="no-new-privileges:true" in service.get("security_opt", []),
        binds=binds,
        tmpfs=dict(one.partition(":")[::2] for one in service["tmpfs"]),
    )


def secret_file(check: Check, name: str) -> str:
    return str(Path(check.state["installation"]) / "secrets" / name)


def volume_folder(check: Check, name: str, target: str) -> Path:
    """Return the folder of a named volume; an empty one takes owner and rights of the place in the image."""
    folder = check.work / "volumes" / name
    if not folder.exists():
        folder.mkdir(parents=True)
        place = (Path(check.state["root"]) / target.lstrip("/")).stat()
        os.chown(folder, place.st_uid, place.st_gid)
        folder.chmod(place.st_mode & 0o777)
    return folder


def log_of(check: Check, name: str) -> Path:
    return check.work / f"{name}.log"


def start_one(check: Check, name: str) -> Container:
    output: BinaryIO
    with log_of(check, name).open("wb") as output:
        check.running[name] = Container(spec_of(check, name), output=output)
    return check.running[name]


def migrate(check: Check) -> None:
    """Run the job that must end well before the others start."""
    started = time.monotonic()
    code = start_one(check, "migrate").process.wait(timeout=600)
    if code != 0:
        raise Failed(f"migrate ended with exit code {code}")
    check.running.pop("migrate")
    say(f"  migrate: done in {time.monotonic() - started:.0f} s, as the owner of the tables")


def start_services(check: Check) -> None:
    for name, service in check.services.items():
        if name != "migrate":
            container = start_one(check, name)
            say(f"  {name}: {' '.join(container.spec.command)}")
            say(f"    user {service['user']}, memory limit {int(service['mem_limit']) // MEGABYTE} MB")


def wait_until_healthy(check: Check) -> None:
    """Ask every health check of compose.yaml until it passes."""
    started = time.monotonic()
    for name, container in check.running.items():
        healthcheck = check.services[name]["healthcheck"]
        while not is_healthy(container, healthcheck["test"][1:]):
            if container.process.poll() is not None:
                raise Failed(f"{name} ended by itself with exit code {container.process.returncode}")
            if time.monotonic() > started + HEALTHY_SECONDS:
                raise Failed(f"{name} is not healthy after {HEALTHY_SECONDS} seconds")
            time.sleep(1)
        check.expect(f"{name} is healthy by its own check after {time.monotonic() - started:.0f} s", holds=True)


def is_healthy(container: Container, command: list[str]) -> bool:
    """Ask once, with more patience than compose: this machine may be busy."""
    try:
        return container.run(command, timeout=60).returncode == 0
    except (ProcessLookupError, subprocess.TimeoutExpired):
        return False


def seconds_of(words: str) -> float:
    """Read a duration as compose writes it: 1m40s."""
    total, number = 0.0, ""
    for sign in words:
        if sign.isdigit() or sign == ".":
            number += sign
        else:
            total += float(number) * {"h": 3600, "m": 60, "s": 1}[sign]
            number = ""
    return total


# --- the questions --------------------------------------------------------------------------------------------------
def ask(check: Check) -> None:
    """Ask the portal at the address that compose.yaml publishes."""
    ports = check.services["web"].get("ports", [])
    check.expect("web publishes a port without the profile of a proxy", bool(ports))
    if not ports:
        return
    check.expect("that port is bound to the loopback", ports[0].get("host_ip") == "127.0.0.1", str(ports[0]))
    # In this namespace the container's port is the machine's: what an engine forwards, needs no forwarding here.
    address = f"http://127.0.0.1:{ports[0]['target']}"
    for path in ("/healthz", "/readyz"):
        status, text = get(f"{address}{path}")
        check.expect(f"{path} answers {status} {text.strip()}", status == 200)
    environment = check.services["web"]["environment"]
    host = {"Host": environment["ALLOWED_HOSTS"].split(",")[0], "X-Forwarded-Proto": "https"}
    status, text = get(f"{address}/account/login/", host)
    check.expect("the sign-in page answers a proxy that speaks HTTPS", status == 200, f"{status} {text[:300]}")
    style = text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    status, _text = get(f"{address}{style}", host)
    check.expect("its style sheet is in the image", bool(style) and status == 200, f"{style} {status}")


def get(address: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    request = urllib.request.Request(address, headers=headers or {})  # noqa: S310 - the loopback
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - as above
            return int(answer.status), answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except OSError as error:
        return 0, str(error)


def look_inside(check: Check) -> None:
    """Look at who runs, what can be written, what may be gained, and how much memory it takes."""
    for name, container in check.running.items():
        uid = container.spec.user[0]
        owners = {Path(f"/proc/{pid}").stat().st_uid for pid in container.processes()}
        check.expect(f"{name}: every process is user {uid}", owners == {uid}, str(owners))
        tried = container.run(["sh", "-c", "touch /app/x || touch /data/../x"], timeout=20)
        check.expect(f"{name}: its root cannot be written", tried.returncode != 0)
        tried = container.run(["sh", "-c", "touch /tmp/x /data/x && rm /tmp/x /data/x"], timeout=20)
        check.expect(f"{name}: /tmp and its volume can", tried.returncode == 0, tried.stderr)
        limit, used = int(check.services[name]["mem_limit"]), memory(container.processes())
        check.expect(f"{name}: {used // MEGABYTE} MB of its limit of {limit // MEGABYTE} MB in use", used < limit * 0.8)
    said = check.running["web"].run(["python", "manage.py", "check", "--deploy"], timeout=120)
    check.expect("check --deploy runs in the image", said.returncode == 0, said.stderr)
    mail = (Path(check.state["installation"]) / "secrets" / "email_url").read_text(encoding="ascii").strip()
    check.expect("it says that mail is not set up", "Mail is not set up" in said.stderr or bool(mail), said.stderr)
    create = ["python", "manage.py", "create_administrator", "--email", "first@example.org", "--first-name", "Noor"]
    typed = f"echo {'correct-horse-battery-9'} | {' '.join(create)} --last-name Bakker --password-stdin"
    said = check.running["web"].run(["sh", "-c", typed], timeout=120)
    check.expect("create_administrator makes the first administrator", said.returncode == 0, said.stderr)


def memory(pids: set[int]) -> int:
    """Return the bytes that processes hold, what they share counted once between them."""
    total = 0
    for pid in pids:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


# --- the end --------------------------------------------------------------------------------------------------------
def stop(check: Check) -> None:
    """Ask every container to stop, and hold it to its grace."""
    for name, container in check.running.items():
        grace = seconds_of(check.services[name].get("stop_grace_period", "10s"))
        code, seconds = container.stop(grace=grace)
        check.expect(
            f"{name} stops when asked, in {seconds:.0f} s of {grace:.0f}", code in {0, 143}, f"exit code {code}"
        )


def show_logs(check: Check) -> None:
    for path in sorted(check.work.glob("*.log")):
        say(f"--- the end of {path.name}")
        say("\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
