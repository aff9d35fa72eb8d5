"""Which roles change a setting that touches privacy: one proposes, one advises, one decides; and who reads answers."""

from typing import Final

from people.choices import Role

PROPOSES_CHANGES: Final = (Role.ADMINISTRATOR,)
ADVISES_ON_CHANGES: Final = (Role.PRIVACY_OFFICER,)
DECIDES_ON_CHANGES: Final = (Role.ADMINISTRATOR, Role.BOARD)
READERS: Final = (Role.PROGRAMME_OFFICE, Role.WORKS_COUNCIL, Role.PRIVACY_OFFICER, Role.BOARD, Role.ADMINISTRATOR)
"""Who reads what bodies were asked and answered."""
