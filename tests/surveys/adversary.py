"""Somebody with the whole database, and a copy of it from before and after every single answer.

They read every column of every table, and what PostgreSQL keeps beside the columns: the place of a row (``ctid``) and
the transaction that wrote it (``xmin``). They know the order in which people sent. Each attack returns its guesses:
person to ballot. Where nothing is to be had, a guess is right about once in all, whoever guesses.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

type Guesses = dict[int, str]

PERSON_COLUMNS = ("person_id", "user_id", "recipient_id", "actor_id", "owner_id", "created_by_id")
RUN = 12
"""Bytes in a row that two things do not share by chance."""


@dataclass(frozen=True)
class Row:
    table: str
    place: tuple[int, int]
    xmin: int
    values: Mapping[str, Any]

    @property
    def text(self) -> str:
        return " ".join(str(value) for value in self.values.values())


type Backup = dict[str, list[Row]]


def backup() -> Backup:
    """Copy everything, as a dump with the system columns of every row."""
    copy: Backup = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT ctid::text, xmin::text::bigint, to_jsonb(t) FROM "{table}" t')  # noqa: S608
            copy[table] = [Row(table, _place(ctid), xmin, _values(values)) for ctid, xmin, values in cursor.fetchall()]
    return copy


def _place(ctid: str) -> tuple[int, int]:
    page, line = ctid.strip("()").split(",")
    return int(page), int(line)


def _values(values: Any) -> Mapping[str, Any]:
    return json.loads(values) if isinstance(values, str) else values


@dataclass(frozen=True)
class Knowledge:
    """What the adversary holds: copies in the order of time, people in the order of sending, ballots as rows.

    ``ballots`` maps a name for each ballot to the rows of the last copy that make it up.
    """

    copies: Sequence[Backup]
    senders: Sequence[int]
    ballots: Mapping[str, Sequence[Row]]

    def about(self, person_id: int) -> list[Row]:
        """Every row, in any copy, that points at a person."""
        return [
            row
            for copy in self.copies
            for rows in copy.values()
            for row in rows
            if any(row.values.get(column) == person_id for column in PERSON_COLUMNS)
        ]


def by_key(known: Knowledge) -> Guesses:
    """A value that stands with one person and with one ballot."""
    holders: dict[str, set[str]] = {}
    for ballot, rows in known.ballots.items():
        for token in _tokens(rows):
            holders.setdefault(token, set()).add(ballot)
    people: dict[str, set[int]] = {}
    for person_id in known.senders:
        for token in _tokens(known.about(person_id)):
            people.setdefault(token, set()).add(person_id)
    guesses: Guesses = {}
    for token, ballots in holders.items():
        if len(ballots) == 1 and len(people.get(token, ())) == 1:
            guesses[next(iter(people[token]))] = next(iter(ballots))
    return guesses


def _tokens(rows: Iterable[Row]) -> set[str]:
    return {token for row in rows for token in re.findall(r"[0-9A-Za-z_-]{8,}", row.text)}


def _by_rank(known: Knowledge, rank: Callable[[Sequence[Row]], Any]) -> Guesses:
    ordered = sorted(known.ballots, key=lambda name: rank(known.ballots[name]))
    return dict(zip(known.senders, ordered, strict=False))


def by_place(known: Knowledge) -> Guesses:
    """The first row on the disk belongs to who sent first."""
    return _by_rank(known, lambda rows: rows[0].place)


def by_place_of_last_row(known: Knowledge) -> Guesses:
    return _by_rank(known, lambda rows: rows[-1].place)


def by_id(known: Knowledge) -> Guesses:
    """The lowest id belongs to who sent first."""
    return _by_rank(known, lambda rows: _sortable(rows[0].values.get("id")))


def by_time(known: Knowledge) -> Guesses:
    """Any day or moment that stands with a ballot tells when it came."""
    return _by_rank(known, lambda rows: sorted(re.findall(r"\d{4}-\d\d-\d\d\S*", " ".join(row.text for row in rows))))


def by_xmin_order(known: Knowledge) -> Guesses:
    """Who sent first was written by the earliest transaction."""
    return _by_rank(known, lambda rows: min(row.xmin for row in rows))


def by_place_of_participation(known: Knowledge) -> Guesses:
    """Participations and ballots stand in the same order in their tables."""
    rows = [row for row in known.copies[-1].get("surveys_participation", []) if row.values["sent_on"]]
    senders = [row.values["person_id"] for row in sorted(rows, key=lambda row: row.place)]
    return by_place(Knowledge(known.copies, senders, known.ballots))


def by_id_of_participation(known: Knowledge) -> Guesses:
    rows = [row for row in known.copies[-1].get("surveys_participation", []) if row.values["sent_on"]]
    senders = [row.values["person_id"] for row in sorted(rows, key=lambda row: row.values["id"])]
    return by_place(Knowledge(known.copies, senders, known.ballots))


def by_nearest_transaction(known: Knowledge) -> Guesses:
    """The ballot that was written by the same transaction as something about a person, or the nearest to it."""
    guesses: Guesses = {}
    taken: set[str] = set()
    for person_id in known.senders:
        xmins = {row.xmin for row in known.about(person_id)}
        free = [name for name in known.ballots if name not in taken]
        if not xmins or not free:
            continue
        nearest = min(free, key=lambda name: min(abs(row.xmin - x) for row in known.ballots[name] for x in xmins))
        guesses[person_id] = nearest
        taken.add(nearest)
    return guesses


def by_difference(known: Knowledge) -> Guesses:
    """What is new in the copy after somebody sent, and reads like a ballot, is theirs."""
    guesses: Guesses = {}
    for number, person_id in enumerate(known.senders):
        new = _new_texts(known.copies[number], known.copies[number + 1])
        fitting = [name for name, rows in known.ballots.items() if any(_reads_like(text, rows) for text in new)]
        if len(fitting) == 1:
            guesses[person_id] = fitting[0]
    return guesses


def by_bytes(known: Knowledge) -> Guesses:
    """Bytes that came with somebody's answer and stand in one ballot at the end."""
    guesses: Guesses = {}
    runs = {name: _runs(" ".join(row.text for row in rows)) for name, rows in known.ballots.items()}
    everywhere = set.intersection(*runs.values()) if runs else set()
    for number, person_id in enumerate(known.senders):
        new = _runs(" ".join(_new_texts(known.copies[number], known.copies[number + 1])))
        scores = {name: len((held - everywhere) & new) for name, held in runs.items()}
        best = max(scores, key=lambda name: scores[name])
        if scores[best] and list(scores.values()).count(scores[best]) == 1:
            guesses[person_id] = best
    return guesses


def _new_texts(before: Backup, after: Backup) -> list[str]:
    texts = []
    for table, rows in after.items():
        if table == "django_session":
            continue
        old = {(row.xmin, row.place) for row in before.get(table, [])}
        texts += [row.text for row in rows if (row.xmin, row.place) not in old]
    return texts


def _reads_like(text: str, rows: Sequence[Row]) -> bool:
    """Whether a text holds everything that somebody answered."""
    said = [str(row.values[name]) for row in rows for name in ("value", "answers") if name in row.values]
    return bool(said) and all(one in text for one in said)


def _runs(text: str) -> set[str]:
    return {text[start : start + RUN] for start in range(len(text) - RUN + 1)}


def _sortable(value: Any) -> tuple[int, str]:
    return (value, "") if isinstance(value, int) else (0, str(value))


ATTACKS: tuple[Callable[[Knowledge], Guesses], ...] = (
    by_key,
    by_place,
    by_place_of_last_row,
    by_id,
    by_time,
    by_xmin_order,
    by_place_of_participation,
    by_id_of_participation,
    by_nearest_transaction,
    by_difference,
    by_bytes,
)


def right(guesses: Guesses, truth: Mapping[int, str]) -> int:
    """How many guesses are right."""
    return sum(truth.get(person_id) == ballot for person_id, ballot in guesses.items())
