"""A backup of one installation, and putting it back: every row of one moment, and the stored files.

Why it does not use pg_dump stands in ADR 0018. The keys of surveys are never in it (ADR 0006).
"""

from portal.backup.errors import STORAGE_FAULTS, BackupError
from portal.backup.manifest import Manifest
from portal.backup.restoring import Restored, restore_backup
from portal.backup.writing import remove_old_backups, write_backup

__all__ = [
    "STORAGE_FAULTS",
    "BackupError",
    "Manifest",
    "Restored",
    "remove_old_backups",
    "restore_backup",
    "write_backup",
]
