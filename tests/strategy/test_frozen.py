"""A published version stays as it is, by whichever door one tries."""

import pytest
from django.db import connection

from people.models import Person
from strategy import services
from strategy.choices import VersionState
from strategy.models import Acknowledgement, Clause, Document, Objective, Version
from tests.strategy.builders import NOW, add_clause, draft, next_draft, objective, publish, published, text
from tests.truths import refused

pytestmark = pytest.mark.django_db


def test_published_version_refuses_the_orm(programme_lead: Person) -> None:
    version = published(actor=programme_lead)
    with refused("strategy_version_frozen"):
        Version.objects.filter(pk=version.pk).update(content_hash="0" * 64)
    with refused("strategy_version_frozen"):
        Version.objects.filter(pk=version.pk).update(state=VersionState.DRAFT)


def test_published_version_refuses_sql(programme_lead: Person) -> None:
    version = published(actor=programme_lead)
    for statement in (
        "UPDATE strategy_version SET number = 99 WHERE id = %s",
        "UPDATE strategy_version SET published_at = now() WHERE id = %s",
        "DELETE FROM strategy_version WHERE id = %s",
    ):
        with refused("strategy_version_frozen"), connection.cursor() as cursor:
            cursor.execute(statement, [version.pk])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE strategy_clause SET text_nl = 'iets anders' WHERE version_id = %s",
        "UPDATE strategy_clause SET html_nl = '<script>' WHERE version_id = %s",
        "DELETE FROM strategy_clause WHERE version_id = %s",
        (
            "INSERT INTO strategy_clause (public_id, version_id, key, pillar, position, title_nl, title_en, text_nl,"
            " text_en, html_nl, html_en, change, edition, changed_at, changed_by_id)"
            " SELECT gen_random_uuid(), version_id, 'new', pillar, 99, '', '', '', '', '', '', change, 1, now(),"
            " changed_by_id FROM strategy_clause WHERE version_id = %s LIMIT 1"
        ),
    ],
)
def test_clauses_of_a_published_version_refuse_sql(programme_lead: Person, statement: str) -> None:
    version = published(actor=programme_lead)
    with refused("strategy_clause_frozen"), connection.cursor() as cursor:
        cursor.execute(statement, [version.pk])


def test_clause_cannot_be_moved_into_a_published_version(programme_lead: Person) -> None:
    version = published(actor=programme_lead)
    clause = next_draft(version, actor=programme_lead).clauses.first()
    assert clause is not None
    with refused("strategy_clause_frozen"):
        Clause.objects.filter(pk=clause.pk).update(version=version, key="smuggled", position=77)


def test_superseded_version_stays_frozen_and_cannot_come_back(programme_lead: Person) -> None:
    version = published(actor=programme_lead)
    publish(next_draft(version, actor=programme_lead), actor=programme_lead)
    for change in ({"state": VersionState.PUBLISHED, "superseded_at": None}, {"number": 9}):
        with refused("strategy_version_frozen"):
            Version.objects.filter(pk=version.pk).update(**change)


def test_publishing_changes_no_other_column_of_the_version_before(programme_lead: Person) -> None:
    version = published(actor=programme_lead)
    with refused("strategy_version_frozen"):
        Version.objects.filter(pk=version.pk).update(state=VersionState.SUPERSEDED, superseded_at=NOW, number=4)


def test_passages_of_a_draft_can_be_changed_and_deleted(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    version.clauses.update(text_nl="nog niet af")
    version.clauses.all().delete()
    assert not Clause.objects.exists()


def test_acknowledgement_is_append_only(programme_lead: Person, colleague: Person) -> None:
    version = published(actor=programme_lead)
    services.acknowledge(
        version_id=version.pk, content_hash=version.content_hash, language="nl", actor=colleague, now=NOW
    )
    for attempt in (
        lambda: Acknowledgement.objects.update(language="en"),
        lambda: Acknowledgement.objects.all().delete(),
    ):
        with refused("strategy_acknowledgement_append_only"):
            attempt()


def test_acknowledgement_holds_the_hash_of_a_published_version(programme_lead: Person, colleague: Person) -> None:
    version = published(actor=programme_lead)
    for changed in ({"version_hash": "0" * 64}, {"version": next_draft(version, actor=programme_lead)}):
        values = {"version": version, "version_hash": version.content_hash, "person": colleague, "at": NOW} | changed
        with refused("strategy_acknowledgement_of_frozen_text"):
            Acknowledgement.objects.create(language="nl", **values)


def test_acknowledgement_is_there_once(programme_lead: Person, colleague: Person) -> None:
    version = published(actor=programme_lead)
    row = {"version": version, "version_hash": version.content_hash, "person": colleague, "language": "nl", "at": NOW}
    Acknowledgement.objects.create(**row)
    with refused("strategy_acknowledgement_once"):
        Acknowledgement.objects.create(**row)
    other = row | {"person": programme_lead, "language": "de"}
    with refused("strategy_acknowledgement_language_known"):
        Acknowledgement.objects.create(**other)


def test_database_knows_what_a_version_may_be(programme_lead: Person) -> None:
    first = published(actor=programme_lead)
    second = next_draft(first, actor=programme_lead)
    attempts = {
        "strategy_version_number_once": {"number": first.number},
        "strategy_version_hash_when_frozen": {"content_hash": "0" * 64},
        "strategy_version_superseded_later": {"superseded_at": NOW},
    }
    for name, change in attempts.items():
        with refused(name):
            Version.objects.filter(pk=second.pk).update(**change)
    with refused("strategy_version_one_published"):
        Version.objects.filter(pk=second.pk).update(
            state=VersionState.PUBLISHED,
            content_hash="0" * 64,
            published_at=NOW,
            published_by=programme_lead,
        )
    with refused("strategy_version_one_open"):
        Version.objects.create(document=first.document, number=8, created_at=NOW, created_by=programme_lead)


def test_database_knows_the_states_of_a_version_also_without_the_truth_about_hashes(programme_lead: Person) -> None:
    """The hash speaks first: a state that nobody knows has no hash that fits it."""
    version = draft(actor=programme_lead)
    with refused("strategy_version_hash_when_frozen"):
        Version.objects.filter(pk=version.pk).update(state="gone")
    with refused("strategy_version_state_known"), connection.cursor() as cursor:
        connection.check_constraints()  # else the table is still busy with what was made
        cursor.execute("ALTER TABLE strategy_version DROP CONSTRAINT strategy_version_hash_when_frozen")
        Version.objects.filter(pk=version.pk).update(state="gone")


def put_on_one_place(one: Clause, two: Clause) -> None:
    Clause.objects.filter(pk=one.pk).update(position=two.position)
    connection.check_constraints()


def test_database_knows_what_a_document_and_a_clause_may_be(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    one, two, _three = version.clauses.order_by("position")
    attempts = {
        "strategy_clause_key_once": {"key": two.key},
        "strategy_clause_pillar_known": {"pillar": "nope"},
        "strategy_clause_change_known": {"change": "nope"},
    }
    for name, change in attempts.items():
        with refused(name):
            Clause.objects.filter(pk=one.pk).update(**change)
    with refused("strategy_clause_position_once"):
        put_on_one_place(one, two)
    with refused("strategy_document_one_a_kind"):
        Document.objects.create(kind="strategy", title_nl="x", title_en="x", created_at=NOW)
    with refused("strategy_document_kind_known"):
        Document.objects.create(kind="memo", title_nl="x", title_en="x", created_at=NOW)


def test_database_knows_what_an_objective_may_be() -> None:
    row = objective()
    attempts = {
        "strategy_objective_pillar_known": {"pillar": "nope"},
        "strategy_objective_measure_known": {"measure": "nope"},
        "strategy_objective_has_title": {"title_nl": "", "title_en": ""},
        "strategy_objective_percent_to_100": {"measure": "percent", "target": 140},
        "strategy_objective_mark_to_10": {"measure": "grade", "baseline": 7, "target": 0},
        "strategy_objective_archived_later": {"archived_at": NOW.replace(year=2020)},
    }
    for name, change in attempts.items():
        with refused(name):
            Objective.objects.filter(pk=row.pk).update(**change)


def test_clause_of_an_open_version_can_still_be_written(programme_lead: Person) -> None:
    version = next_draft(published(actor=programme_lead), actor=programme_lead)
    clause = add_clause(version, actor=programme_lead, content=text("nieuw"))
    assert Clause.objects.get(pk=clause.pk).title_nl == "Titel nieuw"
