"""A believable organisation for the demo: each module fills one app through models and services."""
