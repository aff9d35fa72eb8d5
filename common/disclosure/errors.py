"""What can be wrong with what was told."""


class InconsistentReleases(Exception):
    """No table agrees with all that was told: a link or a correction contradicts an earlier release."""
