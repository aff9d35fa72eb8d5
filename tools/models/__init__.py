"""The AI tools that people may or may not use here, and how that came to be."""

from tools.models.catalogue import Tool, ToolStatusChange

__all__ = ["Tool", "ToolStatusChange"]
