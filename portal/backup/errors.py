"""What stops a backup or a restore, in words for the system manager."""


class BackupError(Exception):
    """Nothing was done. The text says what is wrong and what to do."""
