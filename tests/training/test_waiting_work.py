"""Each item of the worklist opens the list of what it counts: as many rows as the item says."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import translation

from common.asked import Waiting
from people.choices import Role
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import (
    IN_TWO_WEEKS,
    NOW,
    asks_evidence,
    completion_import,
    course,
    enrolment,
    evidence,
    full_session,
    interest,
    portal_course,
    requirement,
    session,
)
from tests.training.pages import SignIn, address
from training import selectors
from training.choices import EnrolmentState as S

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
SOON = NOW + timedelta(days=5)
ITEMS = {
    "Requests for training to answer": 3,
    "People of your team late with training": 2,
    "Session that you give today, 10:00: Vandaag (English)": 1,
    "Sessions to mark attendance for": 2,
    "Pieces of evidence to look at": 2,
    "People late with required training": 4,
    "Required courses with too few seats in time": 2,
    "Courses with more people waiting than free seats": 2,
    "Sessions within two weeks without a trainer": 3,
    "Sessions within two weeks below their minimum": 2,
    "Files with completions that wait for your decision": 2,
}
"""Every item there is, and how much of it ``work`` makes."""


@pytest.fixture
def everything() -> Person:
    """HR, trainer and manager in one: who sees every item."""
    return employee(first_name="Bo", roles=[Role.HR, Role.TRAINER], language="en")


@pytest.fixture
def work(everything: Person) -> None:
    """Some of all that waits, with more beside it that does not."""
    other = employee(roles=[Role.TRAINER])
    manager = employee(first_name="Mies")
    for _each in range(3):
        enrolment(session=session(trainers=[other]), state=S.REQUESTED)
    enrolment(session=session(trainers=[other]), state=S.REQUESTED, approver=manager)
    session(of=course(title="Vandaag"), starts_at=NOW, trainers=[everything])
    for days in (1, 2):
        enrolment(session=session(starts_at=NOW - timedelta(days=days)))
    enrolment(session=session(starts_at=NOW - timedelta(days=3)), state=S.ATTENDED)
    asking = asks_evidence(course())
    for _each in range(2):
        evidence(of=asking, by=employee())
    evidence(of=asking, by=employee(), state="sent_back")
    for _each in range(2):
        full_session(waiting=1, trainers=[other])
    full_session(waiting=1, trainers=[other], of=session(trainers=[other]).course)
    for _each in range(3):
        session(starts_at=SOON)
    session(starts_at=SOON, guest_trainer="Fatma, Buro Leer")
    session(starts_at=SOON, cancelled_at=NOW, cancel_reason="Ziek")
    session(starts_at=IN_TWO_WEEKS + timedelta(days=9))
    for _each in range(2):
        session(starts_at=SOON, minimum=2, trainers=[other])
    session(starts_at=IN_TWO_WEEKS + timedelta(days=9), minimum=2, trainers=[other])
    for state in ("uploaded", "planned", "done"):
        completion_import(state=state)
    interest(of=course())
    late = [employee(roles=[Role.BOARD], manager=everything) for _each in range(2)]
    late += [employee(roles=[Role.BOARD]) for _each in range(2)]
    for due_on in (date(2026, 10, 1), date(2026, 9, 1)):
        requirement(of=course(), due_on=due_on, role=Role.BOARD)
    requirement(of=portal_course(), due_on=date(2027, 3, 1), role=Role.BOARD)
    away = employee(roles=[Role.BOARD])
    Person.objects.filter(pk=away.pk).update(away_from=date(2026, 8, 1))


@pytest.fixture
def items(everything: Person, work: None) -> Iterator[list[Waiting]]:
    with translation.override("en"):
        yield selectors.waiting_for(everything, now=NOW)


def rows_of(page: str) -> int:
    """How many rows stand in the list of a page; a page of one session is that session."""
    if 'id="results"' not in page:
        return page.count('class="hv-eyebrow">Vandaag (English)')
    listed = page.split('id="results"')[1].split("<footer", maxsplit=1)[0]
    body = "".join(re.findall(r"<tbody>(.*?)</tbody>", listed, re.DOTALL))
    return len(re.findall(r"<tr>", body)) + len(re.findall(r'<li class="hv-row"', listed))


def test_there_is_an_item_for_each_kind_of_work(items: list[Waiting]) -> None:
    assert {str(item.title): item.count for item in items} == ITEMS


def test_each_item_opens_a_list_of_as_many_rows(items: list[Waiting], sign_in: SignIn, everything: Person) -> None:
    client, met = sign_in(everything), {}
    for item in items:
        path, _mark, query = item.url.partition("?")
        page = client.get(path, dict(each.split("=") for each in query.split("&") if each) | {"why": "plan"})
        assert page.status_code == 200, item.url
        met[str(item.title)] = rows_of(page.content.decode())
    assert met == ITEMS


def test_list_without_the_filter_of_its_item_has_more_rows(
    items: list[Waiting], sign_in: SignIn, everything: Person
) -> None:
    client = sign_in(everything)
    for item in items:
        path, mark, _query = item.url.partition("?")
        if mark:
            assert rows_of(client.get(path, {"why": "plan"}).content.decode()) > item.count, item.url


def test_names_of_who_is_late_are_shown_for_a_reason_that_they_can_read(
    work: None, sign_in: SignIn, everything: Person
) -> None:
    client, url = sign_in(everything), address("late_list")
    assert 'class="hv-table-wrap"' not in client.get(url).content.decode()
    page = client.get(url, {"why": "plan"}).content.decode()
    assert re.sub(r"</?time[^>]*>", "", page).count("late since 1 September 2026") == 4
    assert sign_in(employee(roles=[Role.TRAINER])).get(url).status_code == 403


def test_trainer_has_only_items_of_what_they_give(work: None) -> None:
    trainer = employee(roles=[Role.TRAINER])
    enrolment(session=session(starts_at=NOW - timedelta(days=1), trainers=[trainer]))
    assert [(str(item.title), item.count) for item in selectors.waiting_for(trainer, now=NOW)] == [
        ("Sessie waarvan je de aanwezigheid nog afvinkt", 1)
    ]


def test_number_of_late_people_of_a_requirement_opens_them(sign_in: SignIn, hr: Person) -> None:
    must = requirement(of=course(), due_on=date(2026, 10, 1), role=Role.BOARD)
    late, away = (employee(first_name=name, roles=[Role.BOARD]) for name in ("Laurens", "Aukje"))
    Person.objects.filter(pk=away.pk).update(away_from=date(2026, 8, 1))
    url = address("requirement_people", requirement_id=must.public_id) + "?show=late"
    client = sign_in(hr)
    assert f'<a href="{url}">1 persoon is te laat.</a>' in client.get(address("requirement_list")).content.decode()
    page = client.get(url, {"why": "plan", "show": "late"}).content.decode()
    assert late.full_name in page
    assert away.full_name not in page
    assert "wie te laat is" in page
    assert 'name="show" value="late"' in client.get(url).content.decode(), "the question why keeps the filter"
