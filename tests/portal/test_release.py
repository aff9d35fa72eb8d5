"""One version, said everywhere alike; and where a weakness is reported."""

import json
import shutil
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from django.test import Client
from pytest_django.fixtures import Settings

from common.clock import now
from people.models import Person
from portal.version import VERSION
from scripts import release
from tests.setup.processes import ROOT


def test_every_place_names_the_same_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    code = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert VERSION == project == code["softwareVersion"]
    assert f"## {VERSION} – {code['releaseDate']}" in changelog
    assert f"HOUVAST_VERSION={VERSION}\n" in (ROOT / ".env.example").read_text(encoding="utf-8")
    assert code["url"].startswith("https://")


def test_image_knows_its_version() -> None:
    assert "!pyproject.toml" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def test_release_writes_its_version_everywhere_and_lists_its_parts(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "publiccode.yml", ".env.example", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    release.write_version(tmp_path, "9.8.7", "2027-01-31")
    texts = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir() if path.is_file()}
    assert [name for name, text in texts.items() if "9.8.7" not in text] == []
    assert "## Unreleased\n\n## 9.8.7 – 2027-01-31\n" in texts["CHANGELOG.md"]
    parts = json.loads(release.write_parts(tmp_path, "9.8.7").read_text(encoding="utf-8"))
    assert parts["bomFormat"] == "CycloneDX"
    assert {"django", "psycopg"} <= {part["name"] for part in parts["components"]}
    assert parts["metadata"]["component"]["version"] == "9.8.7"


@pytest.mark.parametrize("version", ["", "1", "v9.0.0", "0.0.9", VERSION])
def test_release_refuses_what_is_no_newer_version(version: str) -> None:
    with pytest.raises(release.NotReleased, match=r"is no version|is not newer"):
        release.check_version(version, VERSION)


def test_release_refuses_a_changelog_that_says_nothing() -> None:
    with pytest.raises(release.NotReleased, match="Nothing stands under"):
        release.section_of("# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- Old.\n")
    section = release.section_of("## Unreleased\n\n### Everyone\n\n- A.\n\n### Operators\n\n- B.\n\n## 0.1.0\n")
    assert release.operators_part(section) == "- B."


@pytest.mark.django_db
def test_footer_names_the_version_and_leads_nowhere_that_is_not_there(client: Client, colleague: Person) -> None:
    client.force_login(colleague)
    page = client.get("/news/").content.decode()
    footer = page[page.index("hv-footer") :]
    assert f"Houvast {VERSION}" in footer
    assert 'href=""' not in footer


@pytest.mark.django_db
def test_security_txt_says_where_and_expires_within_a_year(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = "mailto:security@houtwijk.example"
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == "mailto:security@houtwijk.example"
    assert fields["Canonical"] == f"{settings.BASE_URL}/.well-known/security.txt"
    left = datetime.fromisoformat(fields["Expires"]) - now()
    assert timedelta(days=90) < left < timedelta(days=365)


@pytest.mark.django_db
def test_without_a_contact_there_is_no_security_txt(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404
