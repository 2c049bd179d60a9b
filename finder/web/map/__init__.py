"""The map: its script, what is drawn below and on it, and its tiles."""
