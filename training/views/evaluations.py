"""What people thought of a course: asked of who completed it, and shown to all once released.

The one view that takes an answer knows no person.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest, nameless
from governance.selectors import has_agreement, refused_subjects, smallest_group
from surveys.services import AlreadySent, NoTicket
from training import selectors, services
from training.choices.evaluations import EVALUATION
from training.forms import EvaluationForm
from training.views.guards import course_or_404

FOREIGN = gettext_lazy("This form is from an earlier month or not ours. Open it again from My training.")


@never_cache
@require_safe
def evaluation_form(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """The form on a course, for who completed it. Looking at it records nothing."""
    course = course_or_404(request, course_id)
    ticket = selectors.evaluation_ticket(request.user, course, now=now())
    if ticket is None:
        messages.info(request, _("For 30 days after completing a course you can say once what you thought of it."))
        return redirect("training:course_detail", course.public_id)
    context = {"course": course, "form": EvaluationForm(initial={"ticket": ticket})}
    return nameless(render(request, "training/evaluation_form.html", context))


@login_not_required
@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_POST
def evaluation_send(request: HttpRequest) -> HttpResponse:
    """Take what somebody thought. The ticket stands in the place of session and CSRF token: nobody else can make one.

    No person, no course in the address, no log line, no audit event; ``NamelessBallotMiddleware`` took the cookies.
    """
    form = EvaluationForm(request.POST)
    form.is_valid()
    try:
        if not set(form.errors) - {"ticket"}:
            services.send_evaluation(ticket=form.cleaned_data.get("ticket", ""), answers=form.answers())
            return nameless(redirect("training:evaluation_thanks"))
    except NoTicket:
        return nameless(render(request, "errors/rule_broken.html", {"message": FOREIGN}, status=403))
    except AlreadySent as sent:
        return _answer(request, "training/evaluation_sent.html", {"lead": str(sent)}, status=409)
    except RuleBroken as broken:
        form.add_error(broken.field if broken.field in form.fields else None, str(broken))
    course = selectors.course_of_ticket(str(form.data.get("ticket", "")))
    return _answer(request, "training/evaluation_form.html", {"form": form, "course": course}, status=422)


evaluation_send.unlogged = True  # type: ignore[attr-defined]


def _answer(request: HttpRequest, template: str, words: dict[str, Any], *, status: int) -> HttpResponse:
    """Answer a form that was not taken; the language switch of this page leads to My training."""
    context = {"page_address": reverse("training:my_training"), **words}
    return nameless(render(request, template, context, status=status))


@require_safe
def evaluation_thanks(request: PersonRequest) -> HttpResponse:
    """After sending; the same page for everybody, whichever course it was."""
    return render(request, "training/evaluation_thanks.html")


@require_safe
def evaluation_protocol(request: PersonRequest) -> HttpResponse:
    """Why answers cannot be linked to people, against whom that holds, and what is left."""
    return render(request, "training/evaluation_protocol.html", {"k": smallest_group()})


@require_safe
def evaluation_list(request: PersonRequest) -> HttpResponse:
    """Show what people thought of courses, as released; everybody may know."""
    page = Paginator(selectors.evaluations(), 50).get_page(request.GET.get("page"))
    return render(
        request,
        "training/evaluation_list.html",
        {
            "page": page,
            "k": smallest_group(),
            "is_asked": has_agreement(EVALUATION),
            "is_refused": EVALUATION in refused_subjects(),
        },
    )
