"""One person by hand: added, changed, let go; what another source owns stays as it is there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from common.choices import ORGANISATION_LANGUAGE
from common.errors import RuleBroken
from common.models import AuditEvent
from common.services import change_setting
from directory import services
from directory.services import Details
from people.choices import FunctionGroup, ManagedBy
from people.models import Person, Placement
from tests.pages import as_shown
from tests.people.builders import NOW, employee, unit
from tests.training.builders import enrolment, session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
SignIn = Callable[[Person], Client]
TODAY = NOW.date()
A_DAY = timedelta(days=1)
ADD = "person_add"


def typed(**changed: Any) -> dict[str, Any]:
    """Return what HR fills in for an external trainer."""
    return {
        "first_name": "Tess", "infix": "van", "last_name": "Dam", "email": "Tess@Trainers.example",
        "employee_number": "", "language": "en", "relation": "hired", "hired_on": TODAY.isoformat(), "last_day": "",
        "unit": str(unit().public_id), "function_group": FunctionGroup.NO_CUSTOMER_CONTACT,
        "job_title": "Extern trainer", "manager": "", **changed,
    }  # fmt: skip


@pytest.mark.parametrize("who", ["hr", "administrator"])
def test_hr_and_administrator_add_somebody(sign_in: SignIn, who: str, request: pytest.FixtureRequest) -> None:
    actor: Person = request.getfixturevalue(who)
    boss = employee(first_name="Bas")
    answer = sign_in(actor).post(reverse(ADD), typed(manager=boss.email, last_day=(TODAY + 90 * A_DAY).isoformat()))
    person = Person.objects.get(email="tess@trainers.example")
    assert answer["Location"] == reverse("people:person_detail", args=[person.public_id])
    assert (person.full_name, person.language, person.relation) == ("Tess van Dam", "en", "hired")
    assert (person.managed_by, person.employee_number) == (ManagedBy.LOCAL, None)
    assert person.left_on == TODAY + 91 * A_DAY
    assert not person.has_usable_password()
    place = Placement.objects.get(person=person)
    assert (place.unit.code, place.manager, place.job_title) == ("100", boss, "Extern trainer")
    assert (place.starts_on, place.ends_on) == (TODAY, person.left_on)
    assert AuditEvent.objects.get(action="person.added").actor == actor


def test_on_an_empty_installation_somebody_is_added_without_a_unit(sign_in: SignIn, administrator: Person) -> None:
    change_setting(key=ORGANISATION_LANGUAGE.key, value="en", actor=administrator, now=NOW)
    client = sign_in(administrator)
    assert client.get(reverse(ADD)).context["form"]["language"].value() == "en"
    answer = client.post(reverse(ADD), typed(unit="", function_group="", job_title=""))
    assert answer.status_code == 302
    assert not Placement.objects.filter(person__email="tess@trainers.example").exists()


@pytest.mark.parametrize(
    ("field", "sent", "message"),
    [
        ("email", {"email": ""}, "Vul een e-mailadres of een personeelsnummer in"),
        ("function_group", {"function_group": ""}, "Kies een functiegroep"),
        ("last_day", {"last_day": (TODAY - A_DAY).isoformat()}, "laatste dag"),
        ("manager", {"manager": "niemand"}, "Er werkt hier niemand met deze naam"),
        ("last_name", {"last_name": ""}, ""),
        ("email", {"email": "geen adres"}, ""),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    sign_in: SignIn, hr: Person, field: str, sent: dict[str, str], message: str
) -> None:
    answer = sign_in(hr).post(reverse(ADD), typed(**sent))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert field in answer.context["form"].errors
    assert 'value="Tess"' in page
    assert not Person.objects.filter(first_name="Tess").exists()


@pytest.mark.parametrize("taken", ["email", "employee_number"])
def test_address_or_number_of_somebody_else_is_refused_with_a_link_to_them(
    sign_in: SignIn, hr: Person, taken: str
) -> None:
    holder = employee(first_name="Hidde", email="hidde@houtwijk.example")
    values = {"email": "HIDDE@houtwijk.example"} if taken == "email" else {"employee_number": holder.employee_number}
    answer = sign_in(hr).post(reverse(ADD), typed(**values))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is van Hidde de Boer" in page
    assert reverse("people:person_detail", args=[holder.public_id]) in page


# --- changing ---------------------------------------------------------------------------------------------------------
def local(**fields: Any) -> Person:
    return employee(first_name="Tess", infix="van", last_name="Dam", managed_by=ManagedBy.LOCAL, **fields)


def test_changed_by_hand_with_a_new_place_from_today(sign_in: SignIn, hr: Person) -> None:
    person, other = local(), unit("300", "Dagbesteding")
    client, address = sign_in(hr), reverse("person_edit", args=[person.public_id])
    shown = as_shown(client.get(address).content.decode())
    answer = client.post(address, {**shown, "last_name": "Damme", "unit": [str(other.public_id)]})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.full_name, person.sort_key) == ("Tess van Damme", "damme\ttess\tvan")
    before, after = Placement.objects.filter(person=person).order_by("starts_on")
    assert (before.ends_on, after.starts_on, after.unit) == (TODAY, TODAY, other)
    assert AuditEvent.objects.get(action="person.changed").fields == ["last_name", "placement"]


def test_saving_what_was_there_changes_nothing(sign_in: SignIn, hr: Person) -> None:
    person = local()
    client, address = sign_in(hr), reverse("person_edit", args=[person.public_id])
    client.post(address, as_shown(client.get(address).content.decode()))
    assert not AuditEvent.objects.filter(action="person.changed").exists()
    assert Placement.objects.filter(person=person).count() == 1


def test_second_of_two_who_change_somebody_loses_nothing(sign_in: SignIn, hr: Person) -> None:
    person = local()
    client, address = sign_in(hr), reverse("person_edit", args=[person.public_id])
    shown = as_shown(client.get(address).content.decode())
    client.post(address, {**shown, "first_name": ["Thera"]})
    answer = client.post(address, {**shown, "last_name": ["Damme"]})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Thera"' in page
    assert 'value="Damme"' in page


@pytest.mark.parametrize(("source", "words"), [("hr", "HR-bestand"), ("scim", "directory")])
def test_what_another_source_owns_is_not_changed_here_and_the_page_says_so(
    sign_in: SignIn, hr: Person, source: str, words: str
) -> None:
    person = employee(managed_by=source)
    client, address = sign_in(hr), reverse("person_edit", args=[person.public_id])
    page = client.get(address).content.decode()
    assert words in page
    assert 'name="last_name"' not in page
    client.post(address, {**as_shown(page), "language": ["en"], "last_name": ["Anders"]})
    person.refresh_from_db()
    assert (person.language, person.last_name) == ("en", "Boer")
    with pytest.raises(RuleBroken, match=words):
        services.change_person(person_id=person.pk, details=Details({"last_name": "Anders"}), actor=hr, now=NOW)


def test_hr_changes_nobody_with_a_role_and_nobody_themselves(
    sign_in: SignIn, hr: Person, administrator: Person
) -> None:
    for reader, person in ((hr, administrator), (hr, hr), (administrator, administrator)):
        for name in ("person_edit", "person_leave"):
            assert sign_in(reader).get(reverse(name, args=[person.public_id])).status_code == 403
    assert sign_in(administrator).get(reverse("person_edit", args=[hr.public_id])).status_code == 200


def test_another_address_is_another_way_in(hr: Person, client: Client) -> None:
    person = local()
    client.force_login(person)
    assert client.get(reverse("home")).status_code == 200
    services.change_person(person_id=person.pk, details=Details({"email": "nieuw@houtwijk.example"}), actor=hr, now=NOW)
    assert client.get(reverse("home")).status_code == 302


def test_nobody_is_managed_in_a_circle(hr: Person) -> None:
    boss = local()
    nurse = employee(manager=boss)
    place = services.Place(unit(), FunctionGroup.MANAGER, "", nurse)
    with pytest.raises(RuleBroken) as broken:
        services.change_person(person_id=boss.pk, details=Details(place=place), actor=hr, now=NOW)
    assert broken.value.field == "manager"


# --- leaving ----------------------------------------------------------------------------------------------------------
def test_leaving_shows_what_it_means_before_anything_changes(sign_in: SignIn, hr: Person) -> None:
    person = local()
    seat = enrolment(session=session(starts_at=NOW + timedelta(days=20)), person=person)
    client, address = sign_in(hr), reverse("person_leave", args=[person.public_id])
    page = client.post(address, {"last_day": TODAY.isoformat()}).content.decode()
    assert "1 plek in een cursus komt vrij" in page
    person.refresh_from_db()
    assert person.left_on is None
    assert client.post(address, {"last_day": TODAY.isoformat(), "confirmed": "yes"}).status_code == 302
    person.refresh_from_db()
    seat.refresh_from_db()
    assert person.left_on == TODAY + A_DAY
    assert seat.state == "cancelled"
    assert AuditEvent.objects.get(action="person.left").actor == hr


@pytest.mark.parametrize("source", ["hr", "scim"])
def test_who_another_source_keeps_leaves_there(sign_in: SignIn, hr: Person, source: str) -> None:
    person = employee(managed_by=source)
    client, address = sign_in(hr), reverse("person_leave", args=[person.public_id])
    assert "confirmed" not in client.get(address).content.decode()
    assert address not in client.get(reverse("people:person_detail", args=[person.public_id])).content.decode()
    client.post(address, {"last_day": TODAY.isoformat(), "confirmed": "yes"})
    person.refresh_from_db()
    assert person.left_on is None


def test_employee_adds_nobody(sign_in: SignIn, colleague: Person) -> None:
    assert sign_in(colleague).get(reverse(ADD)).status_code == 403
    with pytest.raises(RuleBroken):
        services.add_person(details=Details({"first_name": "X"}), actor=colleague, now=NOW)
