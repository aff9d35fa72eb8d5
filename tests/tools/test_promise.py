"""The board's promise: asked, given, refused, taken back; and the door that follows it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from common.errors import RuleBroken
from common.models import AuditEvent
from people.models import Person
from tests.tools.builders import NOW, declare, declare_named, declaring, promise, say
from tools import selectors, services
from tools.choices import declarations
from tools.choices.declarations import promise_hash
from tools.models import Declaration, DeclarationRound, PromiseStep

SignIn = Callable[[Person], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def answer(actor: Person, *, stands: bool = True, reason: str = "", words: str = "") -> PromiseStep:
    return services.answer_promise(stands=stands, reason=reason, words=words or promise_hash(), actor=actor, now=NOW)


def test_office_asks_the_board_decides_and_the_door_opens(programme_lead: Person, board_member: Person) -> None:
    assert not selectors.promise_now().is_open
    services.ask_promise(actor=programme_lead, now=NOW)
    assert selectors.promise_now().is_asked
    (pile,) = selectors.waiting_for(board_member, now=NOW)
    assert (pile.count, pile.url) == (1, reverse("tools:promise"))
    answer(board_member)
    here = selectors.promise_now()
    assert (here.is_open, here.is_asked) == (True, False)
    assert selectors.waiting_for(board_member, now=NOW) == []
    assert selectors.round_that_takes() is not None
    event = AuditEvent.objects.get(action="declarations.promise_given")
    assert event.actor == board_member


def test_board_decides_without_being_asked_too(board_member: Person) -> None:
    answer(board_member)
    assert selectors.promise_now().is_open


def test_others_decide_nothing(programme_lead: Person, colleague: Person, administrator: Person) -> None:
    for person in (programme_lead, colleague, administrator):
        with pytest.raises(RuleBroken):
            answer(person)
    promise()
    for person in (programme_lead, colleague):
        with pytest.raises(RuleBroken):
            services.withdraw_promise(reason="Zomaar.", actor=person, now=NOW)
    assert selectors.promise_now().is_open


def test_only_the_office_asks_and_once(programme_lead: Person, board_member: Person) -> None:
    with pytest.raises(RuleBroken):
        services.ask_promise(actor=board_member, now=NOW)
    services.ask_promise(actor=programme_lead, now=NOW)
    with pytest.raises(RuleBroken):
        services.ask_promise(actor=programme_lead, now=NOW)


def test_no_and_taking_back_say_why(board_member: Person) -> None:
    with pytest.raises(RuleBroken):
        answer(board_member, stands=False)
    answer(board_member, stands=False, reason="Te ruim.")
    assert not selectors.promise_now().is_open
    answer(board_member)
    with pytest.raises(RuleBroken):
        services.withdraw_promise(reason=" ", actor=board_member, now=NOW)
    services.withdraw_promise(reason="Er is een zaak.", actor=board_member, now=NOW)
    assert not selectors.promise_now().is_open
    with pytest.raises(RuleBroken):
        services.withdraw_promise(reason="Nog eens.", actor=board_member, now=NOW)


def test_answer_about_words_that_changed_meanwhile_is_refused(board_member: Person) -> None:
    with pytest.raises(RuleBroken):
        answer(board_member, words="a" * 64)
    assert not PromiseStep.objects.exists()


def test_other_words_close_the_door_until_the_board_decides_anew(
    board_member: Person, colleague: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = declaring()
    declare(colleague)
    ticket = selectors.declaration_ticket(colleague, now=NOW) or ""
    monkeypatch.setattr(declarations, "PROMISE", (*declarations.PROMISE, ("Nog iets.", "One more thing.")))
    here = selectors.promise_now()
    assert (here.is_open, here.is_overtaken) == (False, True)
    with pytest.raises(RuleBroken):
        services.declare_unnamed(ticket=ticket, said=say(name="Claude"))
    with pytest.raises(RuleBroken):
        declare_named(colleague)
    assert services.tend_declarations(now=NOW + timedelta(days=1)) == "nothing"
    answer(board_member)
    first.refresh_from_db()
    assert first.state == "closed"
    assert DeclarationRound.objects.get(state="open").promise == promise_hash()


def test_taking_back_throws_away_unread_what_is_sealed_and_keeps_what_has_a_name(
    board_member: Person, colleague: Person
) -> None:
    current = declaring()
    declare(colleague)
    declare_named(colleague)
    services.withdraw_promise(reason="Er is een zaak.", actor=board_member, now=NOW)
    current.refresh_from_db()
    assert (current.state, current.contents) == ("unread", None)
    assert Declaration.objects.count() == 1
    assert services.tend_declarations(now=NOW) == "nothing"


# --- on the screen ----------------------------------------------------------------------------------------------------
def test_closed_page_says_what_it_waits_for_in_both_languages(sign_in: SignIn, colleague: Person) -> None:
    client = sign_in(colleague)
    page = client.get(reverse("tools:declare")).content.decode()
    assert "Het bestuur heeft hier nog niet over besloten." in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    colleague.language = "en"
    colleague.save()
    assert "The board has not decided on it yet." in client.get(reverse("tools:declare")).content.decode()


def test_board_answers_on_the_page_and_office_asks_there(
    sign_in: SignIn, programme_lead: Person, board_member: Person, colleague: Person
) -> None:
    address = reverse("tools:promise")
    office = sign_in(programme_lead)
    assert office.post(reverse("tools:promise_ask")).status_code == 302
    assert office.post(address, {"words": promise_hash(), "answer": "stands"}).status_code == 403
    assert sign_in(colleague).post(reverse("tools:promise_ask")).status_code == 403
    board = sign_in(board_member)
    assert board.post(address, {"words": promise_hash()}).status_code == 422
    refused = board.post(address, {"words": promise_hash(), "answer": "no"})
    assert refused.status_code == 422
    assert board.post(address, {"words": promise_hash(), "answer": "stands"}).status_code == 302
    assert board_member.full_name in sign_in(colleague).get(address).content.decode()
    board = sign_in(board_member)
    withdraw = reverse("tools:promise_withdraw")
    assert board.post(withdraw, {"reason": ""}).status_code == 422
    assert board.post(withdraw, {"reason": "Er is een zaak."}).status_code == 302
    assert "Er is een zaak." in sign_in(colleague).get(reverse("tools:declare")).content.decode()
    assert sign_in(colleague).get(withdraw).status_code == 403


def test_answer_that_comes_after_that_of_a_colleague_says_so_and_keeps_what_was_written(
    sign_in: SignIn, board_member: Person
) -> None:
    promise()
    answer = sign_in(board_member).post(
        reverse("tools:promise"), {"words": promise_hash(), "answer": "no", "reason": "Eerst naar de OR."}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Je antwoord is niet vastgelegd" in page
    assert "Het bestuur staat al voor deze woorden." in page
    assert "Eerst naar de OR." in page
    assert selectors.promise_now().is_open
