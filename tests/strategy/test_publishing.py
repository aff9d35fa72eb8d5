"""Nobody writes, decides and publishes alone."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from common.errors import RuleBroken
from common.models import OrganisationSetting
from common.services import change_setting
from outbox.models import Message
from people.choices import Role
from people.models import Person
from strategy import selectors, services
from strategy.choices import PEOPLE_TO_PUBLISH, ReviewKind, ReviewOutcome, VersionState
from strategy.models import Reviewer, Version
from strategy.rules.reviewing import WhyNot, why_not
from strategy.services import Wanted
from tests.people.builders import employee
from tests.strategy.builders import NOW, add_clause, answer, draft, next_draft, published, under_review
from tests.truths import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]

SignIn = Callable[[Person], Client]
WRITER, DECIDER, PUBLISHER = 1, 2, 3


@pytest.mark.parametrize(
    ("people", "writers", "deciders", "publisher", "expected"),
    [
        ("two", {WRITER}, {WRITER}, WRITER, WhyNot.ALONE),
        ("two", {WRITER, 9}, {WRITER}, WRITER, WhyNot.ALONE),
        ("two", {WRITER}, {DECIDER}, WRITER, None),
        ("two", {WRITER}, {WRITER, DECIDER}, WRITER, None),
        ("two", {WRITER}, {WRITER}, PUBLISHER, None),
        ("two", {WRITER}, {PUBLISHER}, PUBLISHER, None),
        ("three", {WRITER}, {DECIDER}, WRITER, WhyNot.WROTE),
        ("three", {WRITER}, {PUBLISHER}, PUBLISHER, WhyNot.WRITERS_DECIDED),
        ("three", {WRITER}, {WRITER}, PUBLISHER, WhyNot.WRITERS_DECIDED),
        ("three", {WRITER}, {DECIDER}, PUBLISHER, None),
    ],
)
def test_who_may_publish(
    people: str, writers: set[int], deciders: set[int], publisher: int, expected: WhyNot | None
) -> None:
    assert why_not(publisher, writers=writers, deciders=deciders, people=people) == expected


def decided_by(version: Version, *people: Person, lead: Person) -> None:
    wanted = [Wanted(kind=ReviewKind.DECISION, person=each) for each in people]
    for reviewer in under_review(version, actor=lead, wanted=wanted).reviewers.all():
        answer(reviewer)


def test_who_wrote_and_decided_alone_does_not_publish(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    decided_by(version, programme_lead, lead=programme_lead)
    with pytest.raises(RuleBroken, match=programme_lead.full_name):
        services.publish(version_id=version.pk, actor=programme_lead, now=NOW)
    assert Version.objects.get().state == VersionState.IN_REVIEW


def test_another_of_the_office_publishes_what_somebody_wrote_and_decided(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    decided_by(version, programme_lead, lead=programme_lead)
    services.publish(version_id=version.pk, actor=employee(roles=[Role.PROGRAMME_OFFICE]), now=NOW)
    assert Version.objects.get().state == VersionState.PUBLISHED


def test_database_holds_that_two_people_publish(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    decided_by(version, programme_lead, lead=programme_lead)
    put_in_force = {
        "state": VersionState.PUBLISHED,
        "content_hash": "0" * 64,
        "published_at": timezone.now(),
        "published_by": programme_lead,
    }
    with refused("strategy_version_two_people"):
        Version.objects.filter(pk=version.pk).update(**put_in_force)
    other = employee(roles=[Role.PROGRAMME_OFFICE])
    assert Version.objects.filter(pk=version.pk).update(**put_in_force | {"published_by": other}) == 1


def test_who_took_a_passage_out_or_was_written_over_counts_as_a_writer(programme_lead: Person) -> None:
    other = employee(roles=[Role.PROGRAMME_OFFICE])
    version = next_draft(published(actor=programme_lead), actor=programme_lead)
    assert selectors.writers_of(version) == set(), "what is in force was carried over, and written by nobody"
    first, second = version.clauses.order_by("position")[:2]
    services.remove_clause(clause_id=first.pk, actor=other, now=NOW)
    assert selectors.writers_of(version) == {other.pk}
    services.save_clause(
        clause_id=second.pk, edition=1, text=services.text_of(second), pillar=second.pillar, change="editorial",
        actor=programme_lead, now=NOW,
    )  # fmt: skip
    assert selectors.writers_of(version) == {other.pk, programme_lead.pk}


def test_three_people_where_the_organisation_says_so(
    programme_lead: Person, board_member: Person, administrator: Person
) -> None:
    change_setting(key=PEOPLE_TO_PUBLISH.key, value="three", actor=administrator, now=NOW)
    assert OrganisationSetting.objects.get(key=PEOPLE_TO_PUBLISH.key).changed_by == administrator
    version = draft(actor=programme_lead)
    decided_by(version, board_member, lead=programme_lead)
    with pytest.raises(RuleBroken):
        services.publish(version_id=version.pk, actor=programme_lead, now=NOW)
    services.publish(version_id=version.pk, actor=employee(roles=[Role.PROGRAMME_OFFICE]), now=NOW)
    assert Version.objects.get().state == VersionState.PUBLISHED


@pytest.mark.parametrize("with_board", [True, False])
def test_only_officer_reads_the_way_forward(sign_in: SignIn, programme_lead: Person, *, with_board: bool) -> None:
    if with_board:
        employee(roles=[Role.BOARD])
    version = draft(actor=programme_lead)
    decided_by(version, programme_lead, lead=programme_lead)
    with translation.override("nl"):
        page = sign_in(programme_lead).get(reverse("strategy:version_publish", args=[version.public_id]))
    shown = page.content.decode()
    assert f"{programme_lead.full_name} kan dit niet publiceren" in shown
    assert ("vraag iemand van het bestuur om te besluiten" in shown) is with_board
    assert ("Vraag een beheerder" in shown) is not with_board
    assert "disabled" in shown
    said = sign_in(programme_lead).get(reverse("strategy:review", args=[version.public_id])).content.decode()
    assert "Je kunt het niet publiceren" in said


def test_page_says_beforehand_who_may_publish(sign_in: SignIn, programme_lead: Person, board_member: Person) -> None:
    version = draft(actor=programme_lead)
    decided_by(version, board_member, lead=programme_lead)
    page = sign_in(programme_lead).get(reverse("strategy:review", args=[version.public_id])).content.decode()
    assert f"{programme_lead.full_name} mag dit publiceren" in page
    assert "Besluit, bestuur" in page, "who decides is listed with role"


def test_who_decides_is_chosen_by_name_and_role(sign_in: SignIn, programme_lead: Person, board_member: Person) -> None:
    page = (
        sign_in(programme_lead)
        .get(reverse("strategy:review_ask", args=[draft(actor=programme_lead).public_id]))
        .content.decode()
    )
    assert f"{board_member.full_name} (bestuur)" in page
    assert f"{programme_lead.full_name} (programmabureau)" in page


def test_overruled_adviser_gets_the_reason_in_the_message(
    programme_lead: Person, board_member: Person, privacy_officer: Person, colleague: Person
) -> None:
    version = draft(actor=programme_lead)
    add_clause(version, actor=programme_lead)
    wanted = [
        Wanted(kind=ReviewKind.DECISION, person=board_member),
        Wanted(kind=ReviewKind.ADVICE, person=privacy_officer),
        Wanted(kind=ReviewKind.ADVICE, person=colleague),
        Wanted(kind=ReviewKind.ADVICE, name="Fenna Visser", email="fenna@clientenraad.example"),
    ]
    under_review(version, actor=programme_lead, wanted=wanted)
    for reviewer in Reviewer.objects.exclude(person=privacy_officer).filter(person__isnull=False):
        answer(reviewer)
    for reviewer in Reviewer.objects.filter(answer__isnull=True):
        answer(reviewer, outcome=ReviewOutcome.OBJECTED, remarks="Te vaag.")
    services.publish(version_id=version.pk, actor=programme_lead, now=NOW, against_reason="Het bestuur woog het af.")
    sent = Message.objects.filter(code="strategy.advice_overruled")
    assert {each.recipient for each in sent} == {privacy_officer}
    assert "Het bestuur woog het af." in str(sent[0].context)
    assert services.mail_overruled(version_id=version.pk, actor=programme_lead, now=NOW) == []
