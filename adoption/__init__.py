"""Adoption: usage counts without persons, metrics, monthly releases, and the figures that everyone may see."""
