"""When the works council comes back on its agreement, what was released before is off every page, file and API."""

from collections.abc import Callable

import pytest
from django.test import Client

from adoption.models import Figure
from adoption.selectors import metrics_with_state
from adoption.selectors.evidence import evidence_of
from adoption.selectors.objectives import progress_of
from governance.choices import Outcome
from governance.models import Proposal
from governance.services import advise
from people.models import Person
from strategy.models import Objective
from tests.adoption.builders import NOW, OCTOBER, agreement, house, released, survey, trained
from tests.governance.builders import agreed, asked, refused

SignIn = Callable[[Person], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work", "figures_of_october")]
REACH = "figures:class_b"


@pytest.fixture
def figures_of_october() -> None:
    agreement()
    trained([person for people in house().values() for person in people])
    survey()
    released()


def shows(client: Client, metric: str) -> dict[str, bool]:
    """Return for each way in which a figure of the organisation gets out whether one of this metric does."""
    page = client.get(f"/figures/metrics/{metric}/").content.decode()
    progress = progress_of(Objective(title_nl="Doel", metric=metric))
    assert progress is not None
    overview = client.get("/figures/").context["overview"]
    reach = evidence_of(OCTOBER, OCTOBER, now=NOW)["evaluate"]["reach"]
    return {
        "page": 'id="groups"' in page,
        "units": 'id="units"' in page,
        "overview": metric in {column.metric.code for column in overview.unit_columns},
        "download": b"2026-10" in b"".join(client.get(f"/figures/metrics/{metric}/csv/")),
        "API": bool(client.get(f"/api/v1/figures?metric={metric}").json()["items"]),
        "objective": progress.period is not None,
        "evidence file": metric in {each["metric"] for each in reach},
    }


def test_figures_are_off_everywhere_until_it_is_agreed_to_again(sign_in: SignIn, board_member: Person) -> None:
    client = sign_in(board_member)
    everywhere = shows(client, "trained")
    assert all(everywhere.values())
    nowhere = dict.fromkeys(everywhere, False)

    refused(REACH, now=NOW)
    assert shows(client, "trained") == nowhere
    assert client.get("/figures/metrics/active_use/").context["page"].period == OCTOBER
    assert Figure.objects.filter(released__metric="trained").exists()

    asked(REACH, now=NOW)
    assert shows(client, "trained") == nowhere
    refused(REACH, now=NOW)
    agreed(REACH, now=NOW)
    assert shows(client, "trained") == everywhere


def test_figures_stay_while_other_words_wait_for_an_answer(sign_in: SignIn, board_member: Person) -> None:
    asked(REACH, anew="Andere woorden.", now=NOW)
    assert all(shows(sign_in(board_member), "trained").values())


def test_advice_against_it_takes_nothing_off(sign_in: SignIn, board_member: Person, privacy_officer: Person) -> None:
    proposal = Proposal.objects.get(subject=REACH)
    advise(proposal_id=proposal.pk, answer=Outcome.REFUSED, reason="Ik raad het af.", actor=privacy_officer, now=NOW)
    assert all(shows(sign_in(board_member), "trained").values())


@pytest.mark.parametrize(
    ("language", "on_page", "on_list"),
    [
        ("nl", "Eerdere cijfers staan hier niet meer", "niet meer te zien: de instemming is ingetrokken"),
        ("en", "Earlier figures are no longer shown", "no longer shown: the agreement was withdrawn"),
    ],
)
def test_pages_say_why_nothing_shows(
    language: str, on_page: str, on_list: str, sign_in: SignIn, board_member: Person
) -> None:
    refused(REACH, now=NOW)
    client = sign_in(board_member)
    client.cookies["houvast_language"] = language
    for address in ("/figures/", "/figures/metrics/trained/"):
        assert on_page in client.get(address).content.decode()
    assert on_list in client.get("/figures/what-we-measure/").content.decode()
    assert {metric.code: state for metric, state in metrics_with_state()}["trained"] == "off"
