"""Pilots: trying AI in the open, measured, under an objective, with a decision at the end."""
