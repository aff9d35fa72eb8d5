"""Remarks and suggestions about a passage: who may, what becomes of them, and that they are kept."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from common.errors import RuleBroken
from outbox.models import Message
from people.choices import Role
from people.models import Person
from strategy import policies, selectors, services
from strategy.choices import CommentKind, CommentOutcome, ReviewKind
from strategy.errors import ClauseConflict, ClauseText
from strategy.models import Clause, Comment, Reply, Reviewer, Version
from strategy.rules.comparing import Kind
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.strategy.builders import (
    NOW,
    add_clause,
    answer,
    comment,
    draft,
    next_draft,
    office,
    publish,
    suggestion,
    under_review,
)
from tests.truths import refused

SignIn = Callable[[Person], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def address(name: str, *args: object) -> str:
    return reverse(f"strategy:{name}", args=args)


@pytest.fixture
def clause(programme_lead: Person) -> Clause:
    content = ClauseText("Mensen eerst", "People first", "Een mens beslist.", "A person decides.")
    return add_clause(draft(actor=programme_lead, clauses=0), actor=programme_lead, content=content)


# --- who may ---------------------------------------------------------------------------------------------------------
def test_office_and_board_remark_and_a_colleague_does_not(
    clause: Clause, programme_lead: Person, board_member: Person, colleague: Person
) -> None:
    for person in (programme_lead, board_member):
        assert comment(clause, actor=person).is_open
    with pytest.raises(RuleBroken):
        comment(clause, actor=colleague)
    assert Comment.objects.count() == 2


def test_who_is_asked_remarks_while_asked_and_not_after(clause: Clause, programme_lead: Person) -> None:
    advisor = employee()
    wanted = [
        services.Wanted(kind=ReviewKind.DECISION, person=programme_lead),
        services.Wanted(kind=ReviewKind.ADVICE, person=advisor),
    ]
    under_review(clause.version, actor=programme_lead, wanted=wanted)
    mine = comment(clause, actor=advisor)
    services.reply_to(comment_id=mine.pk, text="Nog iets.", language="nl", actor=advisor, now=NOW)
    services.take_back(version_id=clause.version_id, reason="Beter", actor=programme_lead, now=NOW)
    version = Version.objects.get(pk=clause.version_id)
    assert not policies.can_see_comments(advisor, version)
    with pytest.raises(RuleBroken):
        comment(clause, actor=advisor)
    assert Comment.objects.get().is_open


@pytest.mark.parametrize("name", ["clause_comments", "comments"])
def test_page_of_remarks_is_not_there_for_a_colleague(
    sign_in: SignIn, clause: Clause, colleague: Person, board_member: Person, name: str
) -> None:
    target = clause.public_id if name == "clause_comments" else clause.version.public_id
    assert sign_in(colleague).get(address(name, target)).status_code == 404
    assert sign_in(board_member).get(address(name, target)).status_code == 200


def test_board_closes_its_own_as_answered_and_nothing_else(
    clause: Clause, programme_lead: Person, board_member: Person
) -> None:
    mine, theirs = comment(clause, actor=board_member), comment(clause, actor=programme_lead)

    def close(row: Comment, outcome: str) -> Comment:
        return services.resolve(comment_id=row.pk, outcome=outcome, reason="", actor=board_member, now=NOW)

    with pytest.raises(RuleBroken):
        close(theirs, CommentOutcome.ANSWERED)
    with pytest.raises(RuleBroken):
        close(mine, CommentOutcome.TAKEN_OVER)
    assert close(mine, CommentOutcome.ANSWERED).resolved_by == board_member


# --- what becomes of it ----------------------------------------------------------------------------------------------
def test_no_says_why(clause: Clause, programme_lead: Person, board_member: Person) -> None:
    row = suggestion(clause, actor=board_member)
    with pytest.raises(RuleBroken) as refusal:
        services.resolve(
            comment_id=row.pk, outcome=CommentOutcome.NOT_TAKEN_OVER, reason=" ", actor=programme_lead, now=NOW
        )
    assert refusal.value.field == "reason"
    services.resolve(
        comment_id=row.pk, outcome=CommentOutcome.NOT_TAKEN_OVER, reason="Te lang.", actor=programme_lead, now=NOW
    )
    with pytest.raises(RuleBroken):
        services.take_over(comment_id=row.pk, change="material", actor=programme_lead, now=NOW)
    assert Clause.objects.get(pk=clause.pk).text_nl == clause.text_nl


def test_suggestion_taken_over_changes_one_language_only(
    clause: Clause, programme_lead: Person, board_member: Person
) -> None:
    row = suggestion(clause, actor=board_member, proposed="Altijd beslist een mens.")
    kept = services.take_over(comment_id=row.pk, change="material", actor=programme_lead, now=NOW)
    assert (kept.text_nl, kept.text_en) == ("Altijd beslist een mens.", "A person decides.")
    row.refresh_from_db()
    assert (row.outcome, row.resolved_by, row.base) == (CommentOutcome.TAKEN_OVER, programme_lead, "Een mens beslist.")


def test_suggestion_is_not_taken_over_upon_another_text(
    clause: Clause, programme_lead: Person, board_member: Person
) -> None:
    row = suggestion(clause, actor=board_member, proposed="Altijd beslist een mens.")
    services.save_clause(
        clause_id=clause.pk, edition=1, pillar="vision", change="material", actor=programme_lead, now=NOW,
        text=ClauseText("Mensen eerst", "People first", "Een bevoegd mens beslist.", "A person decides."),
    )  # fmt: skip
    with pytest.raises(ClauseConflict) as met:
        services.take_over(comment_id=row.pk, change="material", actor=programme_lead, now=NOW)
    assert met.value.kept.text_nl == "Een bevoegd mens beslist."
    assert met.value.typed.text_nl == "Altijd beslist een mens."
    row.refresh_from_db()
    assert row.is_open


def test_conflict_over_a_suggestion_is_put_together_in_the_browser_and_closes_it(
    sign_in: SignIn, clause: Clause, programme_lead: Person, board_member: Person
) -> None:
    row = suggestion(clause, actor=board_member, proposed="Altijd beslist een mens.")
    services.save_clause(
        clause_id=clause.pk, edition=1, pillar="vision", change="material", actor=programme_lead, now=NOW,
        text=ClauseText("Mensen eerst", "People first", "Een bevoegd mens beslist.", "A person decides."),
    )  # fmt: skip
    client = sign_in(programme_lead)
    page = client.post(address("suggestion_take", row.public_id), {"change": "material"})
    assert page.status_code == 409
    said = page.content.decode()
    assert "Nog niet overgenomen" in said
    assert "Neem het voorstel" in said
    assert "heeft een ander deze passage opgeslagen" not in said, "who takes a suggestion over wrote nothing"
    form = page.context["form"]
    sent = {name: form[name].value() or [] for name in form.fields} | {"text_nl": "Altijd beslist een bevoegd mens."}
    assert client.post(address("clause_edit", clause.public_id), sent).status_code == 302
    row.refresh_from_db()
    assert row.outcome == CommentOutcome.TAKEN_OVER
    assert Clause.objects.get(pk=clause.pk).text_nl == "Altijd beslist een bevoegd mens."


def test_suggestion_shows_what_goes_and_what_comes(clause: Clause, board_member: Person) -> None:
    row = suggestion(clause, actor=board_member, proposed="Een mens beslist altijd.")
    (remarks,) = selectors.remarks_of(clause.version, board_member)
    assert [(piece.kind, piece.text) for piece in remarks.open[0].pieces if piece.kind == Kind.NEW] == [
        (Kind.NEW, " altijd")
    ]
    only_form = suggestion(clause, actor=board_member, proposed="Een **mens** beslist.")
    assert any(piece.kind == Kind.NEW for piece in selectors.remarks_on(clause, board_member).open[1].pieces)
    assert row.base == only_form.base == "Een mens beslist."


def test_nothing_is_suggested_that_stands_there_already(clause: Clause, board_member: Person) -> None:
    with pytest.raises(RuleBroken):
        suggestion(clause, actor=board_member, proposed=" Een mens beslist.\r\n")


def test_taking_a_passage_out_closes_what_is_open_about_it(
    sign_in: SignIn, clause: Clause, programme_lead: Person, board_member: Person
) -> None:
    row = comment(clause, actor=board_member, text="Waarom?")
    services.remove_clause(clause_id=clause.pk, actor=programme_lead, now=NOW)
    row.refresh_from_db()
    assert row.outcome == CommentOutcome.NOT_TAKEN_OVER
    assert "Waarom?" in sign_in(board_member).get(address("comments", clause.version.public_id)).content.decode()


def test_reason_that_nobody_typed_is_read_in_the_language_of_who_reads(
    sign_in: SignIn, clause: Clause, programme_lead: Person, board_member: Person
) -> None:
    comment(clause, actor=board_member)
    with translation.override("nl"):
        services.remove_clause(clause_id=clause.pk, actor=programme_lead, now=NOW)
    page = address("comments", clause.version.public_id)
    for language, said in (("nl", "De passage is uit het concept gehaald."), ("en", "was taken out of the draft.")):
        Person.objects.filter(pk=board_member.pk).update(language=language)
        board_member.refresh_from_db()
        assert said in sign_in(board_member).get(page).content.decode()


def test_passage_that_was_taken_out_is_called_by_its_last_title(
    sign_in: SignIn, clause: Clause, programme_lead: Person, board_member: Person
) -> None:
    second = next_draft(publish(clause.version, actor=programme_lead), actor=programme_lead)
    gone, own = second.clauses.get(key=clause.key), add_clause(second, actor=programme_lead)
    for each in (gone, own):
        comment(each, actor=board_member)
        services.remove_clause(clause_id=each.pk, actor=programme_lead, now=NOW)
    page = sign_in(board_member).get(address("comments", second.public_id)).content.decode()
    assert f"Weggehaald: {clause.title_nl}" in page
    assert own.key in page, "nothing else is left of what stood in this draft only"


# --- kept ------------------------------------------------------------------------------------------------------------
def test_remarks_stay_with_the_version_and_show_in_the_next_draft(
    clause: Clause, programme_lead: Person, board_member: Person
) -> None:
    row = comment(clause, actor=board_member)
    services.reply_to(comment_id=row.pk, text="Daarom.", language="nl", actor=programme_lead, now=NOW)
    second = next_draft(publish(clause.version, actor=programme_lead), actor=programme_lead)
    again = second.clauses.get(key=clause.key)
    remarks = selectors.remarks_on(again, board_member)
    assert not remarks.open
    assert [thread.comment for thread in remarks.earlier] == [row]
    assert not (remarks.earlier[0].can_reply)
    assert not (remarks.earlier[0].can_resolve)
    for change in (
        lambda: comment(clause, actor=board_member),
        lambda: services.reply_to(comment_id=row.pk, text="x", language="nl", actor=board_member, now=NOW),
        lambda: services.resolve(comment_id=row.pk, outcome="answered", reason="", actor=programme_lead, now=NOW),
    ):
        with pytest.raises(RuleBroken):
            change()


def test_database_keeps_remarks_on_what_was_published(clause: Clause, programme_lead: Person) -> None:
    row = comment(clause, actor=programme_lead)
    publish(clause.version, actor=programme_lead)
    rows = Comment.objects.filter(pk=row.pk)
    with refused("strategy_comment_kept"):
        rows.update(resolved_at=NOW, resolved_by=programme_lead, outcome="answered")
    with refused("strategy_comment_kept"):
        Comment.objects.create(
            version=clause.version, clause_key="x", author=programme_lead, language="nl", text="x", created_at=NOW
        )
    with refused("strategy_reply_while_open"):
        Reply.objects.create(comment=row, author=programme_lead, language="nl", text="x", created_at=NOW)
    with refused("strategy_comment_kept"):
        rows.delete()


def test_database_keeps_a_remark_as_it_was_written_and_closed(clause: Clause, programme_lead: Person) -> None:
    row = comment(clause, actor=programme_lead)
    rows = Comment.objects.filter(pk=row.pk)
    with refused("strategy_comment_kept"):
        rows.update(text="iets anders")
    with refused("strategy_comment_kept"):
        rows.delete()
    answer = services.reply_to(comment_id=row.pk, text="x", language="nl", actor=programme_lead, now=NOW)
    with refused("strategy_reply_append_only"):
        Reply.objects.filter(pk=answer.pk).update(text="iets anders")
    services.resolve(comment_id=row.pk, outcome="answered", reason="", actor=programme_lead, now=NOW)
    with refused("strategy_comment_kept"):
        rows.update(resolved_at=None, resolved_by=None, outcome="")
    with refused("strategy_reply_while_open"):
        Reply.objects.create(comment=row, author=programme_lead, language="nl", text="x", created_at=NOW)


WRONG = [
    ("strategy_comment_language_known", {"language": "fr"}),
    ("strategy_comment_says_something", {"text": ""}),
    ("strategy_comment_says_something", {"kind": CommentKind.SUGGESTION, "proposed_language": "nl"}),
    ("strategy_comment_says_something", {"proposed": "x"}),
    ("strategy_comment_resolved_somehow", {"outcome": "answered"}),
    ("strategy_comment_resolved_somehow", {"resolved_at": NOW - timedelta(days=1), "outcome": "answered"}),
]


@pytest.mark.parametrize(("name", "fields"), WRONG)
def test_database_refuses_a_remark_that_says_nothing(
    clause: Clause, programme_lead: Person, name: str, fields: dict[str, object]
) -> None:
    values: dict[str, object] = {
        "version": clause.version, "clause_key": clause.key, "author": programme_lead, "language": "nl", "text": "x",
        "created_at": NOW,
    }  # fmt: skip
    with refused(name):
        Comment.objects.create(**(values | fields))


def test_database_refuses_a_no_without_a_reason_and_an_empty_answer(clause: Clause, programme_lead: Person) -> None:
    row = comment(clause, actor=programme_lead)
    closed = {"resolved_at": NOW, "resolved_by": programme_lead, "outcome": CommentOutcome.NOT_TAKEN_OVER}
    with refused("strategy_comment_not_taken_over_says_why"):
        Comment.objects.filter(pk=row.pk).update(**closed)
    with refused("strategy_reply_says_something"):
        Reply.objects.create(comment=row, author=programme_lead, language="nl", text="", created_at=NOW)
    with refused("strategy_reply_language_known"):
        Reply.objects.create(comment=row, author=programme_lead, language="fr", text="x", created_at=NOW)


def test_people_see_what_they_remarked_among_what_is_held_about_them(
    clause: Clause, programme_lead: Person, board_member: Person
) -> None:
    row = comment(clause, actor=board_member, text="Waarom?")
    services.reply_to(comment_id=row.pk, text="Daarom.", language="nl", actor=programme_lead, now=NOW)
    suggestion(clause, actor=board_member, proposed="Kort en goed.")
    (theirs,) = [held for held in selectors.data_about(board_member) if "Waarom?" in {each.value for each in held.rows}]
    assert {each.value for each in theirs.rows} == {"Waarom?", "Kort en goed."}
    assert "Daarom." in {each.value for held in selectors.data_about(programme_lead) for each in held.rows}


# --- who hears of it -------------------------------------------------------------------------------------------------
def heard(person: Person) -> int:
    return Message.objects.filter(code="strategy.comments_written", channel="inbox", recipient=person).count()


def test_who_takes_part_hears_once_for_all_that_is_written_shortly(
    clause: Clause, programme_lead: Person, board_member: Person
) -> None:
    writer = office()
    row = comment(clause, actor=board_member)
    services.reply_to(comment_id=row.pk, text="Daarom.", language="nl", actor=writer, now=NOW)
    comment(clause, actor=board_member, now=NOW + timedelta(minutes=1))
    assert (heard(programme_lead), heard(board_member), heard(writer)) == (1, 1, 0)
    comment(clause, actor=board_member, now=NOW + timedelta(hours=2))
    assert heard(programme_lead) == 2


def test_nobody_hears_of_what_they_wrote_or_may_not_read(clause: Clause, programme_lead: Person) -> None:
    advisor = employee()
    wanted = [
        services.Wanted(kind=ReviewKind.DECISION, person=programme_lead),
        services.Wanted(kind=ReviewKind.ADVICE, person=advisor),
    ]
    under_review(clause.version, actor=programme_lead, wanted=wanted)
    row = comment(clause, actor=advisor)
    services.take_back(version_id=clause.version_id, reason="Beter", actor=programme_lead, now=NOW)
    services.reply_to(comment_id=row.pk, text="Daarom.", language="nl", actor=programme_lead, now=NOW)
    assert heard(advisor) == 0
    assert heard(programme_lead) == 1


# --- pages -----------------------------------------------------------------------------------------------------------
def test_remarking_answering_and_closing_in_the_browser(
    clause: Clause, programme_lead: Person, board_member: Person
) -> None:
    board, lead = Client(), Client()
    board.force_login(board_member)
    lead.force_login(programme_lead)
    page = address("clause_comments", clause.public_id)
    assert board.post(page, {"text": "Wie is die mens?"}).status_code == 302
    row = Comment.objects.get()
    assert lead.post(address("comment_reply", row.public_id), {"text": "Jij."}).status_code == 302
    refusal = lead.post(address("comment_resolve", row.public_id), {"outcome": "not_taken_over", "reason": ""})
    assert refusal.status_code == 422
    lead.post(address("comment_resolve", row.public_id), {"outcome": "not_taken_over", "reason": "Staat er al."})
    shown = board.get(page).content.decode()
    assert "Wie is die mens?" in shown
    assert "Jij." in shown
    assert "Staat er al." in shown


def test_too_long_a_remark_is_refused_with_its_length_and_comes_back(
    sign_in: SignIn, clause: Clause, board_member: Person
) -> None:
    text = "woord " * 1000
    page = sign_in(board_member).post(address("clause_comments", clause.public_id), {"text": text})
    assert page.status_code == 422
    assert "5999" in page.content.decode()
    assert text.strip() in page.content.decode()


@pytest.mark.parametrize(
    ("door", "form"),
    [
        ("comment_reply", {"text": "Een lang antwoord."}),
        ("comment_resolve", {"outcome": "not_taken_over", "reason": "Een lang antwoord."}),
    ],
)
def test_what_was_typed_at_a_remark_that_was_closed_meanwhile_is_not_lost(
    sign_in: SignIn, clause: Clause, programme_lead: Person, door: str, form: dict[str, str]
) -> None:
    row = comment(clause, actor=programme_lead)
    services.resolve(comment_id=row.pk, outcome=CommentOutcome.ANSWERED, reason="", actor=programme_lead, now=NOW)
    page = sign_in(programme_lead).post(address(door, row.public_id), form)
    assert page.status_code == 422
    assert "Iemand sloot dit al af." in page.content.decode()
    assert "Een lang antwoord." in page.content.decode()


def test_what_was_typed_about_a_passage_that_was_taken_out_meanwhile_is_not_lost(
    sign_in: SignIn, clause: Clause, programme_lead: Person, board_member: Person, colleague: Person
) -> None:
    row = comment(clause, actor=board_member)
    services.remove_clause(clause_id=clause.pk, actor=programme_lead, now=NOW)
    client, gone = sign_in(board_member), address("clause_comments", clause.public_id)
    about = {"text": "Een lang betoog.", "version": str(clause.version.public_id)}
    for door in (gone, address("comment_reply", row.public_id)):
        page = client.post(door, about)
        assert page.status_code == 422
        assert "Een lang betoog." in page.content.decode()
    suggested = client.post(gone, about | {"suggest": "nl", "text": "", "proposed": "Andere woorden."}).content.decode()
    assert "Andere woorden." in suggested
    assert "verplicht" not in suggested, "what is not asked is no reason"
    for unknown in ("", "niets", str(row.public_id)):
        assert client.post(gone, about | {"version": unknown}).status_code == 404
    assert sign_in(colleague).post(gone, about).status_code == 404
    add_clause(clause.version, actor=programme_lead)
    publish(clause.version, actor=programme_lead)
    assert sign_in(colleague).post(gone, about).status_code == 404, "they read the version, and not its remarks"


@pytest.mark.parametrize("ending", ["taken back", "published"])
def test_what_who_is_asked_typed_is_not_lost_when_it_is_theirs_to_see_no_more(  # noqa: PLR0917
    sign_in: SignIn, clause: Clause, programme_lead: Person, board_member: Person, colleague: Person, ending: str
) -> None:
    row = comment(clause, actor=board_member, text="Een geheim van het bestuur.")
    version = clause.version
    wanted = [
        services.Wanted(kind=ReviewKind.DECISION, person=board_member),
        services.Wanted(kind=ReviewKind.ADVICE, person=colleague),
    ]
    under_review(version, actor=programme_lead, wanted=wanted)
    client = sign_in(colleague)
    doors = [
        (address("clause_comments", clause.public_id), {"text": "Een lang betoog.", "version": str(version.public_id)}),
        (address("comment_reply", row.public_id), {"text": "Een lang betoog."}),
        (address("comment_resolve", row.public_id), {"reason": "Een lang betoog."}),
    ]
    assert client.get(doors[0][0]).status_code == 200
    if ending == "taken back":
        services.take_back(version_id=version.pk, reason="Nog een zin.", actor=programme_lead, now=NOW)
    else:
        Reviewer.objects.filter(person=colleague).update(released_at=NOW, released_reason="te druk")
        version.refresh_from_db()
        answer(Reviewer.objects.get(person=board_member))
        services.publish(version_id=version.pk, actor=programme_lead, now=NOW)
    for door, form in doors:
        page = client.post(door, form)
        said = page.content.decode()
        assert page.status_code == 404
        assert "Een lang betoog." in said
        assert "Een geheim van het bestuur." not in said
        assert clause.title_nl not in said
        assert client.post(door, dict.fromkeys(form, "")).status_code == 404


def test_remark_typed_while_somebody_published_is_not_lost(
    sign_in: SignIn, clause: Clause, programme_lead: Person, board_member: Person
) -> None:
    publish(clause.version, actor=programme_lead)
    page = sign_in(board_member).post(address("clause_comments", clause.public_id), {"text": "Een lang betoog."})
    assert page.status_code == 422
    assert "Een lang betoog." in page.content.decode()
    assert not Comment.objects.exists()


def test_suggestion_begins_with_the_text_as_it_stands(sign_in: SignIn, clause: Clause, board_member: Person) -> None:
    client = sign_in(board_member)
    page = address("clause_comments", clause.public_id)
    assert "A person decides.</textarea>" in client.get(f"{page}?suggest=en").content.decode()
    sent = {"suggest": "en", "proposed": "A person always decides.", "text": "Stronger."}
    assert client.post(page, sent).status_code == 302
    row = Comment.objects.get()
    assert (row.kind, row.proposed_language, row.base) == (CommentKind.SUGGESTION, "en", "A person decides.")


def test_draft_shows_how_much_is_open_about_a_passage(
    sign_in: SignIn, clause: Clause, programme_lead: Person, board_member: Person
) -> None:
    comment(clause, actor=board_member)
    closed = comment(clause, actor=board_member)
    services.resolve(comment_id=closed.pk, outcome="answered", reason="", actor=programme_lead, now=NOW)
    page = sign_in(programme_lead).get(address("draft_edit", clause.version.public_id))
    assert page.context["comments"] == {clause.key: 1}
    reading = sign_in(board_member).get(address("version", clause.version.public_id)).content.decode()
    assert address("clause_comments", clause.public_id) in reading


def test_office_reads_that_remarks_are_open_before_it_asks_and_publishes(
    sign_in: SignIn, clause: Clause, programme_lead: Person, board_member: Person
) -> None:
    client, version = sign_in(programme_lead), clause.version
    row = comment(clause, actor=board_member)
    comment(clause, actor=programme_lead)
    assert "2 opmerkingen staan nog open" in client.get(address("review_ask", version.public_id)).content.decode()
    under_review(version, actor=programme_lead)
    publishing = address("version_publish", version.public_id)
    services.resolve(comment_id=row.pk, outcome=CommentOutcome.ANSWERED, reason="", actor=programme_lead, now=NOW)
    assert "1 opmerking staat nog open" in client.get(publishing).content.decode()
    row = Comment.objects.get(resolved_at=None)
    services.resolve(comment_id=row.pk, outcome=CommentOutcome.ANSWERED, reason="", actor=programme_lead, now=NOW)
    assert "nog open" not in client.get(publishing).content.decode()


@pytest.mark.parametrize("rows", [3, 30])
@pytest.mark.parametrize("name", ["comments", "clause_comments"])
def test_remarks_take_a_fixed_number_of_queries(
    sign_in: SignIn, clause: Clause, programme_lead: Person, rows: int, name: str
) -> None:
    board_member = employee(roles=[Role.BOARD])
    for _row in range(rows):
        each = suggestion(clause, actor=board_member, proposed=f"Mens {_row} beslist.")
        services.reply_to(comment_id=each.pk, text="Ja.", language="nl", actor=programme_lead, now=NOW)
    client = sign_in(programme_lead)
    target = clause.public_id if name == "clause_comments" else clause.version.public_id
    with query_count(__file__, f"strategy:{name}"):
        client.get(address(name, target))
