"""A file of evidence as signed JSON, and how anybody checks one without asking us."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from jwt import PyJWK
from jwt.api_jws import decode_complete
from jwt.exceptions import PyJWTError

from common.canonical import canonical, fingerprint
from common.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class Checked:
    """That a file is as it was signed: with which key, and whether that key is known to be the organisation's."""

    content: dict[str, Any]
    content_hash: str
    key_id: str
    is_known_key: bool


def written(content: dict[str, Any], signature: str, keys: list[dict[str, Any]]) -> bytes:
    """Return the file: the content to read, its signature, and the public keys of the organisation of this moment."""
    document = {"content": content, "signature": signature, "keys": keys}
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def checked(text: str, *, known: dict[str, Any] | None = None) -> Checked:
    """Return what a file says, once its signature holds; ``RuleBroken`` says in words what does not.

    ``known`` is the DID document of the organisation, fetched before from ``/.well-known/did.json``. Without it the
    keys in the file itself are used: that shows that nothing was changed since it was signed, not who signed it.
    """
    document = _read(text)
    keys = {each["id"]: each["publicKeyJwk"] for each in (known or {}).get("verificationMethod", document["keys"])}
    try:
        head = decode_complete(document["signature"], options={"verify_signature": False})["header"]
        key_id = str(head.get("kid", ""))
        if key_id not in keys:
            raise RuleBroken(_("It is signed with a key that is not among the keys of the organisation: %s.") % key_id)
        opened = decode_complete(document["signature"], PyJWK(keys[key_id]), algorithms=["EdDSA"])
    except PyJWTError as error:
        raise RuleBroken(_("The signature does not hold: the file was changed, or it was never signed so.")) from error
    if opened["payload"] != canonical(document["content"]):
        raise RuleBroken(_("The content was changed after it was signed."))
    return Checked(document["content"], fingerprint(document["content"]), key_id, is_known_key=known is not None)


def _read(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
        ids = [(each["id"], each["publicKeyJwk"]) for each in document["keys"]]
        fits = isinstance(document["content"], dict) and isinstance(document["signature"], str)
    except (ValueError, TypeError, KeyError) as error:
        raise RuleBroken(_("This is not a file of evidence: its content, signature or keys are not there.")) from error
    if not fits or not ids:
        raise RuleBroken(_("This is not a file of evidence: its content, signature or keys are not there."))
    return dict(document)
