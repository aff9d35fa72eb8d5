"""A setting that touches privacy changes through three people, and an agreement that ends by it is told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from common.clock import day_of
from common.errors import RuleBroken
from common.models import AuditEvent, SettingProposal
from common.selectors import setting_value
from governance import selectors, services
from governance.choices import REGISTER, SMALLEST_GROUP, Outcome, ProposalKind
from outbox.choices import Channel, MessageState
from outbox.models import Message
from people.choices import Role
from people.models import Person
from people.selectors import people_with_role
from tests.governance.builders import agreed, asked
from tests.governance.test_proposals import NOW, answer
from tests.people.builders import employee

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def proposed(by: Person, value: int = 7) -> SettingProposal:
    return services.propose_change(key=SMALLEST_GROUP.key, value=value, reason="Kleine teams.", actor=by, now=NOW)


def advised(change: SettingProposal, by: Person, *, positive: bool = True) -> SettingProposal:
    return services.advise_on_change(
        proposal_id=change.pk, positive=positive, words="Gelezen.", actor=by, now=NOW + timedelta(hours=1)
    )


def decided(change: SettingProposal, by: Person, *, confirmed: bool = True, reason: str = "") -> SettingProposal:
    return services.decide_on_change(proposal_id=change.pk, confirmed=confirmed, reason=reason, actor=by, now=LATER)


def taken_back(change: SettingProposal, by: Person, reason: str = "Te vroeg.") -> SettingProposal:
    return services.withdraw_change(proposal_id=change.pk, reason=reason, actor=by, now=LATER)


def told(code: str) -> set[Person]:
    return {
        message.recipient
        for message in Message.objects.filter(code=f"governance.{code}", channel=Channel.MAIL).exclude(
            state=MessageState.SKIPPED
        )
        if message.recipient is not None
    }


def test_each_step_tells_who_comes_next_and_nobody_of_a_step_they_took(
    administrator: Person, privacy_officer: Person, board_member: Person, colleague: Person
) -> None:
    other = employee(first_name="Bea", roles=[Role.ADMINISTRATOR])
    change = proposed(administrator)
    assert told("change_proposed") == {privacy_officer}

    advised(change, privacy_officer)
    assert told("change_proposed") == set()
    assert told("change_advised") == {administrator, other, board_member}

    decided(change, board_member)
    assert told("change_advised") == set()
    assert told("change_decided") == {administrator, privacy_officer}
    assert setting_value(SMALLEST_GROUP) == 7


def test_privacy_officer_who_is_administrator_too_is_not_asked_about_their_own_proposal(
    privacy_officer: Person,
) -> None:
    both = employee(first_name="Kees", roles=[Role.ADMINISTRATOR, Role.PRIVACY_OFFICER])
    change = proposed(both)
    assert told("change_proposed") == {privacy_officer}
    assert selectors.changes_to_advise_on(both) == []
    with pytest.raises(RuleBroken, match="zelf voor"):
        advised(change, both)


def test_only_the_right_role_takes_a_step(
    administrator: Person, privacy_officer: Person, board_member: Person, programme_lead: Person, colleague: Person
) -> None:
    for person in (privacy_officer, board_member, programme_lead, colleague):
        with pytest.raises(RuleBroken, match="beheerder"):
            proposed(person)
    change = proposed(administrator)
    for person in (administrator, board_member, programme_lead, colleague):
        with pytest.raises(RuleBroken, match="functionaris"):
            advised(change, person)
    advised(change, privacy_officer)
    for person in (privacy_officer, programme_lead, colleague):
        with pytest.raises(RuleBroken, match="beheerder of het bestuur"):
            decided(change, person)
    assert setting_value(SMALLEST_GROUP) == 10


@pytest.mark.parametrize(("value", "confirmed"), [(7, True), (7, False), (15, True)])
@pytest.mark.usefixtures("board_member")
def test_body_and_office_hear_that_their_agreement_ended(
    privacy_officer: Person, works_council_member: Person, programme_lead: Person, value: int, confirmed: bool
) -> None:
    first, second = (employee(roles=[Role.ADMINISTRATOR]) for _each in range(2))
    proposal = agreed("figures:class_b", now=NOW - timedelta(days=5))
    asked("figures:class_c", now=NOW - timedelta(days=5))
    change = advised(proposed(first, value), privacy_officer)
    seen = selectors.change_of(change.public_id, reader=second)
    assert seen is not None
    assert [one.subject.code for one in seen.ends] == (["figures:class_b"] if value == 7 else [])

    decided(change, second, confirmed=confirmed, reason="Besproken.")

    ends = confirmed and value == 7
    hear = told("agreement_ended")
    assert ({works_council_member, programme_lead} <= hear) is ends
    assert all(person.has_role(Role.WORKS_COUNCIL, Role.PROGRAMME_OFFICE) for person in hear)
    assert bool(hear) is ends
    assert selectors.has_agreement("figures:class_b") is not ends
    titles = [str(one.title) for one in selectors.waiting_for(programme_lead, now=LATER)]
    assert (f"Akkoord vervallen: {proposal.title_nl}" in titles) is ends


def test_who_can_do_what_is_said_to_each_reader(
    administrator: Person, privacy_officer: Person, board_member: Person, works_council_member: Person
) -> None:
    change = proposed(administrator)

    def may(person: Person) -> tuple[bool, bool]:
        seen = selectors.change_of(change.public_id, reader=person)
        assert seen is not None
        return seen.may_advise, seen.may_decide

    readers = (administrator, privacy_officer, board_member, works_council_member)
    assert [may(person) for person in readers] == [(False, False), (True, False), (False, True), (False, False)]
    assert selectors.changes_to_decide_on(board_member) == []
    advised(change, privacy_officer)
    assert [may(person) for person in readers] == [(False, False), (False, False), (False, True), (False, False)]
    assert selectors.changes_to_decide_on(board_member) == [change]
    assert selectors.changes_to_decide_on(administrator) == []
    decided(change, board_member)
    assert [may(person) for person in readers] == [(False, False)] * 4
    assert selectors.open_changes(reader=board_member) == []
    assert [one.proposal for one in selectors.decided_changes(reader=board_member)] == [change]


def test_change_waits_as_one_for_who_comes_next(
    administrator: Person, privacy_officer: Person, board_member: Person
) -> None:
    def piles_of(person: Person) -> list[str]:
        with translation.override("en"):
            return [str(pile.title) for pile in selectors.waiting_for(person, now=NOW)]

    change = proposed(administrator)
    assert piles_of(privacy_officer) == ["Change of a setting that waits for your advice"]
    assert piles_of(board_member) == []
    advised(change, privacy_officer)
    assert piles_of(privacy_officer) == []
    assert piles_of(board_member) == ["Change of a setting that waits for a decision"]


def test_confirming_against_advice_needs_a_reason_here_too(
    administrator: Person, privacy_officer: Person, board_member: Person
) -> None:
    change = advised(proposed(administrator), privacy_officer, positive=False)
    with pytest.raises(RuleBroken) as broken:
        decided(change, board_member)
    assert broken.value.field == "reason"
    assert told("agreement_ended") == set()
    decided(change, board_member, reason="Het kan niet anders.")
    assert setting_value(SMALLEST_GROUP) == 7


def test_body_hears_and_reads_that_its_agreement_is_at_stake_as_soon_as_a_change_is_proposed(
    administrator: Person, works_council_member: Person, colleague: Person
) -> None:
    agreed(now=NOW)
    council = set(people_with_role(Role.WORKS_COUNCIL, day_of(NOW)))
    assert works_council_member in council
    assert selectors.lowest_proposed() is None
    proposed(administrator)
    assert told("agreement_at_stake") == council
    assert selectors.lowest_proposed() == 7


@pytest.mark.usefixtures("works_council_member", "colleague")
@pytest.mark.parametrize("with_advice", [False, True])
def test_change_that_is_taken_back_is_told_to_who_was_asked_and_changes_nothing(
    administrator: Person, privacy_officer: Person, board_member: Person, with_advice: bool
) -> None:
    agreed(now=NOW)
    council = set(people_with_role(Role.WORKS_COUNCIL, day_of(NOW)))
    change = proposed(administrator)
    if with_advice:
        advised(change, privacy_officer)

    taken_back(change, administrator, " Te vroeg. ")

    change.refresh_from_db()
    assert (change.withdrawn_by, change.withdrawn_at, change.withdrawal_reason) == (administrator, LATER, "Te vroeg.")
    assert told("change_proposed") == told("change_advised") == told("agreement_at_stake") == set()
    assert told("change_withdrawn") == {privacy_officer, *council} | ({board_member} if with_advice else set())
    assert setting_value(SMALLEST_GROUP) == 10
    assert selectors.lowest_proposed() is None
    assert selectors.open_changes(reader=privacy_officer) == []
    assert selectors.changes_to_advise_on(privacy_officer) == selectors.changes_to_decide_on(board_member) == []
    assert [one.proposal for one in selectors.decided_changes(reader=board_member)] == [change]
    event = AuditEvent.objects.get(action="setting.withdrawn")
    assert (event.actor, event.object_id, event.reason) == (administrator, str(change.public_id), "Te vroeg.")
    assert proposed(administrator, value=8).is_open


def test_only_who_proposed_takes_back_and_says_why_before_a_decision(
    administrator: Person, privacy_officer: Person, board_member: Person
) -> None:
    other = employee(first_name="Bea", roles=[Role.ADMINISTRATOR])
    change = advised(proposed(administrator), privacy_officer)
    for person in (other, privacy_officer, board_member):
        with pytest.raises(RuleBroken, match="voorstelde"):
            taken_back(change, person)
    with pytest.raises(RuleBroken) as broken:
        taken_back(change, administrator, " ")
    assert broken.value.field == "reason"
    decided(change, board_member)
    with pytest.raises(RuleBroken, match="besloot al"):
        taken_back(change, administrator)
    assert setting_value(SMALLEST_GROUP) == 7


def test_nobody_advises_or_decides_on_what_was_taken_back(
    administrator: Person, privacy_officer: Person, board_member: Person
) -> None:
    change = taken_back(proposed(administrator), administrator)
    for attempt in (
        lambda: advised(change, privacy_officer),
        lambda: decided(change, board_member, confirmed=False, reason="Niet nu."),
        lambda: taken_back(change, administrator),
    ):
        with pytest.raises(RuleBroken, match="ingetrokken"):
            attempt()
    assert AuditEvent.objects.filter(action="setting.withdrawn").count() == 1


def test_change_that_ends_no_agreement_puts_none_at_stake(administrator: Person, works_council_member: Person) -> None:
    agreed(now=NOW)
    proposed(administrator, value=12)
    assert told("agreement_at_stake") == set()
    assert selectors.lowest_proposed() is None


# --- proposals that others took the place of --------------------------------------------------------------------------
def test_asking_anew_where_there_is_agreement_says_why_and_closes_what_was_open() -> None:
    agreed(now=NOW)
    with pytest.raises(RuleBroken) as broken:
        asked(now=LATER)
    assert broken.value.field == "anew"
    assert selectors.has_agreement("surveys:wave")
    assert asked(anew=" Andere vragen. ", now=LATER).anew_reason == "Andere vragen."
    assert not selectors.has_agreement("surveys:wave")


def test_nobody_answers_or_advises_on_a_proposal_that_a_newer_one_replaced(
    works_council_member: Person, privacy_officer: Person, board_member: Person
) -> None:
    older = asked(kind=ProposalKind.ADVICE, now=NOW - timedelta(days=60))
    answer(older, Outcome.REFUSED, works_council_member, reason="Nee.")
    newer = asked(now=NOW)
    assert selectors.newer_than(older) == newer
    assert selectors.newer_than(newer) is None
    attempts: list[Any] = [
        lambda: answer(older, Outcome.AGREED, works_council_member),
        lambda: services.advise(proposal_id=older.pk, answer=Outcome.AGREED, actor=privacy_officer, now=LATER),
        lambda: services.deviate(proposal_id=older.pk, reason="Toch.", actor=board_member, now=LATER),
    ]
    for attempt in attempts:
        with pytest.raises(RuleBroken, match="vervangen"):
            attempt()
    services.withdraw(proposal_id=newer.pk, reason="Te vroeg.", actor=newer.proposed_by, now=LATER)
    assert selectors.newer_than(older) is None
    answer(older, Outcome.AGREED, works_council_member, reason="Bij nader inzien.")


def test_agreement_that_was_taken_back_waits_for_the_office_by_its_name(
    works_council_member: Person, programme_lead: Person
) -> None:
    proposal = agreed(now=NOW)
    answer(proposal, Outcome.REFUSED, works_council_member, reason="Voorwaarden niet nagekomen.")
    assert [one.is_taken_back for one in selectors.agreements() if one.subject.code == "surveys:wave"] == [True]
    assert [str(one.title) for one in selectors.waiting_for(programme_lead, now=LATER)] == [
        f"Akkoord ingetrokken: {proposal.title_nl}"
    ]


def test_refusal_of_what_is_asked_anew_takes_back_no_agreement(works_council_member: Person) -> None:
    agreed(now=NOW)
    anew = asked(anew="Andere voorwaarden.", now=LATER)
    answer(anew, Outcome.REFUSED, works_council_member, reason="De voorwaarden zijn niet nagekomen.")
    (one,) = (one for one in selectors.agreements() if one.subject.code == "surveys:wave")
    assert (one.proposal, one.is_open, one.is_taken_back) == (anew, False, False)


def test_answer_says_what_follows_and_which_conditions_end(works_council_member: Person) -> None:
    proposal = asked()
    services.answer(
        proposal_id=proposal.pk, answer=Outcome.AGREED_WITH_CONDITIONS, conditions="Twee keer per jaar.",
        actor=works_council_member, now=NOW,
    )  # fmt: skip
    proposal.refresh_from_db()
    follows = selectors.what_follows(proposal, selectors.answers_to(proposal))
    assert set(follows) == set(Outcome.values) - {Outcome.DEVIATED}
    assert "Twee keer per jaar." in follows[Outcome.AGREED]
    assert follows[Outcome.AGREED].startswith("Het blijft open")
    assert follows[Outcome.REFUSED] == REGISTER.all["surveys:wave"].refused_nl


def test_proposal_in_older_words_is_not_told_in_short(monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = asked()
    assert len(selectors.in_short(proposal)) == 4
    subject = REGISTER.all["surveys:wave"]
    newer = replace(subject, version=subject.version + 1)
    monkeypatch.setitem(REGISTER._subjects, "surveys:wave", newer)
    assert selectors.in_short(proposal) == []
