"""Measures the search as it is served, on generated offers, beside the floors under it."""
