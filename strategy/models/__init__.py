"""Documents in versions, their clauses, objectives, and who read which version. What is published is frozen."""

from strategy.models.acknowledgements import Acknowledgement
from strategy.models.documents import Clause, Document, Version
from strategy.models.objectives import Objective

__all__ = ["Acknowledgement", "Clause", "Document", "Objective", "Version"]
