"""What a browser sends for a form that nobody touched."""

from datetime import date

from django import forms

from common.sent import as_sent, same


class Everything(forms.Form):
    title = forms.CharField(initial='Één & "twee" <3>')
    text = forms.CharField(widget=forms.Textarea, initial="\nEerste regel\r\n\r\nDerde <b>regel</b> & meer")
    on = forms.BooleanField(initial=True, required=False)
    off = forms.BooleanField(initial=False, required=False)
    one = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], initial="b")
    first = forms.ChoiceField(choices=[("", "Kies"), ("a", "A")])
    several = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B"), ("c", "C")], initial=["a", "c"], widget=forms.CheckboxSelectMultiple
    )
    listed = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], initial=["b"])
    none = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
    radio = forms.ChoiceField(choices=[("x", "X"), ("y", "Y")], initial="y", widget=forms.RadioSelect)
    grouped = forms.ChoiceField(choices=[("Groep", [("k", "K"), ("l", "L")])], initial="l")
    day = forms.DateField(initial=date(2026, 11, 3), widget=forms.DateInput(format="%Y-%m-%d"))
    picture = forms.FileField(required=False)
    fixed = forms.CharField(initial="vast", disabled=True)


def test_every_kind_of_control_is_read_as_a_browser_sends_it() -> None:
    assert as_sent(Everything(), without="title") == {
        "text": ["\nEerste regel\n\nDerde <b>regel</b> & meer"],
        "on": ["on"],
        "one": ["b"],
        "first": [""],
        "several": ["a", "c"],
        "listed": ["b"],
        "radio": ["y"],
        "grouped": ["l"],
        "day": ["2026-11-03"],
    }


def test_letters_that_html_writes_otherwise_come_back_as_they_were() -> None:
    assert as_sent(Everything())["title"] == ['Één & "twee" <3>']


def test_ends_of_lines_make_no_difference() -> None:
    assert same(["a\r\nb"], ["a\nb"])
    assert not same(["a"], ["a", "a"])
