"""The link of a reviewer without an account: a code by mail shows that it is theirs, then they read and answer."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from common.clock import now
from common.errors import RuleBroken
from strategy import selectors, services
from strategy.choices import LINK_OPEN_FOR
from strategy.forms import LinkCodeForm
from strategy.messages import read_review_token
from strategy.models import Reviewer
from strategy.views.reviews import answer_page
from strategy.views.unsent import Unsent, typed_in

COOKIE = "houvast_review"


def _for_its_reviewer[**P](
    view: Callable[Concatenate[HttpRequest, Reviewer, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Let a view have the reviewer whom a link names, unless the link is over or somebody else is signed in here."""

    @login_not_required
    @never_cache
    @sensitive_variables("token")
    @wraps(view)
    def with_reviewer(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        reviewer = selectors.reviewer_by_link(read_review_token(token))
        if reviewer is None or reviewer.link_until is None:
            return _closed(request, "strategy/review_unknown.html", status=404)
        if reviewer.link_until <= now():
            return _closed(request, "strategy/review_expired.html", status=410)
        if request.user.is_authenticated and request.user.email != reviewer.email:
            return _closed(request, "strategy/review_signed_in.html", status=403)
        return view(request, reviewer, *args, **kwargs)

    return with_reviewer


def _closed(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    return render(request, template, {"unsent": _kept(request)}, status=status)


def _kept(request: HttpRequest) -> Unsent | None:
    typed = typed_in(request.POST)
    return Unsent(_("This was not taken. Copy it, and send it again when the text is open."), typed) if typed else None


@require_http_methods(["GET", "POST"])
@_for_its_reviewer
def review_link(request: HttpRequest, reviewer: Reviewer) -> HttpResponse:
    """The text and the form, in the browser in which the code was typed; else the page that asks for it."""
    if request.get_signed_cookie(COOKIE, default="", salt=_salt(reviewer), max_age=LINK_OPEN_FOR):
        return answer_page(request, reviewer)
    return _code_page(request, reviewer, LinkCodeForm(), status=403 if request.method == "POST" else 200)


@require_POST
@_for_its_reviewer
def review_link_code_send(request: HttpRequest, reviewer: Reviewer) -> HttpResponse:
    """Send a code to the address of the link. A button: mail programs open links, and would ask for code after code."""
    try:
        services.send_link_code(reviewer_id=reviewer.pk, now=now())
    except RuleBroken as broken:
        return _code_page(request, reviewer, LinkCodeForm(), status=422, not_sent=str(broken))
    return redirect(_link(request))


@require_POST
@_for_its_reviewer
def review_link_code(request: HttpRequest, reviewer: Reviewer) -> HttpResponse:
    """Take the code, and let this browser read and answer for a few hours."""
    form = LinkCodeForm(request.POST)
    if form.is_valid():
        try:
            services.use_link_code(reviewer_id=reviewer.pk, code=form.cleaned_data["code"], now=now())
        except RuleBroken as broken:
            form.add_error("code", str(broken))
        else:
            response = redirect(_link(request))
            response.set_signed_cookie(
                COOKIE,
                "read",
                salt=_salt(reviewer),
                max_age=LINK_OPEN_FOR,
                path=_link(request),
                secure=request.is_secure(),
                httponly=True,
                samesite="Lax",
            )
            return response
    return _code_page(request, reviewer, form, status=422)


def _code_page(
    request: HttpRequest, reviewer: Reviewer, form: LinkCodeForm, *, status: int, not_sent: str = ""
) -> HttpResponse:
    context = {
        "not_sent": not_sent,
        "token": _token(request),
        "form": form,
        "address": _masked(reviewer.email),
        "code": selectors.open_code_of(reviewer, now=now()),
        "unsent": _kept(request),
    }
    return render(request, "strategy/review_code.html", context, status=status)


def _token(request: HttpRequest) -> str:
    return str(request.resolver_match.kwargs["token"])  # type: ignore[union-attr]  # a view is always resolved


def _link(request: HttpRequest) -> str:
    return reverse("strategy:review_link", args=[_token(request)])


def _salt(reviewer: Reviewer) -> str:
    """Return what ties a browser to one link: a newer link of the same reviewer asks for a code again."""
    assert reviewer.link_until is not None  # noqa: S101 - of who has no account
    return f"strategy.review_link {reviewer.public_id} {reviewer.link_until.isoformat()}"


def _masked(email: str) -> str:
    """Return an address as its owner knows it and a stranger does not: ``f…@clientenraad.example``."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"
