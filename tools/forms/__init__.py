"""What people fill in for the tool catalogue. Rules stay in the services; forms only read what was typed."""

from tools.forms.catalogue import ToolForm, ToolListForm

__all__ = ["ToolForm", "ToolListForm"]
