"""How django-allauth meets this portal: nobody signs up by themselves, and sign-in mail goes through the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.core.signing import JSONSerializer
from django.http import HttpRequest
from django.shortcuts import render

from common import clock
from common.selectors import organisation
from people import services
from people.models import Person, RoleAssignment, SecondFactorReset

SECOND_FACTOR_BY_PROVIDER = "second_factor_by_provider"


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up: people come from the HR file, a directory or an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        # The organisation's own HR file or directory vouches for work addresses.
        return True

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
        # Whose second step it was: this session may yet become somebody else's.
        request.session[SECOND_FACTOR_BY_PROVIDER] = person.pk if provider.get("requires_second_factor") else None


def _claims(extra_data: dict[str, Any]) -> dict[str, Any]:
    """Return what the provider says, the user-info answer over the id token."""
    return {**(extra_data.get("id_token") or {}), **(extra_data.get("userinfo") or {})}


def _texts(value: Any) -> set[str]:
    return {item for item in value if isinstance(item, str)} if isinstance(value, list) else set()
