"""What must never be false of the common room: each test goes round the services and meets it by its name."""

from typing import Any

import pytest

from common.models import Installation, Job, SettingProposal
from people.models import Person
from tests.common.builders import NOW, job
from tests.truths import refused

pytestmark = pytest.mark.django_db


def test_there_is_one_installation() -> None:
    Installation.objects.create(created_at=NOW)
    with refused("common_installation_only_one"):
        Installation.objects.create(pk=2, created_at=NOW)


def test_key_has_one_job_that_lives() -> None:
    over = job()
    Job.objects.filter(pk=over.pk).update(state="done")
    lives = job()
    assert lives != over
    with refused("common_job_one_live"):
        Job.objects.create(kind="tests.read_it", unique_key=lives.unique_key, state="running", created_at=NOW)
    with refused("common_job_one_live"):
        Job.objects.filter(pk=over.pk).update(state="queued")


def test_job_has_a_known_state() -> None:
    with refused("common_job_state_known"):
        Job.objects.filter(pk=job().pk).update(state="asleep")


# --- proposals of settings that touch privacy -------------------------------------------------------------------------
@pytest.fixture
def proposal(administrator: Person) -> SettingProposal:
    return SettingProposal.objects.create(
        key="house.smallest", value=12, value_before=10, reason="Omdat.", proposed_by=administrator, proposed_at=NOW
    )


def change(proposal: SettingProposal, **fields: Any) -> None:
    """Write round the services, as somebody with the database would."""
    SettingProposal.objects.filter(pk=proposal.pk).update(**fields)


def advised(proposal: SettingProposal, by: Person, *, positive: bool = True) -> None:
    change(proposal, advised_by=by, advised_at=NOW, advised_for=positive, advice="Mijn advies.")


def test_setting_has_one_open_proposal(proposal: SettingProposal, privacy_officer: Person) -> None:
    with refused("common_settingproposal_one_open"):
        SettingProposal.objects.create(
            key=proposal.key, value=8, value_before=10, reason="Ook.", proposed_by=privacy_officer, proposed_at=NOW
        )


def test_proposal_says_why(administrator: Person) -> None:
    with refused("common_settingproposal_says_why"):
        SettingProposal.objects.create(
            key="house.smallest", value=8, value_before=10, reason="", proposed_by=administrator, proposed_at=NOW
        )


@pytest.mark.parametrize("confirmed", [True, False])
def test_nobody_decides_on_their_own_proposal(
    proposal: SettingProposal, privacy_officer: Person, confirmed: bool
) -> None:
    advised(proposal, privacy_officer)
    with refused("common_settingproposal_two_people"):
        change(proposal, decided_by=proposal.proposed_by, decided_at=NOW, confirmed=confirmed)


def test_nobody_advises_on_their_own_proposal_or_decides_on_their_own_advice(
    proposal: SettingProposal, privacy_officer: Person
) -> None:
    with refused("common_settingproposal_adviser_apart"):
        advised(proposal, proposal.proposed_by)
    advised(proposal, privacy_officer)
    for confirmed in (True, False):
        with refused("common_settingproposal_adviser_apart"):
            change(proposal, decided_by=privacy_officer, decided_at=NOW, confirmed=confirmed)


@pytest.mark.parametrize("missing", ["decided_by", "decided_at", "confirmed"])
def test_decision_says_who_when_and_what(proposal: SettingProposal, board_member: Person, missing: str) -> None:
    whole: dict[str, Any] = {"decided_by": board_member, "decided_at": NOW, "confirmed": False}
    with refused("common_settingproposal_decided_whole"):
        change(proposal, **(whole | {missing: None}))


@pytest.mark.parametrize("missing", [{"advised_by": None}, {"advised_at": None}, {"advised_for": None}, {"advice": ""}])
def test_advice_says_who_when_and_what(
    proposal: SettingProposal, privacy_officer: Person, missing: dict[str, Any]
) -> None:
    whole = {"advised_by": privacy_officer, "advised_at": NOW, "advised_for": True, "advice": "Mijn advies."}
    with refused("common_settingproposal_advised_whole"):
        change(proposal, **(whole | missing))


def test_nothing_is_confirmed_without_advice_or_against_it_without_a_reason(
    proposal: SettingProposal, privacy_officer: Person, board_member: Person
) -> None:
    confirmed = {"decided_by": board_member, "decided_at": NOW, "confirmed": True}
    with refused("common_settingproposal_advice_first"):
        change(proposal, **confirmed)
    advised(proposal, privacy_officer, positive=False)
    with refused("common_settingproposal_against_advice_says_why"):
        change(proposal, **confirmed)
    change(proposal, **confirmed, decision_reason="De raad weegt het anders.")


@pytest.mark.parametrize(
    "words", [{"key": "x"}, {"value": 5}, {"value_before": 5}, {"reason": "x"}, {"proposed_at": "2026-01-01T09:00Z"}]
)
def test_words_of_a_proposal_stay(proposal: SettingProposal, words: dict[str, Any]) -> None:
    with refused("common_settingproposal_words_stay"):
        change(proposal, **words)


def test_proposer_of_a_proposal_stays(proposal: SettingProposal, board_member: Person) -> None:
    with refused("common_settingproposal_words_stay"):
        change(proposal, proposed_by=board_member)


@pytest.mark.parametrize(
    "words", [{"advice": "Toch niet."}, {"advised_for": False}, {"advised_at": "2026-01-01T09:00Z"}]
)
def test_advice_stays_as_it_was_given(
    proposal: SettingProposal, privacy_officer: Person, board_member: Person, words: dict[str, Any]
) -> None:
    advised(proposal, privacy_officer)
    taken_back = {"advised_by": None, "advised_at": None, "advised_for": None, "advice": ""}
    for other in (words, taken_back, {"advised_by": board_member}):
        with refused("common_settingproposal_advice_stays"):
            change(proposal, **other)


def test_decision_stays_and_so_does_the_proposal(
    proposal: SettingProposal, privacy_officer: Person, board_member: Person
) -> None:
    change(proposal, decided_by=board_member, decided_at=NOW, confirmed=False)
    for other in (
        {"confirmed": True},
        {"decision_reason": "Bij nader inzien."},
        {"confirmed": None, "decided_by": None, "decided_at": None},
        {"advised_by": privacy_officer, "advised_at": NOW, "advised_for": True, "advice": "Te laat."},
    ):
        with refused("common_settingproposal_end_stays"):
            change(proposal, **other)
    with refused("common_settingproposal_stays"):
        proposal.delete()


def withdrawn(proposal: SettingProposal, **other: Any) -> None:
    whole = {"withdrawn_by": proposal.proposed_by, "withdrawn_at": NOW, "withdrawal_reason": "Te vroeg."}
    change(proposal, **(whole | other))


@pytest.mark.parametrize("missing", [{"withdrawn_by": None}, {"withdrawn_at": None}, {"withdrawal_reason": ""}])
def test_taking_back_says_who_when_and_why(proposal: SettingProposal, missing: dict[str, Any]) -> None:
    with refused("common_settingproposal_withdrawn_whole"):
        withdrawn(proposal, **missing)


def test_nobody_takes_back_what_somebody_else_proposed(proposal: SettingProposal, board_member: Person) -> None:
    with refused("common_settingproposal_withdrawn_by_proposer"):
        withdrawn(proposal, withdrawn_by=board_member)


def test_change_ends_once(proposal: SettingProposal, board_member: Person) -> None:
    with refused("common_settingproposal_ends_once"):
        withdrawn(proposal, decided_by=board_member, decided_at=NOW, confirmed=False)


def test_what_was_taken_back_stays_so_and_makes_room(proposal: SettingProposal, board_member: Person) -> None:
    withdrawn(proposal)
    nothing = {"withdrawn_by": None, "withdrawn_at": None, "withdrawal_reason": ""}
    for other in (nothing, {"withdrawal_reason": "Toch niet."}, {"decision_reason": "x"}):
        with refused("common_settingproposal_end_stays"):
            change(proposal, **other)
    SettingProposal.objects.create(
        key=proposal.key, value=8, value_before=10, reason="Ook.", proposed_by=board_member, proposed_at=NOW
    )
