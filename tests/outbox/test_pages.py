"""The inbox, one message, what somebody wants to get, the link that switches off, and delivery."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail as mailbox
from django.core import signing
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from outbox import selectors, services
from outbox.choices import Channel, Kind, MessageState
from outbox.documents import unsubscribe_token
from outbox.models import Message, Preference
from people.models import Person
from tests.outbox.builders import TUESDAY, Seat, Tip, in_inbox, planned
from tests.people.builders import employee
from tests.query_counts import query_count

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def test_inbox_shows_own_messages_in_the_readers_language(sign_in: SignIn) -> None:
    reader, other = employee(language="en"), employee()
    planned(recipient=reader)
    planned(Tip, recipient=other)

    page = sign_in(reader).get("/inbox/").content.decode()

    assert "Plaats voor Working safely with AI" in page
    assert "1 new message" in page
    assert "Een tip" not in page


def test_empty_inbox_says_what_it_waits_for(sign_in: SignIn, colleague: Person) -> None:
    page = sign_in(colleague).get("/inbox/").content.decode()

    assert "Nog geen berichten" in page


@pytest.mark.parametrize("rows", [3, 30])
def test_inbox_costs_the_same_queries_for_three_and_thirty(sign_in: SignIn, colleague: Person, rows: int) -> None:
    for _number in range(rows):
        planned(recipient=colleague)
    client = sign_in(colleague)

    with query_count(__file__, "outbox:inbox"):
        client.get("/inbox/")


def test_opened_message_is_read_and_leads_to_what_it_is_about(sign_in: SignIn, colleague: Person) -> None:
    message = in_inbox(planned(recipient=colleague, url="/training/"))

    page = sign_in(colleague).get(f"/inbox/{message.public_id}/").content.decode()

    assert 'href="/training/"' in page
    assert "donderdag 3 december, 09:30" in page
    assert selectors.unread_count(colleague) == 0


def test_message_of_somebody_else_does_not_exist(sign_in: SignIn, colleague: Person) -> None:
    message = in_inbox(planned(recipient=employee()))

    assert sign_in(colleague).get(f"/inbox/{message.public_id}/").status_code == 404
    message.refresh_from_db()
    assert message.read_at is None


def test_mail_is_not_opened_as_if_it_were_in_the_inbox(sign_in: SignIn, colleague: Person) -> None:
    mail = planned(recipient=colleague)

    assert sign_in(colleague).get(f"/inbox/{mail.public_id}/").status_code == 404


def test_all_are_marked_as_read_by_a_button_and_not_by_a_link(sign_in: SignIn, colleague: Person) -> None:
    planned(recipient=colleague)
    client = sign_in(colleague)

    assert client.get("/inbox/read/").status_code == 405
    assert selectors.unread_count(colleague) == 1
    client.post("/inbox/read/")
    assert selectors.unread_count(colleague) == 0


def test_what_is_not_ticked_is_switched_off_and_what_is_ticked_again_comes_again(
    sign_in: SignIn, colleague: Person
) -> None:
    client = sign_in(colleague)
    ticks = set(
        re.findall(r'name="wanted" value="([^"]+)" checked', client.get("/inbox/preferences/").content.decode())
    )
    assert {"confirmation:mail", "nudge:mail", "nudge:inbox", "sample.tip:mail"} <= ticks

    client.post("/inbox/preferences/", {"wanted": sorted(ticks - {"sample.tip:mail"})})
    assert list(Preference.objects.values_list("topic", "channel")) == [("sample.tip", "mail")]

    client.post("/inbox/preferences/", {"wanted": sorted(ticks)})
    assert not Preference.objects.exists()


def sent_by(page: str) -> set[str]:
    """Return what a browser without scripts sends: boxes that are ticked and enabled, and hidden fields."""
    fields = re.findall(r'<input [^>]*name="wanted"[^>]*>', page)
    sent = [field for field in fields if "hidden" in field or ("checked" in field and "disabled" not in field)]
    return {re.findall(r'value="([^"]+)"', field)[0] for field in sent}


def boxes(page: str, *, rest: bool) -> set[str]:
    """Return the boxes that somebody can not tick, or those that they can."""
    fields = re.findall(r'<input [^>]*type="checkbox"[^>]*>', page)
    return {re.findall(r'value="([^"]+)"', field)[0] for field in fields if ("disabled" in field) == rest}


def test_what_the_switch_above_rules_rests_while_that_is_off_and_keeps_its_ticks(
    sign_in: SignIn, colleague: Person
) -> None:
    client, address = sign_in(colleague), "/inbox/preferences/"
    everything = sent_by(client.get(address).content.decode())
    assert boxes(client.get(address).content.decode(), rest=True) == set()
    client.post(address, {"wanted": sorted(everything - {"nudge:mail", "nudges.strategy_unread:mail"})})

    page = client.get(address).content.decode()
    resting = boxes(page, rest=True)
    assert {"sample.tip:mail", "nudges.strategy_unread:mail"} <= resting
    assert all(value.endswith(":mail") for value in resting)
    assert {"nudge:mail", "confirmation:mail", "sample.tip:inbox"} <= boxes(page, rest=False)

    client.post(address, {"wanted": sorted(sent_by(page) | {"nudge:mail"})})
    assert list(Preference.objects.values_list("topic", "channel")) == [("nudges.strategy_unread", "mail")]
    assert boxes(client.get(address).content.decode(), rest=True) == set()


def test_switching_all_off_once_more_loses_no_choice_below(sign_in: SignIn, colleague: Person) -> None:
    client, address = sign_in(colleague), "/inbox/preferences/"
    everything = sent_by(client.get(address).content.decode())
    client.post(address, {"wanted": sorted(everything - {"nudge:mail"})})
    client.post(address, {"wanted": sorted(sent_by(client.get(address).content.decode()))})
    assert list(Preference.objects.values_list("topic", "channel")) == [("nudge", "mail")]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_page_says_that_what_is_below_does_nothing_now(sign_in: SignIn, language: str) -> None:
    page = sign_in(employee(language=language)).get("/inbox/preferences/").content.decode()
    said = {"nl": "Uit voor e-mail: niets hieronder komt per e-mail", "en": "Off for e-mail: nothing below comes by e-"}
    assert said[language] in page


@pytest.mark.parametrize("made_up", ["security:mail", "confirmation:inbox", "nothing"])
def test_choice_that_is_not_offered_is_refused(sign_in: SignIn, colleague: Person, made_up: str) -> None:
    answer = sign_in(colleague).post("/inbox/preferences/", {"wanted": [made_up]})

    assert answer.status_code == 422
    assert not Preference.objects.exists()


# --- the link that switches off ---------------------------------------------------------------------------------------
def link_in_mail(person: Person) -> str:
    planned(Tip, recipient=person)
    services.send_due(now=TUESDAY)
    header = str(mailbox.outbox[-1].extra_headers["List-Unsubscribe"])
    return header.strip("<>").removeprefix("http://127.0.0.1:8000")


def test_link_in_a_mail_asks_first_and_changes_nothing(client: Client, colleague: Person) -> None:
    link = link_in_mail(colleague)

    answer = client.get(link)

    assert answer.status_code == 200
    assert "<form" in answer.content.decode()
    assert not Preference.objects.exists()


def test_one_click_of_a_mail_program_switches_off_without_session_or_token(colleague: Person) -> None:
    link = link_in_mail(colleague)

    answer = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert Preference.objects.get().topic == "sample.tip"
    assert Preference.objects.get().channel == Channel.MAIL
    planned(Tip, recipient=colleague)
    assert services.send_due(now=TUESDAY).skipped == 1


def test_link_that_somebody_changed_leads_nowhere(client: Client, colleague: Person) -> None:
    link = link_in_mail(colleague)
    changed = link[:-2] + ("B" if link[-2] == "A" else "A") + "/"
    words = unsubscribe_token(person=str(colleague.public_id), code="sample.tip").split(":")[0]
    signature = unsubscribe_token(person=str(colleague.public_id), code="sample.other").split(":", 1)[1]

    assert client.post(changed).status_code == 404
    assert client.post(f"/inbox/unsubscribe/{words}:{signature}/").status_code == 404
    assert client.get("/inbox/unsubscribe/anything/").status_code == 404
    assert not Preference.objects.exists()


def test_words_that_were_signed_for_something_else_switch_nothing_off(client: Client, colleague: Person) -> None:
    elsewhere = signing.dumps([str(colleague.public_id), "sample.tip"])

    assert client.post(f"/inbox/unsubscribe/{elsewhere}/").status_code == 404
    assert not Preference.objects.exists()


# --- delivery ---------------------------------------------------------------------------------------------------------
def test_administrator_sees_numbers_and_no_person(
    sign_in: SignIn, administrator: Person, colleague: Person, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    planned(recipient=colleague)
    services.send_due(now=TUESDAY)
    Message.objects.update(created_at="2099-01-01T00:00Z")

    page = sign_in(administrator).get("/inbox/delivery/")

    text = page.content.decode()
    assert "Je hebt een plaats" in text
    assert str(colleague.email) not in text
    assert "Sanne" not in text


def test_delivery_names_a_message_with_both_ways_and_marks_what_is_zero(
    sign_in: SignIn, administrator: Person, colleague: Person, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    planned(recipient=colleague)
    services.send_due(now=TUESDAY)
    Message.objects.update(created_at="2099-01-01T00:00Z")

    page = sign_in(administrator).get("/inbox/delivery/").content.decode()

    table = page[page.index("<table") : page.index("</table>")]
    (body,) = re.findall(r"<tbody>.*?</tbody>", table, re.DOTALL)
    assert body.count('<th scope="row">Je hebt een plaats</th>') == 2
    assert body.count('class="is-same"') == 1
    numbers = re.findall(r'<td class="is-number( is-zero)?" data-label="[^"]+">(\d+)</td>', body)
    assert len(numbers) == 10
    assert all(bool(zero) == (number == "0") for zero, number in numbers)


@pytest.mark.parametrize(
    ("number", "title"),
    [(1, "Bericht dat deze week niet aankwam"), (2, "Berichten die deze week niet aankwamen")],
)
def test_what_did_not_arrive_waits_for_the_administrator(
    administrator: Person, colleague: Person, number: int, title: str
) -> None:
    for _each in range(number):
        planned(recipient=colleague)
    Message.objects.filter(channel=Channel.MAIL).update(state=MessageState.UNCERTAIN)

    (pile,) = selectors.waiting_for(administrator, now=TUESDAY)

    assert (str(pile.title), pile.count) == (title, number)
    assert selectors.waiting_for(colleague, now=TUESDAY) == []
    assert selectors.waiting_for(administrator, now=TUESDAY + timedelta(days=8)) == []


def test_employee_does_not_see_delivery(sign_in: SignIn, colleague: Person) -> None:
    assert sign_in(colleague).get("/inbox/delivery/").status_code == 403


# --- what is held, and what a departure means -------------------------------------------------------------------------
def test_person_sees_which_messages_are_held_about_them(colleague: Person) -> None:
    planned(recipient=colleague)
    services.set_preferences(person=colleague, offered=[(Kind.NUDGE, Channel.MAIL)], wanted=[], now=TUESDAY)

    messages, choices = selectors.data_about(colleague)

    assert len(messages.rows) == 2
    assert [row.label for row in choices.rows] == ["herinneringen en tips"]


def test_departure_says_and_does_the_same(colleague: Person) -> None:
    planned(Seat, recipient=colleague)

    seen = selectors.preview_departure(person_ids=[colleague.pk], on=TUESDAY.date())
    services.apply_departure(person_id=colleague.pk, on=TUESDAY.date(), actor=None, now=TUESDAY)

    assert [consequence.count for consequence in seen] == [1]
    assert selectors.preview_departure(person_ids=[colleague.pk], on=TUESDAY.date()) == []


# --- no mail server ---------------------------------------------------------------------------------------------------
NO_SERVER = {"default": {"BACKEND": "common.mail.NotSetUp"}}


@pytest.fixture
def _no_mail_server(settings: Settings) -> None:
    settings.MAILERS, settings.MAIL_IS_SET_UP = NO_SERVER, False


@pytest.mark.usefixtures("_no_mail_server")
def test_without_a_mail_server_mail_waits_and_is_not_called_sent(colleague: Person) -> None:
    planned(recipient=colleague)

    tally = services.send_due(now=TUESDAY)

    assert tally.no_server
    mail = Message.objects.get(channel=Channel.MAIL)
    assert (mail.state, mail.sent_at) == (MessageState.PLANNED, None)


@pytest.mark.usefixtures("_no_mail_server")
def test_without_a_mail_server_the_administrator_reads_so_at_home_and_at_delivery(
    sign_in: SignIn, administrator: Person, colleague: Person, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False

    assert "Mailserver nog instellen" in sign_in(administrator).get("/").content.decode()
    assert "E-mail is nog niet ingesteld" in sign_in(administrator).get("/inbox/delivery/").content.decode()
    assert "Mailserver nog instellen" not in sign_in(colleague).get("/").content.decode()


@pytest.mark.usefixtures("_no_mail_server")
def test_without_a_mail_server_who_asks_for_a_new_password_reads_what_to_do_instead(
    client: Client, colleague: Person
) -> None:
    for address in (colleague.email, "nobody@houtwijk.example"):
        page = client.post("/account/password/reset/", {"email": address}, follow=True).content.decode()
        assert "Vraag HR om een activatiecode" in page
    assert not Message.objects.exists()


def test_what_did_not_arrive_stands_on_the_home_page_of_an_administrator(
    sign_in: SignIn, administrator: Person, colleague: Person, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    planned(recipient=colleague)
    Message.objects.filter(channel=Channel.MAIL).update(state=MessageState.UNCERTAIN, created_at=timezone.now())

    assert "Bericht dat deze week niet aankwam" in sign_in(administrator).get("/").content.decode()
