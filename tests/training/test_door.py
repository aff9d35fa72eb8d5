"""Checking in at the door: with the code of now, for a seat that one has, and with nothing else."""

import base64
from datetime import timedelta

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import RuleBroken
from common.models import AuditEvent
from common.services import change_setting
from outbox.models import Message
from people.choices import Role
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, enrolment, session
from training import rules, selectors, services
from training.choices import CHECK_IN_MINUTES, DoorStage, Ending, EnrolmentState
from training.models import Completion, Enrolment, Session
from training.selectors.door import LETTERS, code_at

S = EnrolmentState
pytestmark = pytest.mark.django_db
AN_HOUR_AGO = NOW - timedelta(hours=1)
NONCE = "0123456789abcdef0123456789abcdef"


def going_on(**fields: object) -> Session:
    """Return a session that began an hour ago and whose code stands on the screen."""
    return session(starts_at=AN_HOUR_AGO, **{"door_nonce": NONCE, **fields})  # type: ignore[arg-type]


def token_of(of: Session) -> str:
    return selectors.codes_that_count(of, NOW)[0].token


def scan(of: Session, person: Person, token: str = "", at: object = NOW) -> tuple[Enrolment, bool]:
    return services.check_in(session_id=of.pk, token=token or token_of(of), person=person, now=at)  # type: ignore[arg-type]


def test_who_has_a_seat_and_scans_is_present_and_completes_the_course_when_it_is_over() -> None:
    the_session, person = going_on(), employee()
    seat = enrolment(session=the_session, person=person)
    marked, is_new = scan(the_session, person)
    assert is_new
    assert marked == seat
    seat.refresh_from_db()
    assert (seat.state, seat.checked_in_at) == (S.ATTENDED, NOW)
    services.sweep(now=the_session.ends_at - timedelta(seconds=1))
    assert not Completion.objects.exists()
    assert services.sweep(now=the_session.ends_at)["completed"] == 1
    seat.refresh_from_db()
    assert (seat.state, seat.checked_in_at) == (S.COMPLETED, NOW)
    assert Completion.objects.get(person=person).certificate
    event = AuditEvent.objects.get(action="attendance.marked")
    assert (event.actor, event.object_id) == (person, str(seat.public_id))


def test_scanning_again_changes_nothing() -> None:
    the_session, person = going_on(), employee()
    seat = enrolment(session=the_session, person=person)
    scan(the_session, person)
    _marked, is_new = scan(the_session, person)
    assert not is_new
    assert AuditEvent.objects.filter(action="attendance.marked", object_id=str(seat.public_id)).count() == 1


def test_who_was_marked_as_present_by_the_trainer_scans_in_vain_and_keeps_that_mark() -> None:
    the_session, person = going_on(), employee()
    seat = enrolment(session=the_session, person=person, state=S.COMPLETED)
    scan(the_session, person)
    seat.refresh_from_db()
    assert seat.checked_in_at is None


@pytest.mark.parametrize("state", [S.WAITING, S.OFFERED, S.REQUESTED, S.NO_SHOW, S.CANCELLED, S.DECLINED, None])
def test_who_has_no_seat_asks_the_trainer(state: str | None) -> None:
    the_session, person = going_on(), employee()
    row = enrolment(session=the_session, person=person, state=state) if state else None
    with pytest.raises(RuleBroken, match=r"(?i)trainer"):
        scan(the_session, person)
    assert not Completion.objects.exists()
    if row:
        row.refresh_from_db()
        assert row.state == state


@pytest.mark.parametrize(("seconds", "counts"), [(0, True), (29, True), (31, True), (61, False), (3600, False)])
def test_code_counts_a_minute_at_most(seconds: int, *, counts: bool) -> None:
    the_session, person = going_on(ends_at=NOW + timedelta(hours=8)), employee()
    enrolment(session=the_session, person=person)
    token = token_of(the_session)
    assert NOW.timestamp() % 30 == 0
    later = NOW + timedelta(seconds=seconds)
    assert selectors.token_counts(the_session, token, later) is counts
    if not counts:
        with pytest.raises(RuleBroken, match="telt niet meer"):
            scan(the_session, person, token, later)


def test_code_of_later_does_not_count_yet() -> None:
    the_session = going_on()
    ahead = code_at(the_session, rules.door_step(NOW) + 1)
    assert not selectors.token_counts(the_session, ahead.token, NOW)


def test_code_opens_no_other_session() -> None:
    one, other, person = going_on(), going_on(), employee()
    enrolment(session=other, person=person)
    with pytest.raises(RuleBroken, match="telt niet meer"):
        scan(other, person, token_of(one))


def test_code_of_a_door_that_was_closed_and_opened_again_counts_no_more() -> None:
    trainer, person = employee(roles=[Role.TRAINER]), employee()
    the_session = session(starts_at=AN_HOUR_AGO, trainers=[trainer])
    enrolment(session=the_session, person=person)
    the_session = services.open_door(session_id=the_session.pk, actor=trainer, now=NOW)
    token = token_of(the_session)
    again = services.open_door(session_id=the_session.pk, actor=trainer, now=NOW)
    assert token_of(again) == token
    services.close_door(session_id=the_session.pk, actor=trainer, now=NOW)
    with pytest.raises(RuleBroken, match="telt niet meer"):
        scan(the_session, person, token)
    services.open_door(session_id=the_session.pk, actor=trainer, now=NOW)
    with pytest.raises(RuleBroken, match="telt niet meer"):
        scan(the_session, person, token)
    said = list(AuditEvent.objects.filter(object_id=str(the_session.public_id)).values_list("action", flat=True))
    assert sorted(said) == ["session.door_closed", "session.door_opened", "session.door_opened"]


@pytest.mark.parametrize(
    ("before", "minutes", "stage", "is_refused"),
    [
        (30, -31, DoorStage.EARLY, True),
        (30, -30, DoorStage.OPEN, False),
        (30, 119, DoorStage.OPEN, False),
        (30, 120, DoorStage.OVER, True),
        (0, -31, DoorStage.EARLY, True),
        (0, -1, DoorStage.SOON, False),
        (0, 0, DoorStage.OPEN, False),
        (60, -61, DoorStage.EARLY, True),
        (60, -60, DoorStage.OPEN, False),
    ],
)
def test_code_counts_from_as_long_before_as_the_organisation_says_until_half_an_hour_after(
    hr: Person, administrator: Person, before: int, minutes: int, stage: str, *, is_refused: bool
) -> None:
    """The session takes an hour and a half; where people check in later, the screen can stand there without a code."""
    change_setting(key=CHECK_IN_MINUTES.key, value=before, actor=administrator, now=NOW)
    the_session = session(starts_at=NOW)
    at = NOW + timedelta(minutes=minutes)
    if is_refused:
        with pytest.raises(RuleBroken):
            services.open_door(session_id=the_session.pk, actor=hr, now=at)
        return
    opened = services.open_door(session_id=the_session.pk, actor=hr, now=at)
    assert selectors.door_of(opened, at).stage == stage
    assert bool(selectors.codes_that_count(opened, at)) is (stage == DoorStage.OPEN)


@pytest.mark.parametrize("minutes", [-1, 121])
def test_setting_that_makes_no_sense_is_refused(administrator: Person, minutes: int) -> None:
    with pytest.raises(RuleBroken):
        change_setting(key=CHECK_IN_MINUTES.key, value=minutes, actor=administrator, now=NOW)


EARLY = NOW - timedelta(minutes=20)


def checked_in_early(**fields: object) -> Enrolment:
    """Return somebody who stood at the door twenty minutes before the start."""
    the_session = session(starts_at=NOW, door_nonce=NONCE, **fields)  # type: ignore[arg-type]
    seat = enrolment(session=the_session)
    token = selectors.codes_that_count(the_session, EARLY)[0].token
    scan(the_session, seat.person, token, EARLY)
    seat.refresh_from_db()
    return seat


def test_who_checks_in_before_the_start_is_present_and_completes_nothing_yet() -> None:
    seat = checked_in_early()
    assert (seat.state, seat.checked_in_at) == (S.ATTENDED, EARLY)
    assert selectors.asked_of(seat.person, now=EARLY) == []
    assert not Completion.objects.exists()


def test_letters_count_before_the_start_too() -> None:
    the_session = session(starts_at=NOW, door_nonce=NONCE)
    code = selectors.codes_that_count(the_session, EARLY)[0]
    assert selectors.token_of_letters(code.letters, employee(), EARLY) == code.token


def test_session_that_is_cancelled_after_somebody_checked_in_ends_their_seat_too(hr: Person) -> None:
    seat = checked_in_early()
    services.cancel_session(session_id=seat.session_id, reason="Trainer ziek", actor=hr, now=EARLY)
    seat.refresh_from_db()
    assert (seat.state, seat.ending, seat.checked_in_at) == (S.CANCELLED, Ending.SESSION_CANCELLED, None)
    assert Message.objects.filter(code="training.session_cancelled", recipient=seat.person).exists()


def test_session_for_which_people_checked_in_does_not_move(hr: Person) -> None:
    seat = checked_in_early()
    the_session = seat.session
    with pytest.raises(RuleBroken, match="aangemeld"):
        services.edit_session(
            session_id=the_session.pk, starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, hours=1),
            capacity=2, place="Zaal", link="", trainers=[], enrol_from=None, enrol_until=None, actor=hr, now=EARLY,
        )  # fmt: skip


def test_only_hr_or_who_gives_the_session_shows_the_code() -> None:
    stranger = employee(roles=[Role.TRAINER])
    the_session = session(starts_at=AN_HOUR_AGO)
    for act in (services.open_door, services.close_door):
        with pytest.raises(RuleBroken, match="HR of de trainer"):
            act(session_id=the_session.pk, actor=stranger, now=NOW)


def test_nobody_checks_in_to_a_cancelled_session(hr: Person) -> None:
    the_session = session(starts_at=AN_HOUR_AGO, cancelled_at=NOW, cancel_reason="Ziek", door_nonce=NONCE)
    assert not selectors.codes_that_count(the_session, NOW)
    with pytest.raises(RuleBroken, match="afgezegd"):
        services.open_door(session_id=the_session.pk, actor=hr, now=NOW)


def test_trainer_corrects_who_checked_in_and_left() -> None:
    trainer, person = employee(roles=[Role.TRAINER]), employee()
    the_session = going_on(trainers=[trainer])
    seat = enrolment(session=the_session, person=person)
    scan(the_session, person)
    wrong = [services.Mark(seat.public_id, was_there=False, before=True)]
    services.mark_attendance(session_id=the_session.pk, marks=wrong, actor=trainer, now=NOW)
    seat.refresh_from_db()
    assert (seat.state, seat.checked_in_at) == (S.NO_SHOW, None)
    assert not Completion.objects.exists()
    with pytest.raises(RuleBroken, match="afwezig"):
        scan(the_session, person)


def test_letters_lead_to_the_code_however_they_are_typed() -> None:
    the_session, person = going_on(), employee()
    code = selectors.codes_that_count(the_session, NOW)[0]
    assert len(code.letters) == 6
    assert set(code.letters) <= set(LETTERS)
    for typed in (code.letters, code.shown, code.letters.lower(), f" {code.letters[:2]}-{code.letters[2:]} "):
        assert selectors.token_of_letters(typed, person, NOW) == code.token
    assert selectors.token_of_letters(code.letters, person, NOW + timedelta(seconds=61)) is None
    assert selectors.token_of_letters("", person, NOW) is None
    assert selectors.token_of_letters("é" * 6, person, NOW) is None


def test_code_hangs_on_the_key_of_this_installation() -> None:
    the_session = going_on()
    token = token_of(the_session)
    with override_settings(SECRET_KEY="another-key-" * 6):
        assert not selectors.token_counts(the_session, token, NOW)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_forged_token_never_checks_in(data: st.DataObject) -> None:
    """Whatever somebody makes up, also out of a real code: only the two codes that count do anything."""
    the_session = Session(public_id="3f1c7c1e-9f0b-4b7e-8a52-5a4a3d2f1b00", starts_at=AN_HOUR_AGO, ends_at=NOW)
    the_session.public_id = Session._meta.get_field("public_id").to_python(the_session.public_id)
    the_session.door_nonce = NONCE
    real = [each.token for each in selectors.codes_that_count(the_session, NOW)]
    packed = base64.urlsafe_b64decode(real[0] + "==")
    place = data.draw(st.integers(min_value=0, max_value=len(packed) - 1))
    turned = bytearray(packed)
    turned[place] ^= data.draw(st.integers(min_value=1, max_value=255))
    step = data.draw(st.integers(min_value=0, max_value=2**33))
    other = Session(public_id=the_session.public_id, door_nonce=data.draw(st.text("0123456789abcdef", max_size=32)))
    made_up = data.draw(
        st.one_of(
            st.text(max_size=60),
            st.binary(max_size=40).map(lambda raw: base64.urlsafe_b64encode(raw).decode()),
            st.just(base64.urlsafe_b64encode(bytes(turned)).rstrip(b"=").decode()),
            st.just(code_at(the_session, step).token),
            st.just(code_at(other, rules.door_step(NOW)).token),
            st.sampled_from([real[0] + "=", real[0][:-1], real[0].swapcase(), real[0] + "A"]),
        )
    )
    assert selectors.token_counts(the_session, made_up, NOW) is (made_up in real)
