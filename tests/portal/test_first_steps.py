"""The first steps of a new installation tick themselves off, from what is really there."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.choices import ORGANISATION_LANGUAGE, ORGANISATION_NAME
from common.models import Job
from common.services import change_setting, set_up_installation
from directory.models import ImportRun
from outbox.models import Message
from people.choices import Role
from people.models import Person
from portal.first_steps import NEEDED_ROLES, STEPS, first_steps_of
from surveys.models import Wave
from tests.governance.builders import agreed
from tests.people.builders import NOW, employee
from tests.strategy.builders import published
from tests.training.builders import session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
SignIn = Callable[[Person], Client]


def done(person: Person) -> set[str]:
    return {step.code for step in first_steps_of(person, now=NOW).steps if step.is_done}


def test_empty_installation_has_everything_to_do(administrator: Person) -> None:
    set_up_installation(name="Houvast", is_demo=False, now=NOW)
    assert done(administrator) == set()


def test_each_line_ticks_itself_off(administrator: Person, client: Client) -> None:
    change_setting(key=ORGANISATION_NAME.key, value="Houtwijk", actor=administrator, now=NOW)
    assert done(administrator) == {"name"}
    change_setting(key=ORGANISATION_LANGUAGE.key, value="nl", actor=administrator, now=NOW)
    assert done(administrator) == {"name", "language"}
    employee(roles=[Role.ADMINISTRATOR])
    assert "second_administrator" in done(administrator)
    Authenticator.objects.create(user_id=administrator.pk, type=Authenticator.Type.WEBAUTHN, data={})
    assert "sign_in" in done(administrator)
    client.force_login(administrator)
    client.post(reverse("mail_try"))
    assert "mail" in done(administrator)
    at_work = Job.objects.create(kind="directory.apply", unique_key="import", created_at=NOW)
    run = ImportRun.objects.create(started_at=NOW, state="applying", file_name="hr.csv", job=at_work)
    (step,) = (step for step in first_steps_of(administrator, now=NOW).steps if step.code == "hr_file")
    assert step.url == reverse("directory:import_detail", args=[run.public_id])
    assert str(step.waits).startswith("Ze komen binnen sinds")
    ImportRun.objects.create(started_at=NOW, finished_at=NOW, state="done", file_name="hr.csv")
    assert "hr_file" in done(administrator)
    for role in NEEDED_ROLES:
        assert "roles" not in done(administrator)
        employee(roles=[role])
    assert "roles" in done(administrator)
    agreed("figures:class_b")
    assert "consent" in done(administrator)
    published(actor=employee(roles=[Role.PROGRAMME_OFFICE]))
    assert "strategy" in done(administrator)
    session()
    assert "course" in done(administrator)
    Wave.objects.create(
        title_nl="P", title_en="P", smallest_group=10, state="void", closes_on=NOW.date(), closed_on=NOW.date(),
        created_by=administrator, created_at=NOW,
    )  # fmt: skip
    assert done(administrator) == {step.__name__.removeprefix("_") for step in STEPS}
    assert reverse("first_steps") not in client.get(reverse("home")).content.decode()


def test_home_shows_the_list_to_administrators_until_it_is_put_away(
    sign_in: SignIn, administrator: Person, colleague: Person
) -> None:
    assert reverse("first_steps") not in sign_in(colleague).get(reverse("home")).content.decode()
    assert sign_in(colleague).get(reverse("first_steps")).status_code == 403
    client = sign_in(administrator)
    assert reverse("first_steps") in client.get(reverse("home")).content.decode()
    page = client.get(reverse("first_steps")).content.decode()
    assert "0 van 11 klaar" in page
    assert "Nog niemand heeft deze rol: HR, programmabureau" in page
    client.post(reverse("first_steps_put_away"))
    assert reverse("first_steps") not in client.get(reverse("home")).content.decode()
    client.post(reverse("first_steps_put_away"), {"back": "yes"})
    assert reverse("first_steps") in client.get(reverse("home")).content.decode()


def test_mail_to_try_says_that_it_went(sign_in: SignIn, administrator: Person) -> None:
    page = sign_in(administrator).post(reverse("mail_try"), follow=True).content.decode()
    assert [sent.to for sent in mail.outbox] == [[administrator.email]]
    assert f"aankomt op {administrator.email}" in page


def test_mail_that_the_server_does_not_take_is_said_and_ticks_nothing_off(
    sign_in: SignIn, administrator: Person, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outbox.services.security.PAUSES", ())
    nobody = {"host": "127.0.0.1", "port": 9, "timeout": 1}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": nobody}}
    page = sign_in(administrator).post(reverse("mail_try"), follow=True).content.decode()
    assert "nam de mail niet aan" in page
    assert "mail" not in done(administrator)


def test_mail_that_is_still_on_its_way_says_so_and_looks_again(sign_in: SignIn, administrator: Person) -> None:
    client = sign_in(administrator)
    client.post(reverse("mail_try"))
    Message.objects.update(state="claimed", sent_at=None)
    page = client.get(reverse("first_steps")).content.decode()
    assert "onderweg naar de mailserver" in page
    assert 'hx-trigger="every 2s"' in page
    part = client.get(reverse("first_steps"), headers={"HX-Request": "true", "HX-Target": "tried"}).content.decode()
    assert "onderweg naar de mailserver" in part
    assert "<h1" not in part


def test_without_a_mail_server_the_list_says_so(sign_in: SignIn, administrator: Person, settings: Settings) -> None:
    settings.MAIL_IS_SET_UP = False
    assert "Er is geen mailserver ingesteld" in sign_in(administrator).get(reverse("first_steps")).content.decode()
