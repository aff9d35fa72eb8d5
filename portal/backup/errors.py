"""What stops a backup or a restore, in words for the system manager."""

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

STORAGE_FAULTS = (OSError, Boto3Error, BotoCoreError, ClientError)
"""What a disk or a bucket raises when it cannot be read or written."""


class BackupError(Exception):
    """Nothing was done. The text says what is wrong and what to do."""
