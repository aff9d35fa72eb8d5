"""The root of the API: which app's router hangs where, and who may read it.

A person who signed in reads what the screen would show them; a machine reads with an ``ApiToken`` of the right scope.
There is no documentation page beside ``openapi.json``: it would load scripts from another host.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.security import HttpBearer, SessionAuth

import adoption.api
import people.services
from common.clock import now
from common.errors import RuleBroken
from people.choices import TokenScope
from people.models import ApiToken


class TokenAuth(HttpBearer):
    """``Authorization: Bearer ...`` with a token that is in force and has the scope."""

    def __init__(self, scope: TokenScope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        known = people.services.authenticate_token(token=token, now=now())
        if known is not None and self.scope not in known.scopes:
            raise HttpError(403, _("This token does not have the scope %(scope)s.") % {"scope": self.scope.value})
        return known


api = NinjaAPI(
    title="Houvast",
    version="1",
    description="Released figures and what they mean. A figure that is not shown on the screen is not here either.",
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", adoption.api.router, auth=[SessionAuth(), TokenAuth(TokenScope.READ_FIGURES)])


@api.exception_handler(RuleBroken)
def rule_broken(request: HttpRequest, broken: RuleBroken) -> object:
    """Say what is wrong with what was asked, in the reader's language."""
    return api.create_response(request, {"detail": str(broken)}, status=422)


def addresses() -> tuple[list[URLPattern | URLResolver], str, str]:
    """Return the addresses of the API, open to requests without a session: each operation asks for its own key."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            login_not_required(pattern.callback)
    return patterns, app_name, namespace
