"""The AI tools that people may or may not use here, who has a seat and how, and what people use already."""

from tools.models.catalogue import Tool, ToolStatusChange
from tools.models.declarations import Declaration, DeclarationRound, DeclaredCount, Need, PromiseStep
from tools.models.incidents import Incident
from tools.models.requests import AccessRequest

__all__ = [
    "AccessRequest",
    "Declaration",
    "DeclarationRound",
    "DeclaredCount",
    "Incident",
    "Need",
    "PromiseStep",
    "Tool",
    "ToolStatusChange",
]
