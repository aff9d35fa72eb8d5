"""A usage report comes in as counts of groups: persons go, a later statement replaces, a wrong one is refused."""

import csv
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection

from adoption import selectors, services
from adoption.models import SnapshotMember, UsageImport, UsageSource
from adoption.readers import read_usage
from common.errors import RuleBroken
from common.models import AuditEvent
from common.periods import Period
from people.choices import FunctionGroup as G
from people.models import ExternalIdentity, Person
from tests.adoption.builders import DETAIL, NOW, OCTOBER, agreement, house, m365_detail, read_in, staff, usage_of
from tests.people.builders import employee

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[3] / "shared" / "data"


def whole_database() -> dict[str, list[str]]:
    """Return every row of every table as text."""
    rows: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - the table's own name
            rows[table] = [row for (row,) in cursor.fetchall()]
    return rows


def test_report_becomes_counts_and_its_persons_are_dropped() -> None:
    agreement()
    people = [one for members in house().values() for one in members]
    strangers = [("weg.iemand@elders.example", "2026-10-03")]
    outcome = read_in(m365_detail(usage_of(people[:100], active=40) + strangers))
    assert outcome.as_json() == {"rows": 101, "counted": 100, "unmatched": 1, "refused": []}
    assert (outcome.statement.licensed, outcome.statement.active) == (100, 40)


def test_no_table_says_who_of_the_report_was_active() -> None:
    """Two files that differ only in who is active within one group leave the same database behind."""
    agreement()
    people = house(teams=1, each=60)["201"]
    contact = [
        one for one in people if one.placement is not None and one.placement.function_group == G.CUSTOMER_CONTACT
    ]
    before = whole_database()
    first = read_in(m365_detail(usage_of(people, active=10)))
    after = whole_database()
    new_rows = [row for table, rows in after.items() for row in rows if row not in before.get(table, [])]
    written = "\n".join(row for row in new_rows if "2026-10-20" in row or "@" in row)
    for person in people:
        assert str(person.email) not in written
        assert f"Naam {person.email}" not in "\n".join(new_rows)
    in_snapshot = set(SnapshotMember.objects.values_list("person_id", flat=True))
    assert in_snapshot >= {person.pk for person in people}, "who worked here is kept; who was active is not"
    turned = [*contact[10:], *contact[:10], *people[len(contact) :]]
    second = read_in(m365_detail(usage_of(turned, active=10)))
    assert first.statement.pk != second.statement.pk
    assert first.statement.statement == second.statement.statement


def test_same_report_twice_changes_nothing() -> None:
    agreement()
    people = house()["201"]
    first = read_in(m365_detail(usage_of(people, active=12)))
    second = read_in(m365_detail(usage_of(people, active=12)))
    assert second.unchanged
    assert second.statement == first.statement
    assert UsageImport.objects.count() == 1


def test_report_of_last_month_waits_for_the_office_until_it_is_read_in(programme_lead: Person) -> None:
    agreement()
    people = staff(60)
    read_in(m365_detail(usage_of(people, active=10), refreshed="2026-09-30"))
    (pile,) = selectors.waiting_for(programme_lead, now=NOW)
    assert (str(pile.title), pile.count) == ("Gebruiksrapport van oktober 2026 om in te lezen", 1)
    read_in(m365_detail(usage_of(people, active=10)))
    assert selectors.waiting_for(programme_lead, now=NOW) == []


def test_corrected_report_replaces_the_statement() -> None:
    agreement()
    people = house()["201"]
    first = read_in(m365_detail(usage_of(people, active=12)))
    second = read_in(m365_detail(usage_of(people, active=15)))
    first.statement.refresh_from_db()
    assert first.statement.replaced_at == NOW
    assert UsageImport.objects.get(replaced_at__isnull=True) == second.statement
    assert second.statement.active == 15


def test_somebody_with_two_accounts_is_counted_once() -> None:
    agreement()
    house()
    person = employee(first_name="Noor")
    ExternalIdentity.objects.create(source="m365", value="Noor@tenant.example", person=person)
    outcome = read_in(m365_detail([(str(person.email), ""), ("noor@tenant.example", "2026-10-05")]))
    assert (outcome.statement.licensed, outcome.statement.active, outcome.statement.unmatched) == (1, 1, 0)


def test_nothing_is_read_before_the_works_council_agreed() -> None:
    agreement("figures:class_b")
    people = house()["201"]
    with pytest.raises(RuleBroken, match="ondernemingsraad"):
        read_in(m365_detail(usage_of(people, active=12)))
    assert not UsageImport.objects.exists()


@pytest.mark.parametrize("length", ["D30"])
@pytest.mark.parametrize("refreshed", ["2026-11-15", "2026-10-20"])
def test_window_over_two_months_is_refused(refreshed: str, length: str) -> None:
    agreement()
    people = house()["201"]
    with pytest.raises(RuleBroken, match="geen kalendermaand"):
        read_in(m365_detail(usage_of(people, active=3), refreshed=refreshed, length=length))


def test_month_that_is_not_over_is_refused() -> None:
    agreement()
    people = house()["201"]
    with pytest.raises(RuleBroken, match="nog niet voorbij"):
        read_in(m365_detail(usage_of(people, active=3), refreshed="2026-11-30"))


def test_file_without_the_columns_is_refused_by_name() -> None:
    agreement()
    with pytest.raises(RuleBroken, match="User Principal Name"):
        read_in(m365_detail([], header=DETAIL.replace("User Principal Name", "User")))


def test_unknown_source_is_refused_with_the_known_ones() -> None:
    agreement()
    with pytest.raises(RuleBroken, match="m365-detail"):
        read_in(m365_detail([]), source="elders")


def test_hidden_names_and_double_accounts_are_refused_by_row_without_their_value() -> None:
    agreement()
    person = house()["201"][0]
    twice = [
        (str(person.email), "2026-10-02"),
        (str(person.email), ""),
        ("B1F0C9", "2026-10-02"),
        ("a@b.example", "ooit"),
    ]
    refused = read_in(m365_detail(twice)).statement.refused
    assert [(entry["row"], entry["column"]) for entry in refused] == [
        (3, "User Principal Name"),
        (4, "User Principal Name"),
        (5, "Last Activity Date"),
    ]
    assert {entry["value"] for entry in refused} == {""}


def test_activity_before_the_window_is_no_activity() -> None:
    usage = read_usage(m365_detail([("a@b.example", "2026-10-01"), ("c@d.example", "2026-10-02")]), "m365-detail")
    assert usage.active_by_account == {"a@b.example": False, "c@d.example": True}


def test_summary_holds_totals() -> None:
    text = "Report Refresh Date,Report Period,Any App Enabled Users,Any App Active Users\n2026-10-31,D30,120,44\n"
    usage = read_usage(BytesIO(text.encode()), "m365-summary")
    assert (usage.period, usage.licensed, usage.active, usage.active_by_account) == (OCTOBER, 120, 44, None)


def test_github_report_counts_the_last_day() -> None:
    lines = b'{"day": "2026-10-30", "monthly_active_users": 9}\n{"day": "2026-10-31", "monthly_active_users": 11}\n'
    usage = read_usage(BytesIO(lines), "github-organization")
    assert (usage.period, usage.active, usage.rows) == (OCTOBER, 11, 2)
    with pytest.raises(RuleBroken, match="Regel 1"):
        read_usage(BytesIO(b"{}\n"), "github-organization")


def test_litellm_counts_teams_that_had_an_answer() -> None:
    text = "team_id,date,successful_requests\na,2026-10-01,5\na,2026-10-02,1\nb,2026-10-02,0\n"
    usage = read_usage(BytesIO(text.encode()), "litellm-team")
    assert (usage.period, usage.active, usage.rows) == (OCTOBER, 1, 3)
    with pytest.raises(RuleBroken, match="2 maanden"):
        read_usage(BytesIO((text + "b,2026-11-01,4\n").encode()), "litellm-team")


def test_reading_in_leaves_an_event_without_a_name() -> None:
    agreement()
    lead = employee(first_name="Petra")
    read_in(m365_detail(usage_of(house()["201"], active=12)), actor=lead)
    event = AuditEvent.objects.get(action="usage.imported")
    assert event.actor == lead
    assert event.fields == ["2026-10", "m365-detail"]


def test_sources_say_what_active_means_in_both_languages() -> None:
    sources = list(UsageSource.objects.all())
    assert len(sources) == 4
    assert all(source.active_means_nl and source.active_means_en for source in sources)


def test_statement_keeps_no_count_of_a_small_group() -> None:
    """Of every cell below the threshold only the base is kept, which a colleague knows anyway."""
    agreement()
    people = house(teams=2, each=30)
    statement = read_in(m365_detail(usage_of(people["100"] + people["201"][:8], active=20))).statement.statement
    small = [entry for entry in statement["counts"] if entry[2] < 10]
    assert small
    assert {entry[4] for entry in small} == {None}


@pytest.mark.parametrize("name", ["summary", "detail", "github", "litellm"])
def test_reports_as_suppliers_give_them_are_read(name: str) -> None:
    files = {
        "summary": ("usage-m365-copilot-summary.csv", "m365-summary"),
        "detail": ("usage-m365-copilot-user-detail.csv", "m365-detail"),
        "github": ("usage-github-copilot-organization.ndjson", "github-organization"),
        "litellm": ("usage-litellm-daily-team.csv", "litellm-team"),
    }
    path = DATA / files[name][0]
    if not path.exists():
        pytest.skip("the sample reports are not beside this clone")
    with path.open("rb") as file:
        usage = read_usage(file, files[name][1])
    assert isinstance(usage.period, Period)
    assert usage.rows


def test_small_organisation_with_groups_of_four_kinds_pools_into_leadership() -> None:
    """Of 420 people 4 are directors: directors and managers stand together as leadership."""
    agreement()
    people = staff(4, G.DIRECTOR) + staff(26, G.MANAGER) + staff(240, G.CUSTOMER_CONTACT)
    people += staff(150, G.NO_CUSTOMER_CONTACT)
    licensed = [one for one, after in pairwise(people) if after.pk % 3] + people[:4]
    statement = read_in(m365_detail(usage_of(list(dict.fromkeys(licensed)), active=120))).statement.statement
    assert statement["scheme"] == "leadership"


def test_files_of_the_house_are_read_by_their_persons() -> None:
    """HR's export and the supplier's report of the same organisation find each other."""
    hr, report = DATA / "hr-export.csv", DATA / "usage-m365-copilot-user-detail.csv"
    if not (hr.exists() and report.exists()):
        pytest.skip("the sample files are not beside this clone")
    groups = {"Directie": G.DIRECTOR, "Leidinggevende": G.MANAGER}
    with hr.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    agreement()
    for row in rows:
        if row["E-mail werk"] and not row["Datum uit dienst"]:
            employee(
                email=row["E-mail werk"].lower(), function_group=groups.get(row["Functiegroep"], G.CUSTOMER_CONTACT)
            )
    with report.open("rb") as file:
        outcome = services.import_usage(file=file, source_code="m365-detail", actor=None, now=NOW)
    assert outcome.statement.counted > 50
    assert outcome.statement.statement["scheme"] == "leadership"
