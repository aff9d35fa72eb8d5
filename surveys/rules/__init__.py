"""Pure rules of surveys: how answers are sealed, and in which groups they may be counted."""
