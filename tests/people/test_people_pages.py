"""Finding people, and seeing one: for HR and administrators."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.fixtures import Settings

from common.clock import today
from common.templatetags.formatting import day as day_as_written
from people.choices import Role
from people.models import Person, Placement, RoleAssignment
from people.selectors import people_found
from tests.people.builders import LONG_AGO, employee, unit
from tests.query_counts import query_count

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
LIST, DETAIL = "people:person_list", "people:person_detail"


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def found(client: Client, **wanted: object) -> list[str]:
    page = client.get(reverse(LIST), wanted)
    assert page.status_code == 200
    return [person.first_name for person in page.context["page"]]


def page_of(person: Person) -> str:
    return reverse(DETAIL, args=[person.public_id])


def test_person_is_found_by_part_of_a_name_by_address_and_by_number(sign_in: SignIn, hr: Person) -> None:
    zoe = employee(first_name="Zoë", infix="van der", last_name="Àbel", email="z.abel@houtwijk.example")
    client = sign_in(hr)
    for text in ("zoe", "ABEL", "abel zoë", "van der Abel", "z.abel@", zoe.employee_number):
        assert found(client, q=text) == ["Zoë"], text
    assert found(client, q="xyz") == []
    assert "Niemand gevonden" in client.get(reverse(LIST), {"q": "xyz"}).content.decode()


def test_list_stands_in_the_order_of_last_names_and_is_of_who_works_here(sign_in: SignIn, hr: Person) -> None:
    for first, infix, last in (("Bo", "de", "Boer"), ("Al", "", "Boer-Jansen"), ("Cas", "van", "Aa")):
        employee(first_name=first, infix=infix, last_name=last)
    employee(first_name="Weg", last_name="Aalders", left_on=LONG_AGO)
    client = sign_in(hr)
    names = found(client)
    assert [name for name in names if name != hr.first_name] == ["Cas", "Bo", "Al"]
    assert "Weg" in found(client, gone="on")


@pytest.mark.parametrize(("language", "words"), [("nl", "begint op"), ("en", "starts on")])
def test_who_starts_later_stands_in_the_list_with_the_day(
    sign_in: SignIn, hr: Person, language: str, words: str
) -> None:
    coming = employee(first_name="Nieuw")
    first_day = today() + timedelta(days=10)
    Placement.objects.filter(person=coming).update(starts_on=first_day)
    Person.objects.filter(pk=coming.pk).update(hired_on=first_day)
    employee(first_name="Weg", left_on=LONG_AGO)
    client = sign_in(hr)
    client.cookies["houvast_language"] = language
    page = client.get(reverse(LIST)).content.decode()
    with translation.override(language):
        assert f"{words} {day_as_written(first_day)}" in page
    assert found(client, q="nieuw") == ["Nieuw"]
    assert found(client, q="weg") == []
    assert "Nieuw" not in [person.first_name for person in people_found({}, day=today())]


def test_units_of_one_name_are_told_apart_in_the_filter(sign_in: SignIn, hr: Person) -> None:
    for code, above in (("300", "Bedrijfsvoering"), ("400", "Zorg")):
        unit(f"{code}1", "Communicatie", parent=unit(code, above))
    page = sign_in(hr).get(reverse(LIST)).content.decode()
    assert all(
        f">{name}</option>" in page for name in ("Communicatie (Bedrijfsvoering)", "Communicatie (Zorg)", "Zorg")
    )


def test_unit_means_everyone_below_it_too(sign_in: SignIn, hr: Person) -> None:
    north = unit("20", "Noord")
    employee(first_name="Inside", unit=unit("201", "Team Noord", parent=north))
    employee(first_name="Elsewhere", unit=unit("30", "Zuid"))
    assert found(sign_in(hr), unit=north.public_id) == ["Inside"]


@pytest.mark.parametrize("rows", [3, 30])
def test_list_takes_the_same_queries_for_three_and_thirty(sign_in: SignIn, hr: Person, rows: int) -> None:
    for _number in range(rows):
        employee()
    client = sign_in(hr)
    client.get(reverse(LIST))
    with query_count(__file__, LIST):
        client.get(reverse(LIST))


@pytest.mark.parametrize("rows", [3, 30])
def test_person_takes_the_same_queries_with_three_and_thirty_placements(
    sign_in: SignIn, administrator: Person, rows: int
) -> None:
    person, manager = employee(roles=[Role.HR, Role.TRAINER]), employee()
    for back in range(rows):
        Placement.objects.create(
            person=person,
            unit=unit(str(back), f"Team {back}"),
            function_group="manager",
            manager=manager,
            starts_on=LONG_AGO.replace(year=LONG_AGO.year - back - 1),
            ends_on=LONG_AGO.replace(year=LONG_AGO.year - back),
        )
    client = sign_in(administrator)
    client.get(page_of(person))
    with query_count(__file__, DETAIL):
        client.get(page_of(person))


def test_administrator_gives_a_role_and_takes_it_back_on_the_page(
    sign_in: SignIn, administrator: Person, colleague: Person
) -> None:
    client = sign_in(administrator)
    given = client.post(reverse("people:role_grant", args=[colleague.public_id]), {"role": Role.TRAINER}, follow=True)
    assert "trainer" in given.content.decode()
    row = RoleAssignment.objects.get(person=colleague)
    assert (row.role, row.granted_by) == (Role.TRAINER, administrator)
    client.post(reverse("people:role_revoke", args=[row.public_id]))
    assert not Person.objects.get(pk=colleague.pk).has_role(Role.TRAINER)


def test_role_that_is_no_role_is_refused_in_words(sign_in: SignIn, administrator: Person, colleague: Person) -> None:
    answer = sign_in(administrator).post(reverse("people:role_grant", args=[colleague.public_id]), {"role": "emperor"})
    assert answer.status_code == 422
    assert "Kies een rol uit de lijst." in answer.content.decode()
    assert not colleague.roles.exists()


def test_hr_sees_roles_and_gives_none(sign_in: SignIn, hr: Person, colleague: Person) -> None:
    client = sign_in(hr)
    assert (
        reverse("people:role_grant", args=[colleague.public_id]) not in client.get(page_of(colleague)).content.decode()
    )
    row = RoleAssignment.objects.get(person=hr)
    tried = [
        client.post(reverse("people:role_grant", args=[colleague.public_id]), {"role": Role.TRAINER}),
        client.post(reverse("people:role_revoke", args=[row.public_id])),
    ]
    assert [answer.status_code for answer in tried] == [403, 403]
    assert RoleAssignment.objects.count() == 1


@pytest.mark.parametrize(("verb", "status"), [("post", 405), ("put", 405), ("delete", 405)])
def test_pages_are_for_reading(sign_in: SignIn, hr: Person, verb: str, status: int) -> None:
    client = sign_in(hr)
    assert getattr(client, verb)(reverse(LIST)).status_code == status
    assert getattr(client, verb)(page_of(hr)).status_code == status


def test_fragment_of_the_list_is_its_rows_only(sign_in: SignIn, hr: Person) -> None:
    client = sign_in(hr)
    part = client.get(reverse(LIST), headers={"hx-request": "true"}).content.decode()
    assert hr.full_name in part
    assert "<html" not in part
    assert "<html" in client.get(reverse(LIST)).content.decode()
