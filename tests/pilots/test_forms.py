"""What is filled in wrongly is said in words at its field; of two who write at once nobody loses a text."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import WARNING
from django.test import Client
from django.urls import reverse

from common.errors import RuleBroken
from people.models import Person
from pilots import selectors, services
from pilots.choices import DecisionKind, Stage
from pilots.models import Pilot
from tests.constraints import constraint_names_in
from tests.pages import as_shown
from tests.pilots.builders import NOW, TODAY, at_intake, contract, decided, idea, measured, running
from tests.strategy.builders import objective
from tests.tools.builders import tool
from tools.choices import DataClass, ToolStatus
from tools.models import Tool

SignIn = Callable[[Person], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def address(name: str, *args: object) -> str:
    return reverse(f"pilots:{name}", args=args)


def form_of(pilot: Pilot, **changes: object) -> dict[str, Any]:
    """Return what the form of a pilot at intake sends."""
    plan: dict[str, Any] = {
        "title": pilot.title, "question": pilot.question, "hypothesis": pilot.hypothesis, "language": "nl",
        "objective": "", "unit": pilot.unit.public_id, "sponsor_name": "", "tool": "", "personal_data": "no",
        "starts_on": "2026-11-23", "decision_due_on": "2027-01-20", "measure_name": "Minuten",
        "measure_unit": "minutes", "baseline": "20", "target": "12", "stop_criterion": "Na zes weken",
        "edition": pilot.edition,
    }  # fmt: skip
    return plan | changes


WRONG_PLANS: list[tuple[dict[str, object], str]] = [
    ({"decision_due_on": "2026-11-01"}, "id_decision_due_on"),
    ({"target": "20"}, "id_target"),
    ({"target": "-4"}, "id_target"),
    ({"baseline": "-1"}, "id_baseline"),
    ({"measure_unit": "percent", "baseline": "120"}, "id_baseline"),
    ({"measure_unit": "grade", "baseline": "5", "target": "11"}, "id_target"),
    ({"measure_unit": "nope"}, "id_measure_unit"),
    ({"title": ""}, "id_title"),
    ({"personal_data": "perhaps"}, "id_personal_data"),
    ({"language": "de"}, "id_language"),
    ({"sponsor_name": "niemand"}, "id_sponsor_name"),
]


@pytest.mark.parametrize(("change", "field"), WRONG_PLANS)
def test_wrong_plan_is_said_at_its_field_without_a_name_of_the_database(
    sign_in: SignIn, colleague: Person, programme_lead: Person, change: dict[str, object], field: str
) -> None:
    pilot = at_intake(owner=colleague, actor=programme_lead)
    answer = sign_in(colleague).post(address("pilot_edit", pilot.public_id), form_of(pilot, **change))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{field}"' in page
    assert constraint_names_in(page) == set()


def test_form_with_an_error_does_not_ask_for_what_is_typed_in_it(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot = at_intake(owner=colleague, actor=programme_lead)
    client, path = sign_in(colleague), address("pilot_edit", pilot.public_id)
    gap = "Nog nodig voor de volgende fase"
    assert gap in client.get(path).content.decode()
    wrong = client.post(path, form_of(pilot, target="-4"))
    assert wrong.status_code == 422
    assert gap not in wrong.content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"value": "-3"}, "id_value"),
        ({"value": "veel"}, "id_value"),
        ({"cases": "0"}, "id_cases"),
        ({"measured_on": "2027-01-01"}, "id_measured_on"),
    ],
)
def test_wrong_measurement_is_said_at_its_field_without_a_name_of_the_database(
    sign_in: SignIn, colleague: Person, programme_lead: Person, change: dict[str, object], field: str
) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    form = {"measured_on": "2026-11-19", "value": "14.5", "cases": "20", "note": ""} | change
    answer = sign_in(colleague).post(address("measurement_create", pilot.public_id), form)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.content.decode()
    assert constraint_names_in(answer.content.decode()) == set()
    assert not pilot.measurements.exists()


def test_other_forms_show_no_name_of_the_database(sign_in: SignIn, colleague: Person, programme_lead: Person) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    measured(pilot, 15, actor=colleague)
    row, client = pilot.measurements.get(), sign_in(programme_lead)
    attempts: list[tuple[str, object, dict[str, object]]] = [
        ("log_create", pilot.public_id, {"text": " ", "language": "nl"}),
        ("log_create", pilot.public_id, {"text": "Goed", "language": "de"}),
        ("measurement_remove", row.public_id, {"reason": ""}),
        ("member_create", pilot.public_id, {"person": ""}),
        ("decision_create", pilot.public_id, {"seen": 2, "kind": "stop", "reason": "Klaar", "lesson": ""}),
        ("decision_create", pilot.public_id, {"seen": 2, "kind": "extend", "reason": "x", "new_due_on": "2026-01-01"}),
        ("decision_create", pilot.public_id, {"seen": 2, "kind": "nope", "reason": ""}),
    ]
    for name, key, form in attempts:
        answer = client.post(address(name, key), form)
        assert (name, answer.status_code) == (name, 422)
        assert constraint_names_in(answer.content.decode()) == set()
    new = client.post(address("pilot_create"), {"title": "x", "question": "", "language": "de", "unit": "y"})
    assert new.status_code == 422
    assert constraint_names_in(new.content.decode()) == set()


def test_second_of_two_tabs_keeps_what_was_typed_and_shows_what_changed(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot = at_intake(owner=colleague, actor=programme_lead)
    client, path = sign_in(colleague), address("pilot_edit", pilot.public_id)
    first = form_of(pilot, stop_criterion="Van het eerste tabblad.")
    second = form_of(pilot, stop_criterion="Van het tweede tabblad.", baseline="25")
    assert client.post(path, first).status_code == 302
    late = client.post(path, second)
    page = late.content.decode()
    assert late.status_code == 409
    assert "Van het eerste tabblad." in page
    assert "Van het tweede tabblad." in page
    assert "20 minuten" in page
    pilot.refresh_from_db()
    assert pilot.stop_criterion == "Van het eerste tabblad."
    assert f'name="edition" value="{pilot.edition}"' in page
    assert client.post(path, second | {"edition": pilot.edition}).status_code == 302
    pilot.refresh_from_db()
    assert (pilot.stop_criterion, pilot.baseline) == ("Van het tweede tabblad.", Decimal(25))


def test_plan_that_was_being_written_when_the_pilot_started_is_shown_back(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot = at_intake(owner=colleague, actor=programme_lead)
    typed = form_of(pilot, stop_criterion="Na twee maanden.", target="8")
    services.update_pilot(pilot_id=pilot.pk, actor=colleague, now=NOW, **contract(sponsor=programme_lead))
    decided(pilot, DecisionKind.CONTINUE, actor=programme_lead)
    late = sign_in(colleague).post(address("pilot_edit", pilot.public_id), typed)
    assert late.status_code == 409
    assert "Na twee maanden." in late.content.decode()
    pilot.refresh_from_db()
    assert pilot.target == Decimal(12)


def test_plan_that_was_being_written_when_the_pilot_was_parked_is_shown_back(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot = at_intake(owner=colleague, actor=programme_lead)
    typed = form_of(pilot, stop_criterion="Na twee maanden.")
    decided(pilot, DecisionKind.PARK, actor=programme_lead)
    late = sign_in(colleague).post(address("pilot_edit", pilot.public_id), typed)
    assert late.status_code == 409
    assert "Na twee maanden." in late.content.decode()
    pilot.refresh_from_db()
    assert (pilot.stage, pilot.stop_criterion) == (Stage.PARKED, "")


def test_saving_the_same_twice_is_no_conflict(sign_in: SignIn, colleague: Person, programme_lead: Person) -> None:
    pilot = at_intake(owner=colleague, actor=programme_lead)
    client, form = sign_in(colleague), form_of(pilot)
    for _time in range(2):
        assert client.post(address("pilot_edit", pilot.public_id), form).status_code == 302


def test_second_value_of_a_day_asks_before_it_takes_the_place_of_the_first(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    client, path = sign_in(colleague), address("measurement_create", pilot.public_id)
    form = {"measured_on": "2026-11-19", "value": "14.5", "cases": "20", "note": ""}
    for _time in range(2):  # the same again is the same
        assert client.post(path, form).status_code == 302
    asked = client.post(path, form | {"value": "13"})
    assert asked.status_code == 422
    assert "14,5 minuten" in asked.content.decode()
    assert 'name="replace"' in asked.content.decode()
    assert pilot.measurements.get().value == Decimal("14.5")
    for unsure in ({"replaces": "14.50"}, {"replaces": "9", "replace": "on"}, {"replaces": "x", "replace": "on"}):
        assert client.post(path, form | {"value": "13"} | unsure).status_code == 422
    assert client.post(path, form | {"value": "13", "replaces": "14.50", "replace": "on"}).status_code == 302
    assert pilot.measurements.get().value == Decimal(13)


def test_parked_trial_whose_plan_was_emptied_does_not_go_on(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    decided(pilot, DecisionKind.PARK, actor=programme_lead)
    services.update_pilot(pilot_id=pilot.pk, actor=colleague, now=NOW, target=None)
    client, path = sign_in(programme_lead), address("decision_create", pilot.public_id)
    assert "het doel, in die maat" in client.get(path).content.decode()
    answer = client.post(path, {"seen": 3, "kind": "resume", "reason": "Weer tijd", "new_due_on": ""})
    assert answer.status_code == 422
    late = TODAY + timedelta(days=90)
    services.update_pilot(
        pilot_id=pilot.pk,
        actor=colleague,
        now=NOW,
        target=Decimal(9),
        starts_on=late,
        decision_due_on=late + timedelta(days=9),
    )
    early = {"seen": 3, "kind": "resume", "reason": "Weer tijd", "new_due_on": str(TODAY + timedelta(days=10))}
    assert client.post(path, early).status_code == 422
    assert client.post(path, early | {"new_due_on": ""}).status_code == 302
    pilot.refresh_from_db()
    assert pilot.stage == Stage.RUNNING


def test_what_is_missing_links_to_where_it_is_filled_in(
    sign_in: SignIn, colleague: Person, programme_lead: Person, board_member: Person
) -> None:
    pilot = at_intake(owner=colleague, actor=programme_lead)
    edit = address("pilot_edit", pilot.public_id)
    page = sign_in(colleague).get(address("pilot", pilot.public_id)).content.decode()
    assert f'href="{edit}#id_sponsor_name"' in page
    assert f'href="{edit}#id_target"' in page
    assert 'href="#id_target"' in sign_in(colleague).get(edit).content.decode()
    decide = address("decision_create", pilot.public_id)
    assert f'href="{edit}#id_target"' in sign_in(programme_lead).get(decide).content.decode()
    assert f'href="{edit}#id_target"' not in sign_in(board_member).get(decide).content.decode()
    tried = running(owner=colleague, actor=programme_lead)
    measure = address("measurement_create", tried.public_id)
    assert measure in sign_in(programme_lead).get(address("decision_create", tried.public_id)).content.decode()
    bare = idea(owner=colleague, hypothesis="")
    assert "#id_hypothesis" in sign_in(colleague).get(address("pilot", bare.public_id)).content.decode()


TOO_LARGE = "99999999999"


def test_number_that_is_too_large_is_said_at_its_field_in_every_form(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot, plan = running(owner=colleague, actor=programme_lead), at_intake(owner=colleague, actor=programme_lead)
    client = sign_in(colleague)
    form = {"measured_on": "2026-11-19", "value": "14,5", "cases": "20", "note": ""}
    for name in ("value", "cases"):
        answer = client.post(address("measurement_create", pilot.public_id), form | {name: TOO_LARGE})
        assert answer.status_code == 422
        assert f'href="#id_{name}"' in answer.content.decode()
    for name in ("baseline", "target"):
        answer = client.post(address("pilot_edit", plan.public_id), form_of(plan, **{name: TOO_LARGE}))
        assert answer.status_code == 422
        assert f'href="#id_{name}"' in answer.content.decode()
    edition = client.post(address("pilot_edit", plan.public_id), form_of(plan, edition=TOO_LARGE))
    assert edition.status_code == 409
    seen = {"seen": TOO_LARGE, "kind": "stop", "reason": "Klaar", "lesson": "Niets", "confirmed": "yes"}
    assert sign_in(programme_lead).post(address("decision_create", pilot.public_id), seen).status_code == 422
    assert not pilot.measurements.exists()


@pytest.mark.parametrize("typed", ["12,5", "12.5"])
def test_decimals_are_typed_with_a_comma_or_a_point(
    sign_in: SignIn, colleague: Person, programme_lead: Person, typed: str
) -> None:
    pilot, plan = running(owner=colleague, actor=programme_lead), at_intake(owner=colleague, actor=programme_lead)
    client = sign_in(colleague)
    form = {"measured_on": "2026-11-19", "value": typed, "cases": "", "note": ""}
    assert client.post(address("measurement_create", pilot.public_id), form).status_code == 302
    assert pilot.measurements.get().value == Decimal("12.5")
    edit = address("pilot_edit", plan.public_id)
    assert client.post(edit, form_of(plan, baseline=typed, target="7,5")).status_code == 302
    plan.refresh_from_db()
    assert (plan.baseline, plan.target) == (Decimal("12.5"), Decimal("7.5"))
    page = client.get(edit).content.decode()
    assert 'value="12,50"' in page
    assert 'type="number"' not in page


@pytest.mark.parametrize("day", ["0001-01-01", str(TODAY - timedelta(days=31))])
def test_day_before_the_start_is_refused_since_the_start_value_speaks_for_it(
    sign_in: SignIn, colleague: Person, programme_lead: Person, day: str
) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    client, path = sign_in(colleague), address("measurement_create", pilot.public_id)
    form = {"measured_on": day, "value": "14", "cases": "", "note": ""}
    answer = client.post(path, form)
    assert answer.status_code == 422
    assert "21 oktober 2026" in answer.content.decode()
    first = str(TODAY - timedelta(days=30))
    sure = {"measured_on": first, "doubted": f"{first} 14", "sure": "on"}
    assert client.post(path, form | sure).status_code == 302


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"starts_on": "0001-01-01"}, "starts_on"),
        ({"starts_on": "2062-11-23", "decision_due_on": "2063-01-01"}, "starts_on"),
        ({"starts_on": "2026-11-23", "decision_due_on": "2206-11-23"}, "decision_due_on"),
        ({"decision_due_on": "2206-11-23"}, "decision_due_on"),
    ],
)
def test_day_in_a_year_that_nobody_means_is_a_slip(
    sign_in: SignIn, colleague: Person, programme_lead: Person, days: dict[str, str], field: str
) -> None:
    plan = at_intake(owner=colleague, actor=programme_lead)
    client, path = sign_in(colleague), address("pilot_edit", plan.public_id)
    wrong = client.post(path, form_of(plan, **days))
    assert wrong.status_code == 422
    assert f'href="#id_{field}"' in wrong.content.decode()
    assert client.post(path, form_of(plan, starts_on="2016-11-23", decision_due_on="2027-11-23")).status_code == 302


@pytest.mark.parametrize("kind", [DecisionKind.EXTEND, DecisionKind.RESUME])
def test_new_date_lies_two_years_ahead_at_most(colleague: Person, programme_lead: Person, kind: str) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    if kind == DecisionKind.RESUME:
        decided(pilot, DecisionKind.PARK, actor=programme_lead)
    with pytest.raises(RuleBroken, match="twee jaar") as refused:
        decided(pilot, kind, actor=programme_lead, new_due_on=TODAY + timedelta(days=732))
    assert refused.value.field == "new_due_on"
    decided(pilot, kind, actor=programme_lead, new_due_on=TODAY + timedelta(days=731))


def test_chart_shows_the_start_at_its_own_day_and_time_from_left_to_right(
    colleague: Person, programme_lead: Person
) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    measured(pilot, 18, 15, actor=colleague)
    Pilot.objects.filter(pk=pilot.pk).update(starts_on=TODAY - timedelta(days=1))
    pilot.refresh_from_db()
    chart = selectors.chart_of(pilot, list(pilot.measurements.order_by("-measured_on")))
    assert chart is not None
    assert [cell.value for cell in chart.series[0].cells] == [18, 20, 15]
    assert chart.places == [0, 2, 3]


@pytest.mark.parametrize(
    ("measure", "text", "scale"),
    [("grade", "7", (1, 10)), ("percent", "7%", (None, None)), ("minutes", "7", (None, None))],
)
def test_chart_counts_as_its_measure_does(
    colleague: Person, programme_lead: Person, measure: str, text: str, scale: tuple[int | None, int | None]
) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    Pilot.objects.filter(pk=pilot.pk).update(measure_unit=measure, baseline=5, target=8)
    pilot.refresh_from_db()
    measured(pilot, 7, actor=colleague)
    chart = selectors.chart_of(pilot, list(pilot.measurements.all()))
    assert chart is not None
    assert chart.series[0].cells[-1].text(chart.unit) == text
    assert (chart.bottom, chart.top) == scale
    assert chart.payload["bottom"] == scale[0]


def test_chart_says_that_its_day_is_that_of_the_last_measurement(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    measured(pilot, 15, actor=colleague)
    page = sign_in(colleague).get(address("pilot", pilot.public_id)).content.decode()
    assert re.search(r"<dt>Laatst gemeten op</dt><dd>[^/]*20 november 2026", page)
    assert "Vrijgegeven op" not in page


def test_value_reads_as_it_was_typed_everywhere_on_the_page(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    Pilot.objects.filter(pk=pilot.pk).update(baseline=Decimal("20.75"), target=Decimal("12.05"))
    client = sign_in(colleague)
    form = {"measured_on": "2026-11-19", "value": "16,25", "cases": "", "note": ""}
    client.post(address("measurement_create", pilot.public_id), form)
    page = client.get(address("pilot", pilot.public_id)).content.decode()
    assert "Van 20,75 minuten bij de start naar 16,25 minuten nu; het doel is 12,05 minuten." in page
    assert page.count("16,25") == page.count("16,2") >= 4  # heading, sentence, table, list
    assert "16,3" not in page
    for row in ("20,75", "16,25", "12,05"):
        assert re.search(rf'<td class="is-number">(?:<span class="hv-cell">)?{row}<', page)


def test_tool_that_does_not_fit_the_plan_is_marked_and_warned_of_but_kept(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot = at_intake(owner=colleague, actor=programme_lead)
    banned = tool(name="Praatpaal", status=ToolStatus.NOT_ALLOWED)
    plain, fitting = tool(name="Vertaler"), tool(name="Dossierhulp", data_classes=[DataClass.PERSONAL])
    client, path = sign_in(colleague), address("pilot_edit", pilot.public_id)
    page = client.get(path).content.decode()
    assert "Praatpaal, niet toegestaan<" in page
    assert "Vertaler, toegestaan<" in page

    def warned(of: Tool, personal_data: str) -> str:
        pilot.refresh_from_db()
        form = form_of(pilot, tool=of.public_id, personal_data=personal_data)
        answer = client.post(path, form, follow=True)
        pilot.refresh_from_db()
        assert pilot.tool == of
        return " ".join(each.message for each in answer.context["messages"] if each.level == WARNING)

    assert "“Praatpaal” is hier niet toegestaan" in warned(banned, "no")
    assert "mogen geen persoonsgegevens" in warned(plain, "yes")
    assert warned(plain, "no") == warned(fitting, "yes") == ""


def test_running_pilot_does_not_go_over_to_a_forbidden_tool(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    banned, plain = tool(name="Praatpaal", status=ToolStatus.NOT_ALLOWED), tool(name="Vertaler")
    client, path = sign_in(colleague), address("pilot_edit", pilot.public_id)

    def shown() -> dict[str, Any]:
        return as_shown(client.get(path).content.decode())

    refused = client.post(path, shown() | {"tool": banned.public_id})
    assert refused.status_code == 422
    assert 'href="#id_tool"' in refused.content.decode()
    assert client.post(path, shown() | {"tool": plain.public_id}).status_code == 302
    Tool.objects.filter(pk=plain.pk).update(status=ToolStatus.NOT_ALLOWED)
    kept = client.post(path, shown() | {"title": "Andere titel"}, follow=True)
    warned = [each.message for each in kept.context["messages"] if each.level == WARNING]
    assert warned == ["De AI-tool “Vertaler” is hier niet toegestaan. Kies een andere, of stop de pilot."]


@pytest.mark.parametrize("was_extended", [False, True])
def test_page_promises_an_extension_only_where_there_can_be_one(
    sign_in: SignIn, colleague: Person, programme_lead: Person, was_extended: bool
) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    if was_extended:
        decided(pilot, DecisionKind.EXTEND, actor=programme_lead, new_due_on=TODAY + timedelta(days=60))
    measured(pilot, 18, actor=colleague)
    Pilot.objects.filter(pk=pilot.pk).update(decision_due_on=TODAY)
    client = sign_in(colleague)
    pages = [client.get(address(name, pilot.public_id)).content.decode() for name in ("pilot", "decision_create")]
    assert ["één keer verlengen" in page for page in pages] == [not was_extended] * 2


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"value": "200,5"}, "200,5 minuten ligt ver van"),
        ({"measured_on": "2026-10-21"}, "heeft al een waarde bij de start: 20 minuten"),
    ],
)
def test_value_that_is_not_likely_is_asked_about_once_and_kept_by_who_is_sure(
    sign_in: SignIn, colleague: Person, programme_lead: Person, given: dict[str, str], asked: str
) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    client, path = sign_in(colleague), address("measurement_create", pilot.public_id)
    form = {"measured_on": "2026-11-19", "value": "200", "cases": "20", "note": "Met de hand geteld"} | given
    question = client.post(path, form)
    page = question.content.decode()
    assert question.status_code == 422
    assert asked in page
    for kept in (f'value="{form["value"]}"', 'value="20"', "Met de hand geteld"):
        assert kept in page
    shown = re.search(r'name="doubted" value="([^"]*)"', page)
    assert shown is not None
    unsure, sure = {"doubted": shown[1]}, {"doubted": shown[1], "sure": "on"}
    assert client.post(path, form | unsure).status_code == 422
    assert client.post(path, form | sure | {"value": "2005"}).status_code == 422  # the yes was to something else
    assert not pilot.measurements.exists()
    assert client.post(path, form | sure).status_code == 302
    assert pilot.measurements.count() == 1


def test_value_up_to_ten_times_the_start_is_not_asked_about(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    form = {"measured_on": "2026-11-19", "value": "200", "cases": "", "note": ""}
    client, path = sign_in(colleague), address("measurement_create", pilot.public_id)
    assert 'name="sure"' not in client.get(path).content.decode()
    assert client.post(path, form).status_code == 302


def test_unlikely_value_for_a_day_that_has_one_answers_both_questions(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    measured(pilot, 15, actor=colleague)
    client, path = sign_in(colleague), address("measurement_create", pilot.public_id)
    form = {"measured_on": str(TODAY), "value": "900", "cases": "", "note": ""}
    sure = {"doubted": f"{TODAY} 900", "sure": "on"}
    page = client.post(path, form | sure).content.decode()
    assert "15 minuten" in page
    assert re.search(r'<input[^>]*name="sure"[^>]*checked', page)  # what was answered stays answered
    assert client.post(path, form | sure | {"replaces": "15.00", "replace": "on"}).status_code == 302
    assert pilot.measurements.get().value == 900


def test_who_decides_reads_which_objective_the_pilot_serves(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    served = objective(title_nl="Minder typen")
    for each, words in ((served, reverse("strategy:objective", args=[served.public_id])), (None, "een los eind")):
        pilot = running(owner=colleague, actor=programme_lead, objective=each)
        page = sign_in(programme_lead).get(address("decision_create", pilot.public_id)).content.decode()
        assert words in page
