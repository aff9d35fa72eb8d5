"""Phone and codes are lost: administrators reset a second factor, two of them where there are two."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from common.errors import RuleBroken
from common.models import AuditEvent
from outbox.models import Message
from people import selectors, services
from people.choices import ResetOutcome, Role
from people.models import Person, SecondFactorReset
from portal.home import home_of
from tests.people.builders import LONG_AGO, NOW, employee
from tests.truths import refused

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
PASSWORD = "correct-horse-battery"
WHY = "Telefoon verloren; stond aan de balie."
LIST, DETAIL, RESET = "people:person_list", "people:person_detail", "people:second_factor_reset"


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def second(db: None) -> Person:
    return employee(first_name="Bert", roles=[Role.ADMINISTRATOR])


@pytest.fixture
def locked_out(db: None) -> Person:
    return secured(employee(first_name="Petra", password=PASSWORD, roles=[Role.PROGRAMME_OFFICE]))


def secured(person: Person) -> Person:
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(person)
    return person


def has_factors(person: Person) -> bool:
    return Authenticator.objects.filter(user=person).exists()


def request(person: Person, actor: Person, reason: str = WHY) -> SecondFactorReset:
    return services.request_second_factor_reset(person=person, reason=reason, actor=actor, now=NOW)


def confirm(reset: SecondFactorReset, actor: Person) -> SecondFactorReset:
    return services.confirm_second_factor_reset(reset_id=reset.pk, actor=actor, now=NOW)


def decline(reset: SecondFactorReset, actor: Person) -> SecondFactorReset:
    return services.decline_second_factor_reset(reset_id=reset.pk, actor=actor, now=NOW)


def page(person: Person) -> str:
    return reverse(RESET, args=[person.public_id])


# --- two administrators -----------------------------------------------------------------------------------------------
def test_nothing_changes_until_a_second_administrator_confirms(
    locked_out: Person, administrator: Person, second: Person
) -> None:
    reset = request(locked_out, administrator)
    assert (reset.outcome, has_factors(locked_out)) == (ResetOutcome.WAITING, True)
    asked = Message.objects.in_inbox_of(second).get()
    assert (asked.code, asked.url) == ("portal.second_factor_reset_requested", page(locked_out))
    assert not Message.objects.in_inbox_of(administrator).exists()

    reset = confirm(reset, second)

    assert (reset.outcome, reset.decided_by, has_factors(locked_out)) == (ResetOutcome.DONE, second, False)
    actions = dict(AuditEvent.objects.values_list("action", "actor"))
    assert actions == {
        "second_factor.reset_requested": administrator.pk,
        "second_factor.reset_done": second.pk,
    }
    assert AuditEvent.objects.get(action="second_factor.reset_done").reason == WHY
    assert Message.objects.in_inbox_of(administrator).get().code == "portal.second_factor_reset_decided"


def test_sessions_of_the_person_end_and_nobody_elses(
    locked_out: Person, administrator: Person, client: Client, colleague: Person
) -> None:
    elsewhere = Client()
    for browser, person in ((client, locked_out), (elsewhere, colleague)):
        browser.force_login(person)
        assert browser.get(reverse("my_data")).status_code == 200
    request(locked_out, administrator)
    assert client.get(reverse("my_data")).status_code == 302
    assert elsewhere.get(reverse("my_data")).status_code == 200


def test_person_signs_in_with_the_password_and_is_led_to_set_up_anew(
    locked_out: Person, administrator: Person, client: Client, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    request(locked_out, administrator)
    answer = client.post(reverse("account_login"), {"login": locked_out.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/"
    assert client.get("/").headers["Location"].startswith(reverse("mfa_index"))


@pytest.mark.parametrize(("language", "words"), [("nl", "tweede stap"), ("en", "second step")])
def test_person_hears_by_mail_at_once_and_in_the_inbox_who_did_it(
    administrator: Person,
    second: Person,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    language: str,
    words: str,
) -> None:
    person = secured(employee(language=language))
    reset = request(person, administrator)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        confirm(reset, second)
    (letter,) = [sent for sent in mail.outbox if sent.to == [person.email]]
    assert words in letter.subject
    assert administrator.full_name in letter.body
    assert second.full_name in letter.body
    assert WHY not in letter.body
    assert Message.objects.in_inbox_of(person).get().code == "portal.second_factor_was_reset"


def test_who_asked_does_not_confirm_but_may_withdraw(locked_out: Person, administrator: Person, second: Person) -> None:
    reset = request(locked_out, administrator)
    with pytest.raises(RuleBroken, match="zelf aangevraagd"):
        confirm(reset, administrator)
    assert decline(reset, administrator).outcome == ResetOutcome.WITHDRAWN
    with pytest.raises(RuleBroken, match="niet meer open"):
        confirm(reset, second)
    assert has_factors(locked_out)


def test_second_administrator_declines_and_who_asked_hears_it(
    locked_out: Person, administrator: Person, second: Person
) -> None:
    assert decline(request(locked_out, administrator), second).outcome == ResetOutcome.DECLINED
    assert has_factors(locked_out)
    assert Message.objects.in_inbox_of(administrator).get().code == "portal.second_factor_reset_decided"


def test_asking_twice_asks_once(locked_out: Person, administrator: Person, second: Person) -> None:
    assert request(locked_out, administrator) == request(locked_out, administrator)
    assert Message.objects.in_inbox_of(second).count() == 1


def test_second_request_for_the_same_person_leads_to_the_first(
    locked_out: Person, administrator: Person, second: Person
) -> None:
    request(locked_out, administrator)
    with pytest.raises(RuleBroken, match="al aangevraagd"):
        request(locked_out, second)


# --- one administrator, and people who leave --------------------------------------------------------------------------
def test_where_there_is_no_second_administrator_it_happens_at_once(locked_out: Person, administrator: Person) -> None:
    reset = request(locked_out, administrator)
    assert (reset.outcome, reset.decided_by, has_factors(locked_out)) == (ResetOutcome.DONE, None, False)
    assert AuditEvent.objects.get(action="second_factor.reset_done").actor == administrator


def test_second_administrator_is_not_the_one_who_lost_it_nor_one_who_is_away_or_of_one_unit(
    administrator: Person, second: Person
) -> None:
    secured(second)
    employee(roles=[Role.ADMINISTRATOR], away_from=LONG_AGO)
    assert request(second, administrator).outcome == ResetOutcome.DONE


def test_when_the_only_other_administrator_leaves_who_asked_asks_again_and_it_happens(
    locked_out: Person, administrator: Person, second: Person
) -> None:
    first = request(locked_out, administrator)
    services.apply_departure(person_id=second.pk, on=NOW.date(), actor=None, now=NOW)
    again = request(locked_out, administrator)
    first.refresh_from_db()
    assert (first.outcome, again.outcome) == (ResetOutcome.LAPSED, ResetOutcome.DONE)


@pytest.mark.parametrize("who", ["the person", "who asked", "who asked, of the role"])
def test_request_ends_when_the_person_or_who_asked_goes(
    locked_out: Person, administrator: Person, second: Person, who: str
) -> None:
    reset = request(locked_out, administrator)
    if who == "who asked, of the role":
        services.revoke_role(assignment_id=administrator.roles.get().pk, actor=second, now=NOW)
    else:
        leaver = locked_out if who == "the person" else administrator
        services.apply_departure(person_id=leaver.pk, on=NOW.date(), actor=None, now=NOW)
    reset.refresh_from_db()
    assert reset.outcome == ResetOutcome.LAPSED
    assert selectors.waiting_for(second, now=NOW) == []
    with pytest.raises(RuleBroken, match="niet meer open"):
        confirm(reset, second)


def test_losing_the_role_of_administrator_leaves_the_request_about_oneself(
    administrator: Person, second: Person
) -> None:
    third = secured(employee(roles=[Role.ADMINISTRATOR]))
    reset = request(third, administrator)
    services.revoke_role(assignment_id=third.roles.get().pk, actor=second, now=NOW)
    assert confirm(reset, second).outcome == ResetOutcome.DONE


def test_request_whose_person_left_on_a_day_set_before_waits_for_nobody(
    locked_out: Person, administrator: Person, second: Person
) -> None:
    reset = request(locked_out, administrator)
    Person.objects.filter(pk=locked_out.pk).update(left_on=NOW.date())
    assert selectors.waiting_for(second, now=NOW + timedelta(days=9)) == []
    with pytest.raises(RuleBroken, match="werkt hier niet meer"):
        confirm(reset, second)


# --- who may ----------------------------------------------------------------------------------------------------------
def test_nobody_resets_their_own(administrator: Person, second: Person) -> None:
    secured(administrator)
    employee(first_name="Cor", roles=[Role.ADMINISTRATOR])
    with pytest.raises(RuleBroken, match="niet je eigen tweede stap"):
        request(administrator, administrator)
    with pytest.raises(RuleBroken, match="je eigen tweede stap"):
        confirm(request(administrator, second), administrator)
    assert has_factors(administrator)


def test_hr_and_others_reset_nothing(
    locked_out: Person, administrator: Person, second: Person, hr: Person, colleague: Person
) -> None:
    reset = request(locked_out, administrator)
    for actor in (hr, colleague):
        for attempt in (lambda: request(locked_out, actor), lambda: confirm(reset, actor)):  # noqa: B023
            with pytest.raises(RuleBroken, match="Alleen een beheerder"):
                attempt()


def test_without_reason_or_without_anything_to_reset_it_says_so(
    locked_out: Person, colleague: Person, administrator: Person
) -> None:
    with pytest.raises(RuleBroken, match="Geef aan waarom") as met:
        request(locked_out, administrator, reason="  ")
    assert met.value.field == "reason"
    with pytest.raises(RuleBroken, match="geen tweede stap"):
        request(colleague, administrator)
    with pytest.raises(RuleBroken, match="werkt hier niet"):
        request(secured(employee(left_on=LONG_AGO)), administrator)


@pytest.mark.parametrize(
    ("truth", "change"),
    [
        ("people_secondfactorreset_says_why", {"reason": ""}),
        ("people_secondfactorreset_outcome_known", {"outcome": "maybe", "decided_at": NOW}),
        ("people_secondfactorreset_decided_whole", {"outcome": ResetOutcome.DONE}),
        ("people_secondfactorreset_decided_whole", {"decided_at": NOW}),
        ("people_secondfactorreset_not_ones_own", {"requested_by": "person"}),
        ("people_secondfactorreset_not_ones_own", {"decided_by": "person", "outcome": "done", "decided_at": NOW}),
        ("people_secondfactorreset_two_people", {"decided_by": "asker", "outcome": "done", "decided_at": NOW}),
    ],
)
def test_reset_that_cannot_be(
    truth: str, change: dict[str, Any], locked_out: Person, administrator: Person, second: Person
) -> None:
    reset = request(locked_out, administrator)
    people = {"person": locked_out, "asker": administrator}
    with refused(truth):
        SecondFactorReset.objects.filter(pk=reset.pk).update(
            **{name: people.get(value, value) if isinstance(value, str) else value for name, value in change.items()}
        )


def test_two_requests_about_one_person_cannot_wait(locked_out: Person, administrator: Person, second: Person) -> None:
    request(locked_out, administrator)
    with refused("people_secondfactorreset_one_open"):
        SecondFactorReset.objects.create(person=locked_out, reason=WHY, requested_by=second, requested_at=NOW)


# --- the pages --------------------------------------------------------------------------------------------------------
def test_only_administrators_see_who_has_which_second_factor(
    sign_in: SignIn, hr: Person, administrator: Person, locked_out: Person
) -> None:
    detail = reverse(DETAIL, args=[locked_out.public_id])
    client = sign_in(administrator)
    shown = client.get(reverse(LIST)).content.decode()
    assert "authenticator-app, herstelcodes" in shown
    shown = client.get(detail).content.decode()
    assert "authenticator-app" in shown
    assert page(locked_out) in shown
    client = sign_in(hr)
    for address in (reverse(LIST), detail):
        assert "authenticator-app" not in client.get(address).content.decode()
        assert page(locked_out) not in client.get(address).content.decode()


def test_two_administrators_walk_through_the_pages(
    sign_in: SignIn, administrator: Person, second: Person, locked_out: Person
) -> None:
    client = sign_in(administrator)
    asked = client.get(page(locked_out)).content.decode()
    assert "Een andere beheerder moet dit eerst bevestigen" in asked
    empty = client.post(page(locked_out), {"reason": " "})
    assert (empty.status_code, has_factors(locked_out)) == (422, True)
    done = client.post(page(locked_out), {"reason": WHY}, follow=True)
    assert "Een andere beheerder moet bevestigen" in done.content.decode()
    own = client.get(page(locked_out)).content.decode()
    assert "Mijn aanvraag intrekken" in own
    assert second.full_name in own
    assert "Bevestigen en resetten" not in own

    client = sign_in(second)
    (pile,) = [pile for pile in home_of(second, now=NOW).waiting if "tweede stap" in str(pile.title)]
    decide = client.get(pile.url).content.decode()
    assert WHY in decide
    reset = SecondFactorReset.objects.get()
    assert client.get(reverse("people:second_factor_confirm", args=[reset.public_id])).status_code == 405
    done = client.post(reverse("people:second_factor_confirm", args=[reset.public_id]), follow=True)
    assert "De tweede stap is gereset" in done.content.decode()
    assert not has_factors(locked_out)


def test_page_of_ones_own_says_why_not(sign_in: SignIn, administrator: Person, second: Person) -> None:
    employee(first_name="Cor", roles=[Role.ADMINISTRATOR])
    client = sign_in(secured(administrator))
    assert "niet je eigen tweede stap" in client.get(page(administrator)).content.decode()
    assert page(administrator) not in client.get(reverse(DETAIL, args=[administrator.public_id])).content.decode()
    reset = request(administrator, second)
    answer = client.post(reverse("people:second_factor_confirm", args=[reset.public_id]))
    assert answer.status_code == 422
    assert has_factors(administrator)


def test_hr_decides_nothing(
    sign_in: SignIn, hr: Person, administrator: Person, second: Person, locked_out: Person
) -> None:
    reset = request(locked_out, administrator)
    client = sign_in(hr)
    for name in ("confirm", "decline"):
        answer = client.post(reverse(f"people:second_factor_{name}", args=[reset.public_id]))
        assert answer.status_code == 403
    assert client.get(page(locked_out)).status_code == 403


# --- on the server ----------------------------------------------------------------------------------------------------
def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    call_command("reset_second_factor", *arguments, "--reason", WHY, "--format", "json")
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_last_administrator_is_let_in_again_from_the_server(
    administrator: Person, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    secured(administrator)
    client.force_login(administrator)
    client.get("/")
    answer = run(str(administrator.email).upper(), capsys=capsys)
    assert answer == {
        "reset": str(administrator.public_id),
        "factors": ["recovery_codes", "totp"],
        "sessions": 1,
    }
    assert not has_factors(administrator)
    event = AuditEvent.objects.get(action="second_factor.reset_done")
    assert (event.actor, event.reason, event.fields) == (None, WHY, ["recovery_codes", "totp"])
    assert Message.objects.in_inbox_of(administrator).exists()


def test_command_ends_a_request_that_waits_and_takes_a_number(
    locked_out: Person, administrator: Person, second: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting = request(locked_out, administrator)
    run(str(locked_out.employee_number), capsys=capsys)
    waiting.refresh_from_db()
    assert (waiting.outcome, has_factors(locked_out)) == (ResetOutcome.LAPSED, False)


@pytest.mark.parametrize(("meant", "said"), [("nobody@houtwijk.example", "Nobody has this"), ("", "geen tweede stap")])
def test_command_says_why_nothing_is_done(colleague: Person, meant: str, said: str) -> None:
    with pytest.raises(CommandError, match=said) as met:
        call_command("reset_second_factor", meant or str(colleague.email), "--reason", WHY)
    assert met.value.returncode == 2


def test_data_about_oneself_tells_of_ones_second_step_and_its_reset(locked_out: Person, administrator: Person) -> None:
    (kind,) = [kind for kind in selectors.data_about(locked_out) if str(kind.title) == "Je tweede stap"]
    assert [str(row.label) for row in kind.rows] == ["authenticator-app", "herstelcodes"]
    request(locked_out, administrator)
    (kind,) = [kind for kind in selectors.data_about(locked_out) if str(kind.title) == "Je tweede stap"]
    assert [str(row.value) for row in kind.rows] == ["uitgevoerd"]
