"""Opening a wave: with agreement only, everybody once, in one group each, and then it stays as it is."""

import stat
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from common.clock import day_of
from common.errors import RuleBroken
from common.models import AuditEvent
from outbox.models import Message
from people.choices import FunctionGroup
from people.models import Person
from surveys import selectors, services
from surveys.choices import Dimension, WaveState
from surveys.models import BallotBox, Participation, Question, Wave, WaveQuestion
from tests.governance.builders import agreed, asked
from tests.people.builders import employee, unit
from tests.surveys.builders import LATER, OPENED_AT, draft_wave, office, open_wave, people
from tests.truths import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions")]


def test_wave_does_not_open_before_the_works_council_agreed() -> None:
    people(12)
    lead = office()
    wave = draft_wave(actor=lead)
    asked("surveys:wave")
    with pytest.raises(RuleBroken, match="akkoord"):
        services.open_wave(wave_id=wave.pk, actor=lead, now=OPENED_AT)
    assert not Participation.objects.exists()
    assert not Message.objects.filter(code="surveys.invitation").exists()


def test_everybody_here_is_invited_once_but_not_who_left_or_is_away() -> None:
    here = people(12)
    employee(first_name="Weg", left_on=day_of(OPENED_AT) - timedelta(days=1))
    employee(first_name="Ziek", away_from=day_of(OPENED_AT) - timedelta(days=9))
    wave = open_wave()

    invited = set(wave.participations.values_list("person_id", flat=True))
    names = set(Person.objects.filter(pk__in=invited).values_list("first_name", flat=True))
    assert {person.pk for person in here} <= invited
    assert names.isdisjoint({"Weg", "Ziek"})
    assert wave.invited == len(invited)
    told = Message.objects.filter(code="surveys.invitation").values_list("recipient_id", flat=True)
    assert set(told) == invited


def test_wave_among_fewer_than_the_threshold_does_not_open() -> None:
    lead = office()
    agreed(now=OPENED_AT)
    wave = draft_wave(actor=lead)
    with pytest.raises(RuleBroken, match="minder dan 10"):
        services.open_wave(wave_id=wave.pk, actor=lead, now=OPENED_AT)


def test_only_the_office_makes_and_opens(colleague: Person, hr: Person) -> None:
    people(12)
    wave = draft_wave(actor=office())
    agreed(now=OPENED_AT)
    for person in (colleague, hr):
        with pytest.raises(RuleBroken):
            draft_wave(actor=person)
        with pytest.raises(RuleBroken):
            services.open_wave(wave_id=wave.pk, actor=person, now=OPENED_AT)


def test_wave_opens_once() -> None:
    people(12)
    lead = office()
    wave = open_wave(actor=lead)
    with pytest.raises(RuleBroken):
        services.open_wave(wave_id=wave.pk, actor=lead, now=OPENED_AT)


def test_every_wave_asks_how_often_people_use_ai() -> None:
    wave = services.create_wave(
        title_nl="Kort",
        title_en="Short",
        closes_on=day_of(OPENED_AT) + timedelta(days=3),
        questions=[],
        actor=office(),
        now=OPENED_AT,
    )
    assert [question.code for question in selectors.questions_of(wave)] == ["uses_ai"]


def test_directors_who_are_too_few_stand_under_leadership() -> None:
    people(7, group=FunctionGroup.DIRECTOR)
    people(20, group=FunctionGroup.MANAGER)
    people(50, group=FunctionGroup.CUSTOMER_CONTACT)
    people(40, group=FunctionGroup.NO_CUSTOMER_CONTACT)
    wave = open_wave()
    groups = Counter(wave.participations.values_list("group", flat=True))
    assert groups["leadership"] == 27
    assert set(groups) == {"leadership", "executing"}


def test_ballot_stands_under_a_unit_or_a_function_group_never_both() -> None:
    top = unit()
    for code, number in (("21", 60), ("22", 4), ("23", 50)):
        people(number, unit=unit(code, f"Team {code}", parent=top))
    wave = open_wave(dimension=Dimension.UNIT)
    rows = wave.participations.all()
    assert {row.dimension for row in rows} == {Dimension.UNIT}
    sizes = Counter(row.group for row in rows)
    assert sizes["21"] == 60
    # The small team, and the few at the top, would stand alone; they go with the smallest team that is large enough.
    assert set(sizes) == {"21", "other"}
    assert all(size >= wave.smallest_group for size in sizes.values())


def test_keys_are_files_for_their_owner_only_and_never_in_the_database(wave_keys: Path) -> None:
    people(12)
    wave = open_wave()
    files = sorted(wave_keys.iterdir())
    assert [file.name for file in files] == [f"{wave.public_id}.box", f"{wave.public_id}.seal"]
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert stat.S_IMODE(wave_keys.stat().st_mode) == 0o700
    kept = bytes(wave.seal_key or b"") + b"".join(bytes(box.contents) for box in BallotBox.objects.all())
    assert all(file.read_bytes() not in kept for file in files)


def test_opening_is_in_the_audit_trail_without_names() -> None:
    people(12)
    wave = open_wave()
    event = AuditEvent.objects.get(action="wave.opened")
    assert event.object_id == str(wave.public_id)
    assert "Kim" not in f"{event.fields}{event.reason}"


def test_who_is_invited_and_not_sent_is_asked_at_home() -> None:
    members = people(12)
    wave = open_wave()
    asked_now = selectors.asked_of(members[0], now=OPENED_AT)
    assert [one.due_on for one in asked_now] == [wave.closes_on]
    stranger = employee(first_name="Later")
    assert selectors.asked_of(stranger, now=OPENED_AT) == []
    assert selectors.asked_of(members[0], now=OPENED_AT + timedelta(days=15)) == []


# --- truths in the database -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        {"smallest_group": 5},
        {"dimension": Dimension.UNIT},
        {"closes_on": day_of(OPENED_AT) + timedelta(days=60)},
        {"seal_key": b"x" * 32},
        {"boxes": 9},
        {"invited": 999},
    ],
)
def test_database_keeps_the_terms_of_an_opened_wave(change: dict[str, object]) -> None:
    people(12)
    wave = open_wave()
    with refused("surveys_wave_setting_stays"):
        Wave.objects.filter(pk=wave.pk).update(**change)


def test_second_survey_opens_after_the_first_closed() -> None:
    people(12)
    first, actor = open_wave(), office()
    second = draft_wave(actor=actor)
    for attempt in (services.start_opening, services.open_wave):
        with pytest.raises(RuleBroken, match="Najaarspeiling"):
            attempt(wave_id=second.pk, actor=actor, now=OPENED_AT)
    services.close_wave(wave_id=first.pk, actor=None, now=LATER)
    second = draft_wave(actor=actor, now=LATER)
    assert services.open_wave(wave_id=second.pk, actor=actor, now=LATER).state == WaveState.OPEN


def test_database_holds_one_open_wave() -> None:
    people(12)
    first = open_wave()
    second = draft_wave(actor=office())
    with refused("surveys_wave_one_open"):
        Wave.objects.filter(pk=second.pk).update(
            state=WaveState.OPEN, opened_on=first.opened_on, invited=12, boxes=1, seal_key=first.seal_key
        )


def test_database_keeps_the_questions_of_an_opened_wave() -> None:
    people(12)
    wave = open_wave()
    row = WaveQuestion.objects.filter(wave=wave).first()
    assert row is not None
    with refused("surveys_wavequestion_stays"):
        WaveQuestion.objects.filter(pk=row.pk).delete()
    with refused("surveys_wavequestion_stays"):
        WaveQuestion.objects.filter(pk=row.pk).update(question=Question.objects.get(code="barrier"))
    with refused("surveys_wavequestion_stays"):
        WaveQuestion.objects.create(wave=wave, question=row.question)


def test_database_asks_a_question_once_in_a_wave() -> None:
    wave = draft_wave(actor=office())
    row = WaveQuestion.objects.filter(wave=wave).first()
    assert row is not None
    with refused("surveys_wavequestion_once"):
        WaveQuestion.objects.create(wave=wave, question=row.question)


def test_database_lets_no_wave_go_back_or_go_away() -> None:
    people(12)
    wave = open_wave()
    with refused("surveys_wave_never_back"):
        Wave.objects.filter(pk=wave.pk).update(state=WaveState.DRAFT)
    with refused("surveys_wave_stays_once_opened"):
        Wave.objects.filter(pk=wave.pk)._raw_delete("default")


def test_database_invites_nobody_twice() -> None:
    person = people(12)[0]
    wave = open_wave()
    with refused("surveys_participation_once"):
        Participation.objects.create(wave=wave, person=person, dimension="total")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("surveys_wave_state_known", {"state": "asleep"}),
        ("surveys_wave_dimension_known", {"dimension": "age"}),
        ("surveys_wave_group_never_below_five", {"smallest_group": 4}),
        ("surveys_wave_closes_after_opening", {"opened_on": day_of(OPENED_AT) + timedelta(days=99)}),
        ("surveys_wave_open_is_sealed", {"state": WaveState.OPEN}),
        ("surveys_wave_closed_has_day", {"state": WaveState.CLOSED}),
    ],
)
def test_database_refuses_a_wave_that_cannot_be(name: str, fields: dict[str, object]) -> None:
    wave = draft_wave(actor=office())
    with refused(name):
        Wave.objects.filter(pk=wave.pk).update(**fields)


def test_database_refuses_a_participation_with_half_a_group() -> None:
    wave = draft_wave(actor=office())
    for dimension, group in (("total", "leadership"), (Dimension.UNIT, ""), ("age", "young")):
        with refused("surveys_participation_one_group"):
            Participation.objects.create(wave=wave, person=office(), dimension=dimension, group=group)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("surveys_question_has_answers", {"code": "shoe_size"}),
        ("surveys_question_in_both_languages", {"text_nl": ""}),
    ],
)
def test_database_refuses_a_question_that_cannot_be(name: str, fields: dict[str, str]) -> None:
    with refused(name):
        Question.objects.filter(code="barrier").update(**fields)
