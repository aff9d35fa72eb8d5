"""Statements of another system: each is taken once, and what it says becomes a completion or takes one back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError

from common.clock import day_of, start_of
from common.models import AuditEvent
from common.services import record
from people.models import ApiToken
from training.choices import UNMATCHED, Became, CompletionSource
from training.errors import StatementRefused
from training.models import Completion, XapiStatement
from training.readers.statements import Statement
from training.selectors import Known, KnownCourses, KnownPeople, days_completed, known_people
from training.services.completions import Reported, lock_exchange, withdraw, write_reported

type Key = tuple[int, int, date]


@transaction.atomic
def take_statements(*, statements: Sequence[Statement], token: ApiToken, now: datetime) -> list[UUID]:
    """Take statements, all or none; return their ids in the order in which they came.

    One that came before changes nothing, but for one that fitted nothing then and is tried anew. One with a known id
    and other content is refused with 409. Of each only id and fingerprint are kept, and what it became.
    """
    lock_exchange()
    ids = [each.statement_id for each in statements]
    known = {row.statement_id: row for row in XapiStatement.objects.filter(statement_id__in=ids)}
    for each in statements:
        row = known.get(each.statement_id)
        if row is not None and row.fingerprint != each.fingerprint:
            raise StatementRefused(f"{each.place}.id is known already, with another statement.", status=409)
    fresh = [each for each in statements if _is_to_do(known.get(each.statement_id))]
    rows = _judge([each for each in fresh if each.voids is None], token, known, now)
    XapiStatement.objects.bulk_create(row for row in rows if row.statement_id not in known)
    again = [row for row in rows if row.statement_id in known]
    XapiStatement.objects.bulk_update(again, ["became", "activity", "completion", "token", "voided_at"])
    for each in fresh:
        if each.voids is not None:
            _void(each, each.voids, token, now)
    return ids


def _is_to_do(row: XapiStatement | None) -> bool:
    return row is None or (row.became in UNMATCHED and row.voided_at is None)


def _judge(
    statements: Sequence[Statement], token: ApiToken, known: dict[UUID, XapiStatement], now: datetime
) -> list[XapiStatement]:
    """Say of each statement what it becomes, and write the completions that are new."""
    ids = [each.statement_id for each in statements]
    voided = set(XapiStatement.objects.filter(voids__in=ids).values_list("voids", flat=True))
    people, courses = _people_of(statements), KnownCourses()
    rows, reported = [], {}
    for each in statements:
        row = known.get(each.statement_id) or XapiStatement(
            statement_id=each.statement_id, fingerprint=each.fingerprint, received_at=now
        )
        row.token, row.activity, row.became = token, "", Became.NOTHING
        if each.statement_id in voided:
            row.voided_at = now
        elif each.completes:
            found = _meant(each, people, courses)
            if isinstance(found, Reported):
                row.became, reported[each.statement_id] = Became.COMPLETION, found
            else:
                row.became = found
                row.activity = each.activity if found == Became.NO_COURSE else ""
        rows.append(row)
    completions = _written(reported.values(), token, now)
    for row in rows:
        if row.statement_id in reported:
            row.completion_id = completions[reported[row.statement_id].key]
    return rows


def _people_of(statements: Iterable[Statement]) -> KnownPeople:
    """Return whom these statements can mean. Two queries."""
    accounts = {each.account for each in statements if each.completes and each.account}
    return known_people(
        emails={each.email for each in statements if each.completes and each.email},
        numbers={name for home, name in accounts if _is_ours(home)},
        accounts=accounts,
    )


def _is_ours(home: str) -> bool:
    """Whether an account is one of this portal: its name is an employee number then, and nowhere else.

    A system numbers its users too: taking such a number for an employee number would credit somebody else.
    """
    return home.rstrip("/") == settings.BASE_URL


def _meant(each: Statement, people: KnownPeople, courses: KnownCourses) -> Reported | Became:
    """Return the completion that a statement tells of, or why it fits nothing."""
    course = courses.find(each.activity)
    if isinstance(course, str):
        return Became.NO_COURSE
    who = _who(each, people)
    if who is None:
        return Became.NO_PERSON
    return Became.HAD_LEFT if who.had_left(day_of(each.at)) else Reported(who.pk, course, each.at)


def _who(each: Statement, people: KnownPeople) -> Known | None:
    if each.email:
        return people.by_email.get(each.email)
    if each.account is None:
        return None
    home, name = each.account
    return people.by_account.get((home, name)) or (people.by_number.get(name) if _is_ours(home) else None)


def _written(reported: Iterable[Reported], token: ApiToken, now: datetime) -> dict[Key, int]:
    """Return the completion of each report by its key: the one that was there, or a new one."""
    listed = list(reported)
    found = dict(days_completed((each.person_id, each.course_id) for each in listed))
    new: dict[Key, Reported] = {}
    for each in listed:
        if each.key not in found:
            new.setdefault(each.key, each)
    rows = write_reported(new.values(), source=CompletionSource.XAPI, system=token.name, actor=None, now=now)
    return found | {key: row.pk for key, row in zip(new, rows, strict=True)}


def _void(each: Statement, target_id: UUID, token: ApiToken, now: datetime) -> None:
    """Take back what another statement said; one that has yet to come is void when it comes."""
    target = XapiStatement.objects.select_related("token", "completion").filter(statement_id=target_id).first()
    if target is not None and target.became == Became.VOIDING:
        raise StatementRefused(f"{each.place}.object.id is a statement that voids another; it stays.")
    if target is not None and target.token.name != token.name:
        raise StatementRefused(f"{each.place}.object.id came from another system, which can void it.", status=403)
    XapiStatement.objects.create(
        statement_id=each.statement_id, fingerprint=each.fingerprint, became=Became.VOIDING, voids=target_id,
        token=token, received_at=now,
    )  # fmt: skip
    if target is None or target.voided_at is not None:
        return
    target.voided_at = now
    target.save(update_fields=["voided_at"])
    if target.completion is not None:
        _take_back(target.completion, each, now)


def _take_back(completion: Completion, each: Statement, now: datetime) -> None:
    """Remove a completion that rests on statements only, once none of them stands."""
    if completion.source != CompletionSource.XAPI or completion.statements.filter(voided_at__isnull=True).exists():
        return
    try:
        withdraw(Completion.objects.filter(pk=completion.pk), actor=None, now=now)
    except ProtectedError as error:
        told = f"{each.place}.object.id cannot be voided: something rests on that completion, such as a certificate."
        raise StatementRefused(told, status=409) from error


@transaction.atomic
def note_sent(*, token: ApiToken, now: datetime) -> None:
    """Record that a key read who completed what: once a day for each key."""
    today = AuditEvent.objects.filter(
        action="completions.sent", object_type=ApiToken._meta.label_lower, object_id=str(token.public_id),
        at__gte=start_of(day_of(now)),
    )  # fmt: skip
    if not today.exists():
        record("completions.sent", token, actor=None, now=now)
