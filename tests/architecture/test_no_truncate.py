"""No table that keeps its rows can be emptied at one stroke: not by the portal, nor by who owns the tables."""

from functools import partial

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction

from common.triggers import NoTruncate
from people.models import Person
from tests.architecture.test_truths import OURS
from tests.flushing import flush_of_django
from tests.strategy.builders import published
from tests.truths import refused


def keeping() -> list[type[models.Model]]:
    """Return each model of ours whose rows stay: a trigger refuses that they change or go, or TRUNCATE already.

    A trigger that looks at what is written and lets every row go (INSERT OR UPDATE) keeps nothing.
    """
    return sorted(
        {
            model
            for model, trigger in pgtrigger.registered()
            if model._meta.app_label in OURS and (isinstance(trigger, NoTruncate) or keeps_rows(trigger))
        },
        key=lambda model: model._meta.label,
    )


def keeps_rows(trigger: pgtrigger.Trigger) -> bool:
    operations = str(trigger.operation)
    refuses = "DELETE" in operations or ("UPDATE" in operations and "INSERT" not in operations)
    return str(trigger.when) == "BEFORE" and refuses


def test_many_tables_keep_their_rows() -> None:
    assert len(keeping()) > 30


@pytest.mark.django_db
@pytest.mark.parametrize("model", keeping(), ids=lambda model: model._meta.label)
def test_table_that_keeps_its_rows_refuses_truncate(model: type[models.Model]) -> None:
    """The tests' role owns the tables, as the portal's does in an installation with one role of the database."""
    with refused(f"{model._meta.db_table}_no_truncate"), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")


@pytest.mark.django_db
def test_table_is_not_emptied_along_with_what_it_points_at() -> None:
    with pytest.raises(DatabaseError, match="Cannot truncate"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE people_person CASCADE")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("truth", "statement"),
    [
        ("strategy_version_frozen", "DELETE FROM strategy_version"),
        ("strategy_version_no_truncate", "TRUNCATE strategy_version CASCADE"),
    ],
)
def test_no_session_switches_triggers_off(programme_lead: Person, truth: str, statement: str) -> None:
    """What pgtrigger reads from a setting of the session, which every role may set, is out of use."""
    published(actor=programme_lead)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', array_agg(tgname)::text, true) FROM pg_trigger"
            " WHERE tgname LIKE 'pgtrigger%'"
        )
        with refused(truth):
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_flush_outside_the_tests_empties_nothing(programme_lead: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """`manage.py flush` is no way around; a demo begins anew by `make demo-reset`, which removes its whole server."""
    monkeypatch.setattr(connection.ops, "sql_flush", partial(flush_of_django, connection.ops))
    with pytest.raises(CommandError):
        call_command("flush", interactive=False, verbosity=0)
    assert Person.objects.filter(pk=programme_lead.pk).exists()
