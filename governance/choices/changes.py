"""Which roles change a setting that touches privacy: one proposes, one advises, one decides; never the same person."""

from typing import Final

from people.choices import Role

PROPOSES_CHANGES: Final = (Role.ADMINISTRATOR,)
ADVISES_ON_CHANGES: Final = (Role.PRIVACY_OFFICER,)
DECIDES_ON_CHANGES: Final = (Role.ADMINISTRATOR, Role.BOARD)
