"""The list of first steps of a new installation, and a mail to try."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest, render_fragment
from common.selectors import setting_value
from common.services import change_setting
from outbox.services import send_security_mail
from people.choices import Role
from portal.first_steps import PUT_AWAY, TEST_MAIL, first_steps_of, tried_by


@require_GET
def first_steps(request: PersonRequest) -> HttpResponse:
    """What is done and what is not, each with its page."""
    _assert_administrator(request)
    moment = now()
    context = {
        "first": first_steps_of(request.user, now=moment),
        "is_put_away": setting_value(PUT_AWAY),
        "tried": tried_by(request.user, now=moment),
    }
    return render_fragment(request, "portal/first_steps.html", context, partial="tried")


@require_POST
def mail_try(request: PersonRequest) -> HttpResponse:
    """Send a mail to the reader; the page says what becomes of it."""
    _assert_administrator(request)
    person = request.user
    if person.email is None:
        messages.error(request, _("You have no e-mail address here, so there is nothing to send it to."))
        return redirect("first_steps")
    try:
        send_security_mail(
            code=TEST_MAIL,
            email=person.email,
            subject=_("The mail of this portal works"),
            body=_("You tried the mail of this portal, and here it is. You need not do anything."),
            recipient=person,
            now=now(),
        )
    except RuleBroken as broken:
        messages.error(request, str(broken))
    return redirect(f"{reverse('first_steps')}#mail")


@require_POST
def put_away(request: PersonRequest) -> HttpResponse:
    """Take the list from the home page of administrators, or put it back."""
    _assert_administrator(request)
    change_setting(key=PUT_AWAY.key, value="back" not in request.POST, actor=request.user, now=now())
    return redirect("home")


def _assert_administrator(request: PersonRequest) -> None:
    if not request.user.has_role(Role.ADMINISTRATOR):
        raise PermissionDenied
