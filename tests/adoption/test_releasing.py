"""The monthly release: what may be shown, once, from the frozen organisation; nothing told is ever restated."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from adoption import services
from adoption.choices import FigureStatus, NotReleasedBecause
from adoption.models import Figure, OrganisationSnapshot, Release, ReleasedMetric, SnapshotMember
from adoption.services import releasing
from adoption.tasks import release_due
from common.clock import end_of, start_of
from common.errors import RuleBroken
from common.periods import Period
from people.choices import FunctionGroup as G
from people.models import Person, Placement
from strategy.choices import DocumentKind
from surveys.choices import Dimension
from surveys.models import AnswerCount, GroupResult
from tests.adoption.builders import (
    NOW,
    OCTOBER,
    SEPTEMBER,
    agreement,
    cell,
    changed_for_managers,
    house,
    m365_detail,
    published_document,
    read,
    read_in,
    released,
    staff,
    strategy_in_force,
    survey,
    trained,
    usage_of,
)
from tests.people.builders import employee, unit
from tests.strategy.builders import office as strategy_office
from tests.training.builders import session
from training.models import Completion
from training.services.completions import withdraw

pytestmark = pytest.mark.django_db


def test_late_move_restates_nothing() -> None:
    """Who moves after the month was frozen still counts where they worked then."""
    people = house()
    snapshot = services.take_snapshot(period=OCTOBER, now=NOW)
    mover = people["201"][0]
    Placement.objects.filter(person=mover).update(unit=unit("202"))
    again = services.take_snapshot(period=OCTOBER, now=NOW + timedelta(days=3))
    assert again == snapshot
    assert SnapshotMember.objects.get(snapshot=snapshot, person=mover).unit_key == "201"
    assert snapshot.people == 147


def test_month_that_is_not_over_cannot_be_frozen() -> None:
    with pytest.raises(RuleBroken, match="nog niet voorbij"):
        services.take_snapshot(period=Period(2026, 11), now=NOW)


def test_who_left_during_the_month_is_not_counted() -> None:
    people = house(teams=1)["201"]
    leaver = people[0]
    leaver.left_on = date(2026, 10, 15)
    leaver.save()
    assert not services.take_snapshot(period=OCTOBER, now=NOW).members.filter(person=leaver).exists()


def test_facts_come_from_day_one_and_figures_about_people_wait() -> None:
    people = house()
    trained(people["201"])
    survey()
    outcome = released()
    assert "training_given" not in outcome.waiting
    assert {"trained", "responded", "active_use"} <= set(outcome.waiting)
    assert not ReleasedMetric.objects.filter(metric__in=outcome.waiting).exists()


@pytest.mark.parametrize(("completed", "band"), [(0, (0, 9)), (2, (0, 9)), (10, (10, 24)), (61, (50, 99))])
def test_what_people_completed_shows_as_a_band_and_sessions_exactly(completed: int, band: tuple[int, int]) -> None:
    people = [person for unit in house().values() for person in unit]
    session(starts_at=start_of(date(2026, 10, 5)))
    trained(people[:completed], on=date(2026, 10, 5))
    assert "training_given" in released().released
    held, done = (cell("training_given", group=group) for group in ("sessions_held", "courses_completed"))
    assert (held.status, held.value, held.measure) == ("shown", 1, "count")
    assert (done.status, done.value, (done.low, done.high), done.measure) == ("range", None, band, "count")
    assert done.reason == "counts_people"


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("nl", "Afgeronde cursussen: 0 tot 9."), ("en", "Courses completed: 0 to 9.")],
)
def test_band_of_a_fact_is_told_in_words(
    language: str, sentence: str, sign_in: Callable[[Person], Client], board_member: Person
) -> None:
    session(starts_at=start_of(date(2026, 10, 5)))
    trained(house()["201"][:2], on=date(2026, 10, 5))
    released()
    client = sign_in(board_member)
    client.cookies["houvast_language"] = language
    assert sentence in client.get("/figures/metrics/training_given/").content.decode()


def test_agreement_to_reach_opens_reach_only() -> None:
    people = house()
    trained(people["201"])
    survey()
    agreement("figures:class_b")
    outcome = released()
    assert {"trained", "responded"} <= set(outcome.released)
    assert "active_use" in outcome.waiting


def test_second_run_adds_only_what_came_in() -> None:
    agreement()
    people = house()
    trained(people["201"])
    first = released()
    before = list(Figure.objects.order_by("pk").values())
    assert released(now=NOW + timedelta(days=1)).released == ()
    survey()
    later = released(now=NOW + timedelta(days=2))
    assert "trained" in first.released
    assert "active_use" in later.released
    assert "trained" not in later.released
    assert list(Figure.objects.order_by("pk").values())[: len(before)] == before


def test_dry_run_decides_the_same_and_keeps_nothing() -> None:
    agreement()
    trained(house()["201"])
    tried = releasing.release_figures(period=OCTOBER, now=NOW, dry_run=True)
    assert not Release.objects.exists()
    assert not OrganisationSnapshot.objects.exists()
    assert released() == tried


def test_nothing_measured_is_unknown_and_not_zero() -> None:
    agreement()
    house()
    outcome = released()
    assert not {"trained", "acknowledged", "active_use", "responded"} & set(outcome.released)
    assert not Figure.objects.exists()


def test_share_is_of_everyone_who_worked_there() -> None:
    agreement()
    people = house(teams=2, each=120)
    trained(people["201"][:60])
    released()
    team, whole = cell("trained", unit="201"), cell("trained")
    assert (team.value, whole.value) == (50, 22)
    assert (whole.base_low, whole.base_about) == (265, 270)


def test_small_unit_is_pooled_and_holds_nothing() -> None:
    agreement()
    people = house(teams=2)
    for code in ("301", "302"):
        people[code] = staff(6, of=unit(code, f"Klein {code}", parent=unit()))
    trained(people["201"] + people["301"][:3])
    released()
    small = cell("trained", unit="301")
    assert (small.status, small.value, small.pooled_into) == (FigureStatus.POOLED, None, "100/other")


def test_few_users_show_as_a_range() -> None:
    agreement()
    house()
    survey(
        daily={
            G.DIRECTOR: (20, 12),
            G.MANAGER: (30, 12),
            G.CUSTOMER_CONTACT: (120, 1),
            G.NO_CUSTOMER_CONTACT: (110, 20),
        }
    )
    released()
    few = cell("active_use", group="customer_contact")
    assert few.status == FigureStatus.RANGE
    assert (few.value, few.low, few.high) == (None, 0, 2)


def test_few_directors_stand_with_managers_as_leadership() -> None:
    """In an organisation of 420 with 4 directors the supplier's report shows leadership against executing staff."""
    agreement()
    people = staff(4, G.DIRECTOR) + staff(26, G.MANAGER) + staff(240, G.CUSTOMER_CONTACT)
    people += staff(150, G.NO_CUSTOMER_CONTACT)
    read_in(m365_detail(usage_of(people[:30], active=20) + usage_of(people[60:160], active=30)))
    released()
    groups = set(Figure.objects.filter(released__metric="active_of_licensed").values_list("group", flat=True))
    assert groups == {"all", "leadership", "executing"}
    assert cell("active_of_licensed", group="leadership").value == 65
    assert cell("active_of_licensed", group="executing").value == 30


def test_survey_pooled_by_itself_is_shown_as_it_was_pooled() -> None:
    agreement()
    house()
    survey(
        daily={G.DIRECTOR: (4, 2), G.MANAGER: (30, 12), G.CUSTOMER_CONTACT: (120, 12), G.NO_CUSTOMER_CONTACT: (110, 20)}
    )
    released()
    figures = Figure.objects.filter(released__metric="active_use")
    assert set(figures.values_list("group", flat=True)) == {"all", "leadership", "executing"}
    assert cell("active_use", group="leadership").value == 40
    assert cell("active_use").value == 17


def test_survey_by_unit_hangs_in_the_organisation_and_other_units_at_the_top() -> None:
    agreement()
    house(teams=2)
    wave = survey()
    AnswerCount.objects.filter(result__wave=wave).delete()
    GroupResult.objects.filter(wave=wave).delete()
    question = wave.questions.get(code="uses_ai")
    for key, answers, users in (("100", 40, 10), ("201", 60, 30), ("other", 20, 5)):
        result = GroupResult.objects.create(
            wave=wave, dimension=Dimension.UNIT, group=key, invited=answers * 2, answered=answers
        )
        AnswerCount.objects.create(result=result, question=question, value="daily", count=users)
        AnswerCount.objects.create(result=result, question=question, value="never", count=answers - users)
    released()
    assert cell("active_use").value == 38
    assert cell("active_use", unit="100").value == 40, "the unit's own row is about everybody below it"
    assert cell("active_use", unit="100/own").value == 25
    assert cell("active_use", unit="201").value == 50
    assert cell("active_use", unit="other").value == 25


def test_withdrawn_figure_is_gone_from_view_and_stays_in_history() -> None:
    agreement()
    people = house()
    trained(people["201"])
    released()
    row = ReleasedMetric.objects.get(metric="trained")
    lead = employee(first_name="Petra")
    with pytest.raises(RuleBroken, match="Zeg waarom"):
        services.withdraw_metric(released_id=row.pk, reason=" ", actor=lead, now=NOW)
    services.withdraw_metric(released_id=row.pk, reason="Een bestand was dubbel.", actor=lead, now=NOW)
    with pytest.raises(RuleBroken, match="al ingetrokken"):
        services.withdraw_metric(released_id=row.pk, reason="Nog eens.", actor=lead, now=NOW)
    again = releasing.release_figures(period=OCTOBER, now=NOW + timedelta(days=1))
    assert "trained" in again.released
    both = list(ReleasedMetric.objects.filter(metric="trained").order_by("pk"))
    assert len(both) == 2
    assert both[1].link is not None, "what was read before is held against what is told now"
    assert both[1].link["pace"] == "same"


def test_growing_figures_of_two_months_are_tied_together() -> None:
    agreement()
    people = house()
    trained(people["201"])
    released(SEPTEMBER)
    trained(people["202"], on=date(2026, 10, 8))
    released(OCTOBER)
    september, october = ReleasedMetric.objects.filter(metric="trained").order_by("pk")
    assert september.link is None
    assert october.link is not None
    assert october.link["pace"] == "grows"
    assert sum(move[-1] for move in october.link["moves"]) == september.release.snapshot.people


def test_who_lost_a_completion_begins_anew_and_everybody_else_is_still_followed() -> None:
    agreement()
    people = house()
    trained(people["201"] + people["202"])
    released(SEPTEMBER)
    gone = people["202"][:12]
    withdraw(Completion.objects.filter(person__in=gone), actor=None, now=NOW + timedelta(hours=1))
    assert "trained" in released(OCTOBER).released
    october = ReleasedMetric.objects.get(release__period="2026-10", metric="trained")
    assert october.link is not None
    assert sum(move[-1] for move in october.link["moves"]) == october.release.snapshot.people - len(gone)


def test_counts_that_contradict_what_was_told_release_nothing_and_say_why() -> None:
    agreement()
    people = house()
    trained(people["201"] + people["202"])
    released(SEPTEMBER)
    Completion.objects.filter(person__in=people["202"]).delete()
    outcome = released(OCTOBER)
    assert "trained" not in outcome.released
    assert outcome.not_released == {"trained": NotReleasedBecause.CONTRADICTS}
    assert not ReleasedMetric.objects.filter(release__period="2026-10", metric="trained").exists()
    assert Release.objects.get(period="2026-10").not_released == {"trained": "contradicts"}
    trained(people["202"], on=date(2026, 10, 8))
    assert "trained" in released(OCTOBER).released
    assert Release.objects.get(period="2026-10").not_released == {}


def test_new_version_for_managers_only_leaves_everybody_else_tied() -> None:
    agreement()
    people = house()
    lead = strategy_office()
    version = published_document(DocumentKind.STRATEGY, lead)
    read(version, *people["201"], *people["100"], on=date(2026, 9, 15))
    released(SEPTEMBER)
    changed_for_managers(version, lead, on=date(2026, 10, 5))
    assert "acknowledged" in released(OCTOBER).released
    october = ReleasedMetric.objects.get(release__period="2026-10", metric="acknowledged")
    assert october.link is not None
    assert not [move for move in october.link["moves"] if G.MANAGER in (move[1], move[3])]
    managers = Placement.objects.filter(function_group=G.MANAGER).count()
    assert sum(move[-1] for move in october.link["moves"]) == october.release.snapshot.people - managers


def test_older_month_of_a_usage_report_released_again_is_tied_to_its_own_earlier_release() -> None:
    agreement()
    people = house()
    licensed = people["201"] + people["202"]
    for refreshed in ("2026-09-30", "2026-10-31"):
        read_in(m365_detail(usage_of(licensed, active=30), refreshed=refreshed))
    released(SEPTEMBER)
    released(OCTOBER)
    ReleasedMetric.objects.filter(metric="active_of_licensed", release__period="2026-09").update(
        withdrawn_at=NOW, withdrawn_because="The report was read twice."
    )
    assert "active_of_licensed" in released(SEPTEMBER).released
    again = ReleasedMetric.objects.filter(metric="active_of_licensed").latest("pk")
    assert again.link is not None
    assert again.link["pace"] == "same"
    assert sum(move[-1] for move in again.link["moves"]) == len(licensed)


def test_month_before_one_that_is_out_is_not_put_in_between() -> None:
    """Attendance of September marked in November: October is out, so September stays unknown."""
    agreement()
    people = house()
    trained(people["201"], on=date(2026, 10, 8))
    released(SEPTEMBER)
    released(OCTOBER)
    trained(people["202"], on=date(2026, 9, 8))
    outcome = released(SEPTEMBER)
    assert "trained" not in outcome.released
    assert outcome.not_released == {"trained": NotReleasedBecause.LATER_MONTH_IS_OUT}
    assert not ReleasedMetric.objects.filter(release__period="2026-09", metric="trained").exists()


def test_new_version_of_the_strategy_starts_anew() -> None:
    agreement()
    people = house()
    strategy_in_force(people["201"])
    released(SEPTEMBER)
    assert cell("acknowledged", unit="201", period=SEPTEMBER).value == 100


def test_figures_of_last_month_are_due_from_the_second_day() -> None:
    agreement()
    trained(house()["201"])
    first_day = start_of(date(2026, 11, 1)) + timedelta(hours=6)
    assert [str(outcome.period) for outcome in releasing.release_due(now=first_day)] == ["2026-09"]
    assert "2026-10" in [str(outcome.period) for outcome in releasing.release_due(now=first_day + timedelta(days=1))]


def test_beat_may_run_twice() -> None:
    agreement()
    trained(house()["201"])
    with time_machine.travel(NOW, tick=False):
        release_due()
        before = Figure.objects.count()
        assert release_due()[-1]["released"] == []
    assert Figure.objects.count() == before > 0


def test_places_are_forgotten_when_their_term_ends_and_figures_stay() -> None:
    agreement()
    trained(house()["201"])
    released()
    figures, counted = Figure.objects.count(), SnapshotMember.objects.count()
    last_day = end_of(OCTOBER.last_day) + timedelta(days=400)
    assert services.enforce_terms(now=last_day - timedelta(days=1)) == {"adoption.snapshots": 0}
    assert services.enforce_terms(now=last_day + timedelta(days=1)) == {"adoption.snapshots": counted}
    assert Figure.objects.count() == figures


def barriers(*, of: int = 20, given: dict[str, int]) -> None:
    """Close a survey in which so many directors gave each answer to what holds them back."""
    answers = [answer for answer, number in given.items() for _person in range(number)]
    assert len(answers) == of
    survey(daily={G.DIRECTOR: (of, 8)}, barriers=answers)


def test_answers_to_one_question_are_decided_on_together() -> None:
    """Nobody gave three of the answers: each shows as up to two, and all the others together would say none."""
    house()
    agreement()
    barriers(given={"no_trust": 8, "privacy_concerns": 8, "nothing": 4})
    outcome = released()
    statuses = {code: cell(code).status for code in outcome.released if code.startswith("barrier_")}
    assert len(statuses) == 6
    assert statuses["barrier_no_time"] == FigureStatus.RANGE
    assert "hidden" in statuses.values()


def test_answer_that_was_withdrawn_is_held_against_what_was_told_of_the_others(programme_lead: Person) -> None:
    house()
    agreement()
    barriers(given={"no_trust": 8, "privacy_concerns": 8, "nothing": 4})
    released()
    hidden = ReleasedMetric.objects.filter(metric__startswith="barrier_", figures__status="hidden").first()
    assert hidden is not None
    services.withdraw_metric(released_id=hidden.pk, reason="Dubbel.", actor=programme_lead, now=NOW)
    assert released().released == (hidden.metric,)
    assert cell(hidden.metric).status == FigureStatus.HIDDEN
