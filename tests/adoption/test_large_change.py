"""A report of somebody else, or half of one, replaces nothing before a person says that it is right."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from adoption import services
from adoption.models import OrganisationSnapshot, UsageImport
from common.errors import RuleBroken
from common.models import AuditEvent
from people.models import Person
from tests.adoption.builders import NOW, OCTOBER, agreement, house, m365_detail, read_in, usage_of

SignIn = Callable[[Person], Client]
pytestmark = pytest.mark.django_db
NEW = "/figures/usage/new/"
SUMMARY = "Report Refresh Date,Report Period,Any App Enabled Users,Any App Active Users\n2026-10-31,D30,{},{}\n"


def of_others(number: int) -> list[tuple[str, str]]:
    return [(f"iemand.{index}@elders.example", "2026-10-20") for index in range(number)]


def summary(licensed: int, active: int) -> BytesIO:
    return BytesIO(SUMMARY.format(licensed, active).encode())


@pytest.fixture
def good() -> list[Person]:
    """Return the hundred people of a report that was read in already."""
    agreement()
    people = [one for members in house().values() for one in members][:100]
    read_in(m365_detail(usage_of(people, active=60)))
    return people


@pytest.fixture
def office(sign_in: SignIn, programme_lead: Person, settings: pytest.FixtureRequest) -> Client:
    settings.SECOND_FACTOR_REQUIRED = False
    return sign_in(programme_lead)


def test_report_of_another_organisation_leaves_a_good_month_alone(good: list[Person]) -> None:
    wrong = [*usage_of(good[:8], active=3), *of_others(282)]
    with pytest.raises(RuleBroken, match="Van de 290 regels") as stopped:
        read_in(m365_detail(wrong))
    assert stopped.value.field == "allow_large_change"
    assert "van oktober 2026, telde er ongeveer 100" in str(stopped.value)
    assert UsageImport.objects.get().replaced_at is None


def test_no_number_of_a_small_group_is_said_of_a_stopped_report(good: list[Person]) -> None:
    wrong = [*usage_of(good[:8], active=3), *of_others(282)]
    with pytest.raises(RuleBroken) as stopped:
        read_in(m365_detail(wrong))
    words = str(stopped.value)
    assert "minder dan 10" in words
    assert "vrijwel alle" in words
    assert "8" not in words
    assert "282" not in words


def test_stopped_report_leaves_no_trace() -> None:
    agreement()
    people = house()["201"]
    with pytest.raises(RuleBroken, match="horen er 10 tot 24 bij niemand"):
        read_in(m365_detail([*usage_of(people, active=12), *of_others(11)]))
    assert not UsageImport.objects.exists()
    assert not OrganisationSnapshot.objects.exists()
    assert not AuditEvent.objects.filter(action="usage.imported").exists()


def test_fifth_of_the_rows_may_match_nobody() -> None:
    agreement()
    people = house()["201"]
    outcome = read_in(m365_detail([*usage_of(people, active=12), *of_others(10)]))
    assert (outcome.statement.counted, outcome.statement.unmatched) == (40, 10)


@pytest.mark.parametrize(("left", "stops"), [(75, False), (74, True)])
def test_over_a_quarter_fewer_people_stops_the_import(left: int, stops: bool, good: list[Person]) -> None:
    half = m365_detail(usage_of(good[:left], active=12))
    if stops:
        with pytest.raises(RuleBroken, match="Het telt 50 tot 99 mensen"):
            read_in(half)
    else:
        assert read_in(half).statement.counted == left


def test_allowed_change_replaces_the_month_and_says_so_in_the_log(good: list[Person]) -> None:
    outcome = services.import_usage(
        file=m365_detail(usage_of(good[:20], active=5)),
        source_code="m365-detail",
        actor=None,
        now=NOW,
        allow_large_change=True,
    )
    assert UsageImport.objects.get(replaced_at__isnull=True) == outcome.statement
    assert AuditEvent.objects.filter(action="usage.imported").latest("pk").reason == "large change allowed"


def test_totals_that_fall_by_half_stop_too() -> None:
    agreement()
    house()
    read_in(summary(120, 44), source="m365-summary")
    with pytest.raises(RuleBroken, match="50 tot 99 mensen"):
        read_in(summary(60, 30), source="m365-summary")


def test_form_asks_for_a_tick_and_the_file_again(office: Client, good: list[Person]) -> None:
    def report() -> BytesIO:
        file = m365_detail(usage_of(good[:20], active=5))
        file.name = "rapport.csv"
        return file

    with time_machine.travel(NOW, tick=False):
        assert "allow_large_change" not in office.get(NEW).content.decode()
        stopped = office.post(NEW, {"source": "m365-detail", "file": report()})
        assert stopped.status_code == 422
        assert 'name="allow_large_change"' in stopped.content.decode()
        assert '<a href="#id_allow_large_change">' in stopped.content.decode()
        assert '<a href="#id_allow_large_change">Ik heb' not in stopped.content.decode(), "a tick's label is no name"
        assert "Kies het hieronder opnieuw" in stopped.content.decode()
        forgot = office.post(NEW, {"source": "m365-detail", "allow_large_change": "on"})
        assert 'name="allow_large_change"' in forgot.content.decode(), "the tick stays where the file was forgotten"
        allowed = office.post(NEW, {"source": "m365-detail", "file": report(), "allow_large_change": "on"}, follow=True)
    assert "10 tot 24 geteld" in allowed.content.decode()
    assert "telt mee vanaf de volgende vastgestelde cijfers" in allowed.content.decode()


def test_summary_is_told_in_words(office: Client) -> None:
    agreement()
    house()
    file = summary(120, 7)
    file.name = "samenvatting.csv"
    with time_machine.travel(NOW, tick=False):
        page = office.post(NEW, {"source": "m365-summary", "file": file}, follow=True).content.decode()
    assert "120 licenties, minder dan 10 actief" in page
    assert "1 geteld" not in page


def test_list_of_reports_shows_no_small_number_of_people(office: Client) -> None:
    agreement()
    people = house()["201"]
    read_in(m365_detail(usage_of(people[:8], active=3)))
    page = office.get(reverse("adoption:usage_list")).content.decode()
    assert "minder dan 10 geteld" in page
    assert "8 geteld" not in page


def test_report_of_teams_counts_no_people(office: Client) -> None:
    agreement()
    house()

    def of_teams(number: int) -> BytesIO:
        rows = "".join(f"team-{index},2026-10-05,3\n" for index in range(number))
        return BytesIO(f"team_id,date,successful_requests\n{rows}".encode())

    read_in(of_teams(12), source="litellm-team")
    with pytest.raises(RuleBroken, match="Het telt 4 teams; het vorige rapport"):
        read_in(of_teams(4), source="litellm-team")
    assert "12 teams gebruikten het" in office.get(reverse("adoption:usage_list")).content.decode()


def test_list_says_when_each_report_was_last_read_in(office: Client, good: list[Person]) -> None:
    page = office.get(reverse("adoption:usage_list")).content.decode()
    assert page.count("Laatste rapport: oktober 2026, ingelezen op 2 november 2026.") == 1
    assert page.count("Nog niet ingelezen.") == 3


@pytest.mark.parametrize(("language", "name"), [("nl", "samenvatting"), ("en", "summary")])
def test_report_of_the_other_kind_is_named(language: str, name: str) -> None:
    agreement()
    with translation.override(language), pytest.raises(RuleBroken, match=name) as refused:
        read_in(summary(120, 44), source="m365-detail")
    assert refused.value.field == "source"
    assert "Any App Enabled Users" not in str(refused.value)


def test_table_is_named_where_the_report_of_github_was_chosen() -> None:
    agreement()
    with pytest.raises(RuleBroken, match="per gebruiker"):
        read_in(m365_detail([]), source="github-organization")


def test_command_stops_with_two_and_goes_on_when_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], good: list[Person]
) -> None:
    file = tmp_path / "rapport.csv"
    file.write_bytes(m365_detail(usage_of(good[:20], active=5)).read())

    def run(*more: str) -> tuple[object, str, str]:
        with time_machine.travel(NOW, tick=False), pytest.raises(SystemExit) as ended:
            call_command("import_usage", str(file), "--source", "m365-detail", "--format", "json", *more)
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    code, out, err = run()
    assert (code, out) == (2, "")
    assert "--allow-large-change" in err
    assert file.exists()
    code, out, _err = run("--allow-large-change")
    assert code == 0
    assert json.loads(out) == {"rows": 20, "counted": 20, "unmatched": 0, "refused": []}
    assert UsageImport.objects.get(replaced_at__isnull=True, period=str(OCTOBER)).counted == 20
