"""People: who is here, where they are placed in time, which roles they hold, how they sign in."""
