"""An OpenID Connect provider that really runs: discovery, authorisation code with PKCE, signed tokens, user info."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID, CLIENT_SECRET = "houvast", "a-secret-of-the-test"
PAGE = """<!doctype html><html lang="en"><head><title>Sign-in service</title><link rel="icon" href="data:,"></head>
<body><main><h1>Sign-in service</h1><form method="post"><button>Continue</button></form></main></body></html>"""


@dataclass
class Provider:
    """Who the provider says comes in, and what it handed out."""

    claims: dict[str, Any]
    address: str = ""
    asks_at: str = ""
    """Where it asks a person with a page of its own whether they want to go on; empty: it sends them on at once."""
    codes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )

    def authorise(self, query: Mapping[str, str]) -> str:
        """Return where the browser goes after it said yes at the provider."""
        code = secrets.token_urlsafe()
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def exchange(self, form: Mapping[str, str]) -> dict[str, Any] | None:
        """Return tokens for a code, once, to whoever knows the verifier of the challenge."""
        asked = self.codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if asked is None or asked["code_challenge"] != challenge.decode() or form.get("client_secret") != CLIENT_SECRET:
            return None
        token = secrets.token_urlsafe()
        self.tokens.add(token)
        stated = {"iss": self.address, "aud": CLIENT_ID, "iat": int(time.time()), "exp": int(time.time()) + 300}
        id_token = jwt.encode({**stated, **self.claims}, self.key, algorithm="RS256", headers={"kid": "test"})
        return {"access_token": token, "token_type": "Bearer", "expires_in": 300, "id_token": id_token}

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.asks_at or self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def apps(provider: Provider, **given: Any) -> list[dict[str, Any]]:
    """Return what an operator puts in ``OIDC_PROVIDERS`` for this provider; ``given`` are further settings of it."""
    known = {"provider_id": "work", "name": "Houtwijk", "client_id": CLIENT_ID, "secret": CLIENT_SECRET}
    return [{**known, "settings": {"server_url": provider.address, **given}}]


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - one branch an address
    class Handler(BaseHTTPRequestHandler):
        def redirect(self, to: str) -> None:
            self.send_response(302)
            self.send_header("Location", to)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def show(self, page: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page.encode())

        def answer(self, body: Any, status: int = 200) -> None:
            payload = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            if url.path == "/authorize" and provider.asks_at:
                self.redirect(f"{provider.address}/sign-in?{url.query}")
            elif url.path == "/sign-in":
                self.show(PAGE)
            elif url.path == "/authorize":
                self.redirect(provider.authorise(_first(url.query)))
            elif url.path == "/jwks":
                public = json.loads(RSAAlgorithm.to_jwk(provider.key.public_key()))
                self.answer({"keys": [{**public, "kid": "test", "use": "sig", "alg": "RS256"}]})
            elif url.path == "/userinfo":
                known = self.headers.get("Authorization", "").removeprefix("Bearer ") in provider.tokens
                self.answer(provider.claims if known else {}, 200 if known else 401)
            else:
                self.answer(provider.discovery())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
            url = urlsplit(self.path)
            if url.path == "/sign-in":
                self.redirect(provider.authorise(_first(url.query)))
                return
            tokens = provider.exchange(_first(body))
            self.answer(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

        def log_message(self, *args: Any) -> None:
            """Stay quiet."""

    return Handler


@contextmanager
def running_provider(claims: dict[str, Any]) -> Iterator[Provider]:
    """Run the provider on a free port of this machine."""
    provider = Provider(claims)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
