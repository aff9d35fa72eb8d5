"""Who did what to which object, which fields and why: added to for ever, and never a value."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from common import selectors, services
from common.models import AuditEvent, Installation
from people.models import Person
from tests.common.builders import NOW, job
from tests.truths import refused

pytestmark = pytest.mark.django_db


def sql(statement: str) -> Callable[[], None]:
    def execute() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return execute


def test_event_says_who_did_what_to_which_fields_of_what_and_why(colleague: Person) -> None:
    target = job()
    services.record(
        "job.looked_at", target, actor=colleague, now=NOW, fields={"result", "error"}, reason="Vraag van HR."
    )
    event = AuditEvent.objects.get()
    assert (event.at, event.actor, event.action) == (NOW, colleague, "job.looked_at")
    assert (event.object_type, event.object_id) == ("common.job", str(target.public_id))
    assert (event.fields, event.reason) == (["error", "result"], "Vraag van HR.")


def test_object_without_a_public_id_is_known_by_its_key_and_the_machine_is_nobody() -> None:
    house = Installation.objects.create(created_at=NOW)
    services.record("installation.set_up", house, actor=None, now=NOW)
    event = AuditEvent.objects.get()
    assert (event.object_type, event.object_id, event.actor, event.fields) == ("common.installation", "1", None, [])


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda: AuditEvent.objects.update(reason=""), id="update"),
        pytest.param(lambda: AuditEvent.objects.get().save(), id="save"),
        pytest.param(lambda: AuditEvent.objects.all().delete(), id="delete"),
        pytest.param(lambda: AuditEvent.objects.all()._raw_delete("default"), id="raw delete"),
        pytest.param(sql("UPDATE common_auditevent SET actor_id = NULL"), id="sql update"),
        pytest.param(sql("UPDATE common_auditevent SET at = now(), fields = '[]' WHERE action = 'x'"), id="sql others"),
        pytest.param(sql("DELETE FROM common_auditevent"), id="sql delete"),
        pytest.param(
            sql("INSERT INTO common_auditevent TABLE common_auditevent ON CONFLICT (id) DO UPDATE SET at = now()"),
            id="sql upsert",
        ),
    ],
)
def test_trail_is_only_added_to(colleague: Person, attempt: Callable[[], object]) -> None:
    services.record("x", colleague, actor=colleague, now=NOW, fields=["first_name"], reason="Omdat.")
    before = AuditEvent.objects.values().get()
    with refused("common_auditevent_append_only"):
        attempt()
    assert AuditEvent.objects.values().get() == before


def test_event_goes_with_the_change_that_was_undone(colleague: Person) -> None:
    with transaction.atomic():
        services.record("x", colleague, actor=colleague, now=NOW)
        transaction.set_rollback(True)
    assert not AuditEvent.objects.exists()


def test_history_of_an_object_is_its_own_newest_first_with_actors_in_one_query(
    colleague: Person, administrator: Person
) -> None:
    target, other = job(), job(unique_key="import:2")
    for number, action in enumerate(["first", "second", "third"]):
        moment = NOW + timedelta(minutes=number // 2)
        services.record(action, target, actor=(colleague, administrator)[number % 2], now=moment)
        services.record("of another", other, actor=colleague, now=moment)
    with CaptureQueriesContext(connection) as queries:
        told = [(event.action, str(event.actor)) for event in selectors.history_of("common.job", target.public_id)]
    assert told == [("third", str(colleague)), ("second", str(administrator)), ("first", str(colleague))]
    assert len(queries) == 1
