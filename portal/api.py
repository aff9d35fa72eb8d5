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
from ninja.security import HttpBasicAuth, HttpBearer, SessionAuth

import adoption.api
import people.services
import training.api
from common.clock import now
from common.errors import RuleBroken
from people.choices import TokenScope
from people.models import ApiToken


class TokenAuth(HttpBearer):
    """``Authorization: Bearer ...`` with a token that is in force and has the scope."""

    def __init__(self, scope: TokenScope, *, reading: TokenScope | None = None) -> None:
        """``reading`` is the scope for GET, where that is another one."""
        super().__init__()
        self.scope, self.reading = scope, reading or scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        return _known(token, self.reading if request.method == "GET" else self.scope)


class PasswordAuth(HttpBasicAuth):
    """``Authorization: Basic ...`` with such a token as the password: learning systems send nothing else."""

    def __init__(self, scope: TokenScope, *, reading: TokenScope) -> None:
        super().__init__()
        self.scope, self.reading = scope, reading

    def authenticate(self, request: HttpRequest, username: str, password: str) -> ApiToken | None:
        return _known(password, self.reading if request.method == "GET" else self.scope)


def _known(token: str, scope: TokenScope) -> ApiToken | None:
    known = people.services.authenticate_token(token=token, now=now())
    if known is not None and scope not in known.scopes:
        raise HttpError(403, _("This token does not have the scope %(scope)s.") % {"scope": scope.value})
    return known


api = NinjaAPI(
    title="Houvast",
    version="1",
    description=(
        "Released figures and what they mean: a figure that is not shown on the screen is not here either. "
        "Completions to and from other learning systems, as statements of xAPI 1.0.3."
    ),
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", adoption.api.router, auth=[SessionAuth(), TokenAuth(TokenScope.READ_FIGURES)])
SENDS_AND_READS = {"scope": TokenScope.WRITE_COMPLETIONS, "reading": TokenScope.READ_COMPLETIONS}
api.add_router("", training.api.router, auth=[TokenAuth(**SENDS_AND_READS), PasswordAuth(**SENDS_AND_READS)])


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
            if str(pattern.name).startswith("xapi"):
                pattern.callback = training.api.says_version(pattern.callback)
    return patterns, app_name, namespace
