"""Pages of figures: what a board member sees first, what stays hidden, in both languages."""

import csv
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

import strategy.services
from adoption import selectors, services
from adoption.metrics import Metric
from adoption.models import Figure, Note, Target, UsageImport
from adoption.selectors import sentences
from adoption.selectors.released import cell_of
from adoption.selectors.units import newest_unit_figures
from common.charts import CellStatus, Chart, Unit
from common.clock import start_of, today
from common.disclosure import ORGANISATION
from common.periods import Period
from people.choices import FunctionGroup as G
from people.choices import Role
from people.models import Person
from pilots.models import Pilot
from strategy.choices import DocumentKind
from surveys.models import Wave
from tests.adoption.builders import (
    NOW,
    OCTOBER,
    SEPTEMBER,
    agreement,
    house,
    m365_detail,
    read_in,
    released,
    staff,
    strategy_in_force,
    survey,
    trained,
    usage_of,
)
from tests.people.builders import employee, unit
from tests.pilots.builders import idea
from tests.query_counts import query_count
from tests.strategy.builders import draft, publish
from training.models import Completion

SignIn = Callable[[Person], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
OVERVIEW = "/figures/"


def groups_of(chart: Chart | None) -> dict[str, float]:
    """Return the marks of a chart by the group beside which they stand."""
    assert chart is not None
    return {str(chart.categories[mark.category]): mark.value for mark in chart.marks if mark.category is not None}


def test_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(OVERVIEW).status_code == 302


def test_empty_overview_says_what_comes_and_what_it_waits_for(sign_in: SignIn, board_member: Person) -> None:
    page = sign_in(board_member).get(OVERVIEW).content.decode()
    assert "Nog geen cijfers" in page
    assert "tweede dag van de volgende maand" in page
    assert "wachten op instemming" in page


def test_overview_begins_with_how_it_stands_and_against_which_target(sign_in: SignIn, board_member: Person) -> None:
    agreement()
    house()
    survey()
    Target.objects.create(metric="active_use", value=35, by_period="2027-06", set_by=board_member, set_at=NOW)
    released()
    page = sign_in(board_member).get(OVERVIEW).content.decode()
    assert "20% van wie de peiling van oktober 2026 beantwoordde, gebruikt AI elke werkdag." in page
    assert "Het doel is 35% in juni 2027: nog 15 punten." in page


def test_overview_speaks_english(sign_in: SignIn) -> None:
    agreement()
    house()
    survey()
    released()
    page = sign_in(employee(language="en")).get(OVERVIEW).content.decode()
    assert "20% of those who answered the survey of October 2026 use AI every working day." in page
    assert "never used for appraisal" in page


def test_range_is_told_as_a_range_and_no_figure_as_none(sign_in: SignIn, board_member: Person) -> None:
    agreement()
    house()
    survey(daily={G.CUSTOMER_CONTACT: (140, 1), G.NO_CUSTOMER_CONTACT: (110, 1)})
    assert "Er is nog geen cijfer over gebruik" in selectors.overview(today=today()).sentence
    released()
    told = selectors.overview(today=today()).sentence
    assert "van wie de peiling van oktober 2026 beantwoordde, gebruikt AI elke werkdag." in told
    assert told.startswith("0% tot ")


def test_survey_figure_says_how_many_of_those_invited_answered() -> None:
    agreement()
    house()
    survey()
    released()
    coverage = selectors.overview(today=today()).large[0].coverage
    assert coverage.startswith("oktober 2026, ongeveer ")
    assert coverage.endswith("% van de genodigden antwoordde")


def test_figure_names_the_months_of_its_source_and_of_the_national_report() -> None:
    agreement()
    house()
    for period in (Period(2026, 8), OCTOBER):
        survey(on=period.last_day - timedelta(days=5))
        released(period)
    page = selectors.metric_page("active_use")
    assert page is not None
    assert page.trend is not None
    assert page.groups is not None
    assert page.trend.source == "peiling, augustus 2026 tot en met oktober 2026"
    assert page.groups.source == "peiling, oktober 2026"
    assert "(april 2025)" in page.comparison


def test_metric_page_begins_with_how_it_stands_and_against_which_target(sign_in: SignIn, board_member: Person) -> None:
    agreement()
    house()
    survey()
    Target.objects.create(metric="active_use", value=20, by_period="2027-06", set_by=board_member, set_at=NOW)
    released()
    page = sign_in(board_member).get(reverse("adoption:metric_detail", args=["active_use"])).content.decode()
    assert "20% in oktober 2026. Het doel van 20% in juni 2027 is gehaald." in page


def test_benchmark_stands_only_beside_the_same_group() -> None:
    agreement()
    house()
    survey()
    released()
    marked = groups_of(selectors.overview(today=today()).mirror)
    assert marked == {"Iedereen": 0.26, str(G.DIRECTOR.label): 0.57, str(G.NO_CUSTOMER_CONTACT.label): 0.17}


def test_leadership_has_no_benchmark() -> None:
    """The report says something of directors, not of directors and managers together."""
    agreement()
    house()
    survey(
        daily={G.DIRECTOR: (4, 2), G.MANAGER: (30, 12), G.CUSTOMER_CONTACT: (120, 12), G.NO_CUSTOMER_CONTACT: (110, 20)}
    )
    released()
    mirror = selectors.overview(today=today()).mirror
    assert mirror is not None
    assert "Leiding" in mirror.categories
    assert groups_of(mirror) == {"Iedereen": 0.26}


def test_other_metric_has_no_benchmark() -> None:
    agreement()
    trained(house()["201"])
    released()
    page = selectors.metric_page("trained")
    assert page is not None
    assert groups_of(page.groups) == {}


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (
            {"director": (85, 10), "manager": (80, 50), "customer_contact": (52, 240)},
            "Leidinggevenden: 80%, Medewerkers met klantcontact: 52%",
        ),
        ({"director": (80, 10), "manager": (70, 50)}, "De groepen verschillen niet duidelijk."),
        (
            {"director": (95, 10), "manager": (40, 60), "customer_contact": (60, 300)},
            "Directie: zo’n 95% of meer, Leidinggevenden: 40%",
        ),
    ],
)
def test_sentence_names_the_groups_that_clearly_differ(figures: dict[str, tuple[int, int]], said: str) -> None:
    rows = {
        group: Figure(group=group, status="shown", measure="percent", value=value, base_low=base, base_high=base + 9)
        for group, (value, base) in figures.items()
    }
    sentence = sentences.groups(Metric.REGISTRY["active_of_licensed"], rows)
    assert said in sentence


@pytest.mark.parametrize(
    ("users", "words"),
    [
        ((24, 60), "12 punten omhoog sinds augustus 2026."),
        ((24, 30), "Geen duidelijke verandering sinds augustus 2026."),
    ],
)
def test_change_is_called_one_only_when_it_is_more_than_chance(users: tuple[int, int], words: str) -> None:
    agreement()
    house()
    for period, number in zip((Period(2026, 8), OCTOBER), users, strict=True):
        survey(
            on=period.last_day - timedelta(days=5),
            daily={
                G.DIRECTOR: (20, 10),
                G.MANAGER: (30, 10),
                G.CUSTOMER_CONTACT: (240, number),
                G.NO_CUSTOMER_CONTACT: (10, 5),
            },
        )
        released(period)
    assert selectors.overview(today=today()).large[0].change == words


def test_metric_page_says_what_it_is_and_what_it_never_is_for(sign_in: SignIn, board_member: Person) -> None:
    agreement()
    people = house()
    trained(people["201"])
    released()
    page = sign_in(board_member).get(reverse("adoption:metric_detail", args=["trained"])).content.decode()
    assert "mensen die minstens één cursus afrondden" in page
    assert "nooit gebruikt voor beoordeling, beloning of inzet van mensen" in page
    assert "Team 1" in page


def test_unit_table_names_the_month_of_each_column(sign_in: SignIn, board_member: Person) -> None:
    agreement()
    people = house()
    trained(people["201"])
    released()
    shown = selectors.overview(today=today())
    assert {column.month for column in shown.unit_columns} == {"oktober 2026"}
    assert all(title.endswith(", oktober 2026") for row in shown.units.rows for title, _cell, _why in row.cells)
    page = sign_in(board_member).get(OVERVIEW).content.decode()
    assert page.count("oktober 2026") > len(shown.unit_columns)


def test_reach_sentence_names_the_month_of_each_figure() -> None:
    agreement()
    people = house()
    trained(people["201"])
    released(Period(2026, 9))
    released()
    reach = selectors.overview(today=today()).reach
    assert reach is not None
    assert str(reach.sentence).count("(oktober 2026).") == len(reach.series)


def test_overview_says_when_the_result_of_a_closed_survey_comes() -> None:
    agreement()
    house()
    survey()
    wave = Wave.objects.get()
    assert selectors.overview(today=wave.result_on).next_result == (
        "De uitslag van de peiling “Najaarspeiling” komt op 2 november 2026."
    )
    assert selectors.overview(today=wave.result_on + timedelta(days=1)).next_result == ""


@pytest.mark.parametrize(
    ("value", "base", "words"),
    [
        (1, (400, 409), "zo’n 1% of minder"),  # 1 of 407
        (99, (400, 409), "zo’n 99% of meer"),
        (5, (50, 99), "zo’n 5% of minder"),
        (5, (400, 409), "5%"),
        (0, (400, 409), "0%"),
        (100, (50, 99), "100%"),
        (1, (407, 407), "1%"),  # a fact of the programme is exact
    ],
)
def test_nearly_none_and_nearly_all_are_not_told_as_exact(value: int, base: tuple[int, int], words: str) -> None:
    figure = Figure(status="shown", measure="percent", value=value, base_low=base[0], base_high=base[1], base_about=407)
    assert cell_of(figure).text(Unit.PERCENT) == words


def test_small_units_are_named_where_they_count_along() -> None:
    agreement()
    people = house(teams=2)
    for code in ("301", "302"):
        people[code] = staff(6, of=unit(code, f"Klein {code}", parent=unit()))
    trained(people["201"])
    released()
    rows = {row.name: row for row in selectors.overview(today=today()).units.rows}
    assert not {"Klein 301", "Klein 302"} & set(rows)
    assert rows["Andere teams van Stichting Houtwijk"].along == ["Klein 301", "Klein 302"]


def test_units_below_a_division_are_folded_away() -> None:
    agreement()
    people = house(teams=2)
    people["211"] = staff(30, of=unit("211", "Wijk Oost", parent=unit("201")))
    trained(people["211"])
    released()
    page = selectors.metric_page("trained")
    assert page is not None
    assert "Wijk Oost" not in [row.name for row in page.units.top]
    assert [branch.name for branch in page.units.branches] == ["Team 1"]
    assert "Wijk Oost" in [row.name for row in page.units.branches[0].rows]
    assert [row.name for row in selectors.overview(today=today()).units.rows] == [row.name for row in page.units.top]


def test_table_of_units_is_about_the_last_month_in_force(programme_lead: Person) -> None:
    agreement()
    people = house(teams=2)
    trained(people["201"])
    released(SEPTEMBER)
    trained(people["202"], on=date(2026, 10, 8))
    released(OCTOBER)

    def in_table() -> Figure:
        (whole,) = (one for one in newest_unit_figures(["trained"])["trained"] if one.unit_key == ORGANISATION)
        return whole

    october = in_table()
    assert october.released.release.period == str(OCTOBER)
    services.withdraw_metric(
        released_id=october.released_id, reason="Een bestand was dubbel.", actor=programme_lead, now=NOW
    )
    assert in_table().released.release.period == str(SEPTEMBER)


def test_small_units_of_one_name_are_told_apart_by_the_unit_above() -> None:
    agreement()
    people = house(teams=2)
    for number in ("31", "32"):
        above = unit(number, f"Dienst {number}", parent=unit())
        staff(4, of=unit(f"{number}1", "Communicatie", parent=above))
    trained(people["201"])
    released()
    page = selectors.metric_page("trained")
    assert page is not None
    named = {name for row in page.units.rows for name in row.along}
    assert {"Communicatie (Dienst 31)", "Communicatie (Dienst 32)", "Dienst 31"} <= named


def test_nearly_everyone_is_no_share_of_about_a_hundred() -> None:
    metric = Metric.REGISTRY["trained"]
    assert sentences.coverage(metric, Figure(coverage=100)) == "bijna iedereen om wie het gaat"
    assert sentences.coverage(metric, Figure(coverage=97)) == "ongeveer 97% van de mensen om wie het gaat"
    asked = Metric.REGISTRY["active_use"]
    assert sentences.coverage(asked, Figure(coverage=100)) == "bijna iedereen die was uitgenodigd, antwoordde"


def test_only_who_may_open_proposals_is_led_to_them(sign_in: SignIn, board_member: Person, colleague: Person) -> None:
    paths = [OVERVIEW, reverse("adoption:measured"), reverse("adoption:metric_detail", args=["active_use"])]
    link = f'href="{reverse("governance:proposal_list")}"'
    for reader, may in ((board_member, True), (colleague, False)):
        client = sign_in(reader)
        assert client.get(reverse("governance:proposal_list")).status_code == (200 if may else 403)
        led = [link in client.get(path).content.decode().partition("<main")[2] for path in paths]
        assert led == [may] * 3, reader


def test_unknown_metric_is_not_found(sign_in: SignIn, board_member: Person) -> None:
    assert sign_in(board_member).get("/figures/metrics/elders/").status_code == 404
    assert sign_in(board_member).get("/figures/metrics/elders/csv/").status_code == 404


def test_download_holds_what_the_screen_shows(sign_in: SignIn, board_member: Person) -> None:
    agreement()
    people = house(teams=2)
    for code in ("301", "302"):
        people[code] = staff(6, of=unit(code, f"Klein {code}", parent=unit()))
    trained(people["201"] + people["301"][:2])
    released()
    answer = sign_in(board_member).get(reverse("adoption:metric_download", args=["trained"]))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    small = next(line for line in lines if "Klein 301" in line)
    assert "geteld bij een andere groep" in small
    assert small.endswith(';"";"";"";"";""')


@pytest.mark.parametrize("key", ["reach", "barriers"])
def test_download_of_a_chart_holds_every_line_that_it_draws(sign_in: SignIn, board_member: Person, key: str) -> None:
    agreement()
    people = house()
    strategy_in_force(people["201"])
    trained(people["202"])
    survey(barriers=("no_time", "no_trust", "privacy_concerns"))
    released(SEPTEMBER)
    released()
    board = sign_in(board_member)
    chart = getattr(selectors.overview(today=today()), key)
    assert f'href="{chart.download_url}"' in board.get(OVERVIEW).content.decode()
    answer = board.get(chart.download_url)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.reader(text.splitlines(), delimiter=";"))
    assert lines[0][0] == "Cijfer"
    out = {code for code in selectors.TOGETHER[key] if selectors.figure_rows(code)}
    assert {line[0] for line in lines[1:]} == {str(Metric.REGISTRY[code].title) for code in out}
    assert len(out) == max(len(chart.series), len(chart.categories) if key == "barriers" else 0) > 1


def test_month_without_a_figure_is_a_gap_and_not_a_step_less() -> None:
    agreement()
    people = house()
    trained(people["202"], on=date(2026, 7, 10))
    released(Period(2026, 8))
    released()
    page = selectors.metric_page("trained")
    assert page is not None
    assert page.trend is not None
    assert page.trend.categories == ["augustus 2026", "september 2026", "oktober 2026"]
    assert page.trend.title.endswith(", maand na maand")
    assert [cell.status for cell in page.trend.series[0].cells][1] == CellStatus.UNKNOWN


def test_chart_of_the_survey_goes_by_round() -> None:
    agreement()
    house()
    for period in (Period(2026, 8), OCTOBER):
        survey(on=period.last_day - timedelta(days=5))
        released(period)
    page = selectors.metric_page("active_use")
    assert page is not None
    assert page.trend is not None
    assert page.trend.title.endswith(", per ronde")
    assert page.trend.categories == ["augustus 2026", "oktober 2026"]


def test_facts_of_the_programme_say_of_which_moment_they_are() -> None:
    tried = idea(owner=employee())
    Pilot.objects.filter(pk=tried.pk).update(registered_at=start_of(date(2026, 9, 1)))
    released()
    page = selectors.metric_page("pilots_by_stage")
    assert page is not None
    assert page.groups is not None
    assert str(page.groups.sentence).startswith("Eind oktober 2026: ")


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [("nl", "Vrijgegeven op", "Laatst vrijgegeven op"), ("en", "Released on", "Last released on")],
)
def test_figure_says_of_its_day_that_it_was_released_on_it(
    sign_in: SignIn, language: str, one: str, several: str
) -> None:
    agreement()
    trained(house()["202"], on=date(2026, 8, 10))
    released(Period(2026, 9))
    released()
    address = reverse("adoption:metric_detail", args=["trained"])
    page = sign_in(employee(language=language)).get(address).content.decode()
    assert f"<dt>{one}</dt>" in page
    assert f"<dt>{several}</dt>" in page


def test_chart_of_two_metrics_says_which_definition_is_whose() -> None:
    agreement()
    people = house()
    strategy_in_force(people["201"])
    trained(people["202"])
    released(Period(2026, 9))
    released()
    chart = selectors.overview(today=today()).reach
    assert chart is not None
    assert [str(chart.definition).count(f"{series.label}. ") for series in chart.series] == [1, 1]


def test_overview_shows_who_read_the_house_rules_beside_the_strategy() -> None:
    agreement()
    people = house()
    strategy_in_force(people["201"])
    lead = employee(roles=[Role.PROGRAMME_OFFICE])
    rules = publish(draft(DocumentKind.HOUSE_RULES, actor=lead), actor=lead, now=start_of(date(2026, 9, 14)))
    for person in people["202"]:
        strategy.services.acknowledge(
            version_id=rules.pk, content_hash=rules.content_hash, language="nl", actor=person,
            now=start_of(date(2026, 9, 15)),
        )  # fmt: skip
    released(Period(2026, 9))
    released()
    shown = selectors.overview(today=today())
    assert shown.reach is not None
    labels = {"Las en begreep de strategie", "Las en begreep de spelregels"}
    assert labels <= {str(series.label) for series in shown.reach.series}
    assert labels <= {str(column.metric.title) for column in shown.unit_columns}


def test_download_of_an_unknown_chart_is_not_found(sign_in: SignIn, board_member: Person) -> None:
    assert sign_in(board_member).get("/figures/charts/elders/csv/").status_code == 404


def test_what_we_measure_lists_every_metric_with_its_state(sign_in: SignIn, colleague: Person) -> None:
    agreement("figures:class_b")
    page = sign_in(colleague).get(reverse("adoption:measured")).content.decode()
    for metric in selectors.metrics_measured():
        assert reverse("adoption:metric_detail", args=[metric.code]) in page
    assert "wacht op instemming" in page
    assert "minstens 10 mensen" in page
    assert "bewaren we 400 dagen" in page


def test_notes_are_pinned_to_their_month() -> None:
    agreement()
    house()
    for period in (Period(2026, 8), OCTOBER):
        survey(on=period.last_day - timedelta(days=5))
        released(period)
    Note.objects.create(period="2026-10", text_nl="Licenties verdeeld", written_at=NOW)
    trend = selectors.overview(today=today()).trend
    assert trend is not None
    assert [(pin.category, pin.label) for pin in trend.pins] == [(1, "Licenties verdeeld")]


def test_employee_does_not_see_reports_and_board_cannot_read_one_in(
    sign_in: SignIn, colleague: Person, board_member: Person
) -> None:
    assert sign_in(colleague).get(reverse("adoption:usage_list")).status_code == 403
    assert sign_in(board_member).get(reverse("adoption:usage_list")).status_code == 200
    assert sign_in(board_member).get(reverse("adoption:usage_new")).status_code == 403


def test_office_reads_a_report_in_and_the_file_is_gone(sign_in: SignIn, programme_lead: Person) -> None:
    agreement()
    report = m365_detail(usage_of(house()["201"], active=12))
    report.name = "rapport.csv"
    answer = sign_in(programme_lead).post(
        reverse("adoption:usage_new"), {"source": "m365-detail", "file": report}, follow=True
    )
    assert "25 tot 49 geteld, 0 niet herkend" in answer.content.decode()
    assert UsageImport.objects.get().file_deleted_at == NOW


def test_wrong_report_is_said_beside_the_file(sign_in: SignIn, programme_lead: Person) -> None:
    agreement()
    report = m365_detail(usage_of(house()["201"], active=12), refreshed="2026-10-12")
    report.name = "rapport.csv"
    answer = sign_in(programme_lead).post(reverse("adoption:usage_new"), {"source": "m365-detail", "file": report})
    assert answer.status_code == 422
    assert "geen kalendermaand" in answer.content.decode()


def test_my_data_says_where_i_was_counted() -> None:
    people = house(teams=1)
    trained(people["201"], on=OCTOBER.first_day)
    released()
    held = selectors.data_about(people["201"][0])
    assert [str(row.value) for row in held[0].rows] == [f"Team 1, {G.CUSTOMER_CONTACT.label}"]
    assert selectors.data_about(employee()) == []


def test_office_is_told_which_reports_still_wait() -> None:
    agreement()
    lead = employee(roles=[Role.PROGRAMME_OFFICE])
    read_in(m365_detail(usage_of(house()["201"], active=12)))
    assert selectors.waiting_for(lead, now=NOW) == []
    december = start_of(Period(2026, 12).first_day)
    assert [waiting.count for waiting in selectors.waiting_for(lead, now=december)] == [1]


@pytest.mark.parametrize("many", [3, 30])
def test_pages_ask_the_same_number_of_queries_for_few_and_many_units(
    many: int, sign_in: SignIn, programme_lead: Person
) -> None:
    agreement()
    people = house(teams=many, each=24)
    trained(people["201"] + people["202"])
    survey()
    for period in [Period(2026, 8), OCTOBER] if many == 3 else [Period(2026, month) for month in range(6, 11)]:
        released(period)
    read_in(m365_detail(usage_of(people["201"], active=12)))
    client = sign_in(programme_lead)
    client.get(OVERVIEW)
    for name, path in {
        "adoption:overview": OVERVIEW,
        "adoption:metric_detail": reverse("adoption:metric_detail", args=["trained"]),
        "adoption:measured": reverse("adoption:measured"),
        "adoption:usage_list": reverse("adoption:usage_list"),
        "api:figures": reverse("api:figures"),
        "api:metrics": reverse("api:metrics"),
    }.items():
        with query_count(__file__, name):
            assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Het cijfer van oktober 2026 is niet vastgesteld. Er is iets gecorrigeerd"),
        ("en", "The figure of October 2026 was not released. Something was corrected"),
    ],
)
def test_month_that_was_not_released_says_why(language: str, text: str, sign_in: SignIn) -> None:
    agreement()
    people = house()
    trained(people["201"] + people["202"])
    released(SEPTEMBER)
    Completion.objects.filter(person__in=people["202"]).delete()
    released(OCTOBER)
    page = sign_in(employee(language=language)).get(
        reverse("adoption:metric_detail", args=["trained"]), headers={"accept-language": language}
    )
    assert text in page.content.decode()
