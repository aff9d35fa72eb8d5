"""The finder: two taps to what somebody may use. What is asked stays in the address, so it works as links alone."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.http import PersonRequest
from common.selectors import setting_value
from tools import selectors
from tools.choices import ASK_AT, DataClass, Task


@require_safe
def find(request: PersonRequest) -> HttpResponse:
    """Ask what somebody wants to do, then with which data, and answer."""
    question = selectors.Question.of(task=request.GET.get("task", ""), data=request.GET.get("data", ""))
    answer = selectors.answer_to(request.user, question)
    context = {
        "question": question,
        "answer": answer,
        "tasks": Task.choices,
        "data_classes": DataClass.choices,
        "ask_at": setting_value(ASK_AT) if answer and not answer.usable else "",
    }
    return render(request, "tools/find.html", context)
