"""A message as a mail: plain text and HTML of the same words, with the headers that a kind calls for."""

from dataclasses import dataclass
from functools import lru_cache

import css_inline
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from common.text import without_unseen
from outbox import rules
from outbox.choices import Kind

UNSUBSCRIBE_SALT = "outbox.unsubscribe"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says and to whom, before it is one."""

    subject: str
    blocks: list[rules.Block]
    action: str
    path: str
    to: str
    first_name: str
    language: str
    kind: str
    code: str
    label: str | Promise
    message_id: str
    person: str
    """The recipient's public id, for the link that switches this kind off."""
    calendar: bytes = b""
    calendar_method: str = ""
    """What it brings into the reader's calendar, and how: ``REQUEST`` or ``CANCEL``."""


def unsubscribe_token(*, person: str, code: str) -> str:
    """Return the signed words of a link that switches one kind off for one person; it does not expire."""
    return signing.dumps([person, code], salt=UNSUBSCRIBE_SALT)


def read_unsubscribe_token(token: str) -> tuple[str, str] | None:
    """Return the person's public id and the code that a link was made for, or ``None`` for one we never made."""
    try:
        person, code = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    except (signing.BadSignature, ValueError):
        return None
    return str(person), str(code)


def absolute(path: str) -> str:
    """Return the address under which somebody outside finds a path of this portal."""
    return f"{settings.BASE_URL}{path}"


def mail_of(letter: Letter, *, organisation: str) -> EmailMultiAlternatives:
    """Return the mail of a letter; a nudge carries a link and a header by which it is switched off in one click."""
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    unsubscribe = ""
    if letter.kind == Kind.NUDGE:
        token = unsubscribe_token(person=letter.person, code=letter.code)
        unsubscribe = absolute(reverse("outbox:unsubscribe", kwargs={"token": token}))
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    context = {
        "letter": letter,
        "organisation": organisation,
        "plain": rules.as_plain(letter.blocks),
        "url": absolute(letter.path) if letter.path else "",
        "home": absolute("/"),
        "preferences": absolute(reverse("outbox:preferences")) if letter.kind != Kind.SECURITY else "",
        "unsubscribe": unsubscribe,
    }
    with translation.override(letter.language):
        text = without_unseen(render_to_string("outbox/mail/layout.txt", context))
        html = inliner().inline(without_unseen(render_to_string("outbox/mail/layout.html", context)))
    mail = EmailMultiAlternatives(
        subject=without_unseen(letter.subject),
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.to],
        headers=headers | {"Content-Language": letter.language},
    )
    mail.attach_alternative(html, "text/html")
    if letter.calendar:
        # As an alternative most programs offer it at once; as a file every other one can open it.
        mail.attach_alternative(letter.calendar.decode(), f"text/calendar; method={letter.calendar_method}")
        mail.attach("invite.ics", letter.calendar, "application/ics")
    return mail


@lru_cache(maxsize=1)
def inliner() -> css_inline.CSSInliner:
    """Return what moves styles into the elements; it never fetches anything. Media queries stay in their element."""
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=True)
