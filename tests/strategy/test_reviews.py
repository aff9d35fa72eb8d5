"""Asking named people before a version is published, and what they answer: every rule, and the truths below it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from common.errors import RuleBroken
from common.models import AuditEvent
from outbox.models import Message
from people.choices import Role
from people.models import Person
from strategy import policies, selectors, services
from strategy.choices import LINK_DAYS, ReviewEnding, ReviewKind, ReviewOutcome, VersionState
from strategy.messages import REVIEW_SALT, read_review_token, review_token
from strategy.models import Clause, Review, ReviewAnswer, Reviewer, Version
from strategy.services import Wanted
from tests.people.builders import employee
from tests.strategy.builders import NOW, answer, draft, next_draft, published, text, under_review
from tests.truths import refused

pytestmark = pytest.mark.django_db
K = ReviewKind
SignIn = Callable[[Person], Client]


def board() -> Person:
    return employee(first_name="Bea", last_name="Bos", roles=[Role.BOARD])


def asked(version: Version, lead: Person, **kinds: str) -> dict[str, Reviewer]:
    """Ask one person for each name, in the capacity that is given."""
    roles = {K.DECISION: [Role.BOARD], K.CONSENT: [Role.WORKS_COUNCIL], K.ADVICE: []}
    people = {name: employee(first_name=name, roles=roles[K(kind)]) for name, kind in kinds.items()}
    wanted = [Wanted(kind=kind, person=people[name]) for name, kind in kinds.items()]
    review = under_review(version, actor=lead, wanted=wanted)
    return {name: review.reviewers.get(person=person) for name, person in people.items()}


def publish(version: Version, lead: Person, against: str = "") -> Version:
    return services.publish(version_id=version.pk, actor=lead, now=NOW, against_reason=against)


def outsider(version: Version, lead: Person, *, email: str = "Fenna@Clientenraad.example") -> Reviewer:
    """Somebody without an account who is asked beside the office."""
    review = Review.objects.filter(version=version).first() or under_review(version, actor=lead)
    wanted = Wanted(kind=K.ADVICE, name="Fenna Visser", email=email, speaks_for="Client council")
    return services.ask_one_more(review_id=review.pk, wanted=wanted, actor=lead, now=NOW)


# --- what may be published ------------------------------------------------------------------------------------------
def test_draft_is_not_published_without_a_review(programme_lead: Person) -> None:
    with pytest.raises(RuleBroken):
        publish(draft(actor=programme_lead), programme_lead)
    assert Version.objects.get().state == VersionState.DRAFT


@pytest.mark.parametrize(
    ("answers", "reason", "is_published"),
    [
        ({"d": ReviewOutcome.AGREED, "c": ReviewOutcome.AGREED, "a": ReviewOutcome.AGREED}, "", True),
        ({"d": ReviewOutcome.AGREED, "c": ReviewOutcome.AGREED}, "", False),
        ({"d": ReviewOutcome.OBJECTED, "c": ReviewOutcome.AGREED, "a": ReviewOutcome.AGREED}, "", False),
        ({"d": ReviewOutcome.OBJECTED, "c": ReviewOutcome.AGREED, "a": ReviewOutcome.AGREED}, "because", False),
        ({"d": ReviewOutcome.AGREED, "c": ReviewOutcome.OBJECTED, "a": ReviewOutcome.AGREED}, "because", False),
        ({"d": ReviewOutcome.AGREED, "c": ReviewOutcome.AGREED, "a": ReviewOutcome.OBJECTED}, "", False),
        ({"d": ReviewOutcome.AGREED, "c": ReviewOutcome.AGREED, "a": ReviewOutcome.OBJECTED}, " ", False),
        (
            {"d": ReviewOutcome.AGREED, "c": ReviewOutcome.AGREED, "a": ReviewOutcome.OBJECTED},
            "The board weighed it.",
            True,
        ),
    ],
)
def test_table_of_what_may_be_published(
    programme_lead: Person, answers: dict[str, str], reason: str, is_published: bool
) -> None:
    version = draft(actor=programme_lead)
    reviewers = asked(version, programme_lead, d=K.DECISION, c=K.CONSENT, a=K.ADVICE)
    for name, outcome in answers.items():
        answer(reviewers[name], outcome=outcome, remarks="Want" if outcome == ReviewOutcome.OBJECTED else "")
    page = selectors.review_page(version)
    assert page is not None
    if is_published:
        assert page.standing.may_publish
        assert publish(version, programme_lead, reason).state == VersionState.PUBLISHED
        review = Review.objects.get()
        assert (review.ended_as, review.against_reason) == (ReviewEnding.PUBLISHED, reason)
    else:
        with pytest.raises(RuleBroken):
            publish(version, programme_lead, reason)
        assert Version.objects.get().state == VersionState.IN_REVIEW


def test_who_has_not_answered_is_named(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    asked(version, programme_lead, Karel=K.DECISION, Lotte=K.ADVICE)
    with pytest.raises(RuleBroken, match=r"Karel.*Lotte|Lotte.*Karel"):
        publish(version, programme_lead)


def test_somebody_must_decide(programme_lead: Person, privacy_officer: Person) -> None:
    version = draft(actor=programme_lead)
    with pytest.raises(RuleBroken) as met:
        under_review(version, actor=programme_lead, wanted=[Wanted(kind=K.ADVICE, person=privacy_officer)])
    assert met.value.field == "decide"


def test_who_decided_and_was_let_go_leaves_it_undecided(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    reviewers = asked(version, programme_lead, d=K.DECISION, a=K.ADVICE)
    answer(reviewers["a"])
    services.release_reviewer(reviewer_id=reviewers["d"].pk, reason="ziek", actor=programme_lead, now=NOW)
    with pytest.raises(RuleBroken):
        publish(version, programme_lead)
    more = services.ask_one_more(
        review_id=Review.objects.get().pk, wanted=Wanted(kind=K.DECISION, person=board()), actor=programme_lead, now=NOW
    )
    answer(more)
    assert publish(version, programme_lead).state == VersionState.PUBLISHED


def test_text_that_changed_behind_the_review_is_not_published(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    for reviewer in asked(version, programme_lead, d=K.DECISION).values():
        answer(reviewer)
    Clause.objects.filter(version=version).update(text_nl="Stiekem iets anders.")
    with pytest.raises(RuleBroken):
        publish(version, programme_lead)


def test_version_under_review_is_not_written(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    under_review(version, actor=programme_lead)
    clause = version.clauses.all()[0]
    write = {"text": text("laat"), "pillar": "vision", "change": "material", "actor": programme_lead, "now": NOW}
    with pytest.raises(RuleBroken):
        services.save_clause(clause_id=clause.pk, edition=clause.edition, **write)
    with pytest.raises(RuleBroken):
        services.add_clause(version_id=version.pk, **write)
    with pytest.raises(RuleBroken):
        services.remove_clause(clause_id=clause.pk, actor=programme_lead, now=NOW)


def test_taking_back_opens_the_text_and_asks_everybody_anew(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    reviewers = asked(version, programme_lead, d=K.DECISION, a=K.ADVICE)
    answer(reviewers["d"])
    with pytest.raises(RuleBroken):
        services.take_back(version_id=version.pk, reason=" ", actor=programme_lead, now=NOW)
    services.take_back(version_id=version.pk, reason="Een passage klopt niet", actor=programme_lead, now=NOW)
    assert Version.objects.get().state == VersionState.DRAFT
    told = Message.objects.filter(code="strategy.review_taken_back", channel="inbox")
    assert {row.recipient_id for row in told} == {each.person_id for each in reviewers.values()}
    with pytest.raises(RuleBroken):
        answer(Reviewer.objects.get(pk=reviewers["a"].pk))
    under_review(Version.objects.get(), actor=programme_lead)
    with pytest.raises(RuleBroken):
        publish(version, programme_lead)
    assert len(selectors.rounds_of(version)) == 2


# --- who may be asked, and who answers ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("roles", "kind", "can"),
    [
        ([], K.DECISION, False),
        ([Role.HR], K.DECISION, False),
        ([Role.BOARD], K.DECISION, True),
        ([Role.PROGRAMME_OFFICE], K.DECISION, True),
        ([Role.BOARD], K.CONSENT, False),
        ([Role.WORKS_COUNCIL], K.CONSENT, True),
        ([], K.ADVICE, True),
    ],
)
def test_who_can_be_asked_for_what(programme_lead: Person, roles: list[str], kind: str, can: bool) -> None:
    review = under_review(draft(actor=programme_lead), actor=programme_lead)
    wanted = Wanted(kind=kind, person=employee(roles=roles))
    if can:
        assert services.ask_one_more(review_id=review.pk, wanted=wanted, actor=programme_lead, now=NOW).kind == kind
    else:
        with pytest.raises(RuleBroken) as met:
            services.ask_one_more(review_id=review.pk, wanted=wanted, actor=programme_lead, now=NOW)
        assert met.value.field == "kind"


def test_nobody_is_asked_twice(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    (reviewer,) = asked(version, programme_lead, d=K.DECISION).values()
    wanted = Wanted(kind=K.ADVICE, person=reviewer.person)
    with pytest.raises(RuleBroken):
        services.ask_one_more(review_id=reviewer.review_id, wanted=wanted, actor=programme_lead, now=NOW)
    outsider(version, programme_lead)
    with pytest.raises(RuleBroken):
        outsider(version, programme_lead, email="fenna@clientenraad.example")


def test_only_the_office_asks_lets_go_and_takes_back(programme_lead: Person, colleague: Person) -> None:
    version = draft(actor=programme_lead)
    with pytest.raises(RuleBroken):
        under_review(version, actor=colleague, wanted=[Wanted(kind=K.DECISION, person=programme_lead)])
    (reviewer,) = asked(version, programme_lead, d=K.DECISION).values()
    tries = (
        lambda: services.release_reviewer(reviewer_id=reviewer.pk, reason="x", actor=colleague, now=NOW),
        lambda: services.take_back(version_id=version.pk, reason="x", actor=colleague, now=NOW),
        lambda: services.note_link(reviewer_id=reviewer.pk, actor=colleague, now=NOW),
    )
    for attempt in tries:
        with pytest.raises(RuleBroken):
            attempt()


def test_answer_is_given_once_by_who_was_asked_about_the_text_that_they_saw(programme_lead: Person) -> None:
    (reviewer,) = asked(draft(actor=programme_lead), programme_lead, d=K.DECISION).values()
    values = {"reviewer_id": reviewer.pk, "remarks": "", "language": "nl", "now": NOW}
    right = {"outcome": ReviewOutcome.AGREED, "text_hash": reviewer.review.text_hash, "actor": reviewer.person}
    for wrong in (
        {"actor": programme_lead},
        {"actor": None},
        {"text_hash": "0" * 64},
        {"outcome": "perhaps"},
        {"outcome": ReviewOutcome.OBJECTED},
        {"language": "de"},
    ):
        with pytest.raises(RuleBroken):
            services.answer_review(**(values | right | wrong))
    services.answer_review(**(values | right))
    with pytest.raises(RuleBroken):
        services.answer_review(**(values | right | {"outcome": ReviewOutcome.OBJECTED, "remarks": "Toch niet"}))
    assert ReviewAnswer.objects.get().outcome == ReviewOutcome.AGREED


def test_last_answer_tells_the_office(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    reviewers = asked(version, programme_lead, d=K.DECISION, a=K.ADVICE)
    answer(reviewers["d"])
    complete = Message.objects.filter(code="strategy.review_complete", recipient=programme_lead, channel="inbox")
    assert not complete.exists()
    answer(reviewers["a"])
    assert complete.count() == 1


def test_who_leaves_is_not_waited_for_and_the_office_sees_it(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    reviewers = asked(version, programme_lead, d=K.DECISION, a=K.ADVICE)
    answer(reviewers["d"])
    leaver = reviewers["a"].person
    assert leaver is not None
    (lost,) = selectors.preview_departure(person_ids=[leaver.pk], on=NOW.date())
    assert lost.count == 1
    for _twice in range(2):
        services.apply_departure(person_id=leaver.pk, on=NOW.date(), actor=None, now=NOW)
    page = selectors.review_page(version)
    assert page is not None
    assert [each.pk for each in page.released] == [reviewers["a"].pk]
    with translation.override("nl"):
        assert page.released[0].released_why == "werkt hier niet meer"
    with translation.override("en"):
        assert page.released[0].released_why == "does not work here any more"
    assert publish(version, programme_lead).state == VersionState.PUBLISHED


def test_answer_stays_when_somebody_leaves(programme_lead: Person) -> None:
    (reviewer,) = asked(draft(actor=programme_lead), programme_lead, d=K.DECISION).values()
    answer(reviewer)
    services.apply_departure(person_id=reviewer.person_id or 0, on=NOW.date(), actor=None, now=NOW)
    reviewer.refresh_from_db()
    assert reviewer.released_at is None


def test_home_asks_who_is_asked_until_they_answer(programme_lead: Person) -> None:
    (reviewer,) = asked(draft(actor=programme_lead), programme_lead, d=K.DECISION).values()
    assert reviewer.person is not None
    (one,) = selectors.asked_of(reviewer.person, now=NOW)
    assert one.url == reverse("strategy:review_answer", args=[reviewer.public_id])
    (pile,) = selectors.waiting_for(programme_lead, now=NOW)
    assert pile.count == 1
    answer(reviewer)
    assert selectors.asked_of(reviewer.person, now=NOW) == []


def test_addresses_of_who_has_no_account_go_after_their_term(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    reviewer = outsider(version, programme_lead)
    services.take_back(version_id=version.pk, reason="anders", actor=programme_lead, now=NOW)
    assert services.enforce_terms(now=NOW + timedelta(days=27))["strategy.reviewer_addresses"] == 0
    assert services.enforce_terms(now=NOW + timedelta(days=29))["strategy.reviewer_addresses"] == 1
    reviewer.refresh_from_db()
    assert (reviewer.email, reviewer.name) == ("", "Fenna Visser")


# --- seeing ---------------------------------------------------------------------------------------------------------
def test_version_under_review_is_seen_by_who_is_asked_and_no_longer(programme_lead: Person, colleague: Person) -> None:
    version = draft(actor=programme_lead)
    reviewers = asked(version, programme_lead, d=K.DECISION, a=K.ADVICE)
    adviser = reviewers["a"].person
    assert adviser is not None

    def seen(person: Person) -> tuple[bool, bool]:
        return Version.objects.visible_to(person).filter(pk=version.pk).exists(), policies.can_see_version(
            person, version
        )

    assert seen(adviser) == (True, True)
    assert seen(colleague) == (False, False)
    services.release_reviewer(reviewer_id=reviewers["a"].pk, reason="te druk", actor=programme_lead, now=NOW)
    assert seen(adviser) == (False, False)


def test_version_is_listed_once_however_many_were_asked(programme_lead: Person, colleague: Person) -> None:
    version = published(actor=programme_lead)
    second = next_draft(version, actor=programme_lead)
    asked(second, programme_lead, d=K.DECISION, a=K.ADVICE, b=K.ADVICE)
    assert Version.objects.visible_to(colleague).count() == 1
    assert Version.objects.visible_to(programme_lead).count() == 2


def test_question_of_another_is_not_there(sign_in: SignIn, programme_lead: Person, colleague: Person) -> None:
    (reviewer,) = asked(draft(actor=programme_lead), programme_lead, d=K.DECISION).values()
    assert sign_in(colleague).get(reverse("strategy:review_answer", args=[reviewer.public_id])).status_code == 404
    answers_page = reverse("strategy:review", args=[reviewer.review.version.public_id])
    assert sign_in(colleague).get(answers_page).status_code == 403


# --- the link of somebody without an account ------------------------------------------------------------------------
def link_of(reviewer: Reviewer) -> str:
    return reverse("strategy:review_link", args=[review_token(reviewer)])


def code_from_mail() -> str:
    """Return the six digits of the newest mail."""
    return re.findall(r"\b\d{6}\b", str(mail.outbox[-1].body))[0]


def opened(client: Client, reviewer: Reviewer) -> Client:
    """Return ``client`` after it showed with a code that the link is its own."""
    token = [review_token(reviewer)]
    client.post(reverse("strategy:review_link_code_send", args=token))
    answer = client.post(reverse("strategy:review_link_code", args=token), {"code": code_from_mail()})
    assert answer.status_code == 302
    return client


def test_link_reads_and_answers_without_signing_in(client: Client, programme_lead: Person, at_work: None) -> None:
    reviewer = outsider(draft(actor=programme_lead), programme_lead)
    opened(client, reviewer)
    page = client.get(link_of(reviewer)).content.decode()
    assert "Fenna Visser" in page
    assert "Titel" in page
    assert not ReviewAnswer.objects.exists()
    form = {"outcome": "objected", "remarks": "Wij missen de cliënt.", "text_hash": reviewer.review.text_hash}
    assert client.post(link_of(reviewer), form).status_code == 302
    given = ReviewAnswer.objects.get()
    assert (given.reviewer_id, given.outcome, given.remarks) == (reviewer.pk, "objected", "Wij missen de cliënt.")


def test_link_is_used_once(client: Client, programme_lead: Person, at_work: None) -> None:
    reviewer = outsider(draft(actor=programme_lead), programme_lead)
    opened(client, reviewer)
    form = {"outcome": "agreed", "text_hash": reviewer.review.text_hash}
    client.post(link_of(reviewer), form)
    again = client.post(link_of(reviewer), form | {"outcome": "objected", "remarks": "Een lang betoog."})
    assert again.status_code == 422
    assert "Niet verstuurd" in again.content.decode()
    assert "Een lang betoog." in again.content.decode()
    assert ReviewAnswer.objects.get().outcome == "agreed"
    page = client.get(link_of(reviewer)).content.decode()
    assert 'name="outcome"' not in page


def test_expired_link_says_so_and_shows_nothing(client: Client, programme_lead: Person, at_work: None) -> None:
    reviewer = outsider(draft(actor=programme_lead), programme_lead)
    long_ago = NOW - timedelta(days=LINK_DAYS)
    services.note_link(reviewer_id=reviewer.pk, actor=programme_lead, now=long_ago)
    reviewer.refresh_from_db()
    page = client.get(link_of(reviewer)).content.decode()
    assert "verlopen" in page
    assert "Titel" not in page
    form = {"outcome": "agreed", "remarks": "Een lang betoog.", "text_hash": reviewer.review.text_hash}
    late = client.post(link_of(reviewer), form)
    assert late.status_code == 410
    assert "Een lang betoog." in late.content.decode()
    assert not ReviewAnswer.objects.exists()


def test_who_advised_against_it_reads_why_it_was_published_all_the_same(
    client: Client, programme_lead: Person, at_work: None
) -> None:
    version = draft(actor=programme_lead)
    reviewer = outsider(version, programme_lead)
    opened(client, reviewer)
    assert "die nog niet geldt" in client.get(link_of(reviewer)).content.decode()
    answer(Reviewer.objects.get(kind="decision"))
    answer(reviewer, outcome=ReviewOutcome.OBJECTED, remarks="Te vaag.")
    agreed = services.ask_one_more(
        review_id=reviewer.review_id,
        wanted=Wanted(kind=K.ADVICE, name="Ali Kaya", email="ali@clientenraad.example"),
        actor=programme_lead,
        now=NOW,
    )
    answer(agreed)
    publish(version, programme_lead, "Het bestuur woog het af.")
    page = client.get(link_of(reviewer)).content.decode()
    assert "Het bestuur woog het af." in page
    assert "die nog niet geldt" not in page
    agreed.refresh_from_db()
    opened(client, agreed)
    assert "Het bestuur woog het af." not in client.get(link_of(agreed)).content.decode(), "they agreed with it"


def test_who_answered_by_a_link_reads_there_why_the_text_is_changed(
    client: Client, programme_lead: Person, at_work: None
) -> None:
    version = draft(actor=programme_lead)
    reviewer = outsider(version, programme_lead)
    answer(reviewer)
    opened(client, reviewer)
    services.take_back(version_id=version.pk, reason="Een passage klopt niet.", actor=programme_lead, now=NOW)
    assert "Een passage klopt niet." in client.get(link_of(reviewer)).content.decode()


def test_what_somebody_typed_at_a_link_that_was_replaced_is_not_lost(
    client: Client, programme_lead: Person, at_work: None
) -> None:
    reviewer = outsider(draft(actor=programme_lead), programme_lead)
    old = link_of(reviewer)
    services.note_link(reviewer_id=reviewer.pk, actor=programme_lead, now=NOW + timedelta(hours=1))
    for path in (old, reverse("strategy:review_link", args=["niets"])):
        page = client.post(path, {"outcome": "objected", "remarks": "Een lang <b>betoog</b>."})
        assert page.status_code == 404
        assert "Een lang &lt;b&gt;betoog&lt;/b&gt;." in page.content.decode()


def test_reason_for_what_cannot_be_done_any_more_is_not_lost(
    sign_in: SignIn, programme_lead: Person, board_member: Person, at_work: None
) -> None:
    version = draft(actor=programme_lead)
    review = under_review(version, actor=programme_lead, wanted=[Wanted(kind=K.DECISION, person=board_member)])
    reviewer = review.reviewers.get()
    answer(reviewer)
    client = sign_in(programme_lead)
    release = reverse("strategy:reviewer_release", args=[reviewer.public_id])
    page = client.post(release, {"reason": "Te druk met de audit."})
    assert page.status_code == 422
    assert "Te druk met de audit." in page.content.decode()


def test_forged_or_replaced_link_opens_nothing(client: Client, programme_lead: Person, at_work: None) -> None:
    reviewer = outsider(draft(actor=programme_lead), programme_lead)
    old = link_of(reviewer)
    services.note_link(reviewer_id=reviewer.pk, actor=programme_lead, now=NOW + timedelta(hours=1))
    longer = [str(reviewer.public_id), (NOW + timedelta(days=900)).isoformat()]
    for path in (
        old,
        old[:-4] + "AAA/",
        reverse("strategy:review_link", args=["niets"]),
        reverse("strategy:review_link", args=[signing.dumps(longer, salt=REVIEW_SALT)]),
        reverse("strategy:review_link", args=[signing.dumps(["x", 1], salt=REVIEW_SALT)]),
    ):
        assert client.get(path).status_code == 404
    assert read_review_token(signing.dumps(longer, salt="another")) is None


def test_link_of_a_colleague_does_not_exist(programme_lead: Person) -> None:
    (reviewer,) = asked(draft(actor=programme_lead), programme_lead, d=K.DECISION).values()
    with pytest.raises(RuleBroken):
        services.note_link(reviewer_id=reviewer.pk, actor=programme_lead, now=NOW)
    with pytest.raises(RuleBroken):
        services.ask_one_more(
            review_id=reviewer.review_id,
            wanted=Wanted(kind=K.DECISION, name="Iemand", email="iemand@elders.example"),
            actor=programme_lead,
            now=NOW,
        )


def test_mail_brings_the_link_and_nothing_of_it_is_kept(programme_lead: Person) -> None:
    reviewer = outsider(draft(actor=programme_lead), programme_lead)
    services.mail_link(reviewer_id=reviewer.pk, actor=programme_lead, now=NOW)
    (letter,) = mail.outbox
    assert letter.to == ["fenna@clientenraad.example"]
    reviewer.refresh_from_db()
    (told,) = re.findall(r"/([^/\s]+)/\s", str(letter.body).partition("--")[0])
    assert read_review_token(told) == read_review_token(review_token(reviewer))
    kept = Message.objects.get(code="strategy.review_link")
    assert "fenna" not in str(kept.__dict__)
    assert not AuditEvent.objects.filter(reason__contains="fenna").exists()


def test_text_that_comes_back_is_asked_of_the_same_people_unless_the_office_chooses_otherwise(
    sign_in: SignIn, programme_lead: Person, board_member: Person, works_council_member: Person, at_work: None
) -> None:
    version, helper = draft(actor=programme_lead), employee(first_name="Ids", last_name="Vos")
    wanted = [
        Wanted(kind=K.DECISION, person=board_member),
        Wanted(kind=K.CONSENT, person=works_council_member),
        Wanted(kind=K.ADVICE, person=helper),
    ]
    under_review(version, actor=programme_lead, wanted=wanted)
    outsider(version, programme_lead)
    client = sign_in(programme_lead)
    back = reverse("strategy:review_take_back", args=[version.public_id])
    assert "link" in client.post(back, {"reason": "Nog een zin."}, follow=True).content.decode()
    page = client.get(reverse("strategy:review_ask", args=[version.public_id]))
    form, said = page.context["form"], page.content.decode()
    assert form["decide"].value() == [board_member.public_id]
    assert form["council"].value() == [works_council_member.public_id]
    assert form["council_kind"].value() == K.CONSENT
    assert said.count(" checked") == 3
    assert f"{helper.full_name}, Fenna Visser (Client council)" in said


def test_advice_of_one_member_does_not_become_a_consent_when_another_was_asked_for_theirs(
    sign_in: SignIn, programme_lead: Person, board_member: Person, works_council_member: Person, at_work: None
) -> None:
    adviser = employee(first_name="Ella", last_name="Bos", roles=[Role.WORKS_COUNCIL])
    gone = employee(first_name="Wim", last_name="Weg", left_on=NOW.date())
    version = draft(actor=programme_lead)
    wanted = [
        Wanted(kind=K.DECISION, person=board_member),
        Wanted(kind=K.CONSENT, person=works_council_member),
        Wanted(kind=K.ADVICE, person=adviser),
    ]
    review = under_review(version, actor=programme_lead, wanted=wanted)
    Reviewer.objects.create(review=review, person=gone, kind=K.ADVICE, asked_at=NOW)
    services.take_back(version_id=version.pk, reason="Nog een zin.", actor=programme_lead, now=NOW)
    page = sign_in(programme_lead).get(reverse("strategy:review_ask", args=[version.public_id]))
    assert page.context["form"]["council"].value() == [works_council_member.public_id]
    assert "Ella de Bos" in [each.full_name for each in page.context["form"].asked_elsewhere]
    assert "Wim de Weg" not in [each.full_name for each in page.context["form"].asked_elsewhere]


# --- in the browser -------------------------------------------------------------------------------------------------
def test_office_asks_sees_and_publishes_against_advice(
    sign_in: SignIn, programme_lead: Person, board_member: Person, privacy_officer: Person, at_work: None
) -> None:
    version = draft(actor=programme_lead)
    client = sign_in(programme_lead)
    ask = reverse("strategy:review_ask", args=[version.public_id])
    empty = client.post(ask, {})
    assert empty.status_code == 422
    form = {"decide": [board_member.public_id], "advise": [privacy_officer.public_id]}
    assert client.post(ask, form).status_code == 302
    assert client.get(ask).headers["Location"] == reverse("strategy:review", args=[version.public_id])
    assert client.get(reverse("strategy:draft_edit", args=[version.public_id])).status_code == 302
    answer(Reviewer.objects.get(person=board_member))
    answer(
        Reviewer.objects.get(person=privacy_officer), outcome=ReviewOutcome.OBJECTED, remarks="Te vaag over bewaren."
    )
    page = client.get(reverse("strategy:review", args=[version.public_id])).content.decode()
    assert "Te vaag over bewaren." in page
    publish_at = reverse("strategy:version_publish", args=[version.public_id])
    assert client.post(publish_at, {}).status_code == 422
    assert client.post(publish_at, {"against_reason": "Komt in de volgende versie."}).status_code == 302
    assert Version.objects.get().state == VersionState.PUBLISHED
    assert Review.objects.get().against_reason == "Komt in de volgende versie."


def test_one_more_is_named_once_and_without_an_account_by_mail(
    sign_in: SignIn, programme_lead: Person, at_work: None
) -> None:
    version = draft(actor=programme_lead)
    under_review(version, actor=programme_lead)
    client, page = sign_in(programme_lead), reverse("strategy:review", args=[version.public_id])
    for wrong in (
        {},
        {"who": "Niemand Bestaat"},
        {"who": "a", "name": "b", "email": "c@d.nl"},
        {"name": "Fenna"},
        {"name": "Fenna", "email": "geen adres"},
    ):
        assert client.post(page, {"kind": "advice"} | wrong).status_code == 422
    assert client.post(page, {"kind": "advice", "name": "Fenna", "email": "f@d.example"}).status_code == 302
    assert len(mail.outbox) == 1
    again = reverse("strategy:review_link_send", args=[Reviewer.objects.get(name="Fenna").public_id])
    client.post(again)
    assert len(mail.outbox) == 2


# --- truths ---------------------------------------------------------------------------------------------------------
def test_database_knows_what_a_review_may_be(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    review = under_review(version, actor=programme_lead)
    attempts = {
        "strategy_review_has_hash": {"text_hash": "x"},
        "strategy_review_ends_somehow": {"ended_as": "published"},
        "strategy_review_taken_back_says_why": {"ended_at": NOW, "ended_as": "taken_back"},
    }
    for name, change in attempts.items():
        with refused(name):
            Review.objects.filter(pk=review.pk).update(**change)
    with refused("strategy_review_one_open"):
        Review.objects.create(version=version, text_hash="0" * 64, started_at=NOW, started_by=programme_lead)


def test_database_knows_who_may_be_asked(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    other, link = outsider(version, programme_lead), NOW + timedelta(days=1)
    mine = Reviewer.objects.get(kind="decision")
    attempts = {
        "strategy_reviewer_kind_known": (mine, {"kind": "vote"}),
        "strategy_reviewer_colleague_or_link": (mine, {"link_until": link}),
        "strategy_reviewer_decides_with_account": (other, {"kind": "decision"}),
        "strategy_reviewer_released_says_why": (mine, {"released_at": NOW}),
    }
    for name, (row, change) in attempts.items():
        with refused(name):
            Reviewer.objects.filter(pk=row.pk).update(**change)
    with refused("strategy_reviewer_once"):
        Reviewer.objects.create(review=mine.review, person=mine.person, kind="advice", asked_at=NOW)


def test_database_keeps_answers_as_they_were_given(programme_lead: Person) -> None:
    version = draft(actor=programme_lead)
    other = outsider(version, programme_lead)
    mine = Reviewer.objects.get(kind="decision")
    answer(mine)
    for statement in (
        "UPDATE strategy_reviewanswer SET outcome = 'objected', remarks = 'x'",
        "DELETE FROM strategy_reviewanswer",
    ):
        with refused("strategy_reviewanswer_append_only"), connection.cursor() as cursor:
            cursor.execute(statement)
    row = {
        "reviewer": other, "text_hash": other.review.text_hash, "outcome": "agreed", "language": "nl",
        "answered_at": NOW,
    }  # fmt: skip
    attempts = {
        "strategy_reviewanswer_about_the_text": {"text_hash": "0" * 64},
        "strategy_reviewanswer_outcome_known": {"outcome": "perhaps", "remarks": "x"},
        "strategy_reviewanswer_no_says_why": {"outcome": "objected"},
        "strategy_reviewanswer_language_known": {"language": "de"},
    }
    for name, change in attempts.items():
        with refused(name):
            ReviewAnswer.objects.create(**(row | change))
    Reviewer.objects.filter(pk=other.pk).update(released_at=NOW, released_reason="weg")
    with refused("strategy_reviewanswer_about_the_text"):
        ReviewAnswer.objects.create(**row)
