"""xAPI 1.0.3: what other systems send becomes completions once, and what was completed here goes out."""

import base64
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.models import AuditEvent
from people.models import ExternalIdentity, Person
from tests.characters import HOSTILE
from tests.people.builders import employee
from tests.training.builders import NOW, alias, completion, completion_import, course, statement_row, token
from training import selectors, services
from training.choices import CompletionSource
from training.errors import StatementRefused
from training.models import Completion, XapiStatement
from training.readers.statements import fingerprint_of, read_statements
from training.services.leaving import KEEPS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
URL = "/api/v1/xapi/statements"
ACTIVITY = "https://lms.example/course/7"
COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
Send = Callable[..., Any]


def statement(person: Person | None = None, **said: Any) -> dict[str, Any]:
    """A statement as a learning system sends it, after the example of the specification."""
    email = person.email if person else "niemand@houtwijk.example"
    return {
        "id": str(uuid4()),
        "actor": {"objectType": "Agent", "name": "Sanne", "mbox": f"mailto:{email}"},
        "verb": {"id": COMPLETED, "display": {"en-US": "completed"}},
        "object": {"id": ACTIVITY, "definition": {"name": {"nl": "Veilig werken"}}},
        "result": {"completion": True, "success": True, "score": {"scaled": 0.95}},
        "timestamp": "2026-10-01T14:05:00.000Z",
        **said,
    }


def voiding(target: str, **said: Any) -> dict[str, Any]:
    return statement(
        verb={"id": "http://adlnet.gov/expapi/verbs/voided"},
        object={"objectType": "StatementRef", "id": target},
        **said,
    )


@pytest.fixture
def the_course(db: None):
    made = course(title="Veilig werken")
    alias(of=made, value=ACTIVITY, source="Moodle")
    return made


@pytest.fixture
def send(client: Client) -> Send:
    """Return a function that sends statements with a key of Moodle."""
    _key, text = token(scopes=["write_completions", "read_completions"])

    def sent(body: Any, method: str = "post", url: str = URL, **headers: str):
        given = {"X-Experience-API-Version": "1.0.3", "Authorization": f"Bearer {text}"}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = getattr(client, method)(url, content, content_type="application/json", headers=given | names)
        assert answer.headers["X-Experience-API-Version"] == "1.0.3"
        return answer

    sent.get = lambda query="": client.get(  # type: ignore[attr-defined]
        query if query.startswith("/") else f"{URL}{query}",
        headers={"X-Experience-API-Version": "1.0.3", "Authorization": f"Bearer {text}"},
    )
    return sent


def became(answer: Any) -> list[str]:
    ids = answer.json()
    kept = {str(row.statement_id): row.became for row in XapiStatement.objects.all()}
    return [kept[each] for each in ids]


def test_statement_becomes_a_completion_and_nothing_else_of_it_is_kept(send: Send, the_course) -> None:
    person = employee()
    said = statement(person)
    answer = send(said)
    assert (answer.status_code, answer.json()) == (200, [said["id"]])
    made = Completion.objects.get()
    assert (made.person, made.course, made.source, made.system) == (person, the_course, "xapi", "Moodle")
    assert made.completed_at.isoformat() == "2026-10-01T14:05:00+00:00"
    kept = XapiStatement.objects.get()
    assert (kept.completion, kept.activity, len(kept.fingerprint)) == (made, "", 64)
    assert AuditEvent.objects.get(action="course.completed").object_id == str(made.public_id)


def test_same_statement_again_changes_nothing_and_another_one_of_that_id_stores_nothing(send: Send, the_course) -> None:
    said, person = statement(employee()), employee()
    send(said)
    again = {**said, "stored": "2026-10-02T00:00:00Z", "verb": {"id": COMPLETED, "display": {"nl": "voltooide"}}}
    assert send(dict(reversed(again.items()))).status_code == 200
    answer = send([statement(person), {**said, "timestamp": "2026-10-03T14:05:00Z"}])
    assert (answer.status_code, answer.json()["detail"]) == (
        409, "statements[1].id is known already, with another statement.",
    )  # fmt: skip
    assert (Completion.objects.count(), XapiStatement.objects.count()) == (1, 1)


def test_one_wrong_statement_stores_nothing_of_all(send: Send, the_course) -> None:
    answer = send([statement(employee()), statement(employee(), actor={"mbox": "sanne"})])
    assert (answer.status_code, answer.json()["detail"]) == (
        400, "statements[1].actor.mbox must be mailto: with an e-mail address.",
    )  # fmt: skip
    assert not XapiStatement.objects.exists()


def test_completed_and_passed_on_one_day_are_one_completion(send: Send, the_course) -> None:
    person = employee()
    both = [statement(person), statement(person, verb={"id": COMPLETED.replace("completed", "passed")})]
    assert became(send(both)) == ["completion", "completion"]
    assert Completion.objects.get().statements.count() == 2


@pytest.mark.parametrize(
    "said",
    [
        {"verb": {"id": "http://adlnet.gov/expapi/verbs/failed"}},
        {"verb": {"id": "http://adlnet.gov/expapi/verbs/launched"}},
        {"result": {"completion": False}},
        {"result": {"success": False}},
        {"object": {"objectType": "Agent", "mbox": "mailto:x@y.example"}},
    ],
)
def test_what_completes_nothing_is_taken_and_becomes_nothing(send: Send, the_course, said: dict[str, Any]) -> None:
    assert became(send(statement(employee(), **said))) == ["nothing"]
    assert not Completion.objects.exists()


def test_person_is_known_by_address_by_account_or_by_number_under_our_own_name(send: Send, the_course) -> None:
    one, two, three, other = employee(), employee(), employee(), employee()
    ExternalIdentity.objects.create(person=two, source="https://lms.example", value="4711")
    accounts = [
        {"mbox": f"MAILTO:{str(one.email).upper()}"},
        {"account": {"homePage": "https://lms.example", "name": "4711"}},
        {"account": {"homePage": "http://127.0.0.1:8000/", "name": three.employee_number}},
        {"account": {"homePage": "https://elders.example", "name": other.employee_number}},
        {"account": {"homePage": "https://elders.example", "name": three.employee_number}},
        {"mbox_sha1sum": "x" * 40},
        {"objectType": "Group", "member": []},
    ]
    told = became(send([statement(actor=each) for each in accounts]))
    assert told == ["completion", "completion", "completion", "no_person", "no_person", "no_person", "no_person"]
    assert set(Completion.objects.values_list("person", flat=True)) == {one.pk, two.pk, three.pk}


def test_own_address_of_a_course_is_known_too(send: Send, the_course) -> None:
    own = f"http://127.0.0.1:8000/training/courses/{the_course.public_id}/"
    assert became(send(statement(employee(), object={"id": own}))) == ["completion"]


def test_what_fits_nothing_is_told_to_hr_without_a_name_and_tried_anew_when_sent_again(send: Send, the_course) -> None:
    person, gone = employee(), employee(left_on=NOW.date() - timedelta(days=60))
    elsewhere = statement(person, object={"id": "https://lms.example/course/8"})
    assert became(send([elsewhere, statement(), statement(gone)])) == ["no_course", "no_person", "had_left"]
    assert not Completion.objects.exists()
    told = {(each.reason, each.activity, each.count) for each in selectors.unmatched_statements()}
    assert told == {("no_course", "https://lms.example/course/8", 1), ("no_person", "", 1), ("had_left", "", 1)}
    alias(of=the_course, value="https://lms.example/course/8")
    assert became(send(elsewhere)) == ["completion"]
    assert Completion.objects.get().person == person
    assert {each.reason for each in selectors.unmatched_statements()} == {"no_person", "had_left"}


def test_known_completion_is_not_written_again(send: Send, the_course) -> None:
    person = employee()
    known = completion(of=the_course, person=person, at=NOW - timedelta(days=3))
    send(statement(person, timestamp=(NOW - timedelta(days=3, hours=2)).isoformat()))
    assert Completion.objects.get() == known
    assert XapiStatement.objects.get().completion == known


def test_voiding_takes_the_completion_back_once_no_statement_stands(send: Send, the_course) -> None:
    person = employee()
    one, two = statement(person), statement(person, verb={"id": COMPLETED.replace("completed", "passed")})
    send([one, two])
    send(voiding(one["id"]))
    assert Completion.objects.count() == 1
    void = voiding(two["id"])
    assert send(void).status_code == 200
    assert not Completion.objects.exists()
    assert AuditEvent.objects.filter(action="course.completion_withdrawn").count() == 1
    assert send([one, two, void]).status_code == 200
    assert not Completion.objects.exists()
    assert "voids another" in send(voiding(void["id"])).json()["detail"]


def test_voiding_leaves_what_this_portal_saw_itself(send: Send, the_course) -> None:
    person = employee()
    completion(of=the_course, person=person, at=NOW - timedelta(days=3))
    said = statement(person, timestamp=(NOW - timedelta(days=3, hours=2)).isoformat())
    send([said, voiding(said["id"])])
    assert Completion.objects.count() == 1


def test_statement_that_was_voided_before_it_came_becomes_nothing(send: Send, the_course) -> None:
    said = statement(employee())
    send(voiding(said["id"]))
    assert became(send(said)) == ["nothing"]
    assert not Completion.objects.exists()


def test_statement_that_fitted_nothing_and_was_voided_is_not_tried_anew(send: Send, the_course) -> None:
    said = statement(employee(), object={"id": "https://lms.example/course/8"})
    send(said)
    send(voiding(said["id"]))
    kept = XapiStatement.objects.values().get(statement_id=said["id"])
    alias(of=the_course, value="https://lms.example/course/8")
    assert send(said).status_code == 200
    assert XapiStatement.objects.values().get(statement_id=said["id"]) == kept
    assert not Completion.objects.exists()


def test_no_system_voids_what_another_said(send: Send, the_course) -> None:
    row = statement_row(of=token(name="Studytube")[0])
    answer = send([statement(employee()), voiding(str(row.statement_id))])
    assert answer.status_code == 403
    assert XapiStatement.objects.count() == 1


def test_withdrawn_import_keeps_what_a_statement_says_too(send: Send, the_course, hr: Person) -> None:
    person = employee()
    run = completion_import()
    made = Completion.objects.create(
        person=person, course=the_course, completed_at=NOW - timedelta(days=3), recorded_at=NOW, source="import",
        system="Moodle", imported_in=run,
    )  # fmt: skip
    send(statement(person, timestamp=(NOW - timedelta(days=3, hours=1)).isoformat()))
    assert services.withdraw_import(import_id=run.pk, reason="Fout", actor=hr, now=NOW) == 0
    made.refresh_from_db()
    assert (made.source, made.imported_in) == (CompletionSource.XAPI, None)


def test_put_takes_one_statement_under_the_id_in_the_address(send: Send, the_course) -> None:
    said = statement(employee())
    own = said.pop("id")
    assert send(said, "put", f"{URL}?statementId={own}").status_code == 204
    assert send({**said, "id": own}, "put", f"{URL}?statementId={own}").status_code == 204
    assert send({**said, "id": str(uuid4())}, "put", f"{URL}?statementId={own}").status_code == 400
    assert send(said, "put", URL).json()["detail"] == "statementId must be a UUID."
    assert send([said], "put", f"{URL}?statementId={own}").status_code == 400
    assert Completion.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "detail"),
    [
        ({"actor": None}, "statements[0].actor is missing."),
        ({"actor": {}}, "statements[0].actor needs one of mbox, mbox_sha1sum, openid and account."),
        ({"actor": {"account": {"homePage": "x", "name": "7"}}}, "statements[0].actor.account.homePage must be an IRI"),
        ({"actor": {"account": {"homePage": "https://x.example", "name": 7}}}, "statements[0].actor.account.name must"),
        ({"verb": "completed"}, "statements[0].verb is not an object."),
        ({"verb": {"id": "completed"}}, "statements[0].verb.id must be an IRI"),
        ({"object": {}}, "statements[0].object.id must be an IRI"),
        ({"object": {"id": f"https://x.example/{'a' * 500}"}}, "statements[0].object.id may have 500 characters"),
        ({"object": {"objectType": "Ding", "id": ACTIVITY}}, "statements[0].object.objectType is not known."),
        ({"id": "7"}, "statements[0].id must be a UUID."),
        ({"timestamp": "gisteren"}, "statements[0].timestamp must be a moment"),
        ({"timestamp": "2026-10-01T14:05:00"}, "statements[0].timestamp needs a time zone"),
        ({"timestamp": "2026-12-01T14:05:00Z"}, "statements[0].timestamp lies in the future."),
        ({"timestamp": "1999-12-31T14:05:00Z"}, "statements[0].timestamp lies before the year 2000."),
        ({"result": {"success": "ja"}}, "statements[0].result.success must be true or false."),
        ({"result": {"score": {"scaled": 95}}}, "statements[0].result.score.scaled must be a number from -1 to 1."),
        ({"version": "2.0.0"}, "statements[0].version is not 1.0.x."),
        ({"score": 1}, "statements[0].score is no property of a statement."),
    ],
)
def test_what_is_wrong_is_said_with_its_place(send: Send, said: dict[str, Any], detail: str) -> None:
    answer = send(statement(**said))
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(detail)


def test_body_that_is_no_statement_is_refused(send: Send) -> None:
    for body in (b"", b"{", b"7", b'{"a": NaN}', b"[" * 100_000):
        assert send(body).status_code == 400
    twice = statement()
    assert "stands twice" in send([twice, twice]).json()["detail"]
    assert send([statement() for _each in range(501)]).status_code == 413
    assert send(b" " * 5_300_000).status_code == 413
    assert send([]).json() == []


def test_version_and_key_are_asked(client: Client, send: Send, the_course) -> None:
    said = json.dumps(statement(employee()))
    answer = client.post(URL, said, content_type="application/json")
    assert (answer.status_code, answer.headers["X-Experience-API-Version"]) == (401, "1.0.3")
    assert send(statement(), X_Experience_API_Version="2.0.0").status_code == 400
    _key, text = token(name="Alleen cijfers", scopes=["read_figures"])
    assert send(statement(), Authorization=f"Bearer {text}").status_code == 403
    _key, text = token(name="Alleen lezen", scopes=["read_completions"])
    assert send(statement(), Authorization=f"Bearer {text}").status_code == 403
    assert client.get("/api/v1/xapi/about").json() == {"version": ["1.0.3"]}
    assert not XapiStatement.objects.exists()


def test_key_may_be_sent_as_the_password_of_basic_authentication(client: Client, the_course) -> None:
    _key, text = token()
    basic = base64.b64encode(f"moodle:{text}".encode()).decode()
    headers = {"X-Experience-API-Version": "1.0.3", "Authorization": f"Basic {basic}"}
    said = json.dumps(statement(employee()))
    assert client.post(URL, said, content_type="application/json", headers=headers).status_code == 200
    wrong = headers | {"Authorization": f"Basic {base64.b64encode(b'moodle:x').decode()}"}
    assert client.post(URL, said, content_type="application/json", headers=wrong).status_code == 401


def test_many_statements_cost_the_same_queries(send: Send, the_course, django_assert_max_num_queries) -> None:
    people = [employee() for _each in range(20)]
    with django_assert_max_num_queries(25):
        send([statement(person) for person in people])
    assert Completion.objects.count() == 20


# --- out --------------------------------------------------------------------------------------------------------------
def test_completions_made_here_go_out_and_those_of_others_do_not(send: Send, the_course) -> None:
    person = employee()
    nameless = employee(email=None)
    made = completion(of=the_course, person=person)
    completion(of=the_course, person=nameless, at=NOW - timedelta(days=40))
    send(statement(employee()))
    answer = send.get("?ascending=true")
    told = answer.json()
    assert (len(told["statements"]), told["more"]) == (2, "")
    assert answer.headers["X-Experience-API-Consistent-Through"]
    by_id = {each["id"]: each for each in told["statements"]}
    mine = by_id.pop(str(made.public_id))
    assert mine["actor"] == {"objectType": "Agent", "mbox": f"mailto:{person.email}"}
    assert mine["object"]["id"].endswith(f"/training/courses/{the_course.public_id}/")
    (other,) = by_id.values()
    assert other["actor"]["account"] == {"homePage": "http://127.0.0.1:8000", "name": nameless.employee_number}
    assert read_statements(json.dumps(told["statements"]).encode(), now=NOW)[0].completes
    assert send.get(f"?statementId={made.public_id}").json() == mine
    assert send.get(f"?statementId={uuid4()}").status_code == 404
    assert AuditEvent.objects.filter(action="completions.sent").count() == 1


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_pages_follow_each_other_without_gap_or_double(send: Send, the_course, ascending: str) -> None:
    for number in range(7):
        completion(of=the_course, person=employee(), at=NOW - timedelta(days=number // 3))
    whole = [each["id"] for each in send.get(f"?ascending={ascending}").json()["statements"]]
    found, more = [], f"?limit=3&ascending={ascending}"
    while more:
        page = send.get(more).json()
        found += [each["id"] for each in page["statements"]]
        more = page["more"]
    assert (found, len(set(found))) == (whole, 7)
    early = NOW - timedelta(days=1, hours=1)
    since = [each["id"] for each in send.get(f"?since={early.isoformat().replace('+', '%2B')}").json()["statements"]]
    assert len(since) == 6


@pytest.mark.parametrize(
    "query", ["?agent=x", "?limit=veel", "?since=gisteren", "?since=2026-01-01T00:00:00", "?cursor=x"]
)
def test_question_that_makes_no_sense_is_refused(send: Send, query: str) -> None:
    assert send.get(query).status_code == 400


def test_key_that_only_sends_reads_nothing(client: Client) -> None:
    _key, text = token()
    headers = {"X-Experience-API-Version": "1.0.3", "Authorization": f"Bearer {text}"}
    assert client.get(URL, headers=headers).status_code == 403


# --- terms ------------------------------------------------------------------------------------------------------------
def test_statements_that_became_nothing_go_after_their_term_and_what_was_voided_stays(send: Send, the_course) -> None:
    said = statement(employee())
    send([said, statement(employee()), statement(), voiding(said["id"])])
    told = services.enforce_terms(now=NOW + KEEPS["training.statement"] + timedelta(days=1))
    assert told["training.statement"] == 1
    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        send(said)
    assert Completion.objects.count() == 1
    told = services.enforce_terms(now=NOW + KEEPS["training.completion"] + timedelta(days=1))
    assert told["training.statement"] == 3


# --- any statement ----------------------------------------------------------------------------------------------------
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["id", "actor", "verb", "object", "result", "timestamp", "version"]), value=anything)
def test_any_value_anywhere_is_read_or_refused(name: str, value: Any) -> None:
    body = json.dumps(statement() | {name: value}).encode()
    with suppress(StatementRefused):
        assert len(read_statements(body, now=NOW)) == 1


PLACES: dict[str, Callable[[str], dict[str, Any]]] = {
    "mbox": lambda text: {"actor": {"mbox": f"mailto:a{text}@b.example"}},
    "name of an account": lambda text: {"actor": {"account": {"homePage": "https://a.example", "name": text}}},
    "home of an account": lambda text: {"actor": {"account": {"homePage": f"https:{text}", "name": "a"}}},
    "activity": lambda text: {"object": {"id": f"https://lms.example/{text}"}},
    "verb": lambda text: {"verb": {"id": f"https:{text}"}},
    "id": lambda text: {"id": text},
    "moment": lambda text: {"timestamp": text},
    "extension": lambda text: {"context": {"extensions": {text: text}}},
    "property": lambda text: {text: 1},
}
TEXTS = {**HOSTILE, "NUL": "a\0b", "half a character": "a\ud800b", "longest": "w" * 100_000, "quotes": "> " * 4_000}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", TEXTS)
def test_any_text_anywhere_is_taken_or_refused_with_its_place(send: Send, the_course, place: str, name: str) -> None:
    answer = send(statement() | PLACES[place](TEXTS[name]))
    assert answer.status_code in {200, 400}
    if name in {"NUL", "half a character"}:
        assert answer.json()["detail"].startswith("body")
        assert not XapiStatement.objects.exists()


@pytest.mark.parametrize("body", [b"[" * 4_000 + b"]" * 4_000, b'{"a":' * 900 + b"1" + b"}" * 900])
def test_lists_in_lists_without_end_are_refused(send: Send, body: bytes) -> None:
    for sent in (body, b'{"context": ' + body + b"}"):
        answer = send(sent)
        assert answer.status_code == 400
        assert "levels deep" in answer.json()["detail"] or "not JSON" in answer.json()["detail"]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-10-01\0", "\ud800"])
def test_moment_that_no_calendar_has_is_refused(send: Send, moment: str) -> None:
    for name in ("since", "until"):
        answer = send.get(f"?{urlencode({name: moment.encode('utf-8', 'replace')})}")  # type: ignore[attr-defined]
        assert answer.status_code == 400
        assert answer.json()["detail"].startswith(name)


@settings(max_examples=100, deadline=None)
@given(extra=st.dictionaries(st.text(min_size=1, max_size=8), anything, max_size=4), number=st.integers(-5, 5))
def test_fingerprint_knows_the_same_statement_whatever_its_order(extra: dict[str, Any], number: int) -> None:
    said = {**statement(), "context": {"extensions": extra, "number": number}}
    turned = json.loads(json.dumps(dict(reversed(said.items()))))
    turned["context"] = {"number": float(number), "extensions": dict(reversed(extra.items()))}
    assert fingerprint_of(said) == fingerprint_of(turned)
    assert fingerprint_of(said) != fingerprint_of({**said, "timestamp": "2026-10-02T00:00:00Z"})
