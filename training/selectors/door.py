"""The code at the door of a session: what it is now, and whose session a code is.

Nothing is kept for each code: it follows from the key of this installation, the session, its nonce and the time.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from common.selectors import setting_value
from people.models import Person
from training import rules
from training.choices import CHECK_IN_MINUTES, DoorStage
from training.models import Enrolment, Session
from training.selectors.meetings import marks_at

SALT = "training.door"
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Consonants, so that no code is a word and none is taken for a figure."""
LETTERS_LENGTH = 6
ID_BYTES, MAC_BYTES = 16, 12
STEPS_THAT_COUNT = 2
"""The code of now and the one before it: who scans just before the change still gets in."""


@dataclass(frozen=True, slots=True)
class DoorCode:
    """One code, as the address that is scanned has it and as it is typed."""

    token: str
    letters: str

    @property
    def shown(self) -> str:
        """The letters in two groups, to be read from a screen far away."""
        return f"{self.letters[:3]} {self.letters[3:]}"


@dataclass(frozen=True, slots=True)
class Door:
    """What stands on the screen at the door: a code where people can check in now, and how many came."""

    stage: DoorStage
    code: DoorCode | None
    seconds: int
    came: int
    expected: int
    opens_at: datetime
    """From when people can check in."""
    screen_from: datetime
    """From when the screen can stand there."""

    @property
    def address(self) -> str:
        """The whole address to scan."""
        path = (
            reverse("training:here", kwargs={"token": self.code.token}) if self.code else reverse("training:check_in")
        )
        return f"{settings.BASE_URL}{path}"

    @property
    def typed_at(self) -> str:
        """Where the letters are typed, as one reads it from a screen."""
        return f"{settings.BASE_URL}{reverse('training:check_in')}".split("://", 1)[-1].rstrip("/")


def code_at(session: Session, step: int) -> DoorCode:
    """Return the code of a session at one step of the clock. No queries."""
    said = f"{session.public_id}:{session.door_nonce}:{step}"
    scanned = salted_hmac(SALT, f"scan:{said}", algorithm="sha256").digest()[:MAC_BYTES]
    number = int.from_bytes(salted_hmac(SALT, f"type:{said}", algorithm="sha256").digest())
    letters = ""
    for _place in range(LETTERS_LENGTH):
        number, rest = divmod(number, len(LETTERS))
        letters += LETTERS[rest]
    return DoorCode(base64.urlsafe_b64encode(session.public_id.bytes + scanned).rstrip(b"=").decode(), letters)


def check_in_opens() -> timedelta:
    """How long before the start people can check in. One query."""
    return timedelta(minutes=setting_value(CHECK_IN_MINUTES))


def codes_that_count(session: Session, now: datetime) -> Sequence[DoorCode]:
    """Return the codes with which somebody can check in now, the newest first; none while no code is shown."""
    if not session.door_nonce or session.is_cancelled or stage_of(session, now) != DoorStage.OPEN:
        return []
    return [code_at(session, rules.door_step(now) - back) for back in range(STEPS_THAT_COUNT)]


def token_counts(session: Session, token: str, now: datetime) -> bool:
    """Whether somebody with this token stood before the screen of this session in the last minute."""
    said = token.encode(errors="replace")
    return any(constant_time_compare(each.token.encode(), said) for each in codes_that_count(session, now))


def session_of_token(token: str, now: datetime) -> Session | None:
    """Return the session whose code this is now; ``None`` for one that ran out or was made up. One query."""
    try:
        packed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    if len(packed) != ID_BYTES + MAC_BYTES:
        return None
    session = Session.objects.select_related("course").filter(public_id=UUID(bytes=packed[:ID_BYTES])).first()
    return session if session is not None and token_counts(session, token, now) else None


def token_of_letters(typed: str, person: Person, now: datetime) -> str | None:
    """Return the token of the code that somebody typed; small letters and spaces do not matter. Two queries.

    Should two sessions have the same letters, the one in which this person has a place.
    """
    letters = "".join(each for each in typed.upper() if each.isalpha())
    mine = Enrolment.objects.live().filter(session=OuterRef("pk"), person=person)
    shown = Session.objects.planned().exclude(door_nonce="").annotate(is_mine=Exists(mine))
    going_on = shown.filter(starts_at__lte=now + check_in_opens(), ends_at__gt=now - rules.DOOR_AFTER)
    for session in going_on.order_by("-is_mine", "pk"):
        for code in codes_that_count(session, now):
            if constant_time_compare(code.letters.encode(), letters.encode(errors="replace")):
                return code.token
    return None


def shows_code(session: Session, now: datetime) -> bool:
    """Whether people can check in with a code now. One query, none while no code is shown."""
    return bool(codes_that_count(session, now))


def can_show_code(session: Session, now: datetime) -> bool:
    """Whether the code can be put on a screen now. One query."""
    return not session.is_cancelled and stage_of(session, now) in (DoorStage.SOON, DoorStage.OPEN)


def enrolment_at_door(session: Session, person: Person) -> Enrolment | None:
    """Where somebody stands in a session of which they have the code. One query."""
    return session.enrolments.live().filter(person=person).first()


def door_of(session: Session, now: datetime) -> Door:
    """Return what the screen at the door shows now. Six queries at most."""
    codes, on, opens = codes_that_count(session, now), session.meeting_at(now), check_in_opens()
    here = marks_at(session, on.number)
    return Door(
        stage=stage_of(session, now),
        code=codes[0] if codes else None,
        seconds=rules.door_seconds_left(now),
        came=sum(bool(was_there) for was_there in here.values()),
        expected=len(here),
        opens_at=on.starts_at - opens,
        screen_from=rules.screen_from(on.starts_at, opens=opens),
    )


def stage_of(session: Session, now: datetime) -> DoorStage:
    """Whether people can check in at the meeting that is on or comes next. Two queries at most."""
    on = session.meeting_at(now)
    return rules.door_stage(on.starts_at, on.ends_at, now, opens=check_in_opens())
