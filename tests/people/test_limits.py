"""Guessing is slow, an office is not: what is counted by account, by address of the network, and by both."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings as configured
from django.core import mail
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.cache import PostgresCache
from common.tasks import delete_expired_cache
from people.choices import Role
from people.models import Person
from people.services import issue_activation_code
from tests.people.builders import employee

pytestmark = pytest.mark.django_db
PASSWORD, WRONG = "correct-horse-battery", "wrong"
OFFICE = "192.0.2.1"
AT_ACCOUNT_FROM_ADDRESS, A_DAY = 5, 20
"""Wrong passwords for one account from one address: in five minutes, and in a day."""
AT_ACCOUNT = 100
"""Wrong passwords for one account in a day, from anywhere."""
FROM_ADDRESS = 100
"""Wrong passwords from one address, for whatever accounts, in five minutes."""
MAILS_TO_STRANGERS = 100
EVERYBODY = 400
TOO_MANY = "Je probeerde het te vaak."


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Let time run on, and jump when the test says so."""
    with time_machine.travel(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), tick=True) as traveller:
        yield traveller


def attempt(login: object, password: str = WRONG, *, ip: str = OFFICE, forwarded: str = "") -> str:
    """Try to sign in with a browser of one's own; return ``in``, ``wrong`` or ``stopped``."""
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    answer = Client().post(
        reverse("account_login"), {"login": login, "password": password}, REMOTE_ADDR=ip, headers=headers
    )
    if answer.status_code == 302:
        return "in"
    return "stopped" if answer.status_code == 429 or TOO_MANY in answer.content.decode() else "wrong"


def use_code(number: object, code: str = "AAAA-AAAA-AAAA", *, ip: str = OFFICE, forwarded: str = "") -> int:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    form = {"employee_number": number, "code": code, "password": PASSWORD}
    return Client().post(reverse("people:activate"), form, REMOTE_ADDR=ip, headers=headers).status_code


def ask_for_link(email: object, *, ip: str = OFFICE, forwarded: str = "") -> int:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    return (
        Client().post(reverse("account_reset_password"), {"email": email}, REMOTE_ADDR=ip, headers=headers).status_code
    )


def addresses(count: int, *, net: int = 0) -> list[str]:
    return [f"198.{18 + net}.{number // 250}.{number % 250 + 1}" for number in range(count)]


@pytest.fixture
def everybody(db: None) -> list[Person]:
    return [employee(password=PASSWORD) for _number in range(EVERYBODY)]


# --- the first morning: a few hundred people behind one address -------------------------------------------------------
def test_everybody_behind_one_address_signs_in_at_once(everybody: list[Person], clock: time_machine.Traveller) -> None:
    for number, person in enumerate(everybody):
        if number % 10 == 0:
            assert attempt(person.email) == "wrong", "one in ten mistypes once"
        assert attempt(person.email, PASSWORD) == "in"


def test_everybody_behind_one_address_asks_for_a_link_at_once(
    everybody: list[Person], clock: time_machine.Traveller
) -> None:
    assert {ask_for_link(person.email) for person in everybody} == {302}
    assert len(mail.outbox) == EVERYBODY


def test_everybody_behind_one_address_uses_a_code_at_once(clock: time_machine.Traveller) -> None:
    people = [employee(email=None) for _number in range(EVERYBODY)]
    for number, person in enumerate(people):
        code = issue_activation_code(person=person, actor=None, now=datetime.now(UTC))
        if number % 10 == 0:
            assert use_code(person.employee_number) == 422, "one in ten mistypes once"
        assert use_code(person.employee_number, code) == 302


def test_everybody_behind_one_address_follows_their_link_at_once(
    everybody: list[Person], clock: time_machine.Traveller
) -> None:
    for person in everybody[:60]:
        ask_for_link(person.email)
        link = re.search(r"https?://[^/\s]+(/account/password/reset/key/\S+)", str(mail.outbox[-1].body))
        assert link is not None
        client = Client(REMOTE_ADDR=OFFICE)
        form = client.get(link.group(1)).headers["Location"]
        new = {"password1": "een-heel-ander-woord", "password2": "een-heel-ander-woord"}
        assert client.post(form, new).status_code == 302


# --- guessing at one account ------------------------------------------------------------------------------------------
def test_guessing_at_an_account_stops_at_that_address_only(clock: time_machine.Traveller) -> None:
    person = employee(password=PASSWORD)
    tries = [attempt(person.email) for _try in range(AT_ACCOUNT_FROM_ADDRESS + 1)]
    assert tries == ["wrong"] * AT_ACCOUNT_FROM_ADDRESS + ["stopped"]
    assert attempt(person.email, PASSWORD) == "stopped", "the right password is not looked at either"
    assert attempt(person.email, PASSWORD, ip="192.0.2.2") == "in"
    clock.shift(timedelta(minutes=6))
    assert attempt(person.email, PASSWORD) == "in"


def test_e_mail_and_number_are_one_account(clock: time_machine.Traveller) -> None:
    person = employee(password=PASSWORD)
    names = [person.email, person.employee_number, str(person.email).upper()] * 2
    assert [attempt(name) for name in names] == ["wrong"] * AT_ACCOUNT_FROM_ADDRESS + ["stopped"]


def test_guessing_all_day_from_one_address_comes_to_few_tries_and_never_stops_the_owner(
    clock: time_machine.Traveller,
) -> None:
    person, tries = employee(password=PASSWORD), []
    for _two_hours in range(11):
        tries += [attempt(person.email) for _try in range(AT_ACCOUNT_FROM_ADDRESS + 1)]
        clock.shift(timedelta(hours=2))
    assert tries.count("wrong") == A_DAY
    assert attempt(person.email, PASSWORD, ip="192.0.2.2") == "in"


def test_guessing_from_many_addresses_stops_but_not_for_who_signed_in_from_theirs_before(
    clock: time_machine.Traveller,
) -> None:
    person = employee(password=PASSWORD)
    attempt(person.email, PASSWORD, ip="192.0.2.2")
    clock.shift(timedelta(days=20))
    assert [attempt(person.email, ip=ip) for ip in addresses(AT_ACCOUNT)] == ["wrong"] * AT_ACCOUNT
    assert attempt(person.email, PASSWORD, ip="203.0.113.1") == "stopped"
    assert attempt(person.email, PASSWORD, ip="192.0.2.2") == "in"
    clock.shift(timedelta(days=1))
    assert attempt(person.email, PASSWORD, ip="203.0.113.1") == "in"


def test_new_password_lets_its_person_in_at_once_whatever_was_guessed(clock: time_machine.Traveller) -> None:
    person = employee(password=PASSWORD)
    for ip in addresses(AT_ACCOUNT):
        attempt(person.email, ip=ip)
    for _try in range(AT_ACCOUNT_FROM_ADDRESS):
        attempt(person.email)
    assert attempt(person.email, PASSWORD) == "stopped"
    person.set_password("een-heel-ander-woord")
    person.save()
    assert attempt(person.email, "een-heel-ander-woord") == "in"


def test_name_that_nobody_has_is_stopped_likewise(clock: time_machine.Traveller) -> None:
    tries = [attempt("nobody@houtwijk.example") for _try in range(AT_ACCOUNT_FROM_ADDRESS + 1)]
    assert tries == ["wrong"] * AT_ACCOUNT_FROM_ADDRESS + ["stopped"]
    tries = [attempt("nobody@houtwijk.example", ip=ip) for ip in addresses(AT_ACCOUNT)]
    assert tries.count("wrong") == AT_ACCOUNT - AT_ACCOUNT_FROM_ADDRESS


def test_somebody_elses_wrong_passwords_do_not_stop_me(clock: time_machine.Traveller) -> None:
    person, me = employee(password=PASSWORD), employee(password=PASSWORD)
    for _try in range(AT_ACCOUNT_FROM_ADDRESS + 1):
        attempt(person.email)
    assert attempt(me.email, PASSWORD) == "in"


def test_signing_in_does_not_wipe_out_what_was_guessed_before(clock: time_machine.Traveller) -> None:
    """Else somebody with an account of their own could guess on and on."""
    person, me = employee(password=PASSWORD), employee(password=PASSWORD)
    for _try in range(AT_ACCOUNT_FROM_ADDRESS):
        attempt(person.email)
        attempt(me.email, PASSWORD)
    assert attempt(person.email) == "stopped"


def test_codes_for_one_number_are_counted_apart_from_its_password(clock: time_machine.Traveller) -> None:
    person = employee(email=None)
    answers = [use_code(person.employee_number) for _try in range(AT_ACCOUNT_FROM_ADDRESS + 1)]
    assert answers == [422] * AT_ACCOUNT_FROM_ADDRESS + [429]
    code = issue_activation_code(person=person, actor=None, now=datetime.now(UTC))
    assert use_code(person.employee_number, code, ip="192.0.2.2") == 302
    assert attempt(person.employee_number, PASSWORD) == "in"


def test_weak_password_with_the_right_code_is_no_guess(clock: time_machine.Traveller) -> None:
    person = employee(email=None)
    code = issue_activation_code(person=person, actor=None, now=datetime.now(UTC))
    form = {"employee_number": person.employee_number, "code": code, "password": "kort"}
    for _try in range(AT_ACCOUNT_FROM_ADDRESS + 1):
        assert Client().post(reverse("people:activate"), form, REMOTE_ADDR=OFFICE).status_code == 422
    assert use_code(person.employee_number, code) == 302


# --- one address, many accounts ---------------------------------------------------------------------------------------
def test_spray_from_one_address_is_slowed(clock: time_machine.Traveller) -> None:
    people = [employee(password=PASSWORD) for _number in range(FROM_ADDRESS + 20)]
    tries = [attempt(person.email, "Welkom2026!!") for person in people]
    assert tries == ["wrong"] * FROM_ADDRESS + ["stopped"] * 20
    assert attempt(people[-1].email, PASSWORD, ip="192.0.2.2") == "in"
    clock.shift(timedelta(minutes=5, seconds=1))
    assert attempt(people[-1].email, "Welkom2026!!") == "wrong"


def test_spray_that_goes_on_all_day_is_stopped(settings: Settings, clock: time_machine.Traveller) -> None:
    """With small numbers; the day's real one stands in the settings and in docs/operations.md."""
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "guess_from_address": "3/5m/ip,7/d/ip"}
    tries = []
    for number in range(20):
        tries.append(attempt(f"name{number}@houtwijk.example"))
        clock.shift(timedelta(minutes=3))
    assert tries == ["wrong"] * 7 + ["stopped"] * 13


def test_codes_and_passwords_from_one_address_are_one_count(clock: time_machine.Traveller) -> None:
    for number in range(FROM_ADDRESS // 2):
        assert attempt(f"name{number}@houtwijk.example") == "wrong"
        assert use_code(f"9{number:04}") == 422
    assert attempt("other@houtwijk.example") == "stopped"
    assert use_code("99999") == 429


def test_mail_to_whoever_has_no_account_is_limited_and_the_page_does_not_tell(clock: time_machine.Traveller) -> None:
    person = employee(password=PASSWORD)
    answers = {ask_for_link(f"x{number}@elsewhere.example") for number in range(MAILS_TO_STRANGERS + 5)}
    assert answers == {302}
    assert len(mail.outbox) == MAILS_TO_STRANGERS
    assert ask_for_link(person.email) == 302
    assert mail.outbox[-1].to == [person.email]


def test_addresses_of_one_ipv6_network_are_one(clock: time_machine.Traveller) -> None:
    person = employee(password=PASSWORD)
    tries = [attempt(person.email, ip=f"2001:db8:1:2::{number}") for number in range(AT_ACCOUNT_FROM_ADDRESS + 1)]
    assert tries == ["wrong"] * AT_ACCOUNT_FROM_ADDRESS + ["stopped"]


# --- who asks, whatever they claim ------------------------------------------------------------------------------------
@pytest.mark.parametrize(("proxies", "ip"), [(0, OFFICE), (1, "10.0.0.1")])
def test_forged_header_makes_no_other_address(
    settings: Settings, clock: time_machine.Traveller, proxies: int, ip: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    person = employee(password=PASSWORD)
    # What a caller writes stands in front; behind it stands what the proxy itself saw.
    forged = [f"198.51.100.{number}, 203.0.113.9" for number in range(FROM_ADDRESS + 1)]
    tries = [attempt(person.email, ip=ip, forwarded=each) for each in forged[: AT_ACCOUNT_FROM_ADDRESS + 1]]
    assert tries == ["wrong"] * AT_ACCOUNT_FROM_ADDRESS + ["stopped"]
    answers = [use_code(person.employee_number, ip=ip, forwarded=each) for each in forged[:6]]
    assert answers == [422] * AT_ACCOUNT_FROM_ADDRESS + [429]
    tries = [attempt(f"x{number}@houtwijk.example", ip=ip, forwarded=each) for number, each in enumerate(forged)]
    assert tries.count("wrong") == FROM_ADDRESS - 2 * AT_ACCOUNT_FROM_ADDRESS
    for number, each in enumerate(forged):
        ask_for_link(f"x{number}@elsewhere.example", ip=ip, forwarded=each)
    assert len(mail.outbox) == MAILS_TO_STRANGERS


def test_proxy_tells_people_apart(settings: Settings, clock: time_machine.Traveller) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    person = employee(password=PASSWORD)
    for _try in range(AT_ACCOUNT_FROM_ADDRESS + 1):
        attempt(person.email, ip="10.0.0.1", forwarded="203.0.113.9")
    assert attempt(person.email, PASSWORD, ip="10.0.0.1", forwarded="203.0.113.10") == "in"


# --- where the counts live --------------------------------------------------------------------------------------------
def test_counts_live_in_postgresql_and_are_not_pushed_out_by_others(clock: time_machine.Traveller) -> None:
    assert isinstance(caches["default"], PostgresCache)
    person = employee(password=PASSWORD)
    for _try in range(AT_ACCOUNT_FROM_ADDRESS):
        attempt(person.email)
    for number in range(1_000):
        cache.set(f"of-somebody-else-{number}", 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM common_cache")
        assert cursor.fetchone()[0] > 1_000
    assert attempt(person.email) == "stopped"


def test_count_that_is_over_is_removed(clock: time_machine.Traveller) -> None:
    attempt("nobody@houtwijk.example")
    clock.shift(timedelta(days=2))
    assert delete_expired_cache() > 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM common_cache")
        assert cursor.fetchone()[0] == 0


def test_limits_that_operations_explains_are_those_that_hold() -> None:
    text = (configured.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    for action in ("login", "activate", "reset_password", "guess_from_address", "guess_at_account_from_address",
                   "guess_at_account", "guess_at_account_from_device", "login_failed", "mail_to_stranger"):  # fmt: skip
        assert f"`{configured.ACCOUNT_RATE_LIMITS[action]}`" in text, action


# --- within a session -------------------------------------------------------------------------------------------------
def test_confirming_a_password_within_a_session_is_limited_too(client: Client) -> None:
    person = employee(password=PASSWORD, roles=[Role.HR])
    client.force_login(person)
    answers = [client.post(reverse("account_reauthenticate"), {"password": "wrong"}).status_code for _try in range(12)]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert "_auth_user_id" in client.session


# --- a device on which somebody signed in before ----------------------------------------------------------------------
DEVICE = "houvast_device"


def device_of(*people: Person, ip: str = OFFICE) -> str:
    """Return the cookie of a browser on which these people signed in, one after the other."""
    browser = Client()
    for person in people:
        form = {"login": person.email, "password": PASSWORD}
        assert browser.post(reverse("account_login"), form, REMOTE_ADDR=ip).status_code == 302
        browser.post(reverse("account_logout"))
    return browser.cookies[DEVICE].value


def attempt_on(device: str, login: object, password: str = WRONG, *, ip: str = OFFICE) -> str:
    """Try to sign in with a browser that has this device's cookie."""
    browser = Client(REMOTE_ADDR=ip)
    browser.cookies[DEVICE] = device
    answer = browser.post(reverse("account_login"), {"login": login, "password": password})
    if answer.status_code == 302:
        return "in"
    return "stopped" if answer.status_code == 429 or TOO_MANY in answer.content.decode() else "wrong"


def test_colleague_behind_the_same_address_does_not_stop_the_owner_on_her_own_device(
    clock: time_machine.Traveller,
) -> None:
    person = employee(password=PASSWORD)
    device = device_of(person)
    for _half_hour in range(5):
        for _try in range(AT_ACCOUNT_FROM_ADDRESS):
            attempt(person.email)
        clock.shift(timedelta(minutes=30))
    assert attempt(person.email, PASSWORD) == "stopped", "from another device of that office"
    assert attempt_on(device, person.email, PASSWORD) == "in"


def test_spray_of_a_whole_office_does_not_stop_the_owner_on_her_own_device(clock: time_machine.Traveller) -> None:
    person = employee(password=PASSWORD)
    device = device_of(person)
    for number in range(FROM_ADDRESS):
        attempt(f"name{number}@houtwijk.example")
    assert attempt(person.email, PASSWORD) == "stopped"
    assert attempt_on(device, person.email, PASSWORD) == "in"


def test_stolen_device_gives_the_tries_of_its_own_count_and_no_more(clock: time_machine.Traveller) -> None:
    person, tries = employee(password=PASSWORD), []
    device = device_of(person)
    for number in range(30):
        tries += [attempt_on(device, person.email, ip=addresses(30)[number]) for _try in range(6)]
        clock.shift(timedelta(minutes=30))
    assert tries.count("wrong") == A_DAY
    assert attempt_on(device, person.email, PASSWORD) == "stopped"
    assert attempt(person.email, PASSWORD) == "in", "her own address is not counted for it"


def test_device_opens_no_count_of_its_own_at_another_account(clock: time_machine.Traveller) -> None:
    person, other = employee(password=PASSWORD), employee(password=PASSWORD)
    device = device_of(person)
    for _try in range(AT_ACCOUNT_FROM_ADDRESS):
        attempt(other.email)
    assert attempt_on(device, other.email, PASSWORD) == "stopped"


@pytest.mark.parametrize("device", ["made-up", "x" * 43, "é" * 43, "x" * 3_000])
def test_made_up_device_is_a_stranger(clock: time_machine.Traveller, device: str) -> None:
    person = employee(password=PASSWORD)
    tries = [attempt_on(device, person.email) for _try in range(AT_ACCOUNT_FROM_ADDRESS + 1)]
    assert tries == ["wrong"] * AT_ACCOUNT_FROM_ADDRESS + ["stopped"]


def test_colleagues_who_share_a_device_are_each_known_on_it(clock: time_machine.Traveller) -> None:
    person, other = employee(password=PASSWORD), employee(password=PASSWORD)
    device = device_of(person, other)
    for each in (person, other):
        for _try in range(AT_ACCOUNT_FROM_ADDRESS):
            attempt(each.email)
        assert attempt(each.email, PASSWORD) == "stopped"
        assert attempt_on(device, each.email, PASSWORD) == "in"


def test_new_password_forgets_the_devices_of_the_old_one(clock: time_machine.Traveller) -> None:
    person = employee(password=PASSWORD)
    device = device_of(person)
    person.set_password("een-heel-ander-woord")
    person.save()
    for _try in range(AT_ACCOUNT_FROM_ADDRESS):
        attempt(person.email)
    assert attempt_on(device, person.email, "een-heel-ander-woord") == "stopped"


@pytest.mark.parametrize("gone", [timedelta(days=31), None])
def test_device_that_is_forgotten_is_a_stranger_again(clock: time_machine.Traveller, gone: timedelta | None) -> None:
    person = employee(password=PASSWORD)
    device = device_of(person)
    if gone is None:
        cache.clear()
    else:
        clock.shift(gone)
    tries = [attempt_on(device, person.email) for _try in range(AT_ACCOUNT_FROM_ADDRESS + 1)]
    assert tries == ["wrong"] * AT_ACCOUNT_FROM_ADDRESS + ["stopped"]
    clock.shift(timedelta(minutes=6))
    assert attempt_on(device, person.email, PASSWORD) == "in"


def test_cookie_of_a_device_goes_with_signing_in_only_and_names_nobody(
    settings: Settings, clock: time_machine.Traveller
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    person = employee(password=PASSWORD)
    form = {"login": person.email, "password": PASSWORD}
    cookie = Client().post(reverse("account_login"), form).cookies[DEVICE]
    assert (cookie["path"], cookie["samesite"], cookie["max-age"]) == ("/account/", "Lax", 30 * 24 * 60 * 60)
    assert cookie["secure"]
    assert cookie["httponly"]
    assert reverse("account_login").startswith(cookie["path"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(cache_key || value, ' ') FROM common_cache")
        assert cookie.value not in cursor.fetchone()[0]


def test_new_code_lets_its_person_in_at_once_whatever_was_guessed(clock: time_machine.Traveller) -> None:
    person = employee(email=None)
    issue_activation_code(person=person, actor=None, now=datetime.now(UTC))
    for _try in range(AT_ACCOUNT_FROM_ADDRESS):
        use_code(person.employee_number)
    assert use_code(person.employee_number) == 429
    code = issue_activation_code(person=person, actor=None, now=datetime.now(UTC))
    assert use_code(person.employee_number, code) == 302
