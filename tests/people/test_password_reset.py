"""A new password by mail: the same answer to whoever asks, through the outbox, and nothing of it is kept."""

import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core import mail as mailbox
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from common.clock import today
from outbox.choices import Channel, Kind, MessageState
from outbox.models import Message
from people.models import Person
from tests.people.builders import employee

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"
NEW = "een-heel-ander-wachtwoord"
STRANGER = "nobody@elsewhere.example"


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def ask(client: Client, email: object) -> HttpResponse:
    return client.post(reverse("account_reset_password"), {"email": email}, follow=True)


def link_in_mail() -> str:
    found = re.search(r"https?://[^/\s]+(/account/password/reset/key/\S+)", str(mailbox.outbox[-1].body))
    assert found is not None
    return found.group(1)


def without_what_changes(answer: HttpResponse) -> str:
    """Return a page without the tokens of its own that every page carries."""
    return re.sub(r'(csrfmiddlewaretoken" value=|x-csrftoken": |nonce=)"[^"]+"', "", answer.content.decode())


@pytest.mark.parametrize("who", ["unknown", "left", "no_password"])
def test_page_says_the_same_to_a_known_and_any_other_address(who: str) -> None:
    known = employee(password=PASSWORD)
    other = {
        "unknown": lambda: STRANGER,
        "left": lambda: employee(password=PASSWORD, is_active=False, left_on=today()).email,
        "no_password": lambda: employee().email,
    }[who]()
    answers = [ask(Client(), email) for email in (known.email, other)]
    assert [answer.redirect_chain for answer in answers] == [[(reverse("account_reset_password_done"), 302)]] * 2
    assert without_what_changes(answers[0]) == without_what_changes(answers[1])
    assert len(mailbox.outbox) == 2


def test_known_address_gets_a_link_that_works_once(client: Client) -> None:
    person = employee(password=PASSWORD)
    ask(client, (person.email or "").upper())
    path = link_in_mail()
    form = client.get(path, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    person.refresh_from_db()
    assert person.check_password(NEW)
    again = Client().get(path, follow=True)
    assert "password1" not in again.content.decode()


def test_new_password_by_mail_signs_nobody_in_and_ends_what_was_open(client: Client) -> None:
    person = employee(password=PASSWORD)
    other = Client()
    other.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    ask(client, person.email)
    form = client.get(link_in_mail(), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert "_auth_user_id" not in client.session
    assert other.get(reverse("people:email_from_hr")).status_code == 302


@pytest.mark.parametrize("known", [True, False])
def test_mail_goes_through_the_outbox_and_its_text_is_kept_nowhere(client: Client, known: bool) -> None:
    person = employee(password=PASSWORD) if known else None
    ask(client, person.email if person else STRANGER)
    message = Message.objects.get()
    assert (message.kind, message.channel, message.state) == (Kind.SECURITY, Channel.MAIL, MessageState.SENT)
    assert (message.recipient, message.context, message.url) == (person, {}, "")
    row = str(Message.objects.values().get())
    (mail,) = mailbox.outbox
    kept = [word for word in {*str(mail.body).split(), mail.subject, mail.to[0]} if len(word) > 12 and word in row]
    assert [word for word in kept if word not in str(mail.extra_headers)] == []
    assert STRANGER not in row


def test_asking_for_a_link_leaves_nothing_that_stands_in_the_way_of_a_second_factor(client: Client) -> None:
    """A stranger's request neither: whoever knows an address could shut its owner out."""
    person = employee(password=PASSWORD)
    ask(Client(), person.email)
    assert not EmailAddress.objects.exists()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert [client.get(reverse(page)).status_code for page in ("mfa_activate_totp", "mfa_add_webauthn")] == [200, 200]


def test_row_that_an_earlier_version_left_behind_does_not_stand_in_the_way(client: Client) -> None:
    person = employee(password=PASSWORD)
    EmailAddress.objects.create(user=person, email=str(person.email), verified=False)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_migration_removes_rows_that_earlier_versions_left_behind() -> None:
    """With them goes an address that HR changed: whoever has that address now got the link for another's account."""
    person = employee(password=PASSWORD)
    EmailAddress.objects.create(user=person, email="former@houtwijk.example", verified=True, primary=True)
    import_module("people.migrations.0007_remove_unverified_email_addresses").remove_email_addresses(apps, None)
    assert not EmailAddress.objects.exists()
    ask(Client(), "former@houtwijk.example")
    assert "/account/password/reset/key/" not in str(mailbox.outbox[-1].body)


def test_link_ends_when_hr_changes_the_address(client: Client) -> None:
    person = employee(password=PASSWORD)
    ask(client, person.email)
    Person.objects.filter(pk=person.pk).update(email="new@houtwijk.example")
    assert "password1" not in client.get(link_in_mail(), follow=True).content.decode()


def test_stranger_is_told_by_mail_that_there_is_no_account(client: Client) -> None:
    ask(client, STRANGER)
    (mail,) = mailbox.outbox
    assert mail.to == [STRANGER]
    assert "/account/password/reset/key/" not in str(mail.body)
    assert mail.subject == "Er is geen account met dit adres"


def test_who_left_gets_no_link(client: Client) -> None:
    gone = employee(password=PASSWORD, is_active=False, left_on=today())
    ask(client, gone.email)
    assert "/account/password/reset/key/" not in str(mailbox.outbox[0].body)


def test_one_address_is_not_flooded() -> None:
    person = employee(password=PASSWORD)
    statuses = [
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(reverse("account_reset_password"), {"email": person.email})
        for number in range(1, 8)
    ]
    assert [answer.status_code for answer in statuses] == [302] * 5 + [429] * 2
    assert len(mailbox.outbox) == 5


@pytest.mark.parametrize("language", ["nl", "en"])
def test_mail_speaks_the_language_of_the_page(client: Client, language: str) -> None:
    ask_in = {"nl": "Kies een nieuw wachtwoord", "en": "Choose a new password"}
    client.post(
        reverse("account_reset_password"),
        {"email": employee(password=PASSWORD).email},
        headers={"accept-language": language},
    )
    assert mailbox.outbox[0].subject == ask_in[language]


def test_weak_new_password_is_refused_in_words(client: Client) -> None:
    person = employee(password=PASSWORD)
    ask(client, person.email)
    form = client.get(link_in_mail(), follow=True)
    answer = client.post(form.redirect_chain[-1][0], {"password1": "kort", "password2": "kort"})
    assert "Gebruik minstens 12 tekens." in answer.content.decode()
    assert Person.objects.get(pk=person.pk).check_password(PASSWORD)
