"""The pages of governance: who sees what, and that both languages stand beside each other."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.fixtures import Settings

from common.clock import now
from governance import reference, selectors
from governance.choices import SMALLEST_GROUP, Outcome, ProposalKind, ProposalState
from governance.models import Proposal
from governance.services import answer, propose_change
from outbox.messages import render
from outbox.models import Message
from people.choices import Role
from people.models import Person
from tests.governance.builders import agreed, asked, body
from tests.people.builders import employee
from tests.query_counts import query_count

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_second_factor_off")]
SignIn = Callable[[Person], Client]


@pytest.fixture
def _second_factor_off(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def at(name: str, proposal: Proposal) -> str:
    return reverse(f"governance:{name}", args=[proposal.public_id])


def test_proposal_shows_what_is_agreed_to_in_both_languages(sign_in: SignIn, works_council_member: Person) -> None:
    proposal = asked("figures:class_c")
    page = sign_in(works_council_member).get(at("proposal_detail", proposal)).content.decode()
    assert "Er komen geen ranglijsten van mensen" in page
    assert "There are no rankings of people" in page
    assert "minstens 10 mensen" in page


def upon_in(page: str) -> str:
    """Return the answer that a form says it comes back on."""
    field = re.search(r'name="upon"[^>]*value="([^"]*)"', page)
    return field.group(1) if field else ""


@pytest.mark.parametrize(("language", "said"), [("nl", "Ondertussen gaf"), ("en", "Meanwhile")])
def test_answer_from_a_page_that_is_out_of_date_takes_no_other_answers_place(
    sign_in: SignIn, works_council_member: Person, language: str, said: str
) -> None:
    proposal = asked()
    second = employee(first_name="Nina", roles=[Role.WORKS_COUNCIL], language=language)
    client = sign_in(second)
    before = client.get(at("proposal_detail", proposal)).content.decode()
    answer(proposal_id=proposal.pk, answer=Outcome.AGREED, actor=works_council_member, now=now())

    typed = {"answer": Outcome.REFUSED, "reason": "Niet nagekomen.", "upon": upon_in(before)}
    met = client.post(at("proposal_answer", proposal), typed)

    page = met.content.decode()
    assert met.status_code == 409
    assert said in page
    assert "Niet nagekomen." in page
    assert len(selectors.answers_to(proposal)) == 1
    now_seen = typed | {"upon": upon_in(page[page.index('id="answer"') :])}
    assert client.post(at("proposal_answer", proposal), now_seen).status_code == 302
    assert [one.outcome for one in selectors.answers_to(proposal)] == [Outcome.AGREED, Outcome.REFUSED]


def test_works_council_answers_on_the_page(sign_in: SignIn, works_council_member: Person) -> None:
    proposal = asked()
    client = sign_in(works_council_member)
    wrong = client.post(at("proposal_answer", proposal), {"answer": Outcome.REFUSED})
    assert wrong.status_code == 422
    assert "Zeg waarom" in wrong.content.decode()
    done = client.post(at("proposal_answer", proposal), {"answer": Outcome.AGREED}, follow=True)
    assert done.status_code == 200
    assert selectors.has_agreement("surveys:wave")


def test_privacy_officer_advises_and_cannot_answer_for_the_council(sign_in: SignIn, privacy_officer: Person) -> None:
    proposal = asked()
    client = sign_in(privacy_officer)
    assert client.post(at("proposal_answer", proposal), {"answer": Outcome.AGREED}).status_code == 403
    client.post(at("proposal_advise", proposal), {"advice-answer": Outcome.AGREED})
    assert [answer.answered_as for answer in selectors.answers_to(proposal)] == ["adviser"]


@pytest.mark.parametrize(
    ("language", "given", "change"),
    [("nl", "Je gaf je advies op", "Wijzig je advies"), ("en", "You gave your advice on", "Change your advice")],
)
def test_privacy_officer_who_advised_reads_so_and_finds_the_form_folded(
    sign_in: SignIn, privacy_officer: Person, language: str, given: str, change: str
) -> None:
    proposal = asked()
    client = sign_in(privacy_officer)
    client.cookies["houvast_language"] = language
    before = client.get(at("proposal_detail", proposal)).content.decode()
    assert given not in before
    assert change not in before
    client.post(at("proposal_advise", proposal), {"advice-answer": Outcome.AGREED})

    after = client.get(at("proposal_detail", proposal)).content.decode()

    assert given in after
    form = after.index(f'action="{at("proposal_advise", proposal)}"')
    fold = after.rindex("<details", 0, form)
    assert change in after[fold:form]
    assert "open" not in after[fold : after.index(">", fold)]
    wrong = client.post(at("proposal_advise", proposal), {"advice-answer": Outcome.REFUSED}).content.decode()
    fold = wrong.rindex("<details", 0, wrong.index(f'action="{at("proposal_advise", proposal)}"'))
    assert "open" in wrong[fold : wrong.index(">", fold)]


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Gevraagd aan: Ondernemingsraad."), ("en", "Asked of: Works council.")]
)
def test_message_about_a_proposal_reads_right_whatever_the_body_is_called(language: str, words: str) -> None:
    member = employee(roles=[Role.WORKS_COUNCIL], language=language)
    asked(of=body(name_nl="Ondernemingsraad", name_en="Works council"))
    message = Message.objects.filter(code="governance.proposal_asked", recipient=member).first()
    assert message is not None
    assert words in render(message, language=language).text


def test_answer_in_another_language_is_marked_as_such(sign_in: SignIn, works_council_member: Person) -> None:
    proposal = asked()
    fields = {"answer": "agreed_with_conditions", "conditions": "Twee keer per jaar.", "upon": ""}
    sign_in(works_council_member).post(at("proposal_answer", proposal), fields)
    shown = {}
    for language in ("nl", "en"):
        reader = employee(roles=[Role.BOARD], language=language)
        shown[language] = sign_in(reader).get(at("proposal_detail", proposal)).content.decode()
    assert all('<span lang="nl">Twee keer per jaar.</span>' in page for page in shown.values())
    assert ["in Dutch" in page for page in (shown["en"], shown["nl"])] == [True, False]


def test_office_proposes_and_withdraws(sign_in: SignIn, programme_lead: Person) -> None:
    council = body()
    client = sign_in(programme_lead)
    address = reverse("governance:proposal_new", args=["figures:class_b"])
    assert "Cijfers over bereik" in client.get(address).content.decode()
    form = {"body": council.pk, "kind": ProposalKind.CONSENT, "text_nl": "Omdat.", "text_en": "Because."}
    client.post(address, form)
    proposal = Proposal.objects.get()
    assert proposal.text_nl == "Omdat."
    assert client.post(address, form).status_code == 422
    client.post(at("proposal_withdraw", proposal), {"withdraw-reason": "Later."})
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN


def test_employee_finds_no_proposal(sign_in: SignIn, colleague: Person) -> None:
    proposal = asked()
    client = sign_in(colleague)
    assert client.get(reverse("governance:proposal_list")).status_code == 403
    assert client.get(at("proposal_detail", proposal)).status_code == 404
    assert client.post(at("proposal_answer", proposal), {"answer": Outcome.AGREED}).status_code == 404


@pytest.mark.parametrize("name", ["proposal_answer", "proposal_advise", "proposal_deviate", "proposal_withdraw"])
def test_reader_without_the_role_may_not(sign_in: SignIn, administrator: Person, name: str) -> None:
    assert sign_in(administrator).post(at(name, asked()), {}).status_code == 403


def test_unknown_subject_is_not_there(sign_in: SignIn, programme_lead: Person) -> None:
    address = reverse("governance:proposal_new", args=["figures:class_z"])
    assert sign_in(programme_lead).get(address).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("nl", "Wat de wet vraagt"), ("en", "What the law asks")])
def test_everybody_reads_what_the_law_asks(sign_in: SignIn, colleague: Person, language: str, words: str) -> None:
    reference.sync()
    client = sign_in(colleague)
    client.cookies["houvast_language"] = language
    page = client.get(reverse("governance:duty_list")).content.decode()
    assert words in page
    assert "26(7)" in page


def test_proposals_wait_for_who_must_act(
    works_council_member: Person, privacy_officer: Person, colleague: Person
) -> None:
    proposal = asked()
    now = proposal.proposed_at
    assert [one.count for one in selectors.waiting_for(works_council_member, now=now)] == [1]
    assert [one.count for one in selectors.waiting_for(privacy_officer, now=now)] == [1]
    assert selectors.waiting_for(colleague, now=now) == []


@pytest.mark.parametrize(
    ("subjects", "answer", "advice"),
    [
        (["surveys:wave"], "Proposal that waits for an answer", "Proposal without your advice"),
        (["surveys:wave", "figures:class_b"], "Proposals that wait for an answer", "Proposals without your advice"),
    ],
    ids=["one", "two"],
)
def test_pile_of_proposals_is_named_in_its_number(
    works_council_member: Person, privacy_officer: Person, subjects: list[str], answer: str, advice: str
) -> None:
    for subject in subjects:
        asked(subject)
    with translation.override("en"):
        piles = [selectors.waiting_for(person, now=now()) for person in (works_council_member, privacy_officer)]
    assert [[str(pile.title) for pile in of_one] for of_one in piles] == [[answer], [advice]]


def test_people_see_what_they_asked_and_answered() -> None:
    proposal = agreed()
    (held,) = selectors.data_about(proposal.proposed_by)
    assert [str(row.label) for row in held.rows] == ["voorgesteld"]


@pytest.mark.parametrize("number", [3, 30])
def test_pages_cost_the_same_for_three_and_thirty(
    sign_in: SignIn, programme_lead: Person, works_council_member: Person, number: int
) -> None:
    reference.sync()
    for _each in range(number):
        proposal = agreed("figures:class_b", anew="Nog eens.")
    client = sign_in(programme_lead)
    with query_count(__file__, "governance:proposal_list"):
        client.get(reverse("governance:proposal_list"))
    with query_count(__file__, "governance:proposal_detail"):
        client.get(at("proposal_detail", proposal))
    with query_count(__file__, "governance:duty_list"):
        client.get(reverse("governance:duty_list"))


@pytest.mark.parametrize(
    ("subject", "leads"), [("surveys:wave", True), ("figures:class_c", True), ("figures:class_b", False)]
)
def test_words_about_survey_answers_lead_to_where_the_promise_ends(
    sign_in: SignIn, works_council_member: Person, subject: str, leads: bool
) -> None:
    page = sign_in(works_council_member).get(at("proposal_detail", asked(subject))).content.decode()
    assert ("Lees waar deze belofte ophoudt" in page) is leads


@pytest.mark.parametrize(("language", "words"), [("nl", "Akkoorden staan op het spel"), ("en", "Agreements are at")])
def test_page_says_that_a_proposed_change_would_end_agreements(
    client: Client, administrator: Person, works_council_member: Person, language: str, words: str
) -> None:
    agreed()
    propose_change(key=SMALLEST_GROUP.key, value=7, reason="Kleine teams.", actor=administrator, now=now())
    Person.objects.filter(pk=works_council_member.pk).update(language=language)
    client.force_login(works_council_member)
    assert words in client.get(reverse("governance:proposal_list")).content.decode()


def test_answer_names_the_body_that_gave_it(sign_in: SignIn, works_council_member: Person) -> None:
    proposal = agreed()
    page = sign_in(works_council_member).get(at("proposal_detail", proposal)).content.decode()
    assert f"<strong>{proposal.body.name_nl}: " in page


@pytest.mark.parametrize(
    ("language", "words", "missing"),
    [
        (
            "nl",
            ["Terugkomen op het antwoord", "Je gaf dit antwoord niet zelf", "Ole"],
            "Zeg waarom het antwoord verand",
        ),
        ("en", ["Come back on the answer", "You did not give this answer", "Ole"], "Say why the answer changes"),
    ],
)
def test_who_joined_the_body_later_changes_its_answer_in_the_open(
    sign_in: SignIn, language: str, words: list[str], missing: str
) -> None:
    proposal = agreed()
    newcomer = employee(first_name="Nina", roles=[Role.WORKS_COUNCIL], language=language)
    client = sign_in(newcomer)
    page = client.get(at("proposal_detail", proposal)).content.decode()
    form = page[page.index('id="answer"') :]
    assert all(each in form for each in words)

    silent = client.post(at("proposal_answer", proposal), {"answer": Outcome.AGREED_WITH_CONDITIONS, "conditions": "x"})
    assert silent.status_code == 422
    assert missing in silent.content.decode()
    assert len(selectors.answers_to(proposal)) == 1

    given = {"answer": Outcome.REFUSED, "reason": "Niet nagekomen.", "upon": upon_in(form)}
    page = client.post(at("proposal_answer", proposal), given, follow=True).content.decode()
    history = page[page.index('class="hv-log"') :]
    assert {"nl": "vervangen op", "en": "replaced on"}[language] in history
    assert {"nl": "geldt nu", "en": "holds now"}[language] in history
    assert history.index("Ole") < history.index("Nina")
    assert "Niet nagekomen." in history
