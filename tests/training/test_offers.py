"""Answering an offered seat from the mail: one link, one offer, and nothing happens by opening it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from common.clock import AMSTERDAM
from common.errors import RuleBroken
from common.services import change_setting
from outbox.messages import render
from outbox.models import Message
from outbox.services import awake_after, is_quiet, send_due
from people.models import Person
from tests.training.builders import NOW, enrolment, full_session
from tests.training.pages import address
from training import services
from training.choices import OFFER_HOURS, Ending, EnrolmentState
from training.messages import offer_token, read_offer_token
from training.models import Enrolment

S = EnrolmentState


def offered(*, starts_at: datetime = NOW + timedelta(days=40)) -> Enrolment:
    """Return an offer as it comes about: somebody gave up a seat while somebody waited."""
    the_session = full_session(waiting=1, starts_at=starts_at)
    seated = the_session.enrolments.get(state=S.BOOKED)
    services.cancel_enrolment(enrolment_id=seated.pk, actor=seated.person, now=NOW)
    return Enrolment.objects.get(session=the_session, state=S.OFFERED)


def link_of(row: Enrolment) -> str:
    assert row.offer_expires_at is not None
    return address("offer_answer", token=offer_token(str(row.public_id), row.offer_expires_at.isoformat()))


def state_of(row: Enrolment) -> str:
    row.refresh_from_db()
    return row.state


# --- the mail ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_mail_leads_to_the_answer_and_no_link_lies_in_the_database() -> None:
    row = offered()
    mail.outbox.clear()
    Message.objects.filter(channel="mail").update(not_before=NOW, planned_for=NOW)
    send_due(now=NOW + timedelta(minutes=1))
    (sent,) = [each for each in mail.outbox if each.to == [row.person.email] and "/offers/" in str(each.body)]
    token = str(sent.body).split("/training/offers/")[1].split("/")[0]
    assert read_offer_token(token) == (row.public_id, row.offer_expires_at)
    kept = Message.objects.get(code="training.seat_offered", channel="mail")
    assert token not in str(kept.context) + kept.url


# --- the link ---------------------------------------------------------------------------------------------------------
pages = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


class TestLink:
    pytestmark = pages

    @pytest.mark.parametrize("method", ["get", "head"])
    def test_opening_it_changes_nothing(self, method: str) -> None:
        row = offered()
        before = Enrolment.objects.values().get(pk=row.pk)
        answer = getattr(Client(), method)(link_of(row))
        assert answer.status_code == 200
        assert Enrolment.objects.values().get(pk=row.pk) == before

    def test_yes_books_the_seat_and_again_changes_nothing(self) -> None:
        row, anybody = offered(), Client()
        url = link_of(row)
        for _time in range(2):
            page = anybody.post(url, {"answer": "yes"})
            assert page.status_code == 200
            assert state_of(row) == S.BOOKED
        assert "Je hebt een plek" in page.content.decode()

    def test_no_is_one_button_that_says_before_what_it_means_and_gives_the_seat_to_who_is_next(self) -> None:
        row = offered()
        waits = enrolment(session=row.session, state=S.WAITING)
        shown = Client().get(link_of(row)).content.decode()
        assert "wordt de plek meteen aangeboden aan wie daarna aan de beurt is" in shown
        page = Client().post(link_of(row), {"answer": "no"}).content.decode()
        assert (state_of(row), row.ending) == (S.CANCELLED, Ending.OFFER_DECLINED)
        assert state_of(waits) == S.OFFERED
        assert "aan iemand anders gelaten" in page

    def test_page_says_that_the_seat_comes_free_where_nobody_waits(self) -> None:
        shown = Client().get(link_of(offered())).content.decode()
        assert "komt de plek vrij" in shown

    @pytest.mark.parametrize("sent", [{}, {"answer": ""}, {"answer": "maybe"}])
    def test_without_an_answer_nothing_happens(self, sent: dict[str, str]) -> None:
        row = offered()
        Client().post(link_of(row), sent)
        assert state_of(row) == S.OFFERED

    def test_expired_link_says_so(self) -> None:
        row = offered()
        Enrolment.objects.filter(pk=row.pk).update(offer_expires_at=NOW - timedelta(minutes=1))
        row.refresh_from_db()
        page = Client().post(link_of(row), {"answer": "yes"})
        assert page.status_code == 409
        assert state_of(row) == S.OFFERED

    def test_link_of_an_earlier_offer_does_not_answer_a_later_one(self) -> None:
        row = offered()
        old = link_of(row)
        Enrolment.objects.filter(pk=row.pk).update(offer_expires_at=NOW + timedelta(days=3))
        page = Client().post(old, {"answer": "yes"})
        assert state_of(row) == S.OFFERED
        assert "verlopen" in page.content.decode() or "voorbij" in page.content.decode()

    @pytest.mark.parametrize("token", ["x", "WyJhIiwiYiJd:1aaaaa:bbbb", "é", "a" * 3000])
    def test_forged_link_is_404(self, token: str) -> None:
        assert Client().get(address("offer_answer", token=token)).status_code == 404

    def test_signed_words_of_another_kind_are_no_link(self) -> None:
        row = offered()
        forged = offer_token("no-id", "no-time")
        assert Client().get(address("offer_answer", token=forged)).status_code == 404
        assert state_of(row) == S.OFFERED

    def test_form_without_its_secret_is_refused(self) -> None:
        row = offered()
        assert Client(enforce_csrf_checks=True).post(link_of(row), {"answer": "yes"}).status_code == 403
        assert state_of(row) == S.OFFERED


# --- how long ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_nights_and_weekends_do_not_count(administrator: Person) -> None:
    change_setting(key=OFFER_HOURS.key, value=30, actor=administrator, now=NOW)
    row = offered()
    assert row.offer_expires_at is not None
    assert row.offer_expires_at == awake_after(NOW, timedelta(hours=30))
    counted, moment = timedelta(), NOW
    while moment < row.offer_expires_at:
        counted += timedelta() if is_quiet(moment) else timedelta(minutes=10)
        moment += timedelta(minutes=10)
    assert counted == timedelta(hours=30)


@pytest.mark.django_db
def test_seat_is_never_held_for_more_than_four_days_whatever_is_quiet_between() -> None:
    row = offered()
    assert awake_after(NOW, timedelta(hours=72)) > NOW + timedelta(days=4)
    assert row.offer_expires_at == NOW + timedelta(days=4)


@pytest.mark.django_db
def test_organisation_says_how_long(administrator: Person) -> None:
    change_setting(key=OFFER_HOURS.key, value=4, actor=administrator, now=NOW)
    assert offered().offer_expires_at == NOW + timedelta(hours=4)


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [3, 241, -1])
def test_hours_that_make_no_sense_are_refused(administrator: Person, hours: int) -> None:
    with pytest.raises(RuleBroken):
        change_setting(key=OFFER_HOURS.key, value=hours, actor=administrator, now=NOW)


def amsterdam(*parts: int) -> datetime:
    year, month, day, hour, minute = parts
    return datetime(year, month, day, hour, minute, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("moment", "lasts", "ends"),
    [
        (amsterdam(2026, 11, 2, 10, 0), timedelta(hours=2), amsterdam(2026, 11, 2, 12, 0)),
        (amsterdam(2026, 11, 2, 19, 0), timedelta(hours=2), amsterdam(2026, 11, 3, 8, 30)),
        (amsterdam(2026, 11, 6, 19, 59), timedelta(minutes=2), amsterdam(2026, 11, 9, 7, 31)),
        (amsterdam(2026, 11, 7, 12, 0), timedelta(hours=1), amsterdam(2026, 11, 9, 8, 30)),
        (amsterdam(2026, 11, 2, 7, 30), timedelta(hours=12, minutes=30), amsterdam(2026, 11, 2, 20, 0)),
        (amsterdam(2026, 10, 23, 19, 0), timedelta(hours=2), amsterdam(2026, 10, 26, 8, 30)),
    ],
)
def test_clock_stands_still_in_quiet_hours(moment: datetime, lasts: timedelta, ends: datetime) -> None:
    assert awake_after(moment.astimezone(UTC), lasts) == ends


@pytest.mark.django_db
def test_offer_of_a_session_nearby_is_short() -> None:
    row = offered(starts_at=NOW + timedelta(hours=9))
    assert row.offer_expires_at == NOW + timedelta(hours=3)


@pytest.mark.django_db
def test_message_after_a_no_says_so_in_its_subject() -> None:
    row = offered()
    services.decline_offer(enrolment_id=row.pk, actor=row.person, now=NOW)
    told = Message.objects.get(code="training.enrolment_cancelled", channel="inbox", recipient=row.person)
    assert render(told, language="en").subject.startswith("You said no to the seat")
