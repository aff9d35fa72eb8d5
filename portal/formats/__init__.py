"""Dates and numbers as Dutch and English readers here expect them."""
