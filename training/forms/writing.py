"""Writing the lessons and questions of a course, side by side in two languages."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.editions import EditionForm, Kept
from training import selectors, services
from training.choices.pages import Reach
from training.forms.fields import SaysWhatIsWrong, offer
from training.models import Course, Lesson, Scenario
from training.rules import pages

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    LessonModelForm = forms.ModelForm[Lesson]
    ScenarioModelForm = forms.ModelForm[Scenario]
else:
    LessonModelForm = ScenarioModelForm = forms.ModelForm

NO_TEXT = _("Write this answer in Dutch, or remove it.")
NO_EXPLANATION = _("Explain in Dutch why this answer is right or not.")
PARTS = ("text_nl", "text_en", "explanation_nl", "explanation_en", "is_right")
"""What an answer is made of; the field of the first is ``answer_0_text_nl``."""


class WritingForm(SaysWhatIsWrong, EditionForm):
    """What lessons and questions share: how far a change reaches, and showing what is typed before it is judged."""

    judges = True
    course: Course

    def ask_reach(self) -> None:
        """Ask what a change is, where people may have met what it was."""
        if self.instance.pk and self.course.published_at is not None:
            self.fields["reach"] = forms.ChoiceField(
                label=_("What did you change?"),
                choices=Reach.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Say what you changed. Who is halfway with this course depends on it.")},
            )

    @property
    def is_other_content(self) -> bool:
        return self.cleaned_data.get("reach") == Reach.CONTENT

    @property
    def kept(self) -> list[Kept]:
        """What is kept now where something else is typed; how far a change reaches is of who makes it."""
        asked = self["reach"].auto_id if "reach" in self.fields else ""
        return [each for each in super().kept if each.field_id != asked]

    def unjudged(self) -> Self:
        """Return the form so that it shows what is typed, and finds no fault with it yet."""
        self.judges = False
        return self

    def full_clean(self) -> None:
        if self.judges:
            super().full_clean()
        else:
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}

    def unmeasured(self) -> None:
        """Let a browser take a text of any length: it would cut what is pasted without a word."""
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)


class LessonForm(WritingForm, LessonModelForm):
    """A lesson as HR writes it."""

    when_empty = {"title_nl": _("Give the lesson a title in Dutch."), "body_nl": _("Write the lesson in Dutch.")}

    class Meta:
        model = Lesson
        fields = services.LESSON_FIELDS
        widgets = {
            "title_nl": forms.TextInput(attrs={"lang": "nl"}),
            "title_en": forms.TextInput(attrs={"lang": "en"}),
            "body_nl": forms.Textarea(attrs={"rows": 16, "lang": "nl"}),
            "body_en": forms.Textarea(attrs={"rows": 16, "lang": "en"}),
        }

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        self.course = course
        super().__init__(*args, **kwargs)
        self.ask_reach()
        self.unmeasured()

    @property
    def previews(self) -> dict[str, SafeString]:
        """What is typed in each language, as a reader will see it."""
        return {name: selectors.lesson_preview(str(self[f"body_{name}"].value() or "")) for name in ("nl", "en")}

    @property
    def lacks_english(self) -> bool:
        return self.instance.pk is not None and selectors.lesson_lacks_english(self.instance)

    def clean(self) -> dict[str, Any]:
        """Say what the rules say too, so that everything that is wrong shows at once."""
        typed = {name: self.cleaned_data.get(name, "") for name in services.LESSON_FIELDS}
        self.refuse(each for each in services.faults_of_lesson(typed) if each.field not in self.unread)
        return self.cleaned_data

    def written(self) -> dict[str, str]:
        """Return the fields as the service takes them."""
        return {name: self.cleaned_data[name] for name in services.LESSON_FIELDS}

    def again(self, data: Any, kept: Lesson) -> Self:
        return type(self)(data, instance=kept, course=self.course)

    def _post_clean(self) -> None:
        """Leave the constraints to the service, which says them in the same words."""


class QuestionForm(WritingForm, ScenarioModelForm):
    """A question as HR writes it, with two to five answers; how many stands in the form itself."""

    answers = forms.IntegerField(label=_("Number of answers"), widget=forms.HiddenInput, required=False)
    when_empty = {
        "situation_nl": _("Describe the situation in Dutch."),
        "question_nl": _("Ask the question in Dutch."),
    }

    class Meta:
        model = Scenario
        fields = ("situation_nl", "situation_en", "question_nl", "question_en", "lesson")
        widgets = {
            "situation_nl": forms.Textarea(attrs={"rows": 5, "lang": "nl"}),
            "situation_en": forms.Textarea(attrs={"rows": 5, "lang": "en"}),
            "question_nl": forms.TextInput(attrs={"lang": "nl"}),
            "question_en": forms.TextInput(attrs={"lang": "en"}),
        }
        labels = {"lesson": _("Lesson to read again after a wrong answer")}

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        self.course = course
        super().__init__(*args, **kwargs)
        offer(self, "lesson", course.lessons.in_order())
        self.initial["lesson"] = self.instance.lesson
        self.fields["lesson"].empty_label = gettext("no lesson")  # type: ignore[attr-defined]
        self.number = self._show_answers()
        self.ask_reach()
        self.unmeasured()

    def _show_answers(self) -> int:
        """Make the fields of the answers, and return how many there are: as sent, as kept, or two to begin with."""
        kept = list(self.instance.choices.order_by("position")) if self.instance.pk else []
        sent = str(self.data.get("answers", "")) if self.is_bound else ""
        number = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 3 else len(kept)
        number = max(pages.LEAST_ANSWERS, min(pages.MOST_ANSWERS, number))
        if self.is_bound and "do" not in self.data:
            number = self._without_empty(number, max(len(kept), pages.LEAST_ANSWERS))
        self.initial["answers"] = number
        if not self.instance.pk:
            self.initial.update({"question_nl": "Wat doe je?", "question_en": "What do you do?"})
        for place in range(number):
            self.fields |= _fields_of_answer(place)
            if place < len(kept):
                self.initial.update({f"answer_{place}_{part}": getattr(kept[place], part) for part in PARTS})
        return number

    def _without_empty(self, number: int, least: int) -> int:
        """Leave out answers at the end that somebody added and left wholly empty."""
        while number > least and not any(
            str(self.data.get(f"answer_{number - 1}_{part}", "")).strip() for part in PARTS
        ):
            number -= 1
        return number

    @property
    def takes_answer(self) -> bool:
        return self.number < pages.MOST_ANSWERS

    @property
    def gives_answer(self) -> bool:
        """Whether there are more answers than a question needs."""
        return self.number > pages.LEAST_ANSWERS

    def answer_groups(self) -> Iterator[dict[str, Any]]:
        """The fields of each answer by the name of the part."""
        for place in range(self.number):
            yield {"place": place, **{part: self[f"answer_{place}_{part}"] for part in PARTS}}

    @property
    def lacks_english(self) -> bool:
        return self.instance.pk is not None and selectors.question_lacks_english(self.instance)

    def clean(self) -> dict[str, Any]:
        """Say what the rules say too, so that everything that is wrong shows at once."""
        typed = {name: self.cleaned_data.get(name, "") for name in self.Meta.fields}
        found = services.faults_of_question(typed, self.written_answers())
        self.refuse(each for each in found if each.field not in self.unread)
        return self.cleaned_data

    def written(self) -> dict[str, Any]:
        """Return the fields as the service takes them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def written_answers(self) -> list[services.Answer]:
        """Return the answers as the service takes them."""
        typed = self.cleaned_data
        return [
            services.Answer(
                **{part: typed.get(f"answer_{place}_{part}", "") for part in PARTS[:-1]},
                is_right=typed.get(f"answer_{place}_is_right", False),
            )
            for place in range(self.number)
        ]

    def again(self, data: Any, kept: Scenario) -> Self:
        return type(self)(data, instance=kept, course=self.course)

    def reworked(self, what: str) -> Self:
        """Return the form with an answer more, or without one of them: ``add``, or ``remove-0`` for the first.

        Nothing else that was typed changes, and nothing is kept.
        """
        sent: Any = self.data
        data, number, place = sent.copy(), self.number, 0
        if what == "add" and self.takes_answer:
            place, number = number, number + 1
        elif what in {f"remove-{place}" for place in range(number)} and self.gives_answer:
            _drop(data, int(what.removeprefix("remove-")), number)
            number -= 1
            place = min(int(what.removeprefix("remove-")), number - 1)
        data["answers"] = str(number)
        return self.again(data, self.instance).unjudged().focused(place)

    def focused(self, place: int) -> Self:
        """Let the answer at this place have the focus after a swap."""
        self.fields[f"answer_{place}_text_nl"].widget.attrs["data-focus"] = ""
        return self

    def _post_clean(self) -> None:
        """Leave the constraints to the service, which says them in the same words."""


def _fields_of_answer(place: int) -> dict[str, forms.Field]:
    """The fields of the answer at this place; how long each may be is a rule of the service."""
    number = {"number": place + 1}
    return {
        f"answer_{place}_is_right": forms.BooleanField(label=_("Answer %(number)d is right") % number, required=False),
        f"answer_{place}_text_nl": _words(_("Answer %(number)d in Dutch") % number, "nl", NO_TEXT),
        f"answer_{place}_explanation_nl": _words(
            _("Why answer %(number)d is right or not, in Dutch") % number, "nl", NO_EXPLANATION
        ),
        f"answer_{place}_text_en": _words(_("Answer %(number)d in English") % number, "en"),
        f"answer_{place}_explanation_en": _words(_("Why answer %(number)d is right or not, in English") % number, "en"),
    }


def _words(label: "StrOrPromise", language: str, when_empty: "StrOrPromise" = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(when_empty),
        error_messages={"required": when_empty},
        widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
    )


def _drop(data: QueryDict, place: int, number: int) -> None:
    """Take the answer at ``place`` out of what was sent; those after it move up."""
    for each in range(place, number):
        for part in PARTS:
            data.setlist(f"answer_{each}_{part}", data.getlist(f"answer_{each + 1}_{part}"))
