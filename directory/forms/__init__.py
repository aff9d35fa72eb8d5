"""What people fill in about people, by file and by hand."""
