"""What the containers promise: not root, nothing writable but what must be, more of each by a number."""

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage

from portal.queues import QUEUES
from scripts.image.context import is_ignored, rules_of
from scripts.image.first_start import first_commands

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ENDS_BY_ITSELF = {"migrate", "certificates"}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")


@pytest.mark.parametrize("name", SERVICES)
def test_service_has_no_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    user = service["user"].split(":")[0]
    assert user.isdigit()
    assert (user == "0") == (name == "certificates")
    assert set(service.get("cap_add", [])) <= {"certificates": {"CHOWN"}, "proxy": {"NET_BIND_SERVICE"}}.get(
        name, set()
    )


@pytest.mark.parametrize("name", SERVICES.keys() - ENDS_BY_ITSELF)
def test_service_that_stays_has_a_health_check_and_comes_back(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", SERVICES)
def test_service_can_be_had_more_than_once(name: str) -> None:
    assert "container_name" not in SERVICES[name]
    assert "hostname" not in SERVICES[name]
    if name not in {"proxy", "mail", "web"}:
        assert "ports" not in SERVICES[name]


def test_profiles_hold_what_not_everyone_wants() -> None:
    assert {name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service} == {
        "proxy": ["proxy"],
        "certificates": ["proxy"],
        "mail": ["mail"],
    }


def test_portal_has_a_port_without_a_profile_and_only_this_machine_reaches_it() -> None:
    assert SERVICES["web"]["ports"] == ["${PUBLISH_ON:-127.0.0.1}:${PORT:-8000}:8000"]
    assert "profiles" not in SERVICES["web"]


@pytest.mark.parametrize("name", SERVICES)
def test_service_has_a_limit_of_memory(name: str) -> None:
    assert re.fullmatch(r"\d+m", SERVICES[name]["mem_limit"])


@pytest.mark.parametrize("name", SERVICES)
def test_image_is_held_to_a_version(name: str) -> None:
    image = SERVICES[name]["image"]
    assert image == "houvast:${HOUVAST_VERSION:-local}" or re.fullmatch(r"[\w/]+:v?\d+\.\d+(\.\d+)?", image), image


def test_each_queue_has_a_worker_and_each_worker_a_queue() -> None:
    commands = [service["command"] for name, service in SERVICES.items() if name.startswith("worker")]
    taken = [command[command.index("--queues") + 1] for command in commands]
    assert sorted(taken) == sorted(QUEUES)


def test_first_commands_stand_in_compose_and_name_what_exists() -> None:
    head = (ROOT / "compose.yaml").read_text(encoding="utf-8").split("name: houvast")[0]
    assert first_commands(ROOT / "compose.yaml")[:3] == [
        "cp .env.example .env",
        "deploy/make-secrets",
        "docker compose up --detach --build",
    ]
    assert "create_administrator --email YOU --first-name YOU --last-name YOU" in head


def test_database_and_broker_reach_nothing_outside() -> None:
    assert COMPOSE["networks"]["back"] == {"internal": True}
    assert SERVICES["database"]["networks"] == SERVICES["broker"]["networks"] == ["back"]


def test_portal_starts_only_on_a_migrated_database() -> None:
    for name in ("web", "worker", "beat"):
        needs = {service: how["condition"] for service, how in SERVICES[name]["depends_on"].items()}
        assert needs == {
            "database": "service_healthy",
            "broker": "service_healthy",
            "migrate": "service_completed_successfully",
        }


def test_only_migrate_may_change_tables() -> None:
    for name, service in SERVICES.items():
        owner = "database_owner_url" in service.get("secrets", [])
        assert owner == (name == "migrate"), name


def test_secrets_come_by_file_and_all_of_them_are_made(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    script = tmp_path / "deploy" / "make-secrets"
    script.write_bytes((ROOT / "deploy" / "make-secrets").read_bytes())
    for _twice in range(2):
        subprocess.run(["sh", script], check=True, capture_output=True)
    made = {path.name: path.read_text(encoding="ascii") for path in (tmp_path / "secrets").iterdir()}
    assert set(made) == set(COMPOSE["secrets"])
    assert {how["file"] for how in COMPOSE["secrets"].values()} == {f"./secrets/{name}" for name in made}
    assert all(value == value.strip() for value in made.values())
    assert {name for name, value in made.items() if not value} == {"email_url"}, "empty says that mail is not set up"
    assert made["oidc_providers"] == "[]"
    assert made["database_password"] in made["database_url"]
    assert made["database_owner_password"] in made["database_owner_url"]
    assert made["redis_password"] in made["redis_url"]
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    for name, service in SERVICES.items():
        assert set(service.get("secrets", [])) <= set(made), name
        for variable, value in service.get("environment", {}).items():
            if variable.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in service["secrets"], (name, variable)


def test_example_of_the_settings_holds_no_secret_and_nothing_unknown() -> None:
    names = re.findall(r"(?m)^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"))
    readers = "".join(
        (ROOT / path).read_text(encoding="utf-8")
        for path in ("portal/settings.py", "compose.yaml", "deploy/gunicorn.conf.py", "deploy/Caddyfile")
    )
    assert not {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"} & set(names)
    assert [name for name in names if not re.search(rf"\b{name}\b", readers)] == []


def stages() -> dict[str, str]:
    """Give the text of each stage of the image."""
    return dict(re.findall(r"(?ms)^FROM \S+ AS (\w+)\n(.*?)(?=^FROM |\Z)", DOCKERFILE))


def ignored(path: str) -> bool:
    """Say whether the image leaves a path out."""
    return is_ignored(path, rules_of(ROOT))


def test_requirement_files_are_named_as_such_wherever_the_image_installs() -> None:
    """`uv pip install FILE` takes the file for a package, and the image does not build."""
    for words in re.findall(r"pip install ([^&\n]*)", DOCKERFILE):
        assert len(re.findall(r"\S+\.txt", words)) == len(re.findall(r"-r +\S+\.txt", words)) == 1, words


def test_last_stage_is_not_root_and_has_no_installer() -> None:
    assert list(stages()) == ["assets", "build", "image"]
    last = stages()["image"]
    assert re.search(r"(?m)^USER 10001:10001$", last)
    assert "HEALTHCHECK" in last
    assert not re.search(r"\b(pip|uv|npm|apt-get)\b", last)
    assert not re.search(r"(?m)^ADD ", DOCKERFILE)


def test_image_holds_every_app_and_none_of_what_is_private() -> None:
    apps = [app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()]
    assert [app for app in apps if ignored(f"{app}/models.py")] == []
    for private in (".env", "secrets/secret_key", ".git/config", "var/demo/secret_key", "tests/conftest.py"):
        assert ignored(private), private
    assert ignored("people/__pycache__/models.pyc")
    assert ignored("portal/embedded/supervisor.py")


def test_everything_that_the_image_copies_exists_and_is_let_through() -> None:
    for name, stage in stages().items():
        for sources in re.findall(r"(?m)^COPY (?!--from)(.+) \S+$", stage):
            for source in sources.split():
                assert source == "." or ((ROOT / source).exists() and not ignored(source)), (name, source)
    for line in re.findall(r"deploy/[\w./-]*\w", DOCKERFILE + (ROOT / "compose.yaml").read_text(encoding="utf-8")):
        assert (ROOT / line).exists(), line


def test_static_files_can_be_read_by_the_user_of_the_image_and_stored_files_by_their_owner_only() -> None:
    """Root collects them; with the rights of stored files the web server did not start."""
    assert staticfiles_storage.file_permissions_mode == 0o644
    assert default_storage.file_permissions_mode == 0o600


def test_image_and_project_ask_for_the_same_python() -> None:
    wanted = (ROOT / ".python-version").read_text(encoding="ascii").strip()
    assert re.search(rf"python:{re.escape(wanted)}\.\d+-slim", DOCKERFILE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert tuple(map(int, wanted.split("."))) >= tuple(map(int, project["requires-python"].strip(">=").split(".")))


def test_requirement_files_have_hashes_and_no_address() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, path.name
        pinned = re.findall(r"(?m)^[\w.-]+(?:\[[\w,]+\])?==\S+", text)
        hashed = re.findall(r"(?m)^[\w.-]+(?:\[[\w,]+\])?==[^\n]*\\\n +--hash=sha256:", text)
        assert pinned, path.name
        assert len(pinned) == len(hashed), path.name


def test_health_check_fails_where_nothing_answers() -> None:
    for kind in ("web", "beat"):
        done = subprocess.run(
            ["python3", ROOT / "deploy" / "healthcheck.py", kind], env={"PATH": os.environ["PATH"]}, check=False
        )
        assert done.returncode == 1, kind
