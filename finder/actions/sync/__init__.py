"""The scheduled pull: sources are fetched from where they publish, checked, and settled with what we hold."""
