"""Columns are recognised by their headers, and a person's own word goes before that."""

import random

import pytest
from django.utils import translation

from directory.choices import Field
from directory.readers.columns import header_keys, recognise
from directory.readers.headers import HEADERS
from tests.directory.files import HEADER


def test_the_columns_of_a_dutch_export_are_all_recognised() -> None:
    columns = recognise(HEADER)
    assert not columns.missing
    assert not columns.unused
    assert columns.name(Field.MANAGER_NUMBER) == "Personeelsnummer leidinggevende"


def test_the_order_of_columns_makes_no_difference() -> None:
    shuffled = random.Random(1).sample(HEADER, len(HEADER))
    assert recognise(shuffled).chosen() == recognise(HEADER).chosen()


@pytest.mark.parametrize("field", Field)
def test_every_header_is_recognised_alone_whatever_its_case_and_hyphens(field: Field) -> None:
    for name in HEADERS[field]:
        assert recognise([name.upper().replace("-", " ")]).position == {field: 0}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("field", Field)
def test_the_portals_own_name_of_a_field_is_a_header(field: Field, language: str) -> None:
    with translation.override(language):
        name = str(field.label)
    assert recognise([name]).position == {field: 0}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_file_with_all_own_names_is_recognised_whole(language: str) -> None:
    with translation.override(language):
        header = [str(field.label) for field in Field]
    assert recognise(header).position == {field: number for number, field in enumerate(Field)}


def test_no_header_belongs_to_two_fields() -> None:
    owners: dict[str, set[Field]] = {}
    for field, keys in header_keys().items():
        for key in keys:
            owners.setdefault(key, set()).add(field)
    assert [key for key, fields in owners.items() if len(fields) > 1] == []


def test_a_work_email_goes_before_a_private_one() -> None:
    assert recognise(["E-mail", "E-mail werk"]).position == {Field.EMAIL: 1}


@pytest.mark.parametrize("field", Field)
def test_the_portals_own_name_goes_before_another(field: Field) -> None:
    own, other = str(field.label), HEADERS[field][-1]
    assert recognise([other, own]).position == {field: 1}
    assert recognise([own, other]).position == {field: 0}


def test_somebodys_own_choice_goes_before_what_is_recognised() -> None:
    columns = recognise(["Personeelsnummer", "Nr", "Taal"], {"employee_number": "Nr", "language": ""})
    assert columns.position == {Field.EMPLOYEE_NUMBER: 1}
    assert columns.unused == ["Personeelsnummer", "Taal"]


def test_a_choice_for_a_column_that_is_not_there_is_left_out_of_account() -> None:
    assert recognise(["Personeelsnummer"], {"employee_number": "Gone"}).position == {Field.EMPLOYEE_NUMBER: 0}


def test_what_is_missing_is_told_as_a_choice() -> None:
    missing = recognise(["Personeelsnummer", "Voornaam", "Achternaam", "Afdeling"]).missing
    assert missing == [(Field.FUNCTION_GROUP, Field.JOB_TITLE)]
