""" "I use this already": one page, two addresses to send it to. The one without a name knows no person."""

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest
from common.selectors import setting_value
from governance.selectors import smallest_group
from surveys.services import AlreadySent, NoTicket
from tools import selectors, services
from tools.choices import ASK_AT, LEAK_FORM
from tools.choices.declarations import MOST_EACH_ROUND, promise_lines
from tools.forms import DeclareForm
from tools.forms.declarations import OTHER

FOREIGN = gettext_lazy("This form is from an earlier quarter or not ours. Open it again.")


@never_cache
@require_safe
def declare(request: PersonRequest) -> HttpResponse:
    """The promise and the form, or what the page waits for. Looking at it records nothing."""
    promise = selectors.promise_now()
    if not promise.is_open:
        return render(request, "tools/declare_closed.html", {"promise": promise, "lines": promise_lines()})
    ticket = selectors.declaration_ticket(request.user, now=now())
    asked = request.GET.get("tool", "")
    tools = selectors.tools_to_declare()
    chosen = asked if asked == OTHER or asked in {str(each.public_id) for each in tools} else ""
    form = DeclareForm(tools=tools, initial={"ticket": ticket or "", "tool": chosen})
    return _page(request, form)


@sensitive_post_parameters()
@require_POST
def declare_named(request: PersonRequest) -> HttpResponse:
    """Keep what somebody uses with their name, and show what is safe instead."""
    form = DeclareForm(request.POST, tools=selectors.tools_to_declare())
    if not ratelimit.consume(request, action="declare", key=str(request.user.pk)):
        form.add_error(None, _("You sent this very often. Try again in an hour."))
        return _page(request, form, status=429)
    if form.is_valid():
        try:
            made = services.declare_named(said=form.said, person=request.user, now=now())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return redirect("tools:declaration", made.public_id)
    return _page(request, form, status=422)


@login_not_required
@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_POST
def declare_unnamed(request: HttpRequest) -> HttpResponse:
    """Take what somebody uses without a name, and answer at once on this very page: no address holds what was said.

    The ticket stands in the place of session and CSRF token: nobody else can make one. No person, no log line, no
    audit event; ``NamelessBallotMiddleware`` took the cookies.
    """
    form = DeclareForm(request.POST, tools=selectors.tools_to_declare())
    if not form.is_valid():
        return _page(request, form, status=422)
    ticket, again = form.cleaned_data["ticket"], ""
    try:
        said = form.said
        try:
            services.declare_unnamed(ticket=ticket, said=said)
        except AlreadySent as sent:
            again = str(sent)
    except NoTicket:
        return _nameless(render(request, "errors/rule_broken.html", {"message": FOREIGN}, status=403))
    except RuleBroken as broken:
        form.refuse(broken)
        return _page(request, form, status=422)
    advice = selectors.advice_for_anyone(selectors.group_of_ticket(ticket), said)
    context = {"advice": advice, "again": again, "page_address": reverse("tools:declare"), **_whom_to_tell()}
    return _nameless(render(request, "tools/declared_unnamed.html", context, status=409 if again else 200))


declare_unnamed.unlogged = True  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def declaration(request: PersonRequest, declaration_id: UUID) -> HttpResponse:
    """What somebody said with their name, what is safe instead, and taking it back."""
    row = selectors.declaration_by_id(request.user, declaration_id)
    if row is None:
        raise Http404
    if request.method == "POST":
        services.take_back_declaration(declaration_id=row.pk, actor=request.user, now=now())
        messages.success(request, _("It is deleted."))
        return redirect("tools:my_access")
    said = selectors.Said(row.tool, row.other_name, row.tasks, row.data_class)
    context = {"row": row, "advice": selectors.advice_for(request.user, said), **_whom_to_tell()}
    return render(request, "tools/declared_named.html", context)


@require_safe
def declare_how(request: PersonRequest) -> HttpResponse:
    """Why nothing joins it to anybody, against whom that holds, and what is left."""
    return render(request, "tools/declare_how.html", {"k": smallest_group(), "most": MOST_EACH_ROUND})


def _page(request: HttpRequest, form: DeclareForm, *, status: int = 200) -> HttpResponse:
    """The page with the form; the language switch leads to it also where a form that was not taken is shown."""
    context = {
        "form": form,
        "lines": promise_lines(),
        "has_ticket": bool(form["ticket"].value()),
        "page_address": reverse("tools:declare"),
    }
    return _nameless(render(request, "tools/declare.html", context, status=status))


def _whom_to_tell() -> dict[str, Any]:
    return {"leak_form": setting_value(LEAK_FORM), "ask_at": setting_value(ASK_AT)}


def _nameless(response: HttpResponse) -> HttpResponse:
    """Leave no trace of this address with the next one; the origin alone goes along, which other forms need."""
    response["Referrer-Policy"] = "strict-origin"
    return response
