"""What who gives a session finds, hears and may not do."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from common.clock import start_of
from common.errors import RuleBroken
from outbox.messages import render
from outbox.models import Message
from people.choices import Role
from people.models import Person
from tests.pages import as_shown
from tests.people.builders import employee
from tests.training.builders import IN_TWO_WEEKS, NOW, course, enrolment, series, session
from tests.training.pages import SignIn, address
from training import selectors, services
from training.models import Enrolment, Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


@pytest.fixture
def trainer() -> Person:
    return employee(first_name="Trix", roles=[Role.TRAINER])


def test_a_trainer_reaches_her_sessions_from_training(sign_in: SignIn, trainer: Person) -> None:
    assert address("session_list") in sign_in(trainer).get(address("course_list")).content.decode()
    assert address("session_list") not in sign_in(employee()).get(address("course_list")).content.decode()


def test_a_trainer_reaches_who_comes_from_the_course_for_what_she_gives_only(sign_in: SignIn, trainer: Person) -> None:
    made = course()
    hers = [session(of=made, starts_at=NOW + timedelta(days=day), trainers=[trainer]) for day in (3, 5)]
    other = session(of=made, starts_at=NOW + timedelta(days=4))
    page = sign_in(trainer).get(address("course_detail", course_id=made.public_id)).content.decode()
    shown = [f'"{address("session_detail", session_id=each.public_id)}"' in page for each in [*hers, other]]
    assert shown == [True, True, False]


def test_what_a_trainer_gives_today_stands_in_what_waits_for_her(trainer: Person) -> None:
    today = session(of=course(title="Prompts"), starts_at=NOW + timedelta(hours=2), trainers=[trainer])
    goes_on = series(-1, 0.01, trainers=[trainer])
    session(starts_at=NOW + timedelta(hours=3))
    session(starts_at=start_of(NOW.date() + timedelta(days=1)), trainers=[trainer])
    session(starts_at=NOW - timedelta(hours=4), trainers=[trainer])
    session(starts_at=NOW + timedelta(hours=1), trainers=[trainer], cancelled_at=NOW, cancel_reason="Ziek.")
    with translation.override("en"):
        piles = selectors.waiting_for(trainer, now=NOW)
    assert [pile.url for pile in piles] == [
        address("session_detail", session_id=each.public_id) for each in (goes_on, today)
    ]
    assert str(piles[1].title) == "Session that you give today, 12:00: Prompts (English)"
    assert selectors.waiting_for(employee(), now=NOW) == []


def told(person: Person) -> list[str]:
    rows = Message.objects.filter(code="training.session_to_give", recipient=person, channel="inbox")
    return [row.context["what"] for row in rows.order_by("created_at", "pk")]


def edit(of: Session, actor: Person, *, at: datetime = NOW, **fields: Any) -> Session:
    values = {
        "starts_at": of.starts_at, "ends_at": of.ends_at, "capacity": of.capacity, "place": of.place, "link": of.link,
        "trainers": list(of.trainers.all()), "enrol_from": None, "enrol_until": None,
    }  # fmt: skip
    return services.edit_session(session_id=of.pk, actor=actor, now=at, **{**values, **fields})


def test_trainers_hear_what_becomes_of_their_sessions_and_nobody_twice(hr: Person, trainer: Person) -> None:
    both, other = employee(roles=[Role.HR, Role.TRAINER]), employee(roles=[Role.TRAINER])
    planned = services.plan_session(
        course_id=course().pk, starts_at=IN_TWO_WEEKS, ends_at=IN_TWO_WEEKS + timedelta(hours=1), capacity=4,
        place="Zaal 1", trainers=[trainer, both], actor=both, now=NOW,
    )  # fmt: skip
    assert (told(trainer), told(both)) == (["given"], [])
    edit(planned, hr)
    edit(planned, hr, capacity=6)
    assert (told(trainer), told(both)) == (["given"], [])
    moved = edit(planned, hr, place="Zaal 2", trainers=[trainer, other], at=NOW + timedelta(hours=1))
    assert (told(trainer), told(both), told(other)) == (["given", "changed"], ["taken_off"], ["given"])
    services.cancel_session(session_id=moved.pk, reason="Ziek.", actor=hr, now=NOW + timedelta(hours=2))
    services.cancel_session(session_id=moved.pk, reason="Ziek.", actor=hr, now=NOW + timedelta(hours=3))
    assert (told(trainer), told(both), told(other)) == (
        ["given", "changed", "cancelled"], ["taken_off"], ["given", "cancelled"],
    )  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_a_trainer_reads_says_what_was_and_what_is(hr: Person, language: str) -> None:
    trainer = employee(language=language, roles=[Role.TRAINER])
    of = session(trainers=[trainer], place="Zaal 1")
    edit(of, hr, place="Zaal 2")
    text = render(Message.objects.get(code="training.session_to_give", channel="mail"), language=language).text
    assert "Zaal 1" in text
    assert "Zaal 2" in text


def test_who_gives_a_session_has_no_seat_in_it(hr: Person, trainer: Person) -> None:
    of = session(trainers=[trainer])
    for actor in (trainer, hr):
        with pytest.raises(RuleBroken, match="geeft"):
            services.enrol(session_id=of.pk, person=trainer, actor=actor, now=NOW)
    begun = session(starts_at=NOW - timedelta(minutes=5), trainers=[trainer])
    with pytest.raises(RuleBroken, match="geeft"):
        services.add_walk_ins(session_id=begun.pk, people=[trainer], actor=hr, now=NOW)
    assert not Enrolment.objects.exists()


def test_nobody_marks_or_adds_themselves(hr: Person) -> None:
    of = session(starts_at=NOW - timedelta(minutes=5))
    own, other = enrolment(session=of, person=hr), enrolment(session=of)
    with pytest.raises(RuleBroken, match="je eigen aanwezigheid"):
        services.mark_meeting(
            session_id=of.pk, number=1, marks=[services.Mark(own.public_id, was_there=True)], actor=hr, now=NOW
        )
    services.mark_meeting(session_id=of.pk, number=1, marks=[], actor=hr, now=NOW, rest_present=True)
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.state, other.state) == ("booked", "attended")
    with pytest.raises(RuleBroken, match="jezelf"):
        services.add_walk_ins(session_id=session(starts_at=NOW).pk, people=[hr], actor=hr, now=NOW)


def test_who_gives_a_session_cannot_check_in_to_it(trainer: Person) -> None:
    of = session(starts_at=NOW - timedelta(minutes=5), trainers=[trainer])
    enrolment(session=of, person=trainer)
    shown = services.open_door(session_id=of.pk, actor=trainer, now=NOW)
    token = selectors.door_of(shown, NOW).code.token  # type: ignore[union-attr]
    with pytest.raises(RuleBroken, match="geeft"):
        services.check_in(session_id=of.pk, token=token, person=trainer, now=NOW)


# --- nobody takes part in what they give ------------------------------------------------------------------------------
WITHOUT_A_SEAT = ["waiting", "offered", "requested"]


@pytest.mark.parametrize("state", [*WITHOUT_A_SEAT, "booked"])
def test_who_is_made_trainer_leaves_the_session_once_hr_said_so_and_hears_it(
    hr: Person, trainer: Person, state: str
) -> None:
    of = session(capacity=1)
    own = enrolment(session=of, person=trainer, state=state)
    with pytest.raises(RuleBroken, match=r"Trix.*doet er niet zelf aan mee") as met:
        edit(of, hr, trainers=[trainer])
    assert met.value.field == "ends_seats"
    own.refresh_from_db()
    assert (own.state, of.trainers.count()) == (state, 0)
    edit(of, hr, trainers=[trainer], ends_seats=True)
    own.refresh_from_db()
    assert (own.state, own.ending) == ("cancelled", "gives_it")
    assert told(trainer) == ["given"]
    assert not Message.objects.filter(recipient=trainer, state="skipped").exists()
    for language, words in (("nl", "doet er niet zelf aan mee"), ("en", "does not take part in it")):
        mail = render(Message.objects.get(code="training.enrolment_cancelled", channel="mail"), language=language)
        assert words in " ".join(mail.text.split())


def test_seat_of_who_is_made_trainer_goes_to_who_waits_first(hr: Person, trainer: Person) -> None:
    of = session(capacity=1)
    enrolment(session=of, person=trainer)
    waits = enrolment(session=of, state="waiting")
    edit(of, hr, trainers=[trainer], ends_seats=True)
    waits.refresh_from_db()
    assert waits.state == "offered"


def test_who_takes_part_in_a_session_that_has_begun_is_not_made_its_trainer(hr: Person, trainer: Person) -> None:
    of = series(-1, 1)
    own = enrolment(session=of, person=trainer)
    with pytest.raises(RuleBroken, match="die al begonnen is") as met:
        edit(of, hr, trainers=[trainer], ends_seats=True)
    assert met.value.field == "trainers"
    own.refresh_from_db()
    assert (own.state, of.trainers.count()) == ("booked", 0)


@pytest.mark.parametrize("state", WITHOUT_A_SEAT)
def test_filling_a_seat_passes_by_who_gives_the_session_and_takes_them_off(trainer: Person, state: str) -> None:
    of = session(capacity=1, trainers=[trainer])
    own = enrolment(session=of, person=trainer, state=state, joined_at=NOW - timedelta(days=9))
    waits = enrolment(session=of, state="waiting")
    assert services.settle(session_id=of.pk, now=NOW) == [waits]
    own.refresh_from_db()
    assert (own.state, own.ending) == ("cancelled", "gives_it")
    assert Message.objects.filter(code="training.enrolment_cancelled", recipient=trainer).exists()


def test_who_gives_the_session_cannot_take_the_seat_that_was_offered(sign_in: SignIn, trainer: Person) -> None:
    of = session(trainers=[trainer])
    own = enrolment(session=of, person=trainer, state="offered")
    with pytest.raises(RuleBroken, match="geeft"):
        services.accept_offer(enrolment_id=own.pk, actor=trainer, now=NOW)
    own.refresh_from_db()
    assert own.state == "offered"
    services.settle(session_id=of.pk, now=NOW)
    page = sign_in(trainer).get(address("enrolment_detail", enrolment_id=own.public_id)).content.decode()
    assert "Je geeft deze sessie, dus je doet er niet zelf aan mee." in page


def test_page_offers_a_trainer_no_seat_in_what_she_gives(sign_in: SignIn, trainer: Person) -> None:
    made = course()
    hers = [session(of=made, starts_at=NOW + timedelta(days=day), trainers=[trainer]) for day in (3, 5)]
    client, url = sign_in(trainer), address("course_detail", course_id=made.public_id)
    page = client.get(url).content.decode()
    assert not [each for each in hers if address("enrol", session_id=each.public_id) in page]
    assert page.count("Je geeft deze sessie") == 2
    other = session(of=made, starts_at=NOW + timedelta(days=7))
    shown = client.get(url)
    assert shown.context["shown"].next.session == other
    assert address("enrol", session_id=other.public_id) in shown.content.decode()
    for _seat in range(other.capacity):
        enrolment(session=other)
    assert client.get(url).context["shown"].next.session == other
    page = sign_in(employee()).get(url).content.decode()
    assert all(address("enrol", session_id=each.public_id) in page for each in hers)


def test_hr_is_asked_at_the_form_before_a_trainer_loses_a_seat(sign_in: SignIn, hr: Person, trainer: Person) -> None:
    own = enrolment(session=session(), person=trainer)
    client, url = sign_in(hr), address("session_edit", session_id=own.session.public_id)
    page = client.get(url)
    assert "ends_seats" not in page.content.decode()
    sent = as_shown(page.content.decode()) | {"trainers": str(trainer.public_id)}
    asked = client.post(url, sent)
    assert asked.status_code == 422
    assert "ends_seats" in asked.context["form"].errors
    assert 'name="ends_seats"' in asked.content.decode()
    assert client.post(url, sent | {"ends_seats": "on"}).status_code == 302
    own.refresh_from_db()
    assert own.ending == "gives_it"


def test_who_waits_for_a_course_is_not_told_first_of_a_session_that_she_gives(hr: Person, trainer: Person) -> None:
    made = course()
    for person in (trainer, employee()):
        services.say_interest(course_id=made.pk, person=person, moments=[], now=NOW)
    planned = services.plan_for_interested(
        course_id=made.pk, starts_at=IN_TWO_WEEKS, ends_at=IN_TWO_WEEKS + timedelta(hours=1), capacity=4,
        place="Zaal 1", trainers=[trainer], actor=hr, now=NOW,
    )  # fmt: skip
    assert selectors.count_of_told(planned) == 1
    assert not selectors.has_head_start(planned, trainer)


def test_trainer_who_has_a_seat_from_before_hears_of_a_change_and_an_end_once_as_a_participant(
    hr: Person, trainer: Person
) -> None:
    of = session(trainers=[trainer], place="Zaal 1")
    own = enrolment(session=of, person=trainer)
    edit(of, hr, place="Zaal 2")
    services.cancel_session(session_id=of.pk, reason="Ziek.", actor=hr, now=NOW + timedelta(hours=1))
    assert told(trainer) == []
    heard = Message.objects.filter(recipient=trainer, channel="inbox").order_by("created_at")
    assert [each.code for each in heard] == ["training.session_changed", "training.session_cancelled"]
    own.refresh_from_db()
    assert own.ending == "session_cancelled"
