"""What bodies are asked and answer, the subjects they are asked about, and the smallest group of any figure."""

from governance.choices.answers import (
    POSITIVE,
    SMALLEST_GROUP,
    SMALLEST_THRESHOLD,
    TERMS,
    AnsweredAs,
    BodyKind,
    Confidence,
    DutyFor,
    Outcome,
    ProposalKind,
    ProposalState,
)
from governance.choices.changes import ADVISES_ON_CHANGES, DECIDES_ON_CHANGES, PROPOSES_CHANGES, READERS
from governance.choices.subjects import REGISTER, Subject

__all__ = [
    "ADVISES_ON_CHANGES",
    "DECIDES_ON_CHANGES",
    "POSITIVE",
    "PROPOSES_CHANGES",
    "READERS",
    "REGISTER",
    "SMALLEST_GROUP",
    "SMALLEST_THRESHOLD",
    "TERMS",
    "AnsweredAs",
    "BodyKind",
    "Confidence",
    "DutyFor",
    "Outcome",
    "ProposalKind",
    "ProposalState",
    "Subject",
]
