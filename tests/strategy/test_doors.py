"""A published version cannot be changed, by whatever door somebody comes; the ORM and SQL stand in ``test_frozen``."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.errors import RuleBroken
from common.models import Installation
from people.models import Person
from strategy import services
from strategy.choices import DocumentKind
from strategy.models import Clause, Question, QuestionChoice, Version
from strategy.rules.questions import ChoiceText, QuestionText
from strategy.services.writing import in_order
from tests.strategy.builders import NOW, draft, publish

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
WRITES = ("post", "put", "patch", "delete")


@pytest.fixture
def version(programme_lead: Person) -> Version:
    """A version in force, with a question about its first passage."""
    writing = draft(actor=programme_lead)
    first = writing.clauses.order_by("position")[0]
    choices = [ChoiceText("Ja", "Yes", "Want ja.", "Because."), ChoiceText("Nee", "No", "Want nee.", "Because.")]
    services.save_question(
        clause_id=first.pk, edition=0, text=QuestionText("Stel.", "Suppose.", choices, 0), actor=programme_lead, now=NOW
    )
    return publish(writing, actor=programme_lead)


def whole(version: Version) -> str:
    """Return all that is kept of a version, its passages and its questions, to compare it with itself."""
    rows = [
        list(Version.objects.filter(pk=version.pk).values()),
        list(Clause.objects.filter(version=version).order_by("pk").values()),
        list(Question.objects.filter(clause__version=version).order_by("pk").values()),
        list(QuestionChoice.objects.filter(question__clause__version=version).order_by("pk").values()),
        list(version.reopenings.order_by("pk").values()),
    ]
    return json.dumps(rows, default=str)


def still_its_hash(version: Version) -> bool:
    """Whether the text that is kept is the one under which it was published."""
    clauses = in_order(version)
    return services.hash_of(version, clauses, kind=DocumentKind.STRATEGY) == version.content_hash


def test_no_form_changes_it(version: Version, programme_lead: Person, sign_in: SignIn, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    client, before = sign_in(programme_lead), whole(version)
    clause = version.clauses.order_by("position")[0]
    typed = {"edition": clause.edition, "version": version.public_id, "pillar": clause.pillar, "change": "editorial"}
    typed |= {"title_nl": "Anders", "title_en": "Other", "text_nl": "Anders.", "text_en": "Other."}
    question = {"edition": 1, "situation_nl": "Anders", "text_nl_1": "A", "text_nl_2": "B", "right": 1}
    posts = [
        ("strategy:clause_edit", clause.public_id, typed),
        ("strategy:clause_create", version.public_id, typed),
        ("strategy:clause_move", clause.public_id, {"direction": "down"}),
        ("strategy:clause_remove", clause.public_id, {}),
        ("strategy:question_edit", clause.public_id, question),
        ("strategy:question_remove", clause.public_id, {}),
        ("strategy:version_publish", version.public_id, {}),
        ("strategy:review_ask", version.public_id, {}),
        ("strategy:review_take_back", version.public_id, {"reason": "Toch niet."}),
    ]
    for name, public_id, data in posts:
        answer = client.post(reverse(name, args=[public_id]), data)
        assert answer.status_code < 500, name
        assert whole(version) == before, name
    assert still_its_hash(version)


def test_the_api_has_no_way_to_write_the_strategy(version: Version, client: Client) -> None:
    offered = client.get("/api/v1/openapi.json").json()["paths"]
    writing = [path for path, ways in offered.items() if set(ways) & set(WRITES)]
    assert not [path for path in writing if "strategy" in path or "version" in path or "clause" in path]
    for method in WRITES:
        answer = getattr(client, method)(f"/api/v1/strategy/versions/{version.public_id}")
        assert answer.status_code in {401, 403, 404, 405}
    assert still_its_hash(version)


def test_no_management_command_changes_it(version: Version) -> None:
    """The one command that writes a strategy makes a demo's, and only in an empty or a demo database."""
    before = whole(version)
    assert not Installation.objects.filter(is_demo=True).exists()
    with pytest.raises((CommandError, SystemExit)):
        call_command("seed_demo", people=40, months=1, stdout=StringIO(), stderr=StringIO())
    own = {name for name, app in get_commands().items() if not str(app).startswith(("django", "pgtrigger", "allauth"))}
    assert "seed_demo" in own
    assert whole(version) == before


def test_no_service_changes_it(version: Version, programme_lead: Person) -> None:
    before = whole(version)
    clause = version.clauses.order_by("position")[0]
    who = {"actor": programme_lead, "now": NOW}
    attempts: list[Callable[[], object]] = [
        lambda: services.save_clause(
            clause_id=clause.pk,
            edition=clause.edition,
            text=services.text_of(clause),
            pillar="",
            change="editorial",
            **who,
        ),
        lambda: services.move_clause(clause_id=clause.pk, up=False, **who),
        lambda: services.remove_clause(clause_id=clause.pk, **who),
        lambda: services.remove_question(clause_id=clause.pk, **who),
        lambda: services.publish(version_id=version.pk, **who),
    ]
    for attempt in attempts:
        with pytest.raises(RuleBroken):
            attempt()
        assert whole(version) == before
