"""No answer can be joined to a person by key, order, time or transaction, with the database and any copies in hand.

The same adversary is let loose on a survey as it is usually built, and finds nearly everybody: else this would prove
nothing.
"""

import itertools
import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from people.models import Person
from surveys import services
from surveys.choices import AbleToWorkSafely, Barrier, ExpectsNewSkills, UsesAi
from surveys.models import BallotBox, Question, Wave
from tests.surveys.adversary import ATTACKS, Backup, Guesses, Knowledge, Row, backup, right
from tests.surveys.builders import LATER, OPENED_AT, office, open_wave, people

pytestmark = pytest.mark.django_db(transaction=True)

SENDERS = 36
MOST_BY_CHANCE = 7
"""Right guesses of a random matching are about Poisson(1): 8 or more come once in a hundred thousand runs."""
FEWEST_ON_NAIVE = 32
EVERY_WAY = [
    dict(zip(("uses_ai", "expects_new_skills", "able_to_work_safely", "barrier"), values, strict=True))
    for values in itertools.product(UsesAi.values, ExpectsNewSkills.values, AbleToWorkSafely.values, Barrier.values)
]


def different_answers(number: int) -> list[dict[str, str]]:
    """So many ballots of which no two are the same, so that a right guess can be told from a wrong one."""
    return EVERY_WAY[:: len(EVERY_WAY) // number][:number]


def send_in_browser(client: Client, wave: Wave, person: Person, answers: Mapping[str, str]) -> None:
    """Sign in, open the form and send it, as a browser does: with the session's cookie."""
    client.force_login(person)
    page = client.get(reverse("surveys:wave_answer", args=[wave.public_id]))
    found = re.search(r'name="ticket" value="([^"]+)"', page.content.decode())
    assert found is not None
    sent = client.post(reverse("surveys:ballot_send", args=[wave.public_id]), {"ticket": found[1], **answers})
    assert sent.status_code == 302, sent.content.decode()


def real_ballots(copy: Backup) -> dict[str, list[Row]]:
    """Each readable ballot of a copy with its answers."""
    ballots = {str(row.values["id"]): [row] for row in copy["surveys_ballot"]}
    for row in copy["surveys_answer"]:
        ballots[str(row.values["ballot_id"])].append(row)
    return ballots


def answers_of(rows: Sequence[Row]) -> frozenset[tuple[int, str]]:
    return frozenset((row.values["question_id"], row.values["value"]) for row in rows[1:])


def test_nobody_with_the_database_and_every_backup_finds_whose_answer_it_is(client: Client) -> None:
    members, lead = people(SENDERS + 4), office()
    wave = open_wave(actor=lead)
    senders, ballots = members[:SENDERS], different_answers(SENDERS)
    with time_machine.travel(OPENED_AT + timedelta(hours=1), tick=True):
        copies = [backup()]
        for person, answers in zip(senders, ballots, strict=True):
            send_in_browser(client, wave, person, answers)
            copies.append(backup())
        services.settle(wave_id=wave.pk, now=OPENED_AT + timedelta(hours=16))
        settled = backup()
    services.close_wave(wave_id=wave.pk, actor=None, now=LATER)
    final = backup()

    found = real_ballots(final)
    by_content = {answers_of(rows): name for name, rows in found.items()}
    ids = dict(Question.objects.values_list("code", "pk"))
    truth = {
        person.pk: by_content[frozenset((ids[code], value) for code, value in answers.items())]
        for person, answers in zip(senders, ballots, strict=True)
    }
    assert len(set(truth.values())) == SENDERS
    known = Knowledge([*copies, settled, final], [person.pk for person in senders], found)
    scores = {attack.__name__: right(attack(known), truth) for attack in ATTACKS}
    assert max(scores.values()) <= MOST_BY_CHANCE, scores
    assert scores["by_key"] == scores["by_difference"] == scores["by_bytes"] == 0, scores


def test_one_transaction_wrote_all_that_can_be_read_and_no_row_says_when(client: Client) -> None:
    members = people(20)
    wave = open_wave(actor=office())
    with time_machine.travel(OPENED_AT + timedelta(hours=1), tick=True):
        for person, answers in zip(members, different_answers(20), strict=True):
            send_in_browser(client, wave, person, answers)
    services.close_wave(wave_id=wave.pk, actor=None, now=LATER)

    copy = backup()
    tables = ("surveys_ballot", "surveys_answer", "surveys_participation")
    assert len({row.xmin for table in tables for row in copy[table]}) == 1
    assert {row.values["sent_on"] for row in copy["surveys_participation"]} <= {LATER.date().isoformat(), None}
    assert not re.search(
        r"\d{4}-\d\d-\d\d", " ".join(row.text for row in copy["surveys_ballot"] + copy["surveys_answer"])
    )
    assert not BallotBox.objects.exists()


def test_settling_by_night_leaves_one_transaction_and_new_boxes(client: Client) -> None:
    members = people(20)
    wave = open_wave(actor=office())
    with time_machine.travel(OPENED_AT + timedelta(hours=1), tick=True):
        for person, answers in zip(members[:7], different_answers(7), strict=True):
            send_in_browser(client, wave, person, answers)
    before = backup()
    assert services.settle(wave_id=wave.pk, now=OPENED_AT + timedelta(hours=16)) == 7
    after = backup()

    tables = ("surveys_ballotbox", "surveys_participation")
    assert len({row.xmin for table in tables for row in after[table]}) == 1
    assert before["surveys_ballotbox"][0].values["contents"] != after["surveys_ballotbox"][0].values["contents"]
    order = [[row.values["person_id"] for row in copy["surveys_participation"]] for copy in (before, after)]
    assert sorted(order[0]) == sorted(order[1])
    assert order[0] != order[1]


def test_sending_touches_one_row_of_the_whole_database_and_no_session(client: Client) -> None:
    members = people(20)
    wave = open_wave(actor=office())
    with time_machine.travel(OPENED_AT + timedelta(hours=1), tick=True):
        client.force_login(members[0])
        page = client.get(reverse("surveys:wave_answer", args=[wave.public_id])).content.decode()
        ticket = re.search(r'name="ticket" value="([^"]+)"', page)
        assert ticket is not None
        before = backup()
        client.post(reverse("surveys:ballot_send", args=[wave.public_id]), {"ticket": ticket[1], "uses_ai": "never"})
        after = backup()

    changed = {
        table
        for table in after
        if {(row.xmin, row.place) for row in after[table]} != {(row.xmin, row.place) for row in before[table]}
    }
    assert changed == {"surveys_ballotbox"}
    assert len(after["surveys_ballotbox"]) == len(before["surveys_ballotbox"]) == 1


def test_looking_at_the_form_writes_nothing_about_the_survey(client: Client) -> None:
    members = people(20)
    wave = open_wave(actor=office())
    before = backup()
    with time_machine.travel(OPENED_AT + timedelta(hours=1), tick=True):
        client.force_login(members[0])
        client.get(reverse("surveys:wave_answer", args=[wave.public_id]))
    after = backup()
    for table in (name for name in after if name.startswith("surveys_") or name == "common_auditevent"):
        assert [row.xmin for row in after[table]] == [row.xmin for row in before[table]], table


def test_no_log_line_and_no_message_tells_of_a_ballot(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    members = people(20)
    wave = open_wave(actor=office())
    with time_machine.travel(OPENED_AT + timedelta(hours=1), tick=True):
        caplog.set_level(logging.DEBUG, logger="houvast")
        caplog.set_level(logging.INFO, logger="houvast.request")
        send_in_browser(client, wave, members[0], {"uses_ai": "monthly"})
    assert "surveys:wave_answer" in caplog.text
    assert "ballot_send" not in caplog.text
    assert "monthly" not in caplog.text


# --- the control: a survey as it is usually built --------------------------------------------------------------------
def naive_send(person: Person, answers: Mapping[str, str], *, together: bool) -> None:
    """Mark who sent and insert what they sent; in one transaction, or in two so that they "share nothing"."""
    with transaction.atomic() if together else nullcontext(), connection.cursor() as cursor:
        cursor.execute("UPDATE surveys_participation SET sent_on = current_date WHERE person_id = %s", [person.pk])
        cursor.execute("INSERT INTO naive_ballot (answers) VALUES (%s)", [json.dumps(answers)])


@pytest.mark.parametrize("together", [True, False])
def test_the_same_adversary_finds_nearly_everybody_in_a_survey_as_usually_built(together: bool) -> None:
    senders, ballots = people(SENDERS), different_answers(SENDERS)
    open_wave(actor=office())
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_ballot (id bigserial PRIMARY KEY, answers text NOT NULL)")
    try:
        copies = [backup()]
        for person, answers in zip(senders, ballots, strict=True):
            naive_send(person, answers, together=together)
            copies.append(backup())
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE naive_ballot")

    found = {str(row.values["id"]): [row] for row in copies[-1]["naive_ballot"]}
    names = {str(row.values["answers"]): str(row.values["id"]) for row in copies[-1]["naive_ballot"]}
    truth = {person.pk: names[json.dumps(answers)] for person, answers in zip(senders, ballots, strict=True)}
    known = Knowledge(copies, [person.pk for person in senders], found)
    scores = {attack.__name__: right(attack(known), truth) for attack in ATTACKS}
    strong: list[Callable[[Knowledge], Guesses]] = [one for one in ATTACKS if scores[one.__name__] >= FEWEST_ON_NAIVE]
    assert {one.__name__ for one in strong} >= {"by_place", "by_id", "by_xmin_order", "by_nearest_transaction"}, scores
    assert scores["by_difference"] >= FEWEST_ON_NAIVE, scores
    assert scores["by_bytes"] >= FEWEST_ON_NAIVE, scores
