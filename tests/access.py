"""The access table: who gets which answer at which address. An address without an entry fails ``tests/portal``.

Each app keeps its part in ``tests/<app>/access.py`` as ``ACCESS``: route name -> ``Entry``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

PERSONAS = (
    "stranger",
    "employee",
    "manager",
    "trainer",
    "hr",
    "programme_office",
    "board",
    "privacy_officer",
    "works_council",
    "administrator",
)
SIGNED_IN = PERSONAS[1:]


@dataclass(frozen=True)
class Entry:
    """The answer to GET for each persona on a full installation, and on an empty one where that differs.

    An object that is not there answers 404 where it would answer 200; only other differences need ``when_empty``.

    ``kwargs`` names, for each part of the address, a model label, whose first object is taken
    (``{"course_id": "training.course"}``; the last after ``@last``, and after another word the first of those that the
    queryset's method of that name keeps, such as ``@published``), or a literal after an equals sign
    (``{"key": "=outbox.quiet"}``).
    """

    answers: Mapping[str, int]
    kwargs: Mapping[str, str] = field(default_factory=dict)
    when_empty: int | Mapping[str, int] | None = None
    when_missing: int | None = None
    """The answer to everyone who signed in when its object is not there, where rights hang on the object itself."""


def answers(*, everyone: int = 403, stranger: int = 302, **by_persona: int) -> dict[str, int]:
    """Return the answer per persona: ``everyone`` who signed in, a stranger sent to sign in, and the exceptions."""
    unknown = set(by_persona) - set(SIGNED_IN)
    if unknown:
        raise ValueError(f"no such persona: {sorted(unknown)}")
    return {"stranger": stranger, **{persona: by_persona.get(persona, everyone) for persona in SIGNED_IN}}


POST_ONLY = answers(everyone=405)
"""An address that only takes POST: GET is refused with 405 once signed in."""
