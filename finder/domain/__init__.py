"""The words of the field as plain Python: no web, no database, no network."""
