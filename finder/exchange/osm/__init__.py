"""OpenStreetMap: its files read as entries, and the tags that say what an entry says."""
