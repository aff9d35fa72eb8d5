"""Who is away and who stands in for whom: set by the right people, told to both, never in a circle."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from common.errors import RuleBroken
from common.models import AuditEvent
from directory import policies, services
from outbox.models import Message
from people.choices import FunctionGroup
from people.models import Deputy, Person
from people.selectors import team_of
from tests.people.builders import LONG_AGO, NOW, employee
from tests.query_counts import query_count

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
SignIn = Callable[[Person], Client]
TODAY = NOW.date()
A_DAY = timedelta(days=1)


@pytest.fixture
def boss(db: None) -> Person:
    return employee(first_name="Bas", function_group=FunctionGroup.DIRECTOR)


@pytest.fixture
def manager(boss: Person) -> Person:
    return employee(first_name="Maud", function_group=FunctionGroup.MANAGER, manager=boss)


@pytest.fixture
def nurse(manager: Person) -> Person:
    return employee(first_name="Nora", manager=manager)


@pytest.fixture
def deputy(db: None) -> Person:
    return employee(first_name="Dewi")


def appointed(manager: Person, deputy: Person, *, by: Person | None = None, last_day: date | None = None) -> Deputy:
    return services.appoint_deputy(
        manager=manager, deputy=deputy, starts_on=TODAY, last_day=last_day, actor=by or manager, now=NOW
    )


# --- standing in ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["manager", "boss", "hr"])
def test_manager_their_manager_and_hr_choose_who_stands_in(
    sign_in: SignIn, who: str, request: pytest.FixtureRequest, manager: Person, deputy: Person
) -> None:
    actor: Person = request.getfixturevalue(who)
    nurse: Person = request.getfixturevalue("nurse")
    sent = sign_in(actor).post(
        reverse("deputy_appoint", args=[manager.public_id]),
        {"deputy": deputy.email, "starts_on": TODAY.isoformat(), "last_day": (TODAY + A_DAY).isoformat()},
    )
    assert sent.status_code == 302
    row = Deputy.objects.get()
    assert (row.manager, row.deputy, row.appointed_by) == (manager, deputy, actor)
    assert (row.starts_on, row.ends_on) == (TODAY, TODAY + 2 * A_DAY)
    assert nurse in team_of(deputy, TODAY)
    told = set(Message.objects.filter(code="directory.deputy_appointed").values_list("recipient", flat=True))
    assert told == {manager.pk, deputy.pk} - {actor.pk}
    assert AuditEvent.objects.get(action="deputy.appointed").actor == actor
    for reader in (manager, boss_of(manager), deputy):
        assert (
            "Dewi de Boer"
            in sign_in(reader).get(reverse("person_cover", args=[manager.public_id]), follow=True).content.decode()
        )


def boss_of(person: Person) -> Person:
    boss = person.placements.get().manager
    assert boss is not None
    return boss


def test_somebody_else_neither_sees_nor_sets_it(
    sign_in: SignIn, manager: Person, nurse: Person, deputy: Person
) -> None:
    row = appointed(manager, deputy)
    client = sign_in(employee(first_name="Vreemd"))
    assert client.get(reverse("person_cover", args=[manager.public_id])).status_code == 404
    assert client.post(reverse("deputy_appoint", args=[manager.public_id]), {}).status_code == 404
    assert client.post(reverse("deputy_end", args=[row.public_id])).status_code == 404
    assert sign_in(deputy).post(reverse("deputy_end", args=[row.public_id])).status_code == 403
    row.refresh_from_db()
    assert row.ends_on is None


def test_nobody_stands_in_for_themselves_or_in_a_circle(manager: Person, nurse: Person, boss: Person) -> None:
    with pytest.raises(RuleBroken, match="zichzelf"):
        appointed(manager, manager)
    appointed(boss, manager)
    with pytest.raises(RuleBroken, match="elkaar"):
        appointed(manager, boss)
    assert Deputy.objects.count() == 1


def test_double_days_past_days_and_turned_days_are_refused(manager: Person, nurse: Person, deputy: Person) -> None:
    appointed(manager, deputy)
    with pytest.raises(RuleBroken, match="al"):
        appointed(manager, deputy)
    with pytest.raises(RuleBroken) as turned:
        appointed(manager, employee(), last_day=TODAY - A_DAY)
    assert turned.value.field == "last_day"
    with pytest.raises(RuleBroken) as past:
        services.appoint_deputy(
            manager=manager, deputy=employee(), starts_on=TODAY - A_DAY, last_day=None, actor=manager, now=NOW
        )
    assert past.value.field == "starts_on"


def test_who_leads_nobody_needs_no_deputy(nurse: Person, deputy: Person) -> None:
    with pytest.raises(RuleBroken, match="leidt geen team"):
        appointed(nurse, deputy)


def test_ending_keeps_what_was_and_tells_both(sign_in: SignIn, manager: Person, nurse: Person, deputy: Person) -> None:
    row = Deputy.objects.create(manager=manager, deputy=deputy, starts_on=LONG_AGO)
    client = sign_in(manager)
    client.post(reverse("deputy_end", args=[row.public_id]))
    row.refresh_from_db()
    assert (row.ends_on, row.ended_by) == (TODAY, manager)
    assert nurse not in team_of(deputy, TODAY)
    page = client.get(reverse("my_cover")).content.decode()
    assert "Eerdere vervangers" in page
    assert "Dewi de Boer" in page
    assert Message.objects.filter(code="directory.deputy_ended", recipient=deputy).exists()
    client.post(reverse("deputy_end", args=[row.public_id]))
    assert AuditEvent.objects.filter(action="deputy.ended").count() == 1


def test_planned_deputy_that_is_taken_back_never_stood_in(manager: Person, nurse: Person, deputy: Person) -> None:
    row = services.appoint_deputy(
        manager=manager, deputy=deputy, starts_on=TODAY + 9 * A_DAY, last_day=None, actor=manager, now=NOW
    )
    services.end_deputy(deputy_id=row.pk, actor=manager, now=NOW)
    assert nurse not in team_of(deputy, TODAY + 20 * A_DAY)
    appointed(manager, deputy)


def test_name_that_fits_two_is_asked_again_with_what_was_typed(
    sign_in: SignIn, manager: Person, nurse: Person, deputy: Person
) -> None:
    employee(first_name="Dewi")
    answer = sign_in(manager).post(
        reverse("deputy_appoint", args=[manager.public_id]), {"deputy": "Dewi", "starts_on": TODAY.isoformat()}
    )
    assert answer.status_code == 422
    assert 'value="Dewi"' in answer.content.decode()


# --- away -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["manager", "hr", "administrator"])
def test_manager_and_hr_write_down_when_somebody_is_away(
    sign_in: SignIn, who: str, request: pytest.FixtureRequest, nurse: Person
) -> None:
    client = sign_in(request.getfixturevalue(who))
    back = TODAY + 30 * A_DAY
    answer = client.post(
        reverse("away_set", args=[nurse.public_id]), {"away_from": TODAY.isoformat(), "back_on": back.isoformat()}
    )
    assert answer.status_code == 302
    nurse.refresh_from_db()
    assert (nurse.away_from, nurse.away_until) == (TODAY, back)
    assert nurse in Person.objects.away_on(TODAY)
    event = AuditEvent.objects.get(action="person.away_set")
    assert (event.fields, event.reason) == (["away_from", "away_until"], "")
    client.post(reverse("away_end", args=[nurse.public_id]))
    assert nurse not in Person.objects.away_on(TODAY)


def test_deputy_of_the_manager_may_too_and_nobody_for_themselves(
    sign_in: SignIn, manager: Person, nurse: Person, deputy: Person
) -> None:
    appointed(manager, deputy)
    assert policies.can_set_away(deputy, nurse)
    own = sign_in(nurse)
    assert own.post(reverse("away_set", args=[nurse.public_id]), {"away_from": TODAY.isoformat()}).status_code == 403
    assert "Je leidinggevende of HR" in own.get(reverse("my_cover")).content.decode()


def test_second_period_is_refused_until_the_first_is_changed(sign_in: SignIn, hr: Person, nurse: Person) -> None:
    first, back = TODAY + 5 * A_DAY, TODAY + 50 * A_DAY
    services.set_away(person_id=nurse.pk, away_from=first, back_on=back, actor=hr, now=NOW)
    with pytest.raises(RuleBroken, match=r"29 november 2026.*13 januari 2027"):
        services.set_away(person_id=nurse.pk, away_from=first + A_DAY, back_on=None, actor=hr, now=NOW)
    sign_in(hr).post(
        reverse("away_set", args=[nurse.public_id]), {"away_from": TODAY.isoformat(), "back_on": "", "changes": "yes"}
    )
    nurse.refresh_from_db()
    assert (nurse.away_from, nurse.away_until) == (TODAY, None)


def test_days_that_cannot_be_are_refused_at_their_field(sign_in: SignIn, hr: Person, nurse: Person) -> None:
    client, address = sign_in(hr), reverse("away_set", args=[nurse.public_id])
    for sent in (
        {"away_from": TODAY.isoformat(), "back_on": TODAY.isoformat()},
        {"away_from": (TODAY - 9 * A_DAY).isoformat(), "back_on": (TODAY - A_DAY).isoformat()},
        {"away_from": (TODAY + 9 * A_DAY).isoformat(), "back_on": (TODAY + 5 * A_DAY).isoformat()},
        {"away_from": "nooit"},
    ):
        assert client.post(address, sent).status_code == 422
    nurse.refresh_from_db()
    assert nurse.away_from is None


@pytest.mark.parametrize("size", [3, 30])
def test_page_of_a_manager_costs_the_same_for_three_and_thirty(sign_in: SignIn, manager: Person, size: int) -> None:
    for _each in range(size):
        Deputy.objects.create(manager=employee(manager=manager), deputy=employee(), starts_on=LONG_AGO)
    client = sign_in(manager)
    client.get(reverse("my_cover"))
    with query_count(__file__, "my_cover"):
        assert client.get(reverse("my_cover")).status_code == 200
