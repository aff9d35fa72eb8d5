"""Whoever saves second reads who saved first."""

from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string

from common.errors import EditConflict
from common.services import record
from people.models import Person
from tests.strategy.builders import objective

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_conflict_names_who_saved_and_not_who_did_something_else(hr: Person, programme_lead: Person) -> None:
    row = objective()
    words = {"conflict": EditConflict(kept=row), "kept": []}
    assert "heeft dit op" not in render_to_string("components/conflict.html", words)
    record("objective.changed", row, actor=hr, now=NOW, fields=["title_nl"])
    record("objective.archived", row, actor=programme_lead, now=NOW)
    assert f"{hr.full_name} heeft dit op" in render_to_string("components/conflict.html", words)
