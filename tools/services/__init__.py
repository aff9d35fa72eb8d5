"""What changes the tool catalogue: one service a file of its kind, one way in."""

from tools.services.catalogue import WRITABLE, add_tool, edit_tool
from tools.services.leaving import apply_departure, enforce_terms

__all__ = ["WRITABLE", "add_tool", "apply_departure", "edit_tool", "enforce_terms"]
