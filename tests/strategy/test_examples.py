"""Documents to start from: whole, in both languages, and not sent to anybody before they are one's own."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse

from common.errors import RuleBroken
from common.prose import html_from_markdown
from people.choices import FunctionGroup
from people.models import Person
from strategy import rules, services
from strategy.choices import Aspect, DocumentKind, Pillar, VersionState
from strategy.errors import ClauseText
from strategy.models import Clause, Document, Version
from strategy.rules.examples import EXAMPLES, GOOD_AS_THEY_STAND
from strategy.rules.examples.passage import OPENS_A_LINE, unwrapped
from strategy.rules.places import places_in, places_without_brackets_in
from tests.strategy.builders import NOW, add_clause, draft, under_review

WITHOUT_BRACKETS = str.maketrans("", "", "[]")
SignIn = Callable[[Person], Client]
PLACES = [
    ("Bij [naam van de organisatie] en [datum].", ["naam van de organisatie", "datum"]),
    ("[datum] en nog eens [datum]", ["datum"]),
    ("een plek over [twee\nregels]", ["twee regels"]),
    ("[een koppeling](https://x.example) en [naam][adres]\n\n[adres]: https://x.example", []),
    ("![beeld](x.png) en - [x] klaar, - [ ] open, noot [1]", []),
    (r"wie haken wil houden: \[sic]", []),
    ("in code: `[waarde]`\n\n```\n[blok]\n```", []),
    ("| wie | wat |\n|---|---|\n| [functie] | beslist |", ["functie"]),
]


@pytest.mark.parametrize(("text", "places"), PLACES)
def test_place_to_fill_in_is_what_stands_between_brackets_and_is_no_link(text: str, places: list[str]) -> None:
    assert places_in(text) == places


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", DocumentKind.values)
def test_each_place_of_the_example_is_found_when_only_its_brackets_are_gone(kind: str, language: str) -> None:
    for passage in EXAMPLES[kind]:
        text = unwrapped(passage.text_nl if language == "nl" else passage.text_en)
        to_fill_in = set(places_in(text)) - GOOD_AS_THEY_STAND
        found = places_without_brackets_in(text.translate(WITHOUT_BRACKETS), language=language)
        assert set(found) == to_fill_in, passage.title_en


@pytest.mark.parametrize(
    "text",
    [
        "Everyone takes a course before the date that their manager names, within a number of weeks.",
        "On that date the reporting point gets a number, and the name of the organisation stands on the web page.",
        "In two years we want to be able to show three things.",
        "An application that yields nothing for a year is stopped.",
        "Ask for it; within six weeks you hear yes, no or not yet.",
        "So everyone takes a basic course, before 1 March or within six weeks of starting.",
    ],
)
def test_words_of_a_place_in_a_sentence_of_ones_own_are_no_place(text: str) -> None:
    assert not places_without_brackets_in(text, language="en")


def test_place_without_brackets_is_found_beside_one_that_is_filled_in() -> None:
    text = "So everyone takes a basic course, before 1 March or within number weeks of starting."
    assert places_without_brackets_in(text, language="en") == ["number"]


def test_example_of_the_strategy_tells_the_three_pillars_in_their_order() -> None:
    passages = EXAMPLES[DocumentKind.STRATEGY]
    assert list(dict.fromkeys(each.pillar for each in passages)) == list(Pillar.values)
    assert 10 <= sum(not each.function_groups for each in passages) <= 12
    assert 8 <= len(EXAMPLES[DocumentKind.HOUSE_RULES]) <= 10


def test_example_answers_the_four_questions_for_each_function_group() -> None:
    passages = [passage for kind in DocumentKind.values for passage in EXAMPLES[kind]]
    for group in FunctionGroup.values:
        meant = [each for each in passages if not each.function_groups or group in each.function_groups]
        assert {each.aspect for each in meant if each.aspect} == set(Aspect.values), group


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_example_is_whole_and_says_the_same_in_both_languages(kind: str) -> None:
    for passage in EXAMPLES[kind]:
        assert passage.title_nl
        assert passage.title_en
        assert not places_in(passage.title_nl + passage.title_en), "a title stands on everyone's home page"
        assert max(len(passage.text_nl), len(passage.text_en)) < rules.LONGEST_TEXT
        assert len(places_in(passage.text_nl)) == len(places_in(passage.text_en)), passage.title_en
        shapes = [
            re.findall(r"<(\w+)", html_from_markdown(text, below=3)) for text in (passage.text_nl, passage.text_en)
        ]
        assert shapes[0] == shapes[1], passage.title_en


@pytest.mark.django_db
@pytest.mark.parametrize("kind", DocumentKind.values)
def test_starting_from_the_example_copies_every_passage_into_a_draft(kind: str, programme_lead: Person) -> None:
    version = services.create_document(
        kind=kind, title_nl="Onze", title_en="Ours", actor=programme_lead, now=NOW, from_example=True
    )
    clauses = list(version.clauses.order_by("position"))
    assert [clause.title_nl for clause in clauses] == [passage.title_nl for passage in EXAMPLES[kind]]
    assert len({clause.key for clause in clauses}) == len(clauses)
    assert not [clause for clause in clauses if clause.missing_languages]
    assert [clause.text_nl for clause in clauses] == [unwrapped(each.text_nl).strip() for each in EXAMPLES[kind]]
    assert version.state == VersionState.DRAFT


@pytest.mark.parametrize(
    ("text", "unwrapped_text"),
    [
        ("een\ntwee\n\ndrie\n", "een twee\n\ndrie\n"),
        ("Drie dingen:\n- een\n  en meer\n- twee", "Drie dingen:\n- een en meer\n- twee"),
        ("1. een\n2. twee\n**vet** erbij", "1. een\n2. twee **vet** erbij"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n\n# kop", "| a | b |\n|---|---|\n| 1 | 2 |\n\n# kop"),
        ("een\n**vet** erbij", "een **vet** erbij"),
    ],
)
def test_lines_that_only_the_file_breaks_are_put_together(text: str, unwrapped_text: str) -> None:
    assert unwrapped(text) == unwrapped_text


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_example_reads_the_same_with_each_paragraph_on_one_line(kind: str) -> None:
    for text in [text for passage in EXAMPLES[kind] for text in (passage.text_nl, passage.text_en)]:
        before, after = (html_from_markdown(each, below=3) for each in (text, unwrapped(text)))
        assert " ".join(before.split()) == " ".join(after.split())
        for above, below in pairwise(unwrapped(text).strip().split("\n")):
            assert not above or not below or OPENS_A_LINE.match(below), below


@pytest.mark.django_db
def test_draft_with_a_place_to_fill_in_is_not_sent_for_review(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    content = ClauseText("Wie", "Who", "Vraag [functie] om hulp.", "Ask for help.")
    clause = add_clause(version, actor=programme_lead, content=content)
    with pytest.raises(RuleBroken, match=r"\[functie\]"):
        under_review(version, actor=programme_lead)
    assert Version.objects.get(pk=version.pk).state == VersionState.DRAFT
    services.save_clause(
        clause_id=clause.pk, edition=1, text=ClauseText("Wie", "Who", "Vraag Anna om hulp.", "Ask for help."),
        pillar="vision", change="material", actor=programme_lead, now=NOW,
    )  # fmt: skip
    assert under_review(version, actor=programme_lead).is_open


@pytest.mark.django_db
def test_example_without_its_brackets_is_not_sent_for_review(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    text = "At name of the organisation we work for our citizens, on their wellbeing."
    content = ClauseText("Waarom", "Why", "Bij Houtwijk werken we voor inwoners.", text)
    add_clause(version, actor=programme_lead, content=content)
    with pytest.raises(RuleBroken, match=r"\[name of the organisation\].*alleen de haken"):
        under_review(version, actor=programme_lead)
    assert Version.objects.get(pk=version.pk).state == VersionState.DRAFT


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(("start", "count"), [("example", len(EXAMPLES[DocumentKind.HOUSE_RULES])), ("empty", 0)])
def test_office_chooses_how_to_begin(sign_in: SignIn, programme_lead: Person, start: str, count: int) -> None:
    form = {"kind": "house_rules", "title_nl": "Spelregels", "title_en": "House rules", "start": start}
    page = sign_in(programme_lead).post(reverse("strategy:document_create"), form, follow=True).content.decode()
    assert Clause.objects.count() == count
    open_places = [clause for clause in Clause.objects.all() if clause.places]
    for clause in open_places:
        assert reverse("strategy:clause_edit", args=[clause.public_id]) in page.partition('id="passages"')[0]
    assert ('id="unfilled"' in page) is bool(open_places)


@pytest.mark.django_db
@pytest.mark.usefixtures("at_work")
def test_page_that_asks_people_lists_what_is_to_be_filled_in(sign_in: SignIn, programme_lead: Person) -> None:
    version = services.create_document(
        kind="strategy", title_nl="Onze", title_en="Ours", actor=programme_lead, now=NOW, from_example=True
    )
    address = reverse("strategy:review_ask", args=[version.public_id])
    page = sign_in(programme_lead).get(address).content.decode()
    assert 'id="unfilled"' in page
    assert 'name="decide"' not in page


@pytest.mark.django_db
def test_document_that_is_there_is_not_begun_again_from_the_example(programme_lead: Person) -> None:
    version = draft(actor=programme_lead, clauses=1)
    with pytest.raises(RuleBroken):
        services.create_document(
            kind="strategy", title_nl="Onze", title_en="Ours", actor=programme_lead, now=NOW, from_example=True
        )
    assert Document.objects.count() == 1
    assert version.clauses.count() == 1
