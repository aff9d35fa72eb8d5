"""What a passage of a document is in the story of Houtwijk."""

from dataclasses import dataclass

from strategy.rules.questions import QuestionText

type Both = tuple[str, str]


@dataclass(frozen=True)
class Passage:
    """A passage; ``since`` is the version in which it came, ``before`` its text before ``changed_in``."""

    key: str
    pillar: str
    title: Both
    text: Both
    since: int = 1
    changed_in: int = 0
    is_material: bool = True
    before: Both = ("", "")
    aspect: str = ""
    function_groups: tuple[str, ...] = ()
    question: QuestionText | None = None
