"""What is new, and where somebody stands: on the home page, of what they may see, at the cost of a few queries."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from common.clock import now
from common.news import MOST_NEWS
from people.models import Person
from portal.news import NEW_FOR, news_for
from strategy import services as writing
from strategy.models import Version
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.strategy.builders import draft, publish
from tests.tools.builders import licensed, request
from tests.training.builders import course
from tools.choices import RequestState, ToolStatus
from training.models import Course

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def published_now(lead: Person) -> Version:
    at = now()
    version = draft(actor=lead)
    return publish(version, actor=lead, now=at - timedelta(minutes=1))


def course_of(*, at: datetime) -> Course:
    """A course that came into the catalogue at that moment."""
    made = course()
    Course.objects.filter(pk=made.pk).update(published_at=at)
    made.published_at = at
    return made


def kinds(person: Person) -> list[str]:
    return [one.url for one in news_for(person, now=now())]


def test_news_of_each_app_the_newest_first(programme_lead: Person) -> None:
    published_now(programme_lead)
    made = course_of(at=now() - timedelta(days=2))
    urls = kinds(employee())
    assert urls == [reverse("strategy:overview"), reverse("training:course_detail", args=[made.public_id])]


def test_what_was_new_long_ago_is_not_news() -> None:
    course_of(at=now() - NEW_FOR - timedelta(days=1))
    assert kinds(employee()) == []


def test_what_is_still_to_come_is_not_news() -> None:
    course_of(at=now() + timedelta(hours=1))
    assert kinds(employee()) == []


def test_a_page_shows_a_few_and_every_app_asks_once(sign_in: SignIn, programme_lead: Person) -> None:
    published_now(programme_lead)
    for number in range(3 * MOST_NEWS):
        course_of(at=now() - timedelta(hours=number + 1))
    client = sign_in(employee())
    client.get(reverse("news"))
    with query_count(__file__, "news"):
        page = client.get(reverse("news"))
    assert len(page.context["news"]) == MOST_NEWS


def test_home_fetches_the_list_and_leads_to_it_without_scripts(sign_in: SignIn) -> None:
    made = course_of(at=now() - timedelta(hours=1))
    client = sign_in(employee())
    home = client.get("/").content.decode()
    assert f'hx-get="{reverse("news")}"' in home
    assert f'<a href="{reverse("news")}">' in home
    part = client.get(reverse("news"), headers={"HX-Request": "true"}).content.decode()
    assert made.title_nl in part
    assert "<html" not in part


def test_home_says_where_one_stands(sign_in: SignIn, programme_lead: Person) -> None:
    version = published_now(programme_lead)
    reader = employee()
    client = sign_in(reader)
    before = {one.url: one.is_done for one in client.get("/").context["home"].stands}
    assert before == {reverse("strategy:overview"): False}
    writing.acknowledge(
        version_id=version.pk, content_hash=version.content_hash, language="nl", actor=reader, now=now()
    )
    after = {one.url: one.is_done for one in client.get("/").context["home"].stands}
    assert after == {reverse("strategy:overview"): True}


def test_home_says_where_ones_requests_for_seats_stand(sign_in: SignIn) -> None:
    reader, manager = employee(), employee(first_name="Ans", last_name="Bos")
    rows = {
        RequestState.GIVEN: ("je hebt een plek", {}),
        RequestState.WAITING: ("op de wachtlijst, als nummer 2", {}),
        RequestState.COURSE: ("eerst de cursus, dan een plek", {}),
        RequestState.ASKED: (f"{manager.full_name} zegt ja of nee", {"approver": manager}),
    }
    told = {}
    for minutes, (state, (words, fields)) in enumerate(rows.items(), start=1):
        made = licensed(seats=3)
        if state == RequestState.WAITING:
            request(of=made, state=state)
        request(of=made, person=reader, state=state, minutes=minutes, **fields)
        told[made.name] = (words, state == RequestState.GIVEN)
    request(of=licensed(status=ToolStatus.REVIEW), person=reader)
    request(of=licensed(), person=reader, state=RequestState.RETURNED)
    with translation.override("nl"):
        stands = sign_in(reader).get("/").context["home"].stands
    assert {each.label: (each.text, each.is_done) for each in stands} == told
