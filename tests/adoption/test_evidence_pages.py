"""The pages of the file of evidence: who makes one, who reads it, what is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from adoption.models import EvidenceFile
from people.models import Person
from tests.adoption.builders import NOW  # noqa: F401 - the hour at which these tests are at work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
SignIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def signing_keys(settings: Settings, tmp_path: Path) -> None:
    settings.SIGNING_KEYS_DIR = tmp_path / "signing-keys"


def test_one_click_puts_a_period_on_record(
    sign_in: SignIn, hr: Person, board_member: Person, colleague: Person
) -> None:
    client, url = sign_in(hr), reverse("adoption:evidence_list")
    asked = {"first": "2026-09", "last": "2026-10"}
    answer = client.post(url, asked)
    kept = EvidenceFile.objects.get()
    detail = reverse("adoption:evidence_detail", kwargs={"evidence_id": kept.public_id})
    assert answer.headers["Location"] == detail
    page = client.get(detail).content.decode()
    assert "In kaart brengen" in page
    assert kept.content_hash in page
    for name, kind in (("pdf", b"%PDF"), ("workbook", b"PK"), ("json", b"{")):
        file = client.get(reverse(f"adoption:evidence_{name}", kwargs={"evidence_id": kept.public_id}))
        assert file.content.startswith(kind)
    assert sign_in(board_member).get(detail).status_code == 200
    assert sign_in(board_member).post(url, asked).status_code == 422
    assert sign_in(colleague).get(detail).status_code == 403
    assert EvidenceFile.objects.count() == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"first": "2026-10", "last": "2026-09"},
        {"first": "2026-13", "last": "2026-10"},
        {"first": "", "last": "2026-10"},
        {"first": "2026-10", "last": "2099-01"},
    ],
)
def test_months_that_cannot_be_are_told(sign_in: SignIn, hr: Person, asked: dict[str, str]) -> None:
    answer = sign_in(hr).post(reverse("adoption:evidence_list"), asked)
    assert answer.status_code == 422
    assert not EvidenceFile.objects.exists()
