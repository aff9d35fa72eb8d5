"""Documents in versions, their clauses and reviews, objectives, and who read which version."""

from strategy.models.acknowledgements import Acknowledgement
from strategy.models.documents import Clause, Document, Version
from strategy.models.objectives import Objective
from strategy.models.reviews import Review, ReviewAnswer, Reviewer

__all__ = ["Acknowledgement", "Clause", "Document", "Objective", "Review", "ReviewAnswer", "Reviewer", "Version"]
