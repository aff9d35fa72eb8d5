"""No page, file or API says exactly how many people did something, but to who has to act on it.

Each thing that people do gets a number of its own; then every address is asked for that number as a whole word.
"""

import re
from html import unescape
from io import BytesIO
from itertools import count
from pathlib import Path

import pypdfium2
import pytest
import time_machine
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings
from python_calamine import CalamineWorkbook

from adoption.services import make_evidence
from common.clock import start_of
from nudges.messages import StrategyUnread
from outbox.choices import Channel, MessageState
from outbox.models import Message
from people.choices import Role
from people.models import Person
from people.services import create_api_token
from tests.adoption.builders import NOW, OCTOBER, SEPTEMBER, G, agreement, house, released, strategy_in_force, survey
from tests.people.builders import employee
from tests.portal.test_access import access_table, value_of
from tests.tools.builders import licensed, request
from tests.training.builders import certificate, completion, course, enrolment, interest, portal_course, requirement
from tests.training.builders import session as session_of
from tools.choices import RequestState
from training.choices import EnrolmentState

pytestmark = pytest.mark.django_db
READERS = ("employee", "board", "works_council", "privacy_officer", "programme_office")
"""Who has no worklist about people: HR and managers, who have, are no part of this."""
NUMBERS = {
    113: "completed the course",
    107: "got a certificate",
    109: "came to the session",
    103: "did not come to the session",
    127: "confirmed having read the strategy",
    101: "have a seat of a tool",
    61: "wait for a seat of a tool",
    139: "answered the survey",
    149: "were reminded of the strategy",
    157: "wait for a course",
}
WORKLISTS = {
    ("styleguide", "programme_office"): "its numbers are made up, to show what a page looks like",
    ("tools:seat_list", "programme_office"): "it gives the seats, and sees by name who has one and who waits",
    ("tools:seat_give", "programme_office"): "it gives the seats",
    ("tools:tool_detail", "programme_office"): "it gives the seats, and orders more where many wait",
}
"""Where a number shows exactly, to whom, and why."""


def busy_organisation() -> None:
    """An organisation in which each thing was done by as many people as ``NUMBERS`` says."""
    agreement()
    people = [person for unit in house(teams=3, each=45).values() for person in unit]
    in_october = start_of(OCTOBER.first_day)
    given, shown = course(title="Veilig met AI"), portal_course()
    requirement(of=given)
    for person in people[:113]:
        completion(of=given, person=person, at=in_october)
    for person in people[:107]:
        certificate(of=shown, person=person)
    came, missed = (session_of(of=given, starts_at=in_october, capacity=200) for _each in range(2))
    for person in people[:109]:
        enrolment(session=came, person=person, state=EnrolmentState.ATTENDED)
    for person in people[:103]:
        enrolment(session=missed, person=person, state=EnrolmentState.NO_SHOW)
    wanted = course(title="Meer met AI")
    for person in people[:157]:
        interest(of=wanted, person=person)
    strategy_in_force(people[:127])
    tool = licensed(seats=101)
    for number, person in enumerate(people[: 101 + 61]):
        request(of=tool, person=person, state=RequestState.GIVEN if number < 101 else RequestState.WAITING)
    answered = {G.DIRECTOR: 12, G.MANAGER: 15, G.CUSTOMER_CONTACT: 60, G.NO_CUSTOMER_CONTACT: 52}
    survey(daily={group: (number, number // 2) for group, number in answered.items()})
    reminders = [
        Message(
            dedupe_key=f"reminder:{person.pk}", code=StrategyUnread.code, kind=StrategyUnread.kind, recipient=person,
            channel=Channel.INBOX, state=MessageState.SENT, created_at=NOW, planned_for=NOW, not_before=NOW,
            sent_at=NOW,
        )
        for person in people[:149]
    ]  # fmt: skip
    Message.objects.bulk_create(reminders)
    released()
    make_evidence(first=SEPTEMBER, last=OCTOBER, actor=employee(roles=[Role.HR]), now=NOW)


def text_of(answer: HttpResponse) -> str:
    """Return what somebody reads: a page without its tags, a text, or the words of a PDF or a workbook."""
    content, kind = answer.getvalue(), answer.headers.get("Content-Type", "").partition(";")[0]
    if kind == "application/pdf":
        return " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content))
    if "spreadsheet" in kind:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
        return " ".join(f"{cell:g}" if isinstance(cell, float) else str(cell) for row in rows for cell in row)
    text = content.decode(errors="replace")
    if kind == "text/html":
        text = unescape(re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL))
    return text


def numbers_in(text: str) -> set[int]:
    """Return which of the numbers stand in a text as a word: no part of a number, a share, a time or a code."""
    words = re.findall(r"(?<![\w.,:/#-])\d+(?![\w%:/-]|[.,]\d)", text)
    return {int(word) for word in words if len(word) < 4} & NUMBERS.keys()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Gekomen: 109.", {109}),
        ('{"came": 109, "seats": 200}', {109}),
        ("109 tot 113", {109, 113}),
        ("1.109 mensen, 109,5, 59%, 16:59, a-109-b, 2026-109 en 1090", set()),
    ],
)
def test_number_is_found_as_a_word(text: str, found: set[int]) -> None:
    assert numbers_in(text) == found


def test_no_reader_without_a_worklist_finds_an_exact_number(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What builders number, as course 139, is not taken for a number of people.
    for builders in ("pilots", "strategy", "tools", "training"):
        monkeypatch.setattr(f"tests.{builders}.builders._number", count(1000))
    settings.SECOND_FACTOR_REQUIRED = False
    settings.SIGNING_KEYS_DIR = tmp_path / "signing-keys"
    call_command("sync_reference")
    busy_organisation()
    found: dict[tuple[str, str], set[int]] = {}
    failed: list[str] = []
    with time_machine.travel(NOW, tick=False):
        readers = {reader: _signed_in(reader) for reader in READERS}
        for name, entry in access_table().items():
            path = reverse(name, kwargs={key: value_of(part) for key, part in entry.kwargs.items()})
            for reader, client in readers.items():
                if entry.answers[reader] != 200:
                    continue
                answer = client.get(path)
                if answer.status_code == 200 and (exact := numbers_in(text_of(answer))):
                    found[name, reader] = exact
                if answer.status_code >= 500:
                    failed.append(f"{name} as {reader}")
        headers = {"Authorization": f"Bearer {_key()}"}
        for name in ("api:metrics", "api:figures"):
            answer = Client().get(reverse(name), headers=headers)
            assert answer.status_code == 200
            if exact := numbers_in(text_of(answer)):
                found[name, "key"] = exact
    assert failed == []
    told = [
        f"{name} as {reader}: how many {NUMBERS[number]} ({number})"
        for (name, reader), exact in found.items()
        for number in sorted(exact)
        if (name, reader) not in WORKLISTS
    ]
    assert told == []
    assert set(WORKLISTS) <= set(found), "a worklist in the list of exceptions shows no number any more"


def _signed_in(reader: str) -> Client:
    person: Person = employee(roles=[] if reader == "employee" else [Role(reader)])
    client = Client()
    client.force_login(person)
    return client


def _key() -> str:
    administrator = employee(roles=[Role.ADMINISTRATOR])
    _token, text = create_api_token(
        name="dashboard", scopes=("read_figures",), expires_at=NOW.replace(year=2027), actor=administrator, now=NOW
    )
    return text
