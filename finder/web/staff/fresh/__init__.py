"""Pages by which entries are kept fresh: what is due, one entry, letters, and the provider's own page."""
