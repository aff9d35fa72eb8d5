"""What can go wrong before the command runs."""


class EmbeddedError(Exception):
    """A sentence for the person at the terminal: what is wrong, and how to mend it."""
