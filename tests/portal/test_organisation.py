"""What the organisation is called: a setting that holds from then on, everywhere, and never for what was given."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from allauth.mfa.adapter import get_adapter
from django.core import mail
from django.test import Client
from django.urls import reverse

from common.choices import ORGANISATION_LANGUAGE, ORGANISATION_NAME, ORGANISATION_SHORT_NAME
from common.models import AuditEvent
from common.selectors import organisation_name
from common.services import change_setting, set_up_installation
from outbox.services import send_security_mail
from people.models import Person
from tests.people.builders import NOW, employee
from tests.training.builders import certificate
from tests.training.test_certificates import verify
from training import services
from training.documents.certificates import paper
from training.models import Certificate, Completion
from training.services.certificates import certify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def name(value: str, *, by: Person) -> None:
    change_setting(key=ORGANISATION_NAME.key, value=value, actor=by, now=NOW)


def test_administrator_names_the_organisation_on_screen(client: Client, administrator: Person) -> None:
    set_up_installation(name="Houtwijk", is_demo=False, now=NOW)
    client.force_login(administrator)
    page = client.get(reverse("setting_edit", args=[ORGANISATION_NAME.key])).content.decode()
    assert 'value="Houtwijk"' in page
    sent = client.post(reverse("setting_edit", args=[ORGANISATION_NAME.key]), {"value": "Zorg & Zo", "edition": "1"})
    assert sent.status_code == 302
    assert organisation_name() == "Zorg & Zo"
    assert "Zorg &amp; Zo" in client.get(reverse("home")).content.decode()
    event = AuditEvent.objects.filter(action="setting.changed", actor=administrator).get()
    assert event.fields == [ORGANISATION_NAME.key]


@pytest.mark.parametrize(("value", "word"), [("", "aria-invalid"), ("n" * 121, "120")])
def test_name_that_is_none_is_refused_in_words(client: Client, administrator: Person, value: str, word: str) -> None:
    client.force_login(administrator)
    sent = client.post(reverse("setting_edit", args=[ORGANISATION_NAME.key]), {"value": value})
    assert sent.status_code == 422
    assert word in sent.content.decode()


def test_short_name_stands_where_there_is_little_room(client: Client, administrator: Person) -> None:
    name("Zorggroep Houtwijk en Omstreken", by=administrator)
    assert "Houvast Zorggroep Houtwijk en Omstreken</title>" in client.get(reverse("account_login")).content.decode()
    change_setting(key=ORGANISATION_SHORT_NAME.key, value="ZHO", actor=administrator, now=NOW)
    assert "Houvast ZHO</title>" in client.get(reverse("account_login")).content.decode()
    assert get_adapter().get_totp_issuer() == "Houvast ZHO"
    change_setting(key=ORGANISATION_SHORT_NAME.key, value="", actor=administrator, now=NOW)
    assert get_adapter().get_totp_issuer() == "Houvast Zorggroep Houtwijk en Omstreken"


def test_mail_carries_the_new_name_at_once(administrator: Person) -> None:
    for called in ("Houtwijk", "Zorg en Zo"):
        name(called, by=administrator)
        send_security_mail(
            code="account.test", email="a@houtwijk.example", subject="Hoi", body="Dag", recipient=None, now=NOW
        )
        assert called in str(mail.outbox[-1].body)


def test_certificate_keeps_the_name_it_was_given_with(administrator: Person, client: Client) -> None:
    name("Houtwijk", by=administrator)
    before = certificate(person=employee(), organisation="Houtwijk")
    name("Zorg en Zo", by=administrator)
    assert verify(services.badge_of(before, now=NOW))["issuer"]["name"] == "Houtwijk"
    with pikepdf.open(BytesIO(paper(before, address=services.check_address(before), made_at=NOW))) as pdf:
        assert str(pdf.docinfo["/Author"]) == "Houtwijk"
    page = client.get(reverse("training:certificate_check", args=[before.code])).content.decode()
    assert "Gegeven door Houtwijk" in page
    held = Completion.objects.get(certificate=before)
    Certificate.objects.filter(pk=before.pk).update(
        completion=None, revoked_at=NOW, revoked_reason="Opnieuw", revoked_by=administrator
    )
    again = certify(held, tested=True, now=NOW + timedelta(days=1))
    assert again is not None
    assert verify(services.badge_of(again, now=NOW))["issuer"]["name"] == "Zorg en Zo"


def test_who_chose_no_language_reads_the_organisations(client: Client, administrator: Person) -> None:
    login = reverse("account_login")
    assert client.get(login).headers["Content-Language"] == "nl"
    change_setting(key=ORGANISATION_LANGUAGE.key, value="en", actor=administrator, now=NOW)
    assert client.get(login).headers["Content-Language"] == "en"
    assert client.get(login, headers={"Accept-Language": "fr, nl;q=0.5"}).headers["Content-Language"] == "nl"


def test_language_is_chosen_from_those_that_the_portal_speaks(client: Client, administrator: Person) -> None:
    client.force_login(administrator)
    address = reverse("setting_edit", args=[ORGANISATION_LANGUAGE.key])
    assert "English" in client.get(address).content.decode()
    assert client.post(address, {"value": "fr"}).status_code == 422
    client.post(address, {"value": "en"})
    assert "English" in client.get(reverse("settings")).content.decode()
