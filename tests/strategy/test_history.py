"""What became of an objective stays readable; moments on its way; and the year in which all of it falls."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.clock import today
from common.errors import RuleBroken
from people.models import Person
from portal.plan import year_meant
from strategy import selectors, services
from strategy.choices import ObjectiveEvent, Pillar
from strategy.models import KeyDate, Objective, ObjectiveEdition
from tests.people.builders import employee
from tests.strategy.builders import NOW
from tests.truths import refused

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def row(programme_lead: Person) -> Objective:
    return services.create_objective(
        actor=programme_lead,
        now=NOW,
        pillar=Pillar.VISION,
        title_nl="Minder tijd kwijt",
        title_en="Less time",
        metric="Minuten",
        measure="minutes",
        baseline=Decimal(40),
        target=Decimal(20),
        due_on=date(2027, 6, 30),
    )


def change(row: Objective, actor: Person, **values: object) -> Objective:
    return services.change_objective(objective_id=row.pk, actor=actor, now=NOW + timedelta(days=1), **values)  # type: ignore[arg-type]


def add(row: Objective, actor: Person, on: date = date(2027, 3, 1), title: str = "Eerste team klaar") -> KeyDate:
    return services.add_key_date(objective_id=row.pk, on=on, title_nl=title, title_en="", actor=actor, now=NOW)


# --- history --------------------------------------------------------------------------------------------------------
def test_history_says_what_changed_by_whom_and_why(row: Objective, programme_lead: Person, colleague: Person) -> None:
    change(row, programme_lead, target=Decimal(15), owner=colleague, reason="Het kan verder omlaag.")
    services.archive_objective(
        objective_id=row.pk, actor=programme_lead, now=NOW + timedelta(days=2), reason="Gehaald."
    )
    archived, changed, made = selectors.history_of(row)
    assert [each.event for each in (made, changed, archived)] == [
        ObjectiveEvent.SET,
        ObjectiveEvent.CHANGED,
        ObjectiveEvent.ARCHIVED,
    ]
    assert changed.actor == programme_lead
    assert changed.reason == "Het kan verder omlaag."
    said = {each.label: (each.before, each.after) for each in changed.changes}
    assert len(said) == 2
    assert any("20" in before and "15" in after for before, after in said.values())
    assert any(after == colleague.full_name for _before, after in said.values())
    assert (made.changes, archived.reason) == ([], "Gehaald.")


@pytest.mark.parametrize("moved", [{"target": Decimal(30)}, {"due_on": date(2027, 9, 1)}, {"target": None}])
def test_a_target_or_date_moves_only_with_a_reason(
    row: Objective, programme_lead: Person, moved: dict[str, object]
) -> None:
    with pytest.raises(RuleBroken) as met:
        change(row, programme_lead, **moved)
    assert met.value.field == "reason"
    row.refresh_from_db()
    assert (row.target, row.due_on) == (Decimal(20), date(2027, 6, 30))
    change(row, programme_lead, title_nl="Anders genoemd")
    change(row, programme_lead, reason="Omdat.", **moved)


def test_what_is_past_its_date_can_still_be_changed(row: Objective, programme_lead: Person, colleague: Person) -> None:
    late = NOW + timedelta(days=1000)
    services.change_objective(objective_id=row.pk, actor=programme_lead, now=late, owner=colleague)
    with pytest.raises(RuleBroken) as met:
        services.change_objective(
            objective_id=row.pk, actor=programme_lead, now=late, due_on=late.date(), reason="Later."
        )
    assert met.value.field == "due_on"


def test_a_first_target_needs_no_reason(programme_lead: Person) -> None:
    bare = services.create_objective(actor=programme_lead, now=NOW, pillar=Pillar.VISION, title_nl="Kaal", title_en="")
    change(bare, programme_lead, target=Decimal(30), due_on=date(2027, 9, 1))


def test_saving_the_same_keeps_no_edition(row: Objective, programme_lead: Person) -> None:
    change(row, programme_lead, target=Decimal(20))
    assert ObjectiveEdition.objects.count() == 1


def test_departure_of_the_owner_is_part_of_the_history(row: Objective, programme_lead: Person) -> None:
    owner = employee(first_name="Olga", last_name="Eigenaar")
    change(row, programme_lead, owner=owner)
    services.apply_departure(person_id=owner.pk, on=NOW.date(), actor=None, now=NOW + timedelta(days=3))
    assert selectors.history_of(row)[0].event == ObjectiveEvent.OWNER_LEFT
    assert selectors.history_of(row)[0].changes[0].before == owner.full_name


def test_who_changed_an_objective_finds_that_in_what_is_held(row: Objective, programme_lead: Person) -> None:
    rows = [one for held in selectors.data_about(programme_lead) for one in held.rows]
    assert sum("Minder tijd kwijt" in str(one) or "Less time" in str(one) for one in rows) == 1
    assert not [one for held in selectors.data_about(employee()) for one in held.rows]


def test_history_is_append_only(row: Objective) -> None:
    with refused("strategy_objectiveedition_append_only"):
        ObjectiveEdition.objects.update(reason="anders")
    with refused("strategy_objectiveedition_append_only"):
        ObjectiveEdition.objects.all().delete()
    with refused("strategy_objectiveedition_event_known"):
        ObjectiveEdition.objects.create(objective=row, event="somehow", values={}, at=NOW)


def test_everyone_reads_the_history_on_the_page(
    row: Objective, programme_lead: Person, sign_in: SignIn, settings: Settings
) -> None:
    change(row, programme_lead, target=Decimal(15), reason="Het kan verder omlaag.")
    page = sign_in(employee()).get(reverse("strategy:objective", args=[row.public_id])).content.decode()
    assert "Het kan verder omlaag." in page
    assert programme_lead.full_name in page
    settings.SECOND_FACTOR_REQUIRED = False
    client = sign_in(programme_lead)
    address = reverse("strategy:objective_edit", args=[row.public_id])
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"target": "12"}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"reason": "Nog verder."}).status_code == 302


# --- key dates ------------------------------------------------------------------------------------------------------
def test_key_date_is_reached_and_open_again(row: Objective, programme_lead: Person) -> None:
    made = add(row, programme_lead)
    assert add(row, programme_lead).pk == made.pk
    reached = services.reach_key_date(key_date_id=made.pk, reached=True, actor=programme_lead, now=NOW)
    assert reached.reached_on == NOW.date()
    with pytest.raises(RuleBroken):
        services.remove_key_date(key_date_id=made.pk, actor=programme_lead, now=NOW)
    again = services.reach_key_date(key_date_id=made.pk, reached=False, actor=programme_lead, now=NOW)
    assert again.reached_on is None
    services.remove_key_date(key_date_id=made.pk, actor=programme_lead, now=NOW)
    assert not KeyDate.objects.exists()


@pytest.mark.parametrize(
    ("on", "title", "field"),
    [
        pytest.param(NOW.date(), "Nu", "on", id="today"),
        pytest.param(date(2027, 7, 1), "Te laat", "on", id="after the objective"),
        pytest.param(date(2027, 3, 1), "  ", "title_nl", id="nothing"),
    ],
)
def test_key_date_that_cannot_be_is_refused_with_its_place(
    row: Objective, programme_lead: Person, on: date, title: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as met:
        add(row, programme_lead, on, title)
    assert met.value.field == field


def test_archived_objective_takes_no_key_date_and_its_return_is_part_of_the_history(
    row: Objective, programme_lead: Person
) -> None:
    services.archive_objective(objective_id=row.pk, actor=programme_lead, now=NOW, reason="Vervallen.")
    with pytest.raises(RuleBroken):
        add(row, programme_lead)
    services.restore_objective(objective_id=row.pk, actor=programme_lead, now=NOW + timedelta(days=1))
    assert selectors.history_of(row)[0].event == ObjectiveEvent.RESTORED
    assert add(row, programme_lead).objective == row


def test_only_office_and_board_set_key_dates(row: Objective, sign_in: SignIn) -> None:
    with pytest.raises(RuleBroken):
        add(row, employee())
    address = reverse("strategy:key_date_add", args=[row.public_id])
    assert sign_in(employee()).post(address, {}).status_code == 403


def test_late_moment_shows_as_late(row: Objective, programme_lead: Person) -> None:
    made = add(row, programme_lead)
    assert not selectors.moments_of(row, made.on)[0].is_late
    assert selectors.moments_of(row, made.on + timedelta(days=1))[0].is_late


def test_database_knows_key_dates(row: Objective) -> None:
    with refused("strategy_keydate_has_title"):
        KeyDate.objects.create(objective=row, on=date(2027, 1, 1), created_at=NOW)
    KeyDate.objects.create(objective=row, on=date(2027, 1, 1), title_nl="Eén", created_at=NOW)
    with refused("strategy_keydate_once"):
        KeyDate.objects.create(objective=row, on=date(2027, 1, 1), title_nl="Eén", created_at=NOW)


def test_office_sets_and_reaches_a_key_date_on_the_page(
    row: Objective, programme_lead: Person, sign_in: SignIn, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    client = sign_in(programme_lead)
    address = reverse("strategy:key_date_add", args=[row.public_id])
    assert client.post(address, {"on": "2027-03-01", "title_nl": ""}).status_code == 422
    assert client.post(address, {"on": "2027-03-01", "title_nl": "Klaar in één team"}).status_code == 302
    page = client.get(reverse("strategy:objective", args=[row.public_id])).content.decode()
    assert "Klaar in één team" in page
    made = KeyDate.objects.get()
    assert client.post(reverse("strategy:key_date_reach", args=[made.public_id])).status_code == 302
    made.refresh_from_db()
    assert made.reached_on == today()


# --- the year -------------------------------------------------------------------------------------------------------
def test_year_shows_what_falls_in_it_and_nothing_else(row: Objective, programme_lead: Person, sign_in: SignIn) -> None:
    add(row, programme_lead)
    gone = services.create_objective(
        actor=programme_lead,
        now=NOW,
        pillar=Pillar.VISION,
        title_nl="Weg",
        title_en="",
        due_on=date(2027, 5, 1),
    )
    services.archive_objective(objective_id=gone.pk, actor=programme_lead, now=NOW, reason="Vervallen.")
    client = sign_in(employee())
    page = client.get(reverse("plan"), {"year": 2027})
    months = {month.period.month: [one.title for one in month.planned] for month in page.context["year"].months}
    assert months[3] == ["Eerste team klaar"]
    assert months[6] == ["Minder tijd kwijt"]
    assert months[5] == []
    assert client.get(reverse("plan"), {"year": 2028}).context["year"].is_empty


@pytest.mark.parametrize("text", ["", "nu", "99999999999999999999", "0", "1999", "-5", "२०२६"])
def test_a_year_that_we_do_not_show_is_this_one(text: str) -> None:
    assert year_meant(text, date(2026, 11, 26)) == 2026
