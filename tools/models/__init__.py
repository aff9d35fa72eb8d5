"""The AI tools that people may or may not use here, who has a seat, and how that came to be."""

from tools.models.catalogue import Tool, ToolStatusChange
from tools.models.incidents import Incident
from tools.models.requests import AccessRequest

__all__ = ["AccessRequest", "Incident", "Tool", "ToolStatusChange"]
