"""What the portal costs, always as a ratio to something plain that is measured in the same run."""
