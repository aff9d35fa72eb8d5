"""Strategy: documents in versions that freeze, objectives, and who read what."""
