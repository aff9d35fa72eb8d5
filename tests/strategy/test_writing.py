"""Writing, publishing and reading, as the programme office and a colleague do it."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from common.errors import RuleBroken
from common.models import AuditEvent
from outbox.models import Message
from people.models import Person
from strategy import selectors, services
from strategy.choices import ChangeKind, DocumentKind, Pillar, VersionState
from strategy.errors import ClauseConflict, ClauseText
from strategy.models import Acknowledgement, Clause, Version
from strategy.rules.audiences import EVERYONE
from tests.people.builders import employee
from tests.strategy.builders import (
    NOW,
    add_clause,
    decider,
    draft,
    next_draft,
    objective,
    publish,
    published,
    text,
    under_review,
)

pytestmark = pytest.mark.django_db


def save(clause: Clause, content: ClauseText, *, actor: Person, edition: int | None = None, **fields: str) -> Clause:
    return services.save_clause(
        clause_id=clause.pk,
        edition=clause.edition if edition is None else edition,
        text=content,
        pillar=fields.get("pillar", clause.pillar),
        change=fields.get("change", ChangeKind.MATERIAL),
        actor=actor,
        now=NOW,
    )


def test_only_the_programme_office_writes(programme_lead: Person, colleague: Person, board_member: Person) -> None:
    version = draft(actor=programme_lead)
    for person in (colleague, board_member):
        with pytest.raises(RuleBroken):
            services.publish(version_id=version.pk, actor=person, now=NOW)
        with pytest.raises(RuleBroken):
            add_clause(version, actor=person)
        with pytest.raises(RuleBroken):
            services.start_draft(document_id=version.document_id, actor=person, now=NOW)


def test_document_is_begun_once(programme_lead: Person) -> None:
    draft(actor=programme_lead)
    with pytest.raises(RuleBroken):
        draft(actor=programme_lead)


def test_clauses_stand_in_the_order_of_the_pillars(programme_lead: Person) -> None:
    version = draft(actor=programme_lead, clauses=0)
    for pillar in (Pillar.LEARNING_CULTURE, Pillar.VISION, Pillar.ACCESSIBLE_APPLICATIONS, Pillar.VISION):
        add_clause(version, actor=programme_lead, pillar=pillar)
    order = list(version.clauses.order_by("position").values_list("pillar", flat=True))
    assert order == ["vision", "vision", "accessible_applications", "learning_culture"]


def test_clause_moves_within_its_pillar_only(programme_lead: Person) -> None:
    version = draft(actor=programme_lead, clauses=0)
    one = add_clause(version, actor=programme_lead)
    two = add_clause(version, actor=programme_lead)
    other = add_clause(version, actor=programme_lead, pillar=Pillar.LEARNING_CULTURE)
    services.move_clause(clause_id=two.pk, up=True, actor=programme_lead, now=NOW)
    services.move_clause(clause_id=other.pk, up=True, actor=programme_lead, now=NOW)
    assert list(version.clauses.order_by("position").values_list("pk", flat=True)) == [two.pk, one.pk, other.pk]


def test_stale_save_raises_a_conflict_that_holds_both_texts(programme_lead: Person) -> None:
    clause = add_clause(draft(actor=programme_lead), actor=programme_lead)
    theirs, mine = text("van een ander"), text("van mij")
    save(clause, theirs, actor=programme_lead, edition=1)
    with pytest.raises(ClauseConflict) as conflict:
        save(clause, mine, actor=programme_lead, edition=1)
    assert (conflict.value.kept, conflict.value.typed, conflict.value.edition) == (theirs, mine, 2)
    assert Clause.objects.get(pk=clause.pk).text_nl == theirs.text_nl
    save(clause, mine, actor=programme_lead, edition=conflict.value.edition)
    assert Clause.objects.get(pk=clause.pk).text_nl == mine.text_nl


def test_saving_the_same_text_twice_is_no_conflict(programme_lead: Person) -> None:
    clause = add_clause(draft(actor=programme_lead), actor=programme_lead)
    save(clause, text("dubbel"), actor=programme_lead, edition=1)
    assert save(clause, text("dubbel"), actor=programme_lead, edition=1).edition == 2


def test_clause_that_is_the_published_one_again_is_unchanged(programme_lead: Person) -> None:
    version = next_draft(published(actor=programme_lead), actor=programme_lead)
    clause = version.clauses.order_by("position")[0]
    before = services.text_of(clause)
    assert clause.change == ChangeKind.UNCHANGED
    changed = save(clause, text("anders"), actor=programme_lead, change=ChangeKind.EDITORIAL)
    assert changed.change == ChangeKind.EDITORIAL
    assert save(changed, before, actor=programme_lead).change == ChangeKind.UNCHANGED


def test_too_long_a_text_is_refused_with_its_length(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    with pytest.raises(RuleBroken, match="2000000") as refusal:
        add_clause(version, actor=programme_lead, content=replace(text(), text_nl="x" * 2_000_000))
    assert refusal.value.field == "text_nl"


def test_key_stays_the_same_in_the_next_version_and_is_never_used_again(programme_lead: Person) -> None:
    version = published(actor=programme_lead)
    second = next_draft(version, actor=programme_lead)
    keys = list(second.clauses.order_by("position").values_list("key", flat=True))
    assert keys == list(version.clauses.order_by("position").values_list("key", flat=True))
    twin = ClauseText("Titel", version.clauses.order_by("position")[0].title_en, "a", "b")
    services.remove_clause(clause_id=second.clauses.get(key=keys[0]).pk, actor=programme_lead, now=NOW)
    assert add_clause(second, actor=programme_lead, content=twin).key == f"{keys[0]}-2"


def test_missing_translation_is_said_before_anybody_is_asked(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    add_clause(version, actor=programme_lead, content=ClauseText("Half", "", "Alleen Nederlands", ""))
    with pytest.raises(RuleBroken, match="Half") as refusal:
        under_review(version, actor=programme_lead)
    assert "Engels" in str(refusal.value) or "English" in str(refusal.value)
    assert Version.objects.get(pk=version.pk).state == VersionState.DRAFT


def test_document_without_passages_is_not_published(programme_lead: Person) -> None:
    with pytest.raises(RuleBroken):
        published(actor=programme_lead, clauses=0)


def test_publishing_freezes_text_hash_and_html(programme_lead: Person) -> None:
    version = published(actor=programme_lead)
    clause = version.clauses.order_by("position")[0]
    assert clause.html_nl.startswith("<p>Wij gebruiken AI <strong>")
    assert version.content_hash == services.hash_of(
        version, selectors.in_document_order(version.clauses.all()), kind="strategy"
    )
    assert AuditEvent.objects.filter(action="version.published", object_id=str(version.public_id)).exists()


def test_canonical_text_is_the_documented_one(programme_lead: Person) -> None:
    version = draft(actor=programme_lead, clauses=0)
    # A decomposed accent and Windows line ends are the same text.
    add_clause(version, actor=programme_lead, content=ClauseText("Visie\u0308", "Vision", "een\r\ntwee", "one\ntwo "))
    version = publish(version, actor=programme_lead)
    expected = (
        '{"clauses":[{"key":"vision","pillar":"vision","text":{"en":"one\\ntwo","nl":"een\\ntwee"},'
        '"title":{"en":"Vision","nl":"Visi\u00eb"}}],"format":"houvast-document-1","kind":"strategy","number":1}'
    )
    assert json.loads(expected)["format"] == "houvast-document-1"
    assert version.content_hash == hashlib.sha256(expected.encode()).hexdigest()


def test_next_publication_supersedes_the_one_before(programme_lead: Person) -> None:
    first = published(actor=programme_lead)
    second = publish(next_draft(first, actor=programme_lead), actor=programme_lead, now=NOW + timedelta(days=1))
    first.refresh_from_db()
    assert (first.state, second.state) == (VersionState.SUPERSEDED, VersionState.PUBLISHED)
    assert selectors.current_version() == second
    with pytest.raises(RuleBroken):
        services.publish(version_id=second.pk, actor=programme_lead, now=NOW)


def test_publication_tells_those_who_carry_it_and_nobody_else(
    programme_lead: Person, board_member: Person, colleague: Person, hr: Person
) -> None:
    objective(owner=colleague)
    objective(owner=employee(left_on=NOW.date() - timedelta(days=1)))
    bystander = draft(actor=programme_lead).created_by
    publish(Version.objects.get(), actor=bystander)
    told = set(Message.objects.filter(code="strategy.published").values_list("recipient_id", flat=True))
    assert told == {programme_lead.pk, board_member.pk, colleague.pk, hr.pk}


@pytest.mark.parametrize(
    ("kind", "route"),
    [(DocumentKind.STRATEGY, "strategy:overview"), (DocumentKind.HOUSE_RULES, "strategy:house_rules")],
)
def test_publication_leads_to_its_own_document(kind: DocumentKind, route: str, programme_lead: Person) -> None:
    publish(draft(kind, actor=programme_lead), actor=programme_lead)
    assert {each.url for each in Message.objects.filter(code="strategy.published")} == {reverse(route)}


def test_reading_counts_until_something_material_changes(programme_lead: Person, colleague: Person) -> None:
    first = published(actor=programme_lead)
    read = {"language": "nl", "actor": colleague, "now": NOW}
    services.acknowledge(version_id=first.pk, content_hash=first.content_hash, **read)
    second = next_draft(first, actor=programme_lead)
    clause = second.clauses.order_by("position")[0]
    save(clause, text("mooier"), actor=programme_lead, change=ChangeKind.EDITORIAL)
    second = publish(second, actor=programme_lead)
    soon = NOW + timedelta(hours=1)
    assert colleague.pk in selectors.acknowledged_ids(second, until=soon, groups={})
    assert not selectors.asked_of(colleague, now=soon)
    third = next_draft(second, actor=programme_lead)
    save(third.clauses.order_by("position")[0], text("anders"), actor=programme_lead, change=ChangeKind.MATERIAL)
    third = publish(third, actor=programme_lead)
    assert colleague.pk not in selectors.acknowledged_ids(third, until=soon, groups={})
    assert colleague.pk in selectors.outstanding_ids(third, soon)
    assert len(selectors.asked_of(colleague, now=soon)) == 1


def test_removed_passage_is_a_material_change(programme_lead: Person, colleague: Person) -> None:
    first = published(actor=programme_lead)
    services.acknowledge(version_id=first.pk, content_hash=first.content_hash, language="en", actor=colleague, now=NOW)
    second = next_draft(first, actor=programme_lead)
    services.remove_clause(clause_id=second.clauses.order_by("position")[0].pk, actor=programme_lead, now=NOW)
    second = publish(second, actor=programme_lead)
    assert [each.function_group for each in second.reopenings.all()] == [EVERYONE]


def test_acknowledging_twice_is_once(programme_lead: Person, colleague: Person) -> None:
    version = published(actor=programme_lead)
    for language in ("nl", "en"):
        services.acknowledge(
            version_id=version.pk, content_hash=version.content_hash, language=language, actor=colleague, now=NOW
        )
    assert Acknowledgement.objects.get().language == "nl"


def test_acknowledging_another_text_is_refused(programme_lead: Person, colleague: Person) -> None:
    first = published(actor=programme_lead)
    with pytest.raises(RuleBroken):
        services.acknowledge(version_id=first.pk, content_hash="0" * 64, language="nl", actor=colleague, now=NOW)
    publish(next_draft(first, actor=programme_lead), actor=programme_lead)
    with pytest.raises(RuleBroken):
        services.acknowledge(
            version_id=first.pk, content_hash=first.content_hash, language="nl", actor=colleague, now=NOW
        )
    assert not Acknowledgement.objects.exists()


def test_who_is_away_or_left_is_not_outstanding(programme_lead: Person, colleague: Person, hr: Person) -> None:
    version = published(actor=programme_lead)
    day = NOW.date()
    Person.objects.filter(pk=colleague.pk).update(away_from=day - timedelta(days=3))
    Person.objects.filter(pk=hr.pk).update(left_on=day - timedelta(days=3))
    assert selectors.outstanding_ids(version, NOW) == {programme_lead.pk, decider(programme_lead).pk}
