"""Who and what, by name: HR looks before they say yes, and the names go with the file."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.fixtures import Settings

from directory import selectors, services
from directory.choices import FILES_KEPT, LineKind
from directory.models import ImportLine, ImportRun
from people.choices import Role
from people.models import Person, RoleAssignment
from tests.directory.builders import NOW, bring_in, someone
from tests.directory.files import as_csv, leaders, person
from tests.directory.walking import applied, planned, received
from tests.truths import refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_step(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def told(run: ImportRun, kind: LineKind) -> list[tuple[str, str, str, str]]:
    lines = run.lines.filter(kind=kind).order_by("pk")
    return [(line.number, line.part, line.before, line.after) for line in lines]


def test_each_change_is_told_under_its_kind(hr: Person) -> None:
    bring_in([*leaders(), *[person(number) for number in range(4, 10)]])
    RoleAssignment.objects.create(person=someone(8), role=Role.TRAINER, starts_on=date(2020, 1, 1), granted_at=NOW)
    rows = [
        *leaders(),
        person(4, last="Visser"),
        person(5, unit="202", manager="2"),
        person(6, last_day="31-10-2026"),
        person(8, last="Haddad", email="o@elders.example"),
        person(9, hired="01-01-2016"),
        person(10),
    ]
    run = planned(rows, hr)
    assert told(run, LineKind.RENAMED) == [("4", "name", "Sanne de Boer4", "Sanne de Visser")]
    assert told(run, LineKind.MOVES) == [
        ("5", "unit", "Thuiszorg Noord (201)", "Team 202 (202)"),
        ("5", "manager", "3", "2"),
    ]
    assert told(run, LineKind.LEAVES) == [("6", "", "", "")]
    assert run.lines.get(kind=LineKind.LEAVES).on == date(2026, 11, 1)
    assert told(run, LineKind.MISSING) == [("7", "", "", "")]
    assert told(run, LineKind.PASSES) == [
        ("8", "name", "Sanne de Boer8", "Sanne de Haddad"),
        ("8", "email", "p8@houtwijk.example", "o@elders.example"),
    ]
    assert told(run, LineKind.ROLE_ENDS) == [("8", "role", "trainer", "")]
    assert told(run, LineKind.CHANGES) == [("9", "hired_on", "2015-09-04", "2016-01-01")]
    assert told(run, LineKind.ARRIVES) == [("10", "unit", "", "Thuiszorg Noord (201)")]
    assert told(run, LineKind.NEW_UNIT) == [("202", "parent", "", "Zorg (200)")]


def test_working_the_file_out_again_tells_everything_once(hr: Person) -> None:
    run = planned([*leaders(), person(4)], hr)
    services.plan_again(run_id=run.pk, actor=hr, now=NOW)
    run.refresh_from_db()
    services.plan_in_job(job_id=run.job_id, now=NOW)
    assert len(told(run, LineKind.ARRIVES)) == 4


def test_the_names_are_gone_when_the_import_is_carried_out_or_cancelled(hr: Person) -> None:
    applied(planned(leaders(), hr), hr)
    assert not ImportLine.objects.exists()
    run = planned([*leaders(), person(4)], hr)
    assert ImportLine.objects.exists()
    services.cancel(run_id=run.pk, actor=hr, now=NOW)
    assert not ImportLine.objects.exists()


def test_the_names_are_gone_when_nobody_decided_in_time(hr: Person) -> None:
    planned(leaders(), hr)
    services.enforce_terms(now=NOW + FILES_KEPT.keeps)
    assert ImportLine.objects.exists()
    services.enforce_terms(now=NOW + FILES_KEPT.keeps + timedelta(minutes=1))
    assert not ImportLine.objects.exists()


def test_the_names_are_gone_when_the_file_turns_out_to_be_none(hr: Person) -> None:
    run = planned(leaders(), hr)
    with run.file.file.storage.open(run.file.file.name, "wb") as file:
        file.write(as_csv([]))
    services.plan_again(run_id=run.pk, actor=hr, now=NOW)
    run.refresh_from_db()
    services.plan_in_job(job_id=run.job_id, now=NOW)
    run.refresh_from_db()
    assert (run.state, ImportLine.objects.count()) == ("failed", 0)


def test_codes_and_days_are_told_in_words_of_the_reader(hr: Person) -> None:
    bring_in([*leaders(), person(4)])
    run = planned([*leaders(), person(4, group="Leidinggevende", manager="2", hired="01-01-2016")], hr)
    with translation.override("en"):
        groups = {group.kind: group for group in selectors.lines_of(run)}
        assert dict(groups["moves"].rows[0])["Becomes"] == "Managers"
        assert (groups["moves"].count, groups["moves"].lines) == (1, 2)
        assert dict(groups["changes"].rows[0])["Becomes"] == "01/01/2016"


def test_the_page_shows_the_first_of_each_kind_and_says_how_many_there_are(client: Client, hr: Person) -> None:
    count = selectors.LINES_SHOWN + 5
    run = planned([*leaders(), *[person(number) for number in range(4, 4 + count)]], hr)
    group = next(each for each in selectors.lines_of(run) if each.kind == LineKind.ARRIVES)
    assert (group.count, group.lines, len(group.rows)) == (count + 3, count + 3, selectors.LINES_SHOWN)
    client.force_login(hr)
    text = client.get(reverse("directory:import_detail", args=[run.public_id])).content.decode()
    assert "Boer1<" in text
    assert f"De eerste {selectors.LINES_SHOWN} van {count + 3}" in text


def test_the_download_has_every_line_and_no_formulas(client: Client, hr: Person) -> None:
    run = planned([*leaders(), person(4, first="=cmd()", infix="", last="X")], hr)
    client.force_login(hr)
    answer = client.get(reverse("directory:import_lines", args=[run.public_id]))
    text = b"".join(answer).decode("utf-8-sig")
    assert "'=cmd() X" in text
    assert len(text.splitlines()) == 1 + run.lines.count()
    assert 'filename="wie en wat hr.csv"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    services.cancel(run_id=run.pk, actor=hr, now=NOW)
    assert client.get(reverse("directory:import_lines", args=[run.public_id])).status_code == 404


def test_others_get_no_names(client: Client, hr: Person, colleague: Person) -> None:
    run = planned(leaders(), hr)
    client.force_login(colleague)
    assert client.get(reverse("directory:import_lines", args=[run.public_id])).status_code == 404


@pytest.mark.parametrize(
    ("field", "truth"), [("kind", "directory_importline_kind_known"), ("part", "directory_importline_part_known")]
)
def test_the_database_knows_the_kinds_and_parts(hr: Person, field: str, truth: str) -> None:
    line = {"kind": LineKind.ARRIVES, "name": "x", field: "dreaming"}
    run = received(leaders(), hr)
    with refused(truth):
        ImportLine.objects.create(run=run, **line)


def test_the_numbers_are_parts_of_those_who_change(hr: Person) -> None:
    """Who leaves with another name and address counts among who leaves, and in no part of who changes."""
    bring_in([*leaders(), *[person(number) for number in range(4, 9)]])
    away = person(5, last="Haddad", email="o@elders.example", hired="01-01-2016", last_day="31-10-2026")
    other = person(4, last="Amrani", email="a@elders.example", hired="01-01-2016")
    run = planned([*leaders(), other, away, person(6, last="Visser"), person(7), person(8)], hr)
    outcome = selectors.report_of(run).outcome
    assert (outcome.updated, outcome.departed, len(outcome.passing)) == (2, 1, 2)
    assert (outcome.surnames, outcome.addresses) == (2, 1)
    assert told(run, LineKind.CHANGES) == [("4", "hired_on", "2015-09-04", "2016-01-01")]
    with translation.override("en"):
        said = outcome.sentences()
    assert {"2 people change.", "2 of them get another surname.", "1 of them gets another e-mail address."} <= set(said)
    assert any(each.startswith("Among those who change or leave, 2 employee numbers") for each in said)
