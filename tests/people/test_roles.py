"""Giving roles and taking them back: by whom, once, in time, written down, and never the last administrator's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.clock import day_of
from common.errors import RuleBroken
from common.models import AuditEvent
from outbox.choices import Channel
from outbox.messages import render
from outbox.models import Message
from people import selectors, services
from people.choices import Role, RoleSource
from people.models import Person, RoleAssignment
from tests.people.builders import NOW, employee, unit

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
TODAY = day_of(NOW)
A_DAY = timedelta(days=1)
OTHERS = [role for role in Role if role != Role.ADMINISTRATOR]


@pytest.fixture
def _no_second_step(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def held_by(person: Person) -> frozenset[str]:
    return Person.objects.get(pk=person.pk).role_names


def role_of(person: Person, role: str = Role.ADMINISTRATOR) -> RoleAssignment:
    return RoleAssignment.objects.get(person=person, role=role)


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action))


# --- giving -----------------------------------------------------------------------------------------------------------
def test_administrator_gives_a_role_from_today_and_it_is_written_down(administrator: Person, colleague: Person) -> None:
    given = services.grant_role(person=colleague, role=Role.HR, actor=administrator, now=NOW)
    assert (given.starts_on, given.ends_on, given.source) == (TODAY, None, RoleSource.LOCAL)
    assert (given.granted_by, given.granted_at) == (administrator, NOW)
    (event,) = events("role.granted")
    assert (event.actor, event.object_id, event.fields, event.at) == (administrator, str(given.public_id), ["hr"], NOW)


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_gives_or_takes_back_a_role(role: str, administrator: Person, colleague: Person) -> None:
    actor = employee(roles=[role])
    with pytest.raises(RuleBroken, match="Alleen een beheerder geeft rollen"):
        services.grant_role(person=actor, role=Role.ADMINISTRATOR, actor=actor, now=NOW)
    with pytest.raises(RuleBroken, match="Alleen een beheerder neemt rollen terug"):
        services.revoke_role(assignment_id=role_of(administrator).pk, actor=actor, now=NOW)
    assert role_of(administrator).ends_on is None
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("role", [Role.WORKS_COUNCIL, Role.PRIVACY_OFFICER, Role.HR])
def test_administrator_gives_no_role_to_themselves(administrator: Person, role: str) -> None:
    with pytest.raises(RuleBroken, match="Niemand geeft zichzelf een rol"):
        services.grant_role(person=administrator, role=role, actor=administrator, now=NOW)
    assert held_by(administrator) == {Role.EMPLOYEE, Role.ADMINISTRATOR}
    assert events("role.granted") == []


@pytest.mark.parametrize("role", [Role.WORKS_COUNCIL, Role.PRIVACY_OFFICER])
def test_all_who_hold_a_watched_role_hear_who_gave_it_to_whom(
    administrator: Person, colleague: Person, role: str
) -> None:
    holder = employee(roles=[role], language="en")
    employee(roles=[Role.HR])
    services.grant_role(person=colleague, role=role, actor=administrator, now=NOW)
    told = Message.objects.filter(code="portal.watched_role_given")
    assert set(told.values_list("recipient_id", "channel")) == {(holder.pk, channel) for channel in Channel.values}
    letter = render(told.filter(recipient=holder).select_related("recipient")[0], language="en")
    for words in (administrator.full_name, colleague.full_name, Role(role).value.replace("_", " ")):
        assert words in letter.text


def test_role_that_no_one_watches_is_told_to_its_holder_only(administrator: Person, colleague: Person) -> None:
    employee(roles=[Role.TRAINER])
    services.grant_role(person=colleague, role=Role.TRAINER, actor=administrator, now=NOW)
    assert set(Message.objects.values_list("recipient_id", "code")) == {(colleague.pk, "portal.role_given")}


WORDS_OF_ROLES = {
    Role.TRAINER: ("Bij “Leren” vind je de sessies die je geeft", "the sessions that you give"),
    Role.HR: ("Bij “HR-import” lees je het HR-bestand in", "you bring in the HR file"),
    Role.PROGRAMME_OFFICE: ("Je schrijft samen met anderen de strategie", "You write the strategy"),
    Role.BOARD: ("Je beslist over de strategie en over pilots", "You decide on the strategy"),
    Role.PRIVACY_OFFICER: ("Daar geef je je advies", "you give your advice on it"),
    Role.WORKS_COUNCIL: ("Je antwoordt daar namens de raad", "on behalf of the council"),
    Role.ADMINISTRATOR: ("Je geeft rollen en neemt ze terug", "You give and take back roles"),
}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.EMPLOYEE])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_holder_reads_by_mail_and_in_the_inbox_what_they_can_do_now_and_where(
    administrator: Person, role: str, language: str
) -> None:
    person = employee(language=language)
    services.grant_role(person=person, role=role, actor=administrator, now=NOW)
    told = Message.objects.filter(code="portal.role_given", recipient=person).select_related("recipient")
    assert set(told.values_list("channel", flat=True)) == set(Channel.values)
    letter = render(told[0], language=language)
    assert WORDS_OF_ROLES[Role(role)][language == "en"] in letter.text
    assert administrator.full_name in letter.text
    assert letter.action
    assert told[0].url != "/"


def test_role_that_has_an_end_says_so(administrator: Person, colleague: Person) -> None:
    last = TODAY + timedelta(days=30)
    services.grant_role(person=colleague, role=Role.TRAINER, actor=administrator, now=NOW, ends_on=last)
    told = Message.objects.select_related("recipient").filter(recipient=colleague)[0]
    assert "Die eindigt op" in render(told, language="nl").text


@pytest.mark.parametrize(("language", "words"), [("nl", "is beëindigd"), ("en", "has ended")])
def test_holder_hears_when_a_role_ends(administrator: Person, language: str, words: str) -> None:
    person = employee(roles=[Role.HR], language=language)
    for _twice in range(2):
        services.revoke_role(assignment_id=role_of(person, Role.HR).pk, actor=administrator, now=NOW)
    told = Message.objects.filter(code="portal.role_ended", recipient=person).select_related("recipient")
    assert set(told.values_list("channel", flat=True)) == set(Channel.values)
    assert words in render(told[0], language=language).text


def test_roles_that_come_and_go_with_a_group_are_told_once_each(colleague: Person) -> None:
    mapped = {"hr": Role.HR.value}
    for groups in ({"hr"}, {"hr"}, set[str](), set[str]()):
        services.sync_roles_with_groups(person=colleague, groups=groups, groups_to_roles=mapped, now=NOW)
    told = Message.objects.filter(recipient=colleague, channel=Channel.INBOX).order_by("pk").select_related("recipient")
    given, ended = told
    assert (given.code, ended.code) == ("portal.role_given", "portal.role_ended")
    assert "hoort bij je werkaccount" in render(given, language="nl").text
    assert "niet meer bij je werkaccount hoort" in render(ended, language="nl").text


def test_nobody_hears_of_being_an_employee_or_of_a_role_in_the_demo(administrator: Person, colleague: Person) -> None:
    services.grant_role(person=colleague, role=Role.EMPLOYEE, actor=administrator, now=NOW)
    services.grant_role(person=colleague, role=Role.HR, actor=None, now=NOW, source=RoleSource.DEMO)
    assert not Message.objects.exists()


def test_role_from_a_group_of_the_sign_in_service_is_told_too(colleague: Person) -> None:
    holder = employee(roles=[Role.WORKS_COUNCIL])
    mapped = {"council": Role.WORKS_COUNCIL.value}
    services.sync_roles_with_groups(person=colleague, groups={"council"}, groups_to_roles=mapped, now=NOW)
    told = Message.objects.select_related("recipient").filter(recipient=holder, channel=Channel.INBOX).get()
    assert "inlogdienst" in render(told, language="nl").text


def test_role_held_already_is_given_once(administrator: Person, hr: Person) -> None:
    again = services.grant_role(person=hr, role=Role.HR, actor=administrator, now=NOW)
    assert again == role_of(hr, Role.HR)
    assert events("role.granted") == []


def test_same_role_for_one_unit_is_another_role(administrator: Person, hr: Person) -> None:
    for_all = role_of(hr, Role.HR)
    for_one = services.grant_role(person=hr, role=Role.HR, actor=administrator, now=NOW, unit=unit("201", "Noord"))
    assert for_one != for_all
    assert hr.roles.count() == 2


def test_role_for_one_unit_opens_nothing_for_all(administrator: Person, colleague: Person) -> None:
    services.grant_role(person=colleague, role=Role.ADMINISTRATOR, actor=administrator, now=NOW, unit=unit("201"))
    assert held_by(colleague) == {Role.EMPLOYEE}


def test_role_with_an_end_stops_by_itself(administrator: Person, colleague: Person) -> None:
    services.grant_role(
        person=colleague, role=Role.TRAINER, actor=administrator, now=NOW, ends_on=TODAY + timedelta(days=30)
    )
    assert colleague.roles.on(TODAY + timedelta(days=29)).exists()
    assert not colleague.roles.on(TODAY + timedelta(days=30)).exists()
    (past,) = selectors.past_roles_of(colleague, TODAY + timedelta(days=30))
    assert past.ended_by is None, "who gave it did not take it back"


# --- taking back ------------------------------------------------------------------------------------------------------
def test_role_taken_back_ends_today_and_stays_on_record(administrator: Person, hr: Person) -> None:
    services.revoke_role(assignment_id=role_of(hr, Role.HR).pk, actor=administrator, now=NOW, reason="ander werk")
    assert role_of(hr, Role.HR).ends_on == TODAY
    assert held_by(hr) == {Role.EMPLOYEE}
    (event,) = events("role.revoked")
    assert (event.actor, event.fields, event.reason) == (administrator, ["hr"], "ander werk")


def test_role_taken_back_twice_ends_on_the_first_day(administrator: Person, hr: Person) -> None:
    services.revoke_role(assignment_id=role_of(hr, Role.HR).pk, actor=administrator, now=NOW)
    services.revoke_role(assignment_id=role_of(hr, Role.HR).pk, actor=administrator, now=NOW + 3 * A_DAY)
    assert role_of(hr, Role.HR).ends_on == TODAY
    assert len(events("role.revoked")) == 1


def test_role_taken_back_can_be_given_again_the_same_day(administrator: Person, colleague: Person) -> None:
    first = services.grant_role(person=colleague, role=Role.HR, actor=administrator, now=NOW)
    services.revoke_role(assignment_id=first.pk, actor=administrator, now=NOW)
    services.grant_role(person=colleague, role=Role.HR, actor=administrator, now=NOW)
    assert colleague.roles.on(TODAY).count() == 1


# --- the last administrator -------------------------------------------------------------------------------------------
def test_last_administrator_keeps_their_role(administrator: Person) -> None:
    with pytest.raises(RuleBroken, match="de laatste beheerder"):
        services.revoke_role(assignment_id=role_of(administrator).pk, actor=administrator, now=NOW)
    assert role_of(administrator).ends_on is None


def test_last_administrator_does_not_leave(administrator: Person) -> None:
    with pytest.raises(RuleBroken, match="de laatste beheerder"):
        services.apply_departure(person_id=administrator.pk, on=TODAY, actor=None, now=NOW)
    administrator.refresh_from_db()
    assert administrator.left_on is None


def test_one_of_two_administrators_may_go(administrator: Person) -> None:
    second = employee(roles=[Role.ADMINISTRATOR])
    services.revoke_role(assignment_id=role_of(second).pk, actor=administrator, now=NOW)
    assert held_by(second) == {Role.EMPLOYEE}
    assert held_by(administrator) == {Role.EMPLOYEE, Role.ADMINISTRATOR}


@pytest.mark.parametrize("other", ["left", "ends", "one_unit", "inactive"])
def test_only_a_lasting_administrator_counts_as_another(administrator: Person, other: str) -> None:
    second = employee(roles=[Role.ADMINISTRATOR], is_active=other != "inactive")
    if other == "left":
        Person.objects.filter(pk=second.pk).update(left_on=TODAY)
    elif other == "ends":
        second.roles.update(ends_on=TODAY + 10 * A_DAY)
    elif other == "one_unit":
        second.roles.update(unit=unit("201"))
    with pytest.raises(RuleBroken, match="de laatste beheerder"):
        services.revoke_role(assignment_id=role_of(administrator).pk, actor=administrator, now=NOW)


def test_administrator_who_leaves_later_is_no_reason_to_let_another_go_first(administrator: Person) -> None:
    second = employee(roles=[Role.ADMINISTRATOR])
    services.apply_departure(person_id=second.pk, on=TODAY + 10 * A_DAY, actor=None, now=NOW)
    with pytest.raises(RuleBroken, match="de laatste beheerder"):
        services.apply_departure(person_id=administrator.pk, on=TODAY + 5 * A_DAY, actor=None, now=NOW)
    assert role_of(administrator).ends_on is None


def test_last_administrator_since_yesterday_did_not_leave_last_week(colleague: Person) -> None:
    services.grant_role(person=colleague, role=Role.ADMINISTRATOR, actor=None, now=NOW - A_DAY)
    with pytest.raises(RuleBroken, match="de laatste beheerder"):
        services.apply_departure(person_id=colleague.pk, on=TODAY - 7 * A_DAY, actor=None, now=NOW)
    assert role_of(colleague).ends_on is None


def test_last_administrator_stays_so_whatever_their_groups_say(colleague: Person) -> None:
    mapped = {"admins": Role.ADMINISTRATOR.value, "hr": Role.HR.value}
    services.sync_roles_with_groups(person=colleague, groups={"admins", "hr"}, groups_to_roles=mapped, now=NOW)
    services.sync_roles_with_groups(person=colleague, groups=set(), groups_to_roles=mapped, now=NOW)
    assert held_by(colleague) == {Role.EMPLOYEE, Role.ADMINISTRATOR}


# --- on the screen ----------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("_no_second_step")
def test_administrator_gives_a_role_on_the_page_of_a_person(
    sign_in: SignIn, administrator: Person, colleague: Person
) -> None:
    client = sign_in(administrator)
    page = reverse("people:person_detail", args=[colleague.public_id])
    answer = client.post(reverse("people:role_grant", args=[colleague.public_id]), {"role": Role.BOARD})
    assert answer.headers["Location"] == page
    assert "De rol is gegeven." in client.get(page).content.decode()
    given = role_of(colleague, Role.BOARD)
    assert f"gegeven door {administrator.full_name} op" in client.get(page).content.decode()
    client.post(reverse("people:role_revoke", args=[given.public_id]))
    assert held_by(colleague) == {Role.EMPLOYEE}
    before = client.get(page).content.decode().partition("Eerdere rollen")[2]
    assert f"gegeven door {administrator.full_name} op" in before
    assert f"teruggenomen door {administrator.full_name} op" in before


@pytest.mark.parametrize(
    ("language", "empty", "nothing"),
    [
        ("nl", "Kies een rol", "Deze persoon heeft deze rol al. Er is niets veranderd."),
        ("en", "Choose a role", "This person has this role already. Nothing changed."),
    ],
)
@pytest.mark.usefixtures("_no_second_step")
def test_role_that_is_held_is_not_offered_and_giving_it_again_says_that_nothing_changed(
    sign_in: SignIn, administrator: Person, language: str, empty: str, nothing: str
) -> None:
    holder = employee(roles=[Role.TRAINER])
    client = sign_in(administrator)
    client.cookies["houvast_language"] = language
    page = client.get(reverse("people:person_detail", args=[holder.public_id]))
    choices = page.context["role_form"].fields["role"].choices
    assert f">{empty}<" in page.content.decode()
    assert choices[0][0] == ""
    assert page.context["role_form"]["role"].value() is None
    assert Role.TRAINER not in dict(choices)
    assert Role.HR in dict(choices)

    again = client.post(reverse("people:role_grant", args=[holder.public_id]), {"role": Role.TRAINER}, follow=True)

    assert nothing in again.content.decode()
    assert "De rol is gegeven." not in again.content.decode()
    assert "The role is given." not in again.content.decode()
    assert RoleAssignment.objects.filter(person=holder).count() == 1


@pytest.mark.usefixtures("_no_second_step")
def test_own_page_offers_an_administrator_no_role(sign_in: SignIn, administrator: Person) -> None:
    client = sign_in(administrator)
    page = client.get(reverse("people:person_detail", args=[administrator.public_id])).content.decode()
    assert "Niemand geeft zichzelf een rol." in page
    assert reverse("people:role_grant", args=[administrator.public_id]) not in page
    answer = client.post(reverse("people:role_grant", args=[administrator.public_id]), {"role": Role.WORKS_COUNCIL})
    assert answer.status_code == 422
    assert Role.WORKS_COUNCIL not in held_by(administrator)


@pytest.mark.usefixtures("_no_second_step")
def test_role_that_is_none_is_answered_with_a_sentence(
    sign_in: SignIn, administrator: Person, colleague: Person
) -> None:
    answer = sign_in(administrator).post(reverse("people:role_grant", args=[colleague.public_id]), {"role": "emperor"})
    assert answer.status_code == 422
    assert "Kies een rol uit de lijst." in answer.content.decode()


@pytest.mark.usefixtures("_no_second_step")
def test_last_administrator_reads_why_the_role_stays(sign_in: SignIn, administrator: Person) -> None:
    answer = sign_in(administrator).post(reverse("people:role_revoke", args=[role_of(administrator).public_id]))
    assert answer.status_code == 422
    assert "Maak eerst iemand anders beheerder." in answer.content.decode()


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.usefixtures("_no_second_step")
def test_page_gives_others_no_role(sign_in: SignIn, administrator: Person, role: str) -> None:
    actor = employee(roles=[role])
    client = sign_in(actor)
    grant = client.post(reverse("people:role_grant", args=[actor.public_id]), {"role": Role.ADMINISTRATOR})
    revoke = client.post(reverse("people:role_revoke", args=[role_of(administrator).public_id]))
    assert (grant.status_code, revoke.status_code) == (403, 403)
    assert Role.ADMINISTRATOR not in held_by(actor)
