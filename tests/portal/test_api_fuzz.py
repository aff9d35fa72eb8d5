"""What the API describes of itself is what it answers, whatever it is asked and whoever asks."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from adoption.metrics import Metric
from people.choices import TokenScope
from people.models import Person
from portal.api import api
from tests.adoption.builders import NOW  # noqa: F401 - the fixture at_work reads it
from tests.adoption.test_api import key, some_figures
from tests.drill import tries
from tests.people.builders import employee
from tests.training.builders import alias, completion, course
from tests.training.test_xapi import ACTIVITY, anything, statement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
DESCRIBED = json.loads(json.dumps(api.get_openapi_schema(), default=str))
OPERATIONS = {
    f"{method} {path}": (method, path, operation)
    for path, methods in DESCRIBED["paths"].items()
    for method, operation in methods.items()
}
Draw = Callable[[st.SearchStrategy[Any]], Any]


def value_of(parameter: dict[str, Any]) -> st.SearchStrategy[str]:
    """Return what a parameter may be: as it is described, as somebody knows it, or any text."""
    if parameter["in"] == "header":
        return st.sampled_from(["1.0.3", "1.0.3", "1.0.3", "1.0", "2.0", "", "é"])
    kinds = {each.get("format") or each.get("type") for each in parameter["schema"].get("anyOf", [parameter["schema"]])}
    fitting = {
        "integer": st.integers().map(str),
        "boolean": st.sampled_from(["true", "false"]),
        "date-time": st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()),
        "uuid": st.uuids().map(str),
        "uuid4": st.uuids(version=4).map(str),
    }
    known = {"metric": sorted(Metric.REGISTRY), "period": ["2026-09", "2026-10", "2026-99"]}.get(parameter["name"], [])
    as_described = [fitting[kind] for kind in kinds & fitting.keys()] or [st.sampled_from(known)]
    return st.one_of(*as_described, *as_described, st.text(max_size=40))


def body(draw: Draw, known: Person, statement_id: str) -> bytes:
    """Draw what is sent: statements as they should be, with one part of them anything, or anything at all."""
    parts = st.sampled_from([*statement(), "context", "stored"])
    changes = st.just({}) | st.dictionaries(parts, anything, max_size=2)
    one = st.builds(lambda said: statement(known) | ({"id": statement_id} if statement_id else {}) | said, changes)
    sent = draw(st.one_of(one, one, st.lists(one, max_size=3), anything, st.binary(max_size=60)))
    return sent if isinstance(sent, bytes) else json.dumps(sent).encode()


@pytest.mark.parametrize("examples", [10, pytest.param(tries(50, 250), marks=pytest.mark.long)])
@pytest.mark.parametrize("reader", ["stranger", "key", "key of another scope", "signed in"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_answers_as_it_is_described(name: str, reader: str, examples: int) -> None:
    method, path, operation = OPERATIONS[name]
    some_figures()
    known = employee(email="bekend@houtwijk.example")
    done = course(title="Veilig werken")
    alias(of=done, value=ACTIVITY, source="Moodle")
    completion(person=known, of=done)
    admin = employee(roles=["administrator"])
    figures, learning = [TokenScope.READ_FIGURES], [TokenScope.READ_COMPLETIONS, TokenScope.WRITE_COMPLETIONS]
    own, other = (learning, figures) if "xapi" in path else (figures, learning)
    client, headers = Client(raise_request_exception=False), {}
    if reader.startswith("key"):
        headers = key(admin, *(own if reader == "key" else other))[1]
    elif reader == "signed in":
        client.force_login(known)
    answered: Counter[int] = Counter()

    @settings(
        max_examples=examples,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.data())
    def asks(data: st.DataObject) -> None:
        cache.clear()
        given_here = dict(headers)
        query: dict[str, str] = data.draw(st.just({}) | st.dictionaries(st.text(max_size=9), st.text(max_size=9)))
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "header" or data.draw(st.booleans()):
                place = given_here if parameter["in"] == "header" else query
                place[parameter["name"]] = data.draw(value_of(parameter))
        kind = data.draw(st.sampled_from(["application/json"] * 4 + ["text/plain", "multipart/mixed; boundary=x"]))
        content = body(data.draw, known, query.get("statementId", "")) if "requestBody" in operation else b""
        answer = client.generic(
            method.upper(), path, content, content_type=kind, headers=given_here, query_params=query
        )
        answered[answer.status_code] += 1
        described = operation["responses"].get(str(answer.status_code))
        assert described is not None, f"{answer.status_code} is not described: {answer.content[:200]!r}"
        if "content" in described:
            schema = described["content"]["application/json"]["schema"]
            Draft202012Validator(schema | {"components": DESCRIBED["components"]}).validate(answer.json())

    asks()
    assert max(answered) < 500
    if reader == "key" and examples >= 250:
        assert min(answered) < 300, answered
    if reader in {"stranger", "key of another scope"} and "about" not in path:
        assert max(answered) in {401, 403}, answered
        assert min(answered) >= 400, answered
