"""The link of a reviewer without an account opens nothing without the mailbox that it was sent to."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.models import AuditEvent
from outbox.models import Message
from outbox.services import security
from people.models import Person
from strategy import services
from strategy.choices import CODE_LASTS, CODE_TRIES, CODES_A_DAY, CODES_AN_HOUR, LINK_OPEN_FOR
from strategy.messages import review_token
from strategy.models import LinkCode, ReviewAnswer, Reviewer
from tests.outbox.test_pages import NO_SERVER
from tests.people.builders import employee
from tests.strategy.builders import NOW, draft
from tests.strategy.test_reviews import SignIn, answer, code_from_mail, link_of, opened, outsider

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(programme_lead: Person, at_work: None) -> Reviewer:
    return outsider(draft(actor=programme_lead), programme_lead)


def send(client: Client, reviewer: Reviewer) -> int:
    return client.post(reverse("strategy:review_link_code_send", args=[review_token(reviewer)])).status_code


def type_code(client: Client, reviewer: Reviewer, code: str) -> str:
    path = reverse("strategy:review_link_code", args=[review_token(reviewer)])
    return client.post(path, {"code": code}, follow=True).content.decode()


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


# --- who has the link and not the mailbox --------------------------------------------------------------------------
def test_link_alone_shows_nothing_and_takes_no_answer(client: Client, reviewer: Reviewer) -> None:
    page = client.get(link_of(reviewer)).content.decode()
    assert "f…@clientenraad.example" in page
    for hidden in ("Titel", "Fenna", "fenna@", 'name="outcome"'):
        assert hidden not in page
    form = {"outcome": "objected", "remarks": "Een lang betoog.", "text_hash": reviewer.review.text_hash}
    refused = client.post(link_of(reviewer), form)
    assert refused.status_code == 403
    assert "Een lang betoog." in refused.content.decode(), "what was typed is not lost when the hours are over"
    assert not ReviewAnswer.objects.exists()
    assert not mail.outbox, "mail programs open links: that sends nothing"


def test_link_that_was_sent_on_stays_closed_in_another_browser(client: Client, reviewer: Reviewer) -> None:
    opened(client, reviewer)
    answer(reviewer, remarks="Onder ons.")
    assert "Onder ons." in client.get(link_of(reviewer)).content.decode()
    assert "Onder ons." not in Client().get(link_of(reviewer)).content.decode()


def test_browser_of_one_link_does_not_open_another(client: Client, reviewer: Reviewer, programme_lead: Person) -> None:
    opened(client, reviewer)
    wanted = services.Wanted(kind="advice", name="Ali Kaya", email="ali@clientenraad.example")
    other = services.ask_one_more(review_id=reviewer.review_id, wanted=wanted, actor=programme_lead, now=NOW)
    (kept,) = [each for each in client.cookies.values() if each.key == "houvast_review"]
    assert kept["path"] == link_of(reviewer)
    assert kept["httponly"]
    forged = Client()
    forged.cookies["houvast_review"] = kept.value
    assert "Titel" not in forged.get(link_of(other)).content.decode()
    assert "Titel" in forged.get(link_of(reviewer)).content.decode()


def test_newer_link_asks_for_a_code_again(client: Client, reviewer: Reviewer, programme_lead: Person) -> None:
    opened(client, reviewer)
    services.note_link(reviewer_id=reviewer.pk, actor=programme_lead, now=NOW + timedelta(hours=1))
    reviewer.refresh_from_db()
    forged = Client()
    forged.cookies["houvast_review"] = client.cookies["houvast_review"].value
    assert "Titel" not in forged.get(link_of(reviewer)).content.decode()


def test_after_some_hours_the_browser_is_asked_again(client: Client, reviewer: Reviewer) -> None:
    opened(client, reviewer)
    with time_machine.travel(NOW + LINK_OPEN_FOR - timedelta(minutes=1), tick=False):
        assert "Titel" in client.get(link_of(reviewer)).content.decode()
    with time_machine.travel(NOW + LINK_OPEN_FOR + timedelta(minutes=1), tick=False):
        assert "Titel" not in client.get(link_of(reviewer)).content.decode()


def test_colleague_who_is_signed_in_does_not_answer_for_somebody_else(
    sign_in: SignIn, colleague: Person, reviewer: Reviewer
) -> None:
    client = sign_in(colleague)
    page = client.get(link_of(reviewer))
    assert page.status_code == 403
    assert "Je bent hier ingelogd" in page.content.decode()
    assert send(client, reviewer) == 403
    assert client.post(link_of(reviewer), {"outcome": "agreed"}).status_code == 403
    assert sign_in(employee(email=None)).get(link_of(reviewer)).status_code == 403


def test_who_has_an_account_at_that_very_address_shows_it_by_the_code(sign_in: SignIn, reviewer: Reviewer) -> None:
    client = sign_in(employee(email="fenna@clientenraad.example"))
    assert "Titel" in opened(client, reviewer).get(link_of(reviewer)).content.decode()


# --- the code ------------------------------------------------------------------------------------------------------
def test_code_is_mailed_to_the_address_and_kept_as_a_hash_only(client: Client, reviewer: Reviewer) -> None:
    assert send(client, reviewer) == 302
    (letter,) = mail.outbox
    code = code_from_mail()
    assert letter.to == ["fenna@clientenraad.example"]
    for row in (LinkCode.objects.get(), Message.objects.get(code="strategy.link_code")):
        assert code not in str(row.__dict__)
        assert "fenna" not in str(row.__dict__)
    assert not [event for event in AuditEvent.objects.all() if code in str(event.__dict__)]


def test_code_works_once(client: Client, reviewer: Reviewer) -> None:
    opened(client, reviewer)
    assert "doet het niet meer" in type_code(Client(), reviewer, code_from_mail())


def test_code_works_for_minutes(client: Client, reviewer: Reviewer) -> None:
    send(client, reviewer)
    with time_machine.travel(NOW + CODE_LASTS, tick=False):
        assert "doet het niet meer" in type_code(client, reviewer, code_from_mail())


def test_newer_code_replaces_the_earlier_one(client: Client, reviewer: Reviewer) -> None:
    send(client, reviewer)
    first = code_from_mail()
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        send(client, reviewer)
        if first != code_from_mail():
            assert "niet de code" in type_code(client, reviewer, first)
        assert "Titel" in type_code(client, reviewer, f" {code_from_mail()[:3]} {code_from_mail()[3:]}")


def test_wrong_codes_are_counted_and_then_the_right_one_is_refused_too(client: Client, reviewer: Reviewer) -> None:
    send(client, reviewer)
    code = code_from_mail()
    for number in range(CODE_TRIES):
        page = type_code(Client() if number % 2 else client, reviewer, other_than(code))
    assert "te vaak fout" in page
    assert "Titel" not in type_code(client, reviewer, code)
    with pytest.raises(IntegrityError, match="strategy_linkcode_tries_limited"), transaction.atomic():
        LinkCode.objects.update(wrong_tries=CODE_TRIES + 1)


def test_code_of_one_link_opens_no_other(client: Client, reviewer: Reviewer, programme_lead: Person) -> None:
    wanted = services.Wanted(kind="advice", name="Ali Kaya", email="ali@clientenraad.example")
    other = services.ask_one_more(review_id=reviewer.review_id, wanted=wanted, actor=programme_lead, now=NOW)
    send(client, other)
    code = code_from_mail()
    send(client, reviewer)
    assert code == code_from_mail() or "Titel" not in type_code(client, reviewer, code)


def test_no_more_codes_than_can_be_guessed_at_are_sent(client: Client, reviewer: Reviewer) -> None:
    for hour in range(CODES_A_DAY // CODES_AN_HOUR):
        with time_machine.travel(NOW + timedelta(hours=2 * hour), tick=False):
            assert [send(client, reviewer) for _send in range(CODES_AN_HOUR + 1)] == [302] * CODES_AN_HOUR + [422]
    with time_machine.travel(NOW + timedelta(hours=23), tick=False):
        assert send(client, reviewer) == 422
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        assert send(client, reviewer) == 302
    assert len(mail.outbox) == CODES_A_DAY + 1


def test_code_cannot_be_made_to_last(client: Client, reviewer: Reviewer) -> None:
    send(client, reviewer)
    with pytest.raises(IntegrityError, match="strategy_linkcode_short_lived"), transaction.atomic():
        LinkCode.objects.update(works_until=NOW + timedelta(days=1))


def test_codes_go_after_a_day(client: Client, reviewer: Reviewer) -> None:
    send(client, reviewer)
    services.enforce_terms(now=NOW + timedelta(hours=23))
    assert LinkCode.objects.exists()
    services.enforce_terms(now=NOW + timedelta(days=1))
    assert not LinkCode.objects.exists()


@pytest.mark.parametrize("is_set_up", [True, False])
def test_code_that_no_mail_server_takes_is_not_called_sent(
    client: Client, reviewer: Reviewer, settings: Settings, monkeypatch: pytest.MonkeyPatch, is_set_up: bool
) -> None:
    send(client, reviewer)
    code = code_from_mail()
    monkeypatch.setattr(security, "PAUSES", ())
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        given = settings.MAILERS
        settings.MAILERS, settings.MAIL_IS_SET_UP = NO_SERVER, is_set_up
        path = reverse("strategy:review_link_code_send", args=[review_token(reviewer)])
        if is_set_up:
            assert client.post(path).status_code == 302, "a thread of a web process would still be busy with it"
        for _refused in range(CODES_AN_HOUR):
            page = client.post(path)
            assert page.status_code == 422
            assert "kon niet worden verstuurd" in page.content.decode()
            assert "Vraag HR" not in page.content.decode()
        settings.MAILERS, settings.MAIL_IS_SET_UP = given, True
        assert LinkCode.objects.count() == 1, "what nobody got does not count towards the limit"
        assert AuditEvent.objects.filter(action="version.review_code_sent").count() == 1
        assert "Titel" in type_code(client, reviewer, code), "the code that did arrive works on"


def test_page_says_no_code_was_sent_where_none_was(
    client: Client, reviewer: Reviewer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "PAUSES", ())
    settings.MAILERS = NO_SERVER
    path = reverse("strategy:review_link_code_send", args=[review_token(reviewer)])
    assert "een code gestuurd naar" not in client.post(path, follow=True).content.decode()
    page = client.post(path).content.decode()
    assert "kon niet worden verstuurd" in page
    assert "een code gestuurd naar" not in page
    assert 'name="code"' not in page


def test_office_hears_of_a_link_that_no_mail_server_took(
    sign_in: SignIn, programme_lead: Person, reviewer: Reviewer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "PAUSES", ())
    settings.MAILERS = NO_SERVER
    services.mail_link(reviewer_id=reviewer.pk, actor=programme_lead, now=NOW)
    told = Message.objects.get(code="strategy.review_mail_failed")
    assert (told.recipient, told.channel) == (programme_lead, "inbox")
    page = sign_in(programme_lead).get(reverse("outbox:message_detail", args=[told.public_id])).content.decode()
    assert "De mail aan Fenna Visser is niet verstuurd" in page
    assert reverse("strategy:review", args=[reviewer.review.version.public_id]) in page


def test_link_that_is_over_sends_no_code(client: Client, reviewer: Reviewer) -> None:
    assert reviewer.link_until is not None
    with time_machine.travel(reviewer.link_until, tick=False):
        assert send(client, reviewer) == 410
    assert not mail.outbox


# --- what the office reads -----------------------------------------------------------------------------------------
def test_office_reads_which_answer_came_by_a_link(sign_in: SignIn, programme_lead: Person, reviewer: Reviewer) -> None:
    answer(reviewer)
    path = reverse("strategy:review", args=[reviewer.review.version.public_id])
    page = sign_in(programme_lead).get(path).content.decode()
    assert page.count("een code die naar fenna@clientenraad.example is gestuurd") == 1
