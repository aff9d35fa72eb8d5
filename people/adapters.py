"""How django-allauth meets this portal: nobody signs up by themselves, and sign-in mail goes through the outbox."""

import secrets
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal, cast

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.core.signing import JSONSerializer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from common import clock
from common.selectors import organisation
from people import selectors, services
from people.models import Person, RoleAssignment, SecondFactorReset

KNOWN_FOR: Final = timedelta(days=30)
"""How long the portal knows from which address, and on which device, somebody signed in."""
AFTER_SECOND_FACTOR: Final = "after_second_factor"
"""Where in the session stands to which page somebody goes who had to set up a second factor first."""


# --- how somebody signed in -------------------------------------------------------------------------------------------
def sign_in_service(request: HttpRequest, user: AbstractBaseUser | None) -> dict[str, Any] | None:
    """Return the entry of ``OIDC_PROVIDERS`` through which ``user`` came, also before their second step."""
    records = get_authentication_records(request, user)
    came_by = next((record["provider"] for record in reversed(records) if record["method"] == "socialaccount"), None)
    services_known = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return next((service for service in services_known if came_by and service.get("provider_id") == came_by), None)


def did_second_factor_at_service(request: HttpRequest, user: AbstractBaseUser | None) -> bool:
    """Whether ``user`` came by a service of which the operator says that it asks for a second factor."""
    service = sign_in_service(request, user)
    return service is not None and bool(service["settings"].get("requires_second_factor"))


class SecondFactorStage(AuthenticateStage):
    """Ask for the second factor that somebody set up here, unless their sign-in service asked for one just now."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return super()._should_handle(request) and not did_second_factor_at_service(request, self.login.user)


# --- how often a password or code may be guessed ----------------------------------------------------------------------
def count_guess(request: HttpRequest, kind: Literal["password", "code"], name: str) -> ratelimit.RateLimitUsage | None:
    """Count a guess at a password or an activation code; ``None`` when there were too many. A right one: roll it back.

    Guesses are counted from an address of the network, at an account from that address, and at an account from
    everywhere. The last count does not stop who signed in from this address before: a stranger who guesses on and on
    must not keep somebody out of their own account. On a device on which somebody signed in before, their guesses are
    counted apart from all others: a colleague behind the same address does not stop them either, and who takes the
    device's cookie gets the few tries of that count. A new password or code starts the counts of an account anew.
    """
    person = selectors.person_who_signs_in_as(name)
    account = f"{kind}:{name.strip().lower()}"
    if person is not None:
        secret = person.password if kind == "password" else selectors.hash_of_open_code(person)
        account = f"{kind}:{person.pk}:{secret}"
    counts: list[tuple[str, str | None]]
    if person is not None and (device := _known_device_key(request, person)) and cache.get(device):
        counts = [("guess_at_account_from_device", f"{account}:{device}")]
    else:
        counts = [
            ("guess_from_address", None),
            ("guess_at_account_from_address", f"{account}:{ratelimit.get_ip(request)}"),
        ]
        if person is None or not cache.get(_known_address_key(request, person)):
            counts.append(("guess_at_account", account))
    counted = ratelimit.RateLimitUsage(usage=[])
    for action, key in counts:
        usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
        if usage is None:
            counted.rollback()
            return None
        counted.usage += usage.usage
    return counted


def _known_address_key(request: HttpRequest, person: Person) -> str:
    mark = salted_hmac("people.signed_in_from", f"{person.pk} {ratelimit.get_ip(request)}", algorithm="sha256")
    return f"signed-in-from:{mark.hexdigest()}"


def _known_device_key(request: HttpRequest, person: Person) -> str:
    """Return under what is kept that ``person`` signed in on this device with this password; empty without a cookie."""
    device = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    if not device:
        return ""
    mark = salted_hmac("people.signed_in_on", f"{person.pk} {person.password} {device}", algorithm="sha256")
    return f"signed-in-on:{mark.hexdigest()}"


def _remember_device(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    """Know this device when ``person`` signs in again; colleagues who share it keep one cookie."""
    if len(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")) != len(secrets.token_urlsafe()):
        request.COOKIES[settings.DEVICE_COOKIE_NAME] = secrets.token_urlsafe()
    cache.set(_known_device_key(request, person), True, KNOWN_FOR.total_seconds())
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        request.COOKIES[settings.DEVICE_COOKIE_NAME],
        max_age=KNOWN_FOR,
        path=settings.DEVICE_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up: people come from the HR file, a directory or an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        # The organisation's own HR file or directory vouches for work addresses.
        return True

    def get_login_stages(self) -> list[str]:
        ours = {f"{AuthenticateStage.__module__}.{AuthenticateStage.__name__}": "people.adapters.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for nothing again from who proved minutes ago who they are, whichever way they signed in."""
        records = get_authentication_records(self.request, self.request.user)
        ago = time.time() - max((record["at"] for record in records), default=0)
        just_now = ago < app_settings.REAUTHENTICATION_TIMEOUT
        return not just_now and super().is_reauthentication_required(app=app, **kwargs)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        name = credentials.get("email") or credentials.get("username") or ""
        # allauth takes this back when the password is right.
        self._login_failed_rl_usage = count_guess(request, "password", name)
        if self._login_failed_rl_usage is None:
            raise self.validation_error("too_many_login_attempts")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        cache.set(_known_address_key(request, cast(Person, user)), True, KNOWN_FOR.total_seconds())

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **signed_in: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **signed_in)
        _remember_device(request, response, cast(Person, user))
        return response

    def activation_code_made(self, *, person: Person, actor: Person, now: datetime) -> None:
        """Tell somebody that a code was made for their account; the portal does it, with the outbox."""
        raise NotImplementedError

    def role_given(self, *, assignment: RoleAssignment, now: datetime) -> None:
        """Tell somebody what they can do from now on; the portal does it, with the outbox."""
        raise NotImplementedError

    def role_ended(self, *, assignment: RoleAssignment, now: datetime) -> None:
        """Tell somebody that a role of theirs ended; the portal does it, with the outbox."""
        raise NotImplementedError

    def watched_role_given(self, *, assignment: RoleAssignment, now: datetime) -> None:
        """Tell all who hold a watched role who gave it to whom; the portal does it, with the outbox."""
        raise NotImplementedError

    def second_factor_reset_requested(
        self, *, reset: SecondFactorReset, administrators: Sequence[Person], now: datetime
    ) -> None:
        """Ask the other administrators to confirm; the portal does it, with the outbox."""
        raise NotImplementedError

    def second_factor_reset_decided(self, *, reset: SecondFactorReset, now: datetime) -> None:
        """Tell who asked what another administrator decided; the portal does it, with the outbox."""
        raise NotImplementedError

    def second_factor_was_reset(self, *, reset: SecondFactorReset, now: datetime) -> None:
        """Tell somebody that their second step is gone and by whom; the portal does it, with the outbox."""
        raise NotImplementedError

    def can_delete_email(self, email_address: Any) -> bool:
        return False


class MFAAdapter(DefaultMFAAdapter):
    """What an app or recovery codes are made of is encrypted before it reaches the database."""

    def encrypt(self, text: str) -> str:
        return services.encrypt_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return services.decrypt_secret(encrypted_text)

    def get_totp_issuer(self) -> str:
        """Return what an authenticator app shows above the code: by what people know their organisation."""
        return f"Houvast {organisation().short_name}".strip()


class SessionSerializer(JSONSerializer):
    """Sessions stand in the database: the secret of an app that somebody is setting up is encrypted there too."""

    def dumps(self, obj: dict[str, Any]) -> bytes:
        if SECRET_SESSION_KEY in obj:
            obj = {**obj, SECRET_SESSION_KEY: services.encrypt_secret(obj[SECRET_SESSION_KEY])}
        return super().dumps(obj)

    def loads(self, data: bytes) -> dict[str, Any]:
        obj: dict[str, Any] = super().loads(data)
        if SECRET_SESSION_KEY in obj:
            try:
                obj[SECRET_SESSION_KEY] = services.decrypt_secret(obj[SECRET_SESSION_KEY])
            except services.UnreadableSecret:
                del obj[SECRET_SESSION_KEY]  # the page makes another
        return obj


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in through the organisation's own OpenID Connect provider: only for people who are known here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the person, bring their roles up to date with their groups, and forget the other claims."""
        provider = sociallogin.account.get_provider(request).app.settings
        claims = _claims(sociallogin.account.extra_data)
        sociallogin.account.extra_data = {}
        person: Person | None
        if sociallogin.is_existing:
            sociallogin.account.save(update_fields=["extra_data"])
            person = cast(Person, sociallogin.user)
        else:
            person = services.person_of_claims(claims, trust_email=bool(provider.get("trust_email")))
            if person is None:
                raise ImmediateHttpResponse(render(request, "socialaccount/unknown_person.html", status=403))
            sociallogin.connect(request, person)
        services.sync_roles_with_groups(
            person=person,
            groups=_texts(claims.get(provider.get("groups_claim", "groups"))),
            groups_to_roles=provider.get("groups_to_roles", {}),
            now=clock.now(),
        )


def _claims(extra_data: dict[str, Any]) -> dict[str, Any]:
    """Return what the provider says, the user-info answer over the id token."""
    return {**(extra_data.get("id_token") or {}), **(extra_data.get("userinfo") or {})}


def _texts(value: Any) -> set[str]:
    return {item for item in value if isinstance(item, str)} if isinstance(value, list) else set()
