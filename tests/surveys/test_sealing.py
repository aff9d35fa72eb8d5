"""What is sealed opens with its own key only, is always equally long, and says nothing on the outside."""

import uuid

import pytest

from surveys.choices import ANSWERS
from surveys.rules import sealing
from surveys.rules.sealing import Ballot, Box, BoxKeys, Group, Unreadable

WAVE = uuid.UUID("6f2d1b8e-4a3c-4c1e-9d2a-0b6b7a1c0001")
OTHER_WAVE = uuid.UUID("6f2d1b8e-4a3c-4c1e-9d2a-0b6b7a1c0002")
SECRET = bytes(range(32))
GROUP = Group("function_group", "leadership")


@pytest.fixture
def keys() -> BoxKeys:
    return BoxKeys(SECRET, WAVE)


def a_box(keys: BoxKeys, number: int) -> Box:
    tags = [keys.tag_of(uuid.uuid4()) for _each in range(number)]
    return Box(frozenset(tags), tuple(bytes([index]) * sealing.SEALED_BALLOT_BYTES for index in range(number)))


def test_box_is_equally_long_whatever_it_holds_and_new_at_every_change(keys: BoxKeys) -> None:
    empty, full = a_box(keys, 0), a_box(keys, 12)
    sealed = [keys.seal_box(3, box, capacity=12) for box in (empty, full, full)]
    assert len({len(one) for one in sealed}) == 1
    assert len(set(sealed)) == 3
    assert sealing.capacity_of(sealed[0]) == 12


def test_two_copies_of_a_box_share_no_run_of_bytes(keys: BoxKeys) -> None:
    box = a_box(keys, 10)
    first, second = keys.seal_box(0, box, capacity=10), keys.seal_box(0, box, capacity=10)
    runs = {first[start : start + 8] for start in range(len(first) - 8)}
    assert not any(second[start : start + 8] in runs for start in range(len(second) - 8))


def test_opened_box_holds_what_was_put_in_but_not_in_that_order(keys: BoxKeys) -> None:
    box = a_box(keys, 40)
    opened = keys.open_box(0, keys.seal_box(0, box, capacity=64))
    assert opened.tags == box.tags
    assert sorted(opened.ballots) == sorted(box.ballots)
    assert opened.ballots != box.ballots


def test_box_does_not_open_under_another_number_wave_or_secret(keys: BoxKeys) -> None:
    sealed = keys.seal_box(1, a_box(keys, 2), capacity=4)
    for stranger, number in [(keys, 2), (BoxKeys(SECRET, OTHER_WAVE), 1), (BoxKeys(bytes(32), WAVE), 1)]:
        with pytest.raises(Unreadable):
            stranger.open_box(number, sealed)


def test_box_refuses_more_than_its_people_or_a_ballot_without_a_tag(keys: BoxKeys) -> None:
    box = a_box(keys, 3)
    with pytest.raises(ValueError, match="box"):
        keys.seal_box(0, box, capacity=2)
    with pytest.raises(ValueError, match="box"):
        keys.seal_box(0, Box(box.tags, box.ballots[:2]), capacity=4)


def test_tag_is_the_same_for_a_person_in_a_wave_and_another_in_the_next(keys: BoxKeys) -> None:
    person = uuid.uuid4()
    assert keys.tag_of(person) == BoxKeys(SECRET, WAVE).tag_of(person)
    assert keys.tag_of(person) != BoxKeys(SECRET, OTHER_WAVE).tag_of(person)
    assert keys.tag_of(person) != keys.tag_of(uuid.uuid4())


def test_ticket_carries_tag_and_group_and_differs_each_time(keys: BoxKeys) -> None:
    tag = keys.tag_of(uuid.uuid4())
    tickets = {keys.make_ticket(tag, GROUP) for _each in range(5)}
    assert len(tickets) == 5
    assert {keys.open_ticket(ticket) for ticket in tickets} == {(tag, GROUP)}


@pytest.mark.parametrize("ticket", ["", "x", "é", "AAAA", "A" * 300, "../../etc"])
def test_ticket_that_we_did_not_make_is_refused(keys: BoxKeys, ticket: str) -> None:
    with pytest.raises(Unreadable):
        keys.open_ticket(ticket)


def test_ticket_of_another_wave_or_a_changed_one_is_refused(keys: BoxKeys) -> None:
    ticket = keys.make_ticket(keys.tag_of(uuid.uuid4()), GROUP)
    with pytest.raises(Unreadable):
        BoxKeys(SECRET, OTHER_WAVE).open_ticket(ticket)
    changed = ("B" if ticket[20] != "B" else "C").join([ticket[:20], ticket[21:]])
    with pytest.raises(Unreadable):
        keys.open_ticket(changed)


def test_ballots_are_equally_long_and_open_in_a_random_order_with_the_private_key_only() -> None:
    private, other = sealing.new_private_key(), sealing.new_private_key()
    public = sealing.public_key_of(private)
    sent = [Ballot(GROUP, {"uses_ai": value}) for value in ("daily", "weekly", "monthly", "never")] * 8
    sealed = [sealing.seal_ballot(ballot, public_key=public, wave_id=WAVE) for ballot in sent]

    assert {len(one) for one in sealed} == {sealing.SEALED_BALLOT_BYTES}
    opened = sealing.open_ballots(sealed, private_key=private, wave_id=WAVE)
    assert sorted(b.answers["uses_ai"] for b in opened) == sorted(b.answers["uses_ai"] for b in sent)
    assert opened != sent
    for wrong in ({"private_key": other, "wave_id": WAVE}, {"private_key": private, "wave_id": OTHER_WAVE}):
        with pytest.raises(Unreadable):
            sealing.open_ballots(sealed, **wrong)


def test_ballot_too_long_to_be_sealed_is_refused_rather_than_longer_than_others() -> None:
    public = sealing.public_key_of(sealing.new_private_key())
    with pytest.raises(ValueError, match="too long"):
        sealing.seal_ballot(Ballot(GROUP, {"x": "y" * 600}), public_key=public, wave_id=WAVE)


def test_every_question_together_fits_in_a_ballot() -> None:
    longest = {code: max(choices.values, key=len) for code, choices in ANSWERS.items()}
    public = sealing.public_key_of(sealing.new_private_key())
    ballot = Ballot(Group("unit", "x" * 40), longest)
    assert len(sealing.seal_ballot(ballot, public_key=public, wave_id=WAVE)) == sealing.SEALED_BALLOT_BYTES


@pytest.mark.parametrize(("people", "boxes"), [(5, 1), (63, 1), (127, 1), (128, 2), (3000, 46), (50_000, 781)])
def test_box_is_for_64_people_or_more(people: int, boxes: int) -> None:
    assert sealing.box_count(people, threshold=10) == boxes
    assert sealing.box_count(people, threshold=40) <= boxes
