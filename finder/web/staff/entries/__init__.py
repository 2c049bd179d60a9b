"""The form by which staff enter and change an entry."""
