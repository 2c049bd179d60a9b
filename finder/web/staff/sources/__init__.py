"""The sources of entries: terms, where they are pulled from, what came of it."""
