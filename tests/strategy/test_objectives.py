"""Objectives: who sets them, what they lack, and what happens when their owner leaves."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from common.errors import RuleBroken
from common.models import AuditEvent
from people.models import Person
from strategy import policies, selectors, services
from strategy.choices import Pillar
from strategy.models import Acknowledgement, Objective, Version
from tests.people.builders import employee
from tests.strategy.builders import NOW, decider, draft, next_draft, objective, publish, published

pytestmark = pytest.mark.django_db
VALUES = {"pillar": Pillar.VISION, "title_nl": "Minder typen", "title_en": "Less typing"}


def test_office_and_board_set_objectives_and_nobody_else(
    programme_lead: Person, board_member: Person, colleague: Person, hr: Person
) -> None:
    for person in (programme_lead, board_member):
        services.create_objective(actor=person, now=NOW, **VALUES)
    for person in (colleague, hr):
        with pytest.raises(RuleBroken):
            services.create_objective(actor=person, now=NOW, **VALUES)
    assert Objective.objects.count() == 2


def test_change_keeps_which_fields_changed_but_no_value(programme_lead: Person) -> None:
    row = objective()
    values = {"target": Decimal(15), "metric": "minuten", "reason": "Het kan verder omlaag."}
    services.change_objective(objective_id=row.pk, actor=programme_lead, now=NOW, **values)
    event = AuditEvent.objects.get(action="objective.changed")
    assert event.fields == ["metric", "target"]


def test_target_that_changes_nothing_is_refused(programme_lead: Person) -> None:
    with pytest.raises(RuleBroken) as refusal:
        services.change_objective(objective_id=objective().pk, actor=programme_lead, now=NOW, target=Decimal(40))
    assert refusal.value.field == "target"


def test_archived_objective_leaves_the_list_and_can_come_back(programme_lead: Person) -> None:
    row, day = objective(), NOW.date() + timedelta(days=2)
    with pytest.raises(RuleBroken):
        services.archive_objective(objective_id=row.pk, actor=programme_lead, now=NOW, reason=" ")
    services.archive_objective(objective_id=row.pk, actor=programme_lead, now=NOW + timedelta(days=1), reason="bereikt")
    assert list(selectors.objectives_open(NOW.date())) == [row]
    assert list(selectors.objectives_open(day)) == []
    with pytest.raises(RuleBroken):
        services.change_objective(objective_id=row.pk, actor=programme_lead, now=NOW, metric="x")
    services.restore_objective(objective_id=row.pk, actor=programme_lead, now=NOW)
    assert list(selectors.objectives_open(day)) == [row]


def test_thread_names_each_loose_end(programme_lead: Person) -> None:
    version = published(actor=programme_lead)
    key = version.clauses.order_by("position")[1].key
    whole = objective(clause_key=key, owner=programme_lead, metric="uses_ai")
    bare = objective(baseline=None, target=None, due_on=None)
    thread = selectors.thread_of(whole)
    assert (thread.passage_number, thread.wants_less, list(thread.missing)) == (2, True, [])
    assert len(selectors.thread_of(bare).missing) == 5


def test_departure_leaves_objectives_without_an_owner(programme_lead: Person, colleague: Person) -> None:
    row = objective(owner=colleague)
    preview = selectors.preview_departure(person_ids=[colleague.pk], on=NOW.date())
    assert [consequence.count for consequence in preview] == [1]
    services.apply_departure(person_id=colleague.pk, on=NOW.date(), actor=None, now=NOW)
    row.refresh_from_db()
    assert row.owner is None
    assert any(wait.count == 1 for wait in selectors.waiting_for(programme_lead, now=NOW))


@pytest.mark.parametrize(
    ("count", "title"),
    [
        (1, "Objective that lacks an owner, an indicator or a target"),
        (2, "Objectives that lack an owner, an indicator or a target"),
    ],
)
def test_pile_of_objectives_is_named_in_its_number(programme_lead: Person, count: int, title: str) -> None:
    for _each in range(count):
        objective(owner=None)
    with translation.override("en"):
        piles = selectors.waiting_for(programme_lead, now=NOW)
    assert [(str(pile.title), pile.count) for pile in piles] == [(title, count)]


def test_readings_go_when_their_term_is_over_and_not_before(programme_lead: Person, colleague: Person) -> None:
    first = published(actor=programme_lead)
    services.acknowledge(version_id=first.pk, content_hash=first.content_hash, language="nl", actor=colleague, now=NOW)
    assert services.enforce_terms(now=NOW + timedelta(days=5000))["strategy.acknowledgements"] == 0
    long_ago = NOW - timedelta(days=900)
    again = next_draft(first, actor=programme_lead)
    publish(again, actor=programme_lead)
    assert services.enforce_terms(now=NOW + timedelta(days=1))["strategy.acknowledgements"] == 0
    old = draft("house_rules", actor=programme_lead)
    publish(old, actor=programme_lead, now=long_ago)
    old.refresh_from_db()
    services.acknowledge(version_id=old.pk, content_hash=old.content_hash, language="nl", actor=colleague, now=long_ago)
    publish(next_draft(old, actor=programme_lead), actor=programme_lead, now=long_ago)
    assert services.enforce_terms(now=NOW)["strategy.acknowledgements"] == 1
    assert Acknowledgement.objects.get().version_id == first.pk


def test_policy_and_visibility_agree_for_everyone(
    colleague: Person, hr: Person, programme_lead: Person, board_member: Person, works_council_member: Person
) -> None:
    version = next_draft(published(actor=programme_lead), actor=programme_lead)
    for person in (colleague, hr, programme_lead, board_member, works_council_member):
        for each in Version.objects.all():
            assert (
                policies.can_see_version(person, each) == Version.objects.visible_to(person).filter(pk=each.pk).exists()
            )
    assert not Version.objects.visible_to(colleague).filter(pk=version.pk).exists()


def test_home_shows_the_first_passage_of_each_pillar(programme_lead: Person, colleague: Person) -> None:
    assert selectors.in_three_lines(colleague) is None
    published(actor=programme_lead, clauses=5)
    lines = selectors.in_three_lines(colleague)
    assert lines is not None
    assert len(lines.lines) == 3


def test_held_shows_readings_and_objectives(programme_lead: Person) -> None:
    person = employee(first_name="Ina")
    objective(owner=person)
    version = published(actor=programme_lead)
    services.acknowledge(version_id=version.pk, content_hash=version.content_hash, language="en", actor=person, now=NOW)
    with translation.override("en"):
        rows = {str(held.title): len(held.rows) for held in selectors.data_about(person)}
    assert {title: count for title, count in rows.items() if count} == {
        "What you confirmed having read": 1,
        "Objectives that you own": 1,
    }
    assert len(selectors.data_about(decider(programme_lead))[0].rows) == 1
    written = [str(row.label) for held in selectors.data_about(programme_lead) for row in held.rows]
    assert len(written) == 3, "each save of a passage"
