"""Pages of the tool catalogue."""
