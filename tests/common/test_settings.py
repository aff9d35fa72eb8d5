"""Settings of the organisation: typed, with a default, and three people where privacy is touched."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common import organisation, selectors, services
from common.errors import EditConflict, RuleBroken
from common.models import AuditEvent, OrganisationSetting, SettingProposal
from common.organisation import Setting
from people.choices import Role
from people.models import Person
from tests.common.builders import NOW, all_at_once
from tests.people.builders import employee

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test define settings of its own; those of the house come back afterwards."""
    monkeypatch.setattr(organisation, "REGISTRY", {})


@pytest.fixture
def motto() -> Setting[str]:
    return organisation.define("house.motto", str, default="Samen zorgen", label="Motto")


def at_least(least: int) -> Callable[[int], None]:
    def check(value: int) -> None:
        if value < least:
            raise RuleBroken(f"{least} of meer.", field="value")

    return check


@pytest.fixture
def smallest() -> Setting[int]:
    return organisation.define(
        "house.smallest", int, default=10, label="Smallest group", touches_privacy=True, check=at_least(5)
    )


def proposed(setting: Setting[Any], value: object, by: Person, reason: str = "De raad vroeg erom.") -> SettingProposal:
    return services.propose_setting(key=setting.key, value=value, reason=reason, actor=by, now=NOW)


def advised(
    proposal: SettingProposal, by: Person, *, positive: bool = True, words: str = "Akkoord."
) -> SettingProposal:
    return services.advise_setting(
        proposal_id=proposal.pk, positive=positive, words=words, actor=by, now=NOW + timedelta(minutes=30)
    )


def decided(proposal: SettingProposal, by: Person, *, confirmed: bool = True, reason: str = "") -> SettingProposal:
    return services.decide_setting(proposal_id=proposal.pk, confirmed=confirmed, reason=reason, actor=by, now=LATER)


# --- types ------------------------------------------------------------------------------------------------------------
KINDS: dict[type, tuple[Any, list[Any]]] = {
    bool: (False, [True]),
    int: (1, [0, 7, -3]),
    str: ("", ["", "tekst"]),
    list[str]: ([], [[], ["a", "b"]]),
    dict[str, str]: ({}, [{}, {"nl": "ja"}]),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_setting_takes_values_of_its_type_and_no_other(kind: type[Any]) -> None:
    default, good = KINDS[kind]
    setting = organisation.define("house.any", kind, default=default, label="Any")
    for value in good:
        assert setting.parse(value) == value
    strangers = [None, 1.0, b"x", [1], ["a", 2], {"nl": 1}, {1: "x"}, {"a"}]
    for other, (_default, values) in KINDS.items():
        strangers += values if other != kind else []
    for value in strangers:
        with pytest.raises(RuleBroken) as broken:
            setting.parse(value)
        assert broken.value.field == "value"


def test_setting_is_defined_once(motto: Setting[str]) -> None:
    with pytest.raises(ValueError, match=r"house\.motto is defined twice"):
        organisation.define("house.motto", str, default="x", label="Again")
    assert organisation.REGISTRY["house.motto"] is motto


# --- reading ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_setting_without_a_row_is_its_default_in_one_query(motto: Setting[str]) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert selectors.setting_value(motto) == "Samen zorgen"
    assert len(queries) == 1


@pytest.mark.django_db
def test_value_that_came_in_round_the_services_and_may_not_be_is_not_used(
    smallest: Setting[int], administrator: Person
) -> None:
    for value in (4, "10", 12.0, True):
        OrganisationSetting.objects.update_or_create(
            key=smallest.key, defaults={"value": value, "changed_at": NOW, "changed_by": administrator}
        )
        with pytest.raises(RuleBroken):
            selectors.setting_value(smallest)


# --- changing ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_setting_is_changed_and_the_trail_names_it_without_its_value(
    motto: Setting[str], administrator: Person
) -> None:
    for value, moment in (("Eerst luisteren", NOW), ("Daarna doen", LATER)):
        services.change_setting(key=motto.key, value=value, actor=administrator, now=moment)
    row = OrganisationSetting.objects.get()
    assert selectors.setting_value(motto) == "Daarna doen"
    assert (row.changed_at, row.changed_by) == (LATER, administrator)
    told = AuditEvent.objects.order_by("pk").values("action", "object_type", "object_id", "fields", "reason", "actor")
    one = {
        "action": "setting.changed", "object_type": "common.organisationsetting", "object_id": str(row.pk),
        "fields": ["house.motto"], "reason": "", "actor": administrator.pk,
    }  # fmt: skip
    assert list(told) == [one, one]


@pytest.mark.django_db
def test_value_of_another_type_changes_nothing(motto: Setting[str], administrator: Person) -> None:
    services.change_setting(key=motto.key, value="Eerst luisteren", actor=administrator, now=NOW)
    with pytest.raises(RuleBroken, match="past niet"):
        services.change_setting(key=motto.key, value=5, actor=administrator, now=LATER)
    assert selectors.setting_value(motto) == "Eerst luisteren"
    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db
def test_nobody_changes_alone_what_touches_privacy(smallest: Setting[int], administrator: Person) -> None:
    with pytest.raises(RuleBroken, match="raakt privacy"):
        services.change_setting(key=smallest.key, value=12, actor=administrator, now=NOW)
    assert not OrganisationSetting.objects.exists()
    assert not AuditEvent.objects.exists()


# --- proposing, advising, deciding ------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_change_takes_one_who_proposes_one_who_advises_and_one_who_decides(
    smallest: Setting[int], administrator: Person, privacy_officer: Person, board_member: Person
) -> None:
    proposal = proposed(smallest, 12, administrator)
    assert selectors.setting_value(smallest) == 10
    advised(proposal, privacy_officer)
    assert selectors.setting_value(smallest) == 10

    decided(proposal, board_member)

    assert selectors.setting_value(smallest) == 12
    row, proposal = OrganisationSetting.objects.get(), SettingProposal.objects.get()
    assert (row.changed_by, row.changed_at) == (board_member, LATER)
    assert (proposal.value_before, proposal.value, proposal.confirmed) == (10, 12, True)
    assert (proposal.proposed_by, proposal.advised_by, proposal.decided_by) == (
        administrator, privacy_officer, board_member,
    )  # fmt: skip
    events = AuditEvent.objects.order_by("pk")
    assert [(event.action, event.actor, event.fields) for event in events] == [
        ("setting.proposed", administrator, ["house.smallest"]),
        ("setting.advised", privacy_officer, ["house.smallest"]),
        ("setting.confirmed", board_member, ["house.smallest"]),
        ("setting.changed", board_member, ["house.smallest"]),
    ]
    assert [event.reason for event in events] == ["De raad vroeg erom.", "", "", ""]


@pytest.mark.django_db
def test_declined_proposal_changes_nothing_and_makes_room_for_the_next(
    smallest: Setting[int], administrator: Person, privacy_officer: Person, board_member: Person
) -> None:
    decided(proposed(smallest, 12, administrator), board_member, confirmed=False, reason="Niet nu.")
    assert selectors.setting_value(smallest) == 10
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "setting.proposed", "setting.declined",
    ]  # fmt: skip

    decided(advised(proposed(smallest, 15, board_member), privacy_officer), administrator)
    assert selectors.setting_value(smallest) == 15


@pytest.mark.django_db
@pytest.mark.parametrize("confirmed", [True, False])
def test_proposer_and_adviser_do_not_decide(
    smallest: Setting[int], administrator: Person, privacy_officer: Person, confirmed: bool
) -> None:
    proposal = advised(proposed(smallest, 12, administrator), privacy_officer)
    with pytest.raises(RuleBroken, match="zelf voor"):
        decided(proposal, administrator, confirmed=confirmed)
    with pytest.raises(RuleBroken):
        decided(proposal, privacy_officer, confirmed=confirmed)
    proposal.refresh_from_db()
    assert (proposal.confirmed, proposal.decided_by) == (None, None)
    assert selectors.setting_value(smallest) == 10


@pytest.mark.django_db
def test_advice_is_given_once_in_words_by_another_than_the_proposer(
    smallest: Setting[int], administrator: Person, privacy_officer: Person, board_member: Person
) -> None:
    proposal = proposed(smallest, 12, administrator)
    with pytest.raises(RuleBroken):
        advised(proposal, administrator)
    with pytest.raises(RuleBroken) as broken:
        advised(proposal, privacy_officer, words=" \n")
    assert broken.value.field == "words"
    advised(proposal, privacy_officer, positive=False, words=" Liever niet. ")
    with pytest.raises(RuleBroken):
        advised(proposal, board_member)
    proposal.refresh_from_db()
    assert (proposal.advised_by, proposal.advised_for, proposal.advice) == (privacy_officer, False, "Liever niet.")
    assert AuditEvent.objects.filter(action="setting.advised").count() == 1


@pytest.mark.django_db
def test_nothing_is_confirmed_without_advice(
    smallest: Setting[int], administrator: Person, board_member: Person
) -> None:
    proposal = proposed(smallest, 12, administrator)
    with pytest.raises(RuleBroken):
        decided(proposal, board_member)
    assert selectors.setting_value(smallest) == 10
    assert SettingProposal.objects.get().confirmed is None


@pytest.mark.django_db
def test_going_against_negative_advice_keeps_its_reason(
    smallest: Setting[int], administrator: Person, privacy_officer: Person, board_member: Person
) -> None:
    proposal = advised(proposed(smallest, 12, administrator), privacy_officer, positive=False)
    with pytest.raises(RuleBroken) as broken:
        decided(proposal, board_member, reason="  ")
    assert broken.value.field == "reason"
    assert selectors.setting_value(smallest) == 10
    assert decided(proposal, board_member, reason=" Nodig voor het werk. ").decision_reason == "Nodig voor het werk."
    assert selectors.setting_value(smallest) == 12


@pytest.mark.django_db
def test_decision_is_taken_once_and_then_nobody_advises(
    smallest: Setting[int], administrator: Person, privacy_officer: Person, board_member: Person
) -> None:
    proposal = decided(proposed(smallest, 12, administrator), board_member, confirmed=False, reason="Niet nu.")
    with pytest.raises(RuleBroken, match="besloot al"):
        decided(proposal, employee(roles=[Role.BOARD]))
    with pytest.raises(RuleBroken, match="besloot al"):
        advised(proposal, privacy_officer)
    proposal.refresh_from_db()
    assert (proposal.confirmed, proposal.decided_by, proposal.advised_by) == (False, board_member, None)
    assert selectors.setting_value(smallest) == 10


@pytest.mark.django_db
def test_second_proposal_waits_for_the_first(
    smallest: Setting[int], administrator: Person, board_member: Person
) -> None:
    proposed(smallest, 12, administrator)
    with pytest.raises(RuleBroken, match="wacht al"):
        proposed(smallest, 8, board_member)
    assert [proposal.value for proposal in SettingProposal.objects.all()] == [12]
    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "reason", "field"),
    [(12, " \n", "reason"), (4, "x", "value"), ("12", "x", "value"), (True, "x", "value"), (10, "x", "value")],
)
def test_proposal_has_a_reason_and_another_value_that_may_be(
    smallest: Setting[int], administrator: Person, value: object, reason: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        proposed(smallest, value, administrator, reason)
    assert broken.value.field == field
    assert not SettingProposal.objects.exists()


@pytest.mark.django_db
def test_value_that_may_no_longer_be_is_not_confirmed_but_can_be_declined(
    smallest: Setting[int],
    administrator: Person,
    privacy_officer: Person,
    board_member: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A release may make the check stricter while a proposal waits."""
    proposal = advised(proposed(smallest, 12, administrator), privacy_officer)
    stricter = {"house.smallest": replace(smallest, check=at_least(15))}
    monkeypatch.setattr(organisation, "REGISTRY", stricter)
    with pytest.raises(RuleBroken, match="15 of meer"):
        decided(proposal, board_member)
    assert not OrganisationSetting.objects.exists()
    assert not AuditEvent.objects.filter(action="setting.confirmed").exists()
    assert decided(proposal, board_member, confirmed=False, reason="Niet nu.").confirmed is False


# --- at once ----------------------------------------------------------------------------------------------------------
@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_changes_at_once_upon_one_save_only_one_is_kept(motto: Setting[str]) -> None:
    people = [employee(roles=[Role.ADMINISTRATOR]) for _number in range(8)]
    for edition in range(10):
        answers = all_at_once([
            lambda by=one, words=f"{edition}-{place}", seen=edition: services.change_setting(  # type: ignore[misc]
                key=motto.key, value=words, actor=by, now=NOW, edition=seen
            )
            for place, one in enumerate(people)
        ])  # fmt: skip
        assert sum(isinstance(answer, EditConflict) for answer in answers) == len(people) - 1
        assert selectors.setting_value(motto) == f"{edition}-{answers.index(None)}"
    assert AuditEvent.objects.filter(action="setting.changed").count() == 10


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_proposals_at_once_are_one_proposal(smallest: Setting[int]) -> None:
    people = [employee(roles=[Role.ADMINISTRATOR]) for _number in range(8)]
    board = employee(roles=[Role.BOARD])
    for number in range(10):
        answers = all_at_once([lambda one=one, n=number: proposed(smallest, 20 + n, one) for one in people])  # type: ignore[misc]
        (won,) = [answer for answer in answers if isinstance(answer, SettingProposal)]
        assert sum(isinstance(answer, RuleBroken) for answer in answers) == len(people) - 1
        decided(won, board, confirmed=False, reason="Niet nu.")
    assert AuditEvent.objects.filter(action="setting.proposed").count() == 10


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_advice_and_decisions_at_once_are_one_of_each(smallest: Setting[int]) -> None:
    proposer = employee(roles=[Role.ADMINISTRATOR])
    officers = [employee(roles=[Role.PRIVACY_OFFICER]) for _number in range(8)]
    board = [employee(roles=[Role.BOARD]) for _number in range(8)]
    for number in range(10):
        before = selectors.setting_value(smallest)
        proposal = proposed(smallest, 20 + number, proposer)
        answers = all_at_once([lambda one=one, of=proposal: advised(of, one) for one in officers])  # type: ignore[misc]
        (advice,) = [answer.advised_by for answer in answers if isinstance(answer, SettingProposal)]
        answers = all_at_once([
            lambda one=one, yes=index % 2 == 0, of=proposal: decided(of, one, confirmed=yes)  # type: ignore[misc]
            for index, one in enumerate(board)
        ])  # fmt: skip
        (won,) = [answer for answer in answers if isinstance(answer, SettingProposal)]
        assert selectors.setting_value(smallest) == (20 + number if won.confirmed else before)
        events = AuditEvent.objects.filter(object_id=str(proposal.public_id)).order_by("pk")
        assert [event.actor for event in events] == [proposer, advice, won.decided_by]
