"""What the programme means for one's own work: four questions, answered for one's function group."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from people.choices import FunctionGroup
from people.models import Person, Placement
from portal.for_me import MOST_TOOLS
from strategy import services
from strategy.choices import Aspect, ChangeKind, DocumentKind
from strategy.errors import ClauseText
from strategy.models import Version
from strategy.rules.audiences import ForWhom
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.strategy.builders import NOW, draft, publish
from tests.tools.builders import tool

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def passage(version: Version, word: str, actor: Person, for_whom: ForWhom) -> None:
    services.add_clause(
        version_id=version.pk,
        text=ClauseText(f"Kop {word}", f"Head {word}", f"Tekst {word}.", f"Text {word}."),
        pillar="",
        change=ChangeKind.MATERIAL,
        actor=actor,
        now=NOW,
        for_whom=for_whom,
    )


@pytest.fixture
def documents(programme_lead: Person) -> None:
    """A strategy and house rules in force, with passages for managers, for contact, for everyone and for nobody."""
    strategy = draft(actor=programme_lead, clauses=0)
    for word, groups, aspect in (
        ("allen", (), Aspect.WANT),
        ("leiding", (FunctionGroup.MANAGER,), Aspect.WANT),
        ("contact", (FunctionGroup.CUSTOMER_CONTACT,), Aspect.WANT),
        ("elders", (), ""),
    ):
        passage(strategy, word, programme_lead, ForWhom(groups, aspect))
    publish(strategy, actor=programme_lead)
    rules = draft(DocumentKind.HOUSE_RULES, actor=programme_lead, clauses=0)
    passage(rules, "mag", programme_lead, ForWhom((), Aspect.MAY))
    publish(rules, actor=programme_lead)
    later = services.start_draft(document_id=strategy.document_id, actor=programme_lead, now=NOW)
    passage(later, "morgen", programme_lead, ForWhom((), Aspect.WANT))


def shown(client: Client, query: str = "") -> str:
    return client.get(reverse("for_me") + query, headers={"Accept-Language": "nl"}).content.decode()


def test_own_group_comes_first_and_no_other_group_shows(documents: None, sign_in: SignIn) -> None:
    page = shown(sign_in(employee(function_group=FunctionGroup.MANAGER)))
    assert page.index("Kop leiding") < page.index("Kop allen") < page.index("Kop mag")
    for absent in ("Kop contact", "Kop elders", "Kop morgen"):
        assert absent not in page


def test_somebody_reads_what_is_said_to_others_without_what_is_theirs(documents: None, sign_in: SignIn) -> None:
    manager = employee(first_name="Mia", last_name="Baas")
    client = sign_in(employee(function_group=FunctionGroup.DIRECTOR, manager=manager))
    assert "Mia de Baas" in shown(client)
    page = shown(client, f"?group={FunctionGroup.CUSTOMER_CONTACT}")
    assert "Kop contact" in page
    assert "Mia de Baas" not in page
    assert reverse("training:my_training") not in page.split("<main")[1]


def test_made_up_group_is_ones_own(documents: None, sign_in: SignIn) -> None:
    page = shown(sign_in(employee(function_group=FunctionGroup.MANAGER)), "?group=koning")
    assert "Kop leiding" in page


def test_page_names_a_few_tools_and_no_more(sign_in: SignIn) -> None:
    for number in range(MOST_TOOLS + 2):
        tool(name=f"Hulp {number}")
    assert len(sign_in(employee()).get(reverse("for_me")).context["page"].tools) == MOST_TOOLS


def test_without_a_group_it_says_so_and_shows_what_is_for_everyone(documents: None, sign_in: SignIn) -> None:
    nowhere = employee()
    Placement.objects.filter(person=nowhere).delete()
    page = shown(sign_in(nowhere))
    assert "Kop allen" in page
    assert "Kop contact" not in page
    assert "functiegroep" in page


def test_before_there_is_a_strategy_it_still_answers(sign_in: SignIn) -> None:
    answer = sign_in(employee()).get(reverse("for_me"))
    assert answer.status_code == 200
    assert reverse("strategy:house_rules") in answer.content.decode()


def test_home_shows_what_is_asked_of_ones_group(documents: None, sign_in: SignIn) -> None:
    answer = sign_in(employee(function_group=FunctionGroup.MANAGER)).get("/")
    said = {each.aspect: [line.clause.title_nl for line in each.lines] for each in answer.context["home"].means}
    assert said == {Aspect.WANT: ["Kop leiding", "Kop allen"], Aspect.MAY: ["Kop mag"]}
    page = answer.content.decode()
    assert f'href="{reverse("for_me")}#may"' in page


@pytest.mark.parametrize("more", [1, 12])
def test_page_asks_the_same_number_of_queries(
    more: int, documents: None, sign_in: SignIn, programme_lead: Person
) -> None:
    later = Version.objects.open().get(document__kind=DocumentKind.STRATEGY)
    for number in range(more):
        passage(later, f"nog {number}", programme_lead, ForWhom((), Aspect.LEARN))
    publish(later, actor=programme_lead)
    client = sign_in(employee())
    client.get(reverse("for_me"))
    with query_count(__file__, "for_me"):
        client.get(reverse("for_me"))
