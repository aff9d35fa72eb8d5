"""The sealed box of docs/adr/0006-ballot-protocol.md for what other apps ask: one box for one thing that lasts a while.

``of`` is a row with a public id; its key files stand beside those of waves. Where the box stands is the caller's:
it is one value, that the caller reads under a lock and writes as a whole.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from common.models import PublicIdModel
from surveys.rules import sealing
from surveys.rules.sealing import Ballot, Box, BoxKeys, Group, Unreadable
from surveys.selectors.keys import box_keys
from surveys.services import keys as key_files
from surveys.services.sending import AlreadySent, NoTicket

STEP = 64
"""A box grows by so many places at once, so that its length says little."""


class KeysGone(Exception):
    """A key file of this box is not there: nobody can put anything in it or read it any more."""


class SentEnough(Exception):
    """Somebody sent as often as one person can to this box."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one person sent: when it came in, roughly, about what, and the answers."""

    since: str
    about: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Emptied:
    """All that was in a box, in random order, and whether somebody sent."""

    given: list[Given]
    has_sent: Callable[[UUID], bool]


def make_box(of: PublicIdModel, *, waiting: Iterable[Given] = ()) -> tuple[bytes, bytes]:
    """Write key files and return the public key and a box that holds what waits from an earlier one."""
    public_key = key_files.make_keys(of, secret=key_files.new_secret())
    keys = _keys(of)
    sealed = [_sealed(of, public_key, one) for one in waiting]
    # What waits has left its sender behind: random bytes stand in the place of a tag.
    tags = frozenset(secrets.token_bytes(sealing.TAG_BYTES) for _one in sealed)
    return public_key, _close(keys, Box(tags, tuple(sealed)))


@sensitive_variables()
def put_in_box(
    of: PublicIdModel, *, contents: bytes, public_key: bytes, ticket: str, since: str, answers: Mapping[str, str]
) -> bytes:
    """Return the box with these answers in it, all of it new.

    Raise ``NoTicket`` for a ticket that is not ours, ``AlreadySent`` for a second time, ``KeysGone``.
    """
    keys = _keys(of)
    try:
        tag, group = keys.open_ticket(ticket)
    except (Unreadable, ValueError) as error:
        raise NoTicket from error
    box = keys.open_box(0, contents)
    if tag in box.tags:
        raise AlreadySent(_("Your answers are in already. They count once, so nothing was changed."))
    sealed = _sealed(of, public_key, Given(since, group.key, answers))
    return _close(keys, Box(box.tags | {tag}, (*box.ballots, sealed)), at_least=sealing.capacity_of(contents))


@sensitive_variables()
def put_one_of_several(
    of: PublicIdModel,
    *,
    contents: bytes,
    public_key: bytes,
    ticket: str,
    once: str,
    most: int,
    answers: Mapping[str, str],
) -> bytes:
    """Return the box with one more of the things that a person may send, ``most`` at most and each ``once``.

    What is sealed says the how-manieth of that person it is ("nth", from 1) and what their ticket is about. In the
    place of the tag stand two marks: of the number and of the thing, so that no two of a person look alike.
    Raise ``NoTicket``, ``AlreadySent`` for a second time of the same thing, ``SentEnough``, ``KeysGone``.
    """
    keys = _keys(of)
    try:
        tag, group = keys.open_ticket(ticket)
    except (Unreadable, ValueError) as error:
        raise NoTicket from error
    box = keys.open_box(0, contents)
    thing = keys.mark_of(tag, f"once:{once}")
    if any(each[sealing.MARK_BYTES :] == thing for each in box.tags):
        raise AlreadySent(_("You said this already. It counts once, so nothing was changed."))
    taken = {each[: sealing.MARK_BYTES] for each in box.tags}
    free = ((nth, mark) for nth in range(1, most + 1) if (mark := keys.mark_of(tag, f"nth:{nth}")) not in taken)
    nth, number = next(free, (0, b""))
    if not nth:
        raise SentEnough
    sealed = _sealed(of, public_key, Given("", group.key, {**answers, "nth": str(nth)}))
    return _close(
        keys, Box(box.tags | {number + thing}, (*box.ballots, sealed)), at_least=sealing.capacity_of(contents)
    )


def empty_box(of: PublicIdModel, *, contents: bytes) -> Emptied:
    """Open a box and everything in it; raise ``KeysGone``."""
    keys, private = _keys(of), key_files.read_private_key(of)
    if private is None:
        raise KeysGone
    box = keys.open_box(0, contents)
    ballots = sealing.open_ballots(box.ballots, private_key=private, wave_id=of.public_id)
    given = [Given(one.group.dimension, one.group.key, one.answers) for one in ballots]
    return Emptied(given, lambda sender: keys.tag_of(sender) in box.tags)


def destroy_box_keys(of: PublicIdModel) -> None:
    """Overwrite and remove the key files of a box; doing it twice does nothing more."""
    key_files.destroy_keys(of)


def _keys(of: PublicIdModel) -> BoxKeys:
    keys = box_keys(of)
    if keys is None:
        raise KeysGone
    return keys


def _sealed(of: PublicIdModel, public_key: bytes, one: Given) -> bytes:
    ballot = Ballot(Group(one.since, one.about), one.answers)
    return sealing.seal_ballot(ballot, public_key=public_key, wave_id=of.public_id)


def _close(keys: BoxKeys, box: Box, *, at_least: int = STEP) -> bytes:
    needed = -(-len(box.tags) // STEP) * STEP
    return keys.seal_box(0, box, capacity=max(needed, at_least))
