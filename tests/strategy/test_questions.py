"""A situation about a passage: written beside it, asked of who confirms reading it, answered at once and not kept."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.errors import RuleBroken
from common.models import AuditEvent
from people.choices import FunctionGroup
from people.models import Person
from strategy import selectors, services
from strategy.choices import ChangeKind, Pillar
from strategy.models import Acknowledgement, Clause, Question, QuestionChoice, Version
from strategy.rules.audiences import ForWhom
from strategy.rules.questions import ChoiceText, QuestionText
from tests.people.builders import employee
from tests.strategy.builders import NOW, draft, next_draft, publish, text, under_review
from tests.truths import refused

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def choice(word: str) -> ChoiceText:
    return ChoiceText(f"Ik {word}.", f"I {word}.", f"Want {word}.", f"Because {word}.")


def question(*words: str, right: int | None = 1) -> QuestionText:
    return QuestionText("Stel je voor.", "Suppose.", [choice(word) for word in words or ("a", "b", "c")], right)


def write(clause: Clause, actor: Person, written: QuestionText | None = None, *, edition: int = 0) -> Question:
    return services.save_question(
        clause_id=clause.pk, edition=edition, text=written or question(), actor=actor, now=NOW
    )


@pytest.fixture
def writing(programme_lead: Person) -> Version:
    """A draft with a passage for everyone and one for managers, each with a question, and one without."""
    version = draft(actor=programme_lead, clauses=0)
    for word, groups in (("allen", ()), ("leiding", (FunctionGroup.MANAGER,)), ("zonder", ())):
        clause = services.add_clause(
            version_id=version.pk,
            text=text(word),
            pillar=Pillar.VISION,
            change=ChangeKind.MATERIAL,
            actor=programme_lead,
            now=NOW,
            for_whom=ForWhom(groups),
        )
        if word != "zonder":
            write(clause, programme_lead, question(f"{word} een", f"{word} twee"))
    return version


@pytest.fixture
def in_force(writing: Version, programme_lead: Person) -> Version:
    return publish(writing, actor=programme_lead)


def confirm(client: Client, version: Version, *places: int) -> object:
    """Confirm reading with the answers at these places, in the order in which they are asked."""
    form = client.get(reverse("strategy:overview")).context["form"]
    chosen = {field.html_name: place for (_asked, field), place in zip(form.asked, places, strict=True)}
    address = reverse("strategy:acknowledge", args=[version.public_id])
    return client.post(address, {"content_hash": version.content_hash, **chosen}, headers={"Accept-Language": "nl"})


# --- writing it -----------------------------------------------------------------------------------------------------
BROKEN = {
    "no situation": (replace(question(), situation_nl=" ", situation_en=""), "situation_nl"),
    "one answer": (question("a", right=0), "text_nl_2"),
    "none is right": (question(right=None), "right"),
    "an empty one is right": (question("a", "b", right=3), "right"),
    "a hole": (replace(question(), choices=[choice("a"), ChoiceText(), choice("c")]), "text_nl_2"),
}


@pytest.mark.parametrize(("broken", "field"), BROKEN.values(), ids=BROKEN)
def test_half_a_question_is_refused_with_its_place(
    broken: QuestionText, field: str, writing: Version, programme_lead: Person
) -> None:
    clause = writing.clauses.get(key__contains="zonder")
    with pytest.raises(RuleBroken) as met:
        write(clause, programme_lead, broken)
    assert met.value.field == field
    assert not Question.objects.filter(clause=clause).exists()


def test_empty_answers_at_the_end_are_left_out(writing: Version, programme_lead: Person) -> None:
    clause = writing.clauses.get(key__contains="zonder")
    write(clause, programme_lead, replace(question("a", "b"), choices=[choice("a"), choice("b"), ChoiceText()]))
    assert clause.question.choices.count() == 2


def test_somebody_else_is_not_overwritten(writing: Version, programme_lead: Person) -> None:
    clause = writing.clauses.order_by("position")[0]
    write(clause, programme_lead, question("d", "e"), edition=1)
    with pytest.raises(RuleBroken):
        write(clause, programme_lead, question("f", "g"), edition=1)
    assert [each.text_nl for each in Question.objects.get(clause=clause).choices.all()] == ["Ik d.", "Ik e."]


def test_who_wrote_and_took_out_a_question_is_kept(writing: Version, programme_lead: Person) -> None:
    clause = writing.clauses.get(key__contains="zonder")
    write(clause, programme_lead)
    services.remove_question(clause_id=clause.pk, actor=programme_lead, now=NOW)
    services.remove_question(clause_id=clause.pk, actor=programme_lead, now=NOW)
    kept = AuditEvent.objects.filter(action__startswith="question.").order_by("pk").values_list("action", "actor")
    # The two of the fixture come first.
    assert list(kept)[2:] == [("question.saved", programme_lead.pk), ("question.removed", programme_lead.pk)]


def test_only_the_office_writes_and_only_in_a_draft(writing: Version, programme_lead: Person) -> None:
    clause = writing.clauses.order_by("position")[0]
    with pytest.raises(RuleBroken):
        write(clause, employee(), edition=1)
    under_review(writing, actor=programme_lead)
    with pytest.raises(RuleBroken):
        write(clause, programme_lead, edition=1)


def test_question_that_lacks_a_language_is_not_sent_to_anybody(writing: Version, programme_lead: Person) -> None:
    clause = writing.clauses.get(key__contains="zonder")
    write(clause, programme_lead, QuestionText("Stel.", "", [choice("a"), replace(choice("b"), explanation_en="")], 0))
    assert selectors.changes_of(writing, now=NOW).half_asked == [clause]
    with pytest.raises(RuleBroken, match="zonder"):
        under_review(writing, actor=programme_lead)


def test_next_draft_has_the_questions_of_what_is_in_force(in_force: Version, programme_lead: Person) -> None:
    second = next_draft(in_force, actor=programme_lead)
    for before in in_force.clauses.filter(question__isnull=False):
        after = second.clauses.get(key=before.key)
        assert services.question_text(after.question) == services.question_text(before.question)
    assert Question.objects.filter(clause__version=second).count() == 2


def test_writer_writes_and_takes_out_on_the_page(
    client: Client, writing: Version, programme_lead: Person, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(programme_lead)
    clause = writing.clauses.get(key__contains="zonder")
    address = reverse("strategy:question_edit", args=[clause.public_id])
    assert client.get(address).status_code == 200
    typed = {"edition": 0, "situation_nl": "Stel.", "situation_en": "Suppose.", "text_nl_1": "Ja", "text_en_1": "Yes"}
    refused_page = client.post(address, typed)
    assert refused_page.status_code == 422
    assert "Stel." in refused_page.content.decode()
    typed |= {"text_nl_2": "Nee", "text_en_2": "No", "right": 2}
    assert client.post(address, typed).status_code == 302
    assert [each.is_right for each in clause.question.choices.all()] == [False, True]
    assert client.post(address, typed).status_code == 409
    assert client.post(reverse("strategy:question_remove", args=[clause.public_id])).status_code == 302
    assert not Question.objects.filter(clause=clause).exists()


def test_who_looks_along_sees_the_situation_and_readers_do_not(
    sign_in: SignIn, writing: Version, programme_lead: Person, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    address = reverse("strategy:version", args=[writing.public_id])
    assert "Want leiding twee." in sign_in(programme_lead).get(address).content.decode()
    publish(writing, actor=programme_lead)
    assert "Want leiding twee." not in sign_in(employee()).get(address).content.decode()


# --- answering it ---------------------------------------------------------------------------------------------------
def test_reader_answers_and_reads_at_once_what_is_wise(in_force: Version, sign_in: SignIn) -> None:
    reader = employee(function_group=FunctionGroup.CUSTOMER_CONTACT)
    client = sign_in(reader)
    page = client.get(reverse("strategy:overview")).content.decode()
    assert "Ik allen een." in page
    assert "Want allen een." not in page
    assert "leiding een" not in page
    answer = confirm(client, in_force, 1)
    assert answer.status_code == 200  # type: ignore[attr-defined]
    shown = answer.content.decode()  # type: ignore[attr-defined]
    assert "Want allen een." in shown
    assert "Want allen twee." in shown
    assert Acknowledgement.objects.filter(person=reader, version=in_force).count() == 1


def test_who_leads_is_asked_about_their_own_passage_too(in_force: Version, sign_in: SignIn) -> None:
    reader = employee(function_group=FunctionGroup.MANAGER)
    client = sign_in(reader)
    in_order = [each.question.clause.position for each in selectors.questions_for(in_force, reader)]
    assert in_order == sorted(in_order)
    answer = confirm(client, in_force, 2, 2)
    assert "Want leiding twee." in answer.content.decode()  # type: ignore[attr-defined]


def test_without_an_answer_nothing_is_noted_and_the_place_is_named(in_force: Version, sign_in: SignIn) -> None:
    reader = employee(function_group=FunctionGroup.MANAGER)
    client = sign_in(reader)
    form = client.get(reverse("strategy:overview")).context["form"]
    first = form.asked[0][1].html_name
    address = reverse("strategy:acknowledge", args=[in_force.public_id])
    answer = client.post(address, {"content_hash": in_force.content_hash, first: 1})
    assert answer.status_code == 422
    assert not Acknowledgement.objects.exists()
    page = answer.content.decode()
    assert page.count("checked") == 1
    summary = page.partition("hv-error-summary")[2].partition("</ul>")[0]
    assert "Situatie 2" in summary
    assert "Situatie 1" not in summary
    assert client.post(address, {"content_hash": in_force.content_hash, first: 9}).status_code == 422


def test_after_a_change_only_its_question_is_asked(in_force: Version, sign_in: SignIn, programme_lead: Person) -> None:
    reader = employee(function_group=FunctionGroup.MANAGER)
    client = sign_in(reader)
    confirm(client, in_force, 1, 1)
    second = next_draft(in_force, actor=programme_lead)
    clause = second.clauses.get(key__contains="leiding")
    services.save_clause(
        clause_id=clause.pk,
        edition=clause.edition,
        text=text("leiding anders"),
        pillar=clause.pillar,
        change=ChangeKind.MATERIAL,
        actor=programme_lead,
        now=NOW,
    )
    second = publish(second, actor=programme_lead)
    asked = selectors.questions_for(second, reader)
    assert [each.question.clause.key for each in asked] == [clause.key]
    page = client.get(reverse("strategy:changed", args=[second.public_id])).content.decode()
    assert "Ik leiding een." in page
    assert "Ik allen een." not in page


def test_who_is_done_is_asked_nothing(in_force: Version, sign_in: SignIn) -> None:
    reader = employee()
    confirm(sign_in(reader), in_force, 1)
    assert selectors.questions_for(in_force, reader) == []


def test_what_somebody_chose_stands_nowhere(in_force: Version, sign_in: SignIn) -> None:
    """Two people who chose differently leave the same rows behind, but for who they are and when."""
    before = AuditEvent.objects.count()
    for place in (1, 2):
        confirm(sign_in(employee()), in_force, place)
    assert AuditEvent.objects.count() == before
    rows = list(Acknowledgement.objects.values("version_id", "version_hash", "language"))
    assert rows[0] == rows[1]
    # No column outside the question itself holds an answer: what grew is one row a person.
    assert QuestionChoice.objects.count() == 4


# --- what the database holds ----------------------------------------------------------------------------------------
def test_question_of_what_is_published_stays(in_force: Version) -> None:
    with refused("strategy_question_frozen"):
        Question.objects.update(situation_nl="anders")
    with refused("strategy_question_frozen"):
        Question.objects.create(clause=in_force.clauses.get(key__contains="zonder"), situation_nl="nieuw")
    with refused("strategy_questionchoice_frozen"):
        QuestionChoice.objects.update(text_nl="anders")
    with refused("strategy_questionchoice_frozen"):
        QuestionChoice.objects.all().delete()


def test_question_of_what_was_in_force_stays_too(in_force: Version, programme_lead: Person) -> None:
    publish(next_draft(in_force, actor=programme_lead), actor=programme_lead)
    asked = Question.objects.filter(clause__version=in_force)
    with refused("strategy_question_frozen"):
        asked.update(situation_nl="anders")
    with refused("strategy_questionchoice_frozen"):
        QuestionChoice.objects.filter(question__in=asked).update(text_nl="anders")


def test_question_does_not_move_into_or_out_of_what_is_published(in_force: Version, programme_lead: Person) -> None:
    second = next_draft(in_force, actor=programme_lead)
    ours = Question.objects.filter(clause__version=second)[0]
    theirs = Question.objects.filter(clause__version=in_force)[0]
    with refused("strategy_question_frozen"):
        Question.objects.filter(pk=ours.pk).update(clause=in_force.clauses.get(key__contains="zonder"))
    with refused("strategy_question_frozen"):
        Question.objects.filter(pk=theirs.pk).update(clause=second.clauses.get(key__contains="zonder"))
    with refused("strategy_questionchoice_frozen"):
        ours.choices.filter(position=1).update(question=theirs, position=9)
    with refused("strategy_questionchoice_frozen"):
        theirs.choices.filter(position=1).update(question=ours, position=9)


@pytest.mark.parametrize("number", [1, 5])
def test_database_knows_how_many_answers_there_are(number: int, writing: Version) -> None:
    connection.check_constraints()
    kept = Question.objects.all()[0]
    with refused("strategy_questionchoice_leaves_a_question"), transaction.atomic():
        kept.choices.filter(is_right=False).delete()
        for position in range(10, 9 + number):
            QuestionChoice.objects.create(question=kept, position=position, text_nl="nog een")
        connection.check_constraints()


def test_database_knows_that_one_answer_is_right_and_that_none_moves_away(writing: Version) -> None:
    connection.check_constraints()
    one, other = Question.objects.all()
    with refused("strategy_questionchoice_leaves_a_question"), transaction.atomic():
        one.choices.update(is_right=True)
        connection.check_constraints()
    with refused("strategy_questionchoice_leaves_a_question"), transaction.atomic():
        one.choices.filter(is_right=False).update(question=other, position=9)
        connection.check_constraints()


def test_database_knows_a_question_that_can_be_answered(writing: Version) -> None:
    connection.check_constraints()  # what was made in this test so far
    clause = writing.clauses.get(key__contains="zonder")
    with refused("strategy_question_can_be_answered"), transaction.atomic():
        Question.objects.create(clause=clause, situation_nl="Stel.")
        connection.check_constraints()
    with refused("strategy_questionchoice_leaves_a_question"), transaction.atomic():
        QuestionChoice.objects.filter(is_right=True).update(is_right=False)
        connection.check_constraints()
    kept = Question.objects.all()[0]
    with refused("strategy_questionchoice_position_once"):
        QuestionChoice.objects.create(question=kept, position=1, text_nl="nog een")
    with refused("strategy_questionchoice_says_something"):
        QuestionChoice.objects.create(question=kept, position=3)
    with refused("strategy_question_describes_something"):
        Question.objects.filter(pk=kept.pk).update(situation_nl="", situation_en="")
