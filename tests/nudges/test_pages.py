"""The rules as the programme office reads and sets them."""

import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from common.models import AuditEvent
from nudges.messages import StrategyUnread
from nudges.models import RuleSetting
from nudges.services import plan_nudges
from outbox import services as outbox
from outbox.models import Message
from people.choices import Role
from people.models import Person
from tests.nudges.builders import DUE, strategy_in_force
from tests.pages import kept_on
from tests.people.builders import employee
from tests.query_counts import query_count

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
RULE = f"/nudges/{StrategyUnread.code}/"
SET = {"is_on": "on", "days": "7", "cap": "2", "days_between": "10"}


@pytest.fixture(autouse=True)
def _without_second_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.mark.parametrize("size", [3, 30])
def test_office_reads_each_rule_in_words_with_numbers_and_no_names(
    sign_in: SignIn, programme_lead: Person, size: int
) -> None:
    strategy_in_force()
    nurse = employee(first_name="Willemijn")
    for _number in range(size):
        employee()
    plan_nudges(now=DUE)
    outbox.send_due(now=DUE)
    client = sign_in(programme_lead)

    with query_count(__file__, "nudges:rule_list"):
        page = client.get("/nudges/").content.decode()

    assert "Lees onze AI-strategie" in page
    assert "Iedereen die hier werkt" in page
    assert "Willemijn" not in page
    assert str(nurse.email) not in page


@pytest.mark.parametrize(("reminded", "band"), [(0, "fewer than 10"), (3, "fewer than 10"), (37, "25 to 49")])
def test_how_many_did_not_do_something_shows_as_a_band(sign_in: SignIn, reminded: int, band: str) -> None:
    office = employee(roles=[Role.PROGRAMME_OFFICE], language="en")
    strategy_in_force()
    for _number in range(reminded):
        employee()
    plan_nudges(now=DUE)
    Message.objects.exclude(recipient__in=Person.objects.order_by("-pk")[:reminded]).delete()
    with time_machine.travel(DUE, tick=False):
        page = sign_in(office).get("/nudges/").content.decode()
    unread = page[page.index("Waiting") :]
    unread = unread[: unread.index("</table>")]
    assert f">{band}</td>" in unread
    assert not re.search(r">\d+<", unread)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ["Voorbeeld, aan niemand verstuurd", "Dag [voornaam],", "Lees de strategie"]),
        ("en", ["Sample, not sent to anybody", "Hello [first name],", "Read the strategy"]),
    ],
)
def test_words_of_a_rule_are_framed_as_a_sample(sign_in: SignIn, language: str, words: list[str]) -> None:
    office = employee(roles=[Role.PROGRAMME_OFFICE], language=language)

    page = sign_in(office).get("/nudges/").content.decode()

    sample = page[page.index('class="hv-sample"') : page.index("</figure>")]
    assert all(word in sample for word in words)
    assert "<a " not in sample


def test_office_sets_a_rule(sign_in: SignIn, programme_lead: Person) -> None:
    answer = sign_in(programme_lead).post(RULE, SET)

    assert answer.status_code == 302
    setting = RuleSetting.objects.get()
    assert (setting.is_on, setting.days, setting.cap, setting.days_between) == (True, 7, 2, 10)


def test_untouched_tick_switches_a_rule_off(sign_in: SignIn, programme_lead: Person) -> None:
    sign_in(programme_lead).post(RULE, {name: value for name, value in SET.items() if name != "is_on"})

    assert RuleSetting.objects.get().is_on is False


def test_number_that_pesters_is_said_beside_its_field(sign_in: SignIn, programme_lead: Person) -> None:
    answer = sign_in(programme_lead).post(RULE, SET | {"cap": "9"})

    assert answer.status_code == 422
    assert not RuleSetting.objects.exists()


@pytest.mark.parametrize("opened", [0, 1])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ["dit is intussen veranderd", ">Deze herinnering staat aan</a>", "<dd>nee</dd>"]),
        ("en", ["changed in the meantime", ">This reminder is on</a>", "<dd>no</dd>"]),
    ],
)
def test_second_of_two_who_set_a_rule_sees_both_and_loses_nothing(
    sign_in: SignIn, language: str, words: list[str], opened: int
) -> None:
    client = sign_in(employee(language=language, roles=[Role.PROGRAMME_OFFICE]))
    for _each in range(opened):
        client.post(RULE, SET)
    assert f'name="edition" value="{opened}"' in client.get(RULE).content.decode()
    first = {"days": "21", "cap": "2", "days_between": "10", "edition": opened}
    second = SET | {"cap": "3", "edition": opened}
    assert client.post(RULE, first).status_code == 302
    late = client.post(RULE, second)
    page = late.content.decode()
    assert late.status_code == 409
    kept = kept_on(page)
    assert all(word in kept for word in words)
    assert "<dd>21</dd>" in kept
    assert "<dd>10</dd>" not in kept
    setting = RuleSetting.objects.get()
    assert (setting.is_on, setting.days, setting.cap) == (False, 21, 2)
    typed = {name: late.context["form"][name].value() for name in SET}
    assert typed == {"is_on": True, "days": "7", "cap": "3", "days_between": "10"}
    assert f'name="edition" value="{setting.edition}"' in page
    assert client.post(RULE, second | {"edition": setting.edition}).status_code == 302
    setting.refresh_from_db()
    assert (setting.is_on, setting.days, setting.cap) == (True, 7, 3)


def test_setting_a_rule_twice_is_no_conflict_and_nothing_changed_is_no_event(
    sign_in: SignIn, programme_lead: Person
) -> None:
    client = sign_in(programme_lead)
    assert [client.post(RULE, SET | {"edition": 0}).status_code for _time in range(2)] == [302, 302]
    assert AuditEvent.objects.filter(action="nudge_rule.changed").count() == 1
    assert RuleSetting.objects.get().edition == 1


@pytest.mark.parametrize("address", ["/nudges/", RULE])
def test_who_is_not_of_the_office_sees_no_rules(sign_in: SignIn, colleague: Person, address: str) -> None:
    assert sign_in(colleague).get(address).status_code == 403


def test_rule_that_does_not_exist_is_not_found(sign_in: SignIn, programme_lead: Person) -> None:
    assert sign_in(programme_lead).get("/nudges/nudges.nothing/").status_code == 404
