"""Finding people, their roles, the first sign-in of who has no e-mail, and keys of other systems."""

import uuid
from typing import Any
from urllib.parse import urlencode

import structlog
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.socialaccount.adapter import get_adapter as get_service_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from requests import RequestException

from common.clock import end_of, now, today
from common.errors import RuleBroken
from common.http import PersonRequest, nameless, render_fragment
from people import policies, selectors, services
from people.adapters import AFTER_SECOND_FACTOR, count_guess, sign_in_service
from people.choices import ManagedBy, ResetOutcome
from people.forms import (
    ActivationForm,
    ApiTokenForm,
    FirstPasswordForm,
    PersonFilterForm,
    RoleForm,
    SecondFactorResetForm,
)
from people.models import ApiToken, Person, RoleAssignment, SecondFactorReset

log = structlog.get_logger("houvast.accounts")


@login_not_required
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """Set a first password with a code from paper."""
    form = ActivationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        may_try = ratelimit.consume(request, action="activate")
        guess = count_guess(request, "code", form.cleaned_data["employee_number"]) if may_try else None
        if guess is None:
            return render(request, "429.html", status=429)
        try:
            services.activate_with_code(**form.cleaned_data, now=now())
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        except ValidationError as weak:
            guess.rollback()  # number and code were right
            form.add_error("password", weak)
        else:
            guess.rollback()
            messages.success(request, _("Your password is set. You can sign in now with your employee number."))
            return redirect("account_login")
    return render(request, "people/account_activate.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a first password by the link of an invitation."""
    person = services.person_of_invitation(token=token, now=now())
    if person is None:
        return nameless(render(request, "people/invitation_over.html", status=410))
    form = FirstPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.accept_invitation(token=token, password=form.cleaned_data["password"], now=now())
        except ValidationError as weak:
            form.add_error("password", weak)
        else:
            said = _("Your password is set. You can sign in now with %(email)s.") % {"email": person.email}
            messages.success(request, said)
            return redirect("account_login")
    context = {"form": form, "person": person}
    return nameless(render(request, "people/welcome.html", context, status=422 if form.errors else 200))


@login_not_required
@never_cache
@require_GET
def sign_in_with_service(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the organisation's own sign-in service.

    By a link and not by a form, as django-allauth would have it: browsers hold every redirect after a form against
    ``form-action`` of the content security policy, and a service may lead on to services that nobody can list
    beforehand. A link on somebody else's page sends nobody there by itself: it shows a page that asks.
    """
    try:
        provider = get_service_adapter().get_provider(request, provider_id)
    except (SocialApp.DoesNotExist, SocialApp.MultipleObjectsReturned) as unknown:
        raise Http404 from unknown
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        return render(request, "socialaccount/login.html", {"provider": provider})
    answer: HttpResponse
    try:
        answer = provider.redirect_from_request(request)
    except (RequestException, KeyError) as failed:
        log.exception("the sign-in service does not say where people sign in", service=provider_id)
        answer = render_authentication_error(request, provider, exception=failed)
    return answer


@require_GET
def person_list(request: PersonRequest) -> HttpResponse:
    """Everyone who works here or starts later, for HR and administrators."""
    if not policies.can_manage_people(request.user):
        raise PermissionDenied
    form = PersonFilterForm(request.GET)
    day = today()
    people = selectors.people_listed(form.cleaned_data if form.is_valid() else {}, day=day)
    sees_factors = policies.can_see_second_factors(request.user)
    if sees_factors:
        people = selectors.with_second_factors(people)
    page = Paginator(people, 50).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "may_give_tokens": policies.can_give_tokens(request.user),
        "sees_factors": sees_factors,
        "day": day,
    }
    return render_fragment(request, "people/person_list.html", context, partial="results")


@require_GET
def person_detail(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    """One person: placements, roles, and how they sign in."""
    if not policies.can_manage_people(request.user):
        raise PermissionDenied
    person = get_object_or_404(Person, public_id=person_id)
    roles = selectors.roles_of(person, today())
    context = {
        "person": person,
        "placements": selectors.placements_of(person),
        "roles": roles,
        "past_roles": selectors.past_roles_of(person, today()),
        "may_change": policies.can_make_activation_code(request.user, person) and person.is_here,
        "may_end": person.managed_by == ManagedBy.LOCAL,
        "may_revoke": policies.can_grant_roles(request.user),
        "may_give": policies.can_give_role_to(request.user, person),
        "role_form": RoleForm(held=selectors.held_everywhere(roles)),
        "sees_factors": policies.can_see_second_factors(request.user),
        "no_code": services.why_no_activation_code(person=person, actor=request.user),
    }
    if policies.can_see_second_factors(request.user):
        context["factors"] = selectors.second_factors_of(person)
        context["reset"] = selectors.waiting_reset_of(person, today())
        context["may_reset"] = policies.can_reset_second_factor(request.user, person)
    return render(request, "people/person_detail.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def activation_code_issue(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    """Ask first, then show a new activation code, once, ready to be printed."""
    if not policies.can_manage_people(request.user):
        raise PermissionDenied
    person = get_object_or_404(Person, public_id=person_id)
    context: dict[str, Any] = {"person": person}
    if request.method == "GET":
        context["refusal"] = services.why_no_activation_code(person=person, actor=request.user)
        return render(request, "people/activation_code_issue.html", context)
    context["code"] = services.make_activation_code(person=person, actor=request.user, now=now())
    return render(request, "people/activation_code.html", context)


@require_http_methods(["GET", "POST"])
def second_factor_reset(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    """Ask for a reset of somebody's second step, or decide on what another administrator asked."""
    if not policies.can_grant_roles(request.user):
        raise PermissionDenied
    person = get_object_or_404(Person, public_id=person_id)
    form = SecondFactorResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reset = services.request_second_factor_reset(
                person=person, reason=form.cleaned_data["reason"], actor=request.user, now=now()
            )
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            _say_what_became(request, reset)
            return redirect("people:person_detail", person_id=person.public_id)
    context = {
        "person": person,
        "form": form,
        "waiting": selectors.waiting_reset_of(person, today()),
        "factors": selectors.second_factors_of(person),
        "others": selectors.who_can_confirm_reset(person=person, requested_by=request.user, day=today()),
        "refusal": services.why_no_second_factor_reset(person=person, actor=request.user),
    }
    return render(request, "people/second_factor_reset.html", context, status=422 if form.errors else 200)


def _say_what_became(request: PersonRequest, reset: SecondFactorReset) -> None:
    name = {"name": reset.person.full_name}
    if reset.outcome == ResetOutcome.DONE:
        said = _("The second step is reset. %(name)s is signed out everywhere and gets a message.")
    else:
        said = _("Your request is made. Another administrator must confirm it; they got a message.")
    messages.success(request, said % name)


@require_POST
def second_factor_confirm(request: PersonRequest, reset_id: uuid.UUID) -> HttpResponse:
    """Reset somebody's second step, as another administrator asked."""
    if not policies.can_grant_roles(request.user):
        raise PermissionDenied
    asked = get_object_or_404(SecondFactorReset, public_id=reset_id)
    reset = services.confirm_second_factor_reset(reset_id=asked.pk, actor=request.user, now=now())
    _say_what_became(request, reset)
    return redirect("people:person_detail", person_id=reset.person.public_id)


@require_POST
def second_factor_decline(request: PersonRequest, reset_id: uuid.UUID) -> HttpResponse:
    """Withdraw one's own request, or decline that of another administrator."""
    if not policies.can_grant_roles(request.user):
        raise PermissionDenied
    asked = get_object_or_404(SecondFactorReset, public_id=reset_id)
    reset = services.decline_second_factor_reset(reset_id=asked.pk, actor=request.user, now=now())
    messages.success(request, _("The second step stays as it is."))
    return redirect("people:person_detail", person_id=reset.person.public_id)


@require_POST
def role_grant(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    """Give somebody a role."""
    if not policies.can_grant_roles(request.user):
        raise PermissionDenied
    person = get_object_or_404(Person, public_id=person_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise RuleBroken(_("Choose a role from the list."), field="role")
    moment = now()
    given = services.grant_role(person=person, role=form.cleaned_data["role"], actor=request.user, now=moment)
    if given.granted_at == moment:
        messages.success(request, _("The role is given."))
    else:
        messages.info(request, _("This person has this role already. Nothing changed."))
    return redirect("people:person_detail", person_id=person.public_id)


@require_POST
def role_revoke(request: PersonRequest, assignment_id: uuid.UUID) -> HttpResponse:
    """Take a role back."""
    if not policies.can_grant_roles(request.user):
        raise PermissionDenied
    assignment = get_object_or_404(RoleAssignment.objects.select_related("person"), public_id=assignment_id)
    services.revoke_role(assignment_id=assignment.pk, actor=request.user, now=now())
    messages.success(request, _("The role is taken back."))
    return redirect("people:person_detail", person_id=assignment.person.public_id)


@require_GET
def api_token_list(request: PersonRequest) -> HttpResponse:
    """The keys with which other systems come in, and those that ended."""
    if not policies.can_give_tokens(request.user):
        raise PermissionDenied
    page = Paginator(selectors.api_tokens(now()), 50).get_page(request.GET.get("page"))
    return render(request, "people/api_token_list.html", {"page": page})


@never_cache
@require_http_methods(["GET", "POST"])
def api_token_create(request: PersonRequest) -> HttpResponse:
    """Make a key, and show its text in the answer itself: it is kept nowhere, so no other page could."""
    if not policies.can_give_tokens(request.user):
        raise PermissionDenied
    form = ApiTokenForm(request.POST or None, day=today())
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        asked["expires_at"] = end_of(asked.pop("ends_on"))
        try:
            token, text = services.create_api_token(**asked, actor=request.user, now=now())
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
        else:
            return render(request, "people/api_token_made.html", {"token": token, "text": text})
    return render(request, "people/api_token_create.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def api_token_revoke(request: PersonRequest, token_id: uuid.UUID) -> HttpResponse:
    """End a key at once, after asking."""
    if not policies.can_give_tokens(request.user):
        raise PermissionDenied
    token = get_object_or_404(ApiToken, public_id=token_id)
    if request.method == "GET":
        return render(request, "people/api_token_revoke.html", {"token": token})
    services.revoke_api_token(token_id=token.pk, actor=request.user, now=now())
    messages.success(request, _("The key is ended. It opens nothing any more."))
    return redirect("people:api_token_list")


@require_POST
def session_end(request: PersonRequest) -> HttpResponse:
    """Sign out on one other device of the reader's own."""
    chosen = request.POST.get("session", "")
    if services.end_session(person=request.user, session_id=chosen, here=request.session.session_key):
        messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")


@require_GET
def email_from_hr(request: PersonRequest) -> HttpResponse:
    """Say where an e-mail address comes from: the organisation's own list, not this page."""
    return render(request, "people/account_email.html")


class SecondStep(AuthenticateView):
    """Ask for the second factor, and say why to whoever came by a service and typed no password here."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        service = sign_in_service(self.request, self.stage.login.user)
        lead = _("Your password is right.")
        if service is not None:
            lead = _(
                "You signed in with %(service)s. It does not tell us whether you took a second step there, so we ask"
                " for yours here."
            ) % {"service": service["name"]}
        return {**super().get_context_data(**kwargs), "lead": lead}


class SecondFactors(IndexView):
    """The second factors of the reader; a link with ``next`` says where they go on once they set one up."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        onward = get_next_redirect_url(request)
        if onward:
            request.session[AFTER_SECOND_FACTOR] = onward
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer


class RecoveryCodes(ViewRecoveryCodesView):
    """Show the recovery codes, with the way on: to ``next`` after a first second factor, else back."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        onward = get_next_redirect_url(self.request) or reverse("mfa_index")
        return {**super().get_context_data(**kwargs), "onward": onward}


class ProvesByDoing:
    """A second step that works is proof of who is there: the recovery codes that come with it show at once.

    Somebody of the organisation's sign-in service has no password to give again, and a person who took minutes to find
    the app has given it too long ago: both would be asked for the very code that they have just typed.
    """

    request: HttpRequest
    did_generate_recovery_codes: bool

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # allauth's view, which has kept the step
        newest = Authenticator.objects.filter(user=self.request.user).exclude(type=Authenticator.Type.RECOVERY_CODES)
        step = newest.latest("pk")
        record_authentication(
            self.request, self.request.user, method="mfa", id=step.pk, type=step.type, reauthenticated=True
        )
        return answer

    def get_success_url(self) -> str:
        """Show the recovery codes, where there are new ones; then go on to where somebody was going."""
        url: str = super().get_success_url()  # type: ignore[misc]  # allauth's view
        onward = self.request.session.pop(AFTER_SECOND_FACTOR, "")
        if not onward:
            return url
        if not self.did_generate_recovery_codes:
            return str(onward)
        return f"{url}?{urlencode({'next': onward})}"


class AppSetUp(ProvesByDoing, ActivateTOTPView):
    """Set up an authenticator app; a valid code is asked before anything is kept."""


class PasskeyAdded(ProvesByDoing, AddWebAuthnView):
    """Add a passkey; the device has signed before anything is kept."""
