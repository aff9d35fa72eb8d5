"""The API gives what was released and nothing else, to who signed in and to a key of the right scope."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from adoption.models import Figure, ReleasedMetric
from common.errors import RuleBroken
from common.models import AuditEvent
from people import services as people_services
from people.choices import TokenScope
from people.models import ApiToken, Person
from tests.adoption.builders import NOW, SEPTEMBER, agreement, house, released, staff, trained
from tests.people.builders import employee, unit

SignIn = Callable[[Person], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
FIELDS = {
    "metric",
    "period",
    "unit",
    "function_group",
    "status",
    "value",
    "low",
    "high",
    "base_band",
    "coverage",
}


def key(actor: Person, *scopes: str, days: int = 30) -> tuple[ApiToken, dict[str, str]]:
    token, text = people_services.create_api_token(
        name="dashboard", scopes=scopes, expires_at=NOW + timedelta(days=days), actor=actor, now=NOW
    )
    return token, {"Authorization": f"Bearer {text}"}


def some_figures() -> None:
    agreement()
    people = house(teams=2)
    for code in ("301", "302"):
        people[code] = staff(6, of=unit(code, f"Klein {code}", parent=unit()))
    trained(people["201"] + people["301"][:2])
    released(SEPTEMBER)
    released()


def test_stranger_gets_nothing_but_the_description(client: Client) -> None:
    assert client.get("/api/v1/figures").status_code == 401
    assert client.get("/api/v1/metrics").status_code == 401
    described = client.get("/api/v1/openapi.json").json()
    assert {"/api/v1/figures", "/api/v1/metrics"} <= described["paths"].keys()
    assert client.get("/api/v1/docs").status_code == 404


def test_figure_has_the_fields_of_the_door(sign_in: SignIn, hr: Person) -> None:
    some_figures()
    items = sign_in(hr).get("/api/v1/figures?metric=trained&period=2026-10").json()["items"]
    assert items
    assert all(set(item) == FIELDS for item in items)
    by_cell = {(item["unit"], item["function_group"]): item for item in items}
    assert by_cell["201", "all"] == {
        "metric": "trained",
        "period": "2026-10",
        "unit": "201",
        "function_group": "all",
        "status": "shown",
        "value": 100,
        "low": None,
        "high": None,
        "base_band": "25-49",
        "coverage": 100,
    }
    assert by_cell["301", "all"]["status"] == "pooled"
    assert by_cell["301", "all"]["value"] is None


def test_api_gives_exactly_what_was_released(sign_in: SignIn, colleague: Person) -> None:
    some_figures()
    items = sign_in(colleague).get("/api/v1/figures?limit=1000").json()["items"]
    assert len(items) == Figure.objects.count()
    assert {item["period"] for item in items} == {"2026-09", "2026-10"}


def test_withdrawn_figures_are_not_given(sign_in: SignIn, colleague: Person) -> None:
    some_figures()
    ReleasedMetric.objects.filter(metric="trained").update(withdrawn_at=NOW, withdrawn_because="dubbel")
    assert sign_in(colleague).get("/api/v1/figures?metric=trained").json()["items"] == []


def test_pages_follow_each_other_without_gap_or_double(sign_in: SignIn, colleague: Person) -> None:
    some_figures()
    client = sign_in(colleague)
    whole = client.get("/api/v1/figures?limit=1000").json()["items"]
    found, after = [], ""
    while True:
        page = client.get(f"/api/v1/figures?limit=7{after}").json()
        assert len(page["items"]) <= 7
        found += page["items"]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert found == whole


@pytest.mark.parametrize(
    "query", ["period=oktober", "metric=elders", "after=6b8e1f0e-5a5c-4c62-9a54-000000000001", "limit=veel"]
)
def test_question_that_makes_no_sense_is_answered_with_what_is_wrong(
    query: str, sign_in: SignIn, colleague: Person
) -> None:
    answer = sign_in(colleague).get(f"/api/v1/figures?{query}")
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_metrics_are_defined_in_both_languages(sign_in: SignIn, colleague: Person) -> None:
    agreement("figures:class_b")
    items = {item["code"]: item for item in sign_in(colleague).get("/api/v1/metrics").json()["items"]}
    use = items["active_use"]
    assert use["title"] == {"nl": "Gebruikt AI elke werkdag", "en": "Uses AI every working day"}
    assert (use["class"], use["version"], use["subject"], use["agreed"]) == ("C", 1, "figures:class_c", False)
    assert (items["trained"]["agreed"], items["decided_on_time"]["agreed"]) == (True, True)
    assert items["decided_on_time"]["subject"] is None
    texts = [item[name] for item in items.values() for name in ("title", "definition", "numerator", "denominator")]
    assert all(text["nl"] and text["en"] for text in texts)


def test_key_with_the_scope_reads_figures(client: Client, administrator: Person) -> None:
    token, headers = key(administrator, TokenScope.READ_FIGURES)
    assert client.get("/api/v1/metrics", headers=headers).status_code == 200
    token.refresh_from_db()
    assert token.last_used_on == NOW.date()


def test_key_of_another_scope_is_refused(client: Client, administrator: Person) -> None:
    _token, headers = key(administrator, TokenScope.READ_COMPLETIONS)
    assert client.get("/api/v1/figures", headers=headers).status_code == 403


def test_key_ends_by_its_day_and_by_being_ended(client: Client, administrator: Person) -> None:
    token, headers = key(administrator, TokenScope.READ_FIGURES)
    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        assert client.get("/api/v1/metrics", headers=headers).status_code == 401
    people_services.revoke_api_token(token_id=token.pk, actor=administrator, now=NOW)
    assert client.get("/api/v1/metrics", headers=headers).status_code == 401
    assert client.get("/api/v1/metrics", headers={"Authorization": "Bearer iets"}).status_code == 401


def test_text_of_a_key_is_kept_nowhere(administrator: Person) -> None:
    token, headers = key(administrator, TokenScope.READ_FIGURES)
    text = headers["Authorization"].removeprefix("Bearer ")
    kept = json.dumps(
        [token.token_hash, token.prefix, *AuditEvent.objects.values_list("fields", "reason")], default=str
    )
    assert text not in kept


@pytest.mark.parametrize(("days", "scopes"), [(0, ["read_figures"]), (800, ["read_figures"]), (30, [])])
def test_key_needs_an_end_and_a_purpose(days: int, scopes: list[str], administrator: Person) -> None:
    with pytest.raises(RuleBroken):
        key(administrator, *scopes, days=days)


def test_only_an_administrator_gives_keys() -> None:
    with pytest.raises(RuleBroken):
        key(employee(), TokenScope.READ_FIGURES)
