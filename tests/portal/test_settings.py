"""The pages of settings and terms: who reads, who acts, and what they say when something is wrong."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common import organisation
from common.clock import now
from common.models import AuditEvent, OrganisationSetting, SettingProposal
from common.organisation import Setting
from common.selectors import setting_value
from common.services import change_setting
from governance.choices import SMALLEST_GROUP
from people.choices import Role
from people.models import Person
from portal.held import terms
from tests.governance.builders import agreed
from tests.governance.test_changes import advised, decided, proposed
from tests.pages import kept_on
from tests.people.builders import employee
from tests.query_counts import query_count

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_second_factor_off")]
SignIn = Callable[[Person], Client]
EDIT = ("setting_edit", SMALLEST_GROUP.key)


@pytest.fixture
def _second_factor_off(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def at(name: str, proposal: SettingProposal) -> str:
    return reverse(name, args=[proposal.public_id])


def test_change_goes_from_proposal_over_advice_to_decision_on_its_pages(
    client: Client, administrator: Person, privacy_officer: Person, board_member: Person
) -> None:
    agreed("figures:class_b")
    client.force_login(administrator)
    form = client.get(reverse(EDIT[0], args=[EDIT[1]])).content.decode()
    assert "akkoord voor groepen van minstens 10" in form
    client.post(reverse(EDIT[0], args=[EDIT[1]]), {"value": "7", "reason": "Kleine teams."})
    change = SettingProposal.objects.get()
    assert "van 10 naar 7" in client.get(reverse("settings")).content.decode()

    client.force_login(privacy_officer)
    page = client.get(at("setting_proposal", change)).content.decode()
    assert "Hierdoor vervallen akkoorden" in page
    assert "Cijfers over bereik" in page
    assert at("setting_decide", change) not in page
    wordless = client.post(at("setting_advise", change), {"positive": "no"})
    assert wordless.status_code == 422
    client.post(at("setting_advise", change), {"positive": "no", "words": "Te klein."})

    client.force_login(board_member)
    page = client.get(at("setting_proposal", change)).content.decode()
    assert "Te klein." in page
    assert at("setting_advise", change) not in page
    wordless = client.post(at("setting_decide", change), {"confirmed": "confirm"})
    assert wordless.status_code == 422
    assert "Zeg waarom je de wijziging toch bevestigt" in wordless.content.decode()
    done = client.post(at("setting_decide", change), {"confirmed": "confirm", "reason": "Nodig."}, follow=True)
    assert "Je besluit is vastgelegd" in done.content.decode()
    assert setting_value(SMALLEST_GROUP) == 7


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "De kleinste groep is een getal van 5 tot en met 100."),
     ("en", "The smallest group is a number from 5 to 100.")],
)  # fmt: skip
@pytest.mark.parametrize("value", ["4", "101"])
def test_smallest_group_that_may_not_be_is_refused_in_the_readers_language(
    client: Client, administrator: Person, language: str, said: str, value: str
) -> None:
    Person.objects.filter(pk=administrator.pk).update(language=language)
    client.force_login(administrator)
    response = client.post(reverse(EDIT[0], args=[EDIT[1]]), {"value": value, "reason": "Kleine teams."})
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert "Kleine teams." in page
    assert not SettingProposal.objects.exists()


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> dict[type, Setting[Any]]:
    """Return settings that touch nobody's privacy, beside those of the house."""
    monkeypatch.setattr(organisation, "REGISTRY", dict(organisation.REGISTRY))
    return {
        str: organisation.define("house.motto", str, default="Samen zorgen", label="Motto"),
        int: organisation.define("house.seats", int, default=10, label="Plaatsen"),
        bool: organisation.define("house.open", bool, default=True, label="Open huis"),
    }


@pytest.mark.parametrize("opened", [0, 1])
@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", ("dit is intussen veranderd", "nee")), ("en", ("changed in the meantime", "no"))],
)
def test_second_of_two_who_change_a_setting_sees_both_and_loses_nothing(
    client: Client, house: dict[type, Setting[Any]], language: str, words: tuple[str, str], opened: int
) -> None:
    title, unticked = words
    client.force_login(employee(roles=[Role.ADMINISTRATOR], language=language))
    sent: dict[type, tuple[dict[str, str], str, dict[str, str], object]] = {
        str: ({"value": "Eerst luisteren"}, "Eerst luisteren", {"value": "Daarna doen"}, "Daarna doen"),
        int: ({"value": "12"}, "12", {"value": "14"}, 14),
        bool: ({}, unticked, {"value": "on"}, True),
    }
    for kind, (first, shown, second, wanted) in sent.items():
        setting, url = house[kind], reverse(EDIT[0], args=[house[kind].key])
        for _each in range(opened):
            change_setting(key=setting.key, value=setting.default, actor=employee(), now=now())
        seen = {"edition": opened}
        assert f'name="edition" value="{opened}"' in client.get(url).content.decode()
        assert client.post(url, first | seen).status_code == 302
        row = OrganisationSetting.objects.get(key=setting.key)
        late = client.post(url, second | seen)
        page = late.content.decode()
        assert late.status_code == 409
        assert title in page
        assert f">{setting.label}</a>" in kept_on(page)
        assert f"<dd>{shown}</dd>" in kept_on(page)
        assert late.context["form"]["value"].value() == (second["value"] if kind is not bool else True)
        assert setting_value(setting) == row.value != wanted
        assert f'name="edition" value="{row.edition}"' in page
        assert client.post(url, second | {"edition": row.edition}).status_code == 302
        assert setting_value(setting) == wanted


def test_changing_a_setting_twice_is_no_conflict_and_nothing_changed_is_no_event(
    client: Client, house: dict[type, Setting[Any]], administrator: Person
) -> None:
    client.force_login(administrator)
    again = {"value": "Eerst luisteren", "edition": 0}
    url = reverse(EDIT[0], args=[house[str].key])
    assert [client.post(url, again).status_code for _time in range(2)] == [302, 302]
    assert AuditEvent.objects.filter(action="setting.changed").count() == 1


def test_without_advice_a_change_can_only_be_declined(
    client: Client, administrator: Person, board_member: Person
) -> None:
    change = proposed(administrator)
    client.force_login(board_member)
    page = client.get(at("setting_proposal", change)).content.decode()
    assert 'value="decline"' in page
    assert 'value="confirm"' not in page
    refused = client.post(at("setting_decide", change), {"confirmed": "confirm"})
    assert refused.status_code == 422
    assert "nog geen advies" in refused.content.decode()
    silent = client.post(at("setting_decide", change), {"confirmed": "decline"})
    assert silent.status_code == 422
    assert "Zeg waarom je de wijziging afwijst" in silent.content.decode()
    client.post(at("setting_decide", change), {"confirmed": "decline", "reason": "Niet nu."})
    change.refresh_from_db()
    assert change.confirmed is False


@pytest.mark.parametrize(
    ("language", "asked", "done"),
    [
        ("nl", "intrekken?", ["Het voorstel is ingetrokken", "Ingetrokken door"]),
        ("en", "Take back “", ["The proposal is taken back", "Taken back by"]),
    ],
)
def test_proposer_takes_a_change_back_after_a_question(
    client: Client, board_member: Person, language: str, asked: str, done: list[str]
) -> None:
    proposer = employee(roles=[Role.ADMINISTRATOR], language=language)
    change = proposed(proposer)
    client.force_login(proposer)
    assert at("setting_withdraw", change) in client.get(at("setting_proposal", change)).content.decode()
    assert asked in client.get(at("setting_withdraw", change)).content.decode()
    assert client.post(at("setting_withdraw", change), {"reason": ""}).status_code == 422
    change.refresh_from_db()
    assert change.is_open

    page = client.post(at("setting_withdraw", change), {"reason": "Te vroeg."}, follow=True).content.decode()

    assert all(words in page for words in [*done, "Te vroeg."])
    assert at("setting_withdraw", change) not in page
    assert client.get(at("setting_withdraw", change)).status_code == 302
    client.force_login(board_member)
    assert at("setting_decide", change) not in client.get(at("setting_proposal", change)).content.decode()


def test_nobody_takes_back_the_change_of_another(
    client: Client, administrator: Person, board_member: Person, colleague: Person
) -> None:
    change = proposed(employee(roles=[Role.ADMINISTRATOR]))
    for person in (administrator, board_member, colleague):
        client.force_login(person)
        assert client.get(at("setting_withdraw", change)).status_code == 403
        assert client.post(at("setting_withdraw", change), {"reason": "x"}).status_code == 403
    change.refresh_from_db()
    assert change.is_open


@pytest.mark.parametrize("name", ["setting_advise", "setting_decide"])
def test_who_only_reads_settings_does_not_act(client: Client, works_council_member: Person, name: str) -> None:
    change = proposed(employee(roles=[Role.ADMINISTRATOR]))
    client.force_login(works_council_member)
    assert client.post(at(name, change), {}).status_code == 403


def test_employee_reads_no_settings_and_no_changes(client: Client, colleague: Person) -> None:
    change = proposed(employee(roles=[Role.ADMINISTRATOR]))
    client.force_login(colleague)
    addresses = [reverse("settings"), reverse("retention"), reverse(EDIT[0], args=[EDIT[1]])]
    assert [client.get(one).status_code for one in [*addresses, at("setting_proposal", change)]] == [403] * 4


@pytest.mark.parametrize("language", ["nl", "en"])
def test_retention_page_names_every_term(client: Client, privacy_officer: Person, language: str) -> None:
    Person.objects.filter(pk=privacy_officer.pk).update(language=language)
    client.force_login(privacy_officer)
    page = client.get(reverse("retention")).content.decode()
    assert page.count('<th scope="row">') == len(terms())
    years = {"nl": "2 jaar", "en": "2 years"}
    assert years[language] in page
    assert not re.search(r"\b730\b", page)


@pytest.mark.parametrize("number", [3, 30])
def test_pages_cost_the_same_for_three_and_thirty(
    client: Client, privacy_officer: Person, board_member: Person, number: int
) -> None:
    agreed("figures:class_b")
    proposer = employee(roles=[Role.ADMINISTRATOR])
    for _each in range(number):
        decided(advised(proposed(proposer), privacy_officer), board_member, confirmed=False, reason="Niet nu.")
    change = advised(proposed(proposer), privacy_officer)
    client.force_login(board_member)
    with query_count(__file__, "settings"):
        assert client.get(reverse("settings")).status_code == 200
    with query_count(__file__, "setting_proposal"):
        assert client.get(at("setting_proposal", change)).status_code == 200
    with query_count(__file__, "retention"):
        assert client.get(reverse("retention")).status_code == 200
