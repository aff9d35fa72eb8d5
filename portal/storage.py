"""Where stored files are: a folder, or a bucket that speaks S3. One address says which."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

HOW = "STORED_FILES_URL must look like s3://KEY:SECRET@host/bucket/folder?region=eu-west-1, or file:///a/folder."


def storage_from(url: str, *, folder: Path) -> dict[str, Any]:
    """Return Django's storage for an address; an empty one is ``folder``.

    ``tls=false`` after the question mark speaks plain HTTP, for a server on the same machine. Every file is private,
    keeps the name of its row, and is never written over.
    """
    if not url:
        return _folder(folder)
    try:
        parts = urlsplit(url)
        port, options = parts.port, dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise ImproperlyConfigured(HOW) from error
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        return _folder(Path(unquote(parts.path)))
    bucket, _slash, inside = parts.path.lstrip("/").partition("/")
    complete = parts.hostname and parts.username and parts.password and bucket
    if parts.scheme != "s3" or not complete or options.keys() - {"region", "tls"}:
        raise ImproperlyConfigured(HOW)
    scheme = "http" if options.get("tls") == "false" else "https"
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "endpoint_url": f"{scheme}://{parts.hostname}" + (f":{port}" if port else ""),
            "bucket_name": bucket,
            "location": inside.strip("/"),
            "region_name": options.get("region", "us-east-1"),
            "addressing_style": "path",
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
        },
    }


def _folder(folder: Path) -> dict[str, Any]:
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
