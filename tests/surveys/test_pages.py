"""The pages of surveys: who sees what, in both languages, and what happens when something is wrong."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.clock import now, today
from common.models import Job
from outbox.models import Message
from people.choices import Role
from people.models import Person
from surveys import selectors, services, tasks
from surveys.choices import WaveState
from surveys.models import Question, Wave
from tests.governance.builders import agreed
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.surveys.builders import LATER, draft_wave, open_wave, people, send_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions", "_second_factor_off")]
SignIn = Callable[[Person], Client]


@pytest.fixture
def _second_factor_off(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def at(name: str, wave: Wave) -> str:
    return reverse(f"surveys:{name}", args=[wave.public_id])


def ticket_on(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("language", "promise", "limit"),
    [
        ("nl", "Je antwoorden zijn niet aan jou gekoppeld", "Daar zijn grenzen aan"),
        ("en", "Your answers are not linked to you", "There are limits"),
    ],
)
def test_form_says_against_whom_it_protects(sign_in: SignIn, language: str, promise: str, limit: str) -> None:
    person = people(12)[0]
    wave = open_wave()
    client = sign_in(person)
    client.cookies["houvast_language"] = language
    response = client.get(at("wave_answer", wave))
    page = response.content.decode()
    assert promise in page
    assert limit in page
    assert reverse("surveys:protocol") in page
    assert "csrfmiddlewaretoken" not in page.split('action="' + at("ballot_send", wave))[1].split("</form>")[0]
    assert "no-store" in response["Cache-Control"]


def test_answering_leads_to_thanks_and_then_the_form_is_gone(sign_in: SignIn) -> None:
    person = people(12)[0]
    wave = open_wave()
    client = sign_in(person)
    ticket = ticket_on(client.get(at("wave_answer", wave)).content.decode())
    sent = client.post(at("ballot_send", wave), {"ticket": ticket, "uses_ai": "weekly"}, follow=True)
    assert sent.redirect_chain[0] == (reverse("surveys:ballot_thanks"), 302)
    assert sent.status_code == 200
    again = client.get(at("wave_answer", wave)).content.decode()
    assert "al verstuurd" in again
    assert "ticket" not in again


def test_ballot_needs_no_session_only_its_ticket(sign_in: SignIn) -> None:
    person = people(12)[0]
    wave = open_wave()
    ticket = ticket_on(sign_in(person).get(at("wave_answer", wave)).content.decode())
    stranger = Client(enforce_csrf_checks=True)
    sent = stranger.post(at("ballot_send", wave), {"ticket": ticket, "uses_ai": "weekly"})
    assert sent.status_code == 302
    assert not sent.cookies
    assert selectors.has_sent(wave, person)


@pytest.mark.parametrize("data", [{}, {"ticket": "x"}, {"ticket": "A" * 120, "uses_ai": "daily"}])
def test_ballot_without_a_ticket_of_ours_is_refused(client: Client, data: dict[str, str]) -> None:
    people(12)
    wave = open_wave()
    assert client.post(at("ballot_send", wave), data).status_code == 403


def test_empty_or_second_ballot_is_answered_in_words(sign_in: SignIn) -> None:
    person = people(12)[0]
    wave = open_wave()
    client = sign_in(person)
    ticket = ticket_on(client.get(at("wave_answer", wave)).content.decode())
    empty = client.post(at("ballot_send", wave), {"ticket": ticket})
    assert empty.status_code == 422
    assert "minstens één vraag" in empty.content.decode()
    assert ticket_on(empty.content.decode()) == ticket
    client.post(at("ballot_send", wave), {"ticket": ticket, "uses_ai": "daily"})


@pytest.mark.parametrize(("language", "said"), [("nl", "al binnen"), ("en", "are in already")])
def test_form_that_stood_open_in_another_tab_says_that_the_answers_are_in(
    sign_in: SignIn, language: str, said: str
) -> None:
    person = people(12)[0]
    wave = open_wave()
    client = sign_in(person)
    client.cookies["houvast_language"] = language
    ticket = ticket_on(client.get(at("wave_answer", wave)).content.decode())
    client.post(at("ballot_send", wave), {"ticket": ticket, "uses_ai": "daily"})
    second = client.post(at("ballot_send", wave), {"ticket": ticket, "uses_ai": "never"})
    page = second.content.decode()
    assert second.status_code == 409
    assert said in page
    assert 'name="ticket"' not in page


@pytest.mark.parametrize("name", ["set_language", "account_logout"])
def test_other_forms_on_the_page_of_a_survey_are_not_refused(name: str) -> None:
    """A browser tells the origin of a form unless the page's own policy forbids it."""
    person = people(12)[0]
    wave = open_wave()
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    response = client.get(at("wave_answer", wave))
    page = response.content.decode()
    form = page.split(f'action="{reverse(name)}"')[1].split("</form>")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token is not None
    assert response["Referrer-Policy"] == "strict-origin"
    data = {"csrfmiddlewaretoken": token[1], "language": "en", "next": "/"}
    assert client.post(reverse(name), data, headers={"Origin": "null"}).status_code == 403
    assert client.post(reverse(name), data, headers={"Origin": "http://testserver"}).status_code == 302


def test_who_was_not_invited_finds_no_form_and_no_wave(sign_in: SignIn) -> None:
    people(12)
    wave = open_wave()
    client = sign_in(employee(first_name="Nieuw"))
    assert client.get(at("wave_answer", wave)).status_code == 404
    assert client.get(at("wave_detail", wave)).status_code == 404


def test_office_makes_opens_reminds_and_closes(
    sign_in: SignIn, programme_lead: Person, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    members = people(14)
    agreed()
    client = sign_in(programme_lead)
    made = client.post(
        reverse("surveys:wave_new"),
        {
            "title_nl": "Peiling",
            "title_en": "Survey",
            "closes_on": (today() + timedelta(days=9)).isoformat(),
            "dimension": "function_group",
            "questions": [Question.objects.get(code="barrier").pk],
        },
    )
    wave = Wave.objects.get()
    assert made["Location"] == at("wave_detail", wave)
    client.post(at("wave_open", wave))
    tasks.open_wave(Job.objects.get(kind="surveys.open_wave").pk)
    wave.refresh_from_db()
    assert wave.state == WaveState.OPEN
    assert client.get(at("wave_detail", wave)).status_code == 200
    send_all(wave, members[:12])
    client.post(at("wave_remind", wave))
    client.post(at("wave_close", wave))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        tasks.close_wave(Job.objects.get(kind="surveys.close_wave").pk)
    page = client.get(at("wave_detail", wave)).content.decode()
    assert "De sleutel is vernietigd" in page
    assert client.get(reverse("surveys:wave_list")).status_code == 200


def test_opening_without_agreement_says_what_to_do(sign_in: SignIn, programme_lead: Person) -> None:
    people(12)
    wave = draft_wave(actor=programme_lead, now=now())
    client = sign_in(programme_lead)
    assert "nog niet akkoord" in client.get(at("wave_detail", wave)).content.decode()
    assert client.post(at("wave_open", wave)).status_code == 422
    assert not Job.objects.exists()


def test_ending_without_results_asks_why(sign_in: SignIn, programme_lead: Person) -> None:
    people(12)
    wave = open_wave(actor=programme_lead)
    client = sign_in(programme_lead)
    assert client.post(at("wave_void", wave), {"reason": ""}).status_code == 422
    client.post(at("wave_void", wave), {"reason": "Verkeerde vragen."})
    wave.refresh_from_db()
    assert wave.state == WaveState.VOID


@pytest.mark.parametrize(
    ("language", "name", "words"),
    [
        ("nl", "wave_remind", ["Mensen herinneren aan", "Verstuur de herinnering"]),
        ("en", "wave_remind", ["Remind people of", "Send the reminder"]),
        ("nl", "wave_void", ["zonder resultaten beëindigen?", 'name="reason"']),
        ("en", "wave_void", ["without results?", 'name="reason"']),
    ],
)
def test_office_reads_what_follows_before_it_reminds_or_ends(
    sign_in: SignIn, language: str, name: str, words: list[str]
) -> None:
    people(12)
    wave = open_wave()
    client = sign_in(employee(roles=[Role.PROGRAMME_OFFICE], language=language))
    assert f'<form method="post" action="{at(name, wave)}"' not in client.get(at("wave_detail", wave)).content.decode()

    page = client.get(at(name, wave)).content.decode()

    assert all(word in page for word in words)
    wave.refresh_from_db()
    assert (wave.state, wave.reminded_on) == (WaveState.OPEN, None)
    assert not Message.objects.filter(code="surveys.reminder").exists()


def test_page_that_asks_does_not_open_when_there_is_nothing_to_do(sign_in: SignIn, programme_lead: Person) -> None:
    people(12)
    wave, client = open_wave(actor=programme_lead), sign_in(programme_lead)
    client.post(at("wave_remind", wave))
    assert client.get(at("wave_remind", wave)).status_code == 422
    client.post(at("wave_void", wave), {"reason": "Verkeerde vragen."})
    assert client.get(at("wave_void", wave)).status_code == 422


@pytest.mark.parametrize(
    ("language", "ended", "lost"),
    [
        ("nl", "Deze peiling is op", "ongelezen weggegooid en niet geteld"),
        ("en", "This survey ended without results on", "thrown away unread, and not counted"),
    ],
)
def test_link_to_a_survey_that_ended_without_results_leads_to_why(
    sign_in: SignIn, programme_lead: Person, language: str, ended: str, lost: str
) -> None:
    member = people(12)[0]
    wave = open_wave(actor=programme_lead)
    office = sign_in(programme_lead)
    assert "Iedereen die is uitgenodigd kan je reden lezen" in office.get(at("wave_void", wave)).content.decode()
    office.post(at("wave_void", wave), {"reason": "Verkeerde vragen."})
    later = employee(first_name="Later")
    client = sign_in(member)
    client.cookies["houvast_language"] = language
    page = client.get(at("wave_answer", wave), follow=True).content.decode()
    assert all(words in page for words in (ended, lost, "Verkeerde vragen."))
    assert programme_lead.full_name not in page
    assert sign_in(later).get(at("wave_answer", wave)).status_code == 404


@pytest.mark.parametrize(
    ("language", "closed", "where"),
    [("nl", "Deze peiling is gesloten op", "Naar de cijfers"), ("en", "This survey closed on", "To the figures")],
)
def test_link_to_a_survey_that_closed_leads_to_its_page_and_from_there_to_the_figures(
    sign_in: SignIn, programme_lead: Person, language: str, closed: str, where: str
) -> None:
    member = people(12)[0]
    wave = open_wave(actor=programme_lead)
    services.close_wave(wave_id=wave.pk, actor=programme_lead, now=LATER)
    client = sign_in(member)
    client.cookies["houvast_language"] = language
    page = client.get(at("wave_answer", wave), follow=True).content.decode()
    assert closed in page
    assert where in page


def test_link_to_a_survey_that_runs_or_is_prepared_leads_nobody_who_was_not_invited(
    sign_in: SignIn, programme_lead: Person
) -> None:
    people(12)
    running = open_wave(actor=programme_lead)
    later = employee(first_name="Later")
    assert sign_in(later).get(at("wave_answer", running)).status_code == 404
    assert sign_in(programme_lead).get(at("wave_answer", draft_wave(actor=programme_lead))).status_code == 404


@pytest.mark.parametrize("role", [Role.WORKS_COUNCIL, Role.PRIVACY_OFFICER, Role.BOARD])
def test_who_judges_a_survey_sees_it_run_and_finds_no_form_without_an_invitation(sign_in: SignIn, role: str) -> None:
    people(12)
    running = open_wave()
    client = sign_in(employee(first_name="Later", roles=[role]))
    assert client.get(at("wave_answer", running)).status_code == 404
    assert client.get(at("wave_detail", running)).status_code == 200


def test_office_reads_who_ended_a_survey_without_results_when_and_why(sign_in: SignIn, programme_lead: Person) -> None:
    people(12)
    wave = open_wave(actor=employee(first_name="Petra", roles=[Role.PROGRAMME_OFFICE]))
    sign_in(programme_lead).post(at("wave_void", wave), {"reason": "Verkeerde vragen."})
    other = employee(first_name="Ander", roles=[Role.PROGRAMME_OFFICE])
    page = sign_in(other).get(at("wave_detail", wave)).content.decode()
    assert "zonder resultaten" in page
    assert "Verkeerde vragen." in page
    assert programme_lead.full_name in page
    assert "Beëindigd op" in page


@pytest.mark.parametrize("name", ["wave_open", "wave_remind", "wave_close", "wave_void"])
def test_who_does_not_run_surveys_may_not(sign_in: SignIn, works_council_member: Person, name: str) -> None:
    people(12)
    wave = open_wave()
    assert sign_in(works_council_member).post(at(name, wave), {"reason": "x"}).status_code == 403


@pytest.mark.parametrize(("name", "expected"), [("wave_new", 403), ("wave_list", 200), ("protocol", 200)])
def test_employee_reads_but_does_not_make(sign_in: SignIn, colleague: Person, name: str, expected: int) -> None:
    assert sign_in(colleague).get(reverse(f"surveys:{name}")).status_code == expected


def test_visibility_and_policy_say_the_same_of_a_draft(
    sign_in: SignIn, programme_lead: Person, privacy_officer: Person, board_member: Person
) -> None:
    wave = draft_wave(actor=programme_lead)
    for person, expected in ((programme_lead, 200), (privacy_officer, 200), (board_member, 404)):
        assert sign_in(person).get(at("wave_detail", wave)).status_code == expected


@pytest.mark.parametrize("number", [3, 30])
def test_lists_and_pages_cost_the_same_for_three_and_thirty(
    sign_in: SignIn, programme_lead: Person, number: int
) -> None:
    members = people(12)
    wave = open_wave(actor=programme_lead)
    for _each in range(number):
        draft_wave(actor=programme_lead)
    send_all(wave, members[: 3 if number == 3 else 11])
    client = sign_in(programme_lead)
    with query_count(__file__, "surveys:wave_list"):
        assert client.get(reverse("surveys:wave_list")).status_code == 200
    with query_count(__file__, "surveys:wave_detail"):
        assert client.get(at("wave_detail", wave)).status_code == 200
    with query_count(__file__, "surveys:wave_answer"):
        assert client.get(at("wave_answer", wave)).status_code == 200


def test_beat_settles_closes_and_destroys_what_was_left() -> None:
    members = people(14)
    wave = open_wave()
    send_all(wave, members[:12])
    assert tasks.settle() == 1
    assert tasks.close_due() == 0
    services.close_wave(wave_id=wave.pk, actor=None, now=LATER)
    assert tasks.close_due() == 0
    wave.refresh_from_db()
    assert wave.key_destroyed_on is not None
