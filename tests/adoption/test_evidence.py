"""The file of evidence: what it says, that it names nobody, that it stays, and that anybody can check it."""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from nacl.signing import VerifyKey
from pytest_django.fixtures import Settings
from python_calamine import CalamineWorkbook

from adoption import services
from adoption.documents.evidence import pdf_of, steps_of, write_workbook_of
from adoption.documents.evidence_json import checked, written
from adoption.models import EvidenceFile
from adoption.selectors.evidence import evidence_of, share
from common.canonical import canonical
from common.clock import start_of
from common.errors import RuleBroken
from common.periods import Period
from people.choices import FunctionGroup, Relation
from people.models import Person
from tests import overlap
from tests.adoption.builders import NOW, OCTOBER, SEPTEMBER, agreement, house, released, strategy_in_force, trained
from tests.characters import HOSTILE
from tests.people.builders import employee
from tests.training.builders import (
    certificate,
    completers,
    completion,
    course,
    enrolment,
    evaluate,
    evaluation_round,
    portal_course,
    requirement,
    session,
)
from training.choices import EnrolmentState
from training.models import Completion
from training.services import renew_key, tend_evaluations, who_signs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def signing_keys(settings: Settings, tmp_path: Path) -> None:
    settings.SIGNING_KEYS_DIR = tmp_path / "signing-keys"


def made(hr: Person, first: Period = SEPTEMBER, last: Period = OCTOBER) -> EvidenceFile:
    return services.make_evidence(first=first, last=last, actor=hr, now=NOW)


def content(first: Period = SEPTEMBER, last: Period = OCTOBER) -> dict[str, Any]:
    return evidence_of(first, last, now=NOW)


# --- what it says -----------------------------------------------------------------------------------------------------
def test_it_tells_in_four_steps_what_was_required_given_and_reached() -> None:
    agreement()
    people = house(teams=1)
    the_course = course(title="Veilig met AI")
    requirement(of=the_course, function_group=FunctionGroup.MANAGER, due_on=date(2026, 12, 1))
    in_october = session(of=the_course, starts_at=datetime(2026, 10, 5, 8, 0, tzinfo=UTC), capacity=12)
    for person in people["201"][:9]:
        enrolment(session=in_october, person=person, state=EnrolmentState.ATTENDED)
    enrolment(session=in_october, person=people["201"][9], state=EnrolmentState.NO_SHOW)
    trained(people["201"][:20])
    strategy_in_force()
    released()
    said = content()
    given = {row["title"]["nl"]: row for row in said["carry_out"]["courses"]}["Veilig met AI"]
    assert (given["sessions"], given["seats"]) == (1, 12)
    assert (given["came"], given["completed"]) == ({"low": 0, "high": 9}, {"low": 0, "high": 9})
    assert "no_shows" not in given
    assert [row["function_group"] for row in said["goals"]["requirements"]] == ["manager"]
    assert [row["kind"] for row in said["goals"]["documents"]] == ["strategy"]
    everybody = [row for row in said["evaluate"]["reach"] if row["metric"] == "trained"]
    assert {"all"} <= {row["function_group"] for row in everybody}
    assert said["evaluate"]["requirements"] == [
        {"status": "range", "value": None, "low": 0, "high": 50, "base_band": "10-24"}
    ]
    assert {"kind": "no_document", "document": "house_rules"} in said["evaluate"]["gaps"]


def test_what_lies_outside_the_period_is_no_part_of_it() -> None:
    the_course = course()
    for moment in (datetime(2026, 8, 31, 21, 59, tzinfo=UTC), datetime(2026, 10, 31, 23, 0, tzinfo=UTC)):
        session(of=the_course, starts_at=moment)
        completion(of=the_course, person=house(teams=1)["100"][0], at=moment)
    assert content()["carry_out"]["courses"] == []
    session(of=the_course, starts_at=datetime(2026, 8, 31, 22, 0, tzinfo=UTC))
    assert [row["sessions"] for row in content()["carry_out"]["courses"]] == [1]


def test_it_holds_the_hash_of_what_people_completed() -> None:
    the_course = portal_course()
    held = certificate(person=house(teams=1)["100"][0], of=the_course)
    (row,) = content()["carry_out"]["courses"]
    assert row["versions"] == [held.version.content_hash]


def test_required_course_without_a_session_ahead_is_a_gap() -> None:
    the_course = course(title="Zonder sessie")
    requirement(of=the_course)
    gaps = content()["evaluate"]["gaps"]
    assert {"kind": "no_session", "course": {"nl": "Zonder sessie", "en": "Zonder sessie (English)"}} in gaps
    session(of=the_course)
    assert not [gap for gap in content()["evaluate"]["gaps"] if gap["kind"] == "no_session"]


def test_who_did_not_complete_what_is_required_and_too_few_seats_are_gaps() -> None:
    agreement()
    the_course = course(title="Veilig met AI")
    requirement(of=the_course, function_group=FunctionGroup.MANAGER, due_on=date(2026, 12, 1))
    house(teams=1)
    about = {"course": {"nl": "Veilig met AI", "en": "Veilig met AI (English)"}}
    session(of=the_course, capacity=1)
    open_to = {"unit": None, "function_group": "manager", "role": None, "status": "range", "base_band": "10-24"}
    gaps = content()["evaluate"]["gaps"]
    assert {"kind": "to_complete", **about, **open_to, "value": None, "low": 50, "high": 100} in gaps
    assert {"kind": "too_few_seats", **about} in gaps
    session(of=the_course, capacity=100)
    for person in Person.objects.filter(placements__function_group=FunctionGroup.MANAGER):
        completion(of=the_course, person=person, at=datetime(2026, 10, 5, 8, 0, tzinfo=UTC))
    later = {gap["kind"] for gap in content()["evaluate"]["gaps"]}
    assert not later & {"to_complete", "too_few_seats", "no_session"}


def test_gap_of_too_few_people_shows_no_share() -> None:
    agreement()
    requirement(of=course(), function_group=FunctionGroup.MANAGER, due_on=date(2026, 12, 1))
    employee(function_group=FunctionGroup.MANAGER)
    assert not [gap for gap in content()["evaluate"]["gaps"] if gap["kind"] == "to_complete"]


def test_it_says_that_evaluation_took_place_and_not_what_people_thought(settings: Settings, tmp_path: Path) -> None:
    settings.WAVE_KEYS_DIR = tmp_path / "box-keys"
    assert content()["evaluate"]["evaluations"] == []
    in_october = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
    evaluation_round(at=in_october)
    large, small = course(title="Veilig met AI"), course(title="Klein")
    for person in completers(12, of=large, at=in_october)[:9]:
        evaluate(of=large, by=person, at=in_october)
    completers(3, of=small, at=in_october)
    tend_evaluations(now=datetime(2026, 11, 3, 8, 0, tzinfo=UTC))
    told = {row["course"]["nl"]: row for row in content()["evaluate"]["evaluations"]}
    large_share = told["Veilig met AI"]
    assert (large_share["value"], large_share["low"], large_share["high"]) == (None, 50, 100)
    assert large_share["base_band"] == "10-24"
    assert (told["Klein"]["status"], told["Klein"]["value"], told["Klein"]["base_band"]) == ("hidden", None, None)
    with translation.override("nl"):
        (table,) = [each for each in steps_of(content())[3].tables if "ervan vonden" in each.title]
        assert [row[1] for row in table.rows] == ["niet getoond (privacy)", "50 tot 100%"]
    older = content()
    del older["evaluate"]["evaluations"]
    assert steps_of(older)[3].tables[3].rows == []


# --- whom it protects -------------------------------------------------------------------------------------------------
def test_nobody_is_named_in_it(hr: Person) -> None:
    agreement()
    people = house(teams=1)
    trained(people["201"])
    certificate(person=people["201"][0])
    released()
    written_down = canonical(made(hr).content).decode()
    for person in (*people["201"], hr):
        for told in (person.last_name, person.email or "-@-", str(person.public_id)):
            assert told not in written_down


def test_figures_of_class_c_are_no_part_of_it() -> None:
    agreement()
    trained(house()["201"])
    released()
    assert {row["metric"] for row in content()["evaluate"]["reach"]} <= {
        "trained",
        "acknowledged",
        "acknowledged_rules",
        "responded",
    }


@pytest.mark.parametrize(("people", "threshold", "status"), [(9, 10, "hidden"), (10, 10, "range"), (9, 5, "hidden")])
def test_share_of_too_few_does_not_show(people: int, threshold: int, status: str) -> None:
    assert share(4, people, threshold=threshold)["status"] == status


@pytest.mark.parametrize("threshold", [5, 10, 15])
def test_five_people_more_or_fewer_may_lie_behind_a_share(threshold: int) -> None:
    for people in range(max(threshold, 10), 200):
        told: dict[tuple[int, int], int] = {}
        for done in range(people + 1):
            said = share(done, people, threshold=threshold)
            assert said["value"] is None
            assert 100 * done / people == pytest.approx((said["low"] + said["high"]) / 2, abs=25.01)
            told[said["low"], said["high"]] = told.get((said["low"], said["high"]), 0) + 1
        assert min(told.values()) >= 5
        assert len(told) == (4 if people >= max(20, 2 * threshold) else 2)


def test_shares_by_relation_show_only_beside_the_share_of_everybody() -> None:
    agreement()
    trained(house()["201"])
    hidden = content()
    assert (hidden["evaluate"]["relations"], hidden["evaluate"]["relations_hidden"]) == ([], True)
    with translation.override("nl"):
        (table,) = [each for each in steps_of(hidden)[3].tables if "vrijwilligers" in each.title]
        assert "van iedereen samen" in table.empty
    released()
    shown = content()["evaluate"]
    assert [(row["low"], row["high"]) for row in shown["relations"]] == [(25, 50)]
    assert not shown["relations_hidden"]


def first_format(said: dict[str, Any]) -> dict[str, Any]:
    """Return a content as files of before December 2026 have it: exact numbers and percentages."""
    for course_given in said["carry_out"]["courses"]:
        course_given.update(came=83, no_shows=47, completed=71)
    said["carry_out"]["certificates"] = 59
    for row in said["evaluate"]["requirements"]:
        row.update(status="shown", value=37)
    del said["evaluate"]["relations_hidden"]
    return {**said, "format": "houvast-evidence-1"}


def test_file_of_before_bands_shows_as_it_is_and_a_new_one_has_no_exact_number(hr: Person) -> None:
    agreement()
    people = house()
    the_course = course(title="Veilig met AI")
    requirement(of=the_course)
    held = session(of=the_course, starts_at=datetime(2026, 10, 5, 8, 0, tzinfo=UTC), capacity=200)
    for person in people["201"][:37]:
        enrolment(session=held, person=person, state=EnrolmentState.ATTENDED)
        certificate(person=person)
    new = content()
    with translation.override("nl"):
        (table,) = [each for each in steps_of(new)[2].tables if "Seats" in each.header or "Plekken" in each.header]
        (row,) = [each for each in table.rows if each[0] == "Veilig met AI"]
        assert row[2:] == [1, 200, "25 tot 49", "minder dan 10"]
        assert "25 tot 49 certificaten" in table.note
        older = steps_of(first_format(new))
        (table,) = [each for each in older[2].tables if "Niet verschenen" in each.header]
        (row,) = [each for each in table.rows if each[0] == "Veilig met AI"]
        assert row[2:] == [1, 200, 83, 47, 71]
        assert "59 certificaten" in table.note
        assert "37%" in str(older[3].tables[1].rows)


@pytest.mark.parametrize("agreed", [[], ["figures:class_b"]], ids=["to nothing", "to monthly figures"])
def test_without_agreement_nothing_is_counted_of_people(agreed: list[str]) -> None:
    if agreed:
        agreement(*agreed)
    requirement(of=course())
    trained(house()["201"])
    evaluated = content()["evaluate"]
    assert evaluated["relations"] == []
    assert [row["status"] for row in evaluated["requirements"]] == ["hidden"]


@pytest.mark.parametrize(
    ("few", "rows"),
    [
        ({}, [["employed"]]),
        ({"volunteer": 12}, [["employed"], ["volunteer"]]),
        ({"volunteer": 12, "intern": 3}, [["employed"], ["intern", "volunteer"]]),
        ({"hired": 4, "intern": 3}, [["employed", "hired", "intern"]]),
        ({"hired": 6, "intern": 5}, [["employed"], ["hired", "intern"]]),
    ],
)
def test_hired_staff_volunteers_and_interns_are_counted_apart_where_they_are_enough(
    few: dict[str, int], rows: list[list[str]]
) -> None:
    agreement()
    people = [person for team in house().values() for person in team]
    trained(people[:90])
    released()
    for relation, number in few.items():
        for person in people[:number]:
            Person.objects.filter(pk=person.pk).update(relation=Relation(relation))
        people = people[number:]
    assert [row["relations"] for row in content()["evaluate"]["relations"]] == rows


# --- that it stays ----------------------------------------------------------------------------------------------------
def test_file_stays_as_it_was_when_everything_else_changes(hr: Person) -> None:
    the_course = course()
    held = completion(of=the_course, person=house(teams=1)["100"][0], at=start_of(date(2026, 10, 3)))
    kept = made(hr)
    Completion.objects.filter(pk=held.pk).delete()
    again = EvidenceFile.objects.get(pk=kept.pk)
    assert [row["title"]["nl"] for row in again.content["carry_out"]["courses"]] == [the_course.title_nl]
    checked(written(again.content, again.signature, who_signs()["verificationMethod"]).decode())


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (OCTOBER, SEPTEMBER, "last"),
        (OCTOBER, Period(2026, 11), "last"),
        (Period(2023, 10), OCTOBER, "first"),
    ],
)
def test_period_that_cannot_be_is_told_at_its_field(hr: Person, first: Period, last: Period, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        made(hr, first, last)
    assert broken.value.field == field
    assert not EvidenceFile.objects.exists()


def test_only_hr_and_the_programme_office_make_it(colleague: Person, programme_lead: Person) -> None:
    with pytest.raises(RuleBroken):
        made(colleague)
    made(programme_lead)


# --- checking it without us -------------------------------------------------------------------------------------------
def file_of(evidence: EvidenceFile, folder: Path, **changed: Any) -> Path:
    document = json.loads(written(evidence.content, evidence.signature, who_signs()["verificationMethod"]))
    path = folder / "evidence.json"
    path.write_text(json.dumps({**document, **changed}), encoding="utf-8")
    return path


def keys_of(folder: Path) -> Path:
    path = folder / "did.json"
    path.write_text(json.dumps(who_signs()), encoding="utf-8")
    return path


def verify(path: Path, **options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("verify_evidence", str(path), format="json", stdout=out, stderr=StringIO(), **options)
    return dict(json.loads(out.getvalue()))


def test_command_checks_a_file_with_the_keys_of_the_organisation(hr: Person, tmp_path: Path) -> None:
    kept = made(hr)
    said = verify(file_of(kept, tmp_path), keys=keys_of(tmp_path))
    assert said == {"valid": True, "sha256": kept.content_hash, "key": said["key"], "known_key": True}
    assert not verify(file_of(kept, tmp_path))["known_key"]


def test_signature_holds_for_another_library_too(hr: Person) -> None:
    kept = made(hr)
    head, body, signature = kept.signature.split(".")

    def raw(text: str) -> bytes:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    (key,) = who_signs()["verificationMethod"]
    VerifyKey(raw(key["publicKeyJwk"]["x"])).verify(f"{head}.{body}".encode(), raw(signature))
    assert raw(body) == canonical(kept.content)


def test_changed_file_is_found_out(hr: Person, tmp_path: Path) -> None:
    kept = made(hr)
    forged = {**kept.content, "organisation": "Een ander"}
    with pytest.raises(CommandError, match="veranderd") as met:
        verify(file_of(kept, tmp_path, content=forged))
    assert met.value.returncode == 2
    with pytest.raises(CommandError):
        verify(file_of(kept, tmp_path, signature=kept.signature[:-6] + "AAAAAA"))


def test_key_of_somebody_else_is_not_among_ours(hr: Person, tmp_path: Path) -> None:
    kept = made(hr)
    path = file_of(kept, tmp_path)
    renew_key(actor=None, now=NOW, distrust=True)
    with pytest.raises(CommandError, match="sleutel"):
        verify(path, keys=keys_of(tmp_path))


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"content": {}, "signature": 1, "keys": []}', "\x00"])
def test_what_is_no_file_of_evidence_is_said(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as met:
        verify(path)
    assert met.value.returncode == 2


# --- on paper ---------------------------------------------------------------------------------------------------------
def test_paper_and_workbook_of_any_texts_are_made(hr: Person) -> None:
    agreement()
    for text in HOSTILE.values():
        requirement(of=course(title=text, title_nl=text, title_en=text), why_nl=text * 20, why_en=text)
    trained(house(teams=1)["201"])
    released()
    kept = made(hr)
    assert pdf_of(kept).startswith(b"%PDF")
    file = BytesIO()
    write_workbook_of(kept, file)
    file.seek(0)
    assert CalamineWorkbook.from_filelike(file).sheet_names


@pytest.mark.parametrize(("language", "title"), [("nl", "Genomen maatregelen"), ("en", "Measures taken")])
def test_pdf_is_tagged_and_workbook_holds_every_table_without_formulas(hr: Person, language: str, title: str) -> None:
    agreement()
    requirement(of=course(title="=HYPERLINK(1)"))
    # A long word in a narrow column, beside one that takes all the room there is.
    requirement(of=course(), function_group=FunctionGroup.MANAGER, why_nl="Je team kijkt naar jou. " * 8)
    trained(house(teams=1)["201"])
    released()
    kept = made(hr)
    file = BytesIO()
    with translation.override(language):
        paper = pdf_of(kept)
        assert overlap.in_pdf(paper) == []
        with pikepdf.open(BytesIO(paper)) as pdf:
            assert bool(pdf.Root.MarkInfo.Marked)
            assert str(pdf.Root.Lang).startswith(language)
            with pdf.open_metadata() as told:
                assert str(told["dc:title"]).startswith(title)
        write_workbook_of(kept, file)
        tables = sum(len(step.tables) for step in steps_of(kept.content))
    file.seek(0)
    book = CalamineWorkbook.from_filelike(file)
    assert len(book.sheet_names) == tables + 1
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert [cell for cell in cells if isinstance(cell, str) and cell.startswith("'=HYPERLINK(1)")]
    assert not [cell for cell in cells if isinstance(cell, str) and cell.startswith("=")]


def test_words_never_promise_more_than_measures() -> None:
    for language in ("nl", "en"):
        with translation.override(language):
            said = str([(step.title, step.lead, [table.note for table in step.tables]) for step in steps_of(content())])
        assert "complian" not in said.lower()


def test_later_file_does_not_touch_an_earlier_one(hr: Person) -> None:
    first, second = (
        made(hr),
        services.make_evidence(first=SEPTEMBER, last=OCTOBER, actor=hr, now=NOW + timedelta(hours=1)),
    )
    assert first.content_hash != second.content_hash
    assert EvidenceFile.objects.count() == 2
