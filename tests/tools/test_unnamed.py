"""Saying without a name what one uses: taken once, counted in a quarter, and never to be joined to who said it."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from common.errors import RuleBroken
from common.models import AuditEvent
from outbox.models import Message
from people.choices import FunctionGroup
from people.models import Person
from surveys.services import AlreadySent, NoTicket
from tests.people.builders import employee
from tests.surveys.adversary import backup
from tests.tools.builders import NOW, declare, declaring, promise, say, tool
from tools import selectors, services
from tools.choices import DataClass, Task
from tools.models import DeclarationRound, DeclaredCount, Need
from tools.rules.needs import quarter_end

SignIn = Callable[[Person], Client]
OVER = NOW.replace(year=2027, month=1, day=2)
"""The day on which the quarter of ``NOW`` is counted."""
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def staff(number: int) -> list[Person]:
    return [employee(email=None) for _number in range(number)]


def all_rows() -> set[tuple[str, str]]:
    return {(table, row.text) for table, rows in backup().items() for row in rows}


# --- the quarter ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("opened", "ends"),
    [
        (date(2026, 11, 2), date(2026, 12, 31)),
        (date(2026, 12, 1), date(2026, 12, 31)),
        (date(2026, 12, 2), date(2027, 3, 31)),
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 9, 30), date(2026, 12, 31)),
    ],
)
def test_round_ends_with_a_quarter_that_has_thirty_days_left(opened: date, ends: date) -> None:
    assert quarter_end(opened) == ends


def test_round_is_counted_on_the_second_day_after_its_quarter_and_the_next_opens() -> None:
    current = declaring()
    assert services.tend_declarations(now=OVER - timedelta(days=1)) == "nothing"
    assert services.tend_declarations(now=OVER) == "counted"
    assert services.tend_declarations(now=OVER) == "nothing"
    current.refresh_from_db()
    assert (current.state, current.contents, current.closed_on) == ("closed", None, OVER.date())
    assert DeclarationRound.objects.get(state="open").ends_on == date(2027, 3, 31)


# --- taking -----------------------------------------------------------------------------------------------------------
def test_tool_counts_once_for_a_person_however_it_is_spelled(colleague: Person) -> None:
    current = declaring()
    declare(colleague, say(name="ChatGPT"))
    current.refresh_from_db()
    kept = bytes(current.contents or b"")
    with pytest.raises(AlreadySent):
        declare(colleague, say(name="Chat-gpt", tasks=(Task.PLAN,)))
    current.refresh_from_db()
    assert bytes(current.contents or b"") == kept


def test_one_person_says_five_tools_a_quarter_at_most(colleague: Person) -> None:
    declaring()
    for number in range(5):
        declare(colleague, say(name=f"Tool {number}"))
    with pytest.raises(RuleBroken):
        declare(colleague, say(name="Tool 5"))
    declare(employee(), say(name="Tool 5"))


@pytest.mark.parametrize("forged", ["", "x", "A" * 120, "é", "AAAA===="])
def test_form_that_is_not_ours_is_refused(forged: str) -> None:
    declaring()
    with pytest.raises(NoTicket):
        services.declare_unnamed(ticket=forged, said=say())


def test_form_of_an_earlier_quarter_is_refused(colleague: Person) -> None:
    declaring()
    ticket = selectors.declaration_ticket(colleague, now=NOW) or ""
    services.tend_declarations(now=OVER)
    with pytest.raises(NoTicket):
        services.declare_unnamed(ticket=ticket, said=say())


def test_longest_that_can_be_said_fits_in_what_is_sealed(colleague: Person) -> None:
    declaring()
    declare(colleague, say(name="É" * 40, tasks=tuple(Task.values), data=DataClass.PERSONAL))


def test_lost_key_ends_a_round_unread_and_opens_the_next(box_keys: Path, colleague: Person) -> None:
    current = declaring()
    ticket = selectors.declaration_ticket(colleague, now=NOW) or ""
    for file in box_keys.iterdir():
        file.unlink()
    assert selectors.declaration_ticket(colleague, now=NOW) is None
    with pytest.raises(RuleBroken):
        services.declare_unnamed(ticket=ticket, said=say())
    assert services.tend_declarations(now=OVER) == "unread"
    current.refresh_from_db()
    assert current.state == "unread"
    assert selectors.declaration_ticket(colleague, now=OVER) is not None


def test_form_carries_the_finest_group_that_is_large_enough() -> None:
    declaring()
    few = [employee(function_group=FunctionGroup.DIRECTOR) for _number in range(3)]
    boss = [employee(function_group=FunctionGroup.MANAGER) for _number in range(9)]
    care = [employee(function_group=FunctionGroup.CUSTOMER_CONTACT) for _number in range(60)]
    rest = [employee(function_group=FunctionGroup.NO_CUSTOMER_CONTACT) for _number in range(30)]
    said = {
        person.pk: selectors.group_of_ticket(selectors.declaration_ticket(person, now=NOW) or "")
        for person in (few[0], boss[0], care[0], rest[0])
    }
    assert list(said.values()) == ["leadership", "leadership", "executing", "executing"]
    more = [employee(function_group=FunctionGroup.DIRECTOR) for _number in range(7)]
    [employee(function_group=FunctionGroup.MANAGER) for _number in range(2)]
    assert selectors.group_of_ticket(selectors.declaration_ticket(more[0], now=NOW) or "") == "director"


# --- nothing joins ----------------------------------------------------------------------------------------------------
def test_saying_it_changes_one_value_of_one_row_and_all_of_it(colleague: Person) -> None:
    declaring()
    ticket = selectors.declaration_ticket(colleague, now=NOW) or ""
    before, contents = all_rows(), bytes(DeclarationRound.objects.get().contents or b"")
    services.declare_unnamed(ticket=ticket, said=say(name="ChatGPT", tasks=(Task.WRITE, Task.PLAN), data="special"))
    assert {table for table, _text in before ^ all_rows()} == {"tools_declarationround"}
    now = bytes(DeclarationRound.objects.get().contents or b"")
    assert len(now) == len(contents)
    run = 8
    assert not {contents[at : at + run] for at in range(0, len(contents), run)} & {
        now[at : at + run] for at in range(0, len(now), run)
    }


def test_looking_at_the_page_writes_nothing(sign_in: SignIn, colleague: Person) -> None:
    declaring()
    client = sign_in(colleague)
    client.get(reverse("tools:tool_list"))
    before = all_rows()
    assert client.get(reverse("tools:declare")).status_code == 200
    assert before == all_rows()


def test_thirty_declarations_leave_nothing_that_joins_one_to_a_person(
    sign_in: SignIn, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Through the real pages, by people who are signed in, one after the other; then everything is read."""
    declaring()
    people, chance = staff(30), Random(30)
    names = ["Zwartwerker", "Geheimpje"]
    for number, person in enumerate(people):
        browser = sign_in(person)
        ticket = browser.get(reverse("tools:declare")).context["form"]["ticket"].value()
        before = all_rows() if number % 10 == 0 else set()
        sent = browser.post(
            reverse("tools:declare_unnamed"),
            {"ticket": ticket, "tool": "other", "other_name": chance.choice(names), "tasks": [Task.PLAN]},
        )
        assert sent.status_code == 200
        assert sent.wsgi_request.user.is_anonymous
        assert settings.SESSION_COOKIE_NAME not in sent.wsgi_request.COOKIES
        if before:
            assert {table for table, _text in before ^ all_rows()} == {"tools_declarationround"}
    told = caplog.text + "".join(capsys.readouterr())
    assert not AuditEvent.objects.filter(actor__in=people).exists()
    assert not Message.objects.filter(recipient__in=people).exists()
    everything = " ".join(text for _table, text in all_rows()) + told
    assert not [name for name in names if name.casefold() in everything.casefold()]
    assert "declare" not in told
    services.tend_declarations(now=OVER)
    after = {table: rows for table, rows in backup().items() if table.startswith("tools_")}
    ids = {str(person.public_id) for person in people}
    rows = [row for table in ("tools_declaredcount", "tools_need", "tools_declarationround") for row in after[table]]
    assert rows
    assert not [row for row in rows for one in ids if one in row.text]
    columns = {column for row in rows for column in row.values}
    assert not [column for column in columns if column.endswith("_at") or "person" in column or "session" in column]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE data_type LIKE 'time%' AND "
            "table_name IN ('tools_declarationround', 'tools_declaredcount', 'tools_need')"
        )
        assert cursor.fetchall() == []
    events = AuditEvent.objects.filter(action__startswith="declarations.")
    assert set(events.values_list("actor", flat=True)) == {None}


def test_who_said_something_is_known_to_nobody_after_the_close(box_keys: Path) -> None:
    closed = declaring()
    people = staff(12)
    for person in people:
        declare(person)
    services.tend_declarations(now=OVER)
    services.tend_declarations(now=OVER)
    closed.refresh_from_db()
    assert closed.key_destroyed_on == OVER.date()
    assert not [file for file in box_keys.iterdir() if file.name.startswith(str(closed.public_id))]
    assert all(not selectors.data_about(person)[-1].rows for person in people)


# --- counting ---------------------------------------------------------------------------------------------------------
def test_what_enough_people_use_is_a_need_as_a_band_and_the_rest_is_gone() -> None:
    declaring()
    made = tool(name="DeepL Pro")
    people = staff(12)
    for number, person in enumerate(people):
        declare(person, say(name="Chat GPT" if number < 2 else "ChatGPT", tasks=(Task.WRITE, Task.PLAN)))
        if number < 10:
            declare(person, say(of=made, tasks=(Task.TRANSLATE,)))
        if number < 9:
            declare(person, say(name="Claude", tasks=(Task.SUMMARISE,)))
    assert not Need.objects.exists()
    services.tend_declarations(now=OVER)
    found = {(need.task, need.tool_name): (need.low, need.high) for need in Need.objects.all()}
    assert found == {
        ("write", "ChatGPT"): (10, 24),
        ("plan", "ChatGPT"): (10, 24),
        ("translate", "DeepL Pro"): (10, 24),
    }
    everything = " ".join(text for table, text in all_rows() if table.startswith("tools_"))
    assert "Claude" not in everything


def test_counts_are_about_people_by_the_first_that_they_said() -> None:
    declaring()
    people = staff(11)
    for number, person in enumerate(people):
        declare(person, say(name="ChatGPT", tasks=(Task.WRITE,)))
        if number < 6:
            declare(person, say(name="Claude", tasks=(Task.PROGRAM,)))
    services.tend_declarations(now=OVER)
    rows = {row.task: (row.number, row.people) for row in DeclaredCount.objects.all()}
    assert rows[Task.WRITE] == (11, 11)
    assert rows[Task.PROGRAM] == (0, 11)


def test_one_person_is_never_ten() -> None:
    declaring()
    for person in staff(2):
        for number in range(5):
            declare(person, say(name=f"Tool {number}"))
    services.tend_declarations(now=OVER)
    assert not DeclaredCount.objects.exists()
    assert not Need.objects.exists()


def test_fewer_than_k_people_leave_nothing() -> None:
    declaring()
    for person in staff(9):
        declare(person)
    assert services.tend_declarations(now=OVER) == "counted"
    assert not DeclaredCount.objects.exists()
    assert not Need.objects.exists()


def test_groups_are_taken_together_until_each_has_k_people() -> None:
    declaring()
    here = {
        FunctionGroup.DIRECTOR: 10, FunctionGroup.MANAGER: 12,
        FunctionGroup.CUSTOMER_CONTACT: 60, FunctionGroup.NO_CUSTOMER_CONTACT: 30,
    }  # fmt: skip
    said = {
        FunctionGroup.DIRECTOR: 4, FunctionGroup.MANAGER: 8,
        FunctionGroup.CUSTOMER_CONTACT: 12, FunctionGroup.NO_CUSTOMER_CONTACT: 11,
    }  # fmt: skip
    people = {group: [employee(email=None, function_group=group) for _one in range(n)] for group, n in here.items()}
    for group, number in said.items():
        for person in people[group][:number]:
            declare(person)
    services.tend_declarations(now=OVER)
    rows = {row.group: row for row in DeclaredCount.objects.filter(task=Task.WRITE)}
    assert {group: row.people for group, row in rows.items()} == {"leadership": 12, "executing": 23}
    assert rows["leadership"].population == 22
    assert rows["executing"].population >= 90


def test_without_agreement_on_the_figures_a_round_ends_unread() -> None:
    current = declaring(agreed=False)
    for person in staff(12):
        declare(person)
    assert services.tend_declarations(now=OVER) == "unread"
    current.refresh_from_db()
    assert current.state == "unread"
    assert not DeclaredCount.objects.exists()
    assert DeclarationRound.objects.filter(state="open").exists()


def test_counts_and_needs_go_after_three_years() -> None:
    declaring()
    for person in staff(10):
        declare(person)
    services.tend_declarations(now=OVER)
    ends = NOW.replace(year=2029, month=12, day=30)
    assert services.enforce_terms(now=ends)["tools.need"] == 0
    assert services.enforce_terms(now=ends + timedelta(days=3))["tools.need"] == len(Task.values) + 1
    assert not Need.objects.exists()


def test_door_that_is_closed_takes_nothing_also_with_a_ticket(colleague: Person) -> None:
    declaring()
    ticket = selectors.declaration_ticket(colleague, now=NOW) or ""
    promise("withdrawn", reason="Er is een zaak.")
    with pytest.raises(RuleBroken):
        services.declare_unnamed(ticket=ticket, said=say())
