"""Whom people ask about a version, and what those answer."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.errors import RuleBroken
from common.forms import NamedChoicesField, SaysWhenNeeded, offer_by_name
from people.models import Person
from people.selectors import person_meant
from strategy import selectors
from strategy.choices import ReviewKind, ReviewOutcome
from strategy.models import Reviewer, Version
from strategy.selectors import Candidates
from strategy.services import Wanted

LANGUAGE_CHOICES = [("nl", _("Dutch")), ("en", _("English"))]
COUNCIL_KINDS = [
    (ReviewKind.ADVICE, _("their advice")),
    (ReviewKind.CONSENT, _("their consent")),
]


class AskReviewForm(forms.Form):
    """Who decides, who speaks for the works council, who advises; others can be asked once it has begun."""

    decide = NamedChoicesField(
        label=_("Who decides"),
        queryset=Person.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each of them has to say yes before it can be published."),
        error_messages={"required": _("Tick at least one person who decides.")},
    )
    council = forms.ModelMultipleChoiceField(
        label=_("Who speaks for the works council"),
        queryset=Person.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    council_kind = forms.ChoiceField(
        label=_("What you ask of the works council"),
        choices=COUNCIL_KINDS,
        initial=ReviewKind.ADVICE,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Without their consent you cannot publish. Against their advice you can, with a reason."),
    )
    advise = forms.ModelMultipleChoiceField(
        label=_("Who advises"),
        queryset=Person.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    asked_elsewhere: Sequence[Reviewer] = ()
    """Who was asked before and stands in none of the lists: asked anew once this round has begun."""

    def __init__(self, *args: Any, day: date, before: Sequence[Reviewer] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = selectors.candidates(day)
        if before:
            self._tick(before, found)
        for name, people in (("decide", found.decide), ("council", found.consent), ("advise", found.advise)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - tells the type checker
            field.queryset = people
        offer_by_name(self, "decide", found.decide, selectors.names_of_deciders(found, day))
        if not found.consent.exists():
            del self.fields["council"], self.fields["council_kind"]

    def _tick(self, before: Sequence[Reviewer], found: Candidates) -> None:
        """Tick whom the round before asked, so that nobody is forgotten when a text comes back. Three queries."""
        lists = {"decide": found.decide, "council": found.consent, "advise": found.advise}
        listed = {name: set(people.values_list("pk", flat=True)) for name, people in lists.items()}
        self.initial = {name: [] for name in lists}
        asks_consent = any(each.kind == ReviewKind.CONSENT for each in before)
        places = {
            ReviewKind.DECISION: ["decide"],
            ReviewKind.CONSENT: ["council"],
            # Beside members whose consent is asked, advice of another member must not become a consent.
            ReviewKind.ADVICE: ["advise"] if asks_consent else ["council", "advise"],
        }
        elsewhere = []
        for each in before:
            place = next((name for name in places[ReviewKind(each.kind)] if each.person_id in listed[name]), None)
            if place is not None and each.person is not None:
                self.initial[place].append(each.person.public_id)
            elif each.person is None or each.person.is_here:
                elsewhere.append(each)
        if asks_consent:
            self.initial["council_kind"] = ReviewKind.CONSENT
        self.asked_elsewhere = elsewhere

    @property
    def wanted(self) -> list[Wanted]:
        """Whom to ask, as the service takes it; somebody in two lists is asked for what weighs most."""
        data = self.cleaned_data
        asked: dict[int, Wanted] = {}
        kinds = [
            (ReviewKind.DECISION, data["decide"]),
            (data.get("council_kind") or ReviewKind.ADVICE, data.get("council", ())),
            (ReviewKind.ADVICE, data["advise"]),
        ]
        for kind, people in kinds:
            for person in people:
                asked.setdefault(person.pk, Wanted(kind=kind, person=person))
        return list(asked.values())


class AskOneMoreForm(SaysWhenNeeded, forms.Form):
    """Somebody else to ask: a colleague, or a person without an account who gets a link by mail."""

    who = forms.CharField(
        label=_("Colleague"),
        required=False,
        max_length=254,
        help_text=_("Name, e-mail address or employee number."),
    )
    name = forms.CharField(label=_("Or the name of somebody without an account"), required=False, max_length=120)
    email = forms.EmailField(
        label=_("E-mail address"), required=False, help_text=_("The link to read and answer goes there.")
    )
    speaks_for = forms.CharField(
        label=_("On behalf of"), required=False, max_length=120, help_text=_("Such as: client council.")
    )
    kind = forms.ChoiceField(label=_("What you ask"), choices=ReviewKind, initial=ReviewKind.ADVICE)

    needed_when = {
        "who": _("needed for a colleague"),
        "name": _("needed without an account"),
        "email": _("needed without an account"),
    }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        typed, name = data.get("who", "").strip(), data.get("name", "").strip()
        if bool(typed) == bool(name):
            self.add_error("who", _("Name one person: a colleague, or somebody without an account."))
        elif typed:
            try:
                data["person"] = person_meant(typed, day=today())
            except RuleBroken as broken:
                self.add_error("who", str(broken))
        elif not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Give the e-mail address to which the link goes."))
        return data

    @property
    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(
            kind=data["kind"],
            person=data.get("person"),
            name=data["name"],
            email=data.get("email") or "",
            speaks_for=data["speaks_for"],
        )


class ReviewAnswerForm(SaysWhenNeeded, forms.Form):
    """Yes or no to the text that was read, and why."""

    text_hash = forms.CharField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Do you agree?"),
        choices=[(ReviewOutcome.AGREED, _("I agree")), (ReviewOutcome.OBJECTED, _("I do not agree"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you agree.")},
    )
    remarks = forms.CharField(
        label=_("Remarks"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The programme office and the board read this, and it is kept with the version."),
    )
    needed_when = {"remarks": _("needed when you do not agree")}


class LinkCodeForm(forms.Form):
    """The code from the mail, by which somebody shows that a link is theirs."""

    code = forms.CharField(
        label=_("Code from the mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Type the six digits from the mail.")},
    )


class WhyForm(forms.Form):
    """Why something of a review ends."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever was asked can read it."),
        error_messages={"required": _("Say why.")},
    )


class AgainstForm(forms.Form):
    """Why a version is published against an advice."""

    against_reason = forms.CharField(
        label=_("Why you go on against the advice"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Kept with the version, and read by who advised."),
        error_messages={"required": _("Say why you go on against the advice.")},
    )


class CompareForm(forms.Form):
    """Which two versions to lay beside each other; what is not chosen or unknown falls back to the last two."""

    older = forms.ChoiceField(label=_("From version"), required=False)
    newer = forms.ChoiceField(label=_("To version"), required=False)
    text = forms.ChoiceField(label=_("Language of the text"), required=False, choices=LANGUAGE_CHOICES)

    def __init__(self, data: Mapping[str, Any], *, versions: Sequence[Version]) -> None:
        numbers = [(str(each.number), f"{each.number}, {each.get_state_display()}") for each in versions]
        chosen = {
            "older": str(versions[min(1, len(versions) - 1)].number),
            "newer": str(versions[0].number),
            "text": selectors.reader_language(),
        }
        known: dict[str, set[str]] = {
            "older": {number for number, _words in numbers},
            "newer": {number for number, _words in numbers},
            "text": {code for code, _words in LANGUAGE_CHOICES},
        }
        super().__init__({name: data[name] if data.get(name) in known[name] else chosen[name] for name in chosen})
        for name in ("older", "newer"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
            field.choices = numbers

    def chosen(self, versions: Sequence[Version]) -> tuple[Version, Version, str]:
        """Return the two versions and the language. Every value is one of those on offer."""
        by_number = {str(each.number): each for each in versions}
        return by_number[self.data["older"]], by_number[self.data["newer"]], self.data["text"]
