"""Finder: help near you, by distance, spoken language and step-free access."""
