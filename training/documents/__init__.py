"""Files that training gives out: certificates as PDF, badges as signed credentials."""
