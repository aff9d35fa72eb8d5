"""A number is read alike with a comma and with a point; what can be read in two ways is not guessed."""

from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from common.numbers import DecimalInput, NumberField, plain


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        (" 1 250 ", "1250"),
        ("1.250,50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("1.250.000", "1250000"),
        ("-0,5", "-0.5"),
        ("1,2,5", "1,2,5"),
        ("1,2,5.5", "1,2,5.5"),
        ("veel", "veel"),
    ],
)
def test_comma_and_point_are_read_alike(typed: str, read: str) -> None:
    assert plain(typed) == read


@pytest.mark.parametrize("typed", ["1.250", "1,2,5", "99999999999"])
def test_what_does_not_fit_or_can_be_read_twice_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        NumberField(max_digits=12, decimal_places=2).clean(typed)


@pytest.mark.parametrize(("language", "written"), [("nl", "1250,50"), ("en", "1250.50")])
def test_kept_number_is_shown_as_the_page_writes_it_and_read_back(language: str, written: str) -> None:
    field = NumberField(max_digits=12, decimal_places=2)
    with translation.override(language):
        assert field.widget.format_value(Decimal("1250.50")) == written
    assert field.clean(written) == Decimal("1250.50")


def test_field_is_text_so_that_no_browser_reads_it_in_its_own_language() -> None:
    shown = NumberField().widget.render("value", None)
    assert 'type="text"' in shown
    assert 'inputmode="decimal"' in shown


@pytest.mark.parametrize(("kept", "shown"), [("11.00", "11"), ("12.50", "12,50"), ("0.00", "0"), ("1200", "1200")])
def test_whole_number_is_shown_in_its_field_without_decimals(kept: str, shown: str) -> None:
    assert DecimalInput().format_value(Decimal(kept)) == shown
