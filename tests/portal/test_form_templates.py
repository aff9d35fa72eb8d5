"""What every form shows beside its fields."""

from django import forms


class Asked(forms.Form):
    name = forms.CharField(help_text="<script>alert(1)</script>")


def test_help_of_a_field_is_text() -> None:
    page = Asked().render()
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
