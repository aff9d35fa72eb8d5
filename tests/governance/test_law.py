"""The law is data: every duty has its source, its dates and its words in both languages."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from governance import reference, selectors
from governance.choices import REGISTER, BodyKind, Confidence, DutyFor, Subject
from governance.models import Body, Duty, LawVersion
from tests.truths import refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def law() -> None:
    reference.sync()


@pytest.mark.usefixtures("law")
def test_no_duty_is_without_source_article_dates_and_both_languages() -> None:
    duties = Duty.objects.select_related("law_version")
    assert len(duties) == len(reference.DUTIES) >= 15
    for duty in duties:
        assert all([duty.source, duty.article, duty.law_version.source_nl, duty.law_version.source_en]), duty.code
        assert all([duty.text_nl, duty.text_en, duty.title_nl, duty.title_en]), duty.code
        assert duty.last_checked >= date(2026, 11, 1), duty.code
        assert duty.confidence in Confidence.values, duty.code


@pytest.mark.usefixtures("law")
def test_bringing_the_law_up_to_date_twice_changes_nothing_and_drops_what_is_gone() -> None:
    before = set(Duty.objects.values_list("pk", "code"))
    Duty.objects.filter(code="ai-act.stop").update(code="ai-act.old-name")
    reference.sync()
    assert set(Duty.objects.values_list("code", flat=True)) == {code for _pk, code in before}
    assert Body.objects.get().kind == BodyKind.WORKS_COUNCIL


def test_an_organisation_that_named_its_bodies_keeps_them() -> None:
    Body.objects.create(kind=BodyKind.REPRESENTATION, name_nl="Personeelsvertegenwoordiging", name_en="Representation")
    reference.sync()
    assert list(Body.objects.values_list("kind", flat=True)) == [BodyKind.REPRESENTATION]


@pytest.mark.usefixtures("law")
def test_a_duty_that_ended_is_left_out() -> None:
    Duty.objects.filter(code="ai-act.stop").update(valid_until=NOW.date())
    listed = [duty.code for part in selectors.duties_by_law(on=NOW.date()) for duty in part.duties]
    assert "ai-act.stop" not in listed
    assert "ai-act.literacy" in listed


def test_no_word_of_ours_says_that_the_law_was_met() -> None:
    folders = [settings.BASE_DIR / "governance", settings.BASE_DIR / "templates" / "governance"]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".html", ".po", ".txt"}]
    wrong = [path.name for path in files if re.search(r"\bcomplian(t|ce)\b", path.read_text(), re.IGNORECASE)]
    assert wrong == []


@pytest.mark.parametrize("code", ["figures:class_b", "figures:class_c", "surveys:wave"])
def test_subject_says_as_much_in_dutch_as_in_english(code: str) -> None:
    subject = REGISTER.all[code]
    assert len(subject.terms("nl", smallest_group=10)) == len(subject.terms("en", smallest_group=10)) >= 4
    assert all("{" not in term for term in subject.terms("nl", smallest_group=10))


def test_subject_is_registered_once_and_in_both_languages() -> None:
    subject = REGISTER.all["surveys:wave"]
    with pytest.raises(ValueError, match="twice"):
        REGISTER.add(subject)
    uneven = {name: getattr(subject, name) for name in Subject.__slots__} | {"code": "x:y", "terms_en": ("one",)}
    with pytest.raises(ValueError, match="both languages"):
        REGISTER.add(Subject(**uneven))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("governance_duty_has_source", {"source": ""}),
        ("governance_duty_has_source", {"article": ""}),
        ("governance_duty_in_both_languages", {"text_nl": ""}),
        ("governance_duty_ends_later", {"valid_until": date(2020, 1, 1)}),
        ("governance_duty_for_known", {"applies_to": "nobody"}),
        ("governance_duty_confidence_known", {"confidence": "hearsay"}),
    ],
)
@pytest.mark.usefixtures("law")
def test_database_refuses_a_duty_that_cannot_be(name: str, fields: dict[str, object]) -> None:
    with refused(name):
        Duty.objects.filter(code="ai-act.literacy", applies_to=DutyFor.ANY).update(**fields)


@pytest.mark.usefixtures("law")
def test_database_refuses_a_law_version_that_cannot_be() -> None:
    version = LawVersion.objects.get(code="wor")
    for field in ("source_nl", "source_en"):
        with refused("governance_lawversion_has_source"):
            LawVersion.objects.filter(pk=version.pk).update(**{field: ""})
    version.pk, version.code = None, "wor-again"
    with refused("governance_lawversion_once_a_day"):
        version.save(force_insert=True)
    version.as_of += timedelta(days=1)
    version.save(force_insert=True)
