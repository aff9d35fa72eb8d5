"""What people use already, for the programme office; and the promise, for who decides on it and who relies on it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import now
from common.errors import RuleBroken
from common.filters import ShowForm
from common.http import PersonRequest
from governance.selectors import smallest_group
from tools import policies, selectors, services
from tools.choices.declarations import promise_hash, promise_lines
from tools.forms import PromiseForm, WithdrawForm
from tools.models import Declaration
from tools.views.guards import is_look, only_office

PAGE_SIZE = 25


@require_safe
def need_list(request: PersonRequest) -> HttpResponse:
    """Which tools people use already for what, as counted; from there to a tool under review or a pilot idea."""
    only_office(request)
    context = {
        "needs": selectors.needs_page(page=request.GET.get("page", "1")),
        "promise": selectors.promise_now(),
        "k": smallest_group(),
    }
    return render(request, "tools/need_list.html", context)


@require_safe
def declaration_list(request: PersonRequest) -> HttpResponse:
    """Who said with their name what they use, for the programme office; whoever is on it can see that it looked."""
    only_office(request)
    form = ShowForm(request.GET, parts=[("to_help", _("people to help"))])
    rows = selectors.declarations_to_help(only_open=bool(form.part))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    if is_look(request):
        services.note_declarations_seen(page, actor=request.user, now=now())
    context = {"page_obj": page, "form": form}
    return render(request, "tools/declaration_list.html", context, status=422 if form.wrong else 200)


@require_POST
def declaration_helped(request: PersonRequest, declaration_id: UUID) -> HttpResponse:
    """Tick off that somebody was helped."""
    only_office(request)
    row = get_object_or_404(Declaration, public_id=declaration_id)
    services.help_given(declaration_id=row.pk, actor=request.user, now=now())
    messages.success(request, _("Ticked off."))
    return redirect("tools:declaration_list")


@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: PersonRequest) -> HttpResponse:
    """The words of the promise, who stands by them and since when; the board answers here."""
    may_decide = policies.can_decide_promise(request.user)
    form = PromiseForm(request.POST if request.method == "POST" else None, initial={"words": promise_hash()})
    if request.method == "POST":
        if not may_decide:
            raise PermissionDenied
        if form.is_valid():
            given = form.cleaned_data
            try:
                services.answer_promise(
                    stands=form.stands, reason=given["reason"], words=given["words"], actor=request.user, now=now()
                )
            except RuleBroken as broken:
                form.refuse(broken)
            else:
                messages.success(request, _("The answer of the board is recorded."))
                return redirect("tools:promise")
    return _promise_page(request, form=form, status=422 if form.errors else 200)


@require_POST
def promise_ask(request: PersonRequest) -> HttpResponse:
    """Lay the promise before the board."""
    only_office(request)
    services.ask_promise(actor=request.user, now=now())
    messages.success(request, _("The board is asked. It stands on their worklist."))
    return redirect("tools:promise")


@require_http_methods(["GET", "HEAD", "POST"])
def promise_withdraw(request: PersonRequest) -> HttpResponse:
    """Say what taking the promise back means, and do so with a reason."""
    if not policies.can_decide_promise(request.user):
        raise PermissionDenied
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_promise(reason=form.cleaned_data["reason"], actor=request.user, now=now())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("The promise is taken back. Nobody can say any more what they use already."))
            return redirect("tools:promise")
    status = 422 if form.errors else 200
    return render(request, "tools/promise_withdraw.html", {"form": form}, status=status)


def _promise_page(request: PersonRequest, *, form: PromiseForm, status: int) -> HttpResponse:
    here = selectors.promise_now()
    context = {
        "promise": here,
        "lines": promise_lines(),
        "history": selectors.promise_history(),
        "form": form,
        "may_decide": policies.can_decide_promise(request.user) and not here.is_open,
        "may_withdraw": policies.can_decide_promise(request.user) and here.stood,
        "may_ask": policies.can_edit(request.user) and not here.is_open and not here.is_asked,
    }
    return render(request, "tools/promise.html", context, status=status)
