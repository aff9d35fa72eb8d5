"""One search: what fits, with typing errors and in both languages, and nothing that the reader may not see."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from common.clock import now
from common.finding import MOST_WORDS, Hit, fits, snippet, tolerant, words_of
from people.choices import Role
from people.models import Person
from portal.search import FEW, search
from strategy import services as strategy
from strategy.choices import DocumentKind
from strategy.errors import ClauseText
from strategy.models import Document, Version
from tests.people.builders import employee
from tests.pilots.builders import idea
from tests.query_counts import query_count
from tests.strategy.builders import add_clause, draft, next_draft, objective, publish
from tests.tools.builders import request, tool
from tests.training.builders import course, enrolment, session
from tools.choices import RequestState
from tools.models import Tool

SignIn = Callable[[Person], Client]
pytestmark = pytest.mark.django_db
TEXT = ClauseText(
    "Cliënten praten mee",
    "Clients have a say",
    "Bij elke toepassing vragen we de **cliëntenraad** om advies.",
    "For each application we ask the client council for advice.",
)


def titles(person: Person, text: str, kind: str = "") -> dict[str, list[str]]:
    found = search(person, text, now=now())
    return {hits.kind: [str(hit.title) for hit in hits.hits] for hits in found.kinds if not kind or hits.kind == kind}


def hits(person: Person, text: str) -> list[Hit]:
    return [hit for kind in search(person, text, now=now()).kinds for hit in kind.hits]


@pytest.fixture
def full(programme_lead: Person, colleague: Person) -> dict[str, Any]:
    """One of each kind that is about clients or summaries."""
    version = draft(actor=programme_lead, clauses=0)
    add_clause(version, actor=programme_lead, content=TEXT)
    seat = session(
        of=course(title_nl="Veilig samenvatten", title_en="Summarise safely"), starts_at=now() + timedelta(days=20)
    )
    return {
        "version": publish(version, actor=programme_lead),
        "objective": objective(title_nl="Cliënten merken het verschil", title_en="Clients notice the difference"),
        "tool": tool(name="Samenvatter", purpose_nl="Verslagen samenvatten", purpose_en="Summarise reports"),
        "seat": enrolment(person=colleague, session=seat),
        "pilot": idea(owner=colleague, title="Gesprekken samenvatten in de wijk"),
    }


def test_every_kind_is_found_by_what_it_says(full: dict[str, Any], colleague: Person) -> None:
    found = titles(colleague, "samenvatten")
    assert set(found) == {"tools", "courses", "sessions", "mine", "pilots"}
    assert set(titles(colleague, "cliënten")) == {"passages", "objectives"}
    assert set(titles(colleague, "cliëntenraad")) >= {"passages"}


@pytest.mark.parametrize("typed", ["samenvaten", "SAMENVATTEN", "samnevatten", "samenvatten wijk", "wijk samenvaten"])
def test_typing_error_and_order_are_no_problem(full: dict[str, Any], colleague: Person, typed: str) -> None:
    assert titles(colleague, typed)["pilots"] == ["Gesprekken samenvatten in de wijk"]


@pytest.mark.parametrize("typed", ["clienten", "cliënten", "clients", "cliets", "Cliënten praten"])
def test_both_languages_and_left_out_accents_are_found(full: dict[str, Any], colleague: Person, typed: str) -> None:
    assert titles(colleague, typed)["passages"] == ["Cliënten praten mee"]


@pytest.mark.parametrize("typed", ["", "   ", "...", "zeppelin", "samenvatten zeppelin", "%", "_", "\\", "'; drop"])
def test_what_does_not_fit_is_not_found(full: dict[str, Any], colleague: Person, typed: str) -> None:
    assert titles(colleague, typed) == {}


def test_what_begins_with_the_words_stands_first(colleague: Person, programme_lead: Person) -> None:
    for name in ("Een plan met rooster erin", "Roosterhulp", "Hulp bij het rooster"):
        tool(name=name)
    assert titles(colleague, "rooster")["tools"][0] == "Roosterhulp"


def test_lists_are_as_tolerant_as_the_search(sign_in: SignIn, full: dict[str, Any], colleague: Person) -> None:
    """Seven of twelve letter groups fit: PostgreSQL by itself asks for more of them."""
    client = sign_in(colleague)
    assert "Samenvatter" in client.get(reverse("tools:tool_list"), {"text": "smenvaten"}).content.decode()
    assert "Veilig samenvatten" in client.get(reverse("training:course_list"), {"text": "smenvaten"}).content.decode()
    assert set(titles(colleague, "smenvaten")) >= {"tools", "courses"}


# --- what the reader may see ----------------------------------------------------------------------------------------
def test_document_in_force_is_found_by_its_title_and_by_what_the_portal_calls_it(
    colleague: Person, programme_lead: Person
) -> None:
    writing = draft(DocumentKind.HOUSE_RULES, actor=programme_lead)
    Document.objects.update(title_nl="Zo gaan we om met AI", title_en="How we deal with AI")
    assert "documents" not in titles(programme_lead, "spelregels")
    publish(writing, actor=programme_lead)
    for typed in ("spelregels", "spelregls", "house rules", "Zo gaan we om", "how we deal"):
        (hit,) = [each for each in hits(colleague, typed) if each.url == reverse("strategy:house_rules")]
        assert str(hit.title) == "Zo gaan we om met AI"
    publish(next_draft(Version.objects.get(), actor=programme_lead), actor=programme_lead)
    assert titles(colleague, "spelregels")["documents"] == ["Zo gaan we om met AI"]
    assert "documents" not in titles(colleague, "strategie")


def test_drafts_and_older_versions_are_not_found(
    full: dict[str, Any], colleague: Person, programme_lead: Person
) -> None:
    second = next_draft(full["version"], actor=programme_lead)
    clause = second.clauses.get()
    strategy.save_clause(
        clause_id=clause.pk, edition=1, text=ClauseText("Zeppelin", "Airship", "a", "b"), pillar=clause.pillar,
        change="material", actor=programme_lead, now=now(),
    )  # fmt: skip
    assert titles(programme_lead, "zeppelin") == {}
    publish(second, actor=programme_lead)
    assert titles(colleague, "zeppelin")["passages"] == ["Zeppelin"]
    assert "passages" not in titles(colleague, "cliëntenraad")


def test_course_that_is_not_in_the_catalogue_and_its_sessions_are_not_found(colleague: Person) -> None:
    hidden = course(title_nl="Zeppelin vliegen", published=False)
    session(of=hidden, starts_at=now() + timedelta(days=5))
    assert titles(colleague, "zeppelin") == {}


def test_own_enrolments_are_found_by_nobody_else(full: dict[str, Any], colleague: Person, hr: Person) -> None:
    assert "mine" in titles(colleague, "samenvatten")
    for other in (hr, employee(roles=[Role.ADMINISTRATOR])):
        assert "mine" not in titles(other, "samenvatten")


def test_own_seats_and_requests_of_tools_are_found_by_nobody_else(colleague: Person, programme_lead: Person) -> None:
    needs_seat = tool(name="Zeppelinvlieger", seats=1)
    for state, person in (("given", colleague), ("returned", employee())):
        request(of=needs_seat, person=person, state=state)
        assert ("my_tools" in titles(person, "zeppelinvliger")) == (state == "given")
    assert "my_tools" not in titles(programme_lead, "zeppelinvlieger")
    (hit,) = [each for each in hits(colleague, "zeppelinvlieger") if each.url == reverse("tools:my_access")]
    assert hit.note == str(RequestState.GIVEN.label)


def test_every_hit_leads_to_a_page_that_its_finder_may_open(
    sign_in: SignIn, full: dict[str, Any], colleague: Person
) -> None:
    client = sign_in(colleague)
    for hit in [*hits(colleague, "samenvatten"), *hits(colleague, "cliënten")]:
        assert client.get(hit.url.partition("#")[0]).status_code == 200, hit.url


# --- the page -------------------------------------------------------------------------------------------------------
def test_page_keeps_the_words_and_shows_a_kind_alone(sign_in: SignIn, colleague: Person) -> None:
    for number in range(FEW + 2):
        tool(name=f"Rooster {number}")
    page = sign_in(colleague).get(reverse("search"), {"q": "rooster"}).content.decode()
    assert 'value="rooster"' in page
    assert page.count('<li class="hv-row">') == FEW
    alone = sign_in(colleague).get(reverse("search"), {"q": "rooster", "kind": "tools"}).content.decode()
    assert alone.count('<li class="hv-row">') == FEW + 2
    odd = sign_in(colleague).get(reverse("search"), {"q": "rooster\x00<b>", "kind": "zeppelin"})
    assert odd.status_code == 200
    assert "<b>" not in odd.content.decode().partition("<main")[2]


@pytest.mark.parametrize("number", [3, 30])
def test_search_asks_the_same_for_any_number_of_things(sign_in: SignIn, colleague: Person, number: int) -> None:
    version_office = employee(roles=[Role.PROGRAMME_OFFICE])
    version = draft(actor=version_office, clauses=0)
    for place in range(number):
        words = ClauseText(f"Rooster {place}", f"Roster {place}", "Tekst.", "Text.")
        add_clause(version, actor=version_office, content=words)
        tool(name=f"Rooster {place}")
        seat = session(of=course(title_nl=f"Rooster {place}"), starts_at=now() + timedelta(days=5))
        enrolment(person=colleague, session=seat)
        idea(owner=colleague, title=f"Rooster {place}")
    publish(version, actor=version_office)
    client = sign_in(colleague)
    client.get(reverse("search"), {"q": "rooster"})
    with query_count(__file__, "search"):
        client.get(reverse("search"), {"q": "rooster"})


THINGS = ("Roosters", "Brieven", "Notulen", "Verslagen", "Folders", "Recepten", "Facturen", "Vragen", "Protocollen")


@pytest.mark.parametrize("typed", ["roosters", "roostrs", "zeppelin"])
def test_index_is_asked_for_what_stands_in_many_rows_too(typed: str) -> None:
    """By itself PostgreSQL reads all 3,000 tools for a word of a ninth of them, and compares the letters of each."""
    Tool.objects.bulk_create(
        Tool(
            name=f"{THINGS[number % len(THINGS)]} {number}", purpose_nl="Helpt je.",
            status_reason_nl="Nieuw.", created_at=now(),
        )
        for number in range(3000)
    )  # fmt: skip
    with tolerant(), connection.cursor() as cursor:
        cursor.execute("ANALYZE tools_tool")
        query, values = Tool.objects.filter(fits(typed)).query.sql_with_params()
        cursor.execute(f"EXPLAIN {query}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Bitmap Index Scan on tools_tool_search" in plan


# --- pure ----------------------------------------------------------------------------------------------------------
@given(st.text(max_size=300))
def test_any_text_gives_few_words(text: str) -> None:
    assert len(words_of(text)) <= MOST_WORDS


def test_snippet_shows_where_the_word_stands() -> None:
    text = "lang verhaal " * 40 + "met een zeppelin erin " + "en nog meer " * 40
    piece = snippet(text, "zeppelin")
    assert "zeppelin" in piece
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert len(piece) < 170
    assert snippet("kort", "niets") == "kort"
