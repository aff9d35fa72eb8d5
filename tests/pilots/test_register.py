"""A pilot's life in the register: contract, gates, decisions."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from common.errors import RuleBroken
from common.models import AuditEvent
from common.periods import Period
from outbox.models import Message
from people.models import Person
from pilots import policies, rules, selectors, services
from pilots.choices import DecisionKind, MemberRole, PersonalData, Stage
from pilots.models import Decision, LogEntry, Membership, Pilot
from tests.people.builders import employee, unit
from tests.pilots.builders import (
    NOW,
    TODAY,
    at_intake,
    contract,
    decided,
    evaluated,
    idea,
    measured,
    running,
)
from tests.strategy.builders import objective
from tests.tools.builders import tool
from tools.choices import ToolStatus

pytestmark = pytest.mark.django_db


def test_whoever_registers_a_pilot_owns_it(colleague: Person) -> None:
    pilot = idea(owner=colleague)
    assert (pilot.stage, pilot.members.get().role) == (Stage.IDEA, MemberRole.OWNER)
    assert AuditEvent.objects.filter(action="pilot.registered", object_id=str(pilot.public_id)).exists()


def test_ai_that_is_in_use_enters_as_such(colleague: Person) -> None:
    assert idea(owner=colleague, is_in_use=True).stage == Stage.IN_USE


@pytest.mark.parametrize("field", ["title", "question"])
def test_pilot_without_title_or_question_is_refused(colleague: Person, field: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        idea(owner=colleague, **{field: "  "})
    assert refusal.value.field == field


def test_gate_of_running_says_each_missing_thing(colleague: Person, programme_lead: Person) -> None:
    pilot = at_intake(owner=colleague, actor=programme_lead)
    with pytest.raises(RuleBroken) as refusal:
        decided(pilot, DecisionKind.CONTINUE, actor=programme_lead)
    for demand in (rules.SPONSOR, rules.MEASURE, rules.BASELINE, rules.TARGET, rules.STOP, rules.DUE, rules.START):
        assert str(demand[1]) in str(refusal.value)
    assert Pilot.objects.get(pk=pilot.pk).stage == Stage.INTAKE


FULL = rules.Contract(
    question="q", hypothesis="h", has_owner=True, has_sponsor=True, has_tool=True, personal_data=PersonalData.NO,
    starts_on=TODAY, decision_due_on=TODAY + timedelta(days=1), measure_name="m", baseline=Decimal(0),
    target=Decimal(5), stop_criterion="s", measurements=1,
)  # fmt: skip


@pytest.mark.parametrize("stage", list(rules.GATES))
def test_full_contract_passes_every_gate(stage: str) -> None:
    assert rules.missing_for(stage, FULL, today=TODAY) == []


@pytest.mark.parametrize(
    ("stage", "lack", "field"),
    [
        (Stage.INTAKE, {"hypothesis": ""}, "hypothesis"),
        (Stage.RUNNING, {"has_owner": False}, "has_owner"),
        (Stage.RUNNING, {"personal_data": PersonalData.UNKNOWN}, "personal_data"),
        (Stage.RUNNING, {"decision_due_on": TODAY}, "decision_due_on"),
        (Stage.RUNNING, {"baseline": None}, "baseline"),
        (Stage.RUNNING, {"tool_is_forbidden": True}, "tool_is_forbidden"),
        (Stage.EVALUATION, {"measurements": 0}, "measurements"),
        (Stage.SCALING, {"has_tool": False}, "has_tool"),
        (Stage.SCALING, {"has_sponsor": False}, "has_sponsor"),
        (Stage.IN_USE, {"tool_is_forbidden": True}, "tool_is_forbidden"),
    ],
)
def test_gate_finds_what_is_lacking(stage: str, lack: dict[str, object], field: str) -> None:
    missing = rules.missing_for(stage, replace(FULL, **lack), today=TODAY)
    assert [each.field for each in missing] == [field]


def test_pilot_walks_from_idea_to_use(colleague: Person, programme_lead: Person) -> None:
    pilot = evaluated(owner=colleague, actor=programme_lead)
    decided(pilot, DecisionKind.SCALE, actor=programme_lead)
    decided(pilot, DecisionKind.CONTINUE, actor=programme_lead)
    pilot.refresh_from_db()
    assert pilot.stage == Stage.IN_USE
    assert list(pilot.decisions.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_agreement_is_fixed_once_the_pilot_runs(colleague: Person, programme_lead: Person) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    for field, value in {
        "target": Decimal(19), "decision_due_on": TODAY + timedelta(days=300), "stop_criterion": "nooit",
    }.items():  # fmt: skip
        for person in (colleague, programme_lead):
            with pytest.raises(RuleBroken):
                services.update_pilot(pilot_id=pilot.pk, actor=person, now=NOW, **{field: value})
    services.update_pilot(pilot_id=pilot.pk, actor=colleague, now=NOW, title="Nieuwe titel")
    pilot.refresh_from_db()
    assert (pilot.title, pilot.target) == ("Nieuwe titel", Decimal(12))


def test_stranger_to_a_pilot_changes_nothing(colleague: Person, programme_lead: Person, hr: Person) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    attempts = [
        lambda: services.update_pilot(pilot_id=pilot.pk, actor=hr, now=NOW, title="Van mij"),
        lambda: services.add_log_entry(pilot_id=pilot.pk, text="x", language="nl", actor=hr, now=NOW),
        lambda: services.measure(pilot_id=pilot.pk, measured_on=TODAY, value=Decimal(1), actor=hr, now=NOW),
        lambda: services.add_member(pilot_id=pilot.pk, person=hr, actor=hr, now=NOW),
        lambda: decided(pilot, DecisionKind.STOP, actor=hr, lesson="x"),
    ]
    for attempt in attempts:
        with pytest.raises(RuleBroken):
            attempt()


def test_owner_hands_in_and_ends_the_trial_but_does_not_decide(colleague: Person, programme_lead: Person) -> None:
    pilot = idea(owner=colleague)
    decided(pilot, DecisionKind.CONTINUE, actor=colleague)
    with pytest.raises(RuleBroken):
        decided(pilot, DecisionKind.CONTINUE, actor=colleague)
    trial = running(owner=colleague, actor=programme_lead)
    measured(trial, 14, actor=colleague)
    with pytest.raises(RuleBroken):
        decided(trial, DecisionKind.SCALE, actor=colleague)
    assert decided(trial, DecisionKind.CONTINUE, actor=colleague).to_stage == Stage.EVALUATION


def test_stopping_needs_the_lesson(colleague: Person, programme_lead: Person) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    with pytest.raises(RuleBroken) as refusal:
        decided(pilot, DecisionKind.STOP, actor=programme_lead)
    assert refusal.value.field == "lesson"
    decided(pilot, DecisionKind.STOP, actor=programme_lead, lesson="Eerst de microfoons regelen.")
    with pytest.raises(RuleBroken):
        services.add_log_entry(pilot_id=pilot.pk, text="nog iets", language="nl", actor=colleague, now=NOW)


def test_extending_is_done_once_and_to_a_later_day(colleague: Person, programme_lead: Person) -> None:
    pilot = running(owner=colleague, actor=programme_lead, due_in=-3)
    with pytest.raises(RuleBroken):
        decided(pilot, DecisionKind.EXTEND, actor=programme_lead, new_due_on=TODAY)
    decided(pilot, DecisionKind.EXTEND, actor=programme_lead, new_due_on=TODAY + timedelta(days=40))
    pilot.refresh_from_db()
    assert (pilot.stage, pilot.decision_due_on) == (Stage.RUNNING, TODAY + timedelta(days=40))
    with pytest.raises(RuleBroken):
        decided(pilot, DecisionKind.EXTEND, actor=programme_lead, new_due_on=TODAY + timedelta(days=80))


@pytest.mark.parametrize("stage", [Stage.IDEA, Stage.RUNNING, Stage.EVALUATION])
def test_parked_pilot_comes_back_to_where_it_was(colleague: Person, programme_lead: Person, stage: str) -> None:
    maker = {Stage.IDEA: idea, Stage.RUNNING: running, Stage.EVALUATION: evaluated}[Stage(stage)]
    pilot = maker(owner=colleague) if maker is idea else maker(owner=colleague, actor=programme_lead)
    decided(pilot, DecisionKind.PARK, actor=programme_lead)
    assert Pilot.objects.get(pk=pilot.pk).parked_from == stage
    decided(pilot, DecisionKind.RESUME, actor=programme_lead)
    pilot.refresh_from_db()
    assert (pilot.stage, pilot.parked_from) == (stage, "")


def test_pilot_that_is_resumed_after_its_date_gets_a_new_one(colleague: Person, programme_lead: Person) -> None:
    pilot = running(owner=colleague, actor=programme_lead, due_in=-5)
    decided(pilot, DecisionKind.PARK, actor=programme_lead)
    with pytest.raises(RuleBroken):
        decided(pilot, DecisionKind.RESUME, actor=programme_lead)
    decided(pilot, DecisionKind.RESUME, actor=programme_lead, new_due_on=TODAY + timedelta(days=9))
    assert Pilot.objects.get(pk=pilot.pk).decision_due_on == TODAY + timedelta(days=9)


def test_second_decider_who_saw_less_is_refused(colleague: Person, programme_lead: Person) -> None:
    pilot = evaluated(owner=colleague, actor=programme_lead)
    seen = pilot.decisions.count()
    decided(pilot, DecisionKind.SCALE, actor=programme_lead)
    with pytest.raises(RuleBroken):
        services.decide(
            pilot_id=pilot.pk, kind=DecisionKind.STOP, reason="x", lesson="x", seen=seen, actor=programme_lead, now=NOW
        )


def test_forbidden_tool_stops_at_the_gate(colleague: Person, programme_lead: Person) -> None:
    pilot = at_intake(owner=colleague, actor=programme_lead)
    values = contract(sponsor=programme_lead) | {"tool": tool(status=ToolStatus.NOT_ALLOWED)}
    services.update_pilot(pilot_id=pilot.pk, actor=colleague, now=NOW, **values)
    with pytest.raises(RuleBroken, match=str(rules.ALLOWED_TOOL[1])[:20]):
        decided(pilot, DecisionKind.CONTINUE, actor=programme_lead)


def test_decision_tells_team_and_sponsor_but_not_who_decided(colleague: Person, programme_lead: Person) -> None:
    boss = employee(first_name="Tineke")
    pilot = at_intake(owner=colleague, actor=programme_lead)
    services.update_pilot(pilot_id=pilot.pk, actor=colleague, now=NOW, sponsor=boss)
    Message.objects.all().delete()
    decided(pilot, DecisionKind.PARK, actor=programme_lead)
    assert set(Message.objects.values_list("recipient_id", flat=True)) == {colleague.pk, boss.pk}


def test_second_value_of_a_day_takes_the_place_of_the_first(colleague: Person, programme_lead: Person) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    for value, replaces in ((19, None), (17, Decimal(19))):
        services.measure(
            pilot_id=pilot.pk, measured_on=TODAY, value=Decimal(value), replaces=replaces, actor=colleague, now=NOW
        )
    assert pilot.measurements.get().value == 17
    with pytest.raises(RuleBroken):
        services.measure(
            pilot_id=pilot.pk, measured_on=TODAY + timedelta(days=1), value=Decimal(1), actor=colleague, now=NOW
        )


def test_value_on_which_was_decided_stays(colleague: Person, programme_lead: Person) -> None:
    pilot = evaluated(owner=colleague, actor=programme_lead)
    first = pilot.measurements.order_by("measured_on")[0]
    with pytest.raises(RuleBroken):
        services.remove_measurement(measurement_id=first.pk, actor=colleague, now=NOW, reason="typefout")
    with pytest.raises(RuleBroken):
        services.measure(pilot_id=pilot.pk, measured_on=first.measured_on, value=Decimal(1), actor=colleague, now=NOW)
    late = services.measure(
        pilot_id=pilot.pk, measured_on=TODAY - timedelta(days=1), value=Decimal(9), actor=colleague,
        now=NOW + timedelta(hours=1),
    )  # fmt: skip
    services.remove_measurement(measurement_id=late.pk, actor=colleague, now=NOW, reason="typefout")
    assert pilot.measurements.count() == 3


def test_owner_hands_over_before_leaving_the_team(colleague: Person) -> None:
    pilot, other = idea(owner=colleague), employee(first_name="Joost")
    with pytest.raises(RuleBroken):
        services.end_membership(pilot_id=pilot.pk, person=colleague, actor=colleague, now=NOW)
    services.hand_over(pilot_id=pilot.pk, person=other, actor=colleague, now=NOW)
    services.end_membership(pilot_id=pilot.pk, person=colleague, actor=colleague, now=NOW)
    assert pilot.members.current().get().person == other


def test_departure_leaves_the_pilot_without_an_owner_and_says_so(colleague: Person, programme_lead: Person) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    preview = selectors.preview_departure(person_ids=[colleague.pk], on=TODAY)
    assert [consequence.count for consequence in preview] == [1]
    services.apply_departure(person_id=colleague.pk, on=TODAY, actor=None, now=NOW)
    services.apply_departure(person_id=programme_lead.pk, on=TODAY, actor=None, now=NOW)
    pilot.refresh_from_db()
    assert not pilot.members.current().exists()
    assert pilot.sponsor is None
    assert Pilot.objects.live().without_owner().get() == pilot


def test_policy_and_visibility_agree_for_everyone(
    colleague: Person, hr: Person, programme_lead: Person, works_council_member: Person
) -> None:
    pilot = idea(owner=colleague)
    gone = employee(first_name="Weg", left_on=date(2026, 1, 1))
    for person in (colleague, hr, programme_lead, works_council_member, gone):
        assert policies.can_see(person, pilot) == Pilot.objects.visible_to(person).filter(pk=pilot.pk).exists()


# --- figures of the programme -----------------------------------------------------------------------------------------
def test_stages_are_counted_as_they_stood_on_the_day(colleague: Person, programme_lead: Person) -> None:
    running(owner=colleague, actor=programme_lead)
    idea(owner=colleague, is_in_use=True)
    at = NOW.date() - timedelta(days=55)
    assert selectors.stage_counts(TODAY)[Stage.RUNNING] == 1
    assert selectors.stage_counts(at) == dict.fromkeys(Stage.values, 0) | {Stage.INTAKE: 1, Stage.IN_USE: 1}
    assert sum(selectors.stage_counts(NOW.date() - timedelta(days=200)).values()) == 0


def test_decided_on_time_counts_dates_of_the_period(colleague: Person, programme_lead: Person) -> None:
    period = Period(2026, 11)
    in_time = running(owner=colleague, actor=programme_lead, due_in=2)
    late = running(owner=colleague, actor=programme_lead, due_in=-2)
    running(owner=colleague, actor=programme_lead, due_in=-4)
    parked = running(owner=colleague, actor=programme_lead, due_in=-6)
    running(owner=colleague, actor=programme_lead, due_in=30)
    decided(in_time, DecisionKind.STOP, actor=programme_lead, lesson="x")
    decided(late, DecisionKind.STOP, actor=programme_lead, lesson="x")
    decided(parked, DecisionKind.PARK, actor=programme_lead)
    assert selectors.decided_on_time(period) == (1, 4)


def test_proven_looks_at_the_last_value_before_the_decision(colleague: Person, programme_lead: Person) -> None:
    reached = evaluated(owner=colleague, actor=programme_lead)
    missed = running(owner=colleague, actor=programme_lead)
    measured(missed, 19, actor=colleague)
    decided(reached, DecisionKind.SCALE, actor=programme_lead)
    decided(missed, DecisionKind.STOP, actor=programme_lead, lesson="x")
    services.measure(
        pilot_id=reached.pk, measured_on=TODAY + timedelta(days=1), value=Decimal(20), actor=colleague,
        now=NOW + timedelta(days=1),
    )  # fmt: skip
    parked = evaluated(owner=colleague, actor=programme_lead)
    decided(parked, DecisionKind.PARK, actor=programme_lead)
    assert selectors.proven(TODAY) == (1, 2)
    assert selectors.proven(TODAY + timedelta(days=400)) == (1, 2)  # from the beginning, in any later month
    assert selectors.proven(TODAY - timedelta(days=1)) == (0, 0)


# --- who sees what ----------------------------------------------------------------------------------------------------
def test_near_shows_the_own_unit_first_then_around_it(colleague: Person, programme_lead: Person) -> None:
    parent = unit("200", "Thuiszorg")
    own = unit("201", "Thuiszorg Noord")
    own.parent = parent
    own.save()
    sister = unit("202", "Thuiszorg Zuid", parent)
    far = unit("900", "Keuken")
    around = idea(owner=colleague, unit=sister)
    here = idea(owner=colleague, unit=own)
    idea(owner=colleague, unit=far)
    assert selectors.near(Person.objects.get(pk=colleague.pk)) == [here, around]


def test_owner_is_asked_before_the_date_and_office_sees_what_is_due(colleague: Person, programme_lead: Person) -> None:
    running(owner=colleague, actor=programme_lead, due_in=40)
    soon = running(owner=colleague, actor=programme_lead, due_in=10)
    running(owner=colleague, actor=programme_lead, due_in=-1)
    asked = selectors.asked_of(colleague, now=NOW)
    assert len(asked) == 2
    assert asked[1].due_on == soon.decision_due_on
    due = selectors.waiting_for(programme_lead, now=NOW)[0]
    assert (due.count, due.due_on) == (1, TODAY - timedelta(days=1))
    assert selectors.waiting_for(colleague, now=NOW) == []


@pytest.mark.parametrize(
    ("count", "titles"),
    [
        (1, ["Pilot on which a decision is due", "Pilot at intake", "Pilot without an objective"]),
        (2, ["Pilots on which a decision is due", "Pilots at intake", "Pilots without an objective"]),
    ],
)
def test_pile_of_pilots_is_named_in_its_number(
    colleague: Person, programme_lead: Person, count: int, titles: list[str]
) -> None:
    goal = objective()
    for _each in range(count):
        running(owner=colleague, actor=programme_lead, due_in=-1, objective=goal)
        at_intake(owner=colleague, actor=programme_lead, objective=goal)
        idea(owner=colleague)
    with translation.override("en"):
        piles = selectors.waiting_for(programme_lead, now=NOW)
    assert [(str(pile.title), pile.count) for pile in piles] == [(title, count) for title in titles]


@pytest.mark.parametrize(("count", "title"), [(1, "Pilot without an owner"), (2, "Pilots without an owner")])
def test_pile_of_pilots_whose_owner_left_is_named_in_its_number(
    colleague: Person, programme_lead: Person, count: int, title: str
) -> None:
    for _each in range(count):
        idea(owner=colleague, objective=objective())
    services.apply_departure(person_id=colleague.pk, on=TODAY, actor=None, now=NOW)
    with translation.override("en"):
        piles = selectors.waiting_for(programme_lead, now=NOW)
    assert [(str(pile.title), pile.count) for pile in piles] == [(title, count)]


def test_pilots_under_an_objective_and_orphans(colleague: Person, programme_lead: Person) -> None:
    goal = objective()
    under = idea(owner=colleague, objective=goal)
    orphan = idea(owner=colleague)
    assert list(selectors.for_objective(colleague, goal)) == [under]
    wanted = selectors.Wanted(show="orphans")
    assert list(selectors.pilots_for(colleague, wanted, now=NOW)) == [orphan]


def test_search_minds_neither_accents_nor_case(colleague: Person) -> None:
    pilot = idea(owner=colleague, title="Dicteren in de wijk: één verslag")
    found = selectors.pilots_for(colleague, selectors.Wanted(text="EEN wijk"), now=NOW)
    assert list(found) == [pilot]


def test_logs_go_when_their_term_is_over_and_decisions_stay(colleague: Person, programme_lead: Person) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    services.add_log_entry(pilot_id=pilot.pk, text="Eerste week", language="nl", actor=colleague, now=NOW)
    decided(pilot, DecisionKind.STOP, actor=programme_lead, lesson="Te vroeg begonnen")
    assert services.enforce_terms(now=NOW + timedelta(days=1820)) == {"pilots.log": 0}
    assert services.enforce_terms(now=NOW + timedelta(days=1830)) == {"pilots.log": 1}
    assert not LogEntry.objects.exists()
    assert Decision.objects.filter(pilot=pilot).count() == 3


def test_held_shows_what_somebody_did_in_pilots(colleague: Person) -> None:
    idea(owner=colleague)
    held = selectors.data_about(colleague)
    assert sum(len(each.rows) for each in held) == 2
    assert Membership.objects.count() == 1
