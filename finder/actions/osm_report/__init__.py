"""Compares our public entries with a file of OpenStreetMap; it reads both sides and writes a report."""
