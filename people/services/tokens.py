"""Keys with which machines read released figures."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.clock import day_of
from common.errors import RuleBroken
from common.services import record
from people import policies
from people.choices import TokenScope
from people.models import ApiToken, Person

TOKEN_LASTS_AT_MOST = timedelta(days=731)


def last_day_of_a_token(day: date) -> date:
    """Return the last day that may be chosen on ``day`` for a key to work."""
    return day + TOKEN_LASTS_AT_MOST - timedelta(days=1)


@transaction.atomic
def create_api_token(
    *, name: str, scopes: Sequence[str], expires_at: datetime, actor: Person, now: datetime
) -> tuple[ApiToken, str]:
    """Make a key for a machine; return it with its text, which is not kept and can be read this once.

    Two keys in force have different names: who ends one must know which, and a page sent twice makes one key.
    """
    if not policies.can_give_tokens(actor):
        raise RuleBroken(_("Only an administrator gives keys to other systems."))
    if expires_at <= now:
        raise RuleBroken(_("This date is over."), field="ends_on")
    if expires_at > now + TOKEN_LASTS_AT_MOST:
        raise RuleBroken(
            _("A key works for two years at most. Choose %(day)s or earlier.")
            % {"day": date_format(last_day_of_a_token(day_of(now)), "DATE_FORMAT")},
            field="ends_on",
        )
    if not scopes or not set(scopes) <= set(TokenScope.values):
        raise RuleBroken(_("Choose at least one thing that this key may do."), field="scopes")
    Person.objects.select_for_update().get(pk=actor.pk)
    if ApiToken.objects.filter(name=name, revoked_at__isnull=True, expires_at__gt=now).exists():
        raise RuleBroken(
            _("A key of this name is in force already. End that one first, or choose another name."), field="name"
        )
    text = f"houvast_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        name=name,
        prefix=text[:12],
        token_hash=_hashed(text),
        scopes=sorted(scopes),
        created_by=actor,
        created_at=now,
        expires_at=expires_at,
    )
    record("api_token.created", token, actor=actor, now=now, fields=token.scopes)
    return token, text


@transaction.atomic
def revoke_api_token(*, token_id: int, actor: Person, now: datetime) -> ApiToken:
    """End a key at once; a key that was ended stays so."""
    if not policies.can_give_tokens(actor):
        raise RuleBroken(_("Only an administrator ends keys of other systems."))
    token = ApiToken.objects.select_for_update().get(pk=token_id)
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        record("api_token.revoked", token, actor=actor, now=now)
    return token


def authenticate_token(*, token: str, now: datetime) -> ApiToken | None:
    """Return the key with this text while it is in force, and note the day of its use."""
    known = ApiToken.objects.filter(token_hash=_hashed(token), revoked_at__isnull=True, expires_at__gt=now).first()
    if known is not None and known.last_used_on != day_of(now):
        ApiToken.objects.filter(pk=known.pk).update(last_used_on=day_of(now))
    return known


def _hashed(text: str) -> str:
    """Return the fingerprint under which a key is kept; a key is long and random, so it needs no slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()
