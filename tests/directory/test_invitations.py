"""People are told that they have an account: by mail in their language, or by a slip of paper with a code."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from pypdfium2 import PdfDocument
from pytest_django.fixtures import Settings

from common.choices import JobState
from common.clock import day_of
from common.errors import RuleBroken
from common.models import AuditEvent, Job, StoredFile
from common.services import delete_expired_files
from directory import documents, selectors, services
from directory.choices import InvitationWay, Invitees
from directory.models import Invitation
from directory.services import invitations
from directory.services.invitations import issue_slips
from outbox.models import Message
from outbox.services import send_all_due
from people.choices import Role
from people.models import ActivationCode, Person, Unit
from people.services import accept_invitation, hash_activation_code
from tests.characters import HOSTILE
from tests.people.builders import LONG_AGO, NOW, employee, unit
from tests.query_counts import query_count
from tests.truths import refused

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
MAIL, PAPER, NEVER, AGAIN = InvitationWay.MAIL, InvitationWay.PAPER, Invitees.NEVER, Invitees.AGAIN
A_DAY = timedelta(days=1)
PASSWORD = "een-lang-wachtwoord-17"
LIST, NEW = "invitation_list", "invitation_new"


@pytest.fixture(autouse=True)
def _at_work(settings: Settings) -> Iterator[None]:
    settings.SECOND_FACTOR_REQUIRED = False
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    with time_machine.travel(NOW, tick=False):
        yield


def invite(actor: Person, *, way: str = MAIL, who: str = NEVER, in_unit: Unit | None = None, now: Any = NOW) -> Job:
    """Start invitations and let the worker do them."""
    job = services.start_invitations(way=way, who=who, unit=in_unit, actor=actor, now=now)
    run = services.send_invitations_in_job if way == MAIL else services.print_codes_in_job
    run(job_id=job.pk, now=now)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    return job


def invited(way: str = MAIL) -> set[Person]:
    return {row.person for row in Invitation.objects.filter(way=way).select_related("person")}


def sent(now: Any = NOW) -> list[Any]:
    """The mails that go out when the outbox does its work."""
    mail.outbox.clear()
    send_all_due(now=now)
    return list(mail.outbox)


def path_in(letter: Any) -> str:
    (path,) = re.findall(r"http://[^/\s]+(/people/welcome/\S+)", letter.body)
    return str(path)


def came(person: Person) -> Person:
    person.last_login = NOW
    person.save()
    return person


# --- by mail ----------------------------------------------------------------------------------------------------------
def test_everybody_who_never_came_and_was_never_invited_gets_one_mail(hr: Person) -> None:
    new = [employee(first_name=name) for name in ("Ali", "Bea")]
    came(employee(first_name="Cas"))
    employee(first_name="Dirk", email=None)
    employee(first_name="Els", left_on=LONG_AGO)
    starts_later = employee(first_name="Fem")
    Person.objects.filter(pk=starts_later.pk).update(hired_on=NOW.date() + 30 * A_DAY)
    job = invite(hr)
    assert job.result == {"invited": 2}
    assert {letter.to[0] for letter in sent()} == {person.email for person in new}
    assert invited() == set(new)
    assert AuditEvent.objects.get(action="invitations.started").actor == hr


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [("nl", "Je account voor het AI-portaal", "Kies een wachtwoord"), ("en", "Your account", "Choose a password")],
)
def test_mail_says_in_the_language_of_its_reader_what_it_is_and_leads_in(
    hr: Person, client: Client, language: str, subject: str, words: str
) -> None:
    person = employee(language=language)
    invite(hr)
    (letter,) = sent()
    assert subject in letter.subject
    assert words in letter.body
    assert str(person.email) in letter.body
    client.cookies["houvast_language"] = language
    page = client.get(path_in(letter))
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page.headers["Cache-Control"]

    weak = client.post(path_in(letter), {"password": "kort"})
    assert weak.status_code == 422
    assert client.post(path_in(letter), {"password": PASSWORD}).headers["Location"] == reverse("account_login")
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_link_works_once_and_no_copy_of_the_database_holds_it(hr: Person, client: Client) -> None:
    employee()
    invite(hr)
    (letter,) = sent()
    token = path_in(letter).removeprefix("/people/welcome/").rstrip("/")
    assert token not in str(list(Message.objects.values()))
    client.post(path_in(letter), {"password": PASSWORD})
    again = client.get(path_in(letter))
    assert again.status_code == 410
    assert reverse("account_reset_password") in again.content.decode()
    with pytest.raises(RuleBroken, match="al gebruikt"):
        accept_invitation(token=token, password="een-ander-wachtwoord-18", now=NOW)


@pytest.mark.parametrize("why", ["too old", "another address", "came in", "left", "another's", "made up"])
def test_link_that_should_not_work_does_not(hr: Person, client: Client, why: str) -> None:
    person = employee()
    invite(hr)
    (letter,) = sent()
    path, at = path_in(letter), NOW
    if why == "too old":
        at = NOW + 14 * A_DAY
    elif why == "another's":
        path = path.replace(str(person.public_id), str(employee().public_id))
    elif why == "made up":
        path = reverse("people:welcome", args=["nothing~at:all"])
    else:
        change = {
            "another address": {"email": "other@houtwijk.example"},
            "came in": {"last_login": NOW},
            "left": {"left_on": LONG_AGO},
        }[why]
        Person.objects.filter(pk=person.pk).update(**change)
    with time_machine.travel(at, tick=False):
        for answer in (client.get(path), client.post(path, {"password": PASSWORD})):
            assert answer.status_code == 410
    person.refresh_from_db()
    assert not person.has_usable_password()


def test_who_signs_in_with_a_service_reads_which_button_and_gets_no_password_link(
    hr: Person, settings: Settings
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [{"provider_id": "work", "name": "Houtwijk"}]}}
    employee()
    invite(hr)
    (letter,) = sent()
    assert "Inloggen met Houtwijk" in letter.body
    assert reverse("account_login") in letter.body
    assert "/people/welcome/" not in letter.body


def test_two_clicks_send_once(hr: Person) -> None:
    employee()
    first = services.start_invitations(way=MAIL, who=NEVER, unit=None, actor=hr, now=NOW)
    second = services.start_invitations(way=MAIL, who=NEVER, unit=None, actor=hr, now=NOW)
    assert first == second
    for _twice in range(2):
        services.send_invitations_in_job(job_id=first.pk, now=NOW)
    with pytest.raises(RuleBroken, match="Er is hier niemand meer om uit te nodigen"):
        services.start_invitations(way=MAIL, who=NEVER, unit=None, actor=hr, now=NOW)
    assert len(sent()) == 1


def test_two_runs_at_once_for_a_unit_and_for_all_invite_each_person_once(hr: Person) -> None:
    north = unit("201", "Noord")
    employee(unit=north)
    jobs = [services.start_invitations(way=MAIL, who=NEVER, unit=where, actor=hr, now=NOW) for where in (None, north)]
    for job in jobs:
        services.send_invitations_in_job(job_id=job.pk, now=NOW)
    assert len(sent()) == 1


def test_run_that_broke_goes_on_with_who_is_left(hr: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    for _each in range(3):
        employee()
    monkeypatch.setattr(invitations, "BATCH", 2)
    job = services.start_invitations(way=MAIL, who=NEVER, unit=None, actor=hr, now=NOW)
    real = invitations.report_progress

    def breaks(*arguments: Any, **fields: Any) -> None:
        real(*arguments, **fields)
        raise ConnectionError

    monkeypatch.setattr(invitations, "report_progress", breaks)
    with pytest.raises(ConnectionError):
        services.send_invitations_in_job(job_id=job.pk, now=NOW)
    monkeypatch.setattr(invitations, "report_progress", real)
    later = NOW + timedelta(hours=1)
    services.send_invitations_in_job(job_id=job.pk, now=later)
    job.refresh_from_db()
    assert job.result == {"invited": 3}
    assert len(sent(later)) == 3


def test_who_did_not_come_is_invited_again_after_three_days_and_not_before(hr: Person) -> None:
    stays, comes = employee(first_name="Ali"), employee(first_name="Bea")
    invite(hr)
    came(comes)
    with pytest.raises(RuleBroken):
        services.start_invitations(way=MAIL, who=AGAIN, unit=None, actor=hr, now=NOW + 2 * A_DAY)
    sent()
    later = NOW + 3 * A_DAY
    assert invite(hr, who=AGAIN, now=later).result == {"invited": 1}
    assert [letter.to for letter in sent(later)] == [[stays.email]]


def test_unit_holds_for_what_hangs_under_it_too(hr: Person) -> None:
    care = unit("200", "Zorg")
    within = employee(unit=unit("201", "Noord", care))
    employee(unit=unit("300", "Staf"))
    invite(hr, in_unit=care)
    assert invited() == {within}


def test_four_hundred_are_invited_in_one_go(hr: Person) -> None:
    people = [
        Person(first_name="Sam", last_name=f"Nummer{number}", email=f"sam{number}@houtwijk.example")
        for number in range(400)
    ]
    for person in people:
        person.set_unusable_password()
        person.sort_key = person.computed_sort_key()
    Person.objects.bulk_create(people)
    assert invite(hr).result == {"invited": 400}
    assert Message.objects.filter(code="directory.account_invitation").count() == 400
    assert len(sent()) == 400


def test_only_hr_and_administrators_invite(colleague: Person, board_member: Person) -> None:
    for actor in (colleague, board_member):
        with pytest.raises(RuleBroken, match="Alleen HR en beheerders"):
            services.start_invitations(way=MAIL, who=NEVER, unit=None, actor=actor, now=NOW)


# --- on paper ---------------------------------------------------------------------------------------------------------
def sheet_of(job: Job) -> StoredFile:
    return StoredFile.objects.get(public_id=job.result["file"])


def test_form_begins_a_page_for_each_unit_when_that_is_ticked(hr: Person, sign_in: SignIn) -> None:
    for code in ("201", "202"):
        employee(email=None, unit=unit(code, f"Eenheid {code}"))
    client = sign_in(hr)
    page = client.get(reverse(NEW), {"way": PAPER, "who": NEVER}).content.decode()
    assert 'name="by_unit"' in page
    assert 'name="by_unit"' not in client.get(reverse(NEW), {"way": MAIL, "who": NEVER}).content.decode()
    client.post(reverse(NEW), {"way": PAPER, "who": NEVER, "by_unit": "on"})
    services.print_codes_in_job(job_id=Job.objects.get().pk, now=NOW)
    with sheet_of(Job.objects.get()).file.open() as file:
        assert len(PdfDocument(file.read())) == 2


def test_sheet_is_a_tagged_file_with_units_that_follow_on(hr: Person, sign_in: SignIn) -> None:
    person = employee(first_name="Youssef", email=None, unit=unit("201", "Noord"))
    english = employee(first_name="Mary", email=None, unit=unit("202", "Zuid"), language="en")
    employee(first_name="Mail")
    job = invite(hr, way=PAPER)
    assert job.result["invited"] == 2
    answer = sign_in(hr).get(reverse("code_sheet", args=[job.result["file"]]))
    assert answer.headers["Cache-Control"] == "no-store"
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) == 1
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).startswith("nl")
    assert invited(PAPER) == {person, english}
    assert ActivationCode.objects.count() == 2
    assert AuditEvent.objects.filter(action="activation_codes.opened", actor=hr).exists()


def slips_by_unit(sizes: Sequence[int]) -> list[documents.Slip]:
    """Slips of units of these sizes, as they are handed to the sheet."""
    name = "Maria Magdalena van der Laan-Oosterbaan"
    return [
        documents.Slip(name, f"Eenheid {place}", "50001", "7KQM-2XRT-9BWD", "nl")
        for place, size in enumerate(sizes)
        for _slip in range(size)
    ]


def lines_of(page: Any) -> list[str]:
    return [line.strip() for line in page.get_textpage().get_text_range().splitlines() if line.strip()]


SIZES = [[1], [2] * 9, [3, 1, 2, 4, 1, 2, 3, 1, 3], [6, 6, 1, 7], [4, 1, 1, 5, 2]]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_no_heading_of_a_sheet_ends_a_page_and_no_slip_is_split(sizes: list[int]) -> None:
    made = documents.code_sheet(slips_by_unit(sizes), organisation="Houtwijk", until=NOW.date(), made_at=NOW)
    pages = [lines_of(page) for page in PdfDocument(made)]
    for lines in pages:
        headings = [place for place, line in enumerate(lines) if re.fullmatch(r"Eenheid \d+", line)]
        assert all(lines[place + 1].startswith("Houtwijk, Eenheid") for place in headings), lines
        begun, ended = (" ".join(lines).count(words) for words in ("Houtwijk, Eenheid", "Laat die aan niemand zien"))
        assert begun == ended, "a slip stands on one page"
    assert sum(" ".join(lines).count("7KQM-2XRT-9BWD") for lines in pages) == sum(sizes)


def test_twenty_slips_of_nine_units_follow_on_unless_each_unit_begins_a_page() -> None:
    slips = slips_by_unit([3, 1, 2, 4, 1, 2, 3, 1, 3])
    sheet = partial(documents.code_sheet, slips, organisation="Houtwijk", until=NOW.date(), made_at=NOW)
    assert len(PdfDocument(sheet())) == 5
    assert len(PdfDocument(sheet(by_unit=True))) == 9


@pytest.mark.parametrize("many", [1, 4, 7, 60])
def test_slips_of_a_unit_fit_on_their_pages(many: int) -> None:
    slips = [documents.Slip("Maria Magdalena van der Laan-Oosterbaan", "Noord", "50001", "7KQM-2XRT-9BWD", "nl")] * many
    made = documents.code_sheet(slips, organisation="Houtwijk", until=NOW.date(), made_at=NOW)
    with pikepdf.open(BytesIO(made)) as pdf:
        assert len(pdf.pages) == -(-many // 6)


@pytest.mark.parametrize("name", HOSTILE)
def test_slips_of_any_names_are_made(name: str) -> None:
    slips = [documents.Slip(HOSTILE[name], HOSTILE[name], "50001", "7KQM-2XRT-9BWD", "nl")]
    made = documents.code_sheet(slips, organisation=HOSTILE[name], until=NOW.date(), made_at=NOW)
    assert len(PdfDocument(made)) == 1


def test_slip_carries_number_unit_and_the_code_that_works(hr: Person) -> None:
    person = employee(first_name="Youssef", email=None, unit=unit("201", "Noord"))
    (slip,) = issue_slips([person], actor=hr, now=NOW)
    assert (slip.name, slip.unit, slip.number) == (person.full_name, "Noord", person.employee_number)
    assert hash_activation_code(slip.code) == ActivationCode.objects.get(person=person).code_hash


def test_two_clicks_make_one_sheet_and_its_codes_go_on_working(hr: Person) -> None:
    employee(email=None)
    job = invite(hr, way=PAPER)
    codes = set(ActivationCode.objects.values_list("code_hash", flat=True))
    with pytest.raises(RuleBroken):
        services.start_invitations(way=PAPER, who=NEVER, unit=None, actor=hr, now=NOW)
    services.print_codes_in_job(job_id=job.pk, now=NOW)
    assert set(ActivationCode.objects.values_list("code_hash", flat=True)) == codes


def test_sheet_opens_for_who_made_it_only_and_goes_after_a_day_or_when_printed(
    hr: Person,
    administrator: Person,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    employee(email=None)
    job = invite(hr, way=PAPER)
    address = reverse("code_sheet", args=[job.result["file"]])
    assert sign_in(administrator).get(address).status_code == 404
    client = sign_in(hr)
    assert "Download om te printen" in client.get(reverse("invitation_job", args=[job.public_id])).content.decode()
    assert delete_expired_files(now=NOW + timedelta(hours=23)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("code_sheet_delete", args=[job.result["file"]]))
    assert not StoredFile.objects.exists()
    assert client.get(address).status_code == 404

    job = invite(hr, way=PAPER, who=AGAIN, now=NOW + 3 * A_DAY)
    assert delete_expired_files(now=NOW + 4 * A_DAY) == 1


def test_hr_makes_no_codes_for_who_holds_a_role(hr: Person, administrator: Person) -> None:
    office = employee(email=None, roles=[Role.PROGRAMME_OFFICE])
    with pytest.raises(RuleBroken):
        services.start_invitations(way=PAPER, who=NEVER, unit=None, actor=hr, now=NOW)
    invite(administrator, way=PAPER)
    assert invited(PAPER) == {office}


def test_nobody_is_invited_twice_on_a_day_one_way(hr: Person, colleague: Person) -> None:
    row = {"person": colleague, "way": MAIL, "invited_on": NOW.date()}
    Invitation.objects.create(**row)
    with refused("directory_invitation_once_a_day"):
        Invitation.objects.create(**row)
    with refused("directory_invitation_way_known"):
        Invitation.objects.create(**row | {"way": "dove"})


def test_old_invitations_are_deleted(colleague: Person) -> None:
    for age in (365, 366):
        Invitation.objects.create(person=colleague, way=MAIL, invited_on=day_of(NOW - age * A_DAY))
    assert services.enforce_terms(now=NOW)["directory.invitations"] == 1


# --- the pages --------------------------------------------------------------------------------------------------------
def test_hr_sees_the_numbers_asks_and_sends(hr: Person, sign_in: SignIn) -> None:
    came(hr)
    for name in ("Ali", "Bea"):
        employee(first_name=name)
    employee(email=None)
    Person.objects.filter(pk=employee(email=None).pk).update(employee_number=None)
    client = sign_in(hr)
    page = client.get(reverse(LIST)).content.decode()
    for words in ("1 van de 5 mensen", "2 mensen zijn nog nooit uitgenodigd", "1 persoon is nog nooit uitgenodigd"):
        assert words in page
    assert "kan niet worden uitgenodigd" in page
    asked = client.get(reverse(NEW), {"way": "mail", "who": "never"}).content.decode()
    assert "2 uitnodigingen versturen?" in asked
    assert "Ali" in asked
    answer = client.post(reverse(NEW), {"way": "mail", "who": "never"})
    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("invitation_job", args=[job.public_id])
    services.send_invitations_in_job(job_id=job.pk, now=NOW)
    assert "2 uitnodigingen zijn onderweg" in client.get(answer.headers["Location"]).content.decode()
    page = client.get(reverse(LIST)).content.decode()
    assert "2 mensen zijn in de laatste drie dagen uitgenodigd" in page
    assert client.post(reverse(NEW), {"way": "mail", "who": "never"}).status_code == 422


@pytest.mark.parametrize("wrong", [{}, {"way": "dove", "who": "never"}, {"way": "mail", "who": "never", "unit": "x"}])
def test_wrong_choice_is_explained(hr: Person, sign_in: SignIn, wrong: dict[str, str]) -> None:
    client = sign_in(hr)
    for answer in (client.get(reverse(NEW), wrong), client.post(reverse(NEW), wrong)):
        assert answer.status_code == 422
    assert client.get(reverse(LIST), {"unit": "x"}).status_code == 200


@pytest.mark.parametrize("many", [3, 30])
def test_page_takes_the_same_queries_with_three_and_thirty_people(hr: Person, sign_in: SignIn, many: int) -> None:
    for _each in range(many):
        employee()
    client = sign_in(hr)
    client.get(reverse(LIST))
    with query_count(__file__, LIST):
        client.get(reverse(LIST))


def test_somebody_sees_that_they_were_invited(hr: Person) -> None:
    person = employee()
    invite(hr)
    (kind,) = selectors.data_about(person)
    assert [(str(row.value), row.at) for row in kind.rows] == [("per e-mail", NOW.date())]
