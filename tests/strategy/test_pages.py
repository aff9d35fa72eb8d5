"""Pages of the strategy: who sees what, in both languages, and nothing typed is lost."""

import re
import uuid
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from people.choices import FunctionGroup, Role
from people.models import Person
from strategy import selectors, services
from strategy.choices import ReviewKind, VersionState
from strategy.errors import ClauseText
from strategy.models import Acknowledgement, Clause, Objective, Reviewer, Version
from tests.constraints import constraint_names_in
from tests.pages import kept_on
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.strategy.builders import NOW, add_clause, draft, next_draft, objective, publish, published, under_review

SignIn = Callable[[Person], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def address(name: str, *args: object) -> str:
    return reverse(f"strategy:{name}", args=args)


def form_of(clause: Clause, **changes: object) -> dict[str, object]:
    names = ("edition", "pillar", "title_nl", "title_en", "text_nl", "text_en")
    return {name: getattr(clause, name) for name in names} | {"change": "material"} | changes


def test_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(address("overview")).status_code == 302


@pytest.mark.parametrize("name", ["overview", "house_rules", "objective_list"])
def test_empty_installation_says_what_it_waits_for(sign_in: SignIn, colleague: Person, name: str) -> None:
    page = sign_in(colleague).get(address(name))
    assert page.status_code == 200
    assert "hv-empty" in page.content.decode()


def test_reader_sees_the_document_in_their_language(sign_in: SignIn, programme_lead: Person) -> None:
    published(actor=programme_lead)
    dutch = sign_in(employee()).get(address("overview")).content.decode()
    english = sign_in(employee(language="en")).get(address("overview")).content.decode()
    assert "Wij gebruiken AI" in dutch
    assert "Gelezen en begrepen" in dutch
    assert "We use AI" in english
    assert "Read and understood" in english


def test_reader_confirms_and_the_page_says_so(sign_in: SignIn, programme_lead: Person, colleague: Person) -> None:
    version = published(actor=programme_lead)
    client = sign_in(colleague)
    form = {"content_hash": version.content_hash}
    page = client.post(address("acknowledge", version.public_id), form, follow=True).content.decode()
    assert "20 november 2026" in page
    assert Acknowledgement.objects.get().language == "nl"
    assert f'action="{address("acknowledge", version.public_id)}"' not in page


def test_confirming_an_old_text_says_to_read_again(sign_in: SignIn, programme_lead: Person, colleague: Person) -> None:
    version = published(actor=programme_lead)
    page = sign_in(colleague).post(address("acknowledge", version.public_id), {"content_hash": "0" * 64}, follow=True)
    assert "Open de pagina opnieuw" in page.content.decode()
    assert not Acknowledgement.objects.exists()


def test_draft_is_not_there_for_a_colleague(sign_in: SignIn, programme_lead: Person, colleague: Person) -> None:
    version = next_draft(published(actor=programme_lead), actor=programme_lead)
    client = sign_in(colleague)
    assert client.get(address("version", version.public_id)).status_code == 404
    assert client.get(address("draft_edit", version.public_id)).status_code == 403
    assert client.post(address("preview", "nl"), {"text_nl": "x"}).status_code == 403


def test_board_reads_a_draft_but_does_not_write_it(
    sign_in: SignIn, programme_lead: Person, board_member: Person
) -> None:
    version = draft(actor=programme_lead)
    client = sign_in(board_member)
    assert client.get(address("version", version.public_id)).status_code == 200
    assert client.post(address("version_publish", version.public_id)).status_code == 403


def test_office_begins_writes_and_publishes_in_the_browser(
    sign_in: SignIn, programme_lead: Person, board_member: Person
) -> None:
    client = sign_in(programme_lead)
    titles = {"kind": "strategy", "title_nl": "Onze koers", "title_en": "Our course", "start": "empty"}
    made = client.post(address("document_create"), titles)
    version = Version.objects.get()
    assert made.headers["Location"] == address("draft_edit", version.public_id)
    passage = {
        "pillar": "vision", "title_nl": "Mensen eerst", "title_en": "", "text_nl": "Altijd.", "text_en": "",
        "change": "material",
    }  # fmt: skip
    client.post(address("clause_create", version.public_id), passage)
    refusal = client.post(address("review_ask", version.public_id), {"decide": [board_member.public_id]})
    assert refusal.status_code == 422
    assert "Mensen eerst" in refusal.content.decode()
    clause = Clause.objects.get()
    client.post(address("clause_edit", clause.public_id), form_of(clause, title_en="People first", text_en="Always."))
    client.post(address("review_ask", version.public_id), {"decide": [board_member.public_id]})
    (asked,) = Reviewer.objects.all()
    given = {"outcome": "agreed", "text_hash": asked.review.text_hash}
    sign_in(board_member).post(address("review_answer", asked.public_id), given)
    client = sign_in(programme_lead)
    client.post(address("version_publish", version.public_id))
    assert Version.objects.get().state == VersionState.PUBLISHED


def test_conflict_shows_both_texts_and_the_next_save_wins(sign_in: SignIn, programme_lead: Person) -> None:
    clause = add_clause(draft(actor=programme_lead), actor=programme_lead)
    services.save_clause(
        clause_id=clause.pk, edition=1, text=ClauseText("Hun titel", "Their title", "Hun tekst", "Their text"),
        pillar="vision", change="material", actor=programme_lead, now=NOW,
    )  # fmt: skip
    client = sign_in(programme_lead)
    page = client.post(address("clause_edit", clause.public_id), form_of(clause, text_nl="Mijn tekst"))
    shown = page.content.decode()
    assert page.status_code == 409
    assert "Hun tekst" in shown
    assert "Mijn tekst" in shown
    edition = re.search(r'name="edition" value="(\d+)"', shown)
    assert edition is not None
    again = form_of(clause, text_nl="Samen", edition=edition[1])
    assert client.post(address("clause_edit", clause.public_id), again).status_code == 302
    assert Clause.objects.get(pk=clause.pk).text_nl == "Samen"


def test_what_was_typed_while_somebody_published_goes_into_the_next_draft(
    sign_in: SignIn, programme_lead: Person
) -> None:
    version = draft(actor=programme_lead)
    clause = version.clauses.order_by("position")[0]
    client = sign_in(programme_lead)
    publish(version, actor=employee(roles=[Role.PROGRAMME_OFFICE]))
    form = form_of(clause, text_nl="Wat ik aan het typen was.")
    late = client.post(address("clause_edit", clause.public_id), form)
    assert late.status_code == 409
    assert "Wat ik aan het typen was." in late.content.decode()
    assert "into_next" in late.content.decode()
    client.post(address("clause_edit", clause.public_id), form | {"into_next": "yes"})
    kept = Clause.objects.exclude(version=version).get(key=clause.key)
    assert (kept.text_nl, kept.version.state) == ("Wat ik aan het typen was.", VersionState.DRAFT)
    clause.refresh_from_db()
    assert clause.text_nl != kept.text_nl


def test_passage_that_is_new_while_somebody_published_goes_into_the_next_draft(
    sign_in: SignIn, programme_lead: Person
) -> None:
    version = draft(actor=programme_lead)
    client = sign_in(programme_lead)
    publish(version, actor=programme_lead)
    form = {"pillar": "vision", "title_nl": "Nieuw", "title_en": "New", "text_nl": "Ja.", "text_en": "Yes."}
    late = client.post(address("clause_create", version.public_id), form | {"change": "material"})
    assert late.status_code == 409
    assert 'value="Nieuw"' in late.content.decode()
    client.post(address("clause_create", version.public_id), form | {"change": "material", "into_next": "yes"})
    assert Clause.objects.get(title_nl="Nieuw").version.number == 2


def test_text_that_meets_another_in_the_next_draft_shows_both(sign_in: SignIn, programme_lead: Person) -> None:
    version = published(actor=programme_lead)
    clause = version.clauses.order_by("position")[0]
    other = next_draft(version, actor=programme_lead).clauses.get(key=clause.key)
    Clause.objects.filter(pk=other.pk).update(text_nl="Van een ander.", edition=2)
    form = form_of(clause, text_nl="Van mij.", into_next="yes")
    page = sign_in(programme_lead).post(address("clause_edit", clause.public_id), form)
    assert page.status_code == 409
    assert "Van een ander." in page.content.decode()
    assert "Van mij." in page.content.decode()
    assert f'action="{address("clause_edit", other.public_id)}"' in page.content.decode()


@pytest.mark.parametrize("name", ["clause_move", "clause_remove"])
def test_moving_in_what_was_published_meanwhile_changes_nothing(
    sign_in: SignIn, programme_lead: Person, name: str
) -> None:
    version = published(actor=programme_lead, clauses=6)
    clause = version.clauses.order_by("position")[1]
    page = sign_in(programme_lead).post(address(name, clause.public_id), {"direction": "up"}, follow=True)
    assert page.redirect_chain == [(address("overview"), 302)]
    assert "intussen" in page.content.decode()
    assert version.clauses.count() == 6


def test_moved_passage_keeps_the_focus_and_says_its_place(sign_in: SignIn, programme_lead: Person) -> None:
    version = draft(actor=programme_lead, clauses=0)
    one, two = (add_clause(version, actor=programme_lead) for _each in range(2))
    page = sign_in(programme_lead).post(address("clause_move", two.public_id), {"direction": "up"}, follow=True)
    words = page.content.decode()
    assert f'id="down-{two.public_id}" name="direction" value="down" type="submit" data-focus' in words
    assert "#" not in page.redirect_chain[0][0], "a fragment would take the focus away"
    assert f'id="up-{one.public_id}"' in words
    assert "1 van 2" in words


def test_page_to_ask_says_what_is_missing_and_who_reads_twice(sign_in: SignIn, programme_lead: Person) -> None:
    version = next_draft(published(actor=programme_lead), actor=programme_lead)
    add_clause(version, actor=programme_lead, content=ClauseText("Alleen Nederlands", "", "Tekst.", ""))
    client = sign_in(programme_lead)
    assert client.get(address("version_publish", version.public_id)).headers["Location"] == address(
        "review_ask", version.public_id
    )
    page = client.get(address("review_ask", version.public_id)).content.decode()
    assert 'name="decide"' not in page
    assert "Alleen Nederlands" in page
    assert "Engels" in page
    assert "Iedereen zou twee keer lezen" in page


def test_page_to_ask_does_not_say_everyone_where_one_function_group_reads_twice(
    sign_in: SignIn, programme_lead: Person
) -> None:
    version = next_draft(published(actor=programme_lead), actor=programme_lead)
    clause = add_clause(version, actor=programme_lead)
    Clause.objects.filter(pk=clause.pk).update(function_groups=[FunctionGroup.MANAGER])
    page = sign_in(programme_lead).get(address("review_ask", version.public_id)).content.decode()
    assert "Zij zouden twee keer lezen" in page
    assert "Iedereen zou" not in page


@pytest.mark.parametrize(
    ("groups", "said"),
    [(None, "geldt nog niet"), ([], "iedereen"), ([FunctionGroup.MANAGER], "Leidinggevenden")],
)
def test_taking_a_passage_out_says_who_reads_again(
    sign_in: SignIn, programme_lead: Person, groups: list[str] | None, said: str
) -> None:
    first = draft(actor=programme_lead)
    if groups:
        first.clauses.update(function_groups=groups)
    version = next_draft(publish(first, actor=programme_lead), actor=programme_lead)
    clause = version.clauses.first() if groups is not None else add_clause(version, actor=programme_lead)
    assert clause is not None
    page = sign_in(programme_lead).get(address("clause_remove", clause.public_id)).content.decode()
    text = page.partition("dan weg.")[2].partition("</p>")[0]
    assert said in text
    assert [other for other in ("geldt nog niet", "iedereen", "Leidinggevenden") if other in text] == [said]


def test_office_reads_who_sees_the_draft_before_it_begins(sign_in: SignIn, programme_lead: Person) -> None:
    page = sign_in(programme_lead).get(address("overview")).content.decode()
    assert "het bestuur zien het concept" in page


def test_too_long_a_paste_is_said_and_stays_in_the_form(sign_in: SignIn, programme_lead: Person) -> None:
    clause = add_clause(draft(actor=programme_lead), actor=programme_lead)
    page = sign_in(programme_lead).post(
        address("clause_edit", clause.public_id), form_of(clause, text_nl="lang " * 10_000)
    )
    assert page.status_code == 422
    assert "lang lang" in page.content.decode()


def test_preview_is_clean_html(sign_in: SignIn, programme_lead: Person) -> None:
    client = sign_in(programme_lead)
    page = client.post(address("preview", "nl"), {"text_nl": "**Ja** <script>alert(1)</script>"})
    assert "<strong>Ja</strong>" in page.content.decode()
    assert "<script>" not in page.content.decode()
    assert client.post(address("preview", "de"), {}).status_code == 404


def test_nul_and_odd_ids_are_no_errors(sign_in: SignIn, programme_lead: Person) -> None:
    clause = add_clause(draft(actor=programme_lead), actor=programme_lead)
    client = sign_in(programme_lead)
    page = client.post(address("clause_edit", clause.public_id), form_of(clause, text_nl="a\x00b", edition="x"))
    assert page.status_code == 422
    assert client.get(address("objective", uuid.uuid4())).status_code == 404


def test_wrong_verb_is_refused(sign_in: SignIn, programme_lead: Person) -> None:
    version = published(actor=programme_lead)
    client = sign_in(programme_lead)
    assert client.get(address("acknowledge", version.public_id)).status_code == 405
    assert client.post(address("overview")).status_code == 405


def test_objective_is_set_with_a_typed_owner(sign_in: SignIn, board_member: Person) -> None:
    owner = employee(first_name="Ineke", last_name="Zonnebloem")
    form = {
        "title_nl": "Minder typen", "title_en": "", "pillar": "vision", "clause_key": "", "owner_name": "zonnebloem",
        "metric": "", "measure": "percent", "baseline": "", "target": "", "due_on": "",
    }  # fmt: skip
    client = sign_in(board_member)
    page = client.post(address("objective_create"), form, follow=True).content.decode()
    row = Objective.objects.get()
    assert row.owner == owner
    assert "Geen indicator" in page
    wrong = client.post(address("objective_edit", row.public_id), form | {"owner_name": "niemand"})
    assert wrong.status_code == 422
    assert "niemand" in wrong.content.decode()


def test_objective_hangs_on_a_figure_of_the_portal_or_on_one_that_people_count(
    sign_in: SignIn, programme_lead: Person
) -> None:
    client = sign_in(programme_lead)
    form = {"title_nl": "Meer", "title_en": "", "pillar": "vision", "clause_key": "", "owner_name": "", "due_on": ""}
    form |= {"measure": "minutes", "baseline": "", "target": "40", "metric": "active_use", "metric_name": ""}

    def wrong(**changes: object) -> str:
        page = client.post(address("objective_create"), form | changes)
        assert page.status_code == 422
        return page.content.decode()

    assert "hv-field--wrong" in wrong()  # a share is not counted in minutes
    assert "tussen 0 en 100" in wrong(measure="percent", target="140")
    assert "tussen 1 en 10" in wrong(measure="grade", target="14", metric="")
    assert "hv-field--wrong" in wrong(metric="other")
    assert "hv-field--wrong" in wrong(measure="percent", metric_name="minuten per dienst")
    assert client.post(address("objective_create"), form | {"measure": "percent"}).status_code == 302
    named = {"metric": "other", "metric_name": "minuten per dienst"}
    assert client.post(address("objective_create"), form | named).status_code == 302
    assert list(Objective.objects.order_by("pk").values_list("metric", flat=True)) == [
        "active_use",
        "minuten per dienst",
    ]


@pytest.mark.parametrize("typed", ["12,5", "12.5"])
def test_decimals_are_typed_with_a_comma_or_a_point(sign_in: SignIn, programme_lead: Person, typed: str) -> None:
    form = {"title_nl": "Meer", "title_en": "", "pillar": "vision", "metric": "", "measure": "hours"}
    client = sign_in(programme_lead)
    form |= {"baseline": typed, "target": "7,25"}
    assert client.post(address("objective_create"), form).status_code == 302
    row = Objective.objects.get()
    assert (row.baseline, row.target) == (Decimal("12.5"), Decimal("7.25"))
    page = client.get(address("objective_edit", row.public_id)).content.decode()
    assert 'value="7,25"' in page
    assert 'type="number"' not in page


@pytest.mark.parametrize(
    ("language", "words", "label"),
    [
        ("nl", "Nog niet opgeslagen: dit is intussen veranderd", "Titel in het Nederlands"),
        ("en", "Not saved yet: this was changed in the meantime", "Title in Dutch"),
    ],
)
def test_second_of_two_writers_of_an_objective_sees_both_texts_and_loses_nothing(
    sign_in: SignIn, language: str, words: str, label: str
) -> None:
    row, owner = objective(measure="minutes"), employee(first_name="Karin", last_name="Eigenaar")
    form = {"title_nl": row.title_nl, "title_en": row.title_en, "pillar": row.pillar, "clause_key": "", "due_on": ""}
    form |= {"owner_name": "", "measure": "minutes", "baseline": "", "target": "40", "metric": "", "metric_name": ""}
    form |= {"reason": "Het kan meer zijn."}
    client = sign_in(employee(language=language, roles=[Role.PROGRAMME_OFFICE]))
    path = address("objective_edit", row.public_id)
    page = client.get(path).content.decode()
    assert f'name="edition" value="{row.edition}"' in page
    first = form | {"title_nl": "Van de eerste", "owner_name": owner.email, "edition": row.edition}
    second = form | {"title_nl": "Van de tweede", "target": "50", "edition": row.edition}
    assert client.post(path, first).status_code == 302
    late = client.post(path, second)
    page = late.content.decode()
    assert late.status_code == 409
    assert words in page
    kept = kept_on(page)
    assert f">{label}</a>" in kept
    assert '<dd lang="nl">Van de eerste</dd>' in kept
    assert "Karin de Eigenaar" in kept
    assert "40 minut" in kept
    assert "Van de tweede" in page
    row.refresh_from_db()
    assert (row.title_nl, row.target) == ("Van de eerste", Decimal(40))
    assert client.post(path, second | {"edition": row.edition}).status_code == 302
    row.refresh_from_db()
    assert (row.title_nl, row.target, row.owner) == ("Van de tweede", Decimal(50), None)


def test_owner_who_leaves_is_not_put_back_at_an_objective_by_a_form_that_was_open(
    sign_in: SignIn, programme_lead: Person
) -> None:
    owner = employee()
    row = objective(measure="minutes", owner=owner)
    form = {"title_nl": row.title_nl, "title_en": row.title_en, "pillar": row.pillar, "clause_key": "", "due_on": ""}
    form |= {"measure": "minutes", "baseline": "", "target": "40", "metric": "", "metric_name": ""}
    services.apply_departure(person_id=owner.pk, on=NOW.date(), actor=None, now=NOW)
    late = form | {"owner_name": owner.email, "edition": row.edition}
    assert sign_in(programme_lead).post(address("objective_edit", row.public_id), late).status_code == 409
    row.refresh_from_db()
    assert row.owner is None


def test_way_to_a_target_names_its_measure_once(sign_in: SignIn, colleague: Person) -> None:
    row = objective(measure="minutes", baseline=Decimal(34), target=Decimal(17))
    page = sign_in(colleague).get(address("objective", row.public_id)).content.decode()
    assert "Van 34 naar 17 minuten" in page
    assert row.way_text == "van 34 naar 17 minuten"
    assert objective(measure="percent", baseline=Decimal(22), target=Decimal(60)).way_text == "van 22% naar 60%"


def test_saving_an_objective_twice_is_no_conflict(sign_in: SignIn, programme_lead: Person) -> None:
    row, client = objective(measure="minutes"), sign_in(programme_lead)
    form = {"title_nl": "Nieuw", "title_en": row.title_en, "pillar": row.pillar, "clause_key": "", "due_on": ""}
    form |= {"owner_name": "", "measure": "minutes", "baseline": "", "target": "40", "metric": "", "metric_name": ""}
    form |= {"reason": "Het kan meer zijn."}
    for _time in range(2):
        answer = client.post(address("objective_edit", row.public_id), form | {"edition": row.edition})
        assert answer.status_code == 302


def test_margin_says_which_passages_are_new_and_which_mean_something_else(
    sign_in: SignIn, programme_lead: Person
) -> None:
    following = next_draft(published(actor=programme_lead, clauses=2), actor=programme_lead)
    first = following.clauses.get(position=1)
    services.save_clause(
        clause_id=first.pk, edition=first.edition, text=ClauseText("Anders", "Other", "Anders.", "Other."),
        pillar=first.pillar, change="material", actor=programme_lead, now=NOW,
    )  # fmt: skip
    added = add_clause(following, actor=programme_lead)
    passages = {
        passage.clause.key: passage
        for chapter in selectors.reading_of(following, programme_lead, now=NOW).chapters
        for passage in chapter.passages
    }
    assert {key for key, passage in passages.items() if passage.is_new} == {added.key}
    client = sign_in(programme_lead)
    page = client.get(address("version", following.public_id)).content.decode()
    assert page.count("Nieuw in deze versie") == 1
    assert page.count("De betekenis is anders.") == 1
    draft_page = client.get(address("draft_edit", following.public_id)).content.decode()
    assert (draft_page.count(">nieuw<"), draft_page.count(">andere betekenis<")) == (1, 1)
    changes = selectors.changes_of(following, now=NOW)
    assert ([each.key for each in changes.new], [each.key for each in changes.other_meaning]) == (
        [added.key],
        [first.key],
    )
    assert changes.asks_again


def test_objectives_that_lack_something_are_found_from_the_worklist(sign_in: SignIn, programme_lead: Person) -> None:
    objective(title_nl="Alles bekend", owner=employee(), metric="minuten")
    objective(title_nl="Nog zonder eigenaar", owner=None, metric="minuten")
    with translation.override("nl"):
        pile = next(each for each in selectors.waiting_for(programme_lead, now=NOW) if each.icon == "target")
    assert (pile.count, str(pile.title)) == (1, "Doelstelling zonder eigenaar, indicator of doel")
    page = sign_in(programme_lead).get(pile.url).content.decode()
    assert "Nog zonder eigenaar" in page
    assert "Alles bekend" not in page


def test_wrong_forms_show_no_name_of_the_database(sign_in: SignIn, programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    clause = version.clauses.order_by("position")[0]
    row, client = objective(), sign_in(programme_lead)
    whole = {"title_nl": "Meer", "title_en": "", "pillar": "vision", "measure": "percent", "metric": ""}
    attempts: list[tuple[str, list[object], dict[str, object]]] = [
        ("objective_create", [], whole | {"title_nl": ""}),
        ("objective_create", [], whole | {"pillar": "nope"}),
        ("objective_create", [], whole | {"measure": "nope"}),
        ("objective_create", [], whole | {"target": "101"}),
        ("objective_create", [], whole | {"measure": "days", "target": "-1"}),
        ("objective_create", [], whole | {"baseline": "5", "target": "5"}),
        ("objective_create", [], whole | {"due_on": "2020-01-01"}),
        ("objective_edit", [row.public_id], whole | {"baseline": "-1"}),
        ("objective_archive", [row.public_id], {"reason": ""}),
        ("document_create", [], {"kind": "strategy", "title_nl": "x", "title_en": "x"}),
        ("document_create", [], {"kind": "memo", "title_nl": "x", "title_en": "x"}),
        ("clause_create", [version.public_id], form_of(clause, title_nl="", title_en="")),
        ("clause_edit", [clause.public_id], form_of(clause, pillar="nope")),
        ("objective_create", [], whole | {"target": "99999999999", "measure": "number"}),
        ("objective_create", [], whole | {"baseline": "99999999999", "measure": "number"}),
        ("clause_edit", [clause.public_id], form_of(clause, change="nope")),
    ]
    for name, keys, form in attempts:
        answer = client.post(address(name, *keys), form)
        assert (name, answer.status_code) == (name, 422)
        assert "hv-error-summary" in answer.content.decode()
        assert constraint_names_in(answer.content.decode()) == set()


def test_objective_shows_what_is_missing_and_links_its_passage(
    sign_in: SignIn, programme_lead: Person, colleague: Person
) -> None:
    version = published(actor=programme_lead)
    clause = version.clauses.order_by("position")[0]
    row = objective(clause_key=clause.key)
    client = sign_in(colleague)
    page = client.get(address("objective", row.public_id)).content.decode()
    assert f"#{clause.key}" in page
    pilots = reverse("pilots:pilots_of_objective", args=[row.public_id])
    assert pilots in page
    assert f"?objective={row.public_id}" in client.get(pilots).content.decode()
    assert address("objective", row.public_id) in client.get(address("overview")).content.decode()
    assert client.get(address("objective_edit", row.public_id)).status_code == 403


@pytest.mark.parametrize("rows", [3, 30])
def test_pages_ask_the_same_number_of_queries(sign_in: SignIn, rows: int) -> None:
    lead = employee(roles=[Role.PROGRAMME_OFFICE])
    version = published(actor=lead, clauses=rows)
    for _row in range(rows):
        objective(owner=employee(), clause_key=version.clauses.all()[0].key)
    writing = next_draft(version, actor=lead)
    rules = draft("house_rules", actor=lead, clauses=rows)
    deciding = [employee(roles=[Role.BOARD]) for _row in range(rows)]
    wanted = [services.Wanted(kind=ReviewKind.DECISION, person=each) for each in [lead, *deciding]]
    review = under_review(rules, actor=lead, wanted=wanted)
    client = sign_in(lead)
    for name, path in {
        "strategy:overview": address("overview"),
        "strategy:version_list": address("version_list", version.document.public_id),
        "strategy:draft_edit": address("draft_edit", writing.public_id),
        "strategy:review_ask": address("review_ask", writing.public_id),
        "strategy:review": address("review", rules.public_id),
        "strategy:review_answer": address("review_answer", review.reviewers.get(person=lead).public_id),
        "strategy:version_publish": address("version_publish", rules.public_id),
        "strategy:version_compare": address("version_compare", version.document.public_id),
        "strategy:objective_list": address("objective_list"),
        "strategy:objective": address("objective", objective().public_id),
    }.items():
        client.get(path)
        with query_count(__file__, name):
            assert client.get(path).status_code == 200


def test_list_of_a_draft_says_for_whom_a_passage_is(sign_in: SignIn, programme_lead: Person) -> None:
    version = draft(actor=programme_lead, clauses=0)
    add_clause(version, actor=programme_lead)
    path = address("draft_edit", version.public_id)
    assert "Voor: " not in sign_in(programme_lead).get(path).content.decode()
    Clause.objects.update(function_groups=[FunctionGroup.CUSTOMER_CONTACT, FunctionGroup.MANAGER])
    assert "Voor: Leidinggevenden, Medewerkers met klantcontact" in sign_in(programme_lead).get(path).content.decode()
