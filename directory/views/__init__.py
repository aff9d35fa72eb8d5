"""The pages of directory: imports and invitations, one person by hand, and who stands in for whom."""
