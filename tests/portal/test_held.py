"""Everybody sees all that is held about them, and every term on the page is one that the daily job enforces."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, Model
from django.test import Client
from django.urls import reverse

from common.clock import now
from people.models import Person
from portal.held import COOKIES, HELD_BY, TERMS, held_about, terms
from portal.tasks import ENFORCED_BY, enforce_all_terms
from tests.people.builders import employee
from tests.strategy.builders import published
from tests.training.builders import enrolment, session
from training.models import Enrolment

pytestmark = pytest.mark.django_db


def test_page_shows_where_i_work_and_what_i_enrolled_in(client: Client, colleague: Person) -> None:
    enrolment(session=session(), person=colleague)
    client.force_login(colleague)
    page = client.get(reverse("my_data")).content.decode()
    assert "Thuiszorg Noord" in page
    assert (colleague.email or "") in page
    titles = [str(kind.title) for kind in held_about(colleague)]
    assert all(title in page for title in titles)
    assert len(titles) > 1


def test_page_shows_nothing_of_a_colleague(client: Client, colleague: Person, hr: Person) -> None:
    enrolment(session=session(), person=hr)
    client.force_login(colleague)
    page = client.get(reverse("my_data")).content.decode()
    assert hr.full_name not in page
    assert (hr.email or "") not in page


def test_page_lists_each_cookie_that_the_portal_sets(client: Client) -> None:
    person = employee(password="correct-horse-battery")
    client.post(reverse("people:session_end"))  # who was signed out in the meantime is told so
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": "nobody@houtwijk.example", "password": "wrong"})
    client.post(reverse("account_login"), {"login": person.email, "password": "correct-horse-battery"})
    client.post(reverse("set_language"), {"language": "en"})
    client.post(reverse("set_theme"), {"theme": "dark"})
    page = client.get(reverse("my_data")).content.decode()
    assert set(client.cookies) == {cookie.name for cookie in COOKIES}
    assert [cookie.name for cookie in COOKIES if f"<code>{cookie.name}</code>" not in page] == []


def test_every_app_that_knows_people_says_what_it_holds() -> None:
    """A new app that points at persons must take part in what people see about themselves."""
    asked = {source.__module__.partition(".")[0] for source in HELD_BY}
    pointing = {
        model._meta.app_label
        for model in apps.get_models()
        if (settings.BASE_DIR / model._meta.app_label).is_dir() and points_at_a_person(model)
    }
    # What `directory`, `nudges` and `common` hold is what somebody did in a role, and stands with that work.
    assert pointing - asked <= {"common", "directory", "nudges"}


def points_at_a_person(model: type[Model]) -> bool:
    return any(isinstance(field, ForeignKey) and field.related_model is Person for field in model._meta.get_fields())


def test_each_term_on_the_page_is_enforced_by_the_daily_job_and_no_other(colleague: Person) -> None:
    shown = {term.code for term in terms()}
    at_once = {term.code for term in terms() if not term.keeps}
    assert set(enforce_all_terms(at=now())) == shown - at_once
    assert at_once == {"adoption.usage_files"}
    assert len(shown) == sum(len(list(app)) for app in TERMS), "a code stands once"
    assert len(ENFORCED_BY) == len(TERMS)


def test_daily_job_leaves_what_is_within_its_term(programme_lead: Person, colleague: Person) -> None:
    published(actor=programme_lead)
    kept = enrolment(session=session(), person=colleague)
    assert set(enforce_all_terms(at=now()).values()) == {0}
    assert Enrolment.objects.filter(pk=kept.pk).exists()
