"""Two people at one passage see each other, and put their texts together without losing a word."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from common.clock import now
from common.prose import normalised
from people.choices import Role
from people.models import Person
from portal.embedded.ports import free_port
from strategy import services
from strategy.errors import ClauseText
from strategy.forms import ClauseForm
from strategy.models import Clause
from strategy.rules import merging, presence
from strategy.rules.comparing import Kind, pieces_of
from strategy.rules.merging import Side
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.strategy.builders import NOW, add_clause, draft, publish

SignIn = Callable[[Person], Client]
SHOWN = ClauseText("Mensen eerst", "People first", "Een mens beslist.", "A person decides.")
TEXTS = st.builds(ClauseText, *[st.text("ab \n", max_size=6)] * 4)


@pytest.fixture
def clause(programme_lead: Person) -> Clause:
    return add_clause(draft(actor=programme_lead, clauses=0), actor=programme_lead, content=SHOWN)


@pytest.fixture
def anna() -> Person:
    return employee(first_name="Anna", last_name="Bos", roles=[Role.PROGRAMME_OFFICE])


def edit(clause: Clause) -> str:
    return reverse("strategy:clause_edit", args=[clause.public_id])


def here(clause: Clause) -> str:
    return reverse("strategy:clause_here", args=[clause.public_id])


def two(one: Person, other: Person) -> tuple[Client, Client]:
    """Two people, each in a browser of their own."""
    first, second = Client(), Client()
    first.force_login(one)
    second.force_login(other)
    return first, second


def sent(form: ClauseForm, **changes: str) -> dict[str, object]:
    """What a browser sends of a form that it shows, with what somebody typed since."""
    return {name: form[name].value() or [] for name in form.fields} | changes


def save(clause: Clause, text: ClauseText, *, actor: Person) -> None:
    services.save_clause(
        clause_id=clause.pk, edition=Clause.objects.get(pk=clause.pk).edition, text=text, pillar="vision",
        change="material", actor=actor, now=now(),
    )  # fmt: skip


# --- seeing each other -----------------------------------------------------------------------------------------------
def test_others_are_told_from_oneself_the_longest_first_and_nonsense_is_nobody() -> None:
    since = {
        1: "2026-11-20T10:00:00+00:00",
        2: "2026-11-20T09:00:00+00:00",
        3: "gisteren",
        4: "2026-11-20T08:00:00+00:00",
    }
    found = presence.others(since, 4)
    assert [person for person, _at in found] == [2, 1]
    assert found[0][1] == datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_two_at_one_passage_see_each_other_and_not_themselves(
    clause: Clause, programme_lead: Person, anna: Person
) -> None:
    first, second = two(anna, programme_lead)
    assert "hier ook" not in first.get(edit(clause)).content.decode()
    page = second.get(edit(clause)).content.decode()
    assert f"{anna.full_name} schrijft hier ook" in page
    assert f"{programme_lead.full_name} schrijft hier ook" not in page
    answer = first.post(here(clause), {"edition": "1", "shown": "0"})
    assert f"{programme_lead.full_name} schrijft hier ook" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_page_that_shows_it_already_gets_no_answer(sign_in: SignIn, clause: Clause, programme_lead: Person) -> None:
    client = sign_in(programme_lead)
    shown = client.get(edit(clause)).context["here"]["shown"]
    assert client.post(here(clause), {"edition": "1", "shown": shown}).status_code == 204


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_who_saved_is_gone_at_once_and_the_other_reads_when_they_saved(
    clause: Clause, programme_lead: Person, anna: Person
) -> None:
    first, second = two(anna, programme_lead)
    form = first.get(edit(clause)).context["form"]
    second.get(edit(clause))
    assert first.post(edit(clause), sent(form, text_nl="Een mens beslist altijd.")).status_code == 302
    answer = second.post(here(clause), {"edition": "1", "shown": ""}).content.decode()
    assert "schrijft hier ook" not in answer
    assert f"{anna.full_name} sloeg deze passage om" in answer
    assert 'name="look"' in answer


@pytest.mark.django_db
def test_who_says_nothing_for_a_minute_is_gone(clause: Clause, programme_lead: Person, anna: Person) -> None:
    services.note_here(clause=clause, actor=anna, now=NOW)
    assert [each.person for each in services.note_here(clause=clause, actor=programme_lead, now=NOW)] == [anna]
    key = f"clause:{clause.public_id}:{anna.pk}"
    cache = caches["presence"]
    left = cache._cache.get_client(key).ttl(cache.make_key(key))  # type: ignore[attr-defined]
    assert 0 < left <= presence.GONE_AFTER.total_seconds()
    assert str(cache.get(key)) == NOW.isoformat(), "a moment, and nothing of a person"


@pytest.mark.django_db
def test_since_is_when_somebody_opened_it_and_not_when_they_last_said_so(
    clause: Clause, programme_lead: Person, anna: Person
) -> None:
    services.note_here(clause=clause, actor=anna, now=NOW)
    services.note_here(clause=clause, actor=anna, now=NOW + timedelta(seconds=45))
    (writer,) = services.note_here(clause=clause, actor=programme_lead, now=NOW + timedelta(seconds=50))
    assert writer.since == NOW


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_without_redis_nobody_is_seen_and_the_passage_is_saved(
    sign_in: SignIn, clause: Clause, programme_lead: Person, settings: Settings
) -> None:
    gone = settings.CACHES["presence"] | {"LOCATION": f"redis://127.0.0.1:{free_port()}/0"}
    settings.CACHES = settings.CACHES | {"presence": gone}
    client = sign_in(programme_lead)
    page = client.get(edit(clause))
    assert page.status_code == 200
    assert client.post(here(clause), {"edition": "1", "shown": ""}).status_code == 200
    assert client.post(edit(clause), sent(page.context["form"], text_nl="Anders.")).status_code == 302


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_page_hears_that_its_passage_is_taken_out_or_published(
    sign_in: SignIn, clause: Clause, programme_lead: Person
) -> None:
    client = sign_in(programme_lead)
    other = add_clause(clause.version, actor=programme_lead)
    services.remove_clause(clause_id=other.pk, actor=programme_lead, now=NOW)
    assert "uit het concept gehaald" in client.post(here(other), {"edition": "1", "shown": ""}).content.decode()
    publish(clause.version, actor=programme_lead)
    assert "intussen gepubliceerd" in client.post(here(clause), {"edition": "1", "shown": ""}).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_colleague_is_not_noted(sign_in: SignIn, clause: Clause, colleague: Person) -> None:
    assert sign_in(colleague).post(here(clause), {"edition": "1"}).status_code == 403


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_writing_a_passage_takes_a_fixed_number_of_queries(
    sign_in: SignIn, clause: Clause, programme_lead: Person
) -> None:
    client = sign_in(programme_lead)
    with query_count(__file__, "strategy:clause_edit"):
        client.get(edit(clause))
    with query_count(__file__, "strategy:clause_here"):
        client.post(here(clause), {"edition": "1", "shown": ""})


# --- putting both together -------------------------------------------------------------------------------------------
def test_each_field_knows_who_left_it_alone() -> None:
    seen = merging.seen_of(SHOWN)
    kept = replace(SHOWN, title_nl="Hun titel", text_nl="Hun tekst.")
    typed = replace(SHOWN, text_nl="Mijn tekst.", text_en="My text.")
    assert {each.name: each.side for each in merging.merged(seen, kept, typed)} == {
        "title_nl": Side.THEIRS, "text_nl": Side.BOTH, "text_en": Side.MINE,
    }  # fmt: skip


@pytest.mark.parametrize("seen", ["", "nonsense", "[]", "null", '{"title_nl": 3}'])
def test_where_it_is_not_known_what_was_shown_both_count_as_written(seen: str) -> None:
    kept, typed = replace(SHOWN, title_nl="Hun titel"), replace(SHOWN, text_nl="Mijn tekst.")
    assert {each.side for each in merging.merged(seen, kept, typed)} == {Side.BOTH}


@given(TEXTS, TEXTS, TEXTS)
def test_no_mixture_of_three_texts_loses_what_somebody_wrote(
    shown: ClauseText, kept: ClauseText, typed: ClauseText
) -> None:
    fields = {each.name: each for each in merging.merged(merging.seen_of(shown), kept, typed)}
    for name in ClauseText.__slots__:
        before, theirs, mine = (normalised(getattr(text, name)) for text in (shown, kept, typed))
        if name not in fields:
            assert theirs == mine
            continue
        field = fields[name]
        if field.side == Side.THEIRS:
            assert mine == before
        elif field.side == Side.MINE:
            assert theirs == before
        else:
            assert before not in {theirs, mine}
        assert "".join(piece.text for piece in field.pieces if piece.kind != Kind.NEW) == field.theirs
        assert "".join(piece.text for piece in field.pieces if piece.kind != Kind.GONE) == field.mine


def test_what_a_form_carries_is_short() -> None:
    long = ClauseText(*["woord " * 3000] * 4)
    assert len(merging.seen_of(long)) < 400
    assert set(json.loads(merging.seen_of(long))) == set(ClauseText.__slots__)


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(
    ("choice", "typed", "kept"),
    [
        ("theirs", "Mijn tekst.", "Hun tekst."),
        ("mine", "Mijn tekst.", "Mijn tekst."),
        ("mine", "Hun tekst. Mijn tekst.", "Hun tekst. Mijn tekst."),
    ],
)
def test_writer_takes_theirs_or_ones_own_or_puts_both_together(  # noqa: PLR0917 - three ways
    sign_in: SignIn, clause: Clause, programme_lead: Person, anna: Person, choice: str, typed: str, kept: str
) -> None:
    client = sign_in(programme_lead)
    form = client.get(edit(clause)).context["form"]
    save(clause, replace(SHOWN, text_nl="Hun tekst.", title_en="Their title"), actor=anna)
    page = client.post(edit(clause), sent(form, text_nl="Mijn tekst."))
    assert page.status_code == 409
    form = page.context["form"]
    assert [field.name for field, _bound in form.to_choose] == ["text_nl"]
    assert [field.name for field, _bound in form.settled] == ["title_en"]
    assert form["title_en"].value() == "Their title"
    assert form["text_nl"].value() == "Mijn tekst."
    answer = client.post(edit(clause), sent(form, text_nl=typed, take_text_nl=choice))
    assert answer.status_code == 302
    row = Clause.objects.get(pk=clause.pk)
    assert (row.text_nl, row.title_en) == (kept, "Their title")


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_third_one_who_saves_meanwhile_is_not_overwritten_either(
    sign_in: SignIn, clause: Clause, programme_lead: Person, anna: Person
) -> None:
    client = sign_in(programme_lead)
    form = client.get(edit(clause)).context["form"]
    save(clause, replace(SHOWN, text_nl="Hun tekst."), actor=anna)
    form = client.post(edit(clause), sent(form, text_nl="Mijn tekst.", text_en="My text.")).context["form"]
    save(clause, replace(SHOWN, text_nl="Weer anders."), actor=anna)
    page = client.post(edit(clause), sent(form, take_text_nl="theirs"))
    assert page.status_code == 409
    form = page.context["form"]
    assert (form["text_nl"].value(), form["text_en"].value()) == ("Weer anders.", "My text.")
    assert Clause.objects.get(pk=clause.pk).text_nl == "Weer anders."


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_looking_at_both_texts_saves_nothing_and_keeps_what_was_typed(
    sign_in: SignIn, clause: Clause, programme_lead: Person, anna: Person
) -> None:
    client = sign_in(programme_lead)
    form = client.get(edit(clause)).context["form"]
    same = client.post(edit(clause), sent(form, text_nl="Mijn tekst.", look="yes"))
    assert (same.status_code, same.context["form"]["text_nl"].value()) == (200, "Mijn tekst.")
    save(clause, replace(SHOWN, text_nl="Hun tekst."), actor=anna)
    page = client.post(edit(clause), sent(form, text_nl="Mijn tekst.", look="yes"))
    assert page.status_code == 409
    assert page.context["form"]["text_nl"].value() == "Mijn tekst."
    assert Clause.objects.get(pk=clause.pk).text_nl == "Hun tekst."


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_two_megabytes_of_paste_are_refused_with_their_length_and_stay_in_the_form(
    sign_in: SignIn, clause: Clause, programme_lead: Person
) -> None:
    client = sign_in(programme_lead)
    form = client.get(edit(clause)).context["form"]
    paste = "lang " * 400_000 + "einde"
    page = client.post(edit(clause), sent(form, text_nl=paste))
    assert page.status_code == 422
    shown = page.content.decode()
    assert "2000005" in shown
    assert "lang einde</textarea>" in shown
    assert Clause.objects.get(pk=clause.pk).text_nl == SHOWN.text_nl


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("extra", [{}, {"look": "yes"}])
def test_two_megabytes_upon_the_save_of_another_are_not_compared_and_not_lost(
    sign_in: SignIn, clause: Clause, programme_lead: Person, anna: Person, extra: dict[str, str]
) -> None:
    client = sign_in(programme_lead)
    form = client.get(edit(clause)).context["form"]
    save(clause, replace(SHOWN, text_nl="Hun tekst."), actor=anna)
    page = client.post(edit(clause), sent(form, text_nl="x\n" * 1_000_000 + "einde", **extra))
    assert page.status_code == 422
    assert "einde</textarea>" in page.content.decode()
    assert Clause.objects.get(pk=clause.pk).text_nl == "Hun tekst."


def test_as_many_lines_as_fit_are_compared_in_seconds() -> None:
    before, after = "x\n" * 10_000, "x\n" * 9_000 + "y\n" * 1_000
    began = time.monotonic()
    pieces = pieces_of(before, after)
    assert time.monotonic() - began < 5
    assert "".join(piece.text for piece in pieces if piece.kind != Kind.GONE) == after


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_what_was_typed_at_a_passage_that_was_taken_out_comes_back_as_a_new_one(
    sign_in: SignIn, clause: Clause, programme_lead: Person
) -> None:
    client = sign_in(programme_lead)
    form = client.get(edit(clause)).context["form"]
    services.remove_clause(clause_id=clause.pk, actor=programme_lead, now=NOW)
    page = client.post(edit(clause), sent(form, text_nl="Mijn tekst."))
    assert page.status_code == 409
    assert "Mijn tekst.</textarea>" in page.content.decode()
    create = reverse("strategy:clause_create", args=[clause.version.public_id])
    assert f'action="{create}"' in page.content.decode()
    assert client.post(create, sent(page.context["form"])).status_code == 302
    assert Clause.objects.get().text_nl == "Mijn tekst."
    assert client.post(edit(clause), {"version": "nonsense"}).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_second_writer_reads_for_whom_the_first_made_it_before_saving_over_that(
    clause: Clause, programme_lead: Person, anna: Person
) -> None:
    first, second = two(anna, programme_lead)
    late = sent(second.get(edit(clause)).context["form"], text_nl="Iets anders.")
    answer = first.post(
        edit(clause),
        sent(first.get(edit(clause)).context["form"]) | {"function_groups": ["manager"], "aspect": "learn"},
    )
    assert answer.status_code == 302
    page = second.post(edit(clause), late)
    assert page.status_code == 409
    form = page.context["form"]
    assert (form.other_readers, form.other_aspect) == ("Leidinggevenden", "Wat ik moet leren")
    assert "Leidinggevenden" in page.content.decode().partition("clause-form")[2]
    clause.refresh_from_db()
    assert clause.function_groups == ["manager"]
