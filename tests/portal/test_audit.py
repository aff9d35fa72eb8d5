"""The audit log: who reads it, that it names nobody whom it must not, and that it stays fast."""

import csv
import io
import re
import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from pytest_django.fixtures import Settings

from common.audit import ACTIONS, Shows
from common.models import AuditEvent, Installation
from common.services import record
from people.choices import Role
from people.models import Person, RoleAssignment
from portal import audit_log, held
from portal.audit_log import Entry, Filters
from tests.governance.test_changes import proposed
from tests.people.builders import NOW, employee
from tests.query_counts import query_count
from tests.training.builders import course, enrolment, session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_set_up")]
PAGE = "/audit/"


@pytest.fixture
def _set_up(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    Installation.objects.get_or_create(pk=1, defaults={"created_at": NOW})


@pytest.fixture
def officer(client: Client, privacy_officer: Person) -> Client:
    client.force_login(privacy_officer)
    return client


def written(action: str, target: Any, *, by: Person | None = None, at: datetime = NOW, **more: Any) -> AuditEvent:
    return record(action, target, actor=by, now=at, **more)


def entry(event: AuditEvent, *, language: str = "nl") -> Entry:
    with translation.override(language):
        return audit_log.in_words([event])[0]


def found(reader: Person, **filters: Any) -> list[str]:
    return [event.action for event in audit_log.entries_for(reader, Filters(**filters))]


def text(client: Client, **query: Any) -> str:
    return client.get(PAGE, query).content.decode()


# --- sentences --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "Sanne de Boer publiceerde de cursus “AI in mijn werk”."),
     ("en", "Sanne de Boer published the course “AI in mijn werk (English)”.")],
)  # fmt: skip
def test_entry_reads_as_a_sentence_in_the_readers_language(hr: Person, language: str, said: str) -> None:
    event = written("course.published", course(title="AI in mijn werk"), by=employee())
    assert entry(event, language=language).sentence == said


def test_what_nobody_did_the_portal_did() -> None:
    assert entry(written("declarations.opened", Installation.objects.get())).sentence.startswith("Het portaal opende")


def test_object_that_is_gone_leaves_a_sentence(hr: Person) -> None:
    gone = course()
    event = written("course.changed", gone, by=hr, fields=["title_nl"])
    gone.delete()
    told = entry(event)
    assert "(niet meer in het portaal)" in told.sentence
    assert told.fields == ["titel (in het Nederlands)"]


@pytest.mark.parametrize("object_id", ["5", "x", "7d0d5f52-3f0a-4c41-9d8e-5f7f1c2b6a10"])
@pytest.mark.parametrize("object_type", ["training.course", "mfa.authenticator", "gone.model"])
def test_action_of_another_version_shows_without_a_name(officer: Client, object_type: str, object_id: str) -> None:
    AuditEvent.objects.create(
        at=NOW, actor=employee(first_name="Onbekende"), action="old.action", object_type=object_type,
        object_id=object_id, fields=["secret"], reason="Onbekende is ziek",
    )  # fmt: skip
    page = text(officer)
    assert "Iemand deed iets waar deze versie geen woorden voor heeft" in page
    assert "Onbekende" not in page
    assert "secret" not in page


@pytest.mark.parametrize("code", sorted(ACTIONS))
def test_sentence_keeps_its_places_in_dutch(code: str) -> None:
    places = [re.findall(r"{\w+}", in_language(ACTIONS[code].sentence, each)) for each in ("en", "nl")]
    assert places[0] == places[1]


def in_language(words: object, language: str) -> str:
    with translation.override(language):
        return str(words)


def test_proposed_change_of_a_setting_says_from_what_to_what(administrator: Person) -> None:
    proposed(administrator, 7)
    told = entry(AuditEvent.objects.get(action="setting.proposed"))
    assert [(change.before, change.after) for change in told.changes] == [("10", "7")]


def test_role_is_said_in_words(administrator: Person, hr: Person) -> None:
    role = RoleAssignment.objects.get(person=hr)
    told = entry(written("role.granted", role, by=administrator, fields=[Role.HR]))
    assert told.sentence == f"{administrator} gaf een rol: HR, voor {hr}."


# --- who may see it ---------------------------------------------------------------------------------------------------
def test_page_stands_in_the_menu_of_who_may_read_it(client: Client, officer: Client, hr: Person) -> None:
    assert f'href="{PAGE}"' in officer.get("/").content.decode()
    client.force_login(hr)
    assert f'href="{PAGE}"' not in client.get("/").content.decode()
    assert client.get(PAGE).status_code == 403
    assert client.get(reverse("audit_download", args=["csv"])).status_code == 403


# --- what it leaves out -----------------------------------------------------------------------------------------------
def own_affair(person: Person) -> AuditEvent:
    """Somebody enrolled, with words of their own that are nobody's business."""
    row = enrolment(session=session(), person=person)
    return written("enrolment.by_person", row, by=person, reason="Ik ben ziek")


def about(person: Person, *, by: Person) -> AuditEvent:
    """Somebody's manager declined, for a reason."""
    return written("enrolment.declined", enrolment(session=session(), person=person), by=by, reason="Overspannen")


def test_own_affair_names_nobody(officer: Client) -> None:
    own_affair(employee(first_name="Geheime"))
    page = text(officer)
    assert "Iemand annuleerde een inschrijving" in page
    assert "Geheime" not in page
    assert "Ik ben ziek" not in page


def test_what_a_colleague_decides_names_who_decided_only(officer: Client) -> None:
    about(employee(first_name="Geheime"), by=employee(first_name="Beslissende"))
    page = text(officer)
    assert "Beslissende" in page
    assert "De reden is voor de persoon zelf en voor wie beslist" in page
    assert "Geheime" not in page
    assert "Overspannen" not in page


def test_why_a_session_is_cancelled_and_a_reviewer_released_stays_with_who_read_it(officer: Client) -> None:
    written("session.cancelled", session(), by=employee(), reason="Onze trainer is ziek")
    written("version.reviewer_released", session(), by=employee(), reason="Beoordelaar is ziek")
    page = text(officer)
    assert "zegde de sessie" in page
    assert "is ziek" not in page


def test_days_away_name_neither_who_set_them_nor_who_is_away(officer: Client) -> None:
    away = employee(first_name="Geheime")
    written("person.away_set", away, by=employee(first_name="Leidinggevende"), fields=["away_from", "away_until"])
    page = text(officer)
    assert "legde vast op welke dagen iemand afwezig is" in page
    assert "Geheime" not in page
    assert "Leidinggevende" not in page
    assert str(away.public_id) not in page


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_searching_for_a_person_finds_no_more_than_the_sentences_say(role: str) -> None:
    reader, person = employee(roles=[role]), employee()
    own_affair(person)
    about(person, by=employee())
    written("declaration.made", person, by=person)
    written("person.away_set", person, by=employee())
    written("course.published", course(), by=person)
    written("person.changed", person, by=employee())
    assert found(reader, actor=person) == ["course.published"]
    about_them = {"kind": audit_log.PERSON, "object_id": str(person.public_id)}
    assert found(reader, **about_them) == ["person.changed"]


def test_privacy_officer_finds_who_looked_at_somebodys_name_and_an_administrator_does_not(
    privacy_officer: Person, administrator: Person, hr: Person
) -> None:
    person = employee(first_name="Bekekene")
    event = written("names.seen_by_hr", person, by=hr, fields=[str(uuid.uuid4())], reason="plan")
    about_them = {"kind": audit_log.PERSON, "object_id": str(person.public_id)}
    assert found(privacy_officer, **about_them) == ["names.seen_by_hr"]
    assert found(administrator, **about_them) == []
    told = entry(event)
    assert told.sentence == f"{hr} zag namen als HR: iemand."
    assert told.reason == "om sessies en roosters te plannen"
    assert (told.object_id, told.fields) == ("", [])


@pytest.mark.parametrize("code", sorted(code for code, action in ACTIONS.items() if action.shows != Shows.ALL))
def test_no_entry_about_somebody_holds_their_name_or_the_words_about_them(code: str) -> None:
    person, actor = employee(first_name="Geheime"), employee(first_name="Handelende")
    event = written(code, person, by=actor, fields=["Geheime"], reason="Geheime is ziek")
    told = entry(event)
    assert "Geheime" not in str(told) or ACTIONS[code].is_look
    assert str(person.public_id) not in str(told)
    assert ("Handelende" in told.sentence) == (ACTIONS[code].shows == Shows.ACTOR)


def test_search_for_a_person_is_recorded_once_a_day_and_they_see_it(officer: Client, privacy_officer: Person) -> None:
    person = employee()
    for _each in range(2):
        assert officer.get(PAGE, {"whom": person.email}).status_code == 200
    event = AuditEvent.objects.get(action=audit_log.LOOKED_UP)
    assert (event.actor, event.object_id) == (privacy_officer, str(person.public_id))
    titles = [str(kind.title) for kind in held.held_about(person)]
    assert "Who searched the audit log for you" in titles or "Wie jou opzocht in het logboek" in titles


def test_page_without_a_person_is_no_search_for_one(officer: Client) -> None:
    text(officer)
    assert not AuditEvent.objects.exists()


# --- filters and pages ------------------------------------------------------------------------------------------------
def test_filters_by_action_kind_object_actor_and_day(
    privacy_officer: Person, hr: Person, administrator: Person
) -> None:
    first, second = course(), course()
    written("course.created", first, by=hr, at=NOW - timedelta(days=9))
    written("course.published", second, by=administrator, at=NOW)
    written("pilot.registered", hr, by=hr, at=NOW + timedelta(days=9))
    day = NOW.date()
    assert found(privacy_officer, action="course.created") == ["course.created"]
    assert found(privacy_officer, kind="training.course") == ["course.published", "course.created"]
    assert found(privacy_officer, kind="training.course", object_id=str(first.public_id)) == ["course.created"]
    assert found(privacy_officer, actor=administrator) == ["course.published"]
    assert found(privacy_officer, first=day, last=day) == ["course.published"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"who": "Bestaat Niet"}, "Niemand met deze naam is hier bekend"),
        ({"first": "gisteren"}, "geldige datum"),
        ({"first": "2026-11-02", "last": "2026-11-01"}, "Deze dag ligt voor de eerste"),
        ({"action": "nothing.done"}, "nothing.done"),
        ({"object": "1"}, "Deze link is niet volledig"),
        ({"object": "x.y:1"}, "Deze link is niet volledig"),
        ({"object": "training.course:"}, "Deze link is niet volledig"),
        ({"kind": "training.course", "whom": "a@b.example"}, "Niemand met deze naam"),
    ],
)
def test_filter_that_cannot_be_read_says_where_and_how(officer: Client, query: dict[str, str], said: str) -> None:
    for address in (PAGE, reverse("audit_download", args=["xlsx"])):
        answer = officer.get(address, query)
        assert answer.status_code == 422
        assert said in answer.content.decode()


def test_person_and_another_kind_do_not_go_together(officer: Client) -> None:
    answer = officer.get(PAGE, {"kind": "training.course", "whom": employee().email})
    assert answer.status_code == 422
    assert "Een persoon is een eigen soort" in answer.content.decode()


def test_entry_leads_to_everything_about_its_object_until_another_kind_is_chosen(officer: Client) -> None:
    one = course(title="Deze")
    written("course.created", one)
    written("course.created", course(title="Andere"))
    written("session.planned", session(of=one))
    link = f"?kind=training.course&amp;object=training.course:{one.public_id}"
    assert link in text(officer)
    only = officer.get(PAGE + link.replace("&amp;", "&")).content.decode()
    assert "Cursus: “Deze”" in only
    assert "Andere" not in only
    sessions = text(officer, kind="training.session", object=f"training.course:{one.public_id}")
    assert "plande de sessie" in sessions


@pytest.mark.parametrize("page", ["person", "settings"])
def test_page_of_a_person_and_of_the_settings_leads_to_its_entries(
    client: Client, administrator: Person, settings: Settings, page: str
) -> None:
    person = employee()
    client.force_login(administrator)
    address = reverse("people:person_detail", args=[person.public_id]) if page == "person" else reverse("settings")
    found = re.search(r'href="(/audit/\?[^"]+)"', client.get(address).content.decode())
    assert found is not None
    assert client.get(found[1].replace("&amp;", "&")).status_code == 200


def test_somebody_who_left_is_found_too(officer: Client, hr: Person) -> None:
    gone = employee(first_name="Vertrokken", left_on=date(2026, 1, 1), is_active=False)
    written("course.published", course(title="Van toen"), by=gone)
    assert "Van toen" in text(officer, who=gone.email)


def numbers(page: Iterable[Entry]) -> list[int]:
    return [each.pk for each in page]


def test_pages_go_on_from_an_entry_both_ways_without_gap_or_repeat(privacy_officer: Person) -> None:
    target = course()
    # Many at one moment, as a file brings them in.
    made = [written("course.changed", target, at=NOW + timedelta(seconds=at // 60)).pk for at in range(130)]
    events = audit_log.entries_for(privacy_officer, Filters())
    read, older = [], None
    while True:
        page = audit_log.page_of(events, older_than=older, newer_than=None)
        read += numbers(page.entries)
        if page.older is None:
            break
        older = page.older
    assert read == made[::-1]
    back = audit_log.page_of(events, older_than=None, newer_than=page.newer)
    assert numbers(back.entries) == read[50:100]
    first = audit_log.page_of(events, older_than=None, newer_than=back.newer)
    assert numbers(first.entries) == read[:50]
    assert first.newer is None


def test_unreadable_place_to_go_on_from_shows_the_newest(officer: Client) -> None:
    written("course.published", course(title="Nieuwste"))
    for place in ("x", "-1", "9" * 30, "²"):
        assert "Nieuwste" in text(officer, before=place)


def test_number_of_queries_does_not_grow_and_nothing_is_counted(officer: Client, hr: Person) -> None:
    def fill(number: int) -> None:
        for _each in range(number):
            written("course.published", course(), by=hr)

    text(officer)
    fill(3)
    with query_count(__file__, "audit"):
        text(officer)
    fill(30)
    with query_count(__file__, "audit"), CaptureQueriesContext(connection) as captured:
        text(officer)
    assert not [each["sql"] for each in captured if "COUNT(" in each["sql"] and "auditevent" in each["sql"]]


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"action": "course.published"},
        {"kind": "training.course"},
        {"kind": "training.course", "object_id": "x"},
        {"first": date(2026, 1, 1), "last": date(2026, 12, 31)},
    ],
    ids=str,
)
def test_each_filter_has_an_index_in_the_order_of_the_page(privacy_officer: Person, filters: dict[str, Any]) -> None:
    events = audit_log.entries_for(privacy_officer, Filters(**filters)).select_related(None)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = events[:51].explain()
    assert "common_audit_" in plan
    assert "Seq Scan" not in plan


# --- taken out --------------------------------------------------------------------------------------------------------
def test_download_holds_what_the_page_shows_and_is_recorded(officer: Client, privacy_officer: Person) -> None:
    written("course.published", course(title="AI in mijn werk"), by=employee(first_name="Trainer"))
    own_affair(employee(first_name="Geheime"))
    answer = officer.get(reverse("audit_download", args=["csv"]), {"first": "2026-01-01"})
    body = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(body), delimiter=";"))
    assert rows[0][:3] == ["Wanneer", "Wat er gebeurde", "Wie"]
    assert {row[3] for row in rows[1:]} == {"course.published", "enrolment.by_person"}
    assert "Geheime" not in body
    assert "Ik ben ziek" not in body
    event = AuditEvent.objects.get(action=audit_log.EXPORTED)
    assert (event.actor, event.fields, event.object_type) == (
        privacy_officer, ["first=2026-01-01"], "common.installation"
    )  # fmt: skip
    assert entry(event).fields == ["gefilterd op dag"]


def test_workbook_holds_the_same(officer: Client) -> None:
    written("course.published", course(title="=1+1"), by=employee())
    answer = officer.get(reverse("audit_download", args=["xlsx"]))
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    assert sheet.max_row == 2
    assert "=1+1" in str(sheet["B2"].value)


def test_download_of_what_is_about_a_person_is_seen_by_them(officer: Client) -> None:
    person = employee()
    officer.get(reverse("audit_download", args=["csv"]), {"whom": person.email})
    assert AuditEvent.objects.get(action=audit_log.EXPORTED).object_id == str(person.public_id)
    (kind,) = audit_log.data_about(person)
    assert len(kind.rows) == 1


def test_too_much_for_a_file_is_refused_and_records_nothing(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "MOST_IN_EXPORT", 1)
    for _each in range(2):
        written("course.published", course())
    answer = officer.get(reverse("audit_download", args=["csv"]))
    assert answer.status_code == 422
    assert "Kies minder dagen" in answer.content.decode()
    assert not AuditEvent.objects.filter(action=audit_log.EXPORTED).exists()


def test_download_of_an_installation_that_is_not_set_up_is_recorded_too(officer: Client) -> None:
    Installation.objects.all().delete()
    assert officer.get(reverse("audit_download", args=["csv"])).status_code == 200
    assert AuditEvent.objects.get().object_type == "common.installation"


def test_other_kind_of_file_is_not_there(officer: Client) -> None:
    assert officer.get(reverse("audit_download", args=["pdf"])).status_code == 404
