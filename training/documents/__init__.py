"""Files that training gives out: certificates and lists as PDF, badges, tables and statements of completions."""
