"""Where somebody is signed in: they see it, and end it themselves."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from common.clock import AMSTERDAM
from people.choices import Role
from people.models import Person
from people.templatetags.devices import device
from tests.people.builders import employee

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=AMSTERDAM)
PASSWORD = "correct-horse-battery"
OWN_PAGE = "people:email_from_hr"
PHONE = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"


def signed_in(person: Person, agent: str = DESK, ip: str = "192.0.2.1") -> Client:
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=ip)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse(OWN_PAGE)).status_code == 200


@pytest.fixture
def person() -> Person:
    return employee(password=PASSWORD)


def test_list_shows_each_own_session_and_nobody_elses(person: Person) -> None:
    desk, _phone = signed_in(person), signed_in(person, PHONE, "192.0.2.2")
    signed_in(employee(password=PASSWORD), ip="203.0.113.7")
    page = desk.get(reverse("usersessions_list"))
    assert [session.ip for session in page.context["sessions"]] == ["192.0.2.1", "192.0.2.2"]
    text = page.content.decode()
    assert "Firefox op Windows" in text
    assert "Chrome op Android" in text
    assert "Mozilla" not in text
    assert "203.0.113.7" not in text
    assert text.count("Dit apparaat") == 1


@pytest.mark.parametrize(
    ("minutes", "ip", "is_written"),
    [(9, "192.0.2.1", False), (10, "192.0.2.1", True), (1, "192.0.2.9", True)],
    ids=["soon", "later", "elsewhere"],
)
def test_device_is_noted_every_ten_minutes_and_at_once_from_another_address(
    person: Person, minutes: int, ip: str, is_written: bool
) -> None:
    with time_machine.travel(NOW, tick=False) as traveller:
        desk = signed_in(person)
        traveller.shift(timedelta(minutes=minutes))
        desk.get(reverse(OWN_PAGE), REMOTE_ADDR=ip)
    kept = UserSession.objects.get()
    assert (kept.last_seen_at, kept.ip) == (
        (NOW + timedelta(minutes=minutes), ip) if is_written else (NOW, "192.0.2.1")
    )


def test_each_device_is_noted_at_its_own_time(person: Person) -> None:
    with time_machine.travel(NOW, tick=False) as traveller:
        desk, phone = signed_in(person), signed_in(person, PHONE)
        traveller.shift(timedelta(minutes=10))
        desk.get(reverse(OWN_PAGE))
        traveller.shift(timedelta(minutes=5))
        phone.get(reverse(OWN_PAGE))
    seen = UserSession.objects.order_by("last_seen_at").values_list("user_agent", "last_seen_at")
    assert list(seen) == [(DESK, NOW + timedelta(minutes=10)), (PHONE, NOW + timedelta(minutes=15))]


def test_one_device_is_signed_out_from_another(person: Person) -> None:
    desk, phone, tablet = signed_in(person), signed_in(person, PHONE), signed_in(person, PHONE)
    page = desk.get(reverse("usersessions_list"))
    here, there, third = page.context["sessions"]
    assert [f'value="{row.pk}"' in page.content.decode() for row in (here, there, third)] == [False, True, True]
    answer = desk.post(reverse("people:session_end"), {"session": there.pk}, follow=True)
    assert "Dat apparaat is uitgelogd." in answer.content.decode()
    assert [is_in(client) for client in (desk, phone, tablet)] == [True, False, True]


def test_nobody_ends_a_session_of_another_or_the_one_they_are_in(person: Person) -> None:
    desk, colleague = signed_in(person), signed_in(employee(password=PASSWORD))
    for row in UserSession.objects.all():
        desk.post(reverse("people:session_end"), {"session": row.pk})
    for wrong in ("", "x", "-1", "²", "9" * 30):
        assert desk.post(reverse("people:session_end"), {"session": wrong}).status_code == 302
    assert [is_in(client) for client in (desk, colleague)] == [True, True]


WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (DESK, "Firefox op Windows"),
        (PHONE, "Chrome op Android"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/131.0 Safari/537.36 Edg/131.0", "Edge op Windows"),
        (f"Mozilla/5.0 (Linux; Android 15) {WEBKIT} Chrome/131.0 Mobile Safari/537.36 EdgA/131.0", "Edge op Android"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/131.0 Safari/537.36", "Chrome op ChromeOS"),
        (
            f"Mozilla/5.0 (Linux; Android 15; SM-S921B) {WEBKIT} SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36",
            "Samsung Internet op Android",
        ),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {APPLE} Version/18.1 Mobile/15E148 Safari/604.1",
            "Safari op iPhone",
        ),
        (f"Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) {APPLE} CriOS/131.0 Mobile Safari/604.1", "Chrome op iPad"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/18.1 Safari/605.1.15", "Safari op macOS"),
        ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox op Linux"),
        ("curl/8.5.0", "Onbekend apparaat"),
        ("", "Onbekend apparaat"),
    ],
)
def test_device_has_a_name_that_people_know(agent: str, words: str) -> None:
    assert device(agent) == words


def test_ending_the_others_leaves_this_one(person: Person) -> None:
    desk, phone, colleague = signed_in(person), signed_in(person, PHONE), signed_in(employee(password=PASSWORD))
    answer = desk.post(reverse("usersessions_list"), follow=True)
    assert "Je bent overal uitgelogd, behalve hier." in answer.content.decode()
    assert [is_in(client) for client in (desk, phone, colleague)] == [True, False, True]
    assert UserSession.objects.filter(user=person).count() == 1


def test_signing_out_ends_the_session_and_its_row(person: Person) -> None:
    desk, phone = signed_in(person), signed_in(person, PHONE)
    desk.post(reverse("account_logout"))
    assert [is_in(client) for client in (desk, phone)] == [False, True]
    assert phone.get(reverse("usersessions_list")).context["session_count"] == 1


def test_nobody_is_signed_out_by_following_a_link(person: Person) -> None:
    desk = signed_in(person)
    assert desk.get(reverse("account_logout")).status_code == 200
    assert is_in(desk)


def test_new_password_ends_the_sessions_elsewhere(person: Person) -> None:
    desk, phone = signed_in(person), signed_in(person, PHONE)
    form = {"oldpassword": PASSWORD, "password1": "een-heel-ander-17", "password2": "een-heel-ander-17"}
    assert desk.post(reverse("account_change_password"), form).status_code == 302
    assert [is_in(client) for client in (desk, phone)] == [True, False]


def test_stranger_has_no_list() -> None:
    assert Client().get(reverse("usersessions_list")).status_code == 302
    assert Client().post(reverse("usersessions_list")).status_code == 302


# --- a session that is over -------------------------------------------------------------------------------------------
def next_of(answer: Any) -> str:
    where = urlsplit(answer.headers.get("HX-Redirect") or answer.headers["Location"])
    assert where.path == reverse("account_login")
    return parse_qs(where.query)["next"][0]


def test_who_asks_for_a_page_comes_back_to_it() -> None:
    assert next_of(Client().get(reverse(OWN_PAGE) + "?a=1")) == reverse(OWN_PAGE) + "?a=1"


def test_who_sends_a_form_too_late_comes_back_to_its_page_and_hears_that_it_was_not_kept() -> None:
    client, page = Client(), reverse("people:person_list") + "?page=2"
    answer = client.post(
        reverse("people:session_end"), {"session": "1"}, headers={"referer": f"http://testserver{page}"}
    )
    assert next_of(answer) == page
    assert "Wat je net verstuurde, is niet bewaard" in client.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/people/", "http://testserver", "javascript:x"])
def test_page_of_another_is_no_page_to_come_back_to(referer: str) -> None:
    answer = Client().post(reverse("people:session_end"), headers={"referer": referer})
    assert next_of(answer) == "/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_fragment_is_never_the_sign_in_page(method: str) -> None:
    page = reverse("people:person_list")
    headers = {"hx-request": "true", "hx-current-url": f"http://testserver{page}?q=x"}
    answer = getattr(Client(), method)(page, headers=headers)
    assert answer.status_code == 200
    assert answer.content == b""
    assert next_of(answer) == f"{page}?q=x"


# --- what stays in the browser ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/", "/people/", "/settings/"])
def test_pages_of_who_is_signed_in_are_kept_nowhere(client: Client, path: str) -> None:
    client.force_login(employee(roles=[Role.ADMINISTRATOR]))
    assert "no-store" in client.get(path).headers["Cache-Control"]


def test_pages_for_everybody_may_be_kept(client: Client) -> None:
    assert "no-store" not in client.get("/accessibility/").headers.get("Cache-Control", "")


def test_signing_out_clears_what_the_browser_keeps_but_not_the_language(client: Client) -> None:
    client.force_login(employee())
    assert "Clear-Site-Data" not in client.get("/").headers
    answer = client.post("/account/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.post("/account/logout/").headers
