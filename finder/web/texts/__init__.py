"""Pages of text: hints, legal pages, topics, downloads, and the maps of the site."""
