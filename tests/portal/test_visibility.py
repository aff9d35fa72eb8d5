"""For every role: what a policy allows, a queryset holds, a page opens, the search finds and the thread shows agree."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

import pilots.policies
import strategy.policies
from common.clock import now
from people.choices import FunctionGroup, Role
from people.models import Person
from pilots.models import Pilot
from portal.search import search
from portal.thread import thread_of_all
from strategy import services as strategies
from strategy.choices import DocumentKind, Pillar
from strategy.models import Objective, Version
from strategy.rules.audiences import ForWhom
from tests.people.builders import employee
from tests.pilots.builders import idea
from tests.strategy.builders import add_clause, draft, next_draft, objective, publish, text, under_review
from tests.tools.builders import tool
from tests.training.builders import course, enrolment, session
from tools.models import Tool
from training.models import Course, Enrolment

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
WORD = "zebravink"
"""A word that stands in everything here and nowhere else."""


@pytest.fixture(autouse=True)
def _at_work(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def house(programme_lead: Person) -> dict[str, models.Model]:
    """Something of each kind in each of its states, all about one word."""
    first = draft(actor=programme_lead, clauses=0)
    for groups in ((), (FunctionGroup.DIRECTOR,)):
        strategies.add_clause(
            version_id=first.pk,
            text=text(f"{WORD} {len(groups)}"),
            pillar=Pillar.VISION,
            change="material",
            actor=programme_lead,
            now=now(),
            for_whom=ForWhom(groups),
        )
    publish(first, actor=programme_lead, now=now())
    second = publish(next_draft(first, actor=programme_lead), actor=programme_lead, now=now())
    writing = next_draft(second, actor=programme_lead)
    add_clause(writing, actor=programme_lead, content=text(f"{WORD} concept"))
    rules = draft(DocumentKind.HOUSE_RULES, actor=programme_lead, clauses=0)
    add_clause(rules, actor=programme_lead, content=text(f"{WORD} regel"), pillar="")
    under_review(rules, actor=programme_lead)
    gone = objective(title_nl=f"{WORD} voorbij")
    strategies.archive_objective(objective_id=gone.pk, actor=programme_lead, now=now(), reason="Vervallen.")
    tool(name=f"{WORD} weg", archived_at=now())
    dropped = course(title=f"{WORD} weg", archived_at=now() - timedelta(days=1))
    ahead = session(of=course(title=f"{WORD} cursus"), starts_at=now() + timedelta(days=20))
    return {
        "kept": objective(title_nl=f"{WORD} doel"),
        "tool": tool(name=f"{WORD} tool"),
        "draft course": course(title=f"{WORD} concept", published=False),
        "dropped course": dropped,
        "somebody's seat": enrolment(person=employee(), session=ahead),
        "pilot": idea(owner=employee(), title=f"{WORD} pilot"),
    }


READERS: dict[str, Callable[[], Person]] = {
    **{role: (lambda role=role: employee(roles=[role])) for role in Role.values},
    "manager": lambda: employee(function_group=FunctionGroup.MANAGER),
    "director": lambda: employee(function_group=FunctionGroup.DIRECTOR),
}


def opened(client: Client, name: str, rows: models.QuerySet[models.Model]) -> set[UUID]:
    """Return which rows the page at this address shows to who is signed in."""
    ids = rows.values_list("public_id", flat=True)
    return {each for each in ids if client.get(reverse(name, args=[each])).status_code == 200}


def found(person: Person, client: Client) -> Mapping[str, set[str]]:
    """Return the addresses that the search gives by kind, each of which has to open."""
    kinds = {hits.kind: {hit.url for hit in hits.hits} for hits in search(person, WORD, now=now()).kinds}
    for url in {url.partition("#")[0] for urls in kinds.values() for url in urls}:
        assert client.get(url).status_code == 200, url
    return kinds


def addresses(name: str, ids: set[UUID]) -> set[str]:
    return {reverse(name, args=[each]) for each in ids}


def ids_of(rows: models.QuerySet[models.Model]) -> set[UUID]:
    return set(rows.values_list("public_id", flat=True))


@pytest.mark.parametrize("role", READERS)
def test_policy_queryset_page_search_and_thread_agree(
    role: str, house: Mapping[str, models.Model], sign_in: SignIn
) -> None:
    reader = READERS[role]()
    client, hits = sign_in(reader), None
    hits = found(reader, client)

    versions = ids_of(Version.objects.visible_to(reader))
    assert versions == {
        each.public_id for each in Version.objects.all() if strategy.policies.can_see_version(reader, each)
    }
    assert versions == opened(client, "strategy:version", Version.objects.all())
    in_force = Version.objects.get(state="published")
    assert hits["passages"] == {
        f"{reverse('strategy:overview')}#{key}" for key in in_force.clauses.values_list("key", flat=True)
    }

    standing = ids_of(Objective.objects.filter(archived_at__isnull=True))
    assert hits["objectives"] == addresses("strategy:objective", standing)
    assert {each.objective.public_id for each in thread_of_all(now=now()).strands} == standing

    tools = ids_of(Tool.objects.visible_to(reader))
    assert tools == opened(client, "tools:tool_detail", Tool.objects.all())
    assert hits["tools"] == addresses("tools:tool_detail", ids_of(Tool.objects.filter(archived_at__isnull=True)))

    courses = ids_of(Course.objects.visible_to(reader))
    assert courses == opened(client, "training:course_detail", Course.objects.all())
    assert hits["courses"] == addresses("training:course_detail", courses & ids_of(Course.objects.published()))

    seen = ids_of(Pilot.objects.visible_to(reader))
    assert seen == {each.public_id for each in Pilot.objects.all() if pilots.policies.can_see(reader, each)}
    assert seen == opened(client, "pilots:pilot", Pilot.objects.all())
    assert hits["pilots"] == addresses("pilots:pilot", seen)

    enrolments = ids_of(Enrolment.objects.visible_to(reader))
    assert enrolments == opened(client, "training:enrolment_detail", Enrolment.objects.all())
    assert "mine" not in hits, "somebody else's seat is found by its owner only"


@pytest.mark.parametrize("role", [Role.PROGRAMME_OFFICE, Role.BOARD, Role.HR])
def test_the_house_holds_what_only_some_may_see(role: str, house: Mapping[str, models.Model]) -> None:
    """The agreement above would be empty if everybody saw everything."""
    reader, plain = employee(roles=[role]), employee()
    model = Course if role == Role.HR else Version
    assert ids_of(model.objects.visible_to(reader)) > ids_of(model.objects.visible_to(plain))
