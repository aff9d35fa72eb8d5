"""Badges that other systems can check: Open Badges 3.0 credentials, signed with Ed25519 under a ``did:web``.

A badge is a W3C verifiable credential as a JSON Web Token (Open Badges 3.0, section 8.2). The issuer is the host of the
portal: whoever checks a badge reads the public keys at ``/.well-known/did.json`` and, in a W3C Bitstring Status List,
whether it was revoked.
"""

import base64
import gzip
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import quoteattr

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common.bilingual import words
from common.clock import start_of
from training.choices import CertificateKind
from training.models import Certificate, SigningKey
from training.rules.certificates import BADGES_A_LIST

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
LIST_HOLDS_FOR = timedelta(days=1)
"""A copy of the list counts for a day: an older one cannot bring a revoked badge back."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who gives badges: the organisation, under the address of its portal (without a slash at the end)."""

    name: str
    address: str

    @property
    def did(self) -> str:
        """The host as a decentralised identifier; a port is written with its colon encoded."""
        return f"did:web:{quote(urlsplit(self.address).netloc, safe='')}"


@dataclass(frozen=True, slots=True)
class Signer:
    """The key that signs, with its private half."""

    key: SigningKey
    private: Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a certificate can be checked, and the list that says whether its badge was revoked."""

    check: str
    revoked: str


def did_document(issuer: Issuer, keys: Sequence[SigningKey]) -> dict[str, Any]:
    """Return who the issuer is, with the public keys whose signatures count."""
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": issuer.did,
        "alsoKnownAs": [issuer.address],
        "verificationMethod": [
            {"id": _name_of(issuer, key), "type": "JsonWebKey", "controller": issuer.did, "publicKeyJwk": _jwk(key)}
            for key in keys
        ],
        "assertionMethod": [_name_of(issuer, key) for key in keys],
    }


def credential(certificate: Certificate, issuer: Issuer, at: Addresses) -> dict[str, Any]:
    """Return what a badge says, before it is signed: the holder only as a hash of the address, unless they share more.

    Needs ``person`` and ``version`` loaded. Texts are in the reader's language.
    """
    content = certificate.version.content
    title = str(certificate.title)
    said: dict[str, Any] = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": at.check,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": issuer.address},
        "validFrom": _moment(certificate.issued_at),
        "name": title,
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": _holder(certificate),
            "achievement": {
                "id": f"{issuer.address}/training/#{certificate.version.content_hash}",
                "type": ["Achievement"],
                "achievementType": _kind(certificate),
                "name": title,
                "description": _told(content, "summary", title),
                "criteria": {"narrative": _told(content, "outcomes", title)},
                "inLanguage": content["language"],
            },
        },
        "credentialStatus": {
            "id": f"{at.revoked}#{certificate.pk % BADGES_A_LIST}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(certificate.pk % BADGES_A_LIST),
            "statusListCredential": at.revoked,
        },
    }
    if certificate.valid_until is not None:
        said["validUntil"] = _moment(start_of(certificate.valid_until))
    return said


def revoked_list(issuer: Issuer, *, address: str, number: int, revoked: Iterable[int], now: datetime) -> dict[str, Any]:
    """Return the list of revoked badges with this number: a bit for each certificate, by its ``pk``."""
    bits = bytearray(BADGES_A_LIST // 8)
    for each in revoked:
        place = each - number * BADGES_A_LIST
        bits[place // 8] |= 0x80 >> place % 8
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")
    return {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": _moment(now),
        "validUntil": _moment(now + LIST_HOLDS_FOR),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": f"u{packed}",
        },
    }


def signed(said: dict[str, Any], issuer: Issuer, signer: Signer) -> str:
    """Return a credential as a compact JSON Web Token; the registered claims repeat what the credential says."""
    claims = {**said, "iss": issuer.did, "jti": said["id"], "nbf": _seconds(said["validFrom"])}
    if "validUntil" in said:
        claims["exp"] = _seconds(said["validUntil"])
    headers = {"typ": "JWT", "kid": _name_of(issuer, signer.key)}
    return jwt.encode(claims, signer.private, algorithm="EdDSA", headers=headers)


def baked(picture: str, token: str) -> str:
    """Return an SVG picture that carries its badge (Open Badges 3.0, section 5.3): what one passes on is one file."""
    carried = (
        f'<openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" verify={quoteattr(token)}/>'
    )
    before, end, _after = picture.rpartition("</svg>")
    return f"{before}{carried}{end}\n"


def number_of_list(certificate: Certificate) -> int:
    """Return the number of the list in which the bit of a certificate stands."""
    return certificate.pk // BADGES_A_LIST


def _name_of(issuer: Issuer, key: SigningKey) -> str:
    return f"{issuer.did}#{key.public_id}"


def _jwk(key: SigningKey) -> dict[str, str]:
    x = base64.urlsafe_b64encode(bytes(key.public_key)).decode().rstrip("=")
    return {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": str(key.public_id), "x": x}


def _holder(certificate: Certificate) -> list[dict[str, Any]]:
    """Return who holds it: a salted hash of the mail address, else of the employee number; the name where shared."""
    person = certificate.person
    kind = "emailAddress" if person.email else "ext:employeeNumber"
    known = person.email or person.employee_number or str(person.public_id)
    hashed = hashlib.sha256(f"{known}{certificate.code}".encode()).hexdigest()
    holder: list[dict[str, Any]] = [
        {"type": "IdentityObject", "hashed": True, "identityHash": f"sha256${hashed}", "identityType": kind,
         "salt": certificate.code}
    ]  # fmt: skip
    if certificate.shows_name:
        holder.append(
            {"type": "IdentityObject", "hashed": False, "identityHash": person.full_name, "identityType": "name"}
        )
    return holder


def _kind(certificate: Certificate) -> str:
    return "Certificate" if certificate.kind == CertificateKind.CERTIFICATE else "CertificateOfCompletion"


def _told(content: dict[str, Any], name: str, otherwise: str) -> str:
    from_course = str(words(content[f"{name}_nl"], content[f"{name}_en"]))
    return from_course or otherwise


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())
