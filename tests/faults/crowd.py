"""Many people who enrol through the web server at once, and who press again when the portal was away."""

import contextlib
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from common.clock import now
from people.models import Person
from tests.faults.web import TOKEN, Answer, Web
from tests.queue import builders
from tests.training.builders import session
from training.choices import EnrolmentState
from training.models import Enrolment, Session

CLIENTS = 16
PATIENCE = 120.0


def crowd(size: int) -> list[tuple[Person, str]]:
    """Return people who are signed in, each with the key of a session."""
    return [(person, session_of(person)) for person in builders.crowd(size)]


def upcoming_session(*, capacity: int) -> Session:
    """Return a session two weeks from now: the web server lives in its own time."""
    return session(capacity=capacity, starts_at=now() + timedelta(days=14))


def session_of(person: Person) -> str:
    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store.create()
    return str(store.session_key)


def as_person(web: Web, session_key: str) -> Web:
    """Return the same server as somebody else sees it, whose browser has the cookie of a form already."""
    return replace(web, cookies={settings.SESSION_COOKIE_NAME: session_key, settings.CSRF_COOKIE_NAME: TOKEN})


@dataclass
class Acknowledged:
    """What the portal told a crowd: whose enrolment is where, in the order of the answers, and every answer."""

    enrolments: dict[int, UUID] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    strange: str = ""
    """An answer that is neither a seat nor "not now"; nobody goes on after it."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, person: Person, answer: Answer | OSError) -> bool:
        """Note one answer; say whether it was that the person is enrolled."""
        with self.lock:
            if isinstance(answer, OSError):
                self.statuses[type(answer).__name__] += 1
                return False
            self.slowest = max(self.slowest, answer.seconds)
            found = re.search("/enrolments/([0-9a-f-]{36})/", answer.headers.get("location", ""))
            self.statuses[str(answer.status)] += 1
            if found:
                self.enrolments[person.pk] = UUID(found[1])
            elif answer.status != 503:
                self.strange = f"{answer.status}: {answer.text[:2000]}"
            return found is not None


@contextlib.contextmanager
def enrolling(web: Web, people: Sequence[tuple[Person, str]], to: Session) -> Iterator[Acknowledged]:
    """Let all of them enrol during the block, 16 at once; at its end wait until each has been told that they are in."""
    told, left, lock, ends = Acknowledged(), iter(people), threading.Lock(), time.monotonic() + PATIENCE + len(people)

    def one_after_the_other() -> None:
        while True:
            with lock:
                person, key = next(left, (None, ""))
            if person is None:
                return
            mine = as_person(web, key)
            while not told.take(person, press(mine, f"/training/sessions/{to.public_id}/enrol/")):
                assert not told.strange, told.strange
                assert time.monotonic() < ends, told.statuses
                time.sleep(0.1)

    with ThreadPoolExecutor(CLIENTS) as clients:
        works = [clients.submit(one_after_the_other) for _client in range(CLIENTS)]
        yield told
    for work in works:
        work.result()


def press(web: Web, path: str) -> Answer | OSError:
    """Press the one button of a form; a connection that broke is an answer too."""
    try:
        return web.press(path, {})
    except OSError as error:
        return error


def wait_for(told: Acknowledged, number: int) -> None:
    """Wait until so many people were told that they are in."""
    ends = time.monotonic() + PATIENCE
    while len(told.enrolments) < number:
        assert not told.strange, told.strange
        assert time.monotonic() < ends, told.statuses
        time.sleep(0.02)


def assert_all_there(told: Acknowledged, people: Sequence[tuple[Person, str]], to: Session) -> None:
    """Nobody who was told is missing, nobody is in twice, as many sit as there are seats, and the rest waits."""
    connection.close()
    rows = dict(to.enrolments.values_list("public_id", "person_id"))
    missing = [place for person, place in told.enrolments.items() if rows.get(place) != person]
    assert missing == []
    assert sorted(rows.values()) == sorted(person.pk for person, _key in people)
    states = Counter(to.enrolments.values_list("state", flat=True))
    booked = min(to.capacity, len(people))
    assert states == Counter({EnrolmentState.BOOKED: booked, EnrolmentState.WAITING: len(people) - booked})
    assert not Enrolment.objects.exclude(session=to).exists()


def until_it_serves(web: Web, look: Callable[[], Answer | OSError], *, seconds: float) -> float:
    """Wait until six pages in a row are there, which both processes served; return how long the first of them took."""
    began = time.monotonic()
    good, first = 0, 0.0
    while good < 6:
        assert time.monotonic() < began + seconds, web.words()[-2000:]
        answer = look()
        is_good = isinstance(answer, Answer) and answer.status == 200
        good = good + 1 if is_good else 0
        first = time.monotonic() - began if good == 1 else first
        time.sleep(0 if good else 0.05)
    return first
