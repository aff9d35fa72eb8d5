"""Each save of a passage stays: who, when, any two compared, an earlier one brought back."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from common.errors import RuleBroken
from people.choices import Role
from people.models import Person
from strategy import selectors, services
from strategy.choices import RevisionEvent
from strategy.errors import ClauseConflict, ClauseText
from strategy.models import Clause, ClauseRevision
from tests.people.builders import employee
from tests.strategy.builders import NOW, add_clause, draft, next_draft, publish, published, under_review
from tests.truths import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
SignIn = Callable[[Person], Client]

FIRST = ClauseText("Mensen eerst", "People first", "Mensen beslissen.", "People decide.")
SECOND = ClauseText("Mensen eerst", "People first", "Mensen beslissen altijd.", "People always decide.")


def saved(clause: Clause, text: ClauseText, *, actor: Person) -> Clause:
    clause.refresh_from_db()
    return services.save_clause(
        clause_id=clause.pk, edition=clause.edition, text=text, pillar=clause.pillar, change="material", actor=actor,
        now=NOW,
    )  # fmt: skip


@pytest.fixture
def clause(programme_lead: Person) -> Clause:
    """A passage that two people saved after each other."""
    made = add_clause(draft(actor=programme_lead, clauses=0), actor=programme_lead, content=FIRST)
    return saved(made, SECOND, actor=employee(first_name="Otto", roles=[Role.PROGRAMME_OFFICE]))


def test_each_save_keeps_who_and_the_whole_text(clause: Clause, programme_lead: Person) -> None:
    first, second = ClauseRevision.objects.order_by("pk")
    assert (first.event, first.saved_by, first.text_nl) == ("added", programme_lead, FIRST.text_nl)
    assert (second.event, second.saved_by.first_name, second.text_en) == ("saved", "Otto", SECOND.text_en)


def test_draft_begins_with_what_is_in_force(programme_lead: Person) -> None:
    begun = next_draft(published(actor=programme_lead), actor=programme_lead)
    events = set(ClauseRevision.objects.filter(version=begun).values_list("event", flat=True))
    assert events == {RevisionEvent.CARRIED}


def test_earlier_text_comes_back_as_a_save_of_its_own(clause: Clause, programme_lead: Person) -> None:
    first = ClauseRevision.objects.earliest("pk")
    services.restore_clause(
        clause_id=clause.pk, revision_id=first.pk, edition=clause.edition, actor=programme_lead, now=NOW
    )
    clause.refresh_from_db()
    assert services.text_of(clause) == FIRST
    last = ClauseRevision.objects.latest("pk")
    assert (last.event, last.restored, last.saved_by) == ("restored", first, programme_lead)
    assert ClauseRevision.objects.count() == 3


def test_nothing_comes_back_over_what_somebody_saved_in_between(clause: Clause, programme_lead: Person) -> None:
    first = ClauseRevision.objects.earliest("pk")
    with pytest.raises(ClauseConflict, match="Otto"):
        services.restore_clause(clause_id=clause.pk, revision_id=first.pk, edition=1, actor=programme_lead, now=NOW)
    assert Clause.objects.get().text_nl == SECOND.text_nl


def test_nothing_comes_back_in_a_version_about_which_people_are_asked(clause: Clause, programme_lead: Person) -> None:
    under_review(clause.version, actor=programme_lead)
    with pytest.raises(RuleBroken):
        services.restore_clause(
            clause_id=clause.pk, revision_id=ClauseRevision.objects.earliest("pk").pk, edition=clause.edition,
            actor=programme_lead, now=NOW,
        )  # fmt: skip


def test_two_saves_are_compared_in_the_order_in_which_they_were_made(clause: Clause) -> None:
    first, second = ClauseRevision.objects.order_by("pk")
    found = selectors.revisions_of(clause, older=str(second.public_id), newer=str(first.public_id))
    assert (found.older, found.newer) == (first, second)
    (dutch, _english) = found.differences
    assert [(piece.kind, piece.text.strip()) for piece in dutch.text if piece.kind != "same"] == [("new", "altijd")]


def test_database_keeps_every_save(clause: Clause, programme_lead: Person) -> None:
    for statement in (
        "UPDATE strategy_clauserevision SET text_nl = 'anders'",
        "DELETE FROM strategy_clauserevision",
    ):
        with refused("strategy_clauserevision_append_only"), connection.cursor() as cursor:
            cursor.execute(statement)
    row = {"version": clause.version, "key": clause.key, "change": "material", "saved_at": NOW}
    with refused("strategy_clauserevision_event_known"):
        ClauseRevision.objects.create(**row, event="lost", saved_by=programme_lead)
    with refused("strategy_clauserevision_restored_says_which"):
        ClauseRevision.objects.create(**row, event="restored", saved_by=programme_lead)


def test_office_compares_and_brings_back_on_the_page(sign_in: SignIn, clause: Clause, programme_lead: Person) -> None:
    client, first = sign_in(programme_lead), ClauseRevision.objects.earliest("pk")
    path = reverse("strategy:clause_revisions", args=[clause.public_id])
    page = client.get(path).content.decode()
    assert "<ins>" in page
    assert "Otto" in page
    assert path in client.get(reverse("strategy:clause_edit", args=[clause.public_id])).content.decode()
    restore = reverse("strategy:revision_restore", args=[clause.public_id, first.public_id])
    stale = client.post(restore, {"edition": "1"}, follow=True).content.decode()
    assert "Er is niets teruggezet. Otto" in stale
    assert client.post(restore, {"edition": str(clause.edition)}).headers["Location"] == path
    assert Clause.objects.get().text_nl == FIRST.text_nl


def test_one_save_has_nothing_to_be_compared_with(sign_in: SignIn, programme_lead: Person) -> None:
    clause = draft(actor=programme_lead, clauses=1).clauses.get()
    path = reverse("strategy:clause_revisions", args=[clause.public_id])
    page = sign_in(programme_lead).get(path).content.decode()
    assert 'name="older"' not in page
    assert "Er is één opgeslagen tekst" in page


def test_conflict_names_who_saved_and_when(sign_in: SignIn, clause: Clause, programme_lead: Person) -> None:
    with pytest.raises(ClauseConflict) as met:
        services.save_clause(
            clause_id=clause.pk, edition=1, text=FIRST, pillar="", change="material", actor=programme_lead, now=NOW
        )
    assert str(met.value).startswith(f"{clause.changed_by.full_name} heeft deze passage om 10.00 opgeslagen")
    with pytest.raises(ClauseConflict, match="Je hebt deze passage"):
        services.save_clause(
            clause_id=clause.pk, edition=1, text=FIRST, pillar="", change="material", actor=clause.changed_by, now=NOW
        )


def test_mark_of_a_change_leads_to_the_difference_word_by_word(sign_in: SignIn, programme_lead: Person) -> None:
    version = draft(actor=programme_lead, clauses=0)
    add_clause(version, actor=programme_lead, content=FIRST)
    publish(version, actor=programme_lead)
    begun = next_draft(version, actor=programme_lead)
    changed = saved(begun.clauses.get(), SECOND, actor=programme_lead)
    client, path = sign_in(programme_lead), reverse("strategy:clause_changes", args=[changed.public_id])
    assert path in client.get(reverse("strategy:draft_edit", args=[begun.public_id])).content.decode()
    page = client.get(path).content.decode()
    assert re.search(r"<ins>.*?altijd.*?</ins>", page)
    assert "always" in page
    publish(begun, actor=programme_lead)
    reader = employee()
    assert path in sign_in(reader).get(reverse("strategy:overview")).content.decode()
    assert sign_in(reader).get(path).status_code == 200


def test_nobody_reads_the_difference_of_a_draft_who_may_not_see_it(sign_in: SignIn, clause: Clause) -> None:
    client = sign_in(employee())
    assert client.get(reverse("strategy:clause_changes", args=[clause.public_id])).status_code == 404
    assert client.get(reverse("strategy:clause_revisions", args=[clause.public_id])).status_code == 403
