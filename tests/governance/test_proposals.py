"""Asking a body and answering it: who may, what follows, and what can never be undone."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from common.errors import RuleBroken
from common.models import AuditEvent
from governance import rules, selectors, services
from governance.choices import REGISTER, AnsweredAs, BodyKind, Outcome, ProposalKind, ProposalState
from governance.models import Answer, Body, Proposal
from outbox.messages import render
from outbox.models import Message
from people.choices import Role
from people.models import Person
from tests.governance.builders import agreed, asked, body
from tests.people.builders import employee
from tests.truths import refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 31, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


def answer(proposal: Proposal, outcome: str, by: Person, **words: str) -> Answer:
    return services.answer(proposal_id=proposal.pk, answer=outcome, actor=by, now=NOW, **words)


def test_proposal_keeps_the_words_of_both_languages_with_the_threshold_filled_in(programme_lead: Person) -> None:
    proposal = asked("figures:class_c", actor=programme_lead)

    assert any("minstens 10 mensen" in term for term in proposal.terms_nl)
    assert any("at least 10 people" in term for term in proposal.terms_en)
    assert len(proposal.terms_nl) == len(proposal.terms_en) == len(REGISTER.all["figures:class_c"].terms_nl)


@pytest.mark.parametrize("subject", ["figures:class_c", "surveys:wave"])
def test_consent_says_where_the_promise_about_survey_answers_ends(subject: str) -> None:
    known = REGISTER.all[subject]
    assert known.version == 2, "an agreement to the words without the limits opens nothing"
    for terms, server, copied, alike in (
        (" ".join(known.terms_nl), "server meek", "sleutels en database kopieerde", "hele groep hetzelfde"),
        (" ".join(known.terms_en), "the server", "copied keys and database", "whole group answers alike"),
    ):
        assert server in terms
        assert copied in terms
        assert alike in terms
    assert "bewijst" not in " ".join(known.terms_nl)


def test_body_and_privacy_officer_hear_of_a_proposal_and_nobody_else(
    programme_lead: Person, works_council_member: Person, privacy_officer: Person, colleague: Person
) -> None:
    asked(actor=programme_lead)

    told = set(Message.objects.filter(code="governance.proposal_asked").values_list("recipient_id", flat=True))
    assert told == {works_council_member.pk, privacy_officer.pk}


def test_only_the_programme_office_proposes(colleague: Person) -> None:
    with pytest.raises(RuleBroken):
        asked(actor=colleague)
    assert not Proposal.objects.exists()


def test_unknown_subject_is_refused(programme_lead: Person) -> None:
    with pytest.raises(RuleBroken):
        asked("figures:class_z", actor=programme_lead)


def test_second_proposal_waits_until_the_first_is_answered(programme_lead: Person) -> None:
    asked(actor=programme_lead)
    with pytest.raises(RuleBroken):
        asked(actor=programme_lead)


def test_body_without_the_right_of_consent_is_not_asked_for_it(programme_lead: Person) -> None:
    council = body(BodyKind.CLIENT_COUNCIL, has_consent=False)
    with pytest.raises(RuleBroken):
        asked(of=council, actor=programme_lead)
    assert asked(of=council, kind=ProposalKind.ADVICE, actor=programme_lead).state == ProposalState.ASKED


@pytest.mark.parametrize(
    ("outcome", "words", "opens"),
    [
        (Outcome.AGREED, {}, True),
        (Outcome.AGREED_WITH_CONDITIONS, {"conditions": "Na een jaar opnieuw."}, True),
        (Outcome.NOT_REQUIRED, {"reason": "Geen regeling in de zin van de wet."}, True),
        (Outcome.REPLACED_BY_COURT, {"reason": "Beschikking van de kantonrechter."}, True),
        (Outcome.REFUSED, {"reason": "Te weinig waarborgen."}, False),
    ],
)
def test_only_a_positive_answer_opens_the_subject(
    works_council_member: Person, outcome: str, words: dict[str, str], opens: bool
) -> None:
    proposal = asked()
    assert not selectors.has_agreement("surveys:wave")

    answer(proposal, outcome, works_council_member, **words)

    assert selectors.has_agreement("surveys:wave") is opens
    assert not selectors.has_agreement("figures:class_b")


def test_latest_proposal_decides(works_council_member: Person) -> None:
    agreed(now=NOW)
    later = asked(anew="Andere vragen.", now=NOW + timedelta(days=30))
    assert not selectors.has_agreement("surveys:wave")

    services.withdraw(proposal_id=later.pk, reason="Te vroeg.", actor=later.proposed_by, now=NOW + timedelta(days=31))
    assert selectors.has_agreement("surveys:wave")


def test_agreement_to_older_words_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    agreed()
    subject = REGISTER.all["surveys:wave"]
    newer = replace(subject, version=subject.version + 1)
    monkeypatch.setitem(REGISTER._subjects, "surveys:wave", newer)

    assert not selectors.has_agreement("surveys:wave")


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.NOT_REQUIRED, Outcome.REPLACED_BY_COURT])
def test_answer_that_others_must_follow_needs_a_reason(works_council_member: Person, outcome: str) -> None:
    proposal = asked()
    with pytest.raises(RuleBroken) as caught:
        answer(proposal, outcome, works_council_member, reason="  ")
    assert caught.value.field == "reason"


def test_conditions_are_written_down(works_council_member: Person) -> None:
    with pytest.raises(RuleBroken) as caught:
        answer(asked(), Outcome.AGREED_WITH_CONDITIONS, works_council_member)
    assert caught.value.field == "conditions"


def test_who_does_not_speak_for_the_body_does_not_answer(colleague: Person, programme_lead: Person) -> None:
    proposal = asked(actor=programme_lead)
    for person in (colleague, programme_lead):
        with pytest.raises(RuleBroken):
            answer(proposal, Outcome.AGREED, person)


def test_whoever_made_a_proposal_does_not_answer_it_for_the_body(works_council_member: Person) -> None:
    both = employee(first_name="Piet", roles=[Role.PROGRAMME_OFFICE, Role.WORKS_COUNCIL])
    proposal = asked(actor=both)
    with pytest.raises(RuleBroken, match="Jij deed dit voorstel"):
        answer(proposal, Outcome.AGREED, both)

    assert not selectors.has_agreement("surveys:wave")
    assert not Message.objects.filter(recipient=both).exists()
    assert selectors.waiting_for(both, now=NOW) == []
    answer(proposal, Outcome.AGREED, works_council_member)
    assert selectors.has_agreement("surveys:wave")


def test_body_may_come_back_on_its_answer_and_both_answers_stay(works_council_member: Person) -> None:
    proposal = agreed(now=NOW - timedelta(days=10))
    answer(proposal, Outcome.REFUSED, works_council_member, reason="De voorwaarden zijn niet nagekomen.")

    proposal.refresh_from_db()
    assert proposal.state == ProposalState.REFUSED
    assert [a.outcome for a in selectors.answers_to(proposal)] == [Outcome.AGREED, Outcome.REFUSED]
    assert not selectors.has_agreement("surveys:wave")


def test_body_comes_back_on_its_answer_only_with_a_reason(works_council_member: Person) -> None:
    proposal = asked(now=NOW)
    answer(proposal, Outcome.REFUSED, works_council_member, reason="Te vroeg.")
    for reason in ("", "  "):
        with pytest.raises(RuleBroken) as broken:
            answer(proposal, Outcome.AGREED, works_council_member, reason=reason)
        assert broken.value.field == "reason"
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.REFUSED
    assert not selectors.has_agreement("surveys:wave")
    assert Answer.objects.count() == 1


def test_changed_answer_names_the_one_it_replaces_and_is_told_to_who_relied_on_it(
    works_council_member: Person, privacy_officer: Person, colleague: Person
) -> None:
    newcomer = employee(first_name="Nina", roles=[Role.WORKS_COUNCIL])
    proposal = asked(now=NOW)
    first = answer(proposal, Outcome.AGREED, works_council_member)

    second = answer(proposal, Outcome.REFUSED, newcomer, reason="De voorwaarden zijn niet nagekomen.")

    assert (first.replaces, second.replaces) == (None, first)
    shown = selectors.answers_to(proposal)
    assert [each.replaced_at for each in shown] == [second.answered_at, None]  # type: ignore[attr-defined]
    assert selectors.standing_answer(shown) == second
    messages = Message.objects.filter(code="governance.answer_changed", channel="mail")
    assert {each.recipient for each in messages} == {proposal.proposed_by, works_council_member, privacy_officer}
    for language, before, after in (("nl", "is akkoord", "is niet akkoord"), ("en", "agrees", "does not agree")):
        text = render(messages[0], language=language).text
        assert f": {before}." in text
        assert f": {after}." in text
        assert "nagekomen" not in text
    assert AuditEvent.objects.get(action="proposal.refused").fields[-1] == "was agreed"


def test_advice_of_the_privacy_officer_informs_but_opens_nothing(privacy_officer: Person) -> None:
    proposal = asked()
    given = services.advise(proposal_id=proposal.pk, answer=Outcome.AGREED, actor=privacy_officer, now=NOW)

    proposal.refresh_from_db()
    assert given.answered_as == AnsweredAs.ADVISER
    assert proposal.state == ProposalState.ASKED
    assert not selectors.has_agreement("surveys:wave")


def test_board_goes_on_against_advice_after_a_month_with_its_reason(
    works_council_member: Person, board_member: Person
) -> None:
    proposal = asked(kind=ProposalKind.ADVICE, now=NOW)
    answer(proposal, Outcome.REFUSED, works_council_member, reason="Liever niet.")

    with pytest.raises(RuleBroken):
        services.deviate(proposal_id=proposal.pk, reason="Toch.", actor=board_member, now=NOW + timedelta(days=29))
    with pytest.raises(RuleBroken):
        services.deviate(proposal_id=proposal.pk, reason=" ", actor=board_member, now=NOW + timedelta(days=30))
    services.deviate(
        proposal_id=proposal.pk, reason="De voordelen zijn groter.", actor=board_member, now=NOW + timedelta(days=30)
    )

    assert selectors.has_agreement("surveys:wave")
    assert Answer.objects.get(outcome=Outcome.DEVIATED).reason == "De voordelen zijn groter."


def test_board_never_goes_on_against_a_refused_consent(works_council_member: Person, board_member: Person) -> None:
    proposal = asked(now=NOW)
    answer(proposal, Outcome.REFUSED, works_council_member, reason="Nee.")
    with pytest.raises(RuleBroken):
        services.deviate(proposal_id=proposal.pk, reason="Toch.", actor=board_member, now=NOW + timedelta(days=90))
    assert not selectors.has_agreement("surveys:wave")


def test_month_of_waiting_ends_in_the_next_month_also_from_its_last_day() -> None:
    works_council = BodyKind.WORKS_COUNCIL
    assert str(rules.deviation_opens_on(refused_on=NOW.date(), body_kind=works_council)) == "2026-04-30"
    assert rules.deviation_opens_on(refused_on=NOW.date(), body_kind=BodyKind.CLIENT_COUNCIL) == NOW.date()


def test_without_a_body_the_privacy_officer_records_why_nothing_is_required(
    programme_lead: Person, privacy_officer: Person
) -> None:
    proposal = asked(of=body(BodyKind.NONE), actor=programme_lead)
    with pytest.raises(RuleBroken):
        answer(proposal, Outcome.AGREED, privacy_officer)
    with pytest.raises(RuleBroken):
        answer(proposal, Outcome.NOT_REQUIRED, programme_lead, reason="Wij zijn met acht mensen.")

    answer(proposal, Outcome.NOT_REQUIRED, privacy_officer, reason="Wij zijn met acht mensen.")
    assert selectors.has_agreement("surveys:wave")


def test_answered_proposal_is_not_withdrawn(programme_lead: Person) -> None:
    proposal = agreed()
    with pytest.raises(RuleBroken):
        services.withdraw(proposal_id=proposal.pk, reason="Toch niet.", actor=programme_lead, now=NOW)


def test_each_step_is_in_the_audit_trail_without_personal_values(works_council_member: Person) -> None:
    proposal = asked()
    answer(proposal, Outcome.REFUSED, works_council_member, reason="Sanne wil dit niet.")

    events = AuditEvent.objects.filter(object_id=str(proposal.public_id)).order_by("pk")
    assert [event.action for event in events] == ["proposal.asked", "proposal.refused"]
    assert all("Sanne" not in f"{event.fields}{event.reason}" for event in events)


# --- truths in the database -------------------------------------------------------------------------------------------
def test_database_keeps_answers_as_they_were_given(works_council_member: Person) -> None:
    given = answer(asked(), Outcome.AGREED, works_council_member)
    for change in (
        lambda: Answer.objects.filter(pk=given.pk).update(outcome=Outcome.REFUSED, reason="x"),
        given.delete,
    ):
        with refused("governance_answer_append_only"):
            change()


def test_database_takes_one_first_answer_of_a_body_and_one_in_the_place_of_each(works_council_member: Person) -> None:
    proposal = asked()
    first = answer(proposal, Outcome.AGREED, works_council_member)
    answer(proposal, Outcome.REFUSED, works_council_member, reason="Toch niet.")
    again = {
        "proposal": proposal, "outcome": Outcome.AGREED, "reason": "x", "answered_by": employee(), "answered_at": NOW,
    }  # fmt: skip
    with refused("governance_answer_first_of_body_once"):
        Answer.objects.create(**again, answered_as=AnsweredAs.BODY)
    with refused("governance_answer_replaced_once"):
        Answer.objects.create(**again, answered_as=AnsweredAs.BODY, replaces=first)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("governance_answer_only_body_comes_back", {"answered_as": AnsweredAs.ADVISER, "reason": "x"}),
        ("governance_answer_change_says_why", {"answered_as": AnsweredAs.BODY, "reason": ""}),
    ],
)
def test_database_refuses_a_change_of_an_answer_that_cannot_be(
    works_council_member: Person, name: str, fields: dict[str, str]
) -> None:
    first = answer(asked(), Outcome.REFUSED, works_council_member, reason="Nee.")
    whole = {
        "proposal": first.proposal, "outcome": Outcome.AGREED, "answered_by": employee(), "answered_at": NOW,
        "replaces": first,
    }  # fmt: skip
    with refused(name):
        Answer.objects.create(**whole | fields)


def test_database_keeps_the_words_that_were_agreed_to() -> None:
    proposal = agreed()
    for field, value in {"terms_nl": ["iets anders"], "title_en": "other", "smallest_group": 5}.items():
        with refused("governance_proposal_words_stay"):
            Proposal.objects.filter(pk=proposal.pk).update(**{field: value})
    with refused("governance_proposal_stays"):
        Proposal.objects.filter(pk=asked("figures:class_b").pk).delete()


def test_database_takes_one_open_proposal_on_a_subject() -> None:
    proposal = asked()
    proposal.pk, proposal.public_id = None, uuid.uuid4()
    with refused("governance_proposal_one_asked"):
        proposal.save(force_insert=True)


def test_database_lets_a_court_replace_consent_only() -> None:
    proposal = asked(kind=ProposalKind.ADVICE)
    with refused("governance_proposal_court_replaces_consent"):
        Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.REPLACED_BY_COURT)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("governance_answer_says_why", {"outcome": Outcome.REFUSED}),
        ("governance_answer_conditions_fit", {"outcome": Outcome.AGREED_WITH_CONDITIONS}),
        ("governance_answer_conditions_fit", {"outcome": Outcome.AGREED, "conditions": "x"}),
        ("governance_answer_board_deviates", {"outcome": Outcome.DEVIATED, "reason": "x"}),
        ("governance_answer_board_deviates", {"outcome": Outcome.AGREED, "answered_as": AnsweredAs.BOARD}),
        ("governance_answer_outcome_known", {"outcome": "perhaps", "reason": "x"}),
        ("governance_answer_capacity_known", {"outcome": Outcome.AGREED, "answered_as": "friend"}),
    ],
)
def test_database_refuses_an_answer_that_cannot_be(name: str, fields: dict[str, str]) -> None:
    proposal = asked()
    whole = {
        "proposal": proposal,
        "answered_as": AnsweredAs.BODY,
        "answered_by": employee(),
        "answered_at": NOW,
    } | fields
    with refused(name):
        Answer.objects.create(**whole)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("governance_proposal_kind_known", {"kind": "wish"}),
        ("governance_proposal_state_known", {"state": "maybe"}),
    ],
)
def test_database_refuses_a_proposal_that_cannot_be(name: str, fields: dict[str, str]) -> None:
    model = asked()
    model.pk, model.public_id, model.state = None, uuid.uuid4(), ProposalState.WITHDRAWN
    for field, value in fields.items():
        setattr(model, field, value)
    with refused(name):
        model.save(force_insert=True)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("governance_body_kind_known", {"kind": "choir"}),
        ("governance_body_none_says_why", {"kind": BodyKind.NONE}),
    ],
)
def test_database_refuses_a_body_that_cannot_be(name: str, fields: dict[str, str]) -> None:
    with refused(name):
        Body.objects.create(name_nl="x", name_en="x", **fields)


def test_database_takes_one_body_of_a_kind() -> None:
    body()
    with refused("governance_body_one_a_kind"):
        Body.objects.create(kind=BodyKind.WORKS_COUNCIL, name_nl="tweede", name_en="second")
